//! The *runner* turns effects into tasks and calls, and owns the tasks until they end.
//!
//! A request or a tool is found by its id; dropping its guard cancels it, so forgetting one is
//! safe. What a task says arrives on one bounded channel; what is late carries a stale id and is
//! ignored by the app. Records wait in an outbox when the journal's queue is full: the loop never
//! waits for a disk.

use std::collections::{HashMap, VecDeque};

use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TrySendError;
use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::api::content::ToolCallId;
use crate::api::request::RequestId;
use crate::app::effect::{Effect, Reader};
use crate::app::msg::Msg;
use crate::conversation::UnixMillis;
use crate::demo::Demo;
use crate::edge::clipboard::{self, Clipboard};
use crate::edge::http::{Credential, Endpoint, HttpClient};
use crate::edge::journal::{self, Journal};
use crate::edge::memory::Memory;
use crate::edge::opener::Opener;
use crate::edge::store::Store;
use crate::edge::store::file::SessionFile;
use crate::problem::Problem;
use crate::report::About;
use crate::runtime::colorist::Colorist;
use crate::runtime::tasks::{self, Incoming};
use crate::session::record::Record;
use crate::tools::Toolbox;
use crate::turn;
use crate::turn::tool_call::ToolEvent;

/// Messages that may wait for the loop; then tasks wait, sockets fill, and servers slow down.
pub const BACKGROUND_QUEUE: usize = 256;

/// Records that may wait for the journal. Beyond it, what is recorded of a running round is
/// dropped: the entry that ends it holds all of it.
const OUTBOX: usize = 1_024;

/// Owns what runs.
#[derive(Debug)]
pub struct Runner {
    tx: mpsc::Sender<Incoming>,
    /// To the server that was chosen.
    client: HttpClient,
    /// The demo model and the way to it, once it was wanted.
    demo: Option<(Demo, HttpClient)>,
    /// Does the open session talk to the demo model?
    on_demo: bool,
    store: Store,
    clipboard: Clipboard,
    /// Copies begun; each has its number on its receipts.
    n_copies: u64,
    requests: HashMap<RequestId, DropGuard>,
    calls: HashMap<ToolCallId, DropGuard>,
    journal: Option<Journal>,
    /// Records that the journal was sent since it was opened.
    n_sent: u64,
    outbox: VecDeque<(UnixMillis, Record)>,
    /// Something of the running round was dropped: no more of it is written, so that what is there
    /// has no hole, until its entry holds all of it.
    has_gap: bool,
    /// Opens addresses, where somebody looks at the screen.
    opener: Option<Opener>,
    /// Keeps what is remembered across runs, likewise.
    memory: Option<Memory>,
    /// Colors code once there is some.
    colorist: Colorist,
    /// Journals of sessions that were left; waited for at the end.
    closing: Vec<JoinHandle<Result<(), Problem>>>,
}

/// What only the owner of the screen can do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScreenEffect {
    /// As the effect of this name.
    Suspend,
    /// As the effect of this name.
    Repaint,
    /// As the effect of this name.
    ShowTranscript(Reader),
    /// As the effect of this name.
    TakePointer(bool),
    /// These bytes go to the terminal as they are; they change nothing on the screen.
    Pass(Vec<u8>),
}

impl Runner {
    /// A runner that talks through `client` and writes to `file`, if anything is written at all.
    pub fn new(
        tx: mpsc::Sender<Incoming>,
        client: HttpClient,
        store: Store,
        clipboard: Clipboard,
        file: Option<SessionFile>,
    ) -> Self {
        let mut runner = Self {
            tx,
            client,
            demo: None,
            on_demo: false,
            store,
            clipboard,
            n_copies: 0,
            requests: HashMap::new(),
            calls: HashMap::new(),
            journal: None,
            n_sent: 0,
            outbox: VecDeque::new(),
            has_gap: false,
            opener: None,
            memory: None,
            colorist: Colorist::default(),
            closing: Vec::new(),
        };
        runner.journal = file.map(|file| runner.open_journal(file, 1));
        runner
    }

