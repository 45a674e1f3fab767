//! Finding people and others by words. The words come in a body and go nowhere else.

use domain::id::StreamId;
use domain::stream::StreamKind;
use serde::Deserialize;
use serde_json::{Value, json};

use super::story::{Sight, Story};
use crate::app::App;
use crate::auth::Viewer;
use crate::error::Problem;
use crate::language::Language;
use crate::policy::{self, Grant, Permission};
use crate::query::wrong;

/// The most characters of a search.
const WORDS_CHARS_MAX: usize = 200;

/// What is looked for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    /// Names, a telephone number, a document's number, another register's reference.
    pub words: String,
    /// Which kinds of stream; all that the role reads when absent.
    #[serde(default)]
    pub kinds: Vec<StreamKind>,
    /// How many answers at most.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// The streams that fit, best first, with the names that their registration gave.
///
/// # Errors
/// The search makes no sense, or a stream cannot be read.
pub fn search(app: &App, viewer: &Viewer, wanted: &Wanted) -> Result<Value, Problem> {
    let max = app.config.limits.search_rows_max;
    let limit = wanted.limit.unwrap_or(max);
    if !(1..=max).contains(&limit) {
        return Err(wrong("limit").detail(format!("from 1 to {max}")));
    }
    let words = wanted.words.trim();
    if words.is_empty() || words.chars().count() > WORDS_CHARS_MAX {
        return Err(wrong("words").detail(format!("1 to {WORDS_CHARS_MAX} characters")));
    }
    super::models::people(app)?;
    let readable = |kind: &StreamKind| {
        policy::grant(viewer.role, Permission::Read(*kind)) == Grant::All
            && (wanted.kinds.is_empty() || wanted.kinds.contains(kind))
    };
    let kinds: Vec<StreamKind> = StreamKind::ALL.iter().copied().filter(readable).collect();
    let count = usize::try_from(limit).unwrap_or(usize::MAX);
    let (hits, size) = app.registry.runner.persons(|persons| {
        let hits = if kinds.is_empty() { Vec::new() } else { persons.search(words, &kinds, count) };
        (hits, persons.size())
    });
    let rows = hits
        .into_iter()
        .map(|hit| {
            let by: Vec<String> =
                hit.by.iter().map(|facet| format!("{facet:?}").to_lowercase()).collect();
            Ok(json!({
                "kind": hit.kind.code(),
                "stream": hit.stream,
                "by": by,
                "score": hit.score,
                "personal": first_personal(app, viewer, (hit.kind, hit.stream))?,
            }))
        })
        .collect::<Result<Vec<Value>, Problem>>()?;
    Ok(json!({"size": size, "rows": rows}))
}

/// What the first entry with a personal part says.
fn first_personal(
    app: &App,
    viewer: &Viewer,
    stream: (StreamKind, StreamId),
) -> Result<Value, Problem> {
    let story = Story::read(app, stream, u64::MAX)?;
    let sight = Sight { role: viewer.role, identity: true, language: Language::default() };
    let shown = story.shown(sight);
    let first = shown.iter().find_map(|entry| entry.get("personal")?.get(0)?.get("details"));
    Ok(first.cloned().unwrap_or_default())
}
