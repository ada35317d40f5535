use proptest::prelude::*;

use super::*;

fn response(status: u16, headers: &[(&str, &str)], body: &str) -> ApiError {
    let header = |name: &str| {
        let found = headers.iter().find(|(n, _)| *n == name);
        found.map(|(_, value)| (*value).to_owned())
    };
    ApiError::from_response(status, &header, body)
}

#[test]
fn the_apis_own_errors_are_read_whole() {
    let error = response(
        429,
        &[
            ("request-id", "req_1"),
            ("retry-after", "12"),
            ("x-should-retry", "true"),
        ],
        r#"{"type":"error","error":{"type":"rate_limit_error","message":"Slow\ndown","details":{"error_code":"ramp_limit_exceeded"}},"request_id":"req_2"}"#,
    );
    let expected = ApiError {
        kind: ApiErrorKind::RateLimited,
        status: Some(429),
        error_type: Some("rate_limit_error".into()),
        error_code: Some("ramp_limit_exceeded".into()),
        message: "Slow down".into(),
        request_id: Some(ServerRequestId("req_1".into())),
        retry_after: Some(Duration::from_secs(12)),
        should_retry: Some(true),
    };
    assert_eq!(error, expected);
    assert_eq!(
        error.to_problem().to_string(),
        "Too many requests in a short time\n  \
         because: Slow down\n  \
         details: HTTP 429 · rate_limit_error · ramp_limit_exceeded · request id req_1\n  \
         hint: Wait 12 s, then send again"
    );
}

#[test]
fn every_status_has_its_kind() {
    use ApiErrorKind::*;
    for (status, kind, retry) in [
        (400, Invalid, false),
        (401, Unauthorized, false),
        (402, Billing, false),
        (403, Forbidden, false),
        (404, NotFound, false),
        (408, Timeout, true),
        (409, Server, true),
        (413, TooLarge, false),
        (422, Invalid, false),
        (429, RateLimited, true),
        (499, Invalid, false),
        (500, Server, true),
        (502, Server, true),
        (503, Server, true),
        (504, Timeout, true),
        (529, Overloaded, true),
        (302, Protocol, false),
    ] {
        let error = response(status, &[], "");
        assert_eq!(
            (error.kind, error.is_retryable()),
            (kind, retry),
            "{status}"
        );
        assert_eq!(error.message, "");
        let problem = error.to_problem();
        assert_eq!(problem.causes, ["no reason was given"]);
        assert_eq!(problem.details, [format!("HTTP {status}")]);
        assert!(!problem.hints.is_empty());
    }
}