    /// The same, with what only a run with a screen needs.
    #[must_use]
    pub fn with_screen(mut self, opener: Opener, memory: Memory) -> Self {
        self.opener = Some(opener);
        self.memory = Some(memory);
        self
    }

    /// From now on the demo is talked to, with its tools.
    pub fn use_demo(&mut self, demo: Demo) {
        let key = Credential::ApiKey(demo.key.clone());
        let endpoint = Endpoint::new(
            demo.base_url.clone(),
            key,
            crate::api::request::Dialect::Anthropic,
        );
        self.demo = Some((demo, HttpClient::new(endpoint)));
        self.on_demo = true;
    }

    fn client(&self) -> HttpClient {
        match &self.demo {
            Some((_, client)) if self.on_demo => client.clone(),
            _ => self.client.clone(),
        }
    }

    fn toolbox(&self) -> Toolbox {
        if self.on_demo {
            Toolbox::demo()
        } else {
            Toolbox::empty()
        }
    }

    /// Keeps what is for the runner; answers with what the app is to hear.
    pub fn accept(&mut self, incoming: Incoming) -> Msg {
        match incoming {
            Incoming::Msg(msg) => {
                if let Msg::Tool {
                    call,
                    event: ToolEvent::Ended(..),
                } = &msg
                {
                    self.calls.remove(call);
                }
                msg
            }
            Incoming::Demo(demo) => {
                // A session that does not want it may have been opened meanwhile.
                let on_demo = self.on_demo;
                self.use_demo(demo);
                self.on_demo = on_demo;
                Msg::DemoStarted(Ok(()))
            }
            Incoming::Opened(file, opened) => {
                self.close_journal();
                self.on_demo &= opened.replayed.demo;
                self.journal = Some(self.open_journal(file, opened.replayed.next_seq));
                Msg::Opened(opened)
            }
        }
    }

    /// Does what is wanted. What only the loop can do comes back.
    pub fn run(&mut self, effect: Effect) -> Option<ScreenEffect> {
        match effect {
            Effect::Turn(effect) => self.run_turn(effect),
            Effect::Append(at, record) => self.append(at, *record),
            Effect::ListSessions => {
                tokio::spawn(tasks::list_sessions(self.store.clone(), self.tx.clone()));
            }
            Effect::Open { session, demo_only } => {
                let (store, tx) = (self.store.clone(), self.tx.clone());
                tokio::spawn(tasks::open_session(store, session, demo_only, tx));
            }
            Effect::Color(uncolored) => self.colorist.color(uncolored, &self.tx),
            Effect::StartDemo if self.demo.is_some() => {
                self.on_demo = true;
                // Answered by way of the channel, like every answer; a full one only delays it.
                let tx = self.tx.clone();
                tokio::spawn(async move { tx.send(Msg::DemoStarted(Ok(())).into()).await });
            }
            Effect::StartDemo => {
                self.on_demo = true;
                tokio::spawn(tasks::start_demo(self.tx.clone()));
            }
            Effect::Copy(text) => return self.copy(text, None),
            Effect::CopyTold { text, about } => return self.copy(text, Some(about)),
            Effect::OpenLink(address) => {
                tokio::spawn(tasks::open_link(
                    self.opener.clone(),
                    address,
                    self.tx.clone(),
                ));
            }
            Effect::Remember(text) => {
                if let Some(memory) = &mut self.memory {
                    memory.keep(text);
                }
            }
            Effect::TakePointer(ours) => return Some(ScreenEffect::TakePointer(ours)),
            Effect::Suspend => return Some(ScreenEffect::Suspend),
            Effect::Repaint => return Some(ScreenEffect::Repaint),
            Effect::ShowTranscript(reader) => return Some(ScreenEffect::ShowTranscript(reader)),
        }
        None
    }

    fn copy(&mut self, text: String, about: Option<About>) -> Option<ScreenEffect> {
        let bytes = clipboard::osc52(&text);
        self.n_copies += 1;
        let copying = self.clipboard.copy(text, self.n_copies);
        tokio::spawn(tasks::copy(copying, about, self.tx.clone()));
        bytes.map(ScreenEffect::Pass)
    }

