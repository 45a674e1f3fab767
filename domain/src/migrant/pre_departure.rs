//! Before the journey: the cycle opens, she is advised, oriented, trained, assessed.
//!
//! Jobs, papers and costs stand in [`super::recruitment`].

use serde::{Deserialize, Serialize};

use super::Refusal;
use crate::choices::choices;
use crate::codes::{Country, FieldOfEducation, Language, Occupation};
use crate::event::events;
use crate::id::{CycleId, Label, OrganisationId, ProgrammeId, SubjectId};
use crate::stream::StreamKind;
use crate::text::DocumentNumber;

pub(super) mod rules;

choices! {
    /// By which kind of way she migrates.
    pub enum Path as "path" {
        /// With papers.
        Regular = "REGULAR",
        /// Season by season.
        Circular = "CIRCULAR",
        /// Within a region of free movement.
        FreeMovement = "INTRA_REGIONAL_FREE_MOVEMENT",
        /// Without papers.
        Irregular = "IRREGULAR",
        /// Unknown.
        Unknown = "UNKNOWN",
    }
}

choices! {
    /// How a cycle came into the registry.
    pub enum CycleOrigin as "cycle_origin" {
        /// Recorded as it happened.
        Live = "LIVE",
        /// Taken over from an older file, with gaps.
        ImportLegacy = "IMPORT_LEGACY",
    }
}

choices! {
    /// How often somebody asks how she is while she is abroad.
    pub enum CheckInPolicy as "check_in_policy" {
        /// Never.
        None = "NONE",
        /// Every month from the first day of work.
        Monthly = "MONTHLY",
    }
}

choices! {
    /// Who advises.
    pub enum CounsellingService as "counselling_service" {
        /// A migrant resource centre.
        ResourceCentre = "MRC",
        /// A public employment service.
        EmploymentService = "PES",
        /// A union.
        Union = "UNION",
        /// An association.
        Ngo = "NGO",
    }
}

choices! {
    /// What is talked about.
    pub enum Topic as "counselling_topic" {
        /// Her rights.
        Rights = "RIGHTS",
        /// The risks.
        Risks = "RISKS",
        /// The labour market.
        LabourMarket = "LABOUR_MARKET",
        /// Other ways than leaving.
        Alternatives = "ALTERNATIVES",
    }
}

choices! {
    /// In which form a meeting takes place.
    pub enum Modality as "modality" {
        /// Face to face.
        InPerson = "IN_PERSON",
        /// By telephone.
        Phone = "PHONE",
        /// Over the network.
        Online = "ONLINE",
        /// In a group.
        Group = "GROUP",
    }
}

choices! {
    /// Why an orientation is not needed.
    pub enum WaiverReason as "orientation_waiver" {
        /// She completed one within 24 months.
        Repeat = "REPEAT_WITHIN_24M",
        /// There was no time.
        Emergency = "EMERGENCY",
        /// Another reason.
        Other = "OTHER",
    }
}

choices! {
    /// Who attends.
    pub enum Attendee as "attendee" {
        /// The worker.
        Migrant = "MIGRANT",
        /// Somebody of her family.
        FamilyMember = "FAMILY_MEMBER",
    }
}

choices! {
    /// What financial education is about.
    pub enum FinancialTopic as "financial_topic" {
        /// Keeping a budget.
        Budget = "BUDGET",
        /// Saving.
        Savings = "SAVINGS",
        /// Sending money.
        Remittances = "REMITTANCES",
        /// Borrowing.
        Credit = "CREDIT",
        /// Insurance and social security.
        Insurance = "INSURANCE",
        /// Productive investment.
        Investment = "INVESTMENT",
    }
}

choices! {
    /// How a course ended for her.
    pub enum TrainingResult as "training_result" {
        /// Passed.
        Passed = "PASSED",
        /// Attended, without an examination.
        Attended = "ATTENDED",
        /// Failed.
        Failed = "FAILED",
    }
}

choices! {
    /// Why she left a course.
    pub enum DropReason as "drop_reason" {
        /// A job.
        Employment = "EMPLOYMENT",
        /// She leaves the country.
        Migration = "MIGRATION",
        /// Her health.
        Health = "HEALTH",
        /// Her family.
        Family = "FAMILY",
        /// It cost too much.
        Cost = "COST",
        /// She is no longer interested.
        Interest = "INTEREST",
        /// Another reason.
        Other = "OTHER",
        /// Unknown.
        Unknown = "UNKNOWN",
    }
}

choices! {
    /// By which procedure skills are assessed.
    pub enum SkillsScheme as "skills_scheme" {
        /// The national qualification framework.
        Nqf = "NQF",
        /// Recognition of prior learning.
        Rpl = "RPL",
        /// A test by an employer.
        EmployerTest = "EMPLOYER_TEST",
        /// A language test.
        Language = "LANGUAGE",
    }
}

choices! {
    /// A level of the common European framework for languages.
    pub enum LanguageLevel as "language_level" {
        /// Beginner.
        A1 = "A1",
        /// Elementary.
        A2 = "A2",
        /// Intermediate.
        B1 = "B1",
        /// Upper intermediate.
        B2 = "B2",
        /// Advanced.
        C1 = "C1",
        /// Mastery.
        C2 = "C2",
    }
}

