//! What a link may lead to, and when its label must not stand alone: decided here for everybody,
//! for a target comes from a model or a page it has read, and a person is about to follow it.

use std::net::Ipv6Addr;

use crate::text::sanitize::{is_ignorable, sanitize};
use crate::text::width::columns;

#[cfg(test)]
mod tests;

/// Schemes that a link may have.
const SCHEMES: [&str; 4] = ["http", "https", "mailto", "file"];

/// How the address of a file begins.
const FILE: &str = "file:/";

/// Endings of file names that are no top-level domains, so that a file is not taken for a host.
const ENDINGS: [&str; 26] = [
    "js", "ts", "jsx", "tsx", "mjs", "json", "toml", "yaml", "yml", "xml", "html", "htm", "css",
    "txt", "csv", "lock", "log", "cfg", "ini", "pdf", "png", "jpg", "svg", "gif", "cpp", "hpp",
];

/// Endings of file names that are top-level domains as well, or read like one.
const FILES: [&str; 24] = [
    "md", "rs", "py", "sh", "zip", "go", "rb", "pl", "pm", "cc", "hh", "cs", "hs", "ml", "el",
    "kt", "java", "php", "lua", "sql", "swift", "vue", "gz", "bat",
];

/// How a dot is written in an address that nobody is meant to follow by mistake.
const DEFANGED: [&str; 12] = [
    "[.]", "(.)", "{.}", "[dot]", "(dot)", "{dot}", "[Dot]", "(Dot)", "{Dot}", "[DOT]", "(DOT)",
    "{DOT}",
];

/// No number of a host is longer, in bytes.
const LONGEST_NUMBER: usize = 48;

/// May `target` be a link? Only with a scheme that is known to be harmless, with something behind
/// it, and without a character that cannot be seen. In an address of the web nobody may be named
/// before the host, for that is what reads like one.
pub fn may_lead_to(target: &str) -> bool {
    let Some((scheme, rest)) = target.split_once(':') else {
        return false;
    };
    let is_known = SCHEMES
        .iter()
        .any(|known| known.eq_ignore_ascii_case(scheme));
    let needs_slashes = !scheme.eq_ignore_ascii_case("mailto");
    let place = rest.strip_prefix("//");
    let has_place = match place {
        Some(place) => !place.is_empty(),
        None => !needs_slashes && !rest.is_empty(),
    };
    let is_web = scheme
        .get(..4)
        .is_some_and(|start| start.eq_ignore_ascii_case("http"));
    let has_user = is_web && place.is_some_and(|place| authority(place).0.contains(['@', '＠']));
    is_known
        && has_place
        && !has_user
        && !target.contains(char::is_whitespace)
        && sanitize(target) == target
}

/// What of an address, as [`super::Link::address`] gives it, the desktop may be asked to open;
/// `None` for what it must not be.
///
/// Of a letter that is who gets it, the subject and the text, for some programs attach the files
/// that an address names. A file is never opened: what opens it may run it, or ask another machine
/// for it.
pub fn to_open(address: &str) -> Option<String> {
    let (scheme, rest) = address.split_once(':')?;
    match scheme.to_ascii_lowercase().as_str() {
        "http" | "https" => Some(address.to_owned()),
        "mailto" => {
            let rest = rest.split('#').next().unwrap_or_default();
            let (to, query) = rest.split_once('?').unwrap_or((rest, ""));
            let is_harmless = |field: &&str| {
                let name = field.split('=').next().unwrap_or_default();
                ["subject", "body"]
                    .iter()
                    .any(|known| known.eq_ignore_ascii_case(name))
            };
            let fields: Vec<&str> = query.split('&').filter(is_harmless).collect();
            let mut letter = to.replace('&', "%26");
            if !fields.is_empty() {
                letter.push('?');
                letter.push_str(&fields.join("&"));
            }
            // Some take it for the end of a field.
            let letter = letter.replace(';', "%3B");
            (!letter.is_empty()).then(|| format!("mailto:{letter}"))
        }
        _ => None,
    }
}

