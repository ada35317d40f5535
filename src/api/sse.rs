//! Push decoder for *server-sent events*: bytes in, SSE frames out.
//!
//! Bytes are pushed as they arrive, and every cut of a body gives the same frames, be it inside a
//! line end or a UTF-8 sequence: only whole lines are decoded. Lines may end with `\n`, `\r\n` or
//! `\r`; comments, unknown fields, a byte-order mark and a missing empty line at the end are
//! tolerated, and invalid UTF-8 becomes replacement characters. What a frame means is left to
//! [`super::event`]. (Source: the section on parsing an event stream of the HTML standard.)

use std::mem;

use thiserror::Error;

/// Longest line and longest frame that is accepted, in bytes. Far above any answer that is
/// worth reading, far below what would hurt the machine.
pub const MAX_FRAME: usize = 64 * 1024 * 1024;

/// One `event:`/`data:` group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SseFrame {
    /// The `event:` line, if there was one.
    pub event: Option<String>,
    /// The `data:` lines, joined with `\n`.
    pub data: String,
}

/// Decodes a body that arrives in pieces.
///
/// # Invariants
///
/// Every byte is looked at once: `line` holds only bytes that were already searched for a line end.
/// Neither `line` nor `data` ever grows beyond `max`.
#[derive(Debug)]
pub struct SseDecoder {
    /// The beginning of a line whose end has not arrived.
    line: Vec<u8>,
    /// The fields of the frame whose empty line has not arrived.
    event: Option<String>,
    data: Option<String>,
    /// The last line ended with `\r`: a `\n` right after it belongs to that line end.
    after_cr: bool,
    /// No line has been read yet, so the next one may begin with a byte-order mark.
    at_start: bool,
    /// An error is final.
    failed: bool,
    max: usize,
}

/// The stream cannot be decoded any further.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SseError {
    /// A frame is longer than [`MAX_FRAME`].
    #[error("a single event is larger than {} MiB", MAX_FRAME / 1024 / 1024)]
    TooLong,
}

impl SseDecoder {
    /// Takes the next bytes and appends every frame that they complete.
    ///
    /// After an error every further call fails too; the frames before it have been appended.
    pub fn push(&mut self, bytes: &[u8], out: &mut Vec<SseFrame>) -> Result<(), SseError> {
        let result = self.push_lines(bytes, out);
        self.failed |= result.is_err();
        result
    }

    /// The body has ended: yields a last frame that lacks its empty line.
    pub fn finish(&mut self, out: &mut Vec<SseFrame>) -> Result<(), SseError> {
        self.after_cr = false;
        if !self.line.is_empty() {
            self.push(b"\n", out)?;
        }
        self.push(b"\n", out)
    }

    fn push_lines(&mut self, mut rest: &[u8], out: &mut Vec<SseFrame>) -> Result<(), SseError> {
        if self.failed {
            return Err(SseError::TooLong);
        }
        loop {
            if self.after_cr && !rest.is_empty() {
                self.after_cr = false;
                rest = rest.strip_prefix(b"\n").unwrap_or(rest);
            }
            let Some(end) = rest.iter().position(|b| matches!(b, b'\n' | b'\r')) else {
                return self.keep(rest);
            };
            let (line, tail) = rest.split_at(end);
            self.after_cr = tail.first() == Some(&b'\r');
            rest = tail.get(1..).unwrap_or_default();
            if self.line.is_empty() {
                self.end_line(line, out)?;
            } else {
                self.keep(line)?;
                let mut whole = mem::take(&mut self.line);
                self.end_line(&whole, out)?;
                // The buffer is used again, unless it was a rare giant.
                whole.clear();
                whole.shrink_to(64 * 1024);
                self.line = whole;
            }
        }
    }

    fn keep(&mut self, bytes: &[u8]) -> Result<(), SseError> {
        if self.line.len().saturating_add(bytes.len()) > self.max {
            return Err(SseError::TooLong);
        }
        self.line.extend_from_slice(bytes);
        Ok(())
    }

    fn end_line(&mut self, line: &[u8], out: &mut Vec<SseFrame>) -> Result<(), SseError> {
        let mut line = line;
        if line.len() > self.max {
            return Err(SseError::TooLong);
        }
        if mem::take(&mut self.at_start) {
            line = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line);
        }
        if line.is_empty() {
            self.end_frame(out);
        } else if let Some(value) = field(line, b"data") {
            self.add_data(value)?;
        } else if let Some(value) = field(line, b"event") {
            self.event = Some(String::from_utf8_lossy(value).into_owned());
        }
        Ok(())
    }

    fn add_data(&mut self, value: &[u8]) -> Result<(), SseError> {
        let value = String::from_utf8_lossy(value);
        let n_before = self.data.as_ref().map_or(0, |data| data.len() + 1);
        if value.len().saturating_add(n_before) > self.max {
            return Err(SseError::TooLong);
        }
        match &mut self.data {
            None => self.data = Some(value.into_owned()),
            Some(data) => {
                data.push('\n');
                data.push_str(&value);
            }
        }
        Ok(())
    }

    fn end_frame(&mut self, out: &mut Vec<SseFrame>) {
        let event = self.event.take();
        // By the standard a frame without data is none.
        if let Some(data) = self.data.take() {
            out.push(SseFrame { event, data });
        }
    }
}

impl Default for SseDecoder {
    fn default() -> Self {
        Self {
            line: Vec::new(),
            event: None,
            data: None,
            after_cr: false,
            at_start: true,
            failed: false,
            max: MAX_FRAME,
        }
    }
}

/// The value of a line `name`, `name:value` or `name: value`.
fn field<'a>(line: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    match line.strip_prefix(name)? {
        [] => Some(&[]),
        [b':', b' ', value @ ..] | [b':', value @ ..] => Some(value),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
