//! Abroad: arrival, status, integration, union, social security.
//!
//! Work and wages stand in [`work`], keeping in touch in [`contact`], what endangers her in
//! [`protection`], her death in [`death`].

use serde::{Deserialize, Serialize};

use super::Refusal;
use crate::choices::choices;
use crate::codes::{Country, Subdivision};
use crate::date::Day;
use crate::event::events;
use crate::id::{Label, OrganisationId};
use crate::money::{Decimal, Money};
use crate::stream::StreamKind;
use crate::text::{Address, DocumentNumber};

pub mod contact;
pub mod death;
pub mod protection;
pub(super) mod rules;
pub mod work;

choices! {
    /// Her standing under the law on foreigners.
    pub enum LegalStatus as "legal_status" {
        /// With papers.
        Regular = "REGULAR",
        /// Without papers.
        Irregular = "IRREGULAR",
        /// Seeking asylum.
        Asylum = "ASYLUM",
        /// Waiting for papers.
        Pending = "PENDING",
        /// Unknown.
        Unknown = "UNKNOWN",
    }
}

choices! {
    /// Who carries money home.
    pub enum RemittanceProvider as "remittance_provider" {
        /// A money-transfer operator.
        Operator = "MTO",
        /// A bank.
        Bank = "BANK",
        /// The post.
        Post = "POST",
        /// Mobile money.
        MobileMoney = "MOBILE_MONEY",
        /// Somebody who travels, a trader.
        Informal = "INFORMAL",
    }
}

choices! {
    /// What money sent home is for.
    pub enum RemittancePurpose as "remittance_purpose" {
        /// Daily needs.
        Consumption = "CONSUMPTION",
        /// School.
        Education = "EDUCATION",
        /// Health.
        Health = "HEALTH",
        /// A house.
        Housing = "HOUSING",
        /// A business.
        Investment = "INVESTMENT",
        /// Savings.
        Savings = "SAVINGS",
        /// Debts.
        Debt = "DEBT",
    }
}

choices! {
    /// A service that helps her settle.
    pub enum IntegrationService as "integration_service" {
        /// Language.
        Language = "LANGUAGE",
        /// Housing.
        Housing = "HOUSING",
        /// Recognition of skills.
        Recognition = "RECOGNITION",
        /// Social security.
        SocialSecurity = "SOCIAL_SECURITY",
        /// A bank account.
        Banking = "BANKING",
    }
}

events! {
    /// Life abroad.
    pub enum Event, Personal of Abroad on Some(StreamKind::Migrant);

    /// She arrives in the country of destination.
    [300, 1] ArrivalRecorded as "arrival_recorded" {
        /// The country.
        country: Country,
        /// The subdivision.
        subdivision: Option<Subdivision>,
    }
    personal(stream) ArrivalAddress {
        /// Where she lives.
        address: Option<Address>,
    }
    refuses [NotRegistered, CycleUnknown, Dead, NotDeparted] raises [];

    /// Her standing under the law on foreigners changes.
    [310, 1] LegalStatusChanged as "legal_status_changed" {
        /// What it is now.
        status: LegalStatus,
        /// Since when, where that is not the date of the fact.
        from: Option<Day>,
        /// The last day on which her permit is valid.
        permit_valid_to: Option<Day>,
    }
    personal(stream) LegalStatusPapers {
        /// The number of the permit.
        permit_number: Option<DocumentNumber>,
    }
    refuses [NotRegistered, CycleUnknown, Dead] raises ["F12"];

    /// She sends money home.
    [314, 1] RemittanceSent as "remittance_sent" {
        /// How much she sends.
        amount: Money,
        /// The fee, in the same currency.
        fee: Money,
        /// The margin of the applied rate over the market's, in per cent.
        fx_margin_percent: Option<Decimal>,
        /// What it costs in all, in the same currency.
        total_cost: Option<Money>,
        /// Who carries it.
        provider: RemittanceProvider,
        /// From which country.
        from_country: Option<Country>,
        /// To which country.
        to_country: Option<Country>,
        /// What it is for.
        purpose: Option<RemittancePurpose>,
    }
    refuses [NotRegistered, CycleUnknown, Dead] raises [];

    /// A service helps her settle.
    [321, 1] IntegrationServiceProvided as "integration_service_provided" {
        /// Which service.
        service: IntegrationService,
        /// How long, in hours.
        hours: Option<u16>,
        /// Who provides it.
        provider: Option<OrganisationId>,
    }
    refuses [NotRegistered, CycleUnknown, Dead] raises [];

    /// She joins a union.
    [322, 1] UnionMembershipJoined as "union_membership_joined" {
        /// The union.
        union: OrganisationId,
        /// In which country.
        country: Option<Country>,
    }
    refuses [NotRegistered, CycleUnknown, Dead] raises [];

    /// Her union membership ends.
    [323, 1] UnionMembershipEnded as "union_membership_ended" {
        /// The union.
        union: OrganisationId,
    }
    refuses [NotRegistered, CycleUnknown] raises [];

    /// She is affiliated to a social security scheme.
    [324, 1] SocialSecurityAffiliated as "social_security_affiliated" {
        /// The scheme.
        scheme: Label,
        /// Of which country.
        country: Option<Country>,
    }
    personal(stream) SocialSecurityNumber {
        /// Her number in the scheme.
        affiliation_number: Option<DocumentNumber>,
    }
    refuses [NotRegistered, CycleUnknown, Dead] raises [];

    /// Contributions to a social security scheme are certified.
    [325, 1] SocialSecurityContributionRecorded as "social_security_contribution_recorded" {
        /// The scheme.
        scheme: Label,
        /// How many months are certified.
        months: u16,
        /// How much was paid in.
        amount: Option<Money>,
    }
    refuses [NotRegistered, CycleUnknown] raises [];
}
