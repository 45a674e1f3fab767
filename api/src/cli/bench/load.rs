//! A load generator: connections that each send a request, wait for the whole answer, and send the
//! next. One thread; no more of HTTP than it needs.

use std::cell::RefCell;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::{Duration, Instant};

use actix_web::rt::net::TcpStream;

use super::super::Failure;
use super::append::Measured;

/// Connections at the same time.
pub(super) const CONNECTIONS: usize = 64;
const ANSWER_BYTES: usize = 16 * 1024;

/// Requests that one connection sends one after the other.
pub(super) type Script = Vec<Vec<u8>>;

type Told = Rc<RefCell<(Vec<Duration>, Option<Failure>)>>;

/// A `POST` of some JSON.
pub(super) fn post(path: &str, token: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "POST {path} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n\
         Authorization: Bearer {token}\r\nContent-Length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

/// Sends all scripts over so many connections. Every answer must say that it went well.
pub(super) fn run(address: SocketAddr, scripts: Vec<Script>) -> Result<Measured, Failure> {
    let told = Told::default();
    let scripts = Rc::new(RefCell::new(scripts));
    let began = Instant::now();
    actix_web::rt::System::new().block_on(async {
        let connections: Vec<_> = (0..CONNECTIONS)
            .map(|_| {
                let (told, scripts) = (Rc::clone(&told), Rc::clone(&scripts));
                actix_web::rt::spawn(async move {
                    if let Err(error) = connection(address, &scripts, &told).await {
                        told.borrow_mut().1 = Some(error);
                    }
                })
            })
            .collect();
        for connection in connections {
            // A task that broke down is missed in the count.
            let _ended = connection.await;
        }
    });
    let took = began.elapsed();
    let (mut latencies, failure) = told.take();
    if let Some(failure) = failure {
        return Err(failure);
    }
    latencies.sort_unstable();
    let events = u64::try_from(latencies.len()).unwrap_or(0);
    Ok(Measured { events, took, latencies, commits: 0 })
}

async fn connection(
    address: SocketAddr,
    scripts: &RefCell<Vec<Script>>,
    told: &RefCell<(Vec<Duration>, Option<Failure>)>,
) -> Result<(), Failure> {
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let mut buffer = vec![0; ANSWER_BYTES];
    loop {
        let script = scripts.borrow_mut().pop();
        let Some(script) = script else { return Ok(()) };
        for request in script {
            let began = Instant::now();
            send(&stream, &request).await?;
            let status = answer(&stream, &mut buffer).await?;
            if !status.starts_with('2') {
                return Err(Failure::new(format!("the server answered {status}")));
            }
            told.borrow_mut().0.push(began.elapsed());
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
async fn answer(stream: &TcpStream, buffer: &mut [u8]) -> Result<String, Failure> {
    let mut filled = 0;
    loop {
        stream.readable().await?;
        let room = buffer.get_mut(filled..).unwrap_or_default();
        match stream.try_read(room) {
            Ok(0) => return Err(Failure::new("the server closed a connection")),
            Ok(read) => filled += read,
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => continue,
            Err(error) => return Err(error.into()),
        }
        let read = buffer.get(..filled).unwrap_or_default();
        if let Some(status) = whole(read) {
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
