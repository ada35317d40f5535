use super::*;

fn parse(args: &[&str]) -> Result<Cli, clap::Error> {
    Cli::parse_args(std::iter::once("causerie").chain(args.iter().copied()))
}

#[test]
fn the_definition_is_sound() {
    Cli::command().debug_assert();
}

#[test]
fn arguments_are_kept_as_typed() {
    let table: &[(&[&str], Cli)] = &[
        (&[], Cli::default()),
        (
            &["--demo", "--no-mouse", "--ascii"],
            Cli {
                demo: true,
                no_mouse: true,
                ascii: true,
                ..Cli::default()
            },
        ),
        (
            &["-c", "-m", "some-model", "--system", ""],
            Cli {
                continue_newest: true,
                model: Some("some-model".to_owned()),
                system: Some(String::new()),
                ..Cli::default()
            },
        ),
        (
            &["--resume", "--theme", "dark"],
            Cli {
                resume: Some(None),
                theme: Some("dark".to_owned()),
                ..Cli::default()
            },
        ),
        (
            &["-p", "why?", "--output", "stream-json", "-r", "0199"],
            Cli {
                print: Some(Some("why?".to_owned())),
                output: Some(OutputForm::StreamJson),
                resume: Some(Some("0199".to_owned())),
                ..Cli::default()
            },
        ),
        (
            &["--print", "--no-stream", "--max-tokens", "100"],
            Cli {
                print: Some(None),
                no_stream: true,
                max_tokens: Some(100),
                ..Cli::default()
            },
        ),
        (
            &[
                "--thinking",
                "off",
                "--effort",
                "xhigh",
                "--max-rounds",
                "3",
            ],
            Cli {
                thinking: Some(ThinkingChoice::Off),
                effort: Some(EffortChoice::Xhigh),
                max_rounds: Some(3),
                ..Cli::default()
            },
        ),
        (
            &["sessions", "--json"],
            Cli {
                command: Some(Command::Sessions { json: true }),
                ..Cli::default()
            },
        ),
    ];
    for (args, expected) in table {
        assert_eq!(&parse(args).unwrap(), expected, "{args:?}");
    }
}

#[test]
fn what_makes_no_sense_is_a_usage_error() {
    let table: &[&[&str]] = &[
        &["--max-tokens", "0"],
        &["--max-tokens", "-5"],
        &["--max-tokens", "many"],
        &["--max-rounds", "0"],
        &["--output", "json"],
        &["-p", "--output", "yaml"],
        &["--no-stream"],
        &["--continue", "--resume"],
        &["-p", "why?", "--resume"],
        &["--thinking", "hard"],
        &["--effort", "extreme"],
        &["--model", " "],
        &["--demo", "sessions"],
        &["hello"],
        &["--unknown"],
    ];
    for args in table {
        let error = parse(args).expect_err(&format!("{args:?}"));
        assert_eq!(error.exit_code(), 2, "{args:?}");
    }
}

#[test]
fn help_and_version_are_successes() {
    for args in [["--help"], ["-h"], ["--version"], ["-V"]] {
        assert_eq!(parse(&args).unwrap_err().exit_code(), 0, "{args:?}");
    }
}

#[test]
fn help_is_grouped_and_names_every_variable() {
    let help = Cli::command().render_help().to_string();
    let headings = [
        "Start:",
        "Without a screen:",
        "The answer:",
        "The look:",
        "Environment:",
    ];
    for heading in headings {
        assert!(help.contains(heading), "{heading} in\n{help}");
    }
    let widest = help.lines().map(|line| line.chars().count()).max();
    assert!(widest <= Some(100), "{help}");
}
