//! The *world* around a turn: a conversation, a request that may be open, tools that may run.
//!
//! Whatever the turn sends is checked on its way out: it must be legal as it is, and whole answers
//! must be in it to the byte.

use std::time::Instant;

use causerie::api::content::{BlockKind, ContentBlock, ToolCallId};
use causerie::api::event::{StreamEvent, StreamSignal};
use causerie::api::request::{Dialect, MessagesRequest, RequestId, RequestParams, Thinking};
use causerie::conversation::entry::{AssistantEntry, EntryKind, Marker, Outcome};
use causerie::conversation::messages::to_messages;
use causerie::conversation::validate::{Last, violations, violations_before};
use causerie::conversation::{Conversation, UnixMillis};
use causerie::turn::step::Now;
use causerie::turn::tool_call::ToolEvent;
use causerie::turn::{Effect, Ending, Input, Turn};

/// Slips after which something that was said is missing.
const LOSSES: [&str; 5] = [
    "closed",
    "another type",
    "unknown delta",
    "no index left",
    "another message began",
];

#[derive(Debug, Clone)]
pub struct World {
    pub chat: Conversation,
    pub running: Vec<ToolCallId>,
    pub endings: Vec<Ending>,
    /// The prompt that was given back last.
    pub given_back: Option<Vec<ContentBlock>>,
    /// The request that waits for its answer.
    open: Option<RequestId>,
    turn: Turn,
    dialect: Dialect,
    now: Now,
}

impl World {
    pub fn new(dialect: Dialect) -> Self {
        let params = RequestParams {
            model: "m".into(),
            max_tokens: 10,
            system: None,
            thinking: Thinking::Auto,
            effort: None,
            tools: Vec::new(),
            dialect,
            stream: true,
        };
        Self {
            chat: Conversation::default(),
            running: Vec::new(),
            endings: Vec::new(),
            given_back: None,
            open: None,
            turn: Turn::new(params, 1, 1_000),
            dialect,
            // Time stands still, so that equal streams make equal entries.
            now: Now {
                instant: Instant::now(),
                wall: UnixMillis(1),
            },
        }
    }

    pub fn is_waiting(&self) -> bool {
        self.open.is_some()
    }

    pub fn is_idle(&self) -> bool {
        self.turn.is_idle()
    }

    /// The person says something.
    pub fn submit(&mut self, words: &str) {
        self.step(Input::Submit(vec![ContentBlock::text(words)]));
    }

    pub fn retry(&mut self) {
        self.step(Input::Retry);
    }

    /// Stops the turn and lets its tools die.
    pub fn cancel(&mut self) {
        self.step(Input::Cancel);
        for call in std::mem::take(&mut self.running) {
            self.tool_ends(call, Outcome::Cancelled);
        }
        assert!(self.is_idle(), "a cancelled turn ends with its tools");
        assert_eq!(self.open, None);
    }

    /// The server accepts the request.
    pub fn connect(&mut self) {
        self.report(&StreamSignal::Connected(None));
    }

    /// Events arrive together. Fails on a slip that loses something.
    pub fn hear(&mut self, events: &[StreamEvent]) {
        if self.is_waiting() {
            self.report(&StreamSignal::Events(events.to_vec()));
        }
        let round = self.turn.round();
        for slip in round.iter().flat_map(|round| round.accumulator.slips()) {
            assert!(!LOSSES.iter().any(|loss| slip.contains(loss)), "{slip}");
        }
    }

    /// The body ends.
    pub fn hang_up(&mut self) {
        if self.is_waiting() {
            let request = self.open.take().unwrap();
            self.step(Input::Stream(request, &StreamSignal::Ended));
        }
    }

    /// Every running tool answers.
    pub fn run_tools(&mut self) {
        while !self.running.is_empty() {
            let call = self.running.remove(0);
            self.tool_ends(call, Outcome::Done);
        }
    }

    pub fn tool_ends(&mut self, call: ToolCallId, outcome: Outcome) {
        self.step(Input::Tool(call, ToolEvent::Ended(outcome, "said".into())));
    }

    /// The whole answers and the broken ones, in order.
    pub fn answers(&self) -> Vec<&AssistantEntry> {
        let entries = self.chat.path_entries();
        entries
            .filter_map(|entry| match &entry.kind {
                EntryKind::Assistant(answer) => Some(&**answer),
                _ => None,
            })
            .collect()
    }

