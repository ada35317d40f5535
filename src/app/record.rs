//! What is recorded, and when: the one place where the app asks for the journal.
//!
//! Entries, moves of the head and finished blocks are recorded in the update that made them. Text
//! that streams in is recorded at most every [`PARTIAL_EVERY`], a draft after [`DRAFT_AFTER`] of
//! quiet. The first record of a session is its opening; a session in which nothing was said or
//! written has no file.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use crate::api::accumulator::LiveKind;
use crate::api::raw::RawJson;
use crate::api::request::RequestParams;
use crate::app::effect::Effect;
use crate::conversation::{Change, Conversation};
use crate::session::SessionId;
use crate::session::record::{Fold, Record, StoredParams};
use crate::turn::step::Now;
use crate::turn::{Round, Turn};

/// A kill loses at most 250 ms of text; the rest of that is for the way to the file.
const PARTIAL_EVERY: Duration = Duration::from_millis(200);

/// A draft is saved when nobody has typed for this long.
const DRAFT_AFTER: Duration = Duration::from_millis(500);
/// The same for one of many megabytes.
const LONG_DRAFT_AFTER: Duration = Duration::from_secs(10);

/// What has been recorded so far of the open session.
#[derive(Debug, Clone)]
pub struct Recorder {
    /// The session that records go to.
    pub session: SessionId,
    opened: bool,
    /// The session was opened again, which is recorded with the first thing that happens in it.
    resumed: bool,
    round: u64,
    /// By the index of the block: its place may change when an earlier one begins late.
    blocks: HashMap<u32, BlockMark>,
    /// When text of the round was recorded last.
    partial_at: Option<Instant>,
    draft: String,
    draft_due: Option<Instant>,
}

/// How much of a block has been recorded.
#[derive(Debug, Clone, Copy, Default)]
struct BlockMark {
    began: bool,
    bytes: usize,
    done: bool,
}

/// What the opening record says besides the parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "named as in the record")]
pub struct Origin {
    pub app: String,
    pub cwd: String,
    pub demo: bool,
}

impl Recorder {
    /// For a session of which nothing is on disk yet.
    pub fn new(session: SessionId) -> Self {
        Self {
            session,
            opened: false,
            resumed: false,
            round: 0,
            blocks: HashMap::new(),
            partial_at: None,
            draft: String::new(),
            draft_due: None,
        }
    }

    /// For a session that was opened again; its draft is on disk already.
    pub fn resumed(session: SessionId, draft: String) -> Self {
        Self {
            opened: true,
            resumed: true,
            draft,
            ..Self::new(session)
        }
    }

    /// Everything that is to be recorded now.
    pub fn collect(
        &mut self,
        conversation: &mut Conversation,
        turn: &Turn,
        origin: &Origin,
        now: Now,
    ) -> Vec<Effect> {
        let mut records = Vec::new();
        for change in conversation.take_changes() {
            match change {
                Change::Appended(id) => {
                    records.extend(conversation.entry(id).cloned().map(Record::Entry));
                }
                Change::HeadMoved(to) => records.push(Record::Head(to)),
            }
        }
        if let Some(round) = turn.round() {
            self.collect_round(round, now.instant, &mut records);
        }
        self.wrap(records, &turn.params, origin, now)
    }

    fn collect_round(&mut self, round: &Round, now: Instant, out: &mut Vec<Record>) {
        if self.round != round.round {
            self.round = round.round;
            self.blocks.clear();
            self.partial_at = None;
        }
        let due = self
            .partial_at
            .is_none_or(|at| now.saturating_duration_since(at) >= PARTIAL_EVERY);
        let mut wrote_text = false;
        for block in round.accumulator.blocks() {
            let mark = self.blocks.entry(block.index).or_default();
            if !mark.began {
                mark.began = true;
                out.push(Record::BlockBegan {
                    round: round.round,
                    index: block.index,
                    block: beginning(&block.kind),
                });
            }
            if let Some(done) = &block.done {
                if !mark.done {
                    mark.done = true;
                    out.push(Record::Block {
                        round: round.round,
                        index: block.index,
                        block: done.raw().clone(),
                    });
                }
                continue;
            }
            if due
                && let Some(rest) = text(&block.kind)
                    .get(mark.bytes..)
                    .filter(|rest| !rest.is_empty())
            {
                out.push(Record::Partial {
                    round: round.round,
                    index: block.index,
                    text: rest.to_owned(),
                });
                mark.bytes += rest.len();
                wrote_text = true;
            }
        }
        if wrote_text {
            self.partial_at = Some(now);
        }
    }

    /// The draft has changed: it is due after a moment of quiet. A very long one is written whole
    /// each time, so where one was saved before the moment is longer.
    pub fn draft_changed(&mut self, now: Instant) {
        let n_megabytes = u32::try_from(self.draft.len() / 1_000_000).unwrap_or(u32::MAX);
        let after = DRAFT_AFTER.saturating_mul(n_megabytes.saturating_add(1));
        self.draft_due = Some(now + after.min(LONG_DRAFT_AFTER));
    }

