//! The moment that a question is about: what was known, as of which day, not before which write.

use std::sync::Arc;
use std::time::Duration;

use domain::date::Day;
use projections::runner::{AskError, Known};
use projections::tables::Tables;

use crate::app::App;
use crate::error::{Fault, Problem};
use crate::query::{Query, wrong};
use crate::registry::today;

/// The moment that a question is about.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// What was known.
    pub known: Known,
    /// The last day that is looked at; none means today.
    pub on: Option<Day>,
    /// The position that must be readable first.
    pub at_least: Option<u64>,
}

impl Asked {
    /// Reads `as_known`, `on` and `at_least`.
    ///
    /// # Errors
    /// One of them has not the expected form.
    pub fn read(query: &Query) -> Result<Self, Problem> {
        let known = match query.text("as_known") {
            None => Known::Head,
            Some(text) => {
                let size = text.parse().map(Known::Size).ok();
                let day = || text.parse().map(Known::end_of).ok();
                size.or_else(day).ok_or_else(|| {
                    wrong("as_known").about("a number of entries, or a day such as 2024-09-30")
                })?
            }
        };
        Ok(Self { known, on: query.value("on")?, at_least: query.value("at_least")? })
    }

    /// Waits, within bounds, until the read models show the position asked for.
    ///
    /// # Errors
    /// They do not yet.
    pub fn wait(&self, app: &App) -> Result<(), Problem> {
        super::models::ready(app)?;
        let Some(position) = self.at_least else { return Ok(()) };
        let size = position.saturating_add(1);
        let timeout = Duration::from_millis(app.config.limits.wait_ms_max.into());
        // A position that nobody has recorded is not worth waiting for.
        let recorded = app.registry.store().head().size >= size;
        if recorded && app.registry.runner.wait_for(size, timeout) {
            Ok(())
        } else {
            Err(Problem::new(Fault::NotYet))
        }
    }

    /// The tables of that moment.
    ///
    /// # Errors
    /// The log is not that long, or cannot be read, or the read models are behind.
    pub fn tables(&self, app: &App) -> Result<Arc<Tables>, Problem> {
        self.wait(app)?;
        let runner = &app.registry.runner;
        match (self.known, self.on) {
            (Known::Head, None) => Ok(runner.tables()),
            (known, on) => Ok(runner.at(known, on.unwrap_or_else(today))?),
        }
    }

    /// The size of log that was known: for answers made from the log, which shows at once what is
    /// durable.
    ///
    /// # Errors
    /// The log is not that long, or cannot be read.
    pub fn size(&self, app: &App) -> Result<u64, Problem> {
        if self.at_least.is_some_and(|position| app.registry.store().head().size <= position) {
            return Err(Problem::new(Fault::NotYet));
        }
        match self.known {
            Known::Head => Ok(app.registry.store().head().size),
            known @ (Known::Size(_) | Known::Time(_)) => {
                let size = app.registry.runner.size_at(known)?;
                let head = app.registry.store().head().size;
                if size > head { Err(AskError::NotYet { size: head }.into()) } else { Ok(size) }
            }
        }
    }
}
