//! The search over HTTP: its words come in the body and never stand in a URL.

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};

use super::call;
use crate::app::App;
use crate::auth::{Granted, rights};
use crate::body;
use crate::error::Problem;
use crate::reading::search;

pub(super) async fn find(
    granted: Granted<rights::Search>,
    app: Data<App>,
    (request, payload): (HttpRequest, Payload),
) -> Result<HttpResponse, Problem> {
    call::is_json(&request)?;
    let bytes = call::body(&app, &request, (payload, app.config.limits.body_bytes_max)).await?;
    let wanted = body::typed(body::parse(&bytes)?)?;
    call::answer(&app, move |app| search::search(app, &granted.viewer, &wanted)).await
}
