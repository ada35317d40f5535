//! A *scripted server*: plays a Messages API server from a script, down to the cut of the bytes.
//!
//! It speaks raw TCP, so that a test decides everything: statuses, pieces, silence, resets. Each
//! request is answered by the next [`Script`]; what was asked, on which connection, and whether
//! the client left early, is kept in [`Received`]. The server has a runtime of its own, so that
//! tests without one (those with a pseudo-terminal) can use it too.
//!
//! Tests never sleep: the server stops at a [`Gate`] until the test opens it, and the test waits
//! for what the server has seen, with [`Server::until`] or, without a runtime,
//! [`Server::wait_until`]. Both give up after [`PATIENCE`] and say what was there.
//!
//! ```text
//! let gate = Gate::new();
//! let server = Server::start([Script::new().text("Hel").gate(&gate).text("lo").end_turn()]);
//! // … the client has shown "Hel" …
//! gate.open();
//! ```
#![allow(dead_code, reason = "each test binary uses a part of it")]
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test support that cannot go on fails its test"
)]

#[path = "server/gate.rs"]
mod gate;
#[path = "server/message.rs"]
mod message;
#[path = "server/play.rs"]
mod play;
#[path = "server/script.rs"]
mod script;

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::watch;

#[allow(unused_imports, reason = "each test binary uses a part of it")]
pub use self::gate::{Gate, Stamps};
pub use self::script::Script;

use self::play::{Program, talk};

/// How long a test waits for something that should happen at once.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// A running server; dropping it stops it and closes its connections.
pub struct Server {
    address: SocketAddr,
    seen: Arc<watch::Sender<Vec<Received>>>,
    runtime: Option<Runtime>,
}

/// One request, and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Received {
    pub method: String,
    pub path: String,
    /// Names in lower case, in the order of the wire.
    pub headers: Vec<(String, String)>,
    pub body: String,
    /// Counts the connections from 0.
    pub connection: usize,
    pub fate: Fate,
}

/// How far the answer to a request has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    Playing,
    /// The script was played to its end, whatever that was.
    Played,
    /// The client closed the connection before, at this moment.
    Left(Instant),
}

impl Server {
    /// Starts a server that answers the first request with the first script, and so on. When there
    /// is none left it answers 500 and says so.
    pub fn start(scripts: impl IntoIterator<Item = Script>) -> Self {
        Self::run(scripts.into_iter().collect(), None)
    }

    /// Starts a server that answers every request with the same script.
    pub fn always(script: Script) -> Self {
        Self::run(VecDeque::new(), Some(script))
    }

    fn run(scripts: VecDeque<Script>, always: Option<Script>) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime");
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a loopback port");
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(watch::Sender::new(Vec::new()));
        let program = Arc::new(Program {
            scripts: Mutex::new(scripts),
            always,
            seen: Arc::clone(&seen),
        });
        runtime.spawn(async move {
            let listener = TcpListener::from_std(listener).unwrap();
            for connection in 0.. {
                let (socket, _) = listener.accept().await.expect("a connection");
                tokio::spawn(talk(socket, connection, Arc::clone(&program)));
            }
        });
        Self {
            address,
            seen,
            runtime: Some(runtime),
        }
    }

    /// The base URL to give to a client.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Every request so far, in order of arrival.
    pub fn requests(&self) -> Vec<Received> {
        self.seen.borrow().clone()
    }

    /// Waits until `condition` holds for the requests so far; `what` names it for the failure.
    pub async fn until(
        &self,
        what: &str,
        condition: impl Fn(&[Received]) -> bool,
    ) -> Vec<Received> {
        let mut seen = self.seen.subscribe();
        let waited = tokio::time::timeout(PATIENCE, seen.wait_for(|seen| condition(seen))).await;
        match waited {
            Ok(Ok(seen)) => seen.clone(),
            _ => panic!("waited in vain until {what}; seen: {:#?}", self.requests()),
        }
    }

    /// The same for a test without a runtime.
    pub fn wait_until(&self, what: &str, condition: impl Fn(&[Received]) -> bool) -> Vec<Received> {
        let runtime = self.runtime.as_ref().expect("it runs until it is dropped");
        runtime.block_on(self.until(what, condition))
    }

    /// Waits for the moment when the client left request `idx` before its script had ended.
    pub async fn left(&self, idx: usize) -> Instant {
        let left = |seen: &[Received]| seen.get(idx).and_then(Received::left);
        let seen = self
            .until("the client has left", |seen| left(seen).is_some())
            .await;
        left(&seen).unwrap()
    }

    /// The same for a test without a runtime.
    pub fn wait_left(&self, idx: usize) -> Instant {
        let runtime = self.runtime.as_ref().expect("it runs until it is dropped");
        runtime.block_on(self.left(idx))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            // Unlike dropping it, this may be done inside of another runtime.
            runtime.shutdown_background();
        }
    }
}

impl Received {
    /// The value of a header by its lower-case name.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        let (_, value) = headers.find(|(header, _)| header == name)?;
        Some(value)
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("a JSON body")
    }

    /// When the client left, if it did.
    pub fn left(&self) -> Option<Instant> {
        match self.fate {
            Fate::Left(at) => Some(at),
            Fate::Playing | Fate::Played => None,
        }
    }
}
