//! Whether the program runs and is ready, and what it counts.

use actix_web::{HttpResponse, web};

use super::call;
use crate::app::App;
use crate::auth::{Granted, rights};
use crate::error::{Fault, Problem};
use crate::reading;

pub(super) async fn alive() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("alive\n")
}

pub(super) async fn ready(app: web::Data<App>) -> Result<HttpResponse, Problem> {
    reading::models::ready(&app)?;
    let store = app.registry.store();
    if store.failure().is_none() && app.registry.runner.health().is_ready() {
        let people = match app.registry.runner.persons_behind() {
            None => String::new(),
            Some(of) => {
                format!("people cannot be found yet: {} of {} entries\n", of.done, of.total)
            }
        };
        let said = format!("ready\n{people}");
        Ok(HttpResponse::Ok().content_type("text/plain; charset=utf-8").body(said))
    } else {
        Err(Problem::new(Fault::NotReady).about("the log cannot be written or read"))
    }
}

pub(super) async fn metrics(
    _: Granted<rights::Operate>,
    app: web::Data<App>,
) -> Result<HttpResponse, Problem> {
    let health = app.registry.runner.health();
    let gauge = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    app.metrics.log_size.set(gauge(health.head));
    app.metrics.runner_lag.set(gauge(health.lag()));
    app.metrics.models_healthy.set(i64::from(health.stops.is_empty()));
    let text = app.metrics.text().map_err(Problem::internal)?;
    Ok(HttpResponse::Ok().content_type("text/plain; version=0.0.4; charset=utf-8").body(text))
}

pub(super) async fn models(
    _: Granted<rights::Operate>,
    app: web::Data<App>,
) -> Result<HttpResponse, Problem> {
    call::answer(&app, |app| Ok(reading::models::health(app))).await
}

pub(super) async fn rebuild(
    _: Granted<rights::Operate>,
    app: web::Data<App>,
) -> Result<HttpResponse, Problem> {
    call::answer(&app, reading::models::rebuild).await
}
