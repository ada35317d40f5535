//! Where the *endpoint* comes from: the server that answers, and how we show it who we are.
//!
//! It is named by the environment alone, never by a file, so that no key lies about. What can be
//! an address, a key or a header is known to the network edge, which is asked here, before
//! anything is sent. Values of credentials and headers never stand in a warning.

use super::text_variable;
use crate::api::request::Dialect;
use crate::app::settings::Connection;
use crate::edge::http::{BaseUrl, Credential, Endpoint};
use crate::edge::secrets::{Env, Secret};
use crate::report::Warning;

/// Finds the endpoint, and whether there is one at all.
pub(super) fn resolve(
    demo: bool,
    env: &Env,
    warnings: &mut Vec<Warning>,
) -> (Endpoint, Connection) {
    let mut endpoint = Endpoint::new(
        Endpoint::DEFAULT_BASE_URL,
        Credential::None,
        Dialect::Anthropic,
    );
    if demo {
        // Keys have no business with a script.
        return (endpoint, Connection::Demo);
    }
    let named = text_variable(env, BASE_URL, warnings);
    let base = named.as_deref().unwrap_or(Endpoint::DEFAULT_BASE_URL);
    let base = match BaseUrl::parse(base) {
        Ok(base) => base,
        Err(why) => {
            // Falling back to the default would send the conversation, and perhaps a key,
            // to somebody else than the person meant.
            let text = format!("is no address of a server: {why}");
            warnings.push(Warning::new(BASE_URL, text));
            return (endpoint, Connection::Missing);
        }
    };
    endpoint.base_url = base.as_str().to_owned();
    endpoint.dialect = base.dialect();
    endpoint.credential = credential(env, warnings);
    endpoint.headers = headers(env, warnings);

    let by_header = |(name, _): &(String, Secret)| name == "authorization" || name == "x-api-key";
    let has_credential =
        endpoint.credential != Credential::None || endpoint.headers.iter().any(by_header);
    if has_credential && base.is_overheard() {
        let text = "is not encrypted: others on the network can read the key; prefer https";
        warnings.push(Warning::new(BASE_URL, text));
    }
    let is_ready = has_credential || named.is_some();
    let connection = if is_ready {
        Connection::Ready
    } else {
        Connection::Missing
    };
    (endpoint, connection)
}

const API_KEY: &str = "ANTHROPIC_API_KEY";
const AUTH_TOKEN: &str = "ANTHROPIC_AUTH_TOKEN";
const BASE_URL: &str = "ANTHROPIC_BASE_URL";
const CUSTOM_HEADERS: &str = "ANTHROPIC_CUSTOM_HEADERS";

fn credential(env: &Env, warnings: &mut Vec<Warning>) -> Credential {
    let mut secret = |name| {
        let secret = Secret::new(text_variable(env, name, warnings)?);
        if Credential::can_send(&secret) {
            return Some(secret);
        }
        let text = "has characters that cannot be part of a key; ignored";
        warnings.push(Warning::new(name, text));
        None
    };
    match (secret(API_KEY), secret(AUTH_TOKEN)) {
        (Some(key), token) => {
            if token.is_some() {
                let text = format!("is not used, because {API_KEY} is set too");
                warnings.push(Warning::new(AUTH_TOKEN, text));
            }
            Credential::ApiKey(key)
        }
        (None, Some(token)) => Credential::Bearer(token),
        (None, None) => Credential::None,
    }
}

fn headers(env: &Env, warnings: &mut Vec<Warning>) -> Vec<(String, Secret)> {
    let text = text_variable(env, CUSTOM_HEADERS, warnings).unwrap_or_default();
    let mut headers = Vec::new();
    for (idx, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        match parse_header(line) {
            Ok(header) => headers.push(header),
            Err(why) => {
                let place = format!("{CUSTOM_HEADERS} line {}", idx + 1);
                warnings.push(Warning::new(place, format!("{why}; ignored")));
            }
        }
    }
    headers
}

/// Reads `Name: value`; a fault is told without quoting the line.
fn parse_header(line: &str) -> Result<(String, Secret), &'static str> {
    let (name, value) = line.split_once(':').ok_or("is not `Name: value`")?;
    let (name, value) = (name.trim().to_ascii_lowercase(), value.trim());
    Endpoint::check_header(&name, value)?;
    Ok((name, Secret::new(value)))
}

#[cfg(test)]
mod tests;
