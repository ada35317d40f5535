//! An *endpoint* is a server that speaks the Messages API, and how it wants to be spoken to.
//!
//! It knows the address, the credential and the headers, and turns them into what is put on the
//! wire. It refuses what cannot be sent before anything is sent. Where the credential comes from
//! is the business of `edge::secrets`; which endpoint is meant, that of `config`.

use reqwest::Url;
use reqwest::header::{
    ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, USER_AGENT,
};

use super::base_url::BaseUrl;
use crate::api::request::Dialect;
use crate::edge::secrets::Secret;
use crate::problem::{Problem, ProblemKind};

/// Names this program to servers.
const USER_AGENT_VALUE: &str = concat!("causerie/", env!("CARGO_PKG_VERSION"));

/// Headers that describe the connection, the body, or the form in which an answer can be read;
/// another value would break every request.
const RESERVED: [&str; 14] = [
    "accept",
    "accept-encoding",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "expect",
    "host",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// A server, and how it wants to be spoken to.
///
/// Any value may be built; [`Endpoint::check`] says whether it can be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// Its address; what may stand there, [`BaseUrl::parse`] says.
    pub base_url: String,
    /// Who we are for the server.
    pub credential: Credential,
    /// Further headers, name and value; they replace ours of the same name.
    pub headers: Vec<(String, Secret)>,
    /// The value of `anthropic-version`.
    pub version: String,
    /// What may be sent unasked; this module only carries it.
    pub dialect: Dialect,
}

/// Who we are for a server; exactly one form is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Credential {
    /// Sent as `x-api-key`.
    ApiKey(Secret),
    /// Sent as `authorization: Bearer …`.
    Bearer(Secret),
    /// Nothing is sent; local servers often want nothing.
    None,
}

impl Endpoint {
    /// The address of Anthropic's own API.
    pub const DEFAULT_BASE_URL: &str = "https://api.anthropic.com";

    /// The newest version of the API that this program was written for.
    pub const DEFAULT_VERSION: &str = "2026-10-21";

    /// An endpoint with the default version and no further headers.
    pub fn new(base_url: impl Into<String>, credential: Credential, dialect: Dialect) -> Self {
        Self {
            base_url: base_url.into(),
            credential,
            headers: Vec::new(),
            version: Self::DEFAULT_VERSION.to_owned(),
            dialect,
        }
    }

    /// Says what stands in the way of using this endpoint: an address that is none, a header or a
    /// credential that cannot be sent. Nothing is sent, and no secret appears in the problem.
    pub fn check(&self) -> Result<(), Problem> {
        self.url()?;
        self.header_map(Accept::Stream)?;
        Ok(())
    }

    /// Says what stands in the way of sending a further header, in words that hide its value.
    pub fn check_header(name: &str, value: &str) -> Result<(), &'static str> {
        header(name, value).map(|_| ())
    }

    /// The address that messages are posted to.
    pub(super) fn url(&self) -> Result<Url, Problem> {
        let base = BaseUrl::parse(&self.base_url).map_err(|cause| {
            Problem::new(ProblemKind::Config, "The base URL cannot be used")
                .because(cause)
                .hint("Give a base URL like https://api.anthropic.com or http://localhost:8080")
        })?;
        Ok(base.messages())
    }

    /// The headers of a request.
    pub(super) fn header_map(&self, accept: Accept) -> Result<HeaderMap, Problem> {
        let mut map = HeaderMap::new();
        map.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        map.insert(ACCEPT, HeaderValue::from_static(accept.media_type()));
        map.insert(USER_AGENT, HeaderValue::from_static(USER_AGENT_VALUE));
        map.insert(
            HeaderName::from_static("anthropic-version"),
            value_of(&self.version).map_err(|cause| unsendable("anthropic-version", cause))?,
        );
        match &self.credential {
            Credential::ApiKey(key) => {
                let key = credential_of("API key", "", key)?;
                map.insert(HeaderName::from_static("x-api-key"), key);
            }
            Credential::Bearer(token) => {
                map.insert(AUTHORIZATION, credential_of("token", "Bearer ", token)?);
            }
            Credential::None => {}
        }
        for (name, value) in &self.headers {
            let (name, value) =
                header(name, value.expose()).map_err(|cause| unsendable(name, cause))?;
            map.insert(name, value);
        }
        Ok(map)
    }
}

impl Credential {
    /// Can `secret` be a key or a token? White space around it does not matter.
    pub fn can_send(secret: &Secret) -> bool {
        let secret = secret.expose().trim();
        secret.bytes().all(|byte| byte.is_ascii_graphic())
    }
}

/// The form of answer that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Accept {
    /// Server-sent events.
    Stream,
    /// One JSON object.
    Whole,
}

impl Accept {
    const fn media_type(self) -> &'static str {
        match self {
            Self::Stream => "text/event-stream",
            Self::Whole => "application/json",
        }
    }
}

/// A further header as it is sent; fails with the reason in words.
fn header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), &'static str> {
    let name = HeaderName::from_bytes(name.trim().as_bytes())
        .map_err(|_| "has no name that a header can have")?;
    if RESERVED.contains(&name.as_str()) {
        return Err("names a header that is set by the program");
    }
    Ok((name, value_of(value)?))
}

