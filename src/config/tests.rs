use super::*;
use crate::api::request::Dialect;
use crate::app::settings::Connection;
use crate::edge::http::Credential;

const PATH: &str = "config.toml";

fn cli(args: &str) -> Cli {
    let args = std::iter::once("causerie").chain(args.split_whitespace());
    Cli::parse_args(args).unwrap()
}

fn resolved(args: &str, env: &[(&str, &str)], file: &str) -> (Resolved, Vec<String>) {
    let env = Env::from_iter(env.iter().copied());
    let file = (!file.is_empty()).then(|| (PathBuf::from(PATH), file.to_owned()));
    let (resolved, warnings) = resolve(&cli(args), &env, file, |name| {
        (name == "mine").then(|| "[scopes]\naccent = '#ff0000'".to_owned())
    });
    let warnings = warnings.iter().map(ToString::to_string).collect();
    (resolved, warnings)
}

#[test]
fn with_nothing_said_everything_is_the_default_and_the_connection_is_missing() {
    let (found, warnings) = resolved("", &[], "");
    let expected = Settings {
        asked: Asked::default(),
        theme: "terminal".to_owned(),
        params: RequestParams {
            model: "claude-sonnet-5-5".to_owned(),
            max_tokens: 32_000,
            system: None,
            thinking: Thinking::Auto,
            effort: None,
            tools: Vec::new(),
            dialect: Dialect::Anthropic,
            stream: true,
        },
        max_rounds: 20,
        mouse: true,
        reduced_motion: false,
        glyphs: Glyphs::Auto,
        ambiguous: None,
        connection: Connection::Missing,
        keys: Vec::new(),
    };
    assert_eq!(found.settings, expected);
    assert_eq!(warnings, [""; 0]);
}

#[test]
fn arguments_beat_the_environment_which_beats_the_file() {
    let env = [("ANTHROPIC_MODEL", "from-env")];
    let file = "model = 'from-file'";
    let table = [
        ("-m typed", &env[..], file, "typed"),
        ("", &env[..], file, "from-env"),
        ("", &[("ANTHROPIC_MODEL", " ")], file, "from-file"),
        ("", &[], "", DEFAULT_MODEL),
    ];
    for (args, env, file, model) in table {
        let (found, warnings) = resolved(args, env, file);
        assert_eq!(found.settings.params.model, model);
        assert_eq!(warnings, [""; 0]);
    }
}

#[test]
fn every_setting_of_the_file_arrives() {
    let file = "
        theme = 'dark'
        system = 'Be brief.'
        max_tokens = 1_000
        thinking = 'off'
        effort = 'high'
        max_rounds = 3
        mouse = false
        reduced_motion = true
        glyphs = 'ascii'
        [keys]
        quit = 'ctrl+q'
    ";
    let (found, warnings) = resolved("", &[], file);
    let settings = &found.settings;
    assert_eq!(warnings, [""; 0]);
    assert_eq!(settings.theme, "dark");
    assert_eq!(settings.params.system.as_deref(), Some("Be brief."));
    assert_eq!(settings.params.max_tokens, 1000);
    assert_eq!(settings.params.thinking, Thinking::Off);
    assert_eq!(settings.params.effort, Some(Effort::High));
    assert_eq!(settings.max_rounds, 3);
    assert!(!settings.mouse && settings.reduced_motion);
    assert_eq!(settings.glyphs, Glyphs::Ascii);
    assert_eq!(settings.keys, [("quit".to_owned(), "ctrl+q".to_owned())]);
}

#[test]
fn every_argument_arrives() {
    let args = "--theme light --max-tokens 9 --thinking on --effort max --max-rounds 2 \
                --no-mouse --ascii -p --no-stream --system x";
    let file = "theme='dark'\nmax_tokens=1\nthinking='off'\neffort='low'\nmax_rounds=1\nmouse=true\nglyphs='unicode'";
    let (found, _) = resolved(args, &[], file);
    let settings = &found.settings;
    let params = &settings.params;
    assert_eq!(settings.theme, "light");
    assert_eq!((params.max_tokens, settings.max_rounds), (9, 2));
    assert_eq!(
        (params.thinking, params.effort),
        (Thinking::On, Some(Effort::Max))
    );
    assert_eq!(params.system.as_deref(), Some("x"));
    assert!(!settings.mouse && !params.stream);
    assert_eq!(settings.glyphs, Glyphs::Ascii);
}