    /// Is a draft waiting and its moment come? (The text is asked for only then: it may be long.)
    pub fn is_draft_due(&self, now: Instant) -> bool {
        self.draft_due.is_some_and(|due| due <= now)
    }

    /// Is a draft waiting at all?
    pub fn has_draft_waiting(&self) -> bool {
        self.draft_due.is_some()
    }

    /// Records the draft, unless that is what is on disk already.
    pub fn draft(
        &mut self,
        text: String,
        params: &RequestParams,
        origin: &Origin,
        now: Now,
    ) -> Vec<Effect> {
        self.draft_due = None;
        if text == self.draft {
            return Vec::new();
        }
        self.draft.clone_from(&text);
        self.wrap(vec![Record::Draft(text)], params, origin, now)
    }

    /// Records that something was folded or opened by hand.
    pub fn fold(
        &mut self,
        fold: Fold,
        params: &RequestParams,
        origin: &Origin,
        now: Now,
    ) -> Vec<Effect> {
        self.wrap(vec![Record::Fold(fold)], params, origin, now)
    }

    /// The last record of a run.
    pub fn close(&mut self, params: &RequestParams, origin: &Origin, now: Now) -> Vec<Effect> {
        let records = if self.opened && !self.resumed {
            vec![Record::Closed]
        } else {
            Vec::new()
        };
        self.wrap(records, params, origin, now)
    }

    /// The next moment at which something is to be recorded by time alone.
    pub fn next_wake(&self, turn: &Turn) -> Option<Instant> {
        let partial = turn.round().and_then(|round| {
            let unsaved = round.accumulator.blocks().iter().any(|block| {
                let saved = self.blocks.get(&block.index).map_or(0, |mark| mark.bytes);
                block.done.is_none() && text(&block.kind).len() > saved
            });
            if unsaved {
                self.partial_at.map(|at| at + PARTIAL_EVERY)
            } else {
                None
            }
        });
        [partial, self.draft_due].into_iter().flatten().min()
    }

    /// Records as effects, behind the opening if it is not on disk yet.
    fn wrap(
        &mut self,
        records: Vec<Record>,
        params: &RequestParams,
        origin: &Origin,
        now: Now,
    ) -> Vec<Effect> {
        if records.is_empty() {
            return Vec::new();
        }
        let opening = (!self.opened).then(|| Record::Opened {
            session: self.session.clone(),
            app: origin.app.clone(),
            cwd: origin.cwd.clone(),
            params: stored(params),
            demo: origin.demo,
            forked_from: None,
        });
        self.opened = true;
        let resuming = std::mem::take(&mut self.resumed).then(|| Record::Resumed {
            app: origin.app.clone(),
        });
        opening
            .into_iter()
            .chain(resuming)
            .chain(records)
            .map(|record| Effect::Append(now.wall, Box::new(record)))
            .collect()
    }
}

/// The parameters as they are saved.
fn stored(params: &RequestParams) -> StoredParams {
    StoredParams {
        model: params.model.clone(),
        max_tokens: params.max_tokens,
        system: params.system.clone(),
        thinking: params.thinking,
        effort: params.effort,
        tools: params.tools.iter().map(|tool| tool.name.clone()).collect(),
        dialect: params.dialect,
    }
}

/// The text of a block that grows.
fn text(kind: &LiveKind) -> &str {
    match kind {
        LiveKind::Text(text) | LiveKind::Thinking(text) => text,
        LiveKind::ToolUse { input, .. } | LiveKind::ServerToolUse { input, .. } => input,
        LiveKind::ServerToolResult { .. } | LiveKind::Other(_) => "",
    }
}

/// A block as its start event gives it: enough to know, after a crash, what its text was.
fn beginning(kind: &LiveKind) -> RawJson {
    let value = match kind {
        LiveKind::Text(_) => serde_json::json!({ "type": "text", "text": "" }),
        LiveKind::Thinking(_) => {
            serde_json::json!({ "type": "thinking", "thinking": "", "signature": "" })
        }
        LiveKind::ToolUse { id, name, .. } => {
            serde_json::json!({ "type": "tool_use", "id": id.0, "name": name, "input": {} })
        }
        LiveKind::ServerToolUse { id, name, .. } => {
            serde_json::json!({ "type": "server_tool_use", "id": id.0, "name": name, "input": {} })
        }
        LiveKind::ServerToolResult { tool_use_id } => {
            serde_json::json!({ "type": "server_tool_result", "tool_use_id": tool_use_id.0 })
        }
        LiveKind::Other(name) => serde_json::json!({ "type": name }),
    };
    RawJson::of(&value)
}
