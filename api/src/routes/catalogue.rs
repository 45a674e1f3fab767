//! The catalogue, as JSON, as JSON Schema, as headers of tables.

use actix_web::{HttpResponse, web};

use crate::auth::{Granted, rights};
use crate::catalogue::{self, schema};
use crate::error::{Fault, Problem};
use crate::template;

pub(super) async fn all(_: Granted<rights::Catalogue>) -> HttpResponse {
    HttpResponse::Ok().json(catalogue::document())
}

pub(super) async fn one(
    _: Granted<rights::Catalogue>,
    name: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let of = catalogue::find(&name).ok_or_else(|| Problem::new(Fault::NoSuchType))?;
    let schema = schema::event(of).to_string();
    Ok(HttpResponse::Ok().content_type("application/schema+json").body(schema))
}

pub(super) async fn template(
    _: Granted<rights::Catalogue>,
    name: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let of = catalogue::find(&name).ok_or_else(|| Problem::new(Fault::NoSuchType))?;
    let header = format!("{}\r\n", template::header(of));
    Ok(HttpResponse::Ok().content_type("text/csv; charset=utf-8; header=present").body(header))
}
