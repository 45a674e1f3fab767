//! The raw log: heads, digests and links as they are stored, no plaintext; and its verification.

use std::sync::atomic::Ordering;

use serde_json::{Value, json};
use store::{Link, PartClass, Position, Recorded, VerifyReport};

use crate::app::App;
use crate::auth::tokens::hex;
use crate::clock;
use crate::error::{Fault, Problem};
use crate::query::Query;

/// Where the log ends.
pub fn head(app: &App) -> Value {
    let store = app.registry.store();
    let (head, genesis) = (store.head(), store.genesis());
    json!({
        "origin": genesis.origin(),
        "log": match genesis.kind() {
            store::LogKind::Real => "real",
            store::LogKind::Simulation => "simulation",
        },
        "size": head.size,
        "link": link(head.link),
        "recorded_at": (head.size > 0).then(|| clock::rfc_3339(head.recorded_at_ms)),
        "readable": app.registry.runner.tables().size(),
    })
}

/// Entries as they are stored, from a position on.
///
/// # Errors
/// A parameter is wrong, or the log cannot be read.
pub fn entries(app: &App, query: &Query) -> Result<Value, Problem> {
    let limits = &app.config.limits;
    let limit = query.limit(limits.page_rows_default, limits.page_rows_max)?;
    let from: u64 = query.value("from")?.unwrap_or(0);
    let store = app.registry.store();
    let entries = store.read(Position(from), limit)?;
    let size = store.head().size;
    let next = entries.last().map(|last| last.position.0 + 1).filter(|next| *next < size);
    Ok(json!({
        "size": size,
        "entries": entries.iter().map(entry).collect::<Vec<_>>(),
        "next_from": next,
    }))
}

fn entry(of: &Recorded) -> Value {
    let parts: Vec<Value> = of
        .parts()
        .iter()
        .map(|part| {
            json!({
                "class": match part.class {
                    PartClass::Facts => "facts",
                    PartClass::Personal => "personal",
                    PartClass::Protected => "protected",
                },
                "number": part.number,
                "key_number": part.key_number,
                "digest": hex(&part.digest),
                "commitment": hex(&part.commitment),
                "sealed_bytes": of.sealed_bytes(part).len(),
            })
        })
        .collect();
    json!({
        "position": of.position.0,
        "recorded_at": clock::rfc_3339(of.recorded_at_ms),
        "event_id": domain::id::EventId::from_bytes(of.event_id.0),
        "stream": domain::id::StreamId::from_bytes(of.stream.0),
        "version": of.version.0,
        "opaque": of.is_opaque(),
        "type_id": of.type_id.0,
        "schema": of.schema,
        "head": hex(of.head_bytes()),
        "parts": parts,
        "link": link(of.link),
    })
}

/// A link as text.
pub fn link(of: Link) -> String {
    hex(&of.0)
}

/// Reads every stored byte again and computes every link again. One at a time.
///
/// # Errors
/// Another verification is running.
pub fn verify(app: &App) -> Result<Value, Problem> {
    if app.verifying.swap(true, Ordering::AcqRel) {
        return Err(Problem::new(Fault::Verifying));
    }
    let report = app.registry.store().verify(&mut |_| {});
    app.verifying.store(false, Ordering::Release);
    Ok(verified(&report))
}

/// What a verification found.
pub fn verified(report: &VerifyReport) -> Value {
    json!({
        "sound": report.is_sound(),
        "entries": report.entries,
        "streams": report.streams,
        "opaque": report.opaque,
        "size": report.head.size,
        "link": link(report.head.link),
        "first_bad": report.first_bad.as_ref().map(|(position, what)| {
            json!({"position": position.0, "what": what})
        }),
        "index_agrees": report.index_agrees,
    })
}
