//! What a server answered: a stream of events, one JSON object, or a refusal; read with bounds.

use std::time::Duration;

use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, LOCATION};
use reqwest::{Response, Url};
use tokio::time::timeout;

use super::failure::{self, Phase};
use super::outlet::{Flow, Interrupt, Outlet};
use crate::api::error::{ApiError, ApiErrorKind};
use crate::api::event::{StreamEvent, StreamSignal};
use crate::api::sse::SseDecoder;

/// Longest answer that is accepted as one JSON object, in bytes.
pub(super) const MAX_BODY: usize = 64 * 1024 * 1024;

/// Longest answer that is accepted as a stream, in bytes of the body: many times what a model can
/// write, and less than would harm this machine. A server that never stops is stopped here.
pub(super) const MAX_STREAM: usize = 256 * 1024 * 1024;

/// How much of the body of an error is read, in bytes; error pages of proxies can be endless.
pub(super) const MAX_ERROR_BODY: usize = 64 * 1024;

/// How long the body of an error is waited for; the status alone says enough.
const ERROR_BODY_PATIENCE: Duration = Duration::from_secs(10);

/// A successful answer, whose body may take any of three forms.
pub(super) struct Answer {
    pub(super) response: Response,
    pub(super) url: Url,
}

impl Answer {
    /// Reads the body to its end, or to the end of the message; then the response comes back, so
    /// that its body can be brought to an end without anybody waiting.
    pub(super) async fn read<M, F: Fn(StreamSignal) -> M>(
        mut self,
        outlet: &mut Outlet<'_, M, F>,
    ) -> Result<Option<Response>, Interrupt> {
        if let Some(encoding) = text_of(self.response.headers(), CONTENT_ENCODING.as_str())
            && !encoding.eq_ignore_ascii_case("identity")
        {
            let message = format!("the answer is compressed ({encoding}), which was not asked for");
            return Err(protocol(message).into());
        }
        let media_type = text_of(self.response.headers(), CONTENT_TYPE.as_str());
        let is_json = media_type.is_some_and(|name| name.to_ascii_lowercase().contains("json"));
        let mut start = Vec::new();
        let form = loop {
            let form = if is_json {
                Form::Json
            } else {
                Form::of(&start)
            };
            if form != Form::Undecided {
                break form;
            }
            match self.chunk().await? {
                Some(bytes) => start.extend(bytes),
                None => break Form::Events,
            }
        };
        match form {
            Form::Json => self.read_json(start, outlet).await,
            Form::Page => Err(protocol(self.describe_page(&start)).into()),
            Form::Undecided | Form::Events => self.read_events(start, outlet).await,
        }
    }

    async fn read_events<M, F: Fn(StreamSignal) -> M>(
        mut self,
        start: Vec<u8>,
        outlet: &mut Outlet<'_, M, F>,
    ) -> Result<Option<Response>, Interrupt> {
        let mut decoder = SseDecoder::default();
        let mut frames = Vec::new();
        let mut allowance = Allowance::new(MAX_STREAM);
        allowance.take(start.len())?;
        let mut result = decoder.push(&start, &mut frames);
        drop(start);
        loop {
            // Frames before a broken one are whole: they are passed on before the failure.
            let events = frames
                .drain(..)
                .filter_map(|frame| StreamEvent::decode(&frame));
            if outlet.emit_events(events.collect()).await? == Flow::Complete {
                return Ok(Some(self.response));
            }
            result.map_err(|error| protocol(error.to_string()))?;
            result = match self.chunk().await? {
                Some(bytes) => {
                    allowance.take(bytes.len())?;
                    decoder.push(&bytes, &mut frames)
                }
                None => break,
            };
        }
        let result = decoder.finish(&mut frames);
        let events = frames.iter().filter_map(StreamEvent::decode);
        outlet.emit_events(events.collect()).await?;
        result.map_err(|error| protocol(error.to_string()))?;
        Ok(None)
    }

    async fn read_json<M, F: Fn(StreamSignal) -> M>(
        mut self,
        mut body: Vec<u8>,
        outlet: &mut Outlet<'_, M, F>,
    ) -> Result<Option<Response>, Interrupt> {
        let mut allowance = Allowance::new(MAX_BODY);
        allowance.take(body.len())?;
        while let Some(bytes) = self.chunk().await? {
            allowance.take(bytes.len())?;
            body.extend(bytes);
        }
        let events = StreamEvent::from_body(&String::from_utf8_lossy(&body))?;
        outlet.emit_events(events).await?;
        Ok(None)
    }

    /// The next bytes of the body; `None` at its end.
    async fn chunk(&mut self) -> Result<Option<Vec<u8>>, ApiError> {
        match self.response.chunk().await {
            Ok(chunk) => Ok(chunk.map(Vec::from)),
            Err(error) => Err(failure::transport(error, Phase::Reading, &self.url)),
        }
    }

