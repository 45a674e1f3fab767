//! An event as it is sent: in the body of a request, in a line of a file.
//!
//! Everything is text or JSON here; [`EventInput::context`] and `record.rs` turn it into what the
//! domain judges. Unknown keys are refused, so that a misspelt one is not a fact lost.

use domain::context::{
    Channel, Context, Evidence, ExternalReference, LegalBasis, PersonalPart, Role, Sensitivity,
    Timestamp,
};
use domain::date::Occurrence;
use domain::id::{CycleId, EventId, Label, OrganisationId, UserId};
use domain::stream::StreamKind;
use domain::text::{ExternalId, Narrative};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::fields::{FieldError, Problem};

/// Who records: known from the token, or from the line of a file.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Actor {
    /// The user; none for the program itself.
    pub user: Option<UserId>,
    /// The capacity in which she acts.
    pub role: Role,
    /// The organisation for which she acts.
    pub organisation: Option<OrganisationId>,
    /// Her country.
    pub country: Option<domain::codes::Country>,
}

/// One event to record, for a stream that is named elsewhere.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventInput {
    /// The event type's name.
    #[serde(rename = "type")]
    pub type_name: String,
    /// When it happened: `2024`, `2024-03`, `2024-03-10` or an instant with its offset.
    pub occurred_on: String,
    /// The coded facts.
    #[serde(default)]
    pub data: Map<String, Value>,
    /// What is said about a person.
    #[serde(default)]
    pub personal: Option<Value>,
    /// Its id, a UUID; made here when absent.
    #[serde(default)]
    pub event_id: Option<String>,
    /// The cycle it belongs to; the one open on that day when absent.
    #[serde(default)]
    pub cycle: Option<String>,
    /// By which way it came.
    #[serde(default)]
    pub channel: Option<String>,
    /// On which legal ground.
    #[serde(default)]
    pub legal_basis: Option<String>,
    /// How sensitive it is.
    #[serde(default)]
    pub sensitivity: Option<String>,
    /// What an offline device's clock said, RFC 3339.
    #[serde(default)]
    pub device_recorded_at: Option<String>,
    /// What binds several entries together, a UUID.
    #[serde(default)]
    pub correlation: Option<String>,
    /// The event that led to it, a UUID.
    #[serde(default)]
    pub causation: Option<String>,
    /// Documents that show it.
    #[serde(default)]
    pub evidence: Vec<EvidenceInput>,
    /// Names by which other registers know the stream's subject.
    #[serde(default)]
    pub references: Vec<ReferenceInput>,
    /// A remark, sealed with the personal part.
    #[serde(default)]
    pub note: Option<String>,
}

/// A document that shows a fact.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvidenceInput {
    /// SHA-256 of its content, 64 hexadecimal digits.
    pub sha256: String,
    /// Its media type.
    pub media_type: String,
    /// What kind of document it is.
    pub doc_type: String,
}

/// The name by which another register knows a stream's subject.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReferenceInput {
    /// Which register.
    pub source: String,
    /// Its id there.
    pub id: String,
}

/// A text of the envelope, or the reason why it is none.
fn parsed<T: std::str::FromStr>(
    path: &str,
    text: Option<&str>,
    expected: &'static str,
) -> Result<Option<T>, FieldError> {
    let wrong = || FieldError::new(path, Problem::NotAValue(expected));
    text.map(|text| text.parse().or(Err(wrong()))).transpose()
}