#[test]
fn auto_is_a_theme_for_each_background_and_until_then_the_one_that_suits_all() {
    let (found, warnings) = resolved("--theme auto", &[], "");
    let shades = found.shades.unwrap();
    assert_eq!(found.theme.name(), "terminal");
    assert_eq!((shades.dark.name(), shades.light.name()), ("dark", "light"));
    assert_eq!(warnings, [""; 0]);
    assert_eq!(resolved("", &[], "").0.shades, None);
    assert_eq!(resolved("--theme dark", &[], "").0.shades, None);
}

#[test]
fn where_unicode_is_not_to_be_had_glyphs_are_ascii_unless_told_otherwise() {
    let console = [("TERM", "linux")];
    let of = |args: &str, file: &str| resolved(args, &console, file).0.settings.glyphs;
    assert_eq!(of("", ""), Glyphs::Ascii);
    assert_eq!(of("", "glyphs = 'auto'"), Glyphs::Ascii);
    assert_eq!(of("", "glyphs = 'unicode'"), Glyphs::Unicode);
    assert_eq!(of("--ascii", "glyphs = 'unicode'"), Glyphs::Ascii);
}

#[test]
fn blank_instructions_switch_off_those_of_the_file() {
    let mut typed = cli("");
    typed.system = Some(" ".to_owned());
    let file = Some((PathBuf::from(PATH), "system = 'Be brief.'".to_owned()));
    let (found, _) = resolve(&typed, &Env::default(), file, |_| None);
    assert_eq!(found.settings.params.system, None);
}

#[test]
fn themes_come_from_the_folder_or_are_replaced_with_a_warning() {
    use crate::theme::Scope;
    use ratatui::style::Color;

    let truecolor = [("COLORTERM", "truecolor")];
    let (found, warnings) = resolved("--theme mine", &truecolor, "");
    assert_eq!(warnings, [""; 0]);
    assert_eq!(
        found.theme.style(Scope::Accent).fg,
        Some(Color::Rgb(255, 0, 0))
    );

    let (found, warnings) = resolved("--theme none", &[], "");
    assert_eq!(found.settings.theme, "terminal");
    assert_eq!(
        warnings[0],
        "theme none: there is no theme `none`; built in are terminal, dark, light, contrast, plain"
    );
}

#[test]
fn no_color_takes_the_colors_of_any_theme() {
    use crate::theme::Scope;

    let env = [("NO_COLOR", "1"), ("COLORTERM", "truecolor")];
    let (found, _) = resolved("--theme dark", &env, "");
    for scope in Scope::ALL {
        let style = found.theme.style(scope);
        assert_eq!((style.fg, style.bg), (None, None));
    }
}

#[test]
fn people_with_screen_readers_get_less_motion() {
    let (found, _) = resolved("", &[("ACCESSIBLE", "1")], "");
    assert!(found.settings.reduced_motion);
}

#[test]
fn the_demo_takes_no_key_and_no_server() {
    let env = [
        ("ANTHROPIC_API_KEY", "hidden"),
        ("ANTHROPIC_BASE_URL", "nonsense"),
        ("ANTHROPIC_CUSTOM_HEADERS", "nonsense"),
    ];
    let (found, warnings) = resolved("--demo", &env, "");
    assert_eq!(found.settings.connection, Connection::Demo);
    assert_eq!(found.settings.params.dialect, Dialect::Anthropic);
    assert_eq!(found.endpoint.credential, Credential::None);
    assert_eq!(warnings, [""; 0]);
}

#[test]
fn nothing_that_is_resolved_shows_a_secret_when_printed() {
    let env = [
        ("ANTHROPIC_API_KEY", "hidden-key"),
        ("ANTHROPIC_AUTH_TOKEN", "hidden-token"),
        (
            "ANTHROPIC_CUSTOM_HEADERS",
            "X-Secret: hidden-value\nhidden line\nX-Bad: hidden\u{1}",
        ),
    ];
    let (found, warnings) = resolved("", &env, "api_key = 'hidden-in-file'");
    let shown = format!("{found:?} {warnings:?}");
    assert!(!shown.contains("hidden"), "{shown}");
    assert_eq!(warnings.len(), 4);
}
