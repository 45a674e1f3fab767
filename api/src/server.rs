//! The server: binds, serves until it is told to stop, ends what runs, loses nothing.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use actix_web::dev::{Server, ServerHandle};
use actix_web::middleware::{Compress, from_fn};
use actix_web::{HttpServer, web};

use crate::app::App;
use crate::edge;
use crate::routes;

/// How often is looked whether writing failed.
const LOOK: Duration = Duration::from_secs(1);

/// A server around an application, on a socket that is bound already. It runs when it is awaited,
/// on the runtime of whoever awaits it.
///
/// # Errors
/// The socket cannot be used.
pub fn serve(app: Arc<App>, listener: TcpListener) -> std::io::Result<Server> {
    let http = app.config.http.clone();
    let data = web::Data::from(app);
    let mut server = HttpServer::new(move || {
        actix_web::App::new()
            .app_data(data.clone())
            .configure(routes::configure)
            .wrap(from_fn(edge::edge))
            .wrap(Compress::default())
    })
    .client_request_timeout(Duration::from_millis(http.client_head_ms_max.into()))
    .keep_alive(Duration::from_secs(http.keep_alive_seconds.into()))
    .shutdown_timeout(http.shutdown_seconds_max.into())
    .disable_signals();
    if http.workers > 0 {
        server = server.workers(usize::try_from(http.workers).unwrap_or(1));
    }
    Ok(server.listen(listener)?.run())
}

/// A server on a thread of its own and a free port of this machine's own address.
pub(crate) struct Alone {
    address: SocketAddr,
    handle: ServerHandle,
    thread: Option<JoinHandle<std::io::Result<()>>>,
}

impl Alone {
    /// Starts whatever server is made for the socket.
    ///
    /// # Errors
    /// No port is free, or the server cannot be made.
    pub(crate) fn start(
        serve: impl FnOnce(TcpListener) -> std::io::Result<Server> + Send + 'static,
    ) -> std::io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let (sender, receiver) = std::sync::mpsc::channel();
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let server = serve(listener)?;
                // Whoever started it waits for the handle, or has gone.
                let _ = sender.send(server.handle());
                server.await
            })
        });
        let handle = receiver.recv().map_err(std::io::Error::other)?;
        Ok(Self { address, handle, thread: Some(thread) })
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Lets running requests end and waits until they have.
    fn stop(&mut self) {
        let Some(thread) = self.thread.take() else { return };
        // Sending the order is all that is needed; its future only reports the end.
        drop(self.handle.stop(true));
        // A server that failed has answered whoever asked it.
        let _ = thread.join();
    }
}

impl Drop for Alone {
    fn drop(&mut self) {
        self.stop();
    }
}

/// The program's server on a thread of its own, for suites and demonstrations.
pub struct Background {
    server: Alone,
    app: Arc<App>,
}

impl Background {
    /// Starts a server on a free port of this machine's own address.
    ///
    /// # Errors
    /// No port is free.
    pub fn start(app: Arc<App>) -> std::io::Result<Self> {
        let shared = Arc::clone(&app);
        Ok(Self { server: Alone::start(|listener| serve(shared, listener))?, app })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// What it serves.
    pub fn app(&self) -> &Arc<App> {
        &self.app
    }

    /// Lets running requests end and waits until they have.
    pub fn stop(&mut self) {
        self.app.watch.stop();
        self.server.stop();
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Serves until the process is asked to stop, then lets running requests end.
///
/// # Errors
/// The socket cannot be used, or the server failed.
pub fn until_stopped(app: Arc<App>, listener: TcpListener) -> std::io::Result<()> {
    actix_web::rt::System::new().block_on(async move {
        let server = serve(Arc::clone(&app), listener)?;
        actix_web::rt::spawn(stop_on_signal(server.handle(), Arc::clone(&app)));
        actix_web::rt::spawn(stop_on_failure(server.handle(), app));
        server.await
    })
}

/// Ends a server: no new requests, the feeds end, running requests are answered.
pub async fn stop(handle: &ServerHandle, app: &App) {
    app.watch.stop();
    handle.stop(true).await;
}

async fn stop_on_signal(handle: ServerHandle, app: Arc<App>) {
    asked_to_stop().await;
    tracing::info!("stopping: no new requests, running ones end");
    stop(&handle, &app).await;
}

/// After a failed sync nobody knows what is on the disk: the process ends, and opening looks.
async fn stop_on_failure(handle: ServerHandle, app: Arc<App>) {
    while app.registry.store().failure().is_none() {
        actix_web::rt::time::sleep(LOOK).await;
    }
    tracing::error!("writing failed for good; the server stops");
    stop(&handle, &app).await;
}

#[cfg(unix)]
async fn asked_to_stop() {
    use actix_web::rt::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return interrupted().await;
    };
    let interrupt = std::pin::pin!(interrupted());
    let terminate = std::pin::pin!(terminate.recv());
    first_of(interrupt, terminate).await;
}

#[cfg(not(unix))]
async fn asked_to_stop() {
    interrupted().await;
}

async fn interrupted() {
    // Without a handler for the signal, the operating system ends the process as ever.
    if actix_web::rt::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// Ends when either of two futures does.
#[cfg(unix)]
async fn first_of<A: Future + Unpin, B: Future + Unpin>(mut first: A, mut second: B) {
    std::future::poll_fn(|context| {
        let first = std::pin::Pin::new(&mut first).poll(context).is_ready();
        let second = std::pin::Pin::new(&mut second).poll(context).is_ready();
        if first || second { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
}