    /// Checks that the conversation can go on from here: by a new prompt, and by sending again.
    pub fn check_goes_on(&self) {
        assert!(self.is_idle());
        self.check_legal();
        let mut next = self.clone();
        next.submit("Go on.");
        next.answer("Gladly.");
        next.submit("And on.");
        next.answer("Yes.");
        let mut again = self.clone();
        again.retry();
        if again.is_waiting() {
            again.answer("Once more.");
        }
    }

    /// The conversation with a new prompt is legal as it stands, before a turn looks at it.
    fn check_legal(&self) {
        let mut chat = self.chat.clone();
        chat.append(
            EntryKind::User(vec![ContentBlock::text("Next.")]),
            UnixMillis(2),
        );
        let messages = to_messages(chat.path_entries(), self.dialect);
        assert_eq!(violations(&messages, self.dialect), [], "{messages:#?}");
    }

    /// The server answers with a few words.
    fn answer(&mut self, words: &str) {
        let body = serde_json::json!({
            "content": [{"type": "text", "text": words}],
            "stop_reason": "end_turn",
        });
        self.connect();
        self.hear(&StreamEvent::from_body(&body.to_string()).unwrap());
        self.hang_up();
        assert_eq!(self.endings.last(), Some(&Ending::Finished));
        let said = ContentBlock::text(words);
        let kept = self
            .answers()
            .last()
            .is_some_and(|answer| answer.blocks[0].block == said);
        assert!(kept, "{words}");
    }

    fn report(&mut self, signal: &StreamSignal) {
        let request = self.open.unwrap();
        self.step(Input::Stream(request, signal));
    }

    fn step(&mut self, input: Input<'_>) {
        for effect in self.turn.step(&mut self.chat, input, self.now) {
            match effect {
                Effect::Send { request, body } => {
                    assert_eq!(self.open.replace(request), None, "one request at a time");
                    self.check_body(&body);
                }
                Effect::Abort { request } => assert_eq!(self.open.take(), Some(request)),
                Effect::Run { call, .. } => self.running.push(call),
                Effect::Kill { call } => assert!(self.running.contains(&call)),
                Effect::GiveBack(blocks) => self.given_back = Some(blocks),
                Effect::Ended(ending) => self.endings.push(ending),
            }
        }
    }

    fn check_body(&self, body: &MessagesRequest) {
        let last = match self.answers().last() {
            Some(answer) if answer.is_paused() => Last::PausedAnswer,
            _ => Last::User,
        };
        let broken = violations_before(&body.messages, self.dialect, last);
        assert_eq!(broken, [], "an illegal history");
        for entry in self.chat.path_entries() {
            if let EntryKind::Marker(Marker::Repaired(repairs)) = &entry.kind {
                assert_eq!(
                    repairs, &[""; 0],
                    "nothing that a turn makes has to be repaired"
                );
            }
        }
        let sent: Vec<_> = body
            .messages
            .iter()
            .flat_map(|message| &message.content)
            .collect();
        for block in self
            .answers()
            .into_iter()
            .flat_map(|answer| self.owed(answer))
        {
            assert!(sent.contains(&block), "not sent back: {block:?}");
        }
    }

    /// The blocks of a whole answer that must be sent back.
    fn owed<'a>(&self, answer: &'a AssistantEntry) -> Vec<&'a ContentBlock> {
        if answer.interrupted.is_some() || answer.is_refused() {
            return Vec::new();
        }
        let complete = answer.blocks.iter().filter(|block| block.complete);
        let is_owed = |block: &&ContentBlock| match block.kind() {
            BlockKind::Text(text) => !text.trim().is_empty(),
            BlockKind::Thinking { signature, .. } => {
                self.dialect == Dialect::Compatible || signature.is_some()
            }
            BlockKind::RedactedThinking
            | BlockKind::ToolUse(_)
            | BlockKind::ServerToolResult(_)
            | BlockKind::Other(_) => true,
            // One that never gets its result is left out; the check of legality knows which.
            BlockKind::ServerToolUse(_) | BlockKind::ToolResult(_) => false,
        };
        complete.map(|block| &block.block).filter(is_owed).collect()
    }
}
