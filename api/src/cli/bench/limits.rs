//! Bare limits of the server: the same HTTP stack with a handler that only parses the same JSON.

use actix_web::web::{self, Bytes};
use actix_web::{App, HttpResponse, HttpServer};
use serde_json::{Map, Value, json};

use super::super::Failure;
use crate::server::Alone;

/// A server that does nothing.
pub(super) fn empty() -> Result<Alone, Failure> {
    let app = || App::new().default_service(web::to(parse));
    let server = Alone::start(move |listener| {
        Ok(HttpServer::new(app).disable_signals().listen(listener)?.run())
    });
    Ok(server?)
}

async fn parse(body: Bytes) -> HttpResponse {
    match serde_json::from_slice::<Value>(&body) {
        Ok(value) => {
            HttpResponse::Created().json(json!({"members": value.as_object().map(Map::len)}))
        }
        Err(_) => HttpResponse::BadRequest().finish(),
    }
}