    fn describe_page(&self, start: &[u8]) -> String {
        let host = failure::host(&self.url);
        let kind = text_of(self.response.headers(), CONTENT_TYPE.as_str());
        let kind = kind.unwrap_or_else(|| "a page without a type".to_owned());
        let start: String = String::from_utf8_lossy(start).chars().take(200).collect();
        format!("{host} answered with {kind} instead of a message: {start}")
    }
}

/// How long an answer may be.
struct Allowance {
    limit: usize,
    left: usize,
}

impl Allowance {
    fn new(limit: usize) -> Self {
        Self { limit, left: limit }
    }

    /// Counts bytes that have arrived; fails when they are more than were left.
    fn take(&mut self, n_bytes: usize) -> Result<(), ApiError> {
        let Some(left) = self.left.checked_sub(n_bytes) else {
            let limit = self.limit / 1024 / 1024;
            return Err(protocol(format!("the answer is larger than {limit} MiB")));
        };
        self.left = left;
        Ok(())
    }
}

/// What the body of a successful answer is, judged by its first byte that is no white space.
///
/// Only a content type that says JSON is believed: servers send JSON under the type of a stream,
/// and streams under no type at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Nothing but white space so far.
    Undecided,
    Events,
    Json,
    /// HTML: a login page or the front page of a proxy.
    Page,
}

impl Form {
    fn of(start: &[u8]) -> Self {
        let start = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start);
        match start.trim_ascii_start().first() {
            None if start.len() < MAX_ERROR_BODY => Self::Undecided,
            Some(b'{') => Self::Json,
            Some(b'<') => Self::Page,
            None | Some(_) => Self::Events,
        }
    }
}

/// Reads an answer that is no success.
pub(super) async fn refusal(mut response: Response) -> ApiError {
    let status = response.status().as_u16();
    if response.status().is_redirection() {
        let target = text_of(response.headers(), LOCATION.as_str());
        let target: String = target.unwrap_or_default().chars().take(200).collect();
        let message = format!("the server redirects to {target:?}; use that as the base URL");
        let mut error = ApiError::local(ApiErrorKind::Invalid, message);
        error.status = Some(status);
        return error;
    }
    let mut body = Vec::new();
    let read = async {
        while let Ok(Some(bytes)) = response.chunk().await {
            let room = MAX_ERROR_BODY - body.len();
            body.extend(bytes.iter().take(room));
            if body.len() == MAX_ERROR_BODY {
                break;
            }
        }
    };
    // A body that breaks off or never ends costs words, not the error itself.
    let _ = timeout(ERROR_BODY_PATIENCE, read).await;
    let headers = response.headers();
    let body = String::from_utf8_lossy(&body);
    ApiError::from_response(status, &|name| text_of(headers, name), &body)
}

/// Reads on to the end of the body, so that the connection can be used again.
pub(super) async fn discard(mut response: Response) {
    let mut left = MAX_ERROR_BODY;
    while let Ok(Some(bytes)) = response.chunk().await {
        left = left.saturating_sub(bytes.len());
        if left == 0 {
            break;
        }
    }
}

/// A header by its lower-case name.
pub(super) fn text_of(headers: &HeaderMap, name: &str) -> Option<String> {
    let value = headers.get(name)?.as_bytes();
    Some(String::from_utf8_lossy(value).into_owned())
}

fn protocol(message: String) -> ApiError {
    ApiError::local(ApiErrorKind::Protocol, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_byte_tells_the_form_of_an_answer() {
        for (start, form) in [
            ("", Form::Undecided),
            (" \r\n", Form::Undecided),
            ("\u{feff}", Form::Undecided),
            ("event: ping", Form::Events),
            ("data: {}", Form::Events),
            (": keep-alive", Form::Events),
            ("\n\n{\"type\":", Form::Json),
            ("\u{feff}{", Form::Json),
            ("<!doctype html>", Form::Page),
        ] {
            assert_eq!(Form::of(start.as_bytes()), form, "{start:?}");
        }
    }

    #[test]
    fn endless_white_space_is_not_collected() {
        assert_eq!(Form::of(&vec![b'\n'; MAX_ERROR_BODY]), Form::Events);
    }

    #[test]
    fn an_answer_may_be_as_long_as_its_bound_and_no_longer() {
        let mut allowance = Allowance::new(MAX_STREAM);
        for _ in 0..256 {
            assert!(allowance.take(1024 * 1024).is_ok());
        }
        assert!(allowance.take(0).is_ok());
        let error = allowance.take(1).unwrap_err();
        assert_eq!(error.kind, ApiErrorKind::Protocol);
        assert_eq!(error.message, "the answer is larger than 256 MiB");
    }
}