/// The part of an address that says who gets to know that it was opened: scheme and host with the
/// sign that ends them, or those who get a letter. Whoever opens it must have read all of that.
pub fn whereabouts(address: &str) -> &str {
    let (end, is_mail) = match address.find("://") {
        Some(at) => (
            at + 3 + authority(address.get(at + 3..).unwrap_or_default()).0.len(),
            false,
        ),
        None => (address.find('?').unwrap_or(address.len()), true),
    };
    let end = if is_mail { end } else { end + 1 };
    address.get(..end).unwrap_or(address)
}

/// Does `label` read like the address of another place than `target`? Then the target must be shown
/// beside it.
///
/// A label that names a host alone may lead anywhere on it, and one that names a folder to whatever
/// lies in it; of one that is cut with an ellipsis what is left has to be what the target begins
/// with.
pub fn misleads(label: &str, target: &str) -> bool {
    let (label, target) = (folded(label), folded(target));
    if names_another(&label, &target) {
        return true;
    }
    // Brackets around a dot are no part of a name to whoever reads it.
    let read = armed(&label);
    read != label && names_another(&read, &armed(&target))
}

/// Does a folded `label` name another place than a folded `target`?
fn names_another(label: &str, target: &str) -> bool {
    let place = Place::of(target);
    let mut rest = label;
    while let Some((word, mut after)) = first_word(rest) {
        if let Some(mut named) = Place::in_label(word) {
            // A path may hold more than a word does: brackets, commas.
            if begins_path(&named.path) {
                let end = after.find(ends_address).unwrap_or(after.len());
                let (more, behind) = after.split_at_checked(end).unwrap_or((after, ""));
                named.path.push_str(more);
                after = behind;
            }
            if !named.is_same(&place) {
                return true;
            }
        }
        rest = after;
    }
    false
}

/// `text` with a dot for each that was made harmless: `example[.]org`.
fn armed(text: &str) -> String {
    DEFANGED
        .iter()
        .fold(text.to_owned(), |text, dot| text.replace(dot, "."))
}

/// The first word of `text` and what follows it; `None` if there is none. All else can stand
/// neither in a host nor in a path, or not at an end that anybody would see.
fn first_word(text: &str) -> Option<(&str, &str)> {
    let word_from = |text: &str| match bracketed(text) {
        0 => text
            .chars()
            .next()
            .filter(|&c| is_in_word(c))
            .map(char::len_utf8),
        len => Some(len),
    };
    let (start, _) = text
        .char_indices()
        .find(|&(i, _)| text.get(i..).and_then(word_from).is_some())?;
    let text = text.get(start..)?;
    let mut end = 0;
    while let Some(len) = text.get(end..).and_then(word_from) {
        end += len;
    }
    text.split_at_checked(end)
}

fn is_in_word(c: char) -> bool {
    is_in_name(c) || "-._~:/\\?#@%+=&;!$*".contains(c)
}

/// A letter, a digit, or a mark on one.
fn is_in_name(c: char) -> bool {
    c.is_alphanumeric() || (!c.is_ascii() && columns(c.encode_utf8(&mut [0; 4])) == 0)
}

/// Length of the number of a host in brackets that `text` begins with: `[::1]`.
fn bracketed(text: &str) -> usize {
    let number = text.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    match number {
        Some((number, _)) if is_long_number(number) => number.len() + 2,
        _ => 0,
    }
}

/// Is it the number of a host in the longer form: `2001:db8::1`?
fn is_long_number(text: &str) -> bool {
    let number = text.split('%').next().unwrap_or_default();
    number.len() < LONGEST_NUMBER && number.parse::<Ipv6Addr>().is_ok()
}

/// Is `path`, which stands behind a host, more than a sign?
fn begins_path(path: &str) -> bool {
    path.starts_with(['/', '\\', '?', '#'])
}

/// Does an address in a label end before `c`?
fn ends_address(c: char) -> bool {
    c.is_whitespace() || "\"<>|“”„‘’‚«»‹›—→".contains(c)
}

/// Where an address leads, as far as two can be compared.
#[derive(Debug, PartialEq, Eq)]
struct Place {
    /// Who is written to, in an address of mail; in lower case.
    user: Option<String>,
    /// In lower case, without `www.`.
    host: String,
    /// Empty if none is named.
    port: String,
    /// What follows them.
    path: String,
    /// Was it written like an address, and not like a name?
    is_explicit: bool,
}

