//! The *host* of an address of the web in ASCII, as it is looked up: letters beyond that are
//! written as Punycode (`xn--…`), which nobody takes for the name of another place.
//!
//! The rules are those that browsers have (UTS 46), so that what is shown is where they go. Whether
//! an address may be a link at all is decided in [`super::trust`].

use std::borrow::Cow;

use idna::AsciiDenyList;

use super::trust::authority;

/// No name of a host is longer, in bytes.
const LONGEST: usize = 253;

/// `target` with its host in ASCII, if it is an address of the web; `None` where nobody would find
/// that host.
pub fn in_ascii(target: &str) -> Option<Cow<'_, str>> {
    let is_web = |scheme: &str| {
        ["http", "https"]
            .iter()
            .any(|web| web.eq_ignore_ascii_case(scheme))
    };
    let parts = target
        .split_once("://")
        .filter(|(scheme, _)| is_web(scheme));
    let Some((scheme, rest)) = parts else {
        return Some(Cow::Borrowed(target));
    };
    let (place, after) = authority(rest);
    let is_port = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit());
    let end = place
        .rfind(':')
        .filter(|at| place.get(at + 1..).is_some_and(is_port));
    let (name, port) = place.split_at_checked(end.unwrap_or(place.len()))?;
    if name.is_ascii() && !name.contains('%') {
        return Some(Cow::Borrowed(target));
    }
    let name = decoded(name.as_bytes());
    let host = idna::domain_to_ascii_cow(&name, AsciiDenyList::URL).ok()?;
    (1..=LONGEST)
        .contains(&host.len())
        .then(|| Cow::Owned(format!("{scheme}://{host}{port}{after}")))
}

/// Bytes without their percent encoding; a sign that encodes nothing stays, and is in no host.
fn decoded(mut rest: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(rest.len());
    while let Some((&first, after)) = rest.split_first() {
        let digit = |at: usize| char::from(*after.get(at)?).to_digit(16);
        let code = digit(0).zip(digit(1)).filter(|_| first == b'%');
        let byte = code.and_then(|(high, low)| u8::try_from(16 * high + low).ok());
        bytes.push(byte.unwrap_or(first));
        let n_read = if byte.is_some() { 2 } else { 0 };
        rest = after.get(n_read..).unwrap_or_default();
    }
    bytes
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert, proptest};

    use super::*;

    #[test]
    fn a_host_beyond_ascii_is_written_as_it_is_looked_up() {
        let table = [
            ("https://аррӏе.com/", Some("https://xn--80ak6aa92e.com/")),
            (
                "HTTPS://Bücher.DE:80/ü?ü",
                Some("HTTPS://xn--bcher-kva.de:80/ü?ü"),
            ),
            ("https://%D0%B0ррӏе.com", Some("https://xn--80ak6aa92e.com")),
            ("https://a%2Eb。c/", Some("https://a.b.c/")),
            ("http://１２７.0.0.1/", Some("http://127.0.0.1/")),
            // What stands for the end of a host is none.
            ("https://good.org%2Fx.evil.org/", None),
            ("https://good.org／x.evil.org/", None),
            ("https://a%zz.org/", None),
            ("https://a%ff.org/", None),
            ("https://xn--a-ü.org/", None),
            // Of what is ASCII nothing changes, nor of what is no address of the web.
            ("https://Example.com/%41", Some("https://Example.com/%41")),
            ("http://[::1]:8080/", Some("http://[::1]:8080/")),
            ("mailto:ü@example.com", Some("mailto:ü@example.com")),
            ("file:///ü", Some("file:///ü")),
        ];
        for (target, expect) in table {
            assert_eq!(in_ascii(target).as_deref(), expect, "{target}");
        }
    }

    proptest! {
        #[test]
        fn a_host_is_ascii_and_stays_what_it_is(host in "[a-zа-я漢ü%0-9.:/\\\\-]{1,12}") {
            let target = format!("https://{host}/");
            if let Some(address) = in_ascii(&target) {
                let place = authority(address.strip_prefix("https://").unwrap()).0;
                prop_assert!(place.is_ascii() && !place.contains('%'), "{}", place);
                prop_assert!(in_ascii(&address).as_deref() == Some(&*address));
            }
        }
    }
}
