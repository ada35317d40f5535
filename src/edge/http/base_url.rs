//! A *base URL* is the address of a server as a person gives it, understood.
//!
//! It is taken with or without the part that is the same for every server (`/v1/messages`), and
//! refused if there is anything in it that does not belong to an address: a key that stands there
//! would end up in logs. Which address is meant is the business of `config`.

use std::net::IpAddr;

use reqwest::Url;

use crate::api::request::Dialect;

/// The address of a server: scheme, host, port and path, without `/v1` and a slash at the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl(Url);

impl BaseUrl {
    /// Reads an address that may end in `/`, `/v1` or `/v1/messages`. Fails with the reason in
    /// words, which never repeat a part of `text`.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let text = text.trim();
        // A backslash would end the host for some and not for others.
        if text.contains(|c: char| c.is_whitespace() || c.is_control() || c == '\\') {
            return Err("there is a space, a backslash or a control character in it");
        }
        let (scheme, rest) = text.split_once("://").ok_or(NO_SCHEME)?;
        if !["http", "https"].contains(&&*scheme.to_ascii_lowercase()) {
            return Err(NO_SCHEME);
        }
        if rest.contains(['?', '#']) {
            return Err("it must end with its path, without `?` or `#`");
        }
        let authority = rest.split('/').next().unwrap_or_default();
        if authority.contains('@') {
            return Err("a name or password does not belong in it; use a key, token or header");
        }
        // What the standard for URLs lets pass: no host, which it looks for in the path, and a
        // colon without a port.
        if authority.is_empty() || authority.ends_with(':') {
            return Err(NO_HOST);
        }
        let mut url = Url::parse(text).map_err(|_| NO_HOST)?;
        // People paste what documentation shows: the address of the API, or of its one method.
        let path = url.path().trim_end_matches('/');
        let shorter = ["/v1/messages", "/v1"]
            .iter()
            .find_map(|ending| path.strip_suffix(ending));
        let path = shorter.unwrap_or(path).trim_end_matches('/').to_owned();
        url.set_path(&path);
        Ok(Self(url))
    }

    /// The address as text, without a slash at the end.
    pub fn as_str(&self) -> &str {
        self.0.as_str().trim_end_matches('/')
    }

    /// How a server at this address wants to be spoken to.
    pub fn dialect(&self) -> Dialect {
        let host = self.0.host_str().unwrap_or_default();
        if host == "api.anthropic.com" || host.ends_with(".anthropic.com") {
            Dialect::Anthropic
        } else {
            Dialect::Compatible
        }
    }

    /// Does what is sent leave this machine unencrypted?
    pub fn is_overheard(&self) -> bool {
        self.0.scheme() == "http" && !is_this_machine(&self.0)
    }

    /// The address that messages are posted to.
    pub(super) fn messages(&self) -> Url {
        let mut url = self.0.clone();
        let path = format!("{}/v1/messages", url.path().trim_end_matches('/'));
        url.set_path(&path);
        url
    }
}

const NO_SCHEME: &str = "it must begin with https:// or http://";

const NO_HOST: &str = "there is no valid host in it";

/// Does `url` point at this machine?
pub(super) fn is_this_machine(url: &Url) -> bool {
    let Some(host) = url.host_str() else {
        return false;
    };
    let host = host.trim_start_matches('[').trim_end_matches(']');
    match host.parse::<IpAddr>() {
        Ok(address) => address.is_loopback(),
        Err(_) => host == "localhost" || host.ends_with(".localhost"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

    use super::*;
    use crate::edge::http::Endpoint;

    #[test]
    fn an_address_is_taken_with_and_without_the_version() {
        let anthropic = |url: &'static str| (url, Dialect::Anthropic);
        let compatible = |url: &'static str| (url, Dialect::Compatible);
        let default = Endpoint::DEFAULT_BASE_URL;
        let table = [
            (default, anthropic(default)),
            ("https://api.anthropic.com/v1/", anthropic(default)),
            ("HTTPS://API.Anthropic.com", anthropic(default)),
            (
                "https://eu.api.anthropic.com",
                anthropic("https://eu.api.anthropic.com"),
            ),
            (
                "https://api.anthropic.com.evil.example",
                compatible("https://api.anthropic.com.evil.example"),
            ),
            (
                "https://notanthropic.com",
                compatible("https://notanthropic.com"),
            ),
            (
                "http://localhost:11434/",
                compatible("http://localhost:11434"),
            ),
            ("http://[::1]:8080/v1", compatible("http://[::1]:8080")),
            (
                "https://gate.example/Proxy/v1/messages",
                compatible("https://gate.example/Proxy"),
            ),
            (
                "https://gate.example/messages",
                compatible("https://gate.example/messages"),
            ),
            (
                "https://gate.example/v1/anthropic//",
                compatible("https://gate.example/v1/anthropic"),
            ),
        ];
        for (text, expected) in table {
            let base = BaseUrl::parse(text).unwrap();
            assert_eq!((base.as_str(), base.dialect()), expected, "{text}");
            let posted = format!("{}/v1/messages", base.as_str());
            assert_eq!(base.messages().as_str(), posted, "{text}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused_in_words_that_do_not_repeat_it() {
        for text in [
            "",
            "localhost:8080",
            "ftp://host",
            "file:///etc",
            "https://",
            "https:///v1",
            "https://host:port",
            "https://host:70000",
            "https://host:",
            "https://[::1",
            "https://[nonsense]",
            "https://user:hidden@host",
            "https://host\\@hidden",
            "https://host/?key=hidden",
            "https://ho st",
            "https://ho\u{7}st",
        ] {
            let why = BaseUrl::parse(text).unwrap_err();
            assert!(!why.contains("hidden"), "{text}: {why}");
        }
    }

    #[test]
    fn only_this_machine_is_not_overheard_without_encryption() {
        for (text, expected) in [
            ("http://localhost:1", false),
            ("http://127.0.0.1:1", false),
            ("http://127.8.8.8", false),
            ("http://[::1]:1", false),
            ("http://demo.localhost", false),
            ("http://192.168.1.2", true),
            ("http://localhost.example.com", true),
            ("https://192.168.1.2", false),
        ] {
            let base = BaseUrl::parse(text).unwrap();
            assert_eq!(base.is_overheard(), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn an_accepted_address_is_accepted_again_unchanged(
            text in "(https?://)?[a-z.:/@\\[\\]v1?]{0,30}",
        ) {
            if let Ok(base) = BaseUrl::parse(&text) {
                let url = base.as_str();
                prop_assert!(!url.ends_with('/'));
                // A path may hide a second `/v1` behind the first; each reading takes off one.
                if !url.ends_with("/v1") && !url.ends_with("/v1/messages") {
                    prop_assert_eq!(&BaseUrl::parse(url), &Ok(base.clone()));
                }
            }
        }
    }
}
