//! A load generator: connections that each send a request, wait for the whole answer, and send the
//! next. One thread; no more of HTTP than it needs.

use std::cell::RefCell;
use std::future::poll_fn;
use std::net::SocketAddr;
use std::pin::Pin;
use std::rc::Rc;
use std::time::Instant;

use actix_web::rt::net::TcpStream;
use tokio::io::{AsyncRead as _, ReadBuf};

use super::super::Failure;
use super::callers::{self, CALLERS, Measured, Notes};

const ANSWER_BYTES: usize = 16 * 1024;

/// Requests that one connection sends one after the other.
pub(super) type Script = Vec<Vec<u8>>;

/// A `POST` of some JSON.
pub(super) fn post(path: &str, token: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "POST {path} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n\
         Authorization: Bearer {token}\r\nContent-Length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

/// Sends all scripts over as many connections as there are callers. Every answer must say that it
/// went well.
pub(super) fn run(address: SocketAddr, scripts: Vec<Script>) -> Result<Measured, Failure> {
    let scripts = Rc::new(RefCell::new(scripts));
    let began = Instant::now();
    let took = callers::run(CALLERS, |notes| connection(address, Rc::clone(&scripts), notes))?;
    Ok(Measured::since(began, took))
}

async fn connection(
    address: SocketAddr,
    scripts: Rc<RefCell<Vec<Script>>>,
    notes: Notes,
) -> Result<(), Failure> {
    let mut stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let mut buffer = vec![0; ANSWER_BYTES];
    loop {
        let script = scripts.borrow_mut().pop();
        let Some(script) = script else { return Ok(()) };
        for request in script {
            let began = Instant::now();
            send(&stream, &request).await?;
            let status = answer(&mut stream, &mut buffer).await?;
            if !status.starts_with('2') {
                return Err(Failure::new(format!("the server answered {status}")));
            }
            notes.note(began.elapsed());
        }
    }
}

async fn send(stream: &TcpStream, mut bytes: &[u8]) -> Result<(), Failure> {
    while !bytes.is_empty() {
        match stream.try_write(bytes) {
            Ok(written) => bytes = bytes.get(written..).unwrap_or_default(),
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {
                stream.writable().await?;
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// Reads one answer and gives its status and, for a failure, its body.
async fn answer(stream: &mut TcpStream, buffer: &mut [u8]) -> Result<String, Failure> {
    let mut read = ReadBuf::new(buffer);
    loop {
        let before = read.filled().len();
        // Not `readable` and `try_read`: that asks the system once more than there are answers.
        poll_fn(|task| Pin::new(&mut *stream).poll_read(task, &mut read)).await?;
        if read.filled().len() == before {
            return Err(Failure::new("the server closed a connection"));
        }
        if let Some(status) = whole(read.filled()) {
            return Ok(status);
        }
    }
}

/// The status of an answer, once all of it is there.
fn whole(read: &[u8]) -> Option<String> {
    let end = read.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = std::str::from_utf8(read.get(..end)?).ok()?;
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
    });
    let body = read.get(end + 4..)?;
    if body.len() < length.unwrap_or(0) {
        return None;
    }
    let status = head.split(' ').nth(1)?;
    let said = if status.starts_with('2') { "" } else { std::str::from_utf8(body).unwrap_or("") };
    Some(format!("{status} {said}"))
}
