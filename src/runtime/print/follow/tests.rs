//! News are the answer, however it arrives.

use std::time::Instant;

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::api::event::{BlockDelta, MessageStart, StreamEvent, StreamSignal};
use crate::api::raw::RawJson;
use crate::api::request::{Dialect, RequestId, RequestParams, Thinking};
use crate::api::usage::{Stop, StopReason, UsageUpdate};
use crate::conversation::UnixMillis;
use crate::turn::step::Now;
use crate::turn::tool_call::ToolEvent;
use crate::turn::{Effect, Input};

/// A turn that is looked at after every step.
struct Scene {
    turn: Turn,
    conversation: Conversation,
    follower: Follower,
    news: Vec<News>,
    request: RequestId,
}

impl Scene {
    fn asked() -> Self {
        let params = RequestParams {
            model: "m".into(),
            max_tokens: 100,
            system: None,
            thinking: Thinking::Auto,
            effort: None,
            tools: Vec::new(),
            dialect: Dialect::Anthropic,
            stream: true,
        };
        let mut scene = Self {
            turn: Turn::new(params, 1, 5),
            conversation: Conversation::default(),
            follower: Follower::default(),
            news: Vec::new(),
            request: RequestId(0),
        };
        scene.step(Input::Submit(vec![ContentBlock::text("?")]));
        scene
    }

    fn step(&mut self, input: Input<'_>) {
        let now = Now {
            instant: Instant::now(),
            wall: UnixMillis(0),
        };
        for effect in self.turn.step(&mut self.conversation, input, now) {
            if let Effect::Send { request, .. } = effect {
                self.request = request;
            }
        }
        let news = self.follower.look(&mut self.conversation, &self.turn);
        self.news.extend(news);
    }

    fn events(&mut self, events: Vec<StreamEvent>) {
        self.step(Input::Stream(self.request, &StreamSignal::Events(events)));
    }

    fn ended(&mut self) {
        self.step(Input::Stream(self.request, &StreamSignal::Ended));
    }

    /// The texts of a round, joined; `|` where they stand apart.
    fn text(&self, round: u64) -> String {
        let of_round = self.news.iter().filter(|news| news.round == round);
        of_round.fold(String::new(), |joined, news| match &news.what {
            What::Text { text, is_apart } if *is_apart => joined + "|" + text,
            What::Text { text, .. } => joined + text,
            _ => joined,
        })
    }
}

fn start() -> StreamEvent {
    StreamEvent::MessageStart(MessageStart::default())
}

fn began(index: u32, kind: usize) -> StreamEvent {
    let block = match kind {
        0 => json!({"type": "text", "text": ""}),
        1 => json!({"type": "thinking", "thinking": "", "signature": ""}),
        _ => json!({"type": "tool_use", "id": format!("call_{index}"), "name": "t", "input": {}}),
    };
    let block = RawJson::of(&block);
    StreamEvent::BlockStart { index, block }
}

fn delta(index: u32, kind: usize, text: &str) -> StreamEvent {
    let delta = match kind {
        0 => BlockDelta::Text(text.into()),
        1 => BlockDelta::Thinking(text.into()),
        _ => BlockDelta::InputJson(String::new()),
    };
    StreamEvent::BlockDelta { index, delta }
}

fn stopped(reason: StopReason) -> StreamEvent {
    StreamEvent::MessageDelta {
        stop: Stop {
            reason: Some(reason),
            ..Stop::default()
        },
        usage: UsageUpdate::default(),
    }
}

#[test]
fn text_blocks_that_follow_each_other_are_one_and_others_stand_apart() {
    let mut scene = Scene::asked();
    scene.events(vec![start(), began(0, 0), delta(0, 0, "a")]);
    scene.events(vec![
        delta(0, 0, "b"),
        StreamEvent::BlockStop { index: 0 },
        began(1, 0),
        delta(1, 0, "c"),
        StreamEvent::BlockStop { index: 1 },
        began(2, 1),
        began(3, 0),
        delta(3, 0, "d"),
    ]);
    scene.events(vec![delta(3, 0, "e"), stopped(StopReason::EndTurn)]);
    scene.ended();
    assert_eq!(scene.text(1), "|abc|de");
}

