//! Every recording, played through decoder, accumulator, turn and the next request.
//!
//! The project's own streams are always played; those in the folder that `CAUSERIE_RECORDINGS`
//! names, too. A recording fails by a panic, by a block that is lost (a second, naive folding says
//! what should be there), or by a history that could not be sent. The bytes arrive whole, one by
//! one, and cut at random, which must make no difference.
#![expect(
    clippy::unwrap_used,
    reason = "these are tests, with their own helpers"
)]

use std::collections::HashSet;
use std::io::{self, Write};

use causerie::api::request::Dialect;
use causerie::conversation::entry::Entry;

use crate::support::fixture::{Batches, Cut, FOLDER, Recording, Said, named_folder, own};
use crate::turns::fold::fold;
use crate::turns::world::World;

/// Every way in which bytes arrive; the first is what the others are compared with.
const CUTS: [Cut; 5] = [
    Cut::Whole,
    Cut::EveryByte,
    Cut::Random(1),
    Cut::Random(20),
    Cut::Random(300),
];

/// Writes past the capture of the test harness: what was played is worth knowing in any case.
fn tell(words: &str) {
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "recordings: {words}").unwrap();
}

/// Plays one recording in every way; says how many responses it holds.
fn play(recording: &Recording) -> usize {
    let mut n_responses = 0;
    for body in &recording.bodies {
        let said = body.said();
        n_responses += said.len();
        for dialect in [Dialect::Anthropic, Dialect::Compatible] {
            let mut first: Option<Vec<Entry>> = None;
            for cut in CUTS {
                let entries = converse(&body.responses(cut), &said, dialect);
                let first = first.get_or_insert_with(|| entries.clone());
                assert_eq!(*first, entries, "{cut:?} makes a difference");
            }
        }
    }
    n_responses
}

/// Plays responses one after the other into conversations; returns all entries.
fn converse(responses: &[Batches], said: &[Vec<Said>], dialect: Dialect) -> Vec<Entry> {
    assert_eq!(responses.len(), said.len());
    let mut entries = Vec::new();
    let mut world = World::new(dialect);
    let mut seen = HashSet::new();
    for (batches, said) in responses.iter().zip(said) {
        // Ids are unique in a conversation; two takes of one answer are no conversation.
        if !ids(said).into_iter().all(|id| seen.insert(id)) {
            entries.extend(finish(world));
            world = World::new(dialect);
            seen = ids(said);
        }
        if !world.is_waiting() {
            world.submit("A question.");
        }
        let n_answers = world.answers().len();
        world.connect();
        for batch in batches {
            world.hear(batch);
        }
        world.hang_up();
        let folded = fold(said);
        match world.answers().get(n_answers) {
            Some(answer) => folded.check(answer),
            None => assert!(folded.is_empty() && !folded.is_whole(), "lost: {folded:#?}"),
        }
        world.run_tools();
    }
    entries.extend(finish(world));
    entries
}

/// Ends a conversation, whose next request must be legal.
fn finish(mut world: World) -> Vec<Entry> {
    if !world.is_idle() {
        world.cancel();
    }
    world.check_goes_on();
    world.chat.all().to_vec()
}

/// The ids of calls that a response makes.
fn ids(said: &[Said]) -> HashSet<String> {
    let folded = fold(said);
    let ids = folded.blocks.iter().filter_map(|block| block.call_id());
    ids.map(str::to_owned).collect()
}

/// Plays all; a failure names its recording.
fn play_all(recordings: &[Recording]) -> usize {
    let mut n_responses = 0;
    for recording in recordings {
        let played = std::panic::catch_unwind(|| play(recording));
        match played {
            Ok(n) => n_responses += n,
            Err(panic) => {
                tell(&format!("FAILED: {}", recording.name));
                std::panic::resume_unwind(panic);
            }
        }
    }
    n_responses
}

#[test]
fn every_stream_of_our_own_is_heard_whole_and_can_be_answered() {
    let own = own();
    assert!(own.len() >= 12, "{}", own.len());
    assert!(play_all(&own) > own.len(), "some hold several responses");
}

#[test]
fn every_recording_is_heard_whole_and_can_be_answered() {
    let Some(folder) = named_folder() else {
        tell(&format!(
            "{FOLDER} is not set; only the project's own streams are played"
        ));
        return;
    };
    let n_responses = play_all(&folder.recordings);
    let n_files = folder.recordings.len();
    tell(&format!(
        "played {n_responses} responses of {n_files} files in {FOLDER}"
    ));
    for other in &folder.others {
        tell(&format!("passed over, no recording: {other}"));
    }
}

#[test]
fn a_lost_block_is_found() {
    let stream = own()
        .into_iter()
        .find(|r| r.name == "redacted-thinking.sse.txt")
        .unwrap();
    let body = &stream.bodies[0];
    let said = body.said();
    let whole = body.responses(Cut::Whole);
    let mut lossy = whole.clone();
    lossy[0][0].retain(|event| !format!("{event:?}").contains("redacted_thinking"));
    assert_ne!(lossy[0][0].len(), whole[0][0].len());
    let play = |responses: Vec<Batches>| {
        std::panic::catch_unwind(|| converse(&responses, &said, Dialect::Anthropic)).is_ok()
    };
    assert!(play(whole) && !play(lossy));
}
