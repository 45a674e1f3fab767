//! The findings that a file would raise: the tables as they would be, beside those that are.

use std::collections::{BTreeMap, BTreeSet};

use domain::findings::Finding;
use domain::id::FindingId;
use projections::runner::Known;
use projections::tables::Tables;
use serde_json::{Value, json};

use crate::record::Rehearsal;
use crate::registry::{Registry, today};

/// Lines of the file that are given as examples, for each rule.
const LINES_MAX: usize = 5;

/// What would be found that was not found before: by rule, how often, and on which lines.
pub fn raised(registry: &Registry, rehearsal: &Rehearsal) -> Value {
    let on = today();
    let after = rehearsal.tables(&registry.runner, on);
    let before = registry.runner.at(Known::Size(rehearsal.before()), on);
    let known: BTreeSet<FindingId> =
        before.map(|tables| all(&tables).map(Finding::id).collect()).unwrap_or_default();
    let mut rules: BTreeMap<&'static str, (&'static str, u64, BTreeSet<u64>)> = BTreeMap::new();
    for finding in all(&after).filter(|finding| !known.contains(&finding.id())) {
        let (code, name) = (finding.rule.code(), finding.rule.name());
        let (_, count, lines) = rules.entry(code).or_insert_with(|| (name, 0, BTreeSet::new()));
        *count += 1;
        if lines.len() < LINES_MAX {
            lines.extend(
                finding.evidence.iter().filter_map(|id| rehearsal.line_of(*id)).next_back(),
            );
        }
    }
    let rule = |(code, (name, count, lines))| json!({"rule": code, "name": name, "count": count, "lines": lines});
    rules.into_iter().map(rule).collect()
}

fn all(tables: &Tables) -> impl Iterator<Item = &Finding> {
    let of_workers = tables.migrants.values().flat_map(|view| &view.findings);
    of_workers.chain(tables.complaints.values().flat_map(|view| &view.findings))
}
