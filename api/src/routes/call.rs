//! What handlers have in common: work that blocks, bodies that are read within bounds.

use std::time::Duration;

use actix_web::web::{Bytes, Data, Payload};
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::Value;

use crate::app::App;
use crate::error::{Fault, Problem};

/// Does work that blocks on a thread for such work.
///
/// # Errors
/// What the work says, or that it was abandoned.
pub(super) async fn block<T: Send + 'static>(
    app: &Data<App>,
    work: impl FnOnce(&App) -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let app = Data::clone(app);
    web::block(move || work(&app)).await.map_err(Problem::internal)?
}

/// Does work that blocks and answers with its JSON.
///
/// # Errors
/// What the work says.
pub(super) async fn answer(
    app: &Data<App>,
    work: impl FnOnce(&App) -> Result<Value, Problem> + Send + 'static,
) -> Result<HttpResponse, Problem> {
    Ok(HttpResponse::Ok().json(block(app, work).await?))
}

/// A body that says it is something else than JSON is not read as JSON. One that says nothing is.
///
/// # Errors
/// It says so.
pub(super) fn is_json(request: &HttpRequest) -> Result<(), Problem> {
    let Some(said) = request.headers().get("content-type") else { return Ok(()) };
    let media_type = said.to_str().ok().and_then(|text| text.split(';').next()).unwrap_or_default();
    let media_type = media_type.trim().to_ascii_lowercase();
    let structured = media_type.starts_with("application/") && media_type.ends_with("+json");
    if media_type == "application/json" || structured {
        Ok(())
    } else {
        Err(Problem::new(Fault::WrongContentType))
    }
}

/// Reads a body of at most so many bytes, within the time that the limits allow.
///
/// # Errors
/// It is larger, came too slowly, is compressed, or was cut short.
pub(super) async fn body(
    app: &Data<App>,
    request: &HttpRequest,
    (payload, bytes_max): (Payload, u32),
) -> Result<Bytes, Problem> {
    let too_large =
        || Problem::new(Fault::BodyTooLarge).detail(format!("at most {bytes_max} bytes"));
    let max = usize::try_from(bytes_max).unwrap_or(usize::MAX);
    let header = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
    if header("content-encoding").is_some_and(|encoding| encoding != "identity") {
        return Err(Problem::new(Fault::WrongHeader).field("Content-Encoding"));
    }
    let announced = header("content-length").and_then(|length| length.parse::<usize>().ok());
    if announced.is_some_and(|length| length > max) {
        return Err(too_large());
    }
    let seconds = Duration::from_secs(app.config.limits.body_seconds_max.into());
    let read = actix_web::rt::time::timeout(seconds, payload.to_bytes_limited(max));
    match read.await {
        Err(_elapsed) => Err(Problem::new(Fault::BodyTooSlow)),
        Ok(Err(_exceeded)) => Err(too_large()),
        Ok(Ok(Err(_cut_short))) => Err(Problem::new(Fault::MalformedRequest)),
        Ok(Ok(Ok(bytes))) => Ok(bytes),
    }
}
