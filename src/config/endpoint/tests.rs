use super::*;

type Variables<'a> = &'a [(&'a str, &'a str)];

fn resolved(env: Variables<'_>) -> (Endpoint, Connection, Vec<String>) {
    let mut warnings = Vec::new();
    let env = Env::from_iter(env.iter().copied());
    let (endpoint, connection) = resolve(false, &env, &mut warnings);
    let warnings = warnings.iter().map(ToString::to_string).collect();
    (endpoint, connection, warnings)
}

#[test]
fn a_key_a_token_or_a_server_is_enough() {
    use Credential::{ApiKey, Bearer};

    let key = || ApiKey(Secret::new("k"));
    let table: [(Variables<'_>, Credential, Connection); 7] = [
        (&[], Credential::None, Connection::Missing),
        (&[(API_KEY, "k")], key(), Connection::Ready),
        (&[(API_KEY, " k\n")], key(), Connection::Ready),
        (
            &[(AUTH_TOKEN, "t")],
            Bearer(Secret::new("t")),
            Connection::Ready,
        ),
        (
            &[(BASE_URL, "http://localhost:8080")],
            Credential::None,
            Connection::Ready,
        ),
        (
            &[(CUSTOM_HEADERS, "Authorization: Basic x")],
            Credential::None,
            Connection::Ready,
        ),
        (
            &[(API_KEY, ""), (AUTH_TOKEN, " "), (BASE_URL, "")],
            Credential::None,
            Connection::Missing,
        ),
    ];
    for (env, credential, expected) in table {
        let (endpoint, connection, warnings) = resolved(env);
        assert_eq!((endpoint.credential, connection), (credential, expected));
        assert_eq!(warnings, [""; 0]);
    }
}

#[test]
fn with_key_and_token_the_key_is_used_and_that_is_said() {
    let (endpoint, _, warnings) = resolved(&[(API_KEY, "k"), (AUTH_TOKEN, "t")]);
    assert_eq!(endpoint.credential, Credential::ApiKey(Secret::new("k")));
    let told = "ANTHROPIC_AUTH_TOKEN: is not used, because ANTHROPIC_API_KEY is set too";
    assert_eq!(warnings, [told]);
}

#[test]
fn a_key_that_cannot_be_sent_is_ignored() {
    let (endpoint, connection, warnings) = resolved(&[(API_KEY, "two words")]);
    assert_eq!(endpoint.credential, Credential::None);
    assert_eq!((connection, warnings.len()), (Connection::Missing, 1));
}

#[test]
fn the_address_decides_how_the_server_is_spoken_to() {
    let table = [
        (
            "https://eu.api.anthropic.com/v1",
            "https://eu.api.anthropic.com",
            Dialect::Anthropic,
        ),
        (
            "http://localhost:11434/",
            "http://localhost:11434",
            Dialect::Compatible,
        ),
    ];
    for (text, url, dialect) in table {
        let (endpoint, _, warnings) = resolved(&[(BASE_URL, text)]);
        assert_eq!(
            (endpoint.base_url.as_str(), endpoint.dialect),
            (url, dialect)
        );
        assert_eq!(warnings, [""; 0]);
    }
}

#[test]
fn a_wrong_address_is_told_and_no_other_server_is_used() {
    let wrong = [
        "localhost:8080",
        "https://user:hidden@host",
        "https://host/?key=hidden",
    ];
    for url in wrong {
        let (endpoint, connection, warnings) = resolved(&[(BASE_URL, url), (API_KEY, "hidden")]);
        assert_eq!(connection, Connection::Missing, "{url}");
        assert_eq!(endpoint.credential, Credential::None, "{url}");
        assert_eq!(warnings.len(), 1, "{url}");
        assert!(!warnings[0].contains("hidden"), "{}", warnings[0]);
    }
}

#[test]
fn a_key_sent_in_the_clear_is_warned_about_except_to_this_machine() {
    let table = [
        ("http://10.0.0.7:8080", 1),
        ("http://gate.example", 1),
        ("https://gate.example", 0),
        ("http://localhost:1", 0),
        ("http://127.0.0.1:1", 0),
        ("http://[::1]:1", 0),
    ];
    for (url, n_warnings) in table {
        let (_, _, warnings) = resolved(&[(BASE_URL, url), (API_KEY, "k")]);
        assert_eq!(warnings.len(), n_warnings, "{url}");
        let (_, _, without_key) = resolved(&[(BASE_URL, url)]);
        assert_eq!(without_key, [""; 0], "{url}");
    }
}

#[test]
fn good_headers_are_used_and_bad_lines_named_by_number() {
    let lines =
        "X-Team: a b: c\r\n\nno header\nX-Empty:\nBad Name: x\nHost: x\nx-b: \u{e9}\nTE: gzip";
    let (endpoint, _, warnings) = resolved(&[(CUSTOM_HEADERS, lines)]);
    let header = |name: &str, value: &str| (name.to_owned(), Secret::new(value));
    assert_eq!(
        endpoint.headers,
        [header("x-team", "a b: c"), header("x-empty", "")]
    );
    let places = warnings.iter().filter_map(|text| text.split_once(':'));
    let places: Vec<&str> = places.map(|(place, _)| place).collect();
    let expected = [3, 5, 6, 7, 8].map(|line| format!("{CUSTOM_HEADERS} line {line}"));
    assert_eq!(places, expected);
    assert_eq!(endpoint.check(), Ok(()), "what is taken can be sent");
}