fn listed<T>(
    path: &str,
    text: Option<&str>,
    list: &'static str,
    from_code: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, FieldError> {
    let wrong = || FieldError::new(path, Problem::NotInList(list));
    text.map(|text| from_code(text).ok_or_else(wrong)).transpose()
}

fn external(path: &str, text: &str) -> Result<ExternalId, FieldError> {
    let wrong = |_| FieldError::new(path, Problem::NotAText(ExternalId::CHARS_MAX));
    ExternalId::try_from(text.to_owned()).map_err(wrong)
}

/// The instant of an RFC 3339 text, in milliseconds.
///
/// # Errors
/// The text is no instant with an offset.
pub fn timestamp(path: &str, text: &str) -> Result<Timestamp, FieldError> {
    let wrong =
        || FieldError::new(path, Problem::NotAValue("an instant such as 2024-03-10T09:00:00Z"));
    let when: Occurrence = text.parse().or(Err(wrong()))?;
    let seconds = when.instant_utc().ok_or_else(wrong)?;
    Ok(Timestamp(seconds.saturating_mul(1000)))
}

impl EventInput {
    /// The event's id, if it was given.
    ///
    /// # Errors
    /// It is no UUID.
    pub fn id(&self) -> Result<Option<EventId>, FieldError> {
        parsed("event_id", self.event_id.as_deref(), "a UUID")
    }

    /// When it happened.
    ///
    /// # Errors
    /// The text is no date.
    pub fn when(&self) -> Result<Occurrence, FieldError> {
        let expected = "2024, 2024-03, 2024-03-10 or an instant with its offset";
        let wrong = || FieldError::new("occurred_on", Problem::NotAValue(expected));
        self.occurred_on.parse().or(Err(wrong()))
    }

    /// What the event carries beside its payload.
    ///
    /// # Errors
    /// The first key of the envelope whose text is no such value.
    pub fn context(
        &self,
        actor: &Actor,
        kind: StreamKind,
        channel: Channel,
    ) -> Result<Context, FieldError> {
        let cycle: Option<Label> =
            parsed("cycle", self.cycle.as_deref(), "1 to 32 of A-Z a-z 0-9 . _ / -")?;
        let device = self.device_recorded_at.as_deref();
        Ok(Context {
            occurred_on: self.when()?,
            actor: actor.user,
            role: actor.role,
            organisation: actor.organisation,
            country: actor.country,
            channel: listed("channel", self.channel.as_deref(), "channel", Channel::from_code)?
                .unwrap_or(channel),
            device_recorded_at: device
                .map(|text| timestamp("device_recorded_at", text))
                .transpose()?,
            legal_basis: listed(
                "legal_basis",
                self.legal_basis.as_deref(),
                "legal_basis",
                LegalBasis::from_code,
            )?
            .unwrap_or(LegalBasis::PublicTask),
            sensitivity: listed(
                "sensitivity",
                self.sensitivity.as_deref(),
                "sensitivity",
                Sensitivity::from_code,
            )?
            .unwrap_or_else(|| usual_sensitivity(kind)),
            correlation: parsed("correlation", self.correlation.as_deref(), "a UUID")?,
            causation: parsed("causation", self.causation.as_deref(), "a UUID")?,
            cycle: cycle.map(CycleId),
        })
    }

    /// What the personal part says beside the payload's own details.
    ///
    /// # Errors
    /// The first text that is too long, empty, or no digest.
    pub fn about(&self) -> Result<PersonalPart, FieldError> {
        let references = self.references.iter().map(|reference| {
            Ok(ExternalReference {
                source: external("references.source", &reference.source)?,
                id: external("references.id", &reference.id)?,
            })
        });
        let evidence = self.evidence.iter().map(|document| {
            let digest: Option<domain::digest::Digest> =
                parsed("evidence.sha256", Some(&document.sha256), "64 hexadecimal digits")?;
            Ok(Evidence {
                sha256: digest.map(domain::digest::Digest::to_bytes).unwrap_or_default(),
                media_type: external("evidence.media_type", &document.media_type)?,
                doc_type: external("evidence.doc_type", &document.doc_type)?,
            })
        });
        let wrong = |_| FieldError::new("note", Problem::NotAText(Narrative::CHARS_MAX));
        Ok(PersonalPart {
            references: references.collect::<Result<_, FieldError>>()?,
            evidence: evidence.collect::<Result<_, FieldError>>()?,
            note: self.note.clone().map(Narrative::try_from).transpose().map_err(wrong)?,
            details: Vec::new(),
        })
    }
}

/// How sensitive an event of a stream is unless somebody says otherwise.
fn usual_sensitivity(kind: StreamKind) -> Sensitivity {
    match kind {
        StreamKind::Migrant | StreamKind::Complaint | StreamKind::User | StreamKind::Access => {
            Sensitivity::Personal
        }
        StreamKind::Case => Sensitivity::Survivor,
        StreamKind::Agency
        | StreamKind::Employer
        | StreamKind::Vacancy
        | StreamKind::Programme
        | StreamKind::Organisation
        | StreamKind::Finding
        | StreamKind::Registry => Sensitivity::Internal,
    }
}
