//! What goes wrong on the way to a server, in words: the library's error chain without its noise.
//!
//! The texts name the host and the cause (refused, reset, no such name, bad certificate), never
//! the address with its query, a header or the key.

use std::error::Error;

use reqwest::Url;

use crate::api::error::{ApiError, ApiErrorKind};

/// The library's own layers, which tell a person nothing.
const NOISE: [&str; 7] = [
    "builder error",
    "client error (",
    "error decoding response body",
    "error reading a body from connection",
    "error sending request",
    "request or response body error",
    "tcp connect error",
];

/// How far the exchange had come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// No answer has arrived.
    Asking,
    /// The body of the answer was arriving.
    Reading,
}

/// Turns an error of the HTTP library into ours.
pub(super) fn transport(error: reqwest::Error, phase: Phase, url: &Url) -> ApiError {
    let error = error.without_url();
    let host = host(url);
    let kind = if error.is_timeout() {
        ApiErrorKind::Timeout
    } else {
        ApiErrorKind::Network
    };
    let message = match phase {
        Phase::Asking if error.is_connect() => {
            chain(format!("could not connect to {host}"), &error)
        }
        Phase::Asking => chain(format!("no answer from {host}"), &error),
        // How it looked from inside of HTTP says little to a person, but much in a report.
        Phase::Reading => {
            let head = format!("the connection to {host} broke off");
            let causes = causes(&error).join(": ");
            if causes.is_empty() {
                head
            } else {
                format!("{head}\n{causes}")
            }
        }
    };
    ApiError::local(kind, message)
}

/// Host and port, as a person would name the server.
pub(super) fn host(url: &Url) -> String {
    let host = url.host_str().unwrap_or("the server");
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

/// Appends every cause that adds something to `head`.
pub(super) fn chain(head: String, error: &dyn Error) -> String {
    let mut text = head;
    for cause in causes(error) {
        text.push_str(": ");
        text.push_str(&cause);
    }
    text
}

/// What `error` and its sources say, outermost first, each thing once.
fn causes(error: &dyn Error) -> Vec<String> {
    let mut causes: Vec<String> = Vec::new();
    let mut next = Some(error);
    while let Some(error) = next {
        next = error.source();
        let cause = error.to_string();
        let is_noise = NOISE.iter().any(|noise| cause.starts_with(noise));
        // Some errors print their own source as well.
        if is_noise || cause.is_empty() || causes.iter().any(|known| known.contains(&cause)) {
            continue;
        }
        causes.retain(|known| !cause.contains(known.as_str()));
        causes.push(cause);
    }
    causes
}

#[cfg(test)]
mod tests {
    use std::fmt;

    use super::*;

    #[derive(Debug)]
    struct Layer(&'static str, Option<Box<Layer>>);

    impl fmt::Display for Layer {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.0)
        }
    }

    impl Error for Layer {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            self.1
                .as_deref()
                .map(|layer| layer as &(dyn Error + 'static))
        }
    }

    #[test]
    fn a_chain_keeps_causes_and_drops_layers_and_repetitions() {
        let refused = Layer("Connection refused (os error 111)", None);
        let again = Layer("Connection refused (os error 111)", Some(Box::new(refused)));
        let error = Layer(
            "error sending request",
            Some(Box::new(Layer(
                "client error (Connect)",
                Some(Box::new(again)),
            ))),
        );
        assert_eq!(
            chain("could not connect to h:1".to_owned(), &error),
            "could not connect to h:1: Connection refused (os error 111)"
        );
    }

    #[test]
    fn what_two_layers_say_is_said_once() {
        let inner = Layer("the peer is gone: broken pipe", None);
        let error = Layer("the peer is gone", Some(Box::new(inner)));
        assert_eq!(causes(&error), ["the peer is gone: broken pipe"]);
        let inner = Layer("broken pipe", None);
        let error = Layer("the peer is gone: broken pipe", Some(Box::new(inner)));
        assert_eq!(causes(&error), ["the peer is gone: broken pipe"]);
    }

    #[test]
    fn a_host_is_named_without_path_query_and_user() {
        let url = Url::parse("https://me:pass@gateway.example:8443/a?key=b").unwrap();
        assert_eq!(host(&url), "gateway.example:8443");
    }
}
