//! Bare limits of the server: the same HTTP stack with a handler that only parses the same JSON.

use std::net::{SocketAddr, TcpListener};
use std::thread::JoinHandle;

use actix_web::dev::ServerHandle;
use actix_web::web::{self, Bytes};
use actix_web::{App, HttpResponse, HttpServer};
use serde_json::{Map, Value, json};

use super::super::Failure;

/// A server that does nothing, on a thread of its own.
pub(super) struct Empty {
    pub(super) address: SocketAddr,
    handle: ServerHandle,
    thread: Option<JoinHandle<std::io::Result<()>>>,
}

async fn parse(body: Bytes) -> HttpResponse {
    match serde_json::from_slice::<Value>(&body) {
        Ok(value) => {
            HttpResponse::Created().json(json!({"members": value.as_object().map(Map::len)}))
        }
        Err(_) => HttpResponse::BadRequest().finish(),
    }
}

impl Empty {
    pub(super) fn start() -> Result<Self, Failure> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let (sender, receiver) = std::sync::mpsc::channel();
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let app = || App::new().default_service(web::to(parse));
                let server = HttpServer::new(app).disable_signals().listen(listener)?.run();
                // Whoever started it waits for the handle, or has gone.
                let _ = sender.send(server.handle());
                server.await
            })
        });
        let handle = receiver.recv().map_err(|_gone| Failure::new("the bare server failed"))?;
        Ok(Self { address, handle, thread: Some(thread) })
    }
}

impl Drop for Empty {
    fn drop(&mut self) {
        // Sending the order is all that is needed; its future only reports the end.
        drop(self.handle.stop(false));
        // What it measured has been told.
        let _ended = self.thread.take().map(JoinHandle::join);
    }
}
