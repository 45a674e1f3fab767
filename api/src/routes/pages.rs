//! The documentation: pages for people and the `OpenAPI` description for programs. Open to anyone.

use actix_web::{HttpRequest, HttpResponse};

use crate::docs;
use crate::edge;
use crate::error::Problem;
use crate::language::Language;
use crate::openapi;
use crate::query::{Query, wrong};

pub(super) async fn openapi() -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").body(openapi::document().to_string())
}

pub(super) async fn index(request: HttpRequest, query: Query) -> Result<HttpResponse, Problem> {
    page(&request, &query, docs::index)
}

pub(super) async fn events(request: HttpRequest, query: Query) -> Result<HttpResponse, Problem> {
    page(&request, &query, docs::events)
}

pub(super) async fn errors(request: HttpRequest, query: Query) -> Result<HttpResponse, Problem> {
    page(&request, &query, docs::errors)
}

fn page(
    request: &HttpRequest,
    query: &Query,
    render: fn(Language) -> String,
) -> Result<HttpResponse, Problem> {
    let language = match query.text("lang") {
        Some(tag) => Language::from_tag(tag).ok_or_else(|| wrong("lang"))?,
        None => edge::language(request),
    };
    Ok(HttpResponse::Ok().content_type("text/html; charset=utf-8").body(render(language)))
}
