//! A small web server on this computer that behaves as a test tells it, badly if need be.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// Answers every request with what a closure says, each on a connection and a thread of its own.
pub struct Server {
    address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
    stopped: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

/// A request as it arrived.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// 0 for the first request, then 1, 2, ...
    pub number: usize,
    pub method: String,
    /// Path and query.
    pub target: String,
    /// Names in small letters.
    pub headers: Vec<(String, String)>,
}

impl Server {
    /// Starts to listen on a free port of 127.0.0.1.
    pub fn start(answer: impl Fn(&Seen) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let stopped = Arc::new(AtomicBool::new(false));
        let (requests, ends) = (Arc::clone(&seen), Arc::clone(&stopped));
        let answer = Arc::new(answer);
        let numbers = Arc::new(AtomicUsize::new(0));
        let thread = thread::spawn(move || {
            for stream in listener.incoming() {
                if ends.load(Ordering::Relaxed) {
                    return;
                }
                let (answer, requests) = (Arc::clone(&answer), Arc::clone(&requests));
                let (ends, numbers) = (Arc::clone(&ends), Arc::clone(&numbers));
                thread::spawn(move || {
                    // A client that goes away in the middle is what many tests are about.
                    let _ = stream.and_then(|mut stream| {
                        let mut request = read_request(&stream)?;
                        request.number = numbers.fetch_add(1, Ordering::SeqCst);
                        requests.lock().unwrap().push(request.clone());
                        answer(&request).send(&request, &mut stream, &ends)
                    });
                });
            }
        });
        Self {
            address,
            seen,
            stopped,
            thread: Some(thread),
        }
    }

    /// An address on this server, by number.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The same by name: another host for everyone who looks at addresses only.
    pub fn url_by_name(&self, path: &str) -> String {
        format!("http://localhost:{}{path}", self.address.port())
    }

    /// The requests so far.
    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::Relaxed);
        // Wakes the thread that waits for a connection.
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }
}

impl Seen {
    /// A header of the request.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut named = self.headers.iter().filter(|(found, _)| found == name);
        named.next().map(|(_, value)| value.as_str())
    }

    /// The path without the query.
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap()
    }

    /// Where the range that is asked for begins.
    pub fn range_start(&self) -> Option<usize> {
        let range = self.header("range")?.strip_prefix("bytes=")?;
        range.strip_suffix('-')?.parse().ok()
    }
}

fn read_request(stream: &TcpStream) -> io::Result<Seen> {
    stream.set_read_timeout(Some(Duration::from_mins(1)))?;
    let mut lines = BufReader::new(stream).lines();
    let first = lines.next().unwrap_or_else(|| Ok(String::new()))?;
    let mut words = first.split(' ');
    let mut request = Seen {
        method: words.next().unwrap_or_default().to_owned(),
        target: words.next().unwrap_or_default().to_owned(),
        ..Seen::default()
    };
    for line in lines {
        let line = line?;
        let Some((name, value)) = line.split_once(':') else {
            break;
        };
        let pair = (name.to_ascii_lowercase(), value.trim().to_owned());
        request.headers.push(pair);
    }
    Ok(request)
}

/// An answer, and how it goes wrong.
#[derive(Clone, Debug)]
pub struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    length: Length,
    ending: Ending,
    /// Bytes at a time, and the pause after each.
    pace: Option<(usize, Duration)>,
}

#[derive(Clone, Debug)]
enum Length {
    Said,
    Chunked,
    Unsaid,
}

#[derive(Clone, Copy, Debug)]
enum Ending {
    Whole,
    /// The connection is closed after so many bytes of the body.
    CutAfter(usize),
    /// Nothing more is sent after so many bytes of the body, but the connection stays.
    SilentAfter(usize),
    /// The connection is closed without a word.
    HangUp,
}

