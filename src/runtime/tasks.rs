//! The bodies of tasks: call an edge, wrap what it says into messages.

use std::pin::pin;
use std::time::Duration;

use tokio::sync::mpsc::Sender;
use tokio::task::spawn_blocking;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::api::content::ToolCallId;
use crate::api::raw::RawJson;
use crate::api::request::{MessagesRequest, RequestId};
use crate::app::msg::{Fork, Msg, Opened, WhyForked};
use crate::conversation::entry::{CANCELLED, Outcome};
use crate::demo::{self, Demo};
use crate::edge::clipboard::Copying;
use crate::edge::http::HttpClient;
use crate::edge::opener::Opener;
use crate::edge::piped::{Piped, QUIET};
use crate::edge::store::file::SessionFile;
use crate::edge::store::{ReadOnly, Store};
use crate::problem::{Problem, ProblemKind};
use crate::report::{About, Followed};
use crate::session::codec::decode_all;
use crate::session::replay::{replay, replay_copied};
use crate::session::{JournalEvent, SessionId};
use crate::tools::Toolbox;
use crate::turn::tool_call::ToolEvent;

/// What arrives from tasks: a message, or a thing that the runner keeps and the app hears of.
#[derive(Debug)]
pub enum Incoming {
    /// For the app.
    Msg(Msg),
    /// A session was opened: its file is for the runner, the rest for the app.
    Opened(SessionFile, Box<Opened>),
    /// The demo model runs.
    Demo(Demo),
}

impl Incoming {
    /// May the screen look different after it? Not when all is well with the journal, which says so
    /// several times a second while an answer streams: a frame for that would only make the next
    /// delta wait.
    pub fn may_show(&self) -> bool {
        !matches!(self, Self::Msg(Msg::Journal(JournalEvent::Written(_))))
    }
}

impl From<Msg> for Incoming {
    fn from(msg: Msg) -> Self {
        Self::Msg(msg)
    }
}

/// A disk slower than this does not keep a question waiting.
const SAVED_WITHIN: Duration = Duration::from_millis(100);

/// Carries one request out. Dropping it closes the connection.
///
/// The prompt is `saved` before the server sees it, so that a kill between the two loses nothing
/// that was answered, perhaps paid for.
pub async fn request(
    saved: impl Future<Output = ()> + Send,
    client: HttpClient,
    request: RequestId,
    body: Box<MessagesRequest>,
    tx: Sender<Incoming>,
) {
    let streaming = body.params.stream;
    let json = body.to_json();
    drop(body);
    // In time or not: a conversation that cannot be saved goes on.
    let _ = timeout(SAVED_WITHIN, saved).await;
    client
        .send(json, streaming, &tx, move |signal| {
            Msg::Stream { request, signal }.into()
        })
        .await;
}

/// Runs one tool to its end, or until it is cancelled; either is told.
pub async fn tool(
    toolbox: Toolbox,
    call: ToolCallId,
    name: String,
    input: RawJson,
    token: CancellationToken,
    tx: Sender<Incoming>,
) {
    let output = tx.clone();
    let emitted = call.clone();
    // Output is for the eye: when the loop is behind, a piece may be left out.
    let emit = move |text: String| {
        let event = ToolEvent::Output(text);
        let _ = output.try_send(
            Msg::Tool {
                call: emitted.clone(),
                event,
            }
            .into(),
        );
    };
    let ended = token
        .run_until_cancelled(toolbox.run(&name, &input, emit))
        .await;
    let (outcome, content) = ended.unwrap_or((Outcome::Cancelled, CANCELLED.to_owned()));
    let event = ToolEvent::Ended(outcome, content);
    let _ = tx.send(Msg::Tool { call, event }.into()).await;
}

/// Tells what becomes of a text that is being copied, again whenever more is known; and what
/// there is to say about it.
pub async fn copy(mut copying: Copying, about: Option<About>, tx: Sender<Incoming>) {
    while let Some(mut copied) = copying.next().await {
        copied.about.clone_from(&about);
        if tx.send(Msg::Copied(copied).into()).await.is_err() {
            return;
        }
    }
}

