//! How agencies, employers, vacancies, programmes, organisations, users, findings and the
//! registry itself stand, as JSON.

use domain::agency::{Act, Licence};
use domain::finding::State as FindingStands;
use domain::id::StreamId;
use domain::stream::StreamKind;
use projections::tables::Tables;
use serde_json::{Value, json};

/// How a stream of a register stands; null when nothing is known of it, or of a kind whose rows
/// are lists of their own.
pub fn state(tables: &Tables, kind: StreamKind, stream: StreamId) -> Value {
    match kind {
        StreamKind::Agency => agency(tables, stream),
        StreamKind::Employer => employer(tables, stream),
        StreamKind::Vacancy => vacancy(tables, stream),
        StreamKind::Programme => tables.programmes.get(stream.into()).map_or(Value::Null, |view| {
            json!({"registered": view.state.registered.is_some(), "waiting": view.state.waiting.len()})
        }),
        StreamKind::Organisation => organisation(tables, stream),
        StreamKind::User => user(tables, stream),
        StreamKind::Finding => finding(tables, stream),
        StreamKind::Registry => registry(tables),
        StreamKind::Migrant | StreamKind::Complaint | StreamKind::Case | StreamKind::Access => {
            Value::Null
        }
    }
}

fn agency(tables: &Tables, stream: StreamId) -> Value {
    let Some(view) = tables.agencies.get(stream.into()) else { return Value::Null };
    json!({
        "country": view.state.registered.map(|known| known.country),
        "type": view.state.registered.map(|known| known.kind.code()),
        "licence": licence(tables, &view.state.licence),
        "sub_agents": view.state.sub_agents.len(),
        "workers_placed": tables.placed_by(stream.into()).count(),
    })
}

fn licence(tables: &Tables, of: &Licence) -> Value {
    let periods: Vec<Value> =
        of.periods().iter().map(|period| json!({"from": period.from, "to": period.to})).collect();
    let acts: Vec<Value> = of
        .acts()
        .iter()
        .map(|(day, act)| {
            let (name, until) = match act {
                Act::Granted => ("GRANTED", None),
                Act::Suspended { until } => ("SUSPENDED", *until),
                Act::Reinstated => ("REINSTATED", None),
                Act::Revoked => ("REVOKED", None),
                Act::Expired => ("EXPIRED", None),
            };
            json!({"on": day, "act": name, "until": until})
        })
        .collect();
    let status = of.status_on(tables.as_of()).code();
    json!({"status": status, "periods": periods, "acts": acts})
}

fn employer(tables: &Tables, stream: StreamId) -> Value {
    let Some(view) = tables.employers.get(stream.into()) else { return Value::Null };
    json!({
        "country": view.state.registered.map(|known| known.country),
        "type": view.state.registered.map(|known| known.kind.code()),
        "activity": view.state.registered.and_then(|known| known.activity),
        "blacklisted_since": view.state.blacklisted,
        "closed_on": view.state.closed,
        "workers_placed": tables.placed_with(stream.into()).count(),
    })
}

fn vacancy(tables: &Tables, stream: StreamId) -> Value {
    let Some(view) = tables.vacancies.get(stream.into()) else { return Value::Null };
    json!({
        "published_on": view.state.published.map(|known| known.on),
        "employer": view.state.published.map(|known| known.employer),
        "places": view.state.published.map(|known| known.places),
        "closed_on": view.state.closed,
    })
}

fn organisation(tables: &Tables, stream: StreamId) -> Value {
    let Some(view) = tables.organisations.get(stream.into()) else { return Value::Null };
    json!({
        "country": view.state.registered.map(|known| known.country),
        "type": view.state.registered.map(|known| known.kind.code()),
        "dissolved_on": view.state.dissolved,
    })
}

fn user(tables: &Tables, stream: StreamId) -> Value {
    let Some(view) = tables.users.get(stream.into()) else { return Value::Null };
    let roles: Vec<Value> = view
        .state
        .roles
        .iter()
        .map(|(role, until)| json!({"role": role.code(), "until": until}))
        .collect();
    json!({
        "organisation": view.state.organisation,
        "roles": roles,
        "active": view.state.deactivated.is_none(),
    })
}

fn finding(tables: &Tables, stream: StreamId) -> Value {
    let Some(view) = tables.finding_states.get(stream.into()) else { return Value::Null };
    match view.state {
        FindingStands::Open => json!({"state": "OPEN"}),
        FindingStands::Acknowledged { since } => json!({"state": "ACKNOWLEDGED", "since": since}),
        FindingStands::Closed { on, reason } => {
            json!({"state": "CLOSED", "since": on, "end": reason.code()})
        }
    }
}

fn registry(tables: &Tables) -> Value {
    let Some(rows) = tables.registry_rows() else { return json!({"rates": [], "adopted": 0}) };
    let rates = rows.state.rates.iter().map(|((base, quote, day), rate)| {
        json!({"base": base, "quote": quote, "day": day, "rate": rate})
    });
    json!({"rates": rates.collect::<Vec<Value>>(), "adopted": rows.state.adopted.len()})
}
