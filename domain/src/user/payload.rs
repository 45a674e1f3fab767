//! What is recorded about whoever signs in. No secret is: a token is named by its label, and how
//! it is recognised stays with the program.

use serde::{Deserialize, Serialize};

use super::Refusal;
use crate::choices::choices;
use crate::codes::Country;
use crate::context::Role;
use crate::date::Day;
use crate::event::events;
use crate::id::{Label, OrganisationId};
use crate::stream::StreamKind;
use crate::text::{ExternalId, PersonName, PhoneNumber};

choices! {
    /// Why a user no longer signs in.
    pub enum DeactivationReason as "user_deactivation_reason" {
        /// She left her post.
        Left = "LEFT",
        /// She misused her rights.
        Misuse = "MISUSE",
        /// Her account may be in other hands.
        Compromised = "COMPROMISED",
        /// Nobody used it for long.
        Unused = "UNUSED",
        /// Another reason.
        Other = "OTHER",
    }
}

choices! {
    /// Why a token no longer opens anything.
    pub enum TokenEnd as "token_end" {
        /// Another took its place.
        Replaced = "REPLACED",
        /// It may be in other hands.
        Compromised = "COMPROMISED",
        /// Its user no longer needs it.
        NoLongerNeeded = "NO_LONGER_NEEDED",
    }
}

events! {
    /// The life of a user's account.
    pub enum Event, Personal of CrossCutting on Some(StreamKind::User);

    /// Somebody may sign in from now on.
    [800, 1] UserRegistered as "user_registered" {
        /// The organisation that she works for.
        organisation: Option<OrganisationId>,
        /// The country that she works in.
        country: Option<Country>,
    }
    personal(stream) UserIdentity {
        /// Her name.
        name: PersonName,
        /// The name by which she signs in.
        sign_in_name: Option<ExternalId>,
        /// Her address for messages.
        email: Option<ExternalId>,
        /// Her telephone.
        phone: Option<PhoneNumber>,
    }
    refuses [AlreadyRegistered] raises [];

    /// A user may act in a role.
    [801, 1] RoleGranted as "role_granted" {
        /// The role.
        role: Role,
        /// For which organisation.
        organisation: Option<OrganisationId>,
        /// In which country.
        country: Option<Country>,
        /// The last day; none until further notice.
        until: Option<Day>,
    }
    refuses [NotRegistered, Deactivated] raises [];

    /// A user may no longer act in a role.
    [802, 1] RoleWithdrawn as "role_withdrawn" {
        /// The role.
        role: Role,
    }
    refuses [NotRegistered, RoleNotHeld] raises [];

    /// A user may no longer sign in. All her tokens end with it.
    [803, 1] UserDeactivated as "user_deactivated" {
        /// Why.
        reason: DeactivationReason,
    }
    refuses [NotRegistered, Deactivated] raises [];

    /// A token was given out.
    [804, 1] TokenIssued as "token_issued" {
        /// The token's label; never the token.
        token: Label,
        /// In which role it acts.
        role: Role,
        /// Its last day; none until further notice.
        expires_on: Option<Day>,
    }
    refuses [NotRegistered, Deactivated, RoleNotHeld, TokenExists] raises [];

    /// A token no longer opens anything.
    [805, 1] TokenRevoked as "token_revoked" {
        /// The token's label.
        token: Label,
        /// Why.
        reason: TokenEnd,
    }
    refuses [NotRegistered, NoSuchToken] raises [];
}
