//! Files over HTTP.

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};

use super::call;
use crate::app::App;
use crate::auth::{Granted, rights};
use crate::catalogue;
use crate::error::{Fault, Problem};
use crate::intake;
use crate::query::{Query, wrong};

/// The source of names when the request names none.
const SOURCE: &str = "import";

pub(super) async fn lines(
    granted: Granted<rights::Import>,
    (app, request): (Data<App>, HttpRequest),
    (query, payload): (Query, Payload),
) -> Result<HttpResponse, Problem> {
    let source = query.text("source").unwrap_or(SOURCE).to_owned();
    let sound = |byte: u8| byte.is_ascii_alphanumeric() || b"._/-".contains(&byte);
    if source.is_empty() || source.len() > 64 || !source.bytes().all(sound) {
        return Err(wrong("source").about("1 to 64 of A-Z a-z 0-9 . _ / -"));
    }
    let bytes = call::body(&app, &request, (payload, app.config.limits.import_bytes_max)).await?;
    let of = match query.text("type") {
        Some(name) => Some(catalogue::find(name).ok_or_else(|| Problem::new(Fault::NoSuchType))?),
        None => None,
    };
    call::answer(&app, move |app| match of {
        None => intake::lines(app, &granted.viewer, (&source, &bytes)),
        Some(of) => intake::table(app, (&granted.viewer, of), (&source, &bytes)),
    })
    .await
}
