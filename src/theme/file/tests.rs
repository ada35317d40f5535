use proptest::prelude::*;

use super::*;

/// Reads one own theme called `mine`.
fn read(text: &str) -> (Theme, Vec<String>) {
    read_all("mine", &[("mine", text)])
}

fn read_all(name: &str, files: &[(&str, &str)]) -> (Theme, Vec<String>) {
    let (theme, warnings) = load(name, |wanted| {
        let file = files.iter().find(|(name, _)| *name == wanted);
        file.map(|(_, text)| (*text).to_owned())
    });
    let warnings = warnings.iter().map(ToString::to_string).collect();
    (theme, warnings)
}

#[test]
fn a_scope_takes_what_it_does_not_say_from_its_parents_and_from_text() {
    let (theme, warnings) = read(
        r##"
        [palette]
        accent = "#102030"
        [scopes]
        "text" = { fg = "white", italic = true }
        "heading" = { fg = "accent", bold = true }
        "heading.2" = { fg = 200 }
        "heading.3" = { bold = false, bg = "default" }
        "##,
    );
    assert_eq!(warnings, [""; 0]);
    let italic = Style::new().fg(Color::Gray).italic();
    let heading = italic.fg(Color::Rgb(0x10, 0x20, 0x30));
    let table = [
        (Scope::Text, italic),
        (Scope::Status, italic),
        (Scope::Heading1, heading.bold()),
        (Scope::Heading2, heading.bold().fg(Color::Indexed(200))),
        (Scope::Heading3, heading.bg(Color::Reset).not_bold()),
    ];
    for (scope, style) in table {
        assert_eq!(theme.style(scope), style, "{}", scope.name());
    }
}

#[test]
fn the_short_form_says_the_same_as_the_long_one() {
    let (short, warnings) = read("[scopes]\ncode = 'bold red on bright_black underline'");
    assert_eq!(warnings, [""; 0]);
    let long = "[scopes]\ncode = { fg='red', bg='bright_black', bold=true, underline=true }";
    assert_eq!(short, read(long).0);
}

#[test]
fn a_theme_lays_entries_and_palette_over_the_inherited_ones() {
    let files = [
        (
            "mine",
            "inherits='base'\n[palette]\naccent='red'\n[scopes]\nquote={italic=true}",
        ),
        (
            "base",
            "[palette]\naccent='blue'\n[scopes]\nquote={fg='accent'}\nrule='accent'",
        ),
    ];
    let (theme, warnings) = read_all("mine", &files);
    assert_eq!(warnings, [""; 0]);
    let red = Style::new().fg(Color::Red);
    assert_eq!(theme.style(Scope::Rule), red);
    assert_eq!(theme.style(Scope::Quote), red.italic());
}

#[test]
fn an_own_theme_may_inherit_the_builtin_theme_of_its_name() {
    let own = "inherits = 'dark'\n[palette]\naccent = 'red'";
    let (theme, warnings) = read_all("dark", &[("dark", own)]);
    assert_eq!(warnings, [""; 0]);
    let built_in = Theme::builtin("dark").unwrap();
    assert_eq!(theme.style(Scope::Text), built_in.style(Scope::Text));
    assert_eq!(theme.style(Scope::Accent).fg, Some(Color::Red));
}

#[test]
fn a_circle_is_cut_and_told() {
    let files = [
        ("a", "inherits='b'\n[scopes]\nrule='red'"),
        ("b", "\ninherits='a'\n[scopes]\nquote='blue'"),
    ];
    let (theme, warnings) = read_all("a", &files);
    assert_eq!(
        warnings,
        ["themes/b.toml line 2: themes inherit from each other in a circle, at `a`; cut there"]
    );
    assert_eq!(theme.style(Scope::Rule).fg, Some(Color::Red));
    assert_eq!(theme.style(Scope::Quote).fg, Some(Color::Blue));
}

#[test]
fn every_fault_costs_only_itself_and_names_its_line() {
    let (theme, mut warnings) = read(
        r##"
tint = 3
[palette]
bad = "#12345"
worse = 256
[scopes]
"rule" = { fg = "mauve", bold = true }
"nonsense" = { fg = "red" }
"quote" = { fg = "red", blink = true, bold = "yes" }
"code" = 7
"status" = "red on"
"##,
    );
    warnings.sort();
    let place = |line: u32, text: &str| format!("themes/mine.toml line {line}: {text}");
    let mut expected = [
        place(2, "`tint` is not known here; ignored"),
        place(4, NO_COLOR),
        place(5, NO_COLOR),
        place(7, "there is no color `mauve`; left out"),
        place(8, "`nonsense` is not known here; ignored"),
        place(9, "`blink` is not known here; ignored"),
        place(9, "`bold` is true or false; ignored"),
        place(10, "a style is a table or a text; ignored"),
        place(11, "there is no color `on`; left out"),
    ];
    expected.sort();
    assert_eq!(warnings, expected);
    assert_eq!(theme.style(Scope::Rule), Style::new().bold());
    assert_eq!(theme.style(Scope::Quote), Style::new().fg(Color::Red));
}

#[test]
fn a_line_that_is_not_toml_does_not_cost_the_others() {
    let (theme, warnings) = read("[scopes]\nrule = 'red'\nquote == 'x'\ncode = 'blue'\n");
    assert!(warnings[0].starts_with("themes/mine.toml line 3: is not valid TOML"));
    assert_eq!(theme.style(Scope::Rule).fg, Some(Color::Red));
    assert_eq!(theme.style(Scope::Code).fg, Some(Color::Blue));
}

#[test]
fn a_theme_that_cannot_be_used_is_replaced_by_the_default() {
    for (name, text) in [
        ("missing", None),
        ("empty", Some("")),
        ("cut_short", Some("[scopes]\nheading = { fg = ")),
        ("../../etc/passwd", Some("[scopes]\nrule = 'red'")),
        (".hidden", Some("[scopes]\nrule = 'red'")),
    ] {
        let (theme, warnings) = load(name, |_| text.map(str::to_owned));
        assert_eq!(theme, Theme::fallback(), "{name}");
        assert!(!warnings.is_empty(), "{name}");
    }
}

proptest! {
    #[test]
    fn no_text_is_too_broken(text in "(\\[scopes\\]\n|rule|quote| = |['\"{}#.,=]|red|on|bold|\n|\\PC){0,60}") {
        let (theme, _) = read(&text);
        prop_assert!(["mine", builtin::DEFAULT].contains(&theme.name()));
    }
}
