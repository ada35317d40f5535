//! What a tool that the *server* ran has said, as text a person can read.
//!
//! Each of the server's tools has a form of its own for its result (API reference, section on
//! server tools). Read are those that say it in words: search results, a fetched page, the output
//! of code, plain text, and errors by their code. Anything else is its own JSON, which is shown as
//! such. What is saved and sent back is the block itself, and not this.

use serde_json::Value;

use crate::api::raw::RawObject;

use super::ContentBlock;

/// The text of a result block, and whether it tells of a failure.
pub(super) fn read(block: &RawObject) -> (String, bool) {
    let is_error = block.read("is_error").unwrap_or_default();
    let Some(content) = block.get("content") else {
        return (block.to_json().get().to_owned(), is_error);
    };
    let value = content.to_value();
    let read = match &value {
        Value::String(text) => Some((text.clone(), false)),
        Value::Array(items) => list(items).map(|text| (text, false)),
        Value::Object(_) => error(&value)
            .map(|code| (code, true))
            .or_else(|| ran(&value))
            .or_else(|| words(&value).map(|text| (text, false))),
        Value::Null => Some((String::new(), false)),
        Value::Bool(_) | Value::Number(_) => None,
    };
    let (text, has_failed) = read.unwrap_or_else(|| (content.get().to_owned(), false));
    (text, is_error || has_failed)
}

/// What the tool of a result block is called, as far as the type of the block tells.
pub fn tool_of(block: &ContentBlock) -> String {
    let object = RawObject::from_json(block.raw()).unwrap_or_default();
    let name: String = object.read("type").unwrap_or_default();
    let tool = name.strip_suffix("_tool_result");
    tool.unwrap_or(&name).to_owned()
}

/// Search results and texts, one below the other; a word for what is neither. `None` if nothing of
/// it can be read.
fn list(items: &[Value]) -> Option<String> {
    let mut is_read = items.is_empty();
    let mut lines = Vec::with_capacity(items.len());
    for item in items {
        match found(item).or_else(|| Some(member(item, "text")?.to_owned())) {
            Some(text) => {
                is_read = true;
                lines.push(text);
            }
            None => lines.push(format!("[{}]", member(item, "type").unwrap_or("?"))),
        }
    }
    is_read.then(|| lines.join("\n"))
}

/// What was found, or fetched: its title and its address.
fn found(item: &Value) -> Option<String> {
    let url = member(item, "url").or_else(|| member(item, "source"))?;
    Some(entitled(member(item, "title").unwrap_or_default(), url))
}

fn entitled(title: &str, url: &str) -> String {
    match title {
        "" => url.to_owned(),
        title => format!("{title}  {url}"),
    }
}

/// Why it could not be done, in the words of the API.
fn error(content: &Value) -> Option<String> {
    let is_error = member(content, "type").is_some_and(|name| name.ends_with("_error"));
    let code = member(content, "error_code");
    if !is_error && code.is_none() {
        return None;
    }
    let said = [code, member(content, "error_message")];
    let said: Vec<&str> = said.into_iter().flatten().collect();
    Some(match said.is_empty() {
        true => member(content, "type").unwrap_or_default().to_owned(),
        false => said.join(": "),
    })
}

/// What code printed, what it complained of, which files it made, and how it ended.
fn ran(content: &Value) -> Option<(String, bool)> {
    let stdout = member(content, "stdout");
    let stderr = member(content, "stderr");
    let is_encrypted = member(content, "encrypted_stdout").is_some();
    if stdout.is_none() && stderr.is_none() && !is_encrypted {
        return None;
    }
    let mut parts: Vec<String> = Vec::new();
    let mut push = |text: &str| {
        let text = text.trim_end_matches('\n');
        if !text.is_empty() {
            parts.push(text.to_owned());
        }
    };
    push(stdout.unwrap_or_default());
    if is_encrypted {
        push("[the output is encrypted]");
    }
    if let Some(stderr) = stderr.filter(|stderr| !stderr.trim().is_empty()) {
        push("stderr:");
        push(stderr);
    }
    let files = content.get("content").and_then(Value::as_array);
    for file in files.into_iter().flatten() {
        if let Some(id) = member(file, "file_id") {
            push(&format!("[file {id}]"));
        }
    }
    let code = content.get("return_code").and_then(Value::as_i64);
    if let Some(code) = code.filter(|code| *code != 0) {
        push(&format!("exit code {code}"));
    }
    Some((parts.join("\n"), code.is_some_and(|code| code != 0)))
}

/// A page, a file or an advice: whatever has a text.
fn words(content: &Value) -> Option<String> {
    if let Some(url) = member(content, "url") {
        let document = content.get("content").unwrap_or(&Value::Null);
        let title = member(document, "title").unwrap_or_default();
        let source = document.get("source").unwrap_or(&Value::Null);
        let text = member(source, "data").filter(|_| member(source, "type") == Some("text"));
        let head = entitled(title, url);
        let kind = || Some(format!("[{}]", member(source, "media_type")?));
        let rest = text.map(str::to_owned).or_else(kind);
        return Some(
            [Some(head), rest]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join("\n"),
        );
    }
    if let Some(lines) = content.get("lines").and_then(Value::as_array) {
        let lines: Option<Vec<&str>> = lines.iter().map(Value::as_str).collect();
        return lines.map(|lines| lines.join("\n"));
    }
    let text = member(content, "text").or_else(|| member(content, "content"))?;
    Some(text.to_owned())
}

fn member<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name)?.as_str()
}

#[cfg(test)]
mod tests;
