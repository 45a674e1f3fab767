//! How the read models do, and making them anew.

use projections::runner::State;
use serde_json::{Value, json};

use crate::app::App;
use crate::error::Problem;

/// How the read models do. No person is in it.
pub fn health(app: &App) -> Value {
    let health = app.registry.runner.health();
    let stops: Vec<Value> = health
        .stops
        .iter()
        .map(|stop| {
            json!({
                "kind": stop.kind.map(domain::stream::StreamKind::code),
                "position": stop.position,
                "type_id": stop.type_id,
                "reason": stop.reason.to_string(),
            })
        })
        .collect();
    let progress = |of: &projections::runner::Progress| {
        json!({
            "done": of.done,
            "total": of.total,
            "seconds_left": of.remaining().map(|left| left.as_secs()),
        })
    };
    let (state, catching_up) = match &health.state {
        State::CatchingUp(of) => ("catching_up", Some(progress(of))),
        State::Live => ("live", None),
        // What the operating system said stands in the logs.
        State::Failing(_) => ("failing", None),
        State::Stopped => ("stopped", None),
    };
    json!({
        "state": state,
        "catching_up": catching_up,
        "ready": health.is_ready(),
        "size": health.size,
        "head": health.head,
        "lag": health.lag(),
        "persons_size": health.persons_size,
        "stops": stops,
        "rebuild": health.rebuild.as_ref().map(progress),
    })
}

/// Derives everything anew from the log, beside what is served, and switches to it.
///
/// # Errors
/// A rebuild is going on already, or the log cannot be read.
pub fn rebuild(app: &App) -> Result<Value, Problem> {
    let rebuilt = app.registry.runner.rebuild().map_err(|error| Problem::coded(&error))?;
    let took = u64::try_from(rebuilt.took.as_millis()).unwrap_or(u64::MAX);
    Ok(json!({"size": rebuilt.size, "took_ms": took, "differed": rebuilt.differed}))
}