impl Place {
    /// The place of a folded target.
    fn of(target: &str) -> Self {
        let (scheme, rest) = target.split_once(':').unwrap_or(("", target));
        let is_mail = scheme.eq_ignore_ascii_case("mailto");
        let rest = rest.strip_prefix("//").unwrap_or(rest);
        let (authority, path) = authority(rest);
        let authority = authority.to_lowercase();
        let (user, host) = match authority.rsplit_once('@') {
            Some((user, host)) => (Some(user.to_owned()).filter(|_| is_mail), host),
            None => (None, authority.as_str()),
        };
        let (host, port) = match host.rsplit_once(':') {
            Some((host, port)) if port.chars().all(|c| c.is_ascii_digit()) => (host, port),
            _ => (host, ""),
        };
        let host = host.trim_end_matches('.');
        Self {
            user,
            host: host.strip_prefix("www.").unwrap_or(host).to_owned(),
            port: port.to_owned(),
            path: path.to_owned(),
            is_explicit: target.contains("//") || is_mail,
        }
    }

    /// The place that a word of a folded label names; `None` if it does not look like one.
    fn in_label(word: &str) -> Option<Self> {
        let trimmed = word.trim_end_matches(['.', '!', '?', ':', ';']);
        let scheme = trimmed.split_once("://").map(|(scheme, _)| scheme);
        if scheme.is_some_and(|scheme| scheme.chars().all(char::is_alphanumeric)) {
            let place = Some(Self::of(word)).filter(|place| !place.path.is_empty());
            let place = place.unwrap_or_else(|| Self::of(trimmed));
            if !place.host.is_empty() {
                return Some(place);
            }
        }
        // Of a file on this machine no host is named.
        let start = trimmed.get(..FILE.len()).unwrap_or_default();
        if start.eq_ignore_ascii_case(FILE) {
            return Some(Self::of(trimmed));
        }
        if let Some(number) = word.find('[').and_then(|at| word.get(at..)) {
            return Some(Self::of(&format!("http://{number}")));
        }
        let host = trimmed.split('/').next().unwrap_or_default();
        if host.contains(|c: char| c.is_ascii_digit()) && is_long_number(host) {
            let path = trimmed.strip_prefix(host).unwrap_or_default();
            return Some(Self::of(&format!("http://[{host}]{path}")));
        }
        let mail = trimmed
            .split_once('@')
            .filter(|(user, _)| !user.is_empty() && !user.trim_start_matches('/').contains('/'));
        if let Some((user, host)) = mail {
            let user = user.trim_start_matches("mailto:");
            return Some(Self::of(&format!("mailto:{user}@{host}")))
                .filter(|place| !place.host.is_empty());
        }
        // Whatever stands before it or behind it: a port, a path, a sign.
        let is_sign = |c: char| !(is_in_name(c) || "-._".contains(c));
        let mut at = 0;
        word.split_inclusive(is_sign).find_map(|part| {
            at += part.len();
            let name = part.trim_end_matches(is_sign);
            let behind = word.get(at - (part.len() - name.len())..);
            let host = name.trim_matches('.').to_lowercase();
            let www = host.strip_prefix("www.");
            (www.is_some() || is_host(&host)).then(|| {
                let behind = behind.unwrap_or_default();
                let after = behind.strip_prefix(':').unwrap_or_default();
                let path = after.trim_start_matches(|c: char| c.is_ascii_digit());
                let port = after.strip_suffix(path).unwrap_or_default();
                let path = if port.is_empty() { behind } else { path };
                Self {
                    user: None,
                    host: www.unwrap_or(&host).to_owned(),
                    port: port.to_owned(),
                    path: path.to_owned(),
                    is_explicit: www.is_some(),
                }
            })
        })
    }

    /// Is `self`, named in a label, what `target` is?
    fn is_same(&self, target: &Self) -> bool {
        let ending = self.host.rsplit('.').next().unwrap_or_default();
        let file = target.path.split(['?', '#']).next().unwrap_or_default();
        let file = file.rsplit('/').next().unwrap_or_default().to_lowercase();
        let is_file = !self.is_explicit && self.host == file && FILES.contains(&ending);
        let has_user = self.user.is_none() || target.user.is_none() || self.user == target.user;
        let is_default = target.port.is_empty() && matches!(self.port.as_str(), "80" | "443");
        let has_port = self.port.is_empty() || self.port == target.port || is_default;
        is_file || (self.host == target.host && has_user && has_port && self.leads_to(target))
    }

