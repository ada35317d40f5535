//! The *colorist* colors code, on a thread of its own that is started with the first code there is.
//!
//! It keeps the grammars and, for every block that grows, where its reading stands. The app asks
//! for one thing at a time, so its queue holds one.

use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use tokio::sync::mpsc::Sender;

use crate::app::colors::{CodeBlock, Colored, Uncolored};
use crate::app::msg::Msg;
use crate::markdown::color::{Reading, Run, Syntaxes};
use crate::runtime::tasks::Incoming;

/// Blocks whose reading is kept, the ones that were read last. A screen shows fewer at once.
const MAX_BLOCKS: usize = 64;

/// The way to the thread; without one code stays plain.
#[derive(Debug, Default)]
pub struct Colorist {
    queue: Option<SyncSender<Uncolored>>,
}

impl Colorist {
    /// Has lines colored; `Msg::Colored` goes to `tx`.
    pub fn color(&mut self, uncolored: Uncolored, tx: &Sender<Incoming>) {
        let queue = self.queue.get_or_insert_with(|| {
            let (queue, asked) = sync_channel(1);
            let tx = tx.clone();
            // Where no thread can be had, nobody answers, and code stays as it is.
            let _ = thread::Builder::new()
                .name("colorist".into())
                .spawn(move || work(&asked, &tx));
            queue
        });
        let _ = queue.try_send(uncolored);
    }
}

/// Colors what is asked for until nobody asks any more or nobody listens.
fn work(asked: &Receiver<Uncolored>, tx: &Sender<Incoming>) {
    let mut syntaxes = Syntaxes::load();
    let mut readings = VecDeque::new();
    while let Ok(uncolored) = asked.recv() {
        let runs = color(&mut syntaxes, &mut readings, &uncolored);
        let colored = Colored {
            asked: uncolored,
            runs,
        };
        if tx.blocking_send(Msg::Colored(colored).into()).is_err() {
            return;
        }
    }
}

fn color(
    syntaxes: &mut Syntaxes,
    readings: &mut VecDeque<(CodeBlock, Reading)>,
    uncolored: &Uncolored,
) -> Option<Vec<Vec<Run>>> {
    let known = readings
        .iter()
        .position(|(block, _)| *block == uncolored.block);
    let known = known.and_then(|idx| readings.remove(idx));
    let mut reading = match known {
        Some((_, reading)) if uncolored.first > 0 => reading,
        _ => syntaxes.begin(&uncolored.language)?,
    };
    let lines = uncolored.lines.iter();
    let runs = lines.map(|line| syntaxes.line(&mut reading, line));
    let runs = runs.collect();
    if readings.len() >= MAX_BLOCKS {
        readings.pop_front();
    }
    readings.push_back((uncolored.block, reading));
    Some(runs)
}

#[cfg(test)]
mod tests {
    use tokio::sync::mpsc::channel;

    use super::*;
    use crate::app::focus::PaneKind;
    use crate::pane::doc::ItemId;

    fn uncolored(language: &str, first: usize, line: &str) -> Uncolored {
        Uncolored {
            block: CodeBlock {
                pane: PaneKind::Conversation,
                item: ItemId(1),
                label: 0,
                age: 0,
            },
            language: language.into(),
            first,
            lines: vec![line.into()],
        }
    }

    #[test]
    fn what_is_asked_for_is_answered_and_reading_goes_on_where_it_was() {
        let (tx, mut rx) = channel(4);
        let mut colorist = Colorist::default();
        let mut answer = |asked: Uncolored| {
            colorist.color(asked, &tx);
            match rx.blocking_recv() {
                Some(Incoming::Msg(Msg::Colored(colored))) => colored.runs,
                other => unreachable!("{other:?}"),
            }
        };
        let comment = |len| {
            Some(vec![vec![Run {
                len,
                scope: crate::theme::Scope::CodeComment,
            }]])
        };
        assert_eq!(answer(uncolored("c", 0, "/* one")), comment(6));
        assert_eq!(answer(uncolored("c", 1, "two")), comment(3));
        assert_ne!(answer(uncolored("c", 0, "two")), comment(3));
        assert_eq!(answer(uncolored("klingon", 0, "two")), None);
    }
}
