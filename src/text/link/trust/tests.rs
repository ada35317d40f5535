use super::*;

#[test]
fn only_known_schemes_with_something_behind_them_are_links() {
    for target in [
        "https://example.org/a?b=1#c",
        "HTTP://localhost:3000",
        "mailto:a@b.org",
        "file:///etc/hosts",
        "https://example.org/@user?to=a@b.org",
    ] {
        assert!(may_lead_to(target), "{target}");
    }
    for target in [
        "javascript:alert(1)",
        "data:text/html,x",
        "docs/a.md",
        "/etc/passwd",
        "#part",
        "",
        "https:",
        "https://",
        "http:x",
        "vscode://x",
        "ssh://host",
        "mailto:",
        "https://a b",
        "https://a\u{1b}]b",
        "https://a\u{202e}b",
        "https://a\u{200b}b",
        "java\nscript:x",
        "//host/x",
        "https://accounts.google.com@evil.org/",
        "HTTP://a:b@evil.org",
        "https://@evil.org",
        "https://bank.com\u{ff20}evil.org",
    ] {
        assert!(!may_lead_to(target), "{target:?}");
    }
}

#[test]
fn the_desktop_opens_pages_and_letters_without_attachments_and_never_a_file() {
    for (address, expect) in [
        ("https://a.b/?attach=/x", Some("https://a.b/?attach=/x")),
        ("HTTP://a.b", Some("HTTP://a.b")),
        (
            "mailto:a@b.org,c@d.org?Subject=x%20y&attach=/etc/passwd&body=z",
            Some("mailto:a@b.org,c@d.org?Subject=x%20y&body=z"),
        ),
        (
            "MAILTO:a@b.org&attach=/x?attachment=/x",
            Some("mailto:a@b.org%26attach=/x"),
        ),
        (
            "mailto:a@b.org?subject=x;attach=/x#?attach=/x",
            Some("mailto:a@b.org?subject=x%3Battach=/x"),
        ),
        ("mailto:?attach=/x", None),
        ("file:///tmp/x.command", None),
        ("file://host/share", None),
        ("ssh://host", None),
    ] {
        let opened = to_open(address);
        assert_eq!(opened.as_deref(), expect, "{address}");
        assert_eq!(opened.as_deref().and_then(to_open), opened, "{address}");
    }
}

#[test]
fn who_gets_to_know_is_the_host_up_to_the_sign_that_ends_it() {
    for (address, expect) in [
        ("https://a.b.evil.org/c?d", "https://a.b.evil.org/"),
        ("https://a.b?c/d", "https://a.b?"),
        ("https://a.b\\c", "https://a.b\\"),
        ("https://a.b", "https://a.b"),
        ("mailto:a@b.org?subject=x", "mailto:a@b.org"),
    ] {
        assert_eq!(whereabouts(address), expect);
    }
}

#[test]
fn a_label_that_names_another_place_misleads() {
    for (label, target) in [
        ("https://bank.com", "https://evil.org"),
        ("bank.com", "https://evil.org/bank.com/login"),
        ("your bank.com account", "https://evil.org"),
        ("www.bank.com", "http://www.bank.com.evil.org"),
        ("https://bank.com", "https://bank.com@evil.org/"),
        ("bаnk.com", "https://bank.com"),
        ("bank。com", "https://evil.org"),
        ("ban\u{200b}k.com", "https://evil.org"),
        ("a@bank.com", "mailto:b@bank.com"),
        ("a@bank.com", "https://evil.org"),
        ("127.0.0.1", "http://10.0.0.1"),
        ("http://localhost", "http://evil.org"),
        ("“bank.com”", "https://evil.org"),
        ("bank.com", "file:///tmp/x"),
        ("bank.com", "https://evil.org/bank.com"),
        ("bank.com:443", "https://evil.org"),
        ("bank.com/a:b", "https://evil.org"),
        ("//bank.com", "https://evil.org"),
        ("→bank.com", "https://evil.org"),
        ("bank.com—login", "https://evil.org"),
        ("bank.com|x", "https://evil.org"),
        ("login=bank.com", "https://evil.org"),
        ("and/bank.com", "https://evil.org"),
        ("bank.com?x://evil.org", "https://evil.org"),
        (".bank.com…", "https://evil.org"),
        (
            "https://github.com/good/repo",
            "https://github.com/evil/repo",
        ),
        ("x.org/a", "https://x.org/b"),
        ("x.org/a", "https://x.org/ab"),
        ("x.org/a/", "https://x.org/"),
        ("see x.org/a, please", "https://x.org/b"),
        ("www.x.org/a", "https://x.org/A"),
        ("x.org/a…", "https://x.org/b/a"),
        ("x.org/a", "https://x.org/a/../b"),
        ("x.org/a…", "https://x.org/a/%2e%2E/b"),
        ("x.org/a", "https://x.org/a/..\\b"),
        ("x.org/a?b=c", "https://x.org/a?b=d"),
        ("x.org/a", "https://x.org/a?to=evil.org"),
        ("x.org/a", "https://x.org/a/b?to=evil.org"),
        ("x.org\\a", "https://x.org/b"),
        ("localhost:3000, x.org:3000", "http://x.org:4000"),
        ("x.org/(a)", "https://x.org/(b)"),
        ("evil.org=x,bank.com", "https://evil.org"),
        ("x.org/a#b", "https://x.org/a#c"),
        ("medium.com/@bob", "https://medium.com/@eve"),
        ("bank.\u{200c}com", "https://evil.example/path"),
        ("bank\u{200c}.com", "https://evil.example/path"),
        ("bank.\u{200d}com", "https://evil.example/path"),
        ("bank\u{fe0f}.com", "https://evil.example/path"),
        ("www\u{200c}.bank\u{200c}.com", "https://evil.example/path"),
        ("bank\u{2024}\u{200d}com", "https://evil.example/path"),
        ("بانک\u{200c}.com", "https://evil.example/path"),
        ("bank.co\u{34f}m\u{2064}", "https://evil.example"),
        ("bank\u{e0101}.com", "https://evil.example"),
        ("bank.co\u{301}m", "https://evil.example"),
        ("bank.com\u{301}", "https://bank.com"),
        ("localhost:3000", "https://evil.example/path"),
        ("localhost", "https://evil.example/path"),
        ("Localhost/login", "http://localhost.evil.example/login"),
        ("[::1]:8080", "https://evil.example/path"),
        ("[::1]:8080", "http://[::1]:8081"),
        ("see [2001:db8::1].", "http://[2001:db8::2]/"),
        ("::1", "https://evil.example"),
        ("http://[::1]/", "https://evil.example/path"),
        ("file:///home/x", "https://evil.example/path"),
        ("file:///home/x", "file:///home/y"),
        ("FILE:/home/x", "https://evil.example/home/x"),
        ("http:///bank.com", "https://evil.example"),
        ("bank%2Ecom", "https://evil.example"),
        ("bank%2ecom", "https://evil.example"),
        ("bank·com", "https://evil.example"),
        ("bankꓸcom", "https://evil.example"),
        ("bank‧com", "https://evil.example"),
        ("https꞉//bank⋅com", "https://evil.example"),
        ("127.0.0.１", "https://evil.example"),
        ("google[.]com", "https://evil.example"),
        ("google(.)com", "https://evil.example"),
        ("hxxps[:]//www[dot]google[dot]com", "https://evil.example"),
        ("127[.]0(.)0[．]1", "https://evil.example"),
    ] {
        assert!(misleads(label, target), "{label} {target}");
    }
}