    /// Does what a label says behind the host lead to what `target` says there, or does it say
    /// nothing?
    fn leads_to(&self, target: &Self) -> bool {
        let (named, path) = (decoded(&self.path), decoded(&target.path));
        let ends = b".,;:!?)]}'*_~/";
        let is_host_alone = !begins_path(&self.path) || without(&named, ends).is_empty();
        if is_host_alone || without(&named, ends) == without(&path, ends) {
            return true;
        }
        // Who goes up again leaves what was named.
        let text = target.path.to_lowercase().replace("%2e", ".");
        if text.split(['/', '\\']).any(|part| part.starts_with("..")) {
            return false;
        }
        let cut = [&b"..."[..], "…".as_bytes()];
        let cut = cut.iter().find_map(|cut| named.strip_suffix(*cut));
        if let Some(named) = cut {
            return path.starts_with(named);
        }
        let folder = without(&named, ends);
        let below = path.strip_prefix(folder);
        let query = |bytes: &[u8]| bytes.contains(&b'?');
        match below {
            Some([b'/' | b'\\', below @ ..]) => !query(below) && !query(folder),
            Some([b'#', ..]) => true,
            _ => false,
        }
    }
}

/// `text` with the letters that are no ASCII as they are and not as they are encoded.
fn decoded(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        rest = after;
        let code = after.first_chunk().filter(|_| first == b'%');
        let code = code.and_then(|code: &[u8; 2]| std::str::from_utf8(code).ok());
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte @ 0x80..) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            _ => bytes.push(first),
        }
    }
    bytes
}

/// `bytes` without those of `ends` at their end.
fn without<'a>(bytes: &'a [u8], ends: &[u8]) -> &'a [u8] {
    let last = bytes.iter().rposition(|byte| !ends.contains(byte));
    bytes
        .get(..last.map_or(0, |last| last + 1))
        .unwrap_or_default()
}

/// What names the server at the beginning of what follows `//`, and the rest. Browsers take a
/// backslash for a slash.
pub(super) fn authority(rest: &str) -> (&str, &str) {
    let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
    rest.split_at_checked(end).unwrap_or((rest, ""))
}

/// Does `word` look like the name of a host: words with dots between them, and at the end one that
/// may be a top-level domain; or four numbers, or this machine?
fn is_host(word: &str) -> bool {
    let parts: Vec<&str> = word.split('.').collect();
    let is_part = |part: &&str| {
        !part.is_empty() && part.chars().all(|c| is_in_name(c) || c == '-' || c == '_')
    };
    if word == "localhost" {
        return true;
    }
    let Some(last) = parts
        .last()
        .filter(|_| parts.len() > 1 && parts.iter().all(is_part))
    else {
        return false;
    };
    let is_number = |part: &&str| part.chars().all(char::is_numeric);
    let is_letter = |c: char| is_in_name(c) && !c.is_numeric();
    let is_domain = last.chars().count() > 1
        && (last.chars().all(is_letter) || last.starts_with("xn--"))
        && !ENDINGS.contains(last);
    is_domain || (parts.len() == 4 && parts.iter().all(is_number))
}

/// `text` with a dot, a slash and a colon for what looks or counts like one, and without what
/// cannot be seen.
fn folded(text: &str) -> String {
    let text = sanitize(text);
    let one = |c: char| match c {
        '。' | '．' | '｡' | '․' | '·' | '\u{387}' | '‧' | '∙' | '⋅' | '⸱' | 'ꓸ' | 'ꞏ' | '۔'
        | '܁' | '܂' | '﹒' => '.',
        '／' | '⁄' | '∕' | '⧸' | '╱' => '/',
        '：' | '∶' | '꞉' | '﹕' | '︓' => ':',
        '＠' | '﹫' => '@',
        c => c,
    };
    let folded: String = text
        .chars()
        .filter(|&c| !is_ignorable(c))
        .map(one)
        .collect();
    // Browsers read it like the dot.
    folded.replace("%2E", ".").replace("%2e", ".")
}
