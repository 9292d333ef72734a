//! Where metrics can be read: a small HTTP server (RFC 9110, RFC 9112) that answers `GET /metrics` in Prometheus' format.
//!
//! Metrics belong to the thread that counts them. A second thread listens, takes one request after the other, and asks for the text;
//! the first one looks whether it is asked ([`Server::answer`]) when it has time. So a slow or hostile client costs the counting thread
//! nothing, and there is no lock on a metric.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream, ToSocketAddrs};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

/// Longest head of a request.
const HEAD: usize = 8 * 1024;
/// How long a client may take to send or to read a piece.
const PATIENCE: Duration = Duration::from_secs(2);

/// A listener, and who waits at it.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    asked: Arc<AtomicBool>,
    texts: SyncSender<String>,
}

impl Server {
    /// Listens at an address and port. `limit` is how long a request waits for the text.
    pub fn listen(address: &str, port: u16, limit: Duration) -> io::Result<Server> {
        let place = (address, port).to_socket_addrs()?.next();
        let listener = TcpListener::bind(place.ok_or(io::ErrorKind::AddrNotAvailable)?)?;
        let address = listener.local_addr()?;
        let asked = Arc::new(AtomicBool::new(false));
        let (texts, received) = sync_channel(1);
        let wish = asked.clone();
        thread::Builder::new().name("metrics".into()).spawn(move || {
            for stream in listener.incoming().flatten() {
                // A client that goes away is its own loss.
                let _ = answer(stream, &wish, &received, limit);
            }
        })?;
        Ok(Server { address, asked, texts })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// True when somebody waits for the text.
    #[inline]
    pub fn asked(&self) -> bool {
        self.asked.load(Ordering::Relaxed)
    }

    /// Hands over the text to whoever waits for it.
    pub fn answer(&self, text: String) {
        self.asked.store(false, Ordering::Relaxed);
        // An answer that nobody took yet is as good.
        let _ = self.texts.try_send(text);
    }
}

fn answer(
    mut stream: TcpStream,
    wish: &AtomicBool,
    texts: &Receiver<String>,
    limit: Duration,
) -> io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let head = head(&mut stream)?;
    let mut words = head.split_ascii_whitespace();
    let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let path = path.split('?').next().unwrap_or_default();
    let (status, body) = match (method, path) {
        ("GET" | "HEAD", "/metrics") => {
            // What came too late for an earlier request is old.
            texts.try_iter().for_each(drop);
            wish.store(true, Ordering::Relaxed);
            match texts.recv_timeout(limit) {
                Ok(text) => ("200 OK", text),
                Err(_) => ("503 Service Unavailable", "no metrics in time\n".to_owned()),
            }
        }
        ("GET" | "HEAD", _) => ("404 Not Found", "metrics are at /metrics\n".to_owned()),
        _ => ("405 Method Not Allowed", String::new()),
    };
    let mut response = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    if method != "HEAD" {
        response += &body;
    }
    stream.write_all(response.as_bytes())
}

/// The head of a request, up to its empty line.
fn head(stream: &mut TcpStream) -> io::Result<String> {
    let mut bytes = Vec::new();
    let mut piece = [0; 1024];
    while !bytes.windows(4).any(|w| w == b"\r\n\r\n") {
        let n = stream.read(&mut piece)?;
        if n == 0 || bytes.len() > HEAD {
            return Err(io::ErrorKind::InvalidData.into());
        }
        bytes.extend_from_slice(&piece[..n]);
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(server: &Server, text: &str) -> String {
        let mut stream = TcpStream::connect(server.address()).expect("a connection");
        stream.write_all(text.as_bytes()).expect("sent");
        let mut response = String::new();
        stream.read_to_string(&mut response).expect("an answer");
        response
    }

    #[test]
    fn requests_are_answered_by_the_thread_that_has_the_metrics() {
        let server = Server::listen("127.0.0.1", 0, Duration::from_secs(30)).expect("a port");
        thread::scope(|s| {
            let client = s.spawn(|| request(&server, "GET /metrics?x=1 HTTP/1.1\r\nHost: a\r\n\r\n"));
            while !server.asked() {
                thread::yield_now();
            }
            server.answer("a_total 1\n".into());
            let response = client.join().expect("the client");
            assert!(response.starts_with("HTTP/1.1 200 OK\r\n") && response.ends_with("\r\n\r\na_total 1\n"));
        });
        assert!(!server.asked());
        assert!(request(&server, "GET / HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 404 "));
        assert!(request(&server, "POST /metrics HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 405 "));
    }

    #[test]
    fn who_asks_in_vain_is_told() {
        let server = Server::listen("127.0.0.1", 0, Duration::from_millis(1)).expect("a port");
        assert!(request(&server, "GET /metrics HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 503 "));
    }
}