impl Reply {
    pub fn new(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Vec::new(),
            length: Length::Said,
            ending: Ending::Whole,
            pace: None,
        }
    }

    /// Leads elsewhere.
    pub fn redirect(to: &str) -> Self {
        Self::new(302).header("Location", to)
    }

    /// A status with JSON, as services answer.
    pub fn json(status: u16, body: &str) -> Self {
        Self::new(status)
            .header("Content-Type", "application/json")
            .body(body)
    }

    /// Closes the connection without an answer.
    pub fn hang_up() -> Self {
        Self {
            ending: Ending::HangUp,
            ..Self::new(200)
        }
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// Closes the connection after so many bytes of the body.
    pub fn cut_after(mut self, bytes: usize) -> Self {
        self.ending = Ending::CutAfter(bytes);
        self
    }

    /// Falls silent after so many bytes of the body.
    pub fn silent_after(mut self, bytes: usize) -> Self {
        self.ending = Ending::SilentAfter(bytes);
        self
    }

    /// Sends the body in chunks, without its length.
    pub fn chunked(mut self) -> Self {
        self.length = Length::Chunked;
        self
    }

    /// Says no length: the body ends where the connection ends.
    pub fn without_length(mut self) -> Self {
        self.length = Length::Unsaid;
        self
    }

    /// Sends so many bytes at a time, with a pause after each.
    pub fn slowly(mut self, bytes: usize, pause: Duration) -> Self {
        self.pace = Some((bytes, pause));
        self
    }

    fn send(&self, request: &Seen, stream: &mut TcpStream, stopped: &AtomicBool) -> io::Result<()> {
        if matches!(self.ending, Ending::HangUp) {
            return Ok(());
        }
        stream.write_all(self.head().as_bytes())?;
        if request.method == "HEAD" {
            return Ok(());
        }
        let sent = match self.ending {
            Ending::CutAfter(bytes) | Ending::SilentAfter(bytes) => bytes.min(self.body.len()),
            Ending::Whole | Ending::HangUp => self.body.len(),
        };
        let (at_once, pause) = self.pace.unwrap_or((1 << 16, Duration::ZERO));
        for piece in self.body[..sent].chunks(at_once) {
            if stopped.load(Ordering::Relaxed) {
                return Ok(());
            }
            self.send_piece(piece, stream)?;
            thread::sleep(pause);
        }
        match self.ending {
            Ending::SilentAfter(_) => wait_for_the_client_to_leave(stream, stopped),
            Ending::Whole if matches!(self.length, Length::Chunked) => {
                stream.write_all(b"0\r\n\r\n")
            }
            _ => Ok(()),
        }
    }

    fn head(&self) -> String {
        let length = match self.length {
            Length::Said => format!("Content-Length: {}\r\n", self.body.len()),
            Length::Chunked => "Transfer-Encoding: chunked\r\n".to_owned(),
            Length::Unsaid => String::new(),
        };
        let headers = self.headers.iter();
        let headers: Vec<String> = headers
            .map(|(name, value)| format!("{name}: {value}\r\n"))
            .collect();
        let headers = headers.concat();
        format!(
            "HTTP/1.1 {} Test\r\nConnection: close\r\n{length}{headers}\r\n",
            self.status
        )
    }

    fn send_piece(&self, piece: &[u8], stream: &mut TcpStream) -> io::Result<()> {
        if !matches!(self.length, Length::Chunked) {
            return stream.write_all(piece);
        }
        write!(stream, "{:x}\r\n", piece.len())?;
        stream.write_all(piece)?;
        stream.write_all(b"\r\n")
    }
}

fn wait_for_the_client_to_leave(stream: &mut TcpStream, stopped: &AtomicBool) -> io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_millis(20)))?;
    while !stopped.load(Ordering::Relaxed) {
        match stream.read(&mut [0; 64]) {
            Ok(0) => return Ok(()),
            Ok(_) => {}
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut
                ) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// A file as a good server offers it: with a tag, with ranges, with conditions on ranges.
#[derive(Clone, Debug)]
pub struct Offered {
    pub bytes: Vec<u8>,
    pub etag: Option<String>,
    pub ranges: bool,
}

impl Offered {
    pub fn new(bytes: &[u8]) -> Self {
        Self {
            bytes: bytes.to_vec(),
            etag: Some("\"first\"".to_owned()),
            ranges: true,
        }
    }

    /// The answer to a request for it, with the range that was asked for.
    pub fn reply(&self, request: &Seen) -> Reply {
        let same = match (request.header("if-range"), &self.etag) {
            (Some(condition), Some(etag)) => condition == etag,
            (Some(_), None) => false,
            (None, _) => true,
        };
        let size = self.bytes.len();
        let reply = match request.range_start().filter(|_| self.ranges && same) {
            None => Reply::new(200).body(self.bytes.as_slice()),
            Some(start) if start >= size => {
                Reply::new(416).header("Content-Range", &format!("bytes */{size}"))
            }
            Some(start) => Reply::new(206)
                .header(
                    "Content-Range",
                    &format!("bytes {start}-{}/{size}", size - 1),
                )
                .body(&self.bytes[start..]),
        };
        match &self.etag {
            Some(etag) => reply.header("ETag", etag),
            None => reply,
        }
    }
}

/// Random numbers that are the same in every run.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number, by `SplitMix64`.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    pub fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| (self.next() >> 56) as u8).collect()
    }
}
