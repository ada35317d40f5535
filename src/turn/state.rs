//! The states of a turn, and what may be asked of it.
//!
//! Everything here reads; what moves a turn from state to state is in [`super::step`].

use std::time::Instant;

use super::serving::Serving;
use super::thinking::ThinkingTimes;
use super::tool_call::ToolCall;
use crate::api::accumulator::{Accumulator, LiveBlock, LiveKind};
use crate::api::request::{RequestId, RequestParams, ServerRequestId};
use crate::conversation::entry::EntryId;

/// The turn machine of one conversation.
///
/// # Invariants
///
/// - At most one request is open: the one that [`TurnState::Requesting`] or
///   [`TurnState::Responding`] names.
/// - `undo` is there exactly while nothing of an answer has been received in this turn.
#[derive(Debug, Clone)]
pub struct Turn {
    /// Frozen when the session began.
    pub params: RequestParams,
    pub(super) state: TurnState,
    /// Counts up within a run, also from one session to the next: [`Turn::with_next_request`].
    pub(super) next_request: u64,
    /// Counts up within a session.
    pub(super) next_round: u64,
    /// Rounds begun in this turn.
    pub(super) rounds: u32,
    pub(super) max_rounds: u32,
    /// When the person submitted; for the elapsed time of the whole turn.
    pub(super) started: Option<Instant>,
    pub(super) undo: Option<Undo>,
}

/// Where a turn stands.
#[derive(Debug, Clone, Default)]
pub enum TurnState {
    /// Nothing is going on.
    #[default]
    Idle,
    /// A request was sent; nothing has come back.
    Requesting {
        /// The request that is open.
        request: RequestId,
        /// Its round.
        round: u64,
        /// When it was sent.
        since: Instant,
        /// Is it known to be with the server?
        arrived: bool,
    },
    /// The server has answered; the round is filling.
    Responding(Box<Round>),
    /// Tools are running.
    Tools {
        /// All calls of the round, in the order of the answer.
        calls: Vec<ToolCall>,
        /// When they were started.
        since: Instant,
    },
    /// Cancelled; waiting for running tools to be dead.
    Stopping {
        /// All calls of the round, in the order of the answer.
        calls: Vec<ToolCall>,
        /// When the person stopped them.
        since: Instant,
    },
}

/// One answer that is arriving.
#[derive(Debug, Clone)]
pub struct Round {
    /// The request that is open.
    pub request: RequestId,
    /// Counts up within a session; names the round in the log.
    pub round: u64,
    /// The server's own id of the request.
    pub server_request: Option<ServerRequestId>,
    /// What has arrived.
    pub accumulator: Accumulator,
    /// When the request was sent.
    pub started: Instant,
    /// When the first delta that shows anything arrived.
    pub first_delta: Option<Instant>,
    /// How long its thinking blocks take.
    pub thinking: ThinkingTimes,
    /// What the server runs itself.
    pub serving: Serving,
}

/// What the turn is doing, in the words of the indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Nothing is going on.
    Idle,
    /// The request is on its way.
    Connecting,
    /// The server has the request, and may have answered; no content yet.
    Waiting,
    /// The model is reasoning, visibly or not.
    Thinking,
    /// The text of the answer is arriving.
    Answering,
    /// The model is writing the input of a tool call, or tools are running.
    CallingTool,
    /// Cancelled; waiting for tools to end.
    Stopping,
}

/// How to take a turn back while nothing of its answer has been received.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Undo {
    /// Where the head stood before.
    pub head: Option<EntryId>,
    /// The entry of the prompt to give back; `None` after a retry, whose prompt was there before
    /// and stays where it is.
    pub prompt: Option<EntryId>,
}

impl Turn {
    /// An idle turn. `next_round` is one more than the highest round in the log (1 for a new one).
    pub fn new(params: RequestParams, next_round: u64, max_rounds: u32) -> Self {
        Self {
            params,
            state: TurnState::Idle,
            next_request: 1,
            next_round,
            rounds: 0,
            max_rounds,
            started: None,
            undo: None,
        }
    }

    /// The same turn, whose next request has the id `next`.
    ///
    /// The turn of a session that takes the place of another goes on counting where that one's
    /// [`Turn::next_request`] stood, so that a late answer to the other is never taken for its own.
    #[must_use]
    pub fn with_next_request(self, next: u64) -> Self {
        Self {
            next_request: next,
            ..self
        }
    }

    /// The number that the next request will have as its id.
    pub fn next_request(&self) -> u64 {
        self.next_request
    }

    /// Where it stands.
    pub fn state(&self) -> &TurnState {
        &self.state
    }

    /// Is nothing going on?
    pub fn is_idle(&self) -> bool {
        matches!(self.state, TurnState::Idle)
    }

    /// What it is doing, for the indicator.
    pub fn phase(&self) -> Phase {
        match &self.state {
            TurnState::Idle => Phase::Idle,
            TurnState::Requesting { arrived: false, .. } => Phase::Connecting,
            TurnState::Requesting { arrived: true, .. } => Phase::Waiting,
            TurnState::Responding(round) => phase_of(round.accumulator.blocks()),
            TurnState::Tools { .. } => Phase::CallingTool,
            TurnState::Stopping { .. } => Phase::Stopping,
        }
    }

    /// The round that is arriving.
    pub fn round(&self) -> Option<&Round> {
        match &self.state {
            TurnState::Responding(round) => Some(round),
            _ => None,
        }
    }

    /// The calls that are running or were, in this round.
    pub fn calls(&self) -> &[ToolCall] {
        match &self.state {
            TurnState::Tools { calls, .. } | TurnState::Stopping { calls, .. } => calls,
            _ => &[],
        }
    }

    /// Did a part of the answer that is arriving come in a form that could not be read?
    pub fn is_damaged(&self) -> bool {
        self.round()
            .is_some_and(|round| round.accumulator.is_damaged())
    }

    /// When the person submitted, while a turn is on.
    pub fn started(&self) -> Option<Instant> {
        self.started
    }

    /// Rounds begun in this turn, or in the last one when idle.
    pub fn rounds(&self) -> u32 {
        self.rounds
    }
}

impl Round {
    /// A round of which nothing has arrived.
    pub(super) fn new(request: RequestId, round: u64, started: Instant) -> Self {
        Self {
            request,
            round,
            server_request: None,
            accumulator: Accumulator::default(),
            started,
            first_delta: None,
            thinking: ThinkingTimes::default(),
            serving: Serving::default(),
        }
    }

    /// Takes note of what has just arrived, by the clock.
    pub(super) fn note_times(&mut self, now: Instant) {
        let last = self.accumulator.blocks().last();
        self.serving.note(last, now);
        self.thinking.note(last, now);
    }
}

/// The phase that the newest block tells, an unfinished one before others (servers other than
/// Anthropic's let blocks overlap).
fn phase_of(blocks: &[LiveBlock]) -> Phase {
    let unfinished = blocks.iter().rfind(|block| block.done.is_none());
    match unfinished.or(blocks.last()).map(|block| &block.kind) {
        None => Phase::Waiting,
        Some(LiveKind::Thinking(_)) => Phase::Thinking,
        Some(LiveKind::Text(_) | LiveKind::ServerToolResult { .. } | LiveKind::Other(_)) => {
            Phase::Answering
        }
        Some(LiveKind::ToolUse { .. } | LiveKind::ServerToolUse { .. }) => Phase::CallingTool,
    }
}