fn value_of(value: &str) -> Result<HeaderValue, &'static str> {
    let value = Some(value.trim()).filter(|value| value.is_ascii());
    let mut value = value
        .and_then(|value| HeaderValue::from_str(value).ok())
        .ok_or("has a value that a header cannot have")?;
    // Custom headers often carry credentials of a gateway.
    value.set_sensitive(true);
    Ok(value)
}

fn unsendable(name: &str, cause: &str) -> Problem {
    // The name is shown escaped: it comes from a file or the environment and may hold anything.
    Problem::new(ProblemKind::Config, "A custom header cannot be sent")
        .because(format!("the header {name:?} {cause}"))
        .hint("Write custom headers as lines of `Name: value`")
}

fn credential_of(what: &str, scheme: &str, secret: &Secret) -> Result<HeaderValue, Problem> {
    let unsendable = || {
        Problem::new(ProblemKind::Config, format!("The {what} cannot be sent"))
            .because("it has a space, a line break or another character that no key has")
            .hint(format!("Copy the {what} again, as one line"))
    };
    if !Credential::can_send(secret) {
        return Err(unsendable());
    }
    let value = format!("{scheme}{}", secret.expose().trim());
    let mut value = HeaderValue::from_str(&value).map_err(|_| unsendable())?;
    value.set_sensitive(true);
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endpoint(base_url: &str) -> Endpoint {
        Endpoint::new(base_url, Credential::None, Dialect::Compatible)
    }

    fn check_url(base_url: &str, expect: &str) {
        assert_eq!(
            endpoint(base_url).url().unwrap().as_str(),
            expect,
            "{base_url}"
        );
    }

    #[test]
    fn a_base_url_may_end_in_a_slash_in_v1_or_in_the_whole_path() {
        for tail in ["", "/", "/v1", "/v1/", "/v1/messages", "/v1/messages/"] {
            check_url(
                &format!("http://localhost:8080{tail}"),
                "http://localhost:8080/v1/messages",
            );
        }
    }

    #[test]
    fn a_path_prefix_survives() {
        check_url(
            "https://openrouter.ai/api/",
            "https://openrouter.ai/api/v1/messages",
        );
    }

    #[test]
    fn an_address_without_a_scheme_is_refused_with_a_hint() {
        for bad in [
            "localhost:8080",
            "",
            "ftp://host/",
            "not a url",
            "file:///etc",
        ] {
            let problem = endpoint(bad).check().unwrap_err();
            assert_eq!(problem.title, "The base URL cannot be used", "{bad}");
            assert_eq!(problem.hints.len(), 1);
        }
    }

    #[test]
    fn exactly_one_credential_is_sent() {
        let sent = |credential| {
            let map = Endpoint::new("http://h", credential, Dialect::Anthropic)
                .header_map(Accept::Stream)
                .unwrap();
            let get = |name: &str| map.get(name).map(|v| v.to_str().unwrap().to_owned());
            (get("x-api-key"), get("authorization"))
        };
        assert_eq!(
            sent(Credential::ApiKey(Secret::new("key\n"))),
            (Some("key".to_owned()), None)
        );
        assert_eq!(
            sent(Credential::Bearer(Secret::new("token"))),
            (None, Some("Bearer token".to_owned()))
        );
        assert_eq!(sent(Credential::None), (None, None));
    }

    #[test]
    fn a_custom_header_replaces_ours() {
        let mut endpoint = endpoint("http://h");
        endpoint.headers = vec![
            ("Anthropic-Version".to_owned(), Secret::new("2023-06-01")),
            ("X-Team".to_owned(), Secret::new("blue")),
        ];
        let map = endpoint.header_map(Accept::Whole).unwrap();
        assert_eq!(map.get("anthropic-version").unwrap(), "2023-06-01");
        assert_eq!(map.get("x-team").unwrap(), "blue");
        assert_eq!(map.get("accept").unwrap(), "application/json");
    }

    #[test]
    fn a_header_that_cannot_be_sent_is_a_problem_that_hides_its_value() {
        for (name, value) in [
            ("x-a", "sesame\r\nx-evil: 1"),
            ("x a", "sesame"),
            ("", "sesame"),
            ("Content-Length", "sesame"),
            ("TE", "sesame"),
        ] {
            let mut endpoint = endpoint("http://h");
            endpoint.headers = vec![(name.to_owned(), Secret::new(value))];
            let problem = endpoint.check().unwrap_err();
            assert!(!problem.to_string().contains("sesame"), "{problem}");
        }
    }

    #[test]
    fn a_key_with_a_line_break_inside_is_a_problem_that_hides_the_key() {
        let key = Credential::ApiKey(Secret::new("sesame\nopen"));
        let problem = Endpoint::new("http://h", key, Dialect::Anthropic)
            .check()
            .unwrap_err();
        assert_eq!(problem.title, "The API key cannot be sent");
        assert!(!problem.to_string().contains("sesame"));
    }

    #[test]
    fn a_secret_is_not_printed() {
        let key = Credential::ApiKey(Secret::new("sesame"));
        let mut endpoint = Endpoint::new("http://h", key, Dialect::Anthropic);
        endpoint.headers = vec![("x-gate".to_owned(), Secret::new("sesame"))];
        let printed = format!("{endpoint:?}");
        assert!(!printed.contains("sesame"));
        assert!(printed.contains("ApiKey(…)"));
    }
}
