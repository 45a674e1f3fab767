//! A stream's history as people read it: every entry, who recorded it, both times, corrections
//! shown as corrections. Names and texts only for those who may see them.

use std::collections::{BTreeMap, BTreeSet};

use domain::amendment;
use domain::context::{Context, PersonalPart, Role};
use domain::decider::Format as _;
use domain::event::EventSet;
use domain::id::{EventId, StreamId};
use domain::stored;
use domain::stream::StreamKind;
use serde_json::{Map, Value, json};
use store::{Codec, Sealed, SubjectId};

use crate::app::App;
use crate::auth::tokens::hex;
use crate::clock;
use crate::error::{Fault, Problem};
use crate::json::Json;
use crate::language::Language;
use crate::policy;

/// An entry with its facts opened, plain or of a case.
pub struct Entry {
    /// Its place in the log.
    pub position: u64,
    /// Its place in the stream.
    pub version: u32,
    /// Its id.
    pub event_id: EventId,
    /// The number of its type and the version of its layout.
    pub of_type: (u16, u16),
    /// When it was recorded, in milliseconds.
    pub recorded_at_ms: i64,
    /// What it carries beside its payload; none when this program cannot read it.
    pub context: Option<Context>,
    payload: Vec<u8>,
    personal: Vec<(SubjectId, Result<Vec<u8>, Sealed>)>,
    amends: Option<amendment::Event>,
}

/// A stream's entries as far as a log of some size holds them.
pub struct Story {
    /// The stream.
    pub stream: StreamId,
    /// What it tells the story of.
    pub kind: StreamKind,
    /// Its entries, in the order of the log.
    pub entries: Vec<Entry>,
}

impl Story {
    /// Reads a stream up to a size of the log.
    ///
    /// # Errors
    /// Nothing was recorded on it by then, it is of another kind, or the log cannot be read.
    pub fn read(
        app: &App,
        (kind, stream): (StreamKind, StreamId),
        size: u64,
    ) -> Result<Self, Problem> {
        let known = app.registry.recorder.kind_of(stream)?;
        let mut entries = if kind == StreamKind::Case {
            opened_case(app, stream)?
        } else if known == Some(kind) {
            opened(app, stream)?
        } else {
            Vec::new()
        };
        entries.retain(|entry| entry.position < size);
        if entries.is_empty() {
            return Err(Problem::new(Fault::NoSuchStream));
        }
        Ok(Self { stream, kind, entries })
    }

    /// The version of its last entry.
    pub fn version(&self) -> u32 {
        self.entries.last().map_or(0, |entry| entry.version)
    }

    /// Its entries as JSON; personal parts only where the sight goes that far.
    pub fn shown(&self, sight: Sight) -> Vec<Value> {
        let (corrected, annulled) = self.amended();
        let hidden = self.hidden_from(sight.role);
        self.entries
            .iter()
            .filter(|entry| !hidden.contains(&entry.event_id))
            .map(|entry| {
                let mut shown = entry.shown(sight);
                for (name, by) in [("corrected_by", &corrected), ("annulled_by", &annulled)] {
                    if let Some(by) = by.get(&entry.event_id) {
                        shown.insert(name.to_owned(), json!(by));
                    }
                }
                if let Some(amends) = &entry.amends {
                    shown.insert("amends".to_owned(), self.amends(amends));
                }
                Value::Object(shown)
            })
            .collect()
    }

    /// The entries that a role does not learn of, and what puts them right.
    fn hidden_from(&self, role: Role) -> BTreeSet<EventId> {
        let mut hidden = BTreeSet::new();
        for entry in &self.entries {
            let of_hidden =
                entry.amends.as_ref().is_some_and(|amends| hidden.contains(&target_of(amends)));
            if of_hidden || !policy::sees_event(role, entry.of_type.0) {
                hidden.insert(entry.event_id);
            }
        }
        hidden
    }

    fn amends(&self, event: &amendment::Event) -> Value {
        let target = target_of(event);
        let position = self.entries.iter().find(|entry| entry.event_id == target);
        json!({"target": target, "position": position.map(|entry| entry.position)})
    }

    /// Which entries are corrected and annulled, and by which. Later amendments are looked at
    /// first, so that an annulled one takes no effect; as `domain::history` does.
    fn amended(&self) -> (BTreeMap<EventId, EventId>, BTreeMap<EventId, EventId>) {
        let (mut corrected, mut annulled) = (BTreeMap::new(), BTreeMap::new());
        for entry in self.entries.iter().rev() {
            let Some(amends) = &entry.amends else { continue };
            if annulled.contains_key(&entry.event_id) {
                continue;
            }
            let by = match amends {
                amendment::Event::CorrectionRecorded(_) => &mut corrected,
                amendment::Event::EventAnnulled(_) => &mut annulled,
            };
            by.entry(target_of(amends)).or_insert(entry.event_id);
        }
        (corrected, annulled)
    }
}

fn target_of(event: &amendment::Event) -> EventId {
    match event {
        amendment::Event::CorrectionRecorded(said) => said.target,
        amendment::Event::EventAnnulled(said) => said.target,
    }
}

/// What of an entry is shown.
#[derive(Clone, Copy, Debug)]
pub struct Sight {
    /// To whom: types of events that the role does not learn of are left out.
    pub role: Role,
    /// Whether names and texts are.
    pub identity: bool,
    /// In which language labels are.
    pub language: Language,
}

