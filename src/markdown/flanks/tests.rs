use pulldown_cmark::{Parser, TagEnd};

use super::*;
use crate::markdown::MarkdownStream;
use crate::markdown::parse::options;
use crate::markdown::tests::shown;

/// What is strong in `text`, with all other styles out of it.
fn strong(text: &str) -> Vec<String> {
    let flanked = Flanked::new(text);
    let mut found: Vec<String> = Vec::new();
    let mut depth = 0;
    for event in Parser::new_ext(flanked.text(), options()) {
        match flanked.event(event) {
            Event::Start(Tag::Strong) => {
                depth += 1;
                found.push(String::new());
            }
            Event::End(TagEnd::Strong) => depth -= 1,
            Event::Text(text) | Event::Code(text) if depth > 0 => {
                found.last_mut().unwrap().push_str(&text);
            }
            _ => {}
        }
    }
    found
}

fn check(text: &str, expect: &[&str]) {
    assert_eq!(strong(text), expect, "{text}");
    let flanked = Flanked::new(text);
    assert_eq!(flanked.text().len(), text.len());
    let written = flanked.written(CowStr::from(flanked.text().to_owned()));
    assert_eq!(written.as_ref(), text);
}

#[test]
fn a_style_ends_between_a_sign_and_a_letter_without_a_space() {
    check("**「文字」**です", &["「文字」"]);
    check("これは**「文字」**です", &["「文字」"]);
    check("**注意：**请先备份。", &["注意："]);
    check("**注意:**请先备份。", &["注意:"]);
    check("**注意：**API", &["注意："]);
    check("**“重要”**的", &["“重要”"]);
    check("**[a](b)**です", &["a"]);
    check("**`x`**です", &["x"]);
    check("**\"문자\"**입니다", &["\"문자\""]);
    check("第3**「条」**b", &["「条」"]);
    check("注意**🦀**请", &["🦀"]);
    check("**注意⚠\u{FE0F}**请", &["注意⚠\u{FE0F}"]);
    check("これは**`.env`**と**.env**を", &[".env", ".env"]);
}

#[test]
fn one_letter_between_two_styles_serves_both() {
    check("**「一」**と**「二」**", &["「一」", "「二」"]);
    check("**`a`**と**`b`**の", &["a", "b"]);
    check("**`a`**と**b**の", &["a", "b"]);
    check("**`a`**と**二**の", &["a", "二"]);
    check("**「一」**と**`b`**の", &["「一」", "b"]);
    check("**“重要”**和**“紧急”**的", &["“重要”", "“紧急”"]);
    check("**一**と**二**", &["一", "二"]);
    check("**「一」**と**b**の", &["「一」", "b"]);
}

#[test]
fn what_commonmark_reads_is_read_so() {
    check("これは、**重要**です。**次**", &["重要", "次"]);
    check("（**注**B）と（**注意**）", &["注", "注意"]);
    check("**重要**。**次**：**三**", &["重要", "次", "三"]);
    check("重要。**次**b", &["次"]);
    check("“**次**b”", &["次"]);
    check(
        "| **あ** | **「い」** |\n|---|---|\n|**う**|**「え」**お|",
        &["あ", "「い」", "う", "「え」"],
    );
    check("5 ** 3 「x」 ** 字", &[]);
    check("\\**「x」\\**字", &[]);
    check("**a「b」**", &["a「b」"]);
    check("**「_x_」**です", &["「x」"]);
}

#[test]
fn no_marker_of_a_style_is_left_in_an_answer() {
    for answer in [
        include_str!("../../../tests/fixtures/markdown/48-chinese-emphasis.md"),
        include_str!("../../../tests/fixtures/markdown/49-japanese-emphasis.md"),
    ] {
        for line in shown(MarkdownStream::whole(answer).lines()) {
            let is_code = line.starts_with('¦');
            assert!(is_code || !line.contains(['*', '~']), "{line}");
        }
    }
}

#[test]
fn of_stand_ins_there_is_an_end() {
    let text: String = ('\u{4E00}'..'\u{5800}')
        .map(|c| format!("**a:**{c}\n\n"))
        .collect();
    let flanked = Flanked::new(&text);
    assert_eq!(flanked.text().len(), text.len());
    let written = flanked.written(CowStr::from(flanked.text().to_owned()));
    assert_eq!(written.as_ref(), text);
}

#[test]
fn the_same_characters_are_signs_to_the_parser() {
    // Ranges in which there are few that stand for nothing yet.
    for range in [
        '\u{21}'..='\u{377}',
        '\u{2010}'..='\u{2071}',
        '\u{2190}'..='\u{2426}',
        '\u{2460}'..='\u{2B73}',
        '\u{3001}'..='\u{303F}',
        '\u{3041}'..='\u{3096}',
        '\u{3099}'..='\u{30FF}',
        '\u{3105}'..='\u{312F}',
        '\u{3131}'..='\u{318E}',
        '\u{3220}'..='\u{33FF}',
        '\u{4DC0}'..='\u{4E40}',
        '\u{AC00}'..='\u{AC40}',
        '\u{E000}'..='\u{E040}',
        '\u{FE30}'..='\u{FE52}',
        '\u{FF01}'..='\u{FFBE}',
        '\u{1F300}'..='\u{1F64F}',
    ] {
        for c in range {
            if side(Some(c)) == Side::Space || "*_~`\\<&[]|".contains(c) {
                continue;
            }
            let text = format!("x**{c}y**");
            let mut events = Parser::new(&text);
            let is_open = events.any(|event| matches!(event, Event::Start(Tag::Strong)));
            assert_eq!(is_open, side(Some(c)) == Side::Letter, "{c:?}");
        }
    }
}