/// Opens an address, and tells what became of it.
pub async fn open_link(opener: Option<Opener>, target: String, tx: Sender<Incoming>) {
    let by = match opener {
        Some(opener) => opener.open(&target).await,
        None => Err("Not opened without a screen".to_owned()),
    };
    let _ = tx.send(Msg::Followed(Followed { target, by }).into()).await;
}

/// Reads what is piped in; says so when it takes long.
pub async fn read_piped(piped: Piped, tx: Sender<Incoming>) {
    let mut text = pin!(piped.text());
    let text = match timeout(QUIET, &mut text).await {
        Ok(text) => text,
        Err(_) => {
            let _ = tx.send(Msg::Piping.into()).await;
            text.await
        }
    };
    let _ = tx.send(Msg::Piped(text).into()).await;
}

/// Starts the demo model.
pub async fn start_demo(tx: Sender<Incoming>) {
    let incoming = match demo::start().await {
        Ok(demo) => Incoming::Demo(demo),
        Err(error) => {
            let problem =
                Problem::new(ProblemKind::Terminal, "The demo could not be started").because(error);
            Msg::DemoStarted(Err(problem)).into()
        }
    };
    let _ = tx.send(incoming).await;
}

/// Reads the list of sessions.
pub async fn list_sessions(store: Store, tx: Sender<Incoming>) {
    let listed = spawn_blocking(move || store.list()).await;
    let msg = match listed {
        Ok(Ok(summaries)) => Ok(summaries),
        Ok(Err(error)) => Err(error.to_problem()),
        Err(error) => Err(
            Problem::new(ProblemKind::Session, "The sessions could not be listed").because(error),
        ),
    };
    let _ = tx.send(Msg::Sessions(msg).into()).await;
}

/// Opens a session and reads it; where it cannot be written to, makes a copy. With `demo_only` one
/// that was not held with the demo model is left alone.
pub async fn open_session(store: Store, id: SessionId, demo_only: bool, tx: Sender<Incoming>) {
    let opened = spawn_blocking(move || open(&store, &id, demo_only)).await;
    let incoming = match opened {
        Ok(Ok((file, opened))) => Incoming::Opened(file, Box::new(opened)),
        Ok(Err(problem)) => Msg::NotOpened(problem).into(),
        Err(error) => {
            let problem = Problem::new(ProblemKind::Session, "The session could not be opened");
            Msg::NotOpened(problem.because(error)).into()
        }
    };
    let _ = tx.send(incoming).await;
}

fn open(store: &Store, id: &SessionId, demo_only: bool) -> Result<(SessionFile, Opened), Problem> {
    let mut source = store.open(id).map_err(|error| error.to_problem())?;
    let (mut replayed, mut warnings) = replay(decode_all(&source.bytes));
    if demo_only && !replayed.demo && replayed.params.is_some() {
        return Err(not_of_the_demo(id));
    }
    let mut forked_from = None;
    let file = match source.file.take() {
        Some(file) => file,
        None => {
            let why = match source.read_only {
                Some(ReadOnly::Forbidden) => WhyForked::Forbidden,
                Some(ReadOnly::InUse) | None => WhyForked::InUse,
            };
            let from = id.clone();
            forked_from = Some(Fork { from, why });
            source = store
                .fork(&source.bytes, id)
                .map_err(|error| error.to_problem())?;
            let lines = decode_all(&source.bytes);
            (replayed, warnings) = match why {
                WhyForked::InUse => replay_copied(lines),
                WhyForked::Forbidden => replay(lines),
            };
            let file = source.file.take();
            file.ok_or_else(|| {
                Problem::new(ProblemKind::Session, "The session could not be copied")
            })?
        }
    };
    let opened = Opened {
        replayed,
        id: source.id,
        forked_from,
        warnings,
    };
    Ok((file, opened))
}

fn not_of_the_demo(id: &SessionId) -> Problem {
    let title = format!("Session {} was not held with the demo model", id.0);
    Problem::new(ProblemKind::Session, title)
        .because("answers of a script must not get into a real conversation")
        .hint("Start without --demo to go on with it; what you write now goes to a new session")
}
