//! What is *marked* in a text: where emphasis, links and images stand in it, their markers
//! included, for whoever wants them as they were written.

use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag};

use super::flanks::Flanked;
use super::parse::options;

/// The bytes of what stands between markers in `source`, in the order in which they begin, an outer
/// one before those in it. Code and formulas are not among them: each is one span of its line.
pub fn marked(source: &str) -> Vec<Range<usize>> {
    let flanked = Flanked::new(source);
    let events = Parser::new_ext(flanked.text(), options()).into_offset_iter();
    let marked = events.filter_map(|(event, src)| match event {
        Event::Start(
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. },
        ) => Some(src),
        _ => None,
    });
    marked.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outer_one_comes_before_those_in_it() {
        let source = "a **b *c*** [d ![e](f)](g)\n\n- ~~h~~ <https://i.org> `*j*` 是**「一」**的";
        let found = marked(source);
        let found: Option<Vec<&str>> = found.into_iter().map(|src| source.get(src)).collect();
        let expect = [
            "**b *c***",
            "*c*",
            "[d ![e](f)](g)",
            "![e](f)",
            "~~h~~",
            "<https://i.org>",
            "**「一」**",
        ];
        assert_eq!(found.unwrap(), expect);
    }
}
