//! The *colorist* colors code, on a thread of its own that is started with the first code there is.
//!
//! It keeps the grammars and, for every block that grows, where its reading stands. The app asks
//! for one thing at a time, and asks for another only when it has forgotten the first: so its queue
//! holds one, the newest.

use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
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
    /// Tells the thread that something was asked for.
    bell: Option<SyncSender<()>>,
    asked: Asked,
}

/// What was asked for last, until the thread takes it.
type Asked = Arc<Mutex<Option<Uncolored>>>;

impl Colorist {
    /// Has lines colored; `Msg::Colored` goes to `tx`.
    pub fn color(&mut self, uncolored: Uncolored, tx: &Sender<Incoming>) {
        *self.asked.lock().unwrap_or_else(PoisonError::into_inner) = Some(uncolored);
        let bell = self.bell.get_or_insert_with(|| {
            let (bell, rung) = sync_channel(1);
            let (asked, tx) = (Arc::clone(&self.asked), tx.clone());
            // Where no thread can be had, nobody answers, and code stays as it is.
            let _ = thread::Builder::new()
                .name("colorist".into())
                .spawn(move || work(&rung, &asked, &tx));
            bell
        });
        // Where it was rung already, the thread has yet to look.
        let _ = bell.try_send(());
    }
}

/// Colors what is asked for until nobody asks any more or nobody listens.
fn work(rung: &Receiver<()>, asked: &Asked, tx: &Sender<Incoming>) {
    let mut syntaxes = Syntaxes::load();
    let mut readings = VecDeque::new();
    while rung.recv().is_ok() {
        let taken = asked.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(uncolored) = taken else {
            continue; // Taken when it was rung before.
        };
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

    #[test]
    fn what_is_asked_for_last_is_answered_however_busy_the_thread_is() {
        let (tx, mut rx) = channel(4);
        let mut colorist = Colorist::default();
        for n in 0..9 {
            colorist.color(uncolored("c", 0, &format!("/* {n} */")), &tx);
        }
        let mut seen = String::new();
        while seen != "/* 8 */" {
            let Some(Incoming::Msg(Msg::Colored(colored))) = rx.blocking_recv() else {
                unreachable!("nothing else is sent");
            };
            seen = colored.asked.lines.concat();
        }
    }
}
