//! The *demo* is a model that needs no key and no network: a script behind the real wire.
//!
//! [`start`] opens a Messages API server on a free loopback port, with a key made for this run.
//! The program talks to it as it talks to any other server, so there is one path through the
//! client, and the demo exercises all of it: thinking with signatures, parallel tool calls, pings,
//! usage, refusals, error bodies and broken connections. What it says is fixed text (`script`);
//! it claims to be nothing else. The two tools it calls live in `tools::demo`.

mod performance;
mod request;
mod script;
mod server;
mod tokens;

use std::io;

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::edge::secrets::Secret;

pub use self::performance::Pace;

/// The prompt that a newcomer is offered first: it shows thinking, parallel tools and an answer.
pub const SUGGESTED_PROMPT: &str = "Where is my order #ORD-12345? When will it arrive?";

/// A running demo server; dropping it stops it.
#[derive(Debug)]
pub struct Demo {
    /// Where it listens: `http://127.0.0.1:<port>`.
    pub base_url: String,
    /// The key it asks for: 128 random bits in hexadecimal, so that no other program of this
    /// machine talks to it by accident.
    pub key: Secret,
    serving: JoinHandle<()>,
}

/// Starts the demo at the pace of a real model.
///
/// Fails when no loopback port can be opened or the system has no randomness.
pub async fn start() -> io::Result<Demo> {
    start_at(Pace::Natural).await
}

/// Starts the demo at a given pace.
pub async fn start_at(pace: Pace) -> io::Result<Demo> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let base_url = format!("http://{}", listener.local_addr()?);
    let mut random = [0; 16];
    getrandom::fill(&mut random).map_err(|error| io::Error::other(error.to_string()))?;
    let key = Secret::new(format!("{:032x}", u128::from_be_bytes(random)));
    let serving = tokio::spawn(server::serve(listener, key.clone(), pace));
    Ok(Demo {
        base_url,
        key,
        serving,
    })
}

impl Drop for Demo {
    fn drop(&mut self) {
        self.serving.abort();
    }
}