events! {
    /// Preparing to leave.
    pub enum Event, Personal of PreDeparture on Some(StreamKind::Migrant);

    /// A migration cycle begins.
    [102, 1] CycleOpened as "cycle_opened" {
        /// The cycle, unique within her record.
        cycle: CycleId,
        /// Which of her cycles it is, from 1.
        ordinal: u16,
        /// The programme that accompanies her.
        programme: Option<ProgrammeId>,
        /// Where she means to go.
        intended_country: Option<Country>,
        /// By which kind of way.
        path: Path,
        /// How the cycle came into the registry.
        origin: CycleOrigin,
        /// How often somebody asks how she is abroad.
        check_ins: CheckInPolicy,
        /// How long she means to stay, in months.
        intended_stay_months: Option<u16>,
    }
    refuses [NotRegistered, Dead, CycleExists, AnotherCycleOpen] raises ["F16"];

    /// She is advised on leaving or staying.
    [103, 1] CounsellingProvided as "counselling_provided" {
        /// Who advises.
        service: CounsellingService,
        /// About what.
        topics: Vec<Topic>,
        /// How long, in minutes.
        minutes: Option<u16>,
        /// In which form.
        modality: Option<Modality>,
    }
    refuses [NotRegistered, CycleUnknown, Dead, AfterDeparture] raises [];

    /// She completes a pre-departure orientation.
    [104, 1] OrientationCompleted as "orientation_completed" {
        /// How long, in hours.
        hours: u16,
        /// The curriculum.
        curriculum: Option<Label>,
        /// The language it was held in.
        language: Option<Language>,
        /// Whether it was about her country of destination.
        destination_specific: Option<bool>,
        /// What she scored, 0 to 100.
        score: Option<u8>,
    }
    refuses [NotRegistered, CycleUnknown, Dead, AfterDeparture] raises [];

    /// She need not attend a pre-departure orientation.
    [105, 1] OrientationWaived as "orientation_waived" {
        /// Why.
        reason: WaiverReason,
        /// The earlier cycle in which she completed one.
        earlier_cycle: Option<CycleId>,
    }
    refuses [NotRegistered, CycleUnknown, Dead] raises [];

    /// She, or somebody of her family, completes a course on money.
    [106, 1] FinancialEducationCompleted as "financial_education_completed" {
        /// How long, in hours.
        hours: u16,
        /// Who attended.
        attendee: Attendee,
        /// The family member who attended.
        member: Option<SubjectId>,
        /// About what.
        topics: Vec<FinancialTopic>,
    }
    refuses [NotRegistered, CycleUnknown] raises [];

    /// She starts a course.
    [107, 1] TrainingStarted as "training_started" {
        /// The course, unique within her record.
        course: Label,
        /// The occupation it prepares for, ISCO-08.
        occupation: Option<Occupation>,
        /// Its field, ISCED-F 2013.
        field: Option<FieldOfEducation>,
        /// Its length, in hours.
        hours: Option<u16>,
        /// Whether it prepares for a green job.
        green: Option<bool>,
        /// Who teaches.
        provider: Option<OrganisationId>,
    }
    refuses [NotRegistered, CycleUnknown, Dead] raises [];

    /// She completes a course.
    [108, 1] TrainingCompleted as "training_completed" {
        /// The course.
        course: Label,
        /// How long she attended, in hours.
        hours: Option<u16>,
        /// How it ended.
        result: Option<TrainingResult>,
    }
    refuses [NotRegistered, CycleUnknown, Dead, TrainingNotStarted] raises [];

    /// She leaves a course before its end.
    [109, 1] TrainingDropped as "training_dropped" {
        /// The course.
        course: Label,
        /// Why.
        reason: Option<DropReason>,
    }
    refuses [NotRegistered, CycleUnknown, TrainingNotStarted] raises [];

    /// Her skills are assessed.
    [110, 1] SkillsAssessed as "skills_assessed" {
        /// The occupation, ISCO-08.
        occupation: Option<Occupation>,
        /// By which procedure.
        scheme: SkillsScheme,
        /// The language that was tested.
        language: Option<Language>,
        /// The level she reached in it.
        language_level: Option<LanguageLevel>,
        /// Whether she passed.
        passed: Option<bool>,
    }
    refuses [NotRegistered, CycleUnknown, Dead] raises [];

    /// Her skills are certified.
    [111, 1] SkillsCertified as "skills_certified" {
        /// The occupation, ISCO-08.
        occupation: Option<Occupation>,
        /// By which procedure.
        scheme: SkillsScheme,
        /// The language that was tested.
        language: Option<Language>,
        /// The level she reached in it.
        language_level: Option<LanguageLevel>,
        /// Who certifies.
        issuer: Option<OrganisationId>,
    }
    personal(stream) SkillsCertificate {
        /// The certificate's number.
        certificate_number: Option<DocumentNumber>,
    }
    refuses [NotRegistered, CycleUnknown, Dead] raises [];
}