#[test]
fn a_label_that_names_no_place_or_the_same_does_not_mislead() {
    for (label, target) in [
        ("the docs", "https://docs.rs"),
        ("docs.rs", "https://docs.rs/serde"),
        ("www.example.org", "https://example.org"),
        ("https://example.org/a", "http://www.EXAMPLE.org/a/"),
        ("github.com", "https://github.com/a/b?c#d"),
        ("https://github.com/", "https://github.com/a"),
        ("github.com/a/b", "https://github.com/a/b/issues/7#c"),
        ("github.com/a/b/iss…", "https://github.com/a/b/issues/7?c=d"),
        ("Is it docs.rs?", "https://docs.rs/a?b"),
        ("https://docs.rs;", "https://docs.rs/"),
        ("github.com/a/b...", "https://github.com/a/b"),
        ("Read docs.rs/a/b.", "https://docs.rs/a/b"),
        ("(docs.rs/a/b)", "https://docs.rs/a/b/"),
        (
            "https://en.wikipedia.org/wiki/Rust_(language),_old",
            "https://en.wikipedia.org/wiki/Rust_(language),_old",
        ),
        (
            "de.wikipedia.org/wiki/Käse",
            "https://de.wikipedia.org/wiki/K%C3%A4se",
        ),
        ("example.org:443/a", "https://example.org/a"),
        ("medium.com/@bob", "https://medium.com/@bob"),
        ("http://localhost:3000", "http://localhost:3000/"),
        ("a@b.org", "mailto:a@b.org?subject=x"),
        ("README.md", "https://github.com/a/b/blob/main/README.md"),
        (
            "src/main.rs:12",
            "https://github.com/a/b/blob/main/src/main.rs#L12",
        ),
        (
            "https://a.org/?u=b.org&v=c.org",
            "https://a.org/?u=b.org&v=c.org",
        ),
        ("a+b@c.org", "mailto:a+b@c.org"),
        ("example.org:8080/a:b", "http://example.org:8080/a:b"),
        ("package.json", "https://example.org"),
        ("version 1.2, e.g. the U.S. one", "https://example.org"),
        ("…", "https://example.org"),
        ("localhost:3000", "http://localhost:3000/a"),
        ("localhost", "http://LOCALHOST:3000/"),
        ("[::1]:8080", "http://[::1]:8080/a"),
        ("http://[::1]/", "http://[::1]/"),
        ("::1", "http://[::1]/"),
        ("at 12:30:45 or std::fs, a[1] [x]", "https://example.org"),
        ("file:///home/x", "file:///home/x"),
        ("file:///home", "file:///home/x"),
        ("bank\u{200d}.com", "https://bank.com"),
        ("Rust · the book", "https://example.org"),
        ("evil[.]example/a", "https://evil.example/a"),
        ("x.org/a/[.]b", "https://x.org/a/[.]b"),
        ("f(x) [.] (dot) [dot]s a(.)", "https://example.org"),
        ("❤\u{fe0f} and می\u{200c}خواهم", "https://example.org"),
    ] {
        assert!(!misleads(label, target), "{label} {target}");
    }
}
