//! One stream: record on it, read how it stands, read its history.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use domain::context::Channel;
use domain::id::{EventId, StreamId};
use domain::stream::StreamKind;
use store::{AppendError, Expected, Receipt, Version};

use super::call;
use crate::app::App;
use crate::auth::{Granted, kind_in_path, rights};
use crate::body;
use crate::edge;
use crate::error::{Fault, Problem};
use crate::query::Query;
use crate::reading::stream::{self, About};
use crate::reading::submitted::{Sent, Shown, receipts_shown, sent};
use crate::record::{Envoy, RecordError, Submission};

type Place = Path<(String, String)>;

fn place(request: &HttpRequest, place: &Place) -> Result<(StreamKind, StreamId), Problem> {
    let kind = kind_in_path(request)?;
    let stream = place.1.parse().map_err(|_not_an_id| Problem::new(Fault::NotFound))?;
    Ok((kind, stream))
}

pub(super) async fn show(
    granted: Granted<rights::Read>,
    (app, request): (Data<App>, HttpRequest),
    (path, query): (Place, Query),
) -> Result<HttpResponse, Problem> {
    let (kind, stream) = place(&request, &path)?;
    let language = edge::language(&request);
    let (shown, version) = call::block(&app, move |app| {
        stream::summary(app, About { kind, stream, viewer: &granted.viewer, language }, &query)
    })
    .await?;
    Ok(HttpResponse::Ok().insert_header(("etag", etag(version))).json(shown))
}

pub(super) async fn history(
    granted: Granted<rights::Read>,
    (app, request): (Data<App>, HttpRequest),
    (path, query): (Place, Query),
) -> Result<HttpResponse, Problem> {
    let (kind, stream) = place(&request, &path)?;
    let language = edge::language(&request);
    let (shown, version) = call::block(&app, move |app| {
        stream::history(app, About { kind, stream, viewer: &granted.viewer, language }, &query)
    })
    .await?;
    Ok(HttpResponse::Ok().insert_header(("etag", etag(version))).json(shown))
}

pub(super) async fn record(
    granted: Granted<rights::Record>,
    (app, request): (Data<App>, HttpRequest),
    (path, payload): (Place, Payload),
) -> Result<HttpResponse, Problem> {
    let (kind, stream) = place(&request, &path)?;
    call::is_json(&request)?;
    let conditions = Conditions::read(&request)?;
    let bytes = call::body(&app, &request, (payload, app.config.limits.body_bytes_max)).await?;
    let max = app.config.limits.batch_events_max;
    let Sent { events, batch } = sent(body::parse(&bytes)?, conditions.key, max)?;
    let submission = Submission { kind, stream, expected: conditions.expected, events };
    let answer = if app.registry.recorder.is_hot(&submission) {
        // Nothing to be read from the disk: this thread has better to do than to hand it on.
        let actor = granted.viewer.actor();
        let envoy = Envoy { actor: &actor, channel: Channel::Api, now_ms: app.registry.now_ms() };
        app.registry.recorder.record_task(&envoy, vec![submission]).await
    } else {
        let answer = call::block(&app, move |app| {
            let actor = granted.viewer.actor();
            let envoy =
                Envoy { actor: &actor, channel: Channel::Api, now_ms: app.registry.now_ms() };
            Ok(app.registry.recorder.record(&envoy, vec![submission]))
        });
        answer.await?
    };
    let receipts = answer.map_err(|error| conditions.refused(&app, stream, error))?;
    app.metrics.durable_commits.inc();
    Ok(Recorded::new((kind, stream), &receipts, batch).into_response())
}

fn etag(version: u32) -> String {
    format!("\"{version}\"")
}

/// What the headers ask for before anything is recorded.
struct Conditions {
    expected: Expected,
    key: Option<EventId>,
}

impl Conditions {
    fn read(request: &HttpRequest) -> Result<Self, Problem> {
        let header = |name: &str| {
            let value = request.headers().get(name)?;
            Some(value.to_str().map(str::trim).map_err(|_not_text| wrong_header(name)))
        };
        let version = |text: &str| {
            let digits = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
            digits.and_then(|digits| digits.parse().ok()).map(Version)
        };
        let expected = match (header("If-Match").transpose()?, header("If-None-Match").transpose()?)
        {
            (None, None) => Expected::Any,
            (Some(text), None) => {
                Expected::Exactly(version(text).ok_or_else(|| wrong_header("If-Match"))?)
            }
            (None, Some("*")) => Expected::NoStream,
            (_, Some(_)) => return Err(wrong_header("If-None-Match")),
        };
        let key = header("Idempotency-Key").transpose()?;
        let key = key
            .map(|text| {
                text.trim_matches('"').parse().map_err(|_not_an_id| wrong_header("Idempotency-Key"))
            })
            .transpose()?;
        Ok(Self { expected, key })
    }

    /// A condition of the caller's own that does not hold comes before whatever else is wrong.
    fn refused(&self, app: &App, stream: StreamId, error: RecordError) -> Problem {
        let (stream, expected) = (store::StreamId(stream.to_bytes()), self.expected);
        let actual = app.registry.store().version(stream);
        let holds = match expected {
            Expected::Any => true,
            Expected::NoStream => actual.is_none(),
            Expected::Exactly(version) => actual == Some(version),
        };
        if holds {
            return error.into();
        }
        let conflict = AppendError::VersionConflict { stream, expected, actual };
        Problem::coded(&conflict).status_of_precondition()
    }
}

fn wrong_header(name: &str) -> Problem {
    Problem::new(Fault::WrongHeader).field(name)
}

/// What is answered when everything is durable.
struct Recorded {
    status: StatusCode,
    version: Option<u32>,
    location: String,
    body: Shown,
}

impl Recorded {
    fn new(of: (StreamKind, StreamId), receipts: &[Receipt], batch: bool) -> Self {
        let replayed = receipts.iter().all(|receipt| receipt.replayed);
        // The head of an opaque entry says nothing of the case.
        let last = receipts.last().filter(|_| of.0 != StreamKind::Case);
        Self {
            status: if replayed { StatusCode::OK } else { StatusCode::CREATED },
            version: last.map(|receipt| receipt.version.0),
            location: format!("/v1/{}/{}", of.0, of.1),
            body: receipts_shown(of, receipts, batch),
        }
    }

    fn into_response(self) -> HttpResponse {
        let mut answer = HttpResponse::build(self.status);
        if let Some(version) = self.version {
            answer.insert_header(("etag", etag(version)));
        }
        answer.insert_header(("location", self.location)).json(self.body)
    }
}
