//! How rows end: counted, or told with what is wrong and forgotten.

use domain::decider::Coded as _;
use domain::id::StreamId;

use super::{Context, Import};
use crate::fields::FieldError;
use crate::import::{Rejected, RowError, sentence};
use crate::record::{RecordError, Row as Ended};

/// Why a row is not handed over.
pub(super) enum NotTaken {
    Row(RowError, Option<usize>, Vec<StreamId>),
    Record(RecordError),
}

impl NotTaken {
    pub(super) fn field(event: usize, wrong: FieldError) -> Self {
        Self::Record(RecordError::Field { event, wrong })
    }
}

impl Import<'_> {
    pub(super) fn settle(&mut self, ended: Vec<(u64, Ended)>) {
        for (number, row) in ended {
            let context = self.contexts.remove(&number).unwrap_or_default();
            match row {
                Ended::Recorded(types) => {
                    for name in types {
                        self.progress.recorded += 1;
                        match self.progress.types.get_mut(name) {
                            Some(times) => *times += 1,
                            None => {
                                self.progress.types.insert(name.to_owned(), 1);
                            }
                        }
                    }
                }
                Ended::Known(_) => self.progress.known += 1,
                Ended::Refused(error) => {
                    let error =
                        error.of_event(|event| context.events.get(event).copied().unwrap_or(event));
                    self.forget(context);
                    self.reject(number, &NotTaken::Record(error));
                }
            }
        }
    }

    pub(super) fn forget(&mut self, context: Context) {
        for (kind, name) in context.brought {
            self.names.forget(kind, &name);
        }
        for stream in context.newcomers {
            self.newcomers.forget(stream);
        }
    }

    pub(super) fn reject(&mut self, line: u64, refused: &NotTaken) {
        self.progress.refused += 1;
        let rejected = match refused {
            NotTaken::Row(wrong, event, candidates) => Rejected {
                line,
                code: wrong.fault.code().into(),
                event: *event,
                field: wrong.column.clone(),
                sentence: sentence::of_row(wrong.fault, candidates, self.language),
            },
            NotTaken::Record(error) => Rejected {
                line,
                code: error.code().into(),
                event: error.event(),
                field: error.field().map(str::to_owned),
                sentence: sentence::of_record(error, self.language),
            },
        };
        self.listener.refused(rejected);
    }
}
