//! Whether the program runs and is ready, and what it counts.

use actix_web::{HttpResponse, web};

use crate::app::App;
use crate::auth::{Granted, rights};
use crate::error::Problem;

pub(super) async fn alive() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("alive\n")
}

pub(super) async fn metrics(
    _: Granted<rights::Metrics>,
    app: web::Data<App>,
) -> Result<HttpResponse, Problem> {
    let text = app.metrics.text().map_err(Problem::internal)?;
    Ok(HttpResponse::Ok().content_type("text/plain; version=0.0.4; charset=utf-8").body(text))
}
