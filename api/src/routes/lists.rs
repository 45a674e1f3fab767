//! The lists and the reports over HTTP.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

use super::call;
use crate::app::App;
use crate::auth::{Granted, rights};
use crate::edge;
use crate::error::Problem;
use crate::query::Query;
use crate::reading::{lists, report};

type Answered = Result<HttpResponse, Problem>;

pub(super) async fn placements(
    granted: Granted<rights::Placements>,
    app: Data<App>,
    query: Query,
) -> Answered {
    call::answer(&app, move |app| lists::placements(app, granted.own(), &query)).await
}

pub(super) async fn complaints(
    granted: Granted<rights::Complaints>,
    app: Data<App>,
    query: Query,
) -> Answered {
    call::answer(&app, move |app| lists::complaints(app, &granted.viewer, &query)).await
}

pub(super) async fn worklist(
    _: Granted<rights::Protection>,
    app: Data<App>,
    query: Query,
) -> Answered {
    call::answer(&app, move |app| lists::worklist(app, &query)).await
}

pub(super) async fn cohort(_: Granted<rights::Cohort>, app: Data<App>, query: Query) -> Answered {
    call::answer(&app, move |app| lists::cohort(app, &query)).await
}

pub(super) async fn findings(
    _: Granted<rights::Findings>,
    app: Data<App>,
    query: Query,
) -> Answered {
    call::answer(&app, move |app| lists::found(app, &query)).await
}

pub(super) async fn reports(
    _: Granted<rights::Reports>,
    app: Data<App>,
    request: HttpRequest,
) -> Answered {
    let language = edge::language(&request);
    call::answer(&app, move |_| report::list(language)).await
}

pub(super) async fn report(
    granted: Granted<rights::Reports>,
    app: Data<App>,
    (code, query): (Path<String>, Query),
) -> Answered {
    call::answer(&app, move |app| report::answer(app, &granted.viewer, (&code, &query))).await
}
