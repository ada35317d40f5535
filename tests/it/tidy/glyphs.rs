//! Glyphs: what the interface draws beyond ASCII stands in the one table that knows a stand-in.

use causerie::text::glyphs::{GLYPHS, SPINNER};

use super::source::{Source, sources};

/// Where glyphs of the interface are written into lines and cells.
const PLACES: [&str; 5] = [
    "src/app/",
    "src/markdown/lines",
    "src/text/width",
    "src/text/wrap",
    "src/ui/",
];

/// Characters beyond ASCII in code that is no test, with their lines. Comments may hold any.
fn glyphs_in(source: &Source) -> Vec<(usize, char)> {
    let code = source.text.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = code.lines().zip(1..);
    lines
        .filter(|(line, _)| !line.trim_start().starts_with("//"))
        .flat_map(|(line, n)| line.chars().map(move |c| (n, c)))
        .filter(|(_, c)| !c.is_ascii())
        .collect()
}

#[test]
fn every_glyph_of_the_interface_has_a_stand_in() {
    let is_known = |c: char| {
        GLYPHS.iter().any(|(glyph, _)| *glyph == c)
            || SPINNER.iter().any(|step| step.chars().eq([c]))
    };
    let all = sources();
    let ours = all
        .iter()
        .filter(|source| PLACES.iter().any(|place| source.file.starts_with(place)));
    let unknown: Vec<String> = ours
        .flat_map(|source| {
            glyphs_in(source)
                .into_iter()
                .filter(|(_, c)| !is_known(*c))
                .map(|(line, c)| {
                    format!(
                        "{}:{line}: {c} is missing in src/text/glyphs.rs",
                        source.file
                    )
                })
        })
        .collect();
    assert!(unknown.is_empty(), "\n{}\n", unknown.join("\n"));
}

#[test]
fn glyphs_are_found_in_code_and_not_in_comments_or_tests() {
    let text = "// …\nlet a = \"→\";\n#[cfg(test)]\nmod tests { \"•\" }\n";
    let source = Source::new("src/ui/x.rs", text);
    assert_eq!(glyphs_in(&source), [(2, '→')]);
}
