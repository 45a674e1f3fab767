//! What happens to every request and answer: a name, a clock, headers, problem documents, one log
//! record, one count. Handlers know nothing of it.

use std::time::Instant;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpRequest, web};

use crate::app::App;
use crate::clock;
use crate::error::{Fault, Problem, chain};
use crate::language::Language;

/// The header that names a request.
pub const REQUEST_ID: &str = "x-request-id";

/// The language that a request prefers.
pub fn language(request: &HttpRequest) -> Language {
    request
        .headers()
        .get("accept-language")
        .and_then(|header| header.to_str().ok())
        .map_or_else(Language::default, Language::negotiate)
}

/// Wraps every handler.
///
/// # Errors
/// Never of its own: what goes wrong becomes an answer.
pub async fn edge(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let started = Instant::now();
    let id = request_id(&request);
    let answered = next.call(request).await?;
    let request = answered.request().clone();
    let problem = problem_of(&answered);
    let mut answer = match &problem {
        Some(problem) => answered.into_response(problem.answer(language(&request), Some(&id))),
        None => answered.map_into_boxed_body(),
    };
    set_headers(&mut answer, &id);
    account(&request, &answer, (&id, problem.as_ref(), started));
    Ok(answer)
}

/// A caller's own name for a request, if it is harmless; else a new one.
fn request_id(request: &ServiceRequest) -> String {
    let well_formed = |id: &&str| {
        (8..=64).contains(&id.len())
            && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    };
    request
        .headers()
        .get(REQUEST_ID)
        .and_then(|header| header.to_str().ok())
        .filter(well_formed)
        .map_or_else(clock::new_request_id, str::to_owned)
}

fn problem_of<B>(answer: &ServiceResponse<B>) -> Option<Problem> {
    let status = answer.status();
    if !status.is_client_error() && !status.is_server_error() {
        return None;
    }
    if let Some(problem) = answer.response().error().and_then(|error| error.as_error::<Problem>()) {
        return Some(problem.clone());
    }
    // A handler's own answer, such as that of the readiness probe, stands as it is.
    if answer.headers().contains_key("content-type") && answer.response().error().is_none() {
        return None;
    }
    Some(Problem::new(match status {
        StatusCode::NOT_FOUND => Fault::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => Fault::MethodNotAllowed,
        StatusCode::PAYLOAD_TOO_LARGE => Fault::BodyTooLarge,
        StatusCode::REQUEST_TIMEOUT => Fault::BodyTooSlow,
        status if status.is_client_error() => Fault::MalformedRequest,
        _ => Fault::Internal,
    }))
}

fn set_headers(answer: &mut ServiceResponse<BoxBody>, id: &str) {
    let headers = answer.headers_mut();
    if let Ok(id) = HeaderValue::from_str(id) {
        headers.insert(HeaderName::from_static(REQUEST_ID), id);
    }
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        (
            "content-security-policy",
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
        ),
    ] {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    let cache = HeaderName::from_static("cache-control");
    if !headers.contains_key(&cache) {
        headers.insert(cache, HeaderValue::from_static("no-store"));
    }
}

fn account(
    request: &HttpRequest,
    answer: &ServiceResponse<BoxBody>,
    (id, problem, started): (&str, Option<&Problem>, Instant),
) {
    let took = started.elapsed();
    let status = answer.status().as_u16();
    let method = request.method().as_str();
    // The template, never the path: paths hold ids and whatever else somebody typed.
    let route = request.match_pattern().unwrap_or_else(|| "(none)".to_owned());
    if let Some(app) = request.app_data::<web::Data<App>>() {
        app.metrics.answered((&route, method), status, took);
        if let Some(problem) = problem {
            app.metrics.refused(problem.code());
        }
    }
    let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    let code = problem.map_or("", Problem::code);
    match problem.and_then(Problem::cause) {
        Some(cause) => {
            tracing::error!(request_id = id, route, status, ms, code, cause = %chain(cause), "an answer could not be given");
        }
        None if status >= 500 => {
            tracing::warn!(request_id = id, route, status, ms, code, "answered");
        }
        None if status >= 400 => {
            tracing::info!(request_id = id, route, status, ms, code, "refused");
        }
        // What goes well is counted; a line for each would cost more than the answer.
        None => tracing::debug!(request_id = id, route, status, ms, "answered"),
    }
}
