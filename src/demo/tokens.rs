//! The demo's *tokens*: text cut into pieces about as long as real ones, to be sent and counted.

use super::script::{Answer, Block};

/// Length of a piece in characters; tokens of English text are about as long.
const PIECE: usize = 4;

/// As much of an answer as its limit of tokens allows.
pub(super) struct Cut {
    pub(super) blocks: Vec<Block>,
    pub(super) n_tokens: usize,
    pub(super) n_thinking: usize,
    pub(super) is_cut: bool,
}

/// Takes blocks of `answer` until `max_tokens` are used up.
pub(super) fn cut(answer: &Answer, max_tokens: usize) -> Cut {
    let mut cut = Cut {
        blocks: Vec::new(),
        n_tokens: 0,
        n_thinking: 0,
        is_cut: false,
    };
    for block in &answer.blocks {
        let left = max_tokens - cut.n_tokens;
        if left == 0 {
            cut.is_cut = true;
            break;
        }
        let (n_tokens, kept) = match block {
            Block::Text(text) => {
                let (n, text) = first_pieces(text, left);
                (n, Block::Text(text))
            }
            Block::Thinking(text) => {
                let (n, text) = first_pieces(text, left);
                (n, Block::Thinking(text))
            }
            // A call is kept or dropped as a whole: half a call helps nobody.
            Block::ToolUse { input, .. } => (pieces(&input.to_string()).count(), block.clone()),
        };
        if n_tokens > left {
            cut.is_cut = true;
            break;
        }
        cut.n_tokens += n_tokens;
        if matches!(kept, Block::Thinking(_)) {
            cut.n_thinking += n_tokens;
        }
        let is_whole = kept == *block;
        cut.blocks.push(kept);
        if !is_whole {
            cut.is_cut = true;
            break;
        }
    }
    cut
}

fn first_pieces(text: &str, n: usize) -> (usize, String) {
    let kept: Vec<&str> = pieces(text).take(n).collect();
    (kept.len(), kept.concat())
}

/// Cuts `text` into pieces like tokens: a few characters, a space at the front rather than at the
/// end. Joined, they are `text` again.
pub(super) fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let mut n_letters = 0;
        let end = rest.char_indices().find_map(|(at, c)| {
            let breaks = c.is_whitespace() && n_letters > 0;
            n_letters += usize::from(!c.is_whitespace());
            (breaks || n_letters > PIECE).then_some(at)
        });
        let (piece, tail) = rest.split_at_checked(end.unwrap_or(rest.len()))?;
        rest = tail;
        Some(piece)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn pieces_are_like_tokens() {
        let cut: Vec<&str> = pieces("Where is  the transport? 漢字漢字漢").collect();
        assert_eq!(
            cut,
            [
                "Wher",
                "e",
                " is",
                "  the",
                " tran",
                "spor",
                "t?",
                " 漢字漢字",
                "漢"
            ]
        );
    }

    proptest! {
        #[test]
        fn pieces_joined_are_the_text(text in "\\PC{0,80}|[ \\n]{0,9}") {
            prop_assert_eq!(pieces(&text).collect::<String>(), text.clone());
            prop_assert!(pieces(&text).all(|piece| !piece.is_empty()));
        }
    }
}
