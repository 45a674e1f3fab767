//! How the read models do, and making them anew.

use projections::runner::{Progress, State};
use serde_json::{Value, json};

use crate::app::App;
use crate::error::{Fault, Problem};

/// Lets an answer be made from read models only when they have shown the whole log once.
///
/// # Errors
/// They are still being made; the answer says how far.
pub fn ready(app: &App) -> Result<(), Problem> {
    app.registry.runner.behind().map_or(Ok(()), |of| Err(behind(Fault::NotReady, of)))
}

/// Lets people be looked for only when all can be found.
///
/// # Errors
/// The index is still being made; the answer says how far.
pub fn people(app: &App) -> Result<(), Problem> {
    let behind_by = app.registry.runner.persons_behind();
    behind_by.map_or(Ok(()), |of| Err(behind(Fault::PeopleNotReady, of)))
}

fn behind(fault: Fault, of: Progress) -> Problem {
    let seconds = of.remaining().map_or(1, |left| left.as_secs() + 1);
    let said = format!("{} of {} entries", of.done, of.total);
    Problem::new(fault).detail(said).retry_after(seconds)
}

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
    let progress = |of: &Progress| {
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
        "persons": health.persons.as_ref().map(progress),
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
