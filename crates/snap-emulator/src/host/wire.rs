//! The connections of both listeners. They can be cut in the middle of a reply, for the faults that a whole reply
//! cannot show.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::IncomingStream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;

const HEAD_END: &[u8; 4] = b"\r\n\r\n";

const HANDSHAKE: Duration = Duration::from_secs(10);

/// Up to where a connection may still write.
#[derive(Clone, Copy, Debug, Default)]
enum Limit {
    #[default]
    None,
    /// Nothing more.
    Closed,
    /// The rest of a head, of whose end `matched` bytes have been seen, and `body` bytes after it.
    Body { matched: usize, body: usize },
}

impl Limit {
    /// Takes bytes in order; gives how many of them pass.
    fn pass(&mut self, bytes: &[u8]) -> usize {
        let mut passed = 0;
        for byte in bytes {
            match self {
                Self::None => return bytes.len(),
                Self::Closed => return passed,
                Self::Body { matched, .. } if *matched < HEAD_END.len() => {
                    *matched = match HEAD_END.get(*matched) {
                        Some(wanted) if wanted == byte => *matched + 1,
                        _ => usize::from(*byte == b'\r'),
                    };
                }
                Self::Body { body: 0, .. } => {
                    *self = Self::Closed;
                    return passed;
                }
                Self::Body { body, .. } => *body -= 1,
            }
            passed += 1;
        }
        passed
    }
}

/// The other end of a connection, by which door it came, and the shears for it.
#[derive(Clone, Debug)]
pub(crate) struct Peer {
    pub(crate) door: Door,
    limit: Arc<Mutex<Limit>>,
}

/// The two listeners.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Door {
    Http,
    Https,
}

impl Peer {
    /// Lets everything through: what a fault did to one reply must not reach the next on the connection.
    pub(crate) fn open(&self) {
        self.set(Limit::None);
    }

    /// Lets not one byte of the reply through.
    pub(crate) fn close(&self) {
        self.set(Limit::Closed);
    }

    /// Lets the head and `bytes` bytes of the body of the next reply through.
    pub(crate) fn cut_after(&self, bytes: usize) {
        self.set(Limit::Body { matched: 0, body: bytes });
    }

    fn get(&self) -> Limit {
        *self.limit.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, limit: Limit) {
        *self.limit.lock().unwrap_or_else(PoisonError::into_inner) = limit;
    }
}

/// What a connection is made of, encrypted or not.
trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// Both listeners as one, whose connections have shears.
pub(crate) struct Listener {
    arrivals: mpsc::Receiver<Connection>,
    /// Kept so that the channel never ends.
    door: mpsc::Sender<Connection>,
}

impl Listener {
    pub(crate) fn new() -> Self {
        let (door, arrivals) = mpsc::channel(64);
        Self { arrivals, door }
    }

    /// Takes connections from `inner` too, encrypted when there is an acceptor. Handshakes run on their own: a client
    /// that stops in the middle of one keeps nobody waiting.
    pub(crate) fn open(&self, inner: TcpListener, acceptor: Option<TlsAcceptor>) {
        let door = self.door.clone();
        tokio::spawn(async move {
            loop {
                match inner.accept().await {
                    Ok((stream, _)) => {
                        tokio::spawn(admit(stream, acceptor.clone(), door.clone()));
                    }
                    // Out of file handles, most likely: they come back when connections end.
                    Err(error) => {
                        eprintln!("cannot accept a connection: {error}");
                        tokio::time::sleep(Duration::from_millis(100)).await;
                    }
                }
            }
        });
    }
}

/// Brings a connection in. One whose handshake fails is told of, for a client that does not trust us looks like that.
async fn admit(stream: tokio::net::TcpStream, acceptor: Option<TlsAcceptor>, door: mpsc::Sender<Connection>) {
    let (stream, by): (Box<dyn Stream>, Door) = match acceptor {
        None => (Box::new(stream), Door::Http),
        Some(acceptor) => match tokio::time::timeout(HANDSHAKE, acceptor.accept(stream)).await {
            Ok(Ok(stream)) => (Box::new(stream), Door::Https),
            Ok(Err(error)) => return eprintln!("a handshake failed: {error}"),
            Err(_) => return eprintln!("a handshake took too long"),
        },
    };
    let peer = Peer { door: by, limit: Arc::default() };
    // Refused only when the program ends.
    door.send(Connection { stream, peer }).await.unwrap_or_default();
}

impl axum::serve::Listener for Listener {
    type Io = Connection;
    type Addr = Peer;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.arrivals.recv().await {
            Some(connection) => {
                let peer = connection.peer.clone();
                (connection, peer)
            }
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        Ok(Peer { door: Door::Http, limit: Arc::default() })
    }
}

impl Connected<IncomingStream<'_, Listener>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Listener>) -> Self {
        stream.remote_addr().clone()
    }
}

/// A connection that stops writing where its peer's limit says.
pub(crate) struct Connection {
    stream: Box<dyn Stream>,
    peer: Peer,
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let mut trial = self.peer.get();
        let allowed = trial.pass(bytes);
        let Some(bytes) = bytes.get(..allowed).filter(|bytes| !bytes.is_empty()) else {
            return Poll::Ready(Err(io::ErrorKind::BrokenPipe.into()));
        };
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        if let Poll::Ready(Ok(count)) = &written {
            let mut limit = self.peer.get();
            limit.pass(bytes.get(..*count).unwrap_or(bytes));
            self.peer.set(limit);
        }
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_counts_the_body_only() {
        let reply = b"HTTP/1.1 200 OK\r\nA: b\r\n\r\n0123456789";
        for size in [1, 2, 3, 7, reply.len()] {
            let mut limit = Limit::Body { matched: 0, body: 4 };
            let passed: usize = reply.chunks(size).map(|chunk| limit.pass(chunk)).sum();
            assert_eq!(passed, reply.len() - 6, "in pieces of {size}");
        }
        assert_eq!(Limit::Closed.pass(reply), 0);
        assert_eq!(Limit::None.pass(reply), reply.len());
    }

    #[test]
    fn a_false_start_of_the_end_is_not_the_end() {
        let mut limit = Limit::Body { matched: 0, body: 0 };
        assert_eq!(limit.pass(b"a\r\r\n\r\nbody"), 6);
    }
}
