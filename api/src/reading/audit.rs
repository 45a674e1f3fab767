//! Who recorded what, in the order of the log.

use domain::context::Role;
use domain::date::Day;
use domain::stream::StreamKind;
use projections::audit;
use serde_json::{Value, json};

use super::asked::Asked;
use crate::app::App;
use crate::auth::Viewer;
use crate::clock;
use crate::error::Problem;
use crate::policy;
use crate::query::{Query, wrong};

/// Who recorded what, in the order of the log.
///
/// # Errors
/// A parameter is wrong, or the moment asked cannot be read.
pub fn audited(app: &App, viewer: &Viewer, query: &Query) -> Result<Value, Problem> {
    let limits = &app.config.limits;
    let limit = query.limit(limits.page_rows_default, limits.page_rows_max)?;
    let asked = Asked::read(query)?;
    asked.wait(app)?;
    let size = asked.size(app)?;
    let from: u64 = query.value("from")?.unwrap_or(0);
    let filter = read_filter(query)?;
    let histories = app.registry.runner.histories();
    let size = size.min(histories.size());
    let written = audit::entries((&histories, size), &filter, (from, limit));
    let next = written.last().map(|last| last.position + 1).filter(|_| written.len() == limit);
    let seen = |of: &&audit::Written| policy::sees_event(viewer.role, of.type_id);
    let rows: Vec<Value> = written.iter().filter(seen).map(written_shown).collect();
    Ok(json!({"size": size, "rows": rows, "next_from": next}))
}

fn read_filter(query: &Query) -> Result<audit::Filter, Problem> {
    let role = query.text("role").map(|code| Role::from_code(code).ok_or_else(|| wrong("role")));
    let kind =
        query.text("kind").map(|code| StreamKind::from_code(code).ok_or_else(|| wrong("kind")));
    let of = query
        .text("type")
        .map(|name| domain::catalogue::by_name(name).map(|of| of.id).ok_or_else(|| wrong("type")));
    Ok(audit::Filter {
        actor: query.value("user")?,
        organisation: query.value("organisation")?,
        role: role.transpose()?,
        channel: None,
        kind: kind.transpose()?,
        type_id: of.transpose()?,
        from: query.value::<Day>("since")?,
        until: query.value::<Day>("until")?,
        late_by_days: query.value("late_by_days")?,
    })
}

fn written_shown(of: &audit::Written) -> Value {
    json!({
        "position": of.position,
        "event_id": of.event_id,
        "stream": of.stream,
        "kind": of.kind.map(StreamKind::code),
        "type": domain::catalogue::by_id(of.type_id).map(|known| known.name),
        "occurred_on": of.context.occurred_on,
        "recorded_at": clock::rfc_3339(of.recorded_at.0),
        "role": of.context.role.code(),
        "user": of.context.actor,
        "organisation": of.context.organisation,
        "country": of.context.country,
        "channel": of.context.channel.code(),
    })
}
