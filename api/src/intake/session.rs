//! A dry run that comes in several requests: what it would have recorded is kept between them, for
//! one caller at a time and not for long.

use std::sync::PoisonError;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::app::App;
use crate::error::{Fault, Problem};
use crate::import::{Known, findings};
use crate::query::{Query, wrong};
use crate::record::Rehearsal;

/// After so long without a request, it is over.
const IDLE_MAX: Duration = Duration::from_secs(600);
/// Events that it may hold; about two hundred bytes each.
const EVENTS_MAX: usize = 2_000_000;

/// What a request says about the dry run that it belongs to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Asked {
    /// The name that the caller gave it.
    pub name: String,
    /// How many rows were sent before.
    pub rows_before: u64,
    /// Whether it is over.
    pub last: bool,
}

impl Asked {
    /// What a request says, if it says anything.
    ///
    /// # Errors
    /// A parameter is wrong.
    pub fn read(query: &Query) -> Result<Option<Self>, Problem> {
        let Some(name) = query.text("dry_run") else { return Ok(None) };
        let sound = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        if name.is_empty() || name.len() > 64 || !name.bytes().all(sound) {
            return Err(wrong("dry_run").about("1 to 64 of A-Z a-z 0-9 -"));
        }
        let rows_before = query.value("rows_before")?.unwrap_or(0);
        let last = query.value("last")?.unwrap_or(false);
        Ok(Some(Self { name: name.to_owned(), rows_before, last }))
    }
}

/// A dry run between two of its requests.
pub struct Session {
    name: String,
    token: String,
    rows: u64,
    used: Instant,
    /// What it would have recorded.
    pub(super) rehearsal: Rehearsal,
    /// What its file brought along.
    pub(super) known: Known,
}

impl Session {
    /// The session that a request belongs to: a new one for the first.
    ///
    /// # Errors
    /// It is over, or another has begun since.
    pub(super) fn take(app: &App, asked: &Asked, token: &str) -> Result<Self, Problem> {
        let held = app.rehearsing.lock().unwrap_or_else(PoisonError::into_inner).take();
        if asked.rows_before == 0 {
            return Ok(Self {
                name: asked.name.clone(),
                token: token.to_owned(),
                rows: 0,
                used: Instant::now(),
                rehearsal: Rehearsal::new(&app.registry.runner),
                known: Known::default(),
            });
        }
        let own = |held: &Session| {
            (held.name.as_str(), held.token.as_str(), held.rows)
                == (asked.name.as_str(), token, asked.rows_before)
                && held.used.elapsed() < IDLE_MAX
        };
        held.filter(own).ok_or_else(|| Problem::new(Fault::DryRunLost))
    }

    /// Keeps it for the next request, or says what it would have found.
    ///
    /// # Errors
    /// It holds too much.
    pub(super) fn leave(
        mut self,
        app: &App,
        rows: u64,
        last: bool,
    ) -> Result<Option<Value>, Problem> {
        if last {
            return Ok(Some(findings::raised(&app.registry, &self.rehearsal)));
        }
        if self.rehearsal.len() > EVENTS_MAX {
            return Err(Problem::new(Fault::DryRunTooLarge));
        }
        self.rows += rows;
        self.used = Instant::now();
        *app.rehearsing.lock().unwrap_or_else(PoisonError::into_inner) = Some(self);
        Ok(None)
    }
}
