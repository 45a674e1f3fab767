//! What concerns the record and the people around her: duplicates and merges, family, diaspora,
//! who accompanies her, reading in an emergency.
//!
//! Her rights over the record stand in [`rights`]; corrections and annulments in
//! [`crate::amendment`].

use serde::{Deserialize, Serialize};

use super::Refusal;
use crate::choices::choices;
use crate::codes::Country;
use crate::context::Sensitivity;
use crate::date::Day;
use crate::event::events;
use crate::id::{MigrantId, OrganisationId, SubjectId, UserId};
use crate::stream::StreamKind;
use crate::text::{Narrative, PersonName, PhoneNumber};

pub mod rights;
pub(super) mod rules;

choices! {
    /// How two records were found to be of one person.
    pub enum MatchMethod as "match_method" {
        /// By the score.
        Score = "SCORE",
        /// By a document.
        Document = "DOCUMENT",
        /// By an officer.
        Officer = "OFFICER",
        /// She said so.
        SelfDeclared = "SELF_DECLARED",
    }
}

choices! {
    /// Why a merge is taken back.
    pub enum ReversalReason as "merge_reversal" {
        /// They are two people.
        TwoPeople = "TWO_PEOPLE",
        /// She asked for it.
        SubjectRequest = "SUBJECT_REQUEST",
        /// A mistake of procedure.
        Procedure = "PROCEDURE",
    }
}

choices! {
    /// How somebody of her family stands to her.
    pub enum Relation as "relation" {
        /// Spouse or partner.
        Spouse = "SPOUSE",
        /// Child.
        Child = "CHILD",
        /// Parent.
        Parent = "PARENT",
        /// Sister or brother.
        Sibling = "SIBLING",
        /// Guardian.
        Guardian = "GUARDIAN",
        /// Another relative.
        OtherRelative = "OTHER_RELATIVE",
        /// Somebody she trusts.
        TrustedPerson = "TRUSTED_PERSON",
    }
}

choices! {
    /// What she does in a network.
    pub enum NetworkRole as "network_role" {
        /// A member.
        Member = "MEMBER",
        /// A mentor.
        Mentor = "MENTOR",
        /// A representative.
        Representative = "REPRESENTATIVE",
        /// An investor.
        Investor = "INVESTOR",
    }
}

choices! {
    /// Why somebody reads what is otherwise closed to them.
    pub enum EmergencyReason as "emergency_reason" {
        /// A life is in danger.
        LifeAtRisk = "LIFE_AT_RISK",
        /// A medical emergency.
        Medical = "MEDICAL",
        /// She is missing.
        Missing = "MISSING",
        /// A court orders it.
        CourtOrder = "COURT_ORDER",
        /// Another reason.
        Other = "OTHER",
    }
}

events! {
    /// Records and relations.
    pub enum Event, Personal of CrossCutting on Some(StreamKind::Migrant);

    /// Two records may be of one person.
    [500, 1] DuplicateSuspected as "duplicate_suspected" {
        /// The other record.
        other: MigrantId,
        /// How alike they are, 0 to 100.
        score: Option<u8>,
        /// How it was found.
        method: Option<MatchMethod>,
    }
    refuses [NotRegistered, CycleUnknown, SamePerson] raises ["F18"];

    /// Two records are of two people.
    [501, 1] DuplicateRejected as "duplicate_rejected" {
        /// The other record.
        other: MigrantId,
        /// How it was found.
        method: Option<MatchMethod>,
    }
    refuses [NotRegistered, CycleUnknown, SamePerson] raises [];

    /// Two records are read as one from now on. Nothing is lost, and it can be reversed.
    [502, 1] PersonsMerged as "persons_merged" {
        /// The other record.
        other: MigrantId,
        /// The record under which both are read; this one or the other.
        winner: MigrantId,
        /// How alike they are, 0 to 100.
        score: Option<u8>,
        /// How it was found.
        method: MatchMethod,
    }
    refuses [NotRegistered, CycleUnknown, SamePerson, WinnerOutsidePair, AlreadyMerged] raises [];

    /// Two merged records are read apart again.
    [503, 1] PersonMergeReversed as "person_merge_reversed" {
        /// The other record.
        other: MigrantId,
        /// Why.
        reason: ReversalReason,
    }
    refuses [NotRegistered, CycleUnknown, NotMerged] raises [];

    /// Somebody of her family is noted.
    [504, 1] FamilyMemberLinked as "family_member_linked" {
        /// The family member.
        member: SubjectId,
        /// How they stand to each other.
        relation: Relation,
        /// Whether the member stayed behind.
        left_behind: Option<bool>,
        /// Whether the member is a minor.
        minor: Option<bool>,
    }
    personal(member) FamilyMember {
        /// The member's name.
        name: Option<PersonName>,
        /// The member's birth date.
        birth_date: Option<Day>,
        /// The member's telephone number.
        phone: Option<PhoneNumber>,
    }
    refuses [NotRegistered, CycleUnknown] raises [];

    /// Somebody of her family is no longer noted.
    [505, 1] FamilyMemberUnlinked as "family_member_unlinked" {
        /// The family member.
        member: SubjectId,
    }
    refuses [NotRegistered, CycleUnknown] raises [];

    /// She joins a network of the diaspora.
    [506, 1] DiasporaNetworkJoined as "diaspora_network_joined" {
        /// The network.
        network: OrganisationId,
        /// In which country.
        country: Option<Country>,
        /// What she does there.
        role: Option<NetworkRole>,
    }
    refuses [NotRegistered, CycleUnknown, Dead] raises [];

    /// A mentor is assigned to her.
    [507, 1] MentorAssigned as "mentor_assigned" {
        /// The mentor.
        mentor: SubjectId,
        /// The network.
        network: Option<OrganisationId>,
        /// In which country.
        country: Option<Country>,
    }
    personal(mentor) Mentor {
        /// The mentor's name.
        name: Option<PersonName>,
        /// The mentor's telephone number.
        phone: Option<PhoneNumber>,
    }
    refuses [NotRegistered, CycleUnknown, Dead] raises [];

    /// Somebody takes charge of accompanying her.
    [508, 1] CaseAssigned as "case_assigned" {
        /// Who.
        to: UserId,
        /// Of which organisation.
        organisation: Option<OrganisationId>,
    }
    refuses [NotRegistered, CycleUnknown] raises [];

    /// Somebody else takes charge of accompanying her.
    [509, 1] CaseTransferred as "case_transferred" {
        /// Who had it.
        from: Option<UserId>,
        /// Who takes it.
        to: UserId,
        /// Of which organisation.
        organisation: Option<OrganisationId>,
    }
    personal(stream) TransferReason {
        /// Why.
        reason: Option<Narrative>,
    }
    refuses [NotRegistered, CycleUnknown] raises [];

    /// Somebody opens, in an emergency, what is otherwise closed to them.
    [510, 1] BreakGlassUsed as "break_glass_used" {
        /// Why.
        reason: EmergencyReason,
        /// How sensitive what they open is. What concerns a survivor is never opened so.
        sensitivity: Sensitivity,
        /// For how long, in minutes.
        minutes: u16,
    }
    personal(stream) BreakGlassReason {
        /// Why, in their own words.
        reason: Narrative,
    }
    refuses [NotRegistered, CycleUnknown, SurvivorContent] raises [];
}