    fn run_turn(&mut self, effect: turn::Effect) {
        match effect {
            turn::Effect::Send { request, body } => {
                let token = CancellationToken::new();
                let saved = self.saved();
                let client = self.client();
                let task = tasks::request(saved, client, request, body, self.tx.clone());
                tokio::spawn(token.clone().run_until_cancelled_owned(task));
                // One request at a time: the one before is over, or it is forgotten here.
                self.requests.clear();
                self.requests.insert(request, token.drop_guard());
            }
            turn::Effect::Abort { request } => {
                self.requests.remove(&request);
            }
            turn::Effect::Run { call, name, input } => {
                let token = CancellationToken::new();
                self.calls.insert(call.clone(), token.clone().drop_guard());
                let task = tasks::tool(self.toolbox(), call, name, input, token, self.tx.clone());
                tokio::spawn(task);
            }
            turn::Effect::Kill { call } => {
                self.calls.remove(&call);
            }
            turn::Effect::GiveBack(_) | turn::Effect::Ended(_) => {
                debug_assert!(false, "the app deals with these");
            }
        }
    }

    fn append(&mut self, at: UnixMillis, record: Record) {
        let Some(journal) = &self.journal else { return };
        let of_a_round = matches!(
            record,
            Record::Partial { .. } | Record::BlockBegan { .. } | Record::Block { .. }
        );
        self.has_gap &= !matches!(record, Record::Entry(_));
        self.has_gap |= of_a_round && self.outbox.len() >= OUTBOX;
        if of_a_round && self.has_gap {
            return;
        }
        if !self.outbox.is_empty() {
            self.outbox.push_back((at, record));
            return;
        }
        match journal.sender.try_send((at, record)) {
            Ok(()) => self.n_sent += 1,
            Err(TrySendError::Full(back) | TrySendError::Closed(back)) => {
                self.outbox.push_back(back);
            }
        }
    }

    /// Are records waiting for room in the journal's queue?
    pub fn has_records(&self) -> bool {
        !self.outbox.is_empty()
            && self
                .journal
                .as_ref()
                .is_some_and(|journal| !journal.sender.is_closed())
    }

    /// The journal's queue, to wait for room in it.
    pub fn journal_sender(&self) -> Option<mpsc::Sender<(UnixMillis, Record)>> {
        self.journal.as_ref().map(|journal| journal.sender.clone())
    }

    /// Room has come: the oldest waiting record goes out.
    pub fn write(&mut self, permit: mpsc::OwnedPermit<(UnixMillis, Record)>) {
        if let Some(record) = self.outbox.pop_front() {
            permit.send(record);
            self.n_sent += 1;
        }
    }

    /// Waits until all that was recorded so far is in the file, or cannot be for now.
    fn saved(&self) -> impl Future<Output = ()> + Send + use<> {
        let n_waiting = u64::try_from(self.outbox.len()).unwrap_or(0);
        let written = self
            .journal
            .as_ref()
            .map(|journal| journal.written(self.n_sent + n_waiting));
        async move {
            if let Some(written) = written {
                written.await;
            }
        }
    }

    fn open_journal(&mut self, file: SessionFile, first_seq: u64) -> Journal {
        self.n_sent = 0;
        journal::spawn(file, first_seq, journal::QUEUE, self.tx.clone(), |event| {
            Msg::Journal(event).into()
        })
    }

    /// The journal of the session that is left writes what it has and closes.
    fn close_journal(&mut self) {
        let Some(journal) = self.journal.take() else {
            return;
        };
        let waiting = std::mem::take(&mut self.outbox).into();
        self.closing.push(tokio::spawn(journal.close_with(waiting)));
    }

    /// Ends everything: requests and tools are cancelled, the journals write to their last byte.
    /// Fails when a journal could not.
    pub async fn shut_down(mut self) -> Result<(), Problem> {
        self.requests.clear();
        self.calls.clear();
        self.close_journal();
        if let Some(memory) = self.memory {
            memory.close().await;
        }
        let mut result = Ok(());
        for task in self.closing.drain(..) {
            if let Ok(Err(problem)) = task.await {
                result = Err(problem);
            }
        }
        result
    }
}
