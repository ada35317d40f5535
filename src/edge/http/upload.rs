//! An *upload* is the body of a request on its way out. It tells when the last of it was taken to
//! be written: by then the connection is there, and but for what is held in buffers the server has
//! the request, so that from then on it is the server who is waited for.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use tokio::sync::oneshot;

/// So many bytes are handed over at a time: of a long request on a slow line the last ones are
/// taken late.
const PIECE: usize = 64 * 1024;

/// A body that tells when it is gone.
#[derive(Debug)]
pub(super) struct Upload {
    rest: Bytes,
    gone: Option<oneshot::Sender<()>>,
}

impl Upload {
    /// The upload of `body`, and who hears that it is gone.
    pub(super) fn new(body: String) -> (Self, oneshot::Receiver<()>) {
        let (gone, heard) = oneshot::channel();
        let upload = Self {
            rest: body.into(),
            gone: Some(gone),
        };
        (upload, heard)
    }
}

impl Body for Upload {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let n_bytes = self.rest.len().min(PIECE);
        let piece = self.rest.split_to(n_bytes);
        if self.rest.is_empty()
            && let Some(gone) = self.gone.take()
        {
            // Nobody may listen any more.
            let _ = gone.send(());
        }
        Poll::Ready((!piece.is_empty()).then(|| Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(u64::try_from(self.rest.len()).unwrap_or(u64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_gone_when_its_last_piece_is_taken_and_not_before() {
        let (mut upload, mut heard) = Upload::new("x".repeat(2 * PIECE + 1));
        let mut ctx = Context::from_waker(std::task::Waker::noop());
        let mut lens = Vec::new();
        while let Poll::Ready(Some(Ok(frame))) = Pin::new(&mut upload).poll_frame(&mut ctx) {
            lens.push(frame.into_data().unwrap().len());
            assert_eq!(heard.try_recv().is_ok(), lens.len() == 3);
            assert_eq!(upload.is_end_stream(), lens.len() == 3);
        }
        assert_eq!(lens, [PIECE, PIECE, 1]);
    }
}