#[test]
fn calls_and_results_are_told_once_each_result_as_soon_as_it_is_there() {
    let mut scene = Scene::asked();
    let calls = vec![
        start(),
        began(0, 2),
        began(1, 2),
        stopped(StopReason::ToolUse),
    ];
    scene.events(calls);
    scene.events(vec![StreamEvent::MessageStop]);
    scene.ended();
    let names = |news: &[News]| -> Vec<String> {
        let name = |news: &News| match &news.what {
            What::ToolUse(call) => format!("{} use {}", news.round, call.id.0),
            What::ToolResult { id, content, .. } => {
                format!("{} result {} {content}", news.round, id.0)
            }
            other => format!("{} {other:?}", news.round),
        };
        news.iter().map(name).collect()
    };
    assert_eq!(names(&scene.news), ["1 use call_0", "1 use call_1"]);
    let end = |id: &str, scene: &mut Scene| {
        let event = ToolEvent::Ended(Outcome::Done, "fine".into());
        scene.step(Input::Tool(ToolCallId(id.into()), event));
        names(&std::mem::take(&mut scene.news))
    };
    scene.news.clear();
    assert_eq!(end("call_1", &mut scene), ["1 result call_1 fine"]);
    assert_eq!(end("call_0", &mut scene), ["1 result call_0 fine"]);
    // The same ids in the next round are other calls.
    scene.events(vec![start(), began(0, 2), stopped(StopReason::ToolUse)]);
    scene.ended();
    assert_eq!(names(&std::mem::take(&mut scene.news)), ["2 use call_0"]);
    assert_eq!(end("call_0", &mut scene), ["2 result call_0 fine"]);
}

#[test]
fn what_the_server_runs_by_itself_is_told_in_its_place() {
    let mut scene = Scene::asked();
    let done = |index: u32, block: &serde_json::Value| {
        let block = RawJson::of(block);
        let start = StreamEvent::BlockStart { index, block };
        [start, StreamEvent::BlockStop { index }]
    };
    let call = json!({"type": "server_tool_use", "id": "s", "name": "web_search", "input": {}});
    let result = json!({"type": "web_search_tool_result", "tool_use_id": "s", "content": [
        {"type": "web_search_result", "title": "Rust", "url": "https://rust-lang.org"},
    ]});
    scene.events([start()].into_iter().chain(done(0, &call)).collect());
    assert!(
        matches!(&scene.news[..], [News { round: 1, what: What::ServerToolUse(call) }]
            if call.name == "web_search"),
        "{:?}",
        scene.news
    );
    scene.events(done(1, &result).into_iter().collect());
    scene.events(vec![began(2, 0), delta(2, 0, "a")]);
    assert!(
        matches!(&scene.news[1..], [
            News { what: What::ServerToolResult(result), .. },
            News { what: What::Text { .. }, .. },
        ] if result.tool_use_id.0 == "s" && !result.is_error),
        "{:?}",
        scene.news
    );
    let n_told = scene.news.len();
    scene.events(vec![stopped(StopReason::EndTurn)]);
    scene.ended();
    assert_eq!(scene.news.len(), n_told, "each is told once");
}

#[test]
fn a_call_that_was_cut_off_is_not_told() {
    let mut scene = Scene::asked();
    scene.events(vec![start(), began(0, 0), delta(0, 0, "a"), began(1, 2)]);
    scene.step(Input::Cancel);
    assert_eq!(scene.text(1), "|a");
    assert_eq!(scene.news.len(), 1, "{:#?}", scene.news);
}

proptest! {
    /// Blocks may overlap, end late or never, and batches may be cut anywhere.
    #[test]
    fn all_news_joined_are_the_answer(
        kinds in proptest::collection::vec(0_usize..3, 1..5),
        acts in proptest::collection::vec((0_usize..5, 0_usize..5, any::<bool>()), 0..30),
        has_end in any::<bool>(),
    ) {
        let mut scene = Scene::asked();
        let mut batch = vec![start()];
        for (index, kind) in (0..).zip(&kinds) {
            batch.push(began(index, *kind));
        }
        for (n, (block, act, is_cut)) in acts.iter().enumerate() {
            let block = block % kinds.len();
            let index = u32::try_from(block).unwrap();
            batch.push(match act {
                0 => StreamEvent::BlockStop { index },
                _ => delta(index, kinds[block], &format!("{n}.")),
            });
            if *is_cut {
                scene.events(std::mem::take(&mut batch));
            }
        }
        if has_end {
            batch.push(stopped(StopReason::EndTurn));
        }
        scene.events(batch);
        scene.ended();
        let answers = scene.conversation.all().iter().filter_map(|entry| match &entry.kind {
            EntryKind::Assistant(answer) => Some(answer),
            _ => None,
        });
        let (mut text, mut thinking) = (String::new(), String::new());
        for block in answers.flat_map(|answer| &answer.blocks) {
            match block.block.kind() {
                BlockKind::Text(more) => text += more,
                BlockKind::Thinking { text: more, .. } => thinking += more,
                _ => {}
            }
        }
        prop_assert_eq!(scene.text(1).replace('|', ""), text);
        let told: String = scene.news.iter().filter_map(|news| match &news.what {
            What::Thinking(text) => Some(text.as_str()),
            _ => None,
        }).collect();
        prop_assert_eq!(told, thinking);
    }
}
