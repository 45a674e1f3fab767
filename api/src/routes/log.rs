//! The log itself over HTTP: head, raw entries, who wrote them, verification.

use actix_web::HttpResponse;
use actix_web::web::Data;

use super::call;
use crate::app::App;
use crate::auth::{Granted, rights};
use crate::error::Problem;
use crate::query::Query;
use crate::reading::{audit, log};

pub(super) async fn head(_: Granted<rights::Catalogue>, app: Data<App>) -> HttpResponse {
    HttpResponse::Ok().json(log::head(&app))
}

pub(super) async fn entries(
    _: Granted<rights::Log>,
    app: Data<App>,
    query: Query,
) -> Result<HttpResponse, Problem> {
    call::answer(&app, move |app| log::entries(app, &query)).await
}

pub(super) async fn verify(
    _: Granted<rights::Verify>,
    app: Data<App>,
) -> Result<HttpResponse, Problem> {
    call::answer(&app, log::verify).await
}

pub(super) async fn audited(
    granted: Granted<rights::Audit>,
    app: Data<App>,
    query: Query,
) -> Result<HttpResponse, Problem> {
    call::answer(&app, move |app| audit::audited(app, &granted.viewer, &query)).await
}
