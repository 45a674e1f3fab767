//! Files over HTTP.

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use domain::text::ExternalId;

use super::call;
use crate::app::App;
use crate::auth::{Granted, rights};
use crate::catalogue;
use crate::edge;
use crate::error::{Fault, Problem};
use crate::import::mapping::OnDuplicate;
use crate::intake::{self, Asked, Whose};
use crate::query::{Query, wrong};

/// The source of names when the request names none.
const SOURCE: &str = "import";

pub(super) async fn lines(
    granted: Granted<rights::Import>,
    (app, request): (Data<App>, HttpRequest),
    (query, payload): (Query, Payload),
) -> Result<HttpResponse, Problem> {
    let source = query.text("source").unwrap_or(SOURCE).to_owned();
    if ExternalId::try_from(source.clone()).is_err() {
        return Err(wrong("source").about("1 to 80 characters"));
    }
    let on_duplicate = match query.text("on_probable_duplicate") {
        None | Some("reject") => OnDuplicate::Reject,
        Some("create") => OnDuplicate::Create,
        Some(_) => return Err(wrong("on_probable_duplicate").about("reject or create")),
    };
    let dry_run = Asked::read(&query)?;
    let after = query.text("after").map(str::to_owned);
    let bytes = call::body(&app, &request, (payload, app.config.limits.import_bytes_max)).await?;
    let of = match query.text("type") {
        Some(name) => Some(catalogue::find(name).ok_or_else(|| Problem::new(Fault::NoSuchType))?),
        None => None,
    };
    let language = edge::language(&request);
    call::answer(&app, move |app| {
        if let Some(after) = after {
            intake::after(app, &after)?;
        }
        let viewer = &granted.viewer;
        let whose = Whose { viewer, source: &source, language, on_duplicate, dry_run };
        match of {
            None => intake::lines(app, &whose, &bytes),
            Some(of) => intake::table(app, (&whose, of), &bytes),
        }
    })
    .await
}
