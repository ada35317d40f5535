//! A cancel at every moment of every stream: what had arrived is kept, and the history goes on.

use causerie::api::event::StreamEvent;
use causerie::api::request::Dialect;
use causerie::conversation::entry::{EntryKind, Outcome};
use causerie::turn::Ending;

use super::fold::fold;
use super::world::World;
use crate::support::fixture::{Body, Cut, Recording, Said, named_folder, own};

/// Moments that are tried in one body; more are sampled evenly.
const MOMENTS: usize = 80;

/// The world after the responses of a body up to `moment`, counted in events over all of them; and
/// what was said of the response that was arriving then.
fn play_until(
    responses: &[Vec<StreamEvent>],
    said: &[Vec<Said>],
    moment: usize,
    dialect: Dialect,
) -> (World, Vec<Said>) {
    let mut world = World::new(dialect);
    let mut left = moment;
    for (events, said) in responses.iter().zip(said) {
        if !world.is_waiting() {
            world.submit("A question.");
        }
        world.connect();
        let n_events = left.min(events.len());
        for event in &events[..n_events] {
            world.hear(std::slice::from_ref(event));
        }
        left -= n_events;
        if left == 0 {
            return (world, said[..n_events].to_vec());
        }
        world.hang_up();
        world.run_tools();
    }
    (world, Vec::new())
}

fn cancel_everywhere(body: &Body, dialect: Dialect) {
    let said = body.said();
    let responses: Vec<_> = body
        .responses(Cut::EveryByte)
        .iter()
        .map(|r| r.concat())
        .collect();
    let lengths = |n: usize, m: usize| assert_eq!(n, m, "both readings count the same events");
    responses
        .iter()
        .zip(&said)
        .for_each(|(events, said)| lengths(events.len(), said.len()));
    let n_events: usize = responses.iter().map(Vec::len).sum();
    let step = n_events.div_ceil(MOMENTS).max(1);
    for moment in (0..=n_events).step_by(step).chain([n_events]) {
        let (mut world, arrived) = play_until(&responses, &said, moment, dialect);
        let folded = fold(&arrived);
        if !world.is_waiting() {
            // An error has ended it before.
            world.check_goes_on();
            continue;
        }
        let before: Vec<_> = world.chat.path().to_vec();
        let n_answers = world.answers().len();
        let is_first = n_answers == 0;
        world.cancel();
        assert_eq!(world.endings.last(), Some(&Ending::Cancelled));
        match world.answers().get(n_answers) {
            Some(answer) => {
                folded.check(answer);
                assert_eq!(world.given_back, None);
            }
            None => {
                assert!(
                    folded.is_empty() && !folded.is_whole(),
                    "lost at {moment}: {folded:#?}"
                );
                let kept = &before[..before.len() - usize::from(is_first)];
                assert_eq!(world.chat.path(), kept);
                assert_eq!(
                    world.given_back.is_some(),
                    is_first,
                    "the first prompt comes back"
                );
            }
        }
        world.check_goes_on();
    }
}

/// Cancels while tools run, with `n_done` of them done already; `false` if there are not as many.
fn cancel_tools(body: &Body, dialect: Dialect, n_done: usize) -> bool {
    let mut world = World::new(dialect);
    world.submit("A question.");
    world.connect();
    let responses = body.responses(Cut::Whole);
    for batch in responses.first().into_iter().flatten() {
        world.hear(batch);
    }
    world.hang_up();
    let calls = world.running.clone();
    if n_done >= calls.len() {
        return false;
    }
    for _ in 0..n_done {
        let call = world.running.remove(0);
        world.tool_ends(call, Outcome::Done);
    }
    world.cancel();
    let results = world.chat.head().map(|entry| &entry.kind);
    let Some(EntryKind::ToolResults(results)) = results else {
        unreachable!("no results behind the calls: {results:?}");
    };
    let outcomes: Vec<_> = results.iter().map(|result| result.outcome).collect();
    let is_done = |outcome: &&Outcome| **outcome == Outcome::Done;
    assert_eq!(outcomes.iter().filter(is_done).count(), n_done);
    world.check_goes_on();
    true
}

fn check(recordings: &[Recording]) {
    for body in recordings.iter().flat_map(|recording| &recording.bodies) {
        for dialect in [Dialect::Anthropic, Dialect::Compatible] {
            cancel_everywhere(body, dialect);
            let mut n_done = 0;
            while cancel_tools(body, dialect, n_done) {
                n_done += 1;
            }
        }
    }
}

#[test]
fn a_cancel_at_any_event_keeps_what_arrived_and_a_history_that_goes_on() {
    check(&own());
}

#[test]
fn a_cancel_in_any_recording_keeps_what_arrived_and_a_history_that_goes_on() {
    if let Some(folder) = named_folder() {
        check(&folder.recordings);
    }
}

#[test]
fn tools_of_some_stream_are_cancelled_with_and_without_results() {
    let own = own();
    let bodies: Vec<_> = own.iter().flat_map(|recording| &recording.bodies).collect();
    let with = |n_done| {
        bodies
            .iter()
            .filter(|b| cancel_tools(b, Dialect::Anthropic, n_done))
            .count()
    };
    assert!(with(0) >= 5 && with(1) >= 2);
}