#[test]
fn a_broad_status_is_refined_by_the_type_and_a_precise_one_is_not() {
    let typed = |status, name: &str| {
        response(status, &[], &format!(r#"{{"error":{{"type":"{name}"}}}}"#)).kind
    };
    assert_eq!(
        typed(400, "authentication_error"),
        ApiErrorKind::Unauthorized
    );
    assert_eq!(typed(500, "overloaded_error"), ApiErrorKind::Overloaded);
    assert_eq!(typed(500, "server_error"), ApiErrorKind::Server);
    assert_eq!(typed(404, "invalid_request_error"), ApiErrorKind::NotFound);
}

#[test]
fn a_spending_limit_is_permanent_though_it_looks_like_a_rate_limit() {
    let body = r#"{"error":{"type":"rate_limit_error","details":{"error_code":"enforced_spend_limit_reached"}}}"#;
    let error = response(429, &[("x-should-retry", "true")], body);
    assert_eq!(error.kind, ApiErrorKind::SpendLimit);
    assert!(!error.is_retryable());
    let waiting = response(429, &[("retry-after", "3")], body);
    assert_eq!(waiting.kind, ApiErrorKind::RateLimited);
}

#[test]
fn the_server_may_overrule_whether_to_retry() {
    assert!(!response(500, &[("x-should-retry", "false")], "").is_retryable());
    assert!(response(400, &[("x-should-retry", "true")], "").is_retryable());
    assert!(!response(400, &[("x-should-retry", "maybe")], "").is_retryable());
}

#[test]
fn waiting_times_are_read_in_seconds_and_milliseconds_and_never_trusted() {
    let wait = |headers: &[(&str, &str)]| response(429, headers, "").retry_after;
    let ms = |n| Some(Duration::from_millis(n));
    assert_eq!(wait(&[("retry-after", "1.5")]), ms(1_500));
    let both = [("retry-after", "9"), ("retry-after-ms", "250.0")];
    assert_eq!(wait(&both), ms(250));
    for bad in [
        "",
        "-1",
        "NaN",
        "inf",
        "1e300",
        "Wed, 21 Oct 2026 07:28:00 GMT",
    ] {
        assert_eq!(wait(&[("retry-after", bad)]), None, "{bad}");
    }
    assert_eq!(in_words(Duration::from_millis(1_200)), "2 s");
    assert_eq!(in_words(Duration::from_secs(150)), "3 min");
}

#[test]
fn errors_of_compatible_servers_are_understood() {
    let message = |body| response(400, &[], body).message;
    assert_eq!(
        message(r#"{"error":"model 'x' not found"}"#),
        "model 'x' not found"
    );
    assert_eq!(
        message(r#"{"error":{"code":401,"message":"Bad key"}}"#),
        "Bad key"
    );
    assert_eq!(
        message(r#"{"object":"error","message":"Too long"}"#),
        "Too long"
    );
    assert_eq!(
        message(r#"{"detail":[{"msg":"field required"}]}"#),
        "field required"
    );
    assert_eq!(message(r#"{"detail":"Not Found"}"#), "Not Found");
    assert_eq!(message(r#"{"odd":1}"#), r#"{"odd":1}"#);
    assert_eq!(message("Internal Server Error\n"), "Internal Server Error");
    assert_eq!(message(r#""quoted""#), "quoted");
}

#[test]
fn a_web_page_is_reduced_to_its_words() {
    let page = "<!DOCTYPE html>\n<html><head><title>502 Bad Gateway</title><style>h1 { a < b }</style>\
        <script src='x'>if (a > b) {}</script></head>\n<body><h1>Bad&nbsp;Gateway</h1>\n\
        <p>Try &lt;later&gt; &amp; again</p></body></html>";
    let error = response(502, &[], page);
    assert_eq!(
        error.message,
        "502 Bad Gateway Bad Gateway Try <later> & again"
    );
    assert_eq!(error.kind, ApiErrorKind::Server);
}

#[test]
fn an_error_event_is_read_with_and_without_its_wrapper() {
    let kind = |data| ApiError::from_event(data).kind;
    let overloaded = r#"{"type":"error","error":{"type":"overloaded_error","message":"Busy"},"request_id":"req_9"}"#;
    let error = ApiError::from_event(overloaded);
    assert_eq!(error.kind, ApiErrorKind::Overloaded);
    assert_eq!(error.status, None);
    assert_eq!(error.request_id, Some(ServerRequestId("req_9".into())));
    let bare =
        ApiError::from_event(r#"{"code":500,"message":"out of memory","type":"server_error"}"#);
    assert_eq!(bare.kind, ApiErrorKind::Server);
    assert_eq!(bare.message, "out of memory");
    assert_eq!(bare.error_type.as_deref(), Some("server_error"));
    assert_eq!(
        kind(r#"{"error":{"code":402,"message":"No credit"}}"#),
        ApiErrorKind::Billing
    );
    assert_eq!(
        kind(r#"{"error":{"code":"429"}}"#),
        ApiErrorKind::RateLimited
    );
    assert_eq!(kind(r#"{"error":{"code":7}}"#), ApiErrorKind::Server);
    assert_eq!(kind("not json"), ApiErrorKind::Server);
}

#[test]
fn every_line_of_a_message_is_a_cause_of_its_own() {
    let error = ApiError::local(ApiErrorKind::Network, "it broke off\nunexpected EOF");
    assert_eq!(
        error.to_problem().causes,
        ["it broke off", "unexpected EOF"]
    );
}

#[test]
fn an_error_of_our_own_says_what_to_check() {
    let problem = ApiError::local(ApiErrorKind::Network, "connection refused").to_problem();
    assert_eq!(problem.causes, ["connection refused"]);
    assert!(problem.hints[0].contains("ANTHROPIC_BASE_URL"));
    let silent = ApiError::local(ApiErrorKind::Timeout, "").to_problem();
    assert_eq!(silent.causes, ["no reason was given"]);
}

#[test]
fn an_invalid_request_gets_the_hint_that_fits_its_message() {
    let mut error = ApiError::local(ApiErrorKind::Invalid, "prompt is too long: 1 > 0");
    assert!(error.to_problem().hints[0].starts_with("Start a new session"));
    error.message = "temperature: Extra inputs are not permitted".into();
    assert!(error.to_problem().hints[0].starts_with("Change the message"));
}

proptest! {
    #[test]
    fn any_body_gives_a_short_clean_message(body in any::<String>(), tags in "(<[a-z/]{0,7}>?|&amp;|\u{1b}\\[31m| |é){0,300}") {
        for text in [body, tags] {
            let error = response(500, &[("request-id", &text)], &text);
            prop_assert!(error.message.len() <= MAX_MESSAGE);
            prop_assert!(!error.message.contains(char::is_control));
            let told = error.to_problem().to_string();
            prop_assert!(!told.contains(char::from(27)));
        }
    }
}
