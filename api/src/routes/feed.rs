//! The live feed: server-sent events for entries that are durable (I3), resumable by
//! `Last-Event-ID`. An event says position, type and stream, and only of streams whose kind the
//! viewer's role reads.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::body::{BodySize, MessageBody};
use actix_web::web::{self, Bytes, Data};
use actix_web::{HttpRequest, HttpResponse};
use domain::id::StreamId;
use serde_json::json;
use store::{Position, Recorded};
use tokio::sync::{mpsc, watch};

use crate::app::App;
use crate::auth::{Granted, Viewer, rights};
use crate::clock;
use crate::error::{Fault, Problem};
use crate::policy::{self, Grant, Permission};
use crate::query::{Query, wrong};
use crate::watch::Seen;

/// Entries that are read at a time.
const RUN: usize = 256;
/// Pieces that wait for a slow reader before the feed waits for her.
const WAITING: usize = 16;

pub(super) async fn follow(
    granted: Granted<rights::Feed>,
    (app, request): (Data<App>, HttpRequest),
    query: Query,
) -> Result<HttpResponse, Problem> {
    let next = first_position(&app, &request, &query)?;
    let reader = Reader::enter(&app)?;
    let (sender, receiver) = mpsc::channel(WAITING);
    actix_web::rt::spawn(async move {
        let reader = reader;
        reader.feed(granted.viewer, next, sender).await;
    });
    Ok(HttpResponse::Ok()
        .content_type("text/event-stream; charset=utf-8")
        // Compression would hold events back until a block is full.
        .insert_header(("content-encoding", "identity"))
        .insert_header(("x-accel-buffering", "no"))
        .body(Feed { receiver }))
}

/// After the last event received; else from a position; else from now on.
fn first_position(app: &App, request: &HttpRequest, query: &Query) -> Result<u64, Problem> {
    if let Some(last) = request.headers().get("last-event-id") {
        let last: Option<u64> = last.to_str().ok().and_then(|text| text.trim().parse().ok());
        let last = last.ok_or_else(|| Problem::new(Fault::WrongHeader).field("Last-Event-ID"))?;
        return last.checked_add(1).ok_or_else(|| wrong("Last-Event-ID"));
    }
    Ok(query.value("from")?.unwrap_or_else(|| app.registry.store().head().size))
}

/// A reader's place; given back when she leaves.
struct Reader {
    app: Data<App>,
    seen: watch::Receiver<Seen>,
}

impl Reader {
    fn enter(app: &Data<App>) -> Result<Self, Problem> {
        let seen = app.watch.subscribe();
        if seen.borrow().stopping {
            return Err(Problem::new(Fault::Stopping));
        }
        let readers = &app.metrics.feed_readers;
        readers.inc();
        let reader = Self { app: Data::clone(app), seen };
        // Dropping the reader gives the place back.
        if readers.get() > i64::from(app.config.limits.feed_readers_max) {
            return Err(Problem::new(Fault::TooManyReaders));
        }
        Ok(reader)
    }

    /// Sends until the reader leaves, the server stops or the log cannot be read.
    async fn feed(mut self, viewer: Viewer, mut next: u64, to: mpsc::Sender<Bytes>) {
        let idle = Duration::from_secs(self.app.config.limits.feed_idle_seconds.max(1).into());
        if to.send(Bytes::from_static(b"retry: 2000\n\n")).await.is_err() {
            return;
        }
        loop {
            let now = *self.seen.borrow_and_update();
            if now.stopping {
                return;
            }
            if next < now.size {
                let Some((text, after)) = self.run(&viewer, next).await else { return };
                next = after;
                if !text.is_empty() && to.send(Bytes::from(text)).await.is_err() {
                    return;
                }
                continue;
            }
            match actix_web::rt::time::timeout(idle, self.seen.changed()).await {
                Ok(Ok(())) => {}
                Ok(Err(_nobody_tells)) => return,
                Err(_nothing_happened) => {
                    if to.send(Bytes::from_static(b": nothing new\n\n")).await.is_err() {
                        return;
                    }
                }
            }
        }
    }

    /// The events of the next entries, and the position after them.
    async fn run(&self, viewer: &Viewer, next: u64) -> Option<(String, u64)> {
        let (app, viewer) = (Data::clone(&self.app), viewer.clone());
        let read = web::block(move || {
            let entries = app.registry.store().read(Position(next), RUN)?;
            let after = entries.last().map_or(next, |last| last.position.0 + 1);
            let text: String =
                entries.iter().filter_map(|entry| event(&app, &viewer, entry)).collect();
            Ok::<_, store::ReadError>((text, after))
        });
        match read.await {
            Ok(Ok((text, after))) => (after > next).then_some((text, after)),
            Ok(Err(error)) => {
                tracing::error!(%error, "the feed cannot read the log");
                None
            }
            Err(_stopping) => None,
        }
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.app.metrics.feed_readers.dec();
    }
}

/// One entry as the viewer may know of it; nothing, not even a gap's length, of others (I12).
fn event(app: &App, viewer: &Viewer, entry: &Recorded) -> Option<String> {
    if entry.is_opaque() || !policy::sees_event(viewer.role, entry.type_id.0) {
        return None;
    }
    let stream = StreamId::from_bytes(entry.stream.0);
    let kind = app.registry.recorder.kind_of(stream).ok()??;
    match policy::grant(viewer.role, Permission::Read(kind)) {
        Grant::All => {}
        Grant::Own if viewer.subject == Some(stream) => {}
        Grant::Own | Grant::Nothing => return None,
    }
    let data = json!({
        "position": entry.position.0,
        "kind": kind.code(),
        "stream": stream,
        "version": entry.version.0,
        "type": domain::catalogue::by_id(entry.type_id.0).map(|of| of.name),
        "recorded_at": clock::rfc_3339(entry.recorded_at_ms),
    });
    Some(format!("id: {}\nevent: entry\ndata: {data}\n\n", entry.position.0))
}

/// The body of the answer: whatever the feed sends, as it comes.
struct Feed {
    receiver: mpsc::Receiver<Bytes>,
}

impl MessageBody for Feed {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Infallible>>> {
        self.receiver.poll_recv(context).map(|piece| piece.map(Ok))
    }
}
