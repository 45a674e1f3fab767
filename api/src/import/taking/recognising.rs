//! Whom a row names: somebody known, somebody new, or somebody who probably is registered already.

use domain::id::StreamId;
use projections::persons::Likeness;
use serde_json::Value;

use super::ending::NotTaken;
use super::{Context, Import, Unprepared};
use crate::import::feed::Event;
use crate::import::mapping::OnDuplicate;
use crate::import::{RowError, RowFault};
use crate::input::EventInput;
use crate::names::Named;

impl Import<'_> {
    /// Whom an event names.
    pub(super) fn named(
        &mut self,
        index: usize,
        event: &Event,
        context: &mut Context,
    ) -> Result<Named, Unprepared> {
        let (kind, name) = (event.line.kind, &event.line.name);
        let refuse = |fault: RowFault, candidates| {
            let wrong = RowError::in_column(fault, "stream");
            Unprepared::Refused(NotTaken::Row(wrong, Some(index), candidates))
        };
        let named = self.names.take(kind, name);
        let named = named.map_err(|several| refuse(RowFault::AmbiguousReference, several))?;
        if !named.is_new {
            return Ok(named);
        }
        context.brought.push((kind, name.clone()));
        let registers = event.line.input.type_name == "migrant_registered";
        if registers && self.on_duplicate == OnDuplicate::Reject {
            let alike = self.alike(event, named, context);
            if !alike.is_empty() {
                return Err(refuse(RowFault::ProbableDuplicate, alike));
            }
        }
        Ok(named)
    }

    /// Who is registered already, by the same name, year of birth and number.
    fn alike(&mut self, event: &Event, named: Named, context: &mut Context) -> Vec<StreamId> {
        let Some((who, birth_year)) = likeness(&event.line.input) else { return Vec::new() };
        let mut alike = self.names.alike(&who, birth_year);
        alike.extend(self.newcomers.alike(&who, birth_year));
        if alike.is_empty() {
            self.newcomers.add(named.stream, &who, birth_year);
            context.newcomers.push(named.stream);
        }
        alike
    }
}

/// What somebody who is registered is recognised by; none where that is too little.
fn likeness(input: &EventInput) -> Option<(Likeness, i64)> {
    let personal = input.personal.as_ref()?;
    let text = |name: &str| personal.get(name).and_then(Value::as_str).unwrap_or_default();
    let mut who = Likeness::named(&format!("{} {}", text("given_name"), text("family_name")));
    who.phone(text("phone"));
    let documents = personal.get("documents").and_then(Value::as_array);
    for document in documents.into_iter().flatten() {
        who.document(document.get("number").and_then(Value::as_str).unwrap_or_default());
    }
    let birth_year = input.data.get("birth_year").and_then(Value::as_i64)?;
    who.says_enough().then_some((who, birth_year))
}
