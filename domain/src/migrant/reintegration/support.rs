//! What she receives after the return, and how she says she is doing.

use serde::{Deserialize, Serialize};

use crate::choices::choices;
use crate::event::{events, records};
use crate::id::{Label, PlanId};
use crate::migrant::Refusal;
use crate::migrant::pre_departure::Modality;
use crate::money::{Decimal, Money};
use crate::stream::StreamKind;

pub(in crate::migrant) mod rules;

choices! {
    /// When in the course of reintegration a survey is held.
    pub enum Wave as "survey_wave" {
        /// Near the return.
        Baseline = "BASELINE",
        /// On the way.
        Midline = "MIDLINE",
        /// At the end.
        Endline = "ENDLINE",
    }
}

choices! {
    /// How a survey is held.
    pub enum SurveyMode as "survey_mode" {
        /// Face to face.
        InPerson = "IN_PERSON",
        /// By telephone.
        Phone = "PHONE",
        /// By herself, on a device.
        SelfAdministered = "SELF",
    }
}

choices! {
    /// Where support comes from.
    pub enum SupportSource as "support_source" {
        /// A programme.
        Programme = "PROGRAMME",
        /// The state.
        State = "STATE",
        /// A bank or microfinance house.
        Bank = "BANK",
        /// An association.
        Ngo = "NGO",
        /// The diaspora.
        Diaspora = "DIASPORA",
        /// Another source.
        Other = "OTHER",
    }
}

choices! {
    /// A thing that is given.
    pub enum SupportKind as "in_kind_support" {
        /// Tools and machines.
        Equipment = "EQUIPMENT",
        /// Goods to sell.
        Stock = "STOCK",
        /// Livestock.
        Livestock = "LIVESTOCK",
        /// Seed and fertiliser.
        FarmInputs = "FARM_INPUTS",
        /// A place to work or live.
        Premises = "PREMISES",
        /// School material.
        School = "SCHOOL",
        /// Medical goods.
        Medical = "MEDICAL",
        /// Food.
        Food = "FOOD",
        /// Something else.
        Other = "OTHER",
    }
}

records! {
    /// An answer to a question of a survey.
    pub struct Answer {
        /// The question's id in the instrument.
        question: Label,
        /// The answer's value on the question's scale.
        answer: u16,
    }
}

events! {
    /// Support and surveys.
    pub enum Event, Personal of Reintegration on Some(StreamKind::Migrant);

    /// She answers a survey on how sustainable her reintegration is. Scores are computed.
    [453, 1] RssAdministered as "rss_administered" {
        /// The instrument.
        instrument: Label,
        /// Its version.
        version: u16,
        /// When in the course of reintegration.
        wave: Wave,
        /// Her answers; a question she did not answer is left out.
        answers: Vec<Answer>,
        /// How it is held.
        mode: Option<SurveyMode>,
    }
    refuses [NotRegistered, CycleUnknown, Dead, InstrumentUnknown, AnswersInvalid] raises [];

    /// A psychosocial session is held.
    [454, 1] PsychosocialSessionHeld as "psychosocial_session_held" {
        /// Which session it is, from 1.
        number: Option<u16>,
        /// In which form.
        modality: Option<Modality>,
    }
    refuses [NotRegistered, CycleUnknown, Dead] raises [];

    /// A grant is paid out.
    [455, 1] GrantDisbursed as "grant_disbursed" {
        /// How much.
        amount: Money,
        /// Where it comes from.
        source: Option<SupportSource>,
        /// Which instalment it is, from 1.
        tranche: Option<u8>,
        /// The plan it belongs to; the open one when absent.
        plan: Option<PlanId>,
    }
    refuses [NotRegistered, CycleUnknown, Dead, PlanNotOpen] raises [];

    /// A credit is granted.
    [456, 1] CreditGranted as "credit_granted" {
        /// The credit, unique within her record.
        credit: Label,
        /// How much.
        amount: Money,
        /// What is to be paid back in all; the amount when absent.
        repayable: Option<Money>,
        /// The yearly interest, in per cent.
        interest_percent: Option<Decimal>,
        /// Where it comes from.
        source: Option<SupportSource>,
        /// The plan it belongs to; the open one when absent.
        plan: Option<PlanId>,
    }
    refuses [NotRegistered, CycleUnknown, Dead, PlanNotOpen, CreditExists] raises [];

    /// She pays back part of a credit.
    [457, 1] CreditRepaid as "credit_repaid" {
        /// The credit.
        credit: Label,
        /// How much, in its currency.
        amount: Money,
    }
    refuses [NotRegistered, CycleUnknown, CreditUnknown, CurrencyDiffers, OverRepaid] raises [];

    /// She is given things.
    [458, 1] InKindSupportDelivered as "in_kind_support_delivered" {
        /// What.
        kind: SupportKind,
        /// What it is worth.
        value: Option<Money>,
        /// Where it comes from.
        source: Option<SupportSource>,
        /// The plan it belongs to; the open one when absent.
        plan: Option<PlanId>,
    }
    refuses [NotRegistered, CycleUnknown, Dead, PlanNotOpen] raises [];
}
