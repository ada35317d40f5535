//! Reads the body of a failed answer, whatever its form: the API's own, those of compatible
//! servers, a proxy's HTML, or nothing.

use serde_json::Value;

use super::{MAX_ID, MAX_MESSAGE};

/// Of a body that is no JSON, no more than this is looked at, in bytes.
const MAX_READ: usize = 64 * 1024;

/// What a body said.
#[derive(Debug, Default, PartialEq)]
pub(super) struct ErrorBody {
    pub(super) error_type: Option<String>,
    pub(super) error_code: Option<String>,
    /// A code that is a number, or the text of one: on some servers the status.
    pub(super) numeric_code: Option<u16>,
    pub(super) message: String,
    pub(super) request_id: Option<String>,
}

impl ErrorBody {
    pub(super) fn read(body: &str) -> Self {
        match serde_json::from_str(body) {
            Ok(value @ Value::Object(_)) => Self::from_json(&value, body),
            Ok(Value::String(text)) => Self::from_text(&text),
            _ => Self::from_text(body),
        }
    }

    fn from_json(outer: &Value, body: &str) -> Self {
        // Either wrapped (`{"error":{…}}`) or the error itself.
        let inner = outer
            .get("error")
            .filter(|e| e.is_object())
            .unwrap_or(outer);
        let error_type = text(inner, "type").filter(|name| name != "error");
        let code = inner.get("code");
        let message = text(inner, "message")
            .or_else(|| text(outer, "error"))
            .or_else(|| text(outer, "message"))
            .or_else(|| detail(outer))
            .unwrap_or_else(|| body.to_owned());
        Self {
            error_type: error_type.map(|name| clip(&name, MAX_ID)),
            error_code: inner
                .get("details")
                .and_then(|details| text(details, "error_code"))
                .or_else(|| text(inner, "code").filter(|code| code.parse::<i64>().is_err()))
                .map(|code| clip(&code, MAX_ID)),
            numeric_code: code.and_then(|code| match code {
                Value::String(text) => text.parse().ok(),
                number => u16::try_from(number.as_u64()?).ok(),
            }),
            message: clip(&message, MAX_MESSAGE),
            request_id: text(outer, "request_id").map(|id| clip(&id, MAX_ID)),
        }
    }

    fn from_text(body: &str) -> Self {
        let body = body.trim_start();
        let message = if body.starts_with('<') {
            clip(&without_tags(body), MAX_MESSAGE)
        } else {
            clip(body, MAX_MESSAGE)
        };
        Self {
            message,
            ..Self::default()
        }
    }
}

/// One line of at most `max` bytes: white space runs become one space, control characters go.
pub(super) fn clip(text: &str, max: usize) -> String {
    let mut clipped = String::new();
    for word in text.split_whitespace() {
        let space = if clipped.is_empty() { "" } else { " " };
        for c in space
            .chars()
            .chain(word.chars())
            .filter(|c| !c.is_control())
        {
            if clipped.len() + c.len_utf8() > max {
                return clipped;
            }
            clipped.push(c);
        }
    }
    clipped
}

/// The text of a web page, good enough for one line: no tags, no scripts, no styles.
fn without_tags(html: &str) -> String {
    let mut text = String::new();
    let mut n_read = 0;
    let mut hidden_until: Option<&str> = None;
    for piece in html.split_inclusive('<') {
        n_read += piece.len();
        if n_read > MAX_READ {
            break;
        }
        // A piece is `tag attributes>text<`; what has no `>` is text before the first tag.
        let (tag, rest) = piece.split_once('>').unwrap_or(("", piece));
        let tag = tag.split_whitespace().next().unwrap_or_default();
        match hidden_until {
            Some(end) if tag.eq_ignore_ascii_case(end) => hidden_until = None,
            Some(_) => continue,
            None if tag.eq_ignore_ascii_case("script") => hidden_until = Some("/script"),
            None if tag.eq_ignore_ascii_case("style") => hidden_until = Some("/style"),
            None => {}
        }
        if hidden_until.is_none() {
            text.push(' ');
            text.push_str(rest.strip_suffix('<').unwrap_or(rest));
        }
    }
    let entities = [
        ("&nbsp;", " "),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ];
    entities
        .iter()
        .fold(text, |text, (entity, c)| text.replace(entity, c))
}

fn text(object: &Value, name: &str) -> Option<String> {
    let text = object.get(name)?.as_str()?;
    (!text.is_empty()).then(|| text.to_owned())
}

/// The `detail` of some web frameworks: a text, or a list of objects with `msg`.
fn detail(object: &Value) -> Option<String> {
    let detail = object.get("detail")?;
    text(object, "detail").or_else(|| text(detail.get(0)?, "msg"))
}
