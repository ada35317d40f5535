//! The way to a server: one request out, its stream of events back, into a channel.
//!
//! [`HttpClient::send`] posts one body and reports what comes as [`StreamSignal`]s, in order and
//! as soon as it arrives: `Sent` unless the answer is quicker, `Connected`, then `Events`, then
//! exactly one `Ended` or `Failed`. The future *is* the connection: dropping it closes the
//! socket, and that is how a turn is cancelled.
//!
//! What it leaves to others: what the body says (`conversation`, `turn`), whether a failed request
//! is sent again (`turn`), and which late signal still matters (the receiver drops by request id).
//!
//! # Invariants
//!
//! - Nothing is waited for that has arrived: events of one network read go out together, at once.
//!   Compression is never asked for, because decoders hold bytes back.
//! - Memory is bounded: SSE frames by the decoder, whole answers by [`answer::MAX_BODY`], streamed
//!   ones (and with them whatever is made of them) by [`answer::MAX_STREAM`], error bodies by
//!   [`answer::MAX_ERROR_BODY`]. A full channel stops the reading, and TCP slows the server down.
//! - There is no limit on the whole time of an answer, and silence is normal; a dead peer is
//!   found by TCP keep-alive.

mod answer;
mod base_url;
mod endpoint;
mod failure;
mod outlet;
mod upload;

use std::pin::pin;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Body, Client, Response, Url};
use tokio::sync::mpsc::Sender;
use tokio::time::timeout;

use self::answer::Answer;
use self::base_url::is_this_machine;
use self::endpoint::Accept;
use self::failure::Phase;
use self::outlet::{Interrupt, Outlet};
use self::upload::Upload;
use crate::api::error::{ApiError, ApiErrorKind};
use crate::api::event::StreamSignal;
use crate::api::request::ServerRequestId;
use crate::problem::Problem;

pub use self::base_url::BaseUrl;
pub use self::endpoint::{Credential, Endpoint};

/// How long a finished answer may take to end its body, so that the connection can be used again.
const GOODBYE: Duration = Duration::from_secs(1);

/// How long a connection may take to be made, TLS included.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Silence after which the kernel asks whether the peer is alive; middleboxes drop idle
/// connections.
const KEEP_ALIVE: Duration = Duration::from_secs(60);

/// Sends requests to one endpoint; clones share the connections.
///
/// Making one costs nothing: TLS and the connection pool are built by the first request.
#[derive(Debug, Clone)]
pub struct HttpClient {
    endpoint: Arc<Endpoint>,
    client: Arc<OnceLock<Client>>,
}

impl HttpClient {
    /// A client for `endpoint`. An endpoint that cannot be used fails every request; ask
    /// [`Endpoint::check`] to know before.
    pub fn new(endpoint: Endpoint) -> Self {
        Self {
            endpoint: Arc::new(endpoint),
            client: Arc::new(OnceLock::new()),
        }
    }

    /// Posts `body` and reports the answer through `tx`, each signal turned by `wrap` into the
    /// receiver's own message.
    ///
    /// `streaming` says which form `body` asks for; an answer in the other form is understood all
    /// the same. Returns after the final signal, or early when the receiver is gone. Dropping the
    /// future closes the connection at once.
    pub async fn send<M: Send + 'static>(
        &self,
        body: String,
        streaming: bool,
        tx: &Sender<M>,
        wrap: impl Fn(StreamSignal) -> M + Send,
    ) {
        let accept = if streaming {
            Accept::Stream
        } else {
            Accept::Whole
        };
        let mut outlet = Outlet { tx, wrap };
        let (signal, rest) = match self.exchange(body, accept, &mut outlet).await {
            Ok(rest) => (StreamSignal::Ended, rest),
            Err(Interrupt::Failed(error)) => (StreamSignal::Failed(*error), None),
            Err(Interrupt::ReceiverGone) => return,
        };
        // An error means that nobody listens any more, which is no failure of ours.
        let _ = outlet.emit(signal).await;
        if let Some(response) = rest {
            let _ = timeout(GOODBYE, answer::discard(response)).await;
        }
    }

    /// Everything up to the final signal. A response that comes back has said everything, but its
    /// body may not have ended yet.
    async fn exchange<M, F: Fn(StreamSignal) -> M>(
        &self,
        body: String,
        accept: Accept,
        outlet: &mut Outlet<'_, M, F>,
    ) -> Result<Option<Response>, Interrupt> {
        let url = self.endpoint.url().map_err(unusable)?;
        let headers = self.endpoint.header_map(accept).map_err(unusable)?;
        let client = self.client(&url)?;
        let (upload, gone) = Upload::new(body);
        let request = client.post(url.clone()).headers(headers);
        let mut answering = pin!(request.body(Body::wrap(upload)).send());
        let answer = tokio::select! {
            biased;
            answer = &mut answering => answer,
            Ok(()) = gone => {
                outlet.emit(StreamSignal::Sent).await?;
                answering.await
            }
        };
        let response = answer.map_err(|error| failure::transport(error, Phase::Asking, &url))?;

        if !response.status().is_success() {
            return Err(answer::refusal(response).await.into());
        }
        let request_id = answer::text_of(response.headers(), "request-id").map(ServerRequestId);
        outlet
            .emit(StreamSignal::Connected(request_id.clone()))
            .await?;
        let answer = Answer { response, url };
        answer
            .read(outlet)
            .await
            .map_err(|interrupt| match interrupt {
                Interrupt::Failed(mut error) => {
                    error.request_id = error.request_id.or(request_id);
                    Interrupt::Failed(error)
                }
                Interrupt::ReceiverGone => Interrupt::ReceiverGone,
            })
    }

    /// The shared client of the HTTP library, built on first use. A failure is not remembered: the
    /// next request tries again.
    fn client(&self, url: &Url) -> Result<Client, ApiError> {
        if let Some(client) = self.client.get() {
            return Ok(client.clone());
        }
        let client = build_client(url)?;
        Ok(self.client.get_or_init(|| client).clone())
    }
}

/// Builds the client of the HTTP library.
fn build_client(url: &Url) -> Result<Client, ApiError> {
    // An error means that a provider is installed already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut builder = Client::builder()
        .http1_only()
        .connect_timeout(CONNECT_TIMEOUT)
        .tcp_keepalive(KEEP_ALIVE)
        .tcp_keepalive_interval(KEEP_ALIVE)
        .tcp_nodelay(true)
        // A redirect would carry the key to another host.
        .redirect(Policy::none());
    if url.scheme() == "http" {
        // Plain HTTP needs no certificates, and must work where none can be loaded.
        builder = builder.tls_certs_only([]);
    }
    if is_this_machine(url) {
        builder = builder.no_proxy();
    }
    builder.build().map_err(|error| {
        let head = "could not prepare a secure connection".to_owned();
        ApiError::local(ApiErrorKind::Network, failure::chain(head, &error))
    })
}

/// An endpoint that cannot be used, as the failure of a request.
fn unusable(problem: Problem) -> ApiError {
    let mut text = problem.title;
    for cause in problem.causes {
        text.push_str(": ");
        text.push_str(&cause);
    }
    ApiError::local(ApiErrorKind::Invalid, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_library_is_not_touched_before_the_first_request() {
        let client = HttpClient::new(Endpoint::new(
            Endpoint::DEFAULT_BASE_URL,
            Credential::None,
            crate::api::request::Dialect::Anthropic,
        ));
        assert!(client.client.get().is_none());
    }
}
