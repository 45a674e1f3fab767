//! Coming home for good, or not: plans, completion, leaving again, the end of the cycle.
//!
//! Support and surveys stand in [`support`], jobs and enterprises in [`livelihood`].

use serde::{Deserialize, Serialize};

use super::Refusal;
use super::pre_departure::DropReason;
use crate::choices::choices;
use crate::codes::Country;
use crate::event::events;
use crate::id::{CycleId, PlanId, UserId};
use crate::money::Money;
use crate::stream::StreamKind;
use crate::text::Narrative;

pub mod livelihood;
pub(super) mod rules;
pub mod support;

choices! {
    /// A side of life that reintegration concerns.
    pub enum Dimension as "reintegration_dimension" {
        /// Work and money.
        Economic = "ECONOMIC",
        /// Family, community, services.
        Social = "SOCIAL",
        /// Well-being.
        Psychosocial = "PSYCHOSOCIAL",
    }
}

choices! {
    /// Whom a plan is for.
    pub enum PlanLevel as "plan_level" {
        /// One person.
        Individual = "INDIVIDUAL",
        /// Several returnees together.
        Collective = "COLLECTIVE",
        /// A community.
        Community = "COMMUNITY",
    }
}

choices! {
    /// What a plan aims at.
    pub enum PlanGoal as "plan_goal" {
        /// A job.
        Employment = "EMPLOYMENT",
        /// A business.
        Enterprise = "ENTERPRISE",
        /// A trade.
        Training = "TRAINING",
        /// Schooling, her own or her children's.
        Education = "EDUCATION",
        /// A home.
        Housing = "HOUSING",
        /// Health.
        Health = "HEALTH",
        /// Family.
        Family = "FAMILY",
        /// Papers.
        Documents = "DOCUMENTS",
        /// Paying debts.
        Debt = "DEBT",
        /// Well-being.
        Psychosocial = "PSYCHOSOCIAL",
        /// Something else.
        Other = "OTHER",
    }
}

choices! {
    /// Why a plan is closed.
    pub enum PlanClosing as "plan_closing" {
        /// Its goals are reached.
        GoalsReached = "GOALS_REACHED",
        /// Its time is over.
        TimeOver = "TIME_OVER",
        /// A new plan takes its place.
        Replaced = "REPLACED",
        /// The programme ended.
        ProgrammeEnded = "PROGRAMME_ENDED",
        /// Another reason.
        Other = "OTHER",
    }
}

choices! {
    /// By what reintegration is judged complete.
    pub enum CompletionCriterion as "completion_criterion" {
        /// The plan is carried out.
        PlanCarriedOut = "PLAN_CARRIED_OUT",
        /// The survey's score suffices.
        Score = "SCORE",
        /// She earns her living.
        SelfReliant = "SELF_RELIANT",
        /// Another criterion.
        Other = "OTHER",
    }
}

choices! {
    /// How a cycle ends.
    pub enum Outcome as "cycle_outcome" {
        /// Reintegrated.
        Reintegrated = "REINTEGRATED",
        /// The season is over.
        SeasonEnded = "SEASON_ENDED",
        /// Settled abroad.
        SettledAbroad = "SETTLED_ABROAD",
        /// Deceased.
        Deceased = "DECEASED",
        /// Left again.
        Remigrated = "REMIGRATED",
        /// Never left.
        Cancelled = "CANCELLED",
        /// Lost from sight.
        LostClosed = "LOST_CLOSED",
    }
}

events! {
    /// Reintegration and the end of the cycle.
    pub enum Event, Personal of Reintegration on Some(StreamKind::Migrant);

    /// She agrees on a reintegration plan.
    [450, 1] ReintegrationPlanAgreed as "reintegration_plan_agreed" {
        /// The plan, unique within her record.
        plan: PlanId,
        /// What it aims at.
        goals: Vec<PlanGoal>,
        /// Which sides of life it concerns.
        dimensions: Vec<Dimension>,
        /// Whom it is for.
        level: Option<PlanLevel>,
        /// What it may cost.
        budget: Option<Money>,
        /// Who accompanies her.
        case_worker: Option<UserId>,
    }
    refuses [NotRegistered, CycleUnknown, Dead, NotReturned, PlanExists, PlanAlreadyOpen] raises [];

    /// A reintegration plan is changed.
    [451, 1] ReintegrationPlanRevised as "reintegration_plan_revised" {
        /// The plan.
        plan: PlanId,
        /// What it aims at now.
        goals: Vec<PlanGoal>,
        /// Which sides of life it concerns now.
        dimensions: Vec<Dimension>,
        /// What it may cost now.
        budget: Option<Money>,
    }
    refuses [NotRegistered, CycleUnknown, Dead, PlanNotOpen] raises [];

    /// A reintegration plan ends.
    [452, 1] ReintegrationPlanClosed as "reintegration_plan_closed" {
        /// The plan.
        plan: PlanId,
        /// Why.
        reason: PlanClosing,
    }
    refuses [NotRegistered, CycleUnknown, PlanNotOpen] raises [];

    /// Her reintegration is judged complete.
    [465, 1] ReintegrationCompleted as "reintegration_completed" {
        /// By what.
        criterion: Option<CompletionCriterion>,
    }
    refuses [NotRegistered, CycleUnknown, Dead, PlanNotOpen] raises [];

    /// She leaves the reintegration plan.
    [466, 1] ReintegrationDropped as "reintegration_dropped" {
        /// Why.
        reason: DropReason,
    }
    personal(stream) DropOutAccount {
        /// What she says about it.
        account: Option<Narrative>,
    }
    refuses [NotRegistered, CycleUnknown, PlanNotOpen] raises [];

    /// She has left again: this cycle ends and the next one is on its way.
    [467, 1] RemigrationRecorded as "remigration_recorded" {
        /// Whether she left with papers.
        regular: bool,
        /// To which country.
        destination: Option<Country>,
        /// Whether she said so herself.
        self_declared: Option<bool>,
        /// The cycle that begins with this journey.
        next_cycle: CycleId,
    }
    refuses [NotRegistered, CycleUnknown, Dead, NotReturned, NoOpenCycle, CycleExists] raises [];

    /// The cycle ends.
    [468, 1] CycleClosed as "cycle_closed" {
        /// How.
        outcome: Outcome,
    }
    refuses [NotRegistered, CycleUnknown, NoOpenCycle] raises ["F22"];
}
