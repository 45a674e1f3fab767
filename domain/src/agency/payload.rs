//! What is recorded about an employment agency and its licence. A licence act's own date is the
//! day on which it takes effect, which is not the day on which the registry learns of it.

use super::Refusal;
use super::choices::{
    AgencyType, LicenceEndReason, ReinstatementReason, RevocationReason, SubAgentEnd,
    SuspensionReason,
};
use crate::codes::{Country, Subdivision};
use crate::date::Day;
use crate::event::events;
use crate::id::{Label, OrganisationId, SubjectId};
use crate::money::Money;
use crate::stream::StreamKind;
use crate::text::{Address, DocumentNumber, OrganisationName, PersonName, PhoneNumber};

events! {
    /// The life of an agency and its licence.
    pub enum Event, Personal of Placement on Some(StreamKind::Agency);

    /// An employment agency became known to the registry.
    [700, 1] AgencyRegistered as "agency_registered" {
        /// Where it is established.
        country: Country,
        /// The subdivision where it is established.
        subdivision: Option<Subdivision>,
        /// Whether it is private or public.
        kind: AgencyType,
    }
    personal(stream) AgencyIdentity {
        /// Its name.
        name: OrganisationName,
        /// Its number in the register of companies or of taxpayers.
        registration_number: Option<DocumentNumber>,
        /// Its address.
        address: Option<Address>,
        /// Its telephone.
        phone: Option<PhoneNumber>,
        /// Who runs it.
        manager: Option<PersonName>,
    }
    refuses [AlreadyRegistered] raises [];

    /// A licence was granted.
    [701, 1] AgencyLicenceGranted as "agency_licence_granted" {
        /// The licence's number.
        licence: Label,
        /// Its first day.
        valid_from: Day,
        /// Its last day, included; none where it has no end.
        valid_to: Option<Day>,
        /// The bond that was deposited.
        bond: Option<Money>,
        /// Who granted it.
        authority: Option<OrganisationId>,
    }
    refuses [NotRegistered, EndsBeforeItBegins] raises ["F03"];

    /// The licence was renewed for a further period.
    [702, 1] AgencyLicenceRenewed as "agency_licence_renewed" {
        /// The licence's number, where it changes.
        licence: Option<Label>,
        /// The further period's first day.
        valid_from: Day,
        /// Its last day, included; none where it has no end.
        valid_to: Option<Day>,
        /// The bond that was deposited.
        bond: Option<Money>,
        /// Who renewed it.
        authority: Option<OrganisationId>,
    }
    refuses [NotRegistered, NoLicence, EndsBeforeItBegins] raises ["F03"];

    /// The licence was suspended, from this event's own date on.
    [703, 1] AgencyLicenceSuspended as "agency_licence_suspended" {
        /// Why.
        reason: SuspensionReason,
        /// The last day of the suspension, included; none until further notice.
        until: Option<Day>,
        /// Who suspended it.
        authority: Option<OrganisationId>,
    }
    refuses [NotRegistered, NoLicence] raises ["F03"];

    /// The suspension was lifted, from this event's own date on.
    [704, 1] AgencyLicenceReinstated as "agency_licence_reinstated" {
        /// Why.
        reason: ReinstatementReason,
        /// Who lifted it.
        authority: Option<OrganisationId>,
    }
    refuses [NotRegistered, NoLicence, NotSuspended] raises ["F03"];

    /// The licence was revoked, from this event's own date on.
    [705, 1] AgencyLicenceRevoked as "agency_licence_revoked" {
        /// Why.
        reason: RevocationReason,
        /// Who revoked it.
        authority: Option<OrganisationId>,
    }
    refuses [NotRegistered, NoLicence] raises ["F03"];

    /// The licence ran out on this event's own date. Expiry follows from the licence's last day;
    /// this records that somebody established it.
    [706, 1] AgencyLicenceExpired as "agency_licence_expired" {
        /// Why.
        reason: LicenceEndReason,
    }
    refuses [NotRegistered, NoLicence] raises ["F03"];

    /// Somebody began to recruit for the agency.
    [707, 1] SubAgentLinked as "sub_agent_linked" {
        /// The sub-agent.
        sub_agent: SubjectId,
        /// Whether she holds a licence of her own.
        licensed: bool,
        /// Where she recruits.
        country: Option<Country>,
        /// In which subdivision she recruits.
        subdivision: Option<Subdivision>,
    }
    personal(sub_agent) SubAgentIdentity {
        /// Her name.
        name: PersonName,
        /// Her telephone.
        phone: Option<PhoneNumber>,
        /// The number of a document of hers.
        document: Option<DocumentNumber>,
    }
    refuses [NotRegistered] raises [];

    /// Somebody no longer recruits for the agency.
    [708, 1] SubAgentUnlinked as "sub_agent_unlinked" {
        /// The sub-agent.
        sub_agent: SubjectId,
        /// Why.
        reason: SubAgentEnd,
    }
    refuses [NotRegistered, NoSuchSubAgent] raises [];
}