impl Entry {
    fn new(
        head: (u64, u32, EventId),
        (of_type, recorded_at_ms): ((u16, u16), i64),
        facts: &[u8],
        personal: Vec<(SubjectId, Result<Vec<u8>, Sealed>)>,
    ) -> Self {
        let (context, payload) = stored::read_context(&Codec, facts)
            .map_or((None, Vec::new()), |(context, payload)| (Some(context), payload.to_vec()));
        let amends = amendment::Event::owns(of_type.0)
            .then(|| amendment::Event::decode(&Codec, of_type.0, of_type.1, &payload).ok());
        Self {
            position: head.0,
            version: head.1,
            event_id: head.2,
            of_type,
            recorded_at_ms,
            context,
            payload,
            personal,
            amends: amends.flatten(),
        }
    }

    fn shown(&self, sight: Sight) -> Map<String, Value> {
        let mut shown = Map::new();
        let mut put = |name: &str, value: Value| {
            if !value.is_null() {
                shown.insert(name.to_owned(), value);
            }
        };
        put("position", json!(self.position));
        put("version", json!(self.version));
        put("event_id", json!(self.event_id));
        match domain::catalogue::by_id(self.of_type.0) {
            Some(of) => {
                put("type", json!(of.name));
                let label = crate::catalogue::word(sight.language, &format!("event.{}", of.name));
                put("label", json!(label));
            }
            None => put("unknown_type", json!(self.of_type.0)),
        }
        put("recorded_at", json!(clock::rfc_3339(self.recorded_at_ms)));
        if let Some(context) = &self.context {
            context_shown(context, self.recorded_at_ms, &mut put);
        }
        match domain::any::show(&Codec, &Json, self.of_type, &self.payload) {
            Ok(bytes) => put("data", serde_json::from_slice(&bytes).unwrap_or_default()),
            Err(_) => put("unreadable", json!(true)),
        }
        if sight.identity && !self.personal.is_empty() {
            let parts: Vec<Value> = self
                .personal
                .iter()
                .map(|(subject, part)| personal_shown(self.of_type, *subject, part))
                .collect();
            put("personal", json!(parts));
        }
        shown
    }
}

fn context_shown(context: &Context, recorded_at_ms: i64, put: &mut dyn FnMut(&str, Value)) {
    put("occurred_on", json!(context.occurred_on));
    let recorded = i32::try_from(recorded_at_ms.div_euclid(86_400_000)).unwrap_or(i32::MAX);
    let late = recorded.saturating_sub(context.occurred_on.last_day().number());
    put("days_late", if late > 0 { json!(late) } else { Value::Null });
    put(
        "by",
        json!({
            "role": context.role.code(),
            "user": context.actor,
            "organisation": context.organisation,
            "country": context.country,
        }),
    );
    put("channel", json!(context.channel.code()));
    put("legal_basis", json!(context.legal_basis.code()));
    put("sensitivity", json!(context.sensitivity.code()));
    put("device_recorded_at", json!(context.device_recorded_at.map(|at| clock::rfc_3339(at.0))));
    put("cycle", json!(context.cycle));
    put("correlation", json!(context.correlation));
    put("causation", json!(context.causation));
}

fn personal_shown(
    of_type: (u16, u16),
    subject: SubjectId,
    part: &Result<Vec<u8>, Sealed>,
) -> Value {
    let subject = domain::id::SubjectId::from_bytes(subject.0);
    let Ok(bytes) = part else {
        return json!({"subject": subject, "erased": true});
    };
    let Ok(part) = Codec.decode::<PersonalPart>(bytes) else {
        return json!({"subject": subject, "unreadable": true});
    };
    let mut shown = Map::new();
    shown.insert("subject".to_owned(), json!(subject));
    if !part.details.is_empty() {
        let details = domain::any::show_personal(&Codec, &Json, of_type, &part.details)
            .ok()
            .and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok());
        shown.insert("details".to_owned(), json!(details));
    }
    if let Some(note) = &part.note {
        shown.insert("note".to_owned(), json!(note));
    }
    if !part.references.is_empty() {
        shown.insert("references".to_owned(), json!(part.references));
    }
    if !part.evidence.is_empty() {
        let evidence: Vec<Value> = part
            .evidence
            .iter()
            .map(|document| {
                json!({
                    "sha256": hex(&document.sha256),
                    "media_type": document.media_type,
                    "doc_type": document.doc_type,
                })
            })
            .collect();
        shown.insert("evidence".to_owned(), json!(evidence));
    }
    Value::Object(shown)
}

fn opened(app: &App, stream: StreamId) -> Result<Vec<Entry>, Problem> {
    let store = app.registry.store();
    let entries = store.stream(store::StreamId(stream.to_bytes()))?;
    let open = |entry: &store::Recorded| {
        let facts = store.open_facts(entry).map_err(|source| {
            Problem::coded(&store::ReadError::Sealed { position: entry.position, source })
        })?;
        let head = (entry.position.0, entry.version.0, EventId::from_bytes(entry.event_id.0));
        let of_type = (entry.type_id.0, entry.schema);
        let personal = store.open_personal(entry);
        Ok(Entry::new(head, (of_type, entry.recorded_at_ms), &facts, personal))
    };
    entries.iter().map(open).collect()
}

fn opened_case(app: &App, case: StreamId) -> Result<Vec<Entry>, Problem> {
    let store = app.registry.store();
    let entries = store.case_stream(store::StreamId(case.to_bytes()))?;
    let open = |entry: store::OpenedCase| {
        let head = (entry.position.0, entry.version.0, EventId::from_bytes(entry.event_id.0));
        let of_type = (entry.type_id.0, entry.schema);
        Entry::new(head, (of_type, entry.recorded_at_ms), &entry.facts, entry.personal)
    };
    Ok(entries.into_iter().map(open).collect())
}
