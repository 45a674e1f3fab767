//! The closed lists of protection cases.

use serde::{Deserialize, Serialize};

use crate::choices::choices;

choices! {
    /// A type of gender-based violence, as GBVIMS classes it.
    pub enum GbvType as "gbv_type" {
        /// Rape.
        Rape = "RAPE",
        /// Sexual assault.
        SexualAssault = "SEXUAL_ASSAULT",
        /// Physical assault.
        PhysicalAssault = "PHYSICAL_ASSAULT",
        /// Forced marriage.
        ForcedMarriage = "FORCED_MARRIAGE",
        /// Denial of resources, opportunities or services.
        DenialOfResources = "DENIAL_OF_RESOURCES",
        /// Psychological or emotional abuse.
        PsychologicalAbuse = "PSYCHOLOGICAL_ABUSE",
    }
}

choices! {
    /// What a perpetrator is to the survivor.
    pub enum PerpetratorRelation as "gbv_perpetrator_relation" {
        /// Her employer or somebody of the household.
        Employer = "EMPLOYER",
        /// A colleague or supervisor.
        Colleague = "COLLEAGUE",
        /// A recruiter or smuggler.
        Recruiter = "RECRUITER",
        /// Her partner, present or past.
        Partner = "PARTNER",
        /// Somebody of her family.
        Family = "FAMILY",
        /// An official or a guard.
        Official = "OFFICIAL",
        /// Nobody she knew.
        Stranger = "STRANGER",
        /// Somebody else.
        Other = "OTHER",
        /// Not told.
        Unknown = "UNKNOWN",
    }
}

choices! {
    /// A form of exploitation that trafficking aims at.
    pub enum TraffickingForm as "trafficking_form" {
        /// Forced labour.
        ForcedLabour = "FORCED_LABOUR",
        /// Domestic servitude.
        DomesticServitude = "DOMESTIC_SERVITUDE",
        /// Sexual exploitation.
        SexualExploitation = "SEXUAL_EXPLOITATION",
        /// Forced begging.
        ForcedBegging = "FORCED_BEGGING",
        /// Forced marriage.
        ForcedMarriage = "FORCED_MARRIAGE",
        /// Another form.
        Other = "OTHER",
    }
}

choices! {
    /// Why a survivor really left an employer.
    pub enum TrueReason as "true_employment_end_reason" {
        /// She fled.
        Flight = "FLIGHT",
        /// She was thrown out.
        Expelled = "EXPELLED",
        /// Somebody freed her.
        Rescued = "RESCUED",
        /// She was dismissed for having spoken.
        DismissedInRetaliation = "DISMISSED_IN_RETALIATION",
        /// Another reason.
        Other = "OTHER",
    }
}

choices! {
    /// A kind of service that survivors are referred to.
    pub enum Service as "protection_service" {
        /// Health care.
        Health = "HEALTH",
        /// A shelter or safe house.
        Shelter = "SHELTER",
        /// Legal aid.
        Legal = "LEGAL",
        /// Psychosocial support.
        Psychosocial = "PSYCHOSOCIAL",
        /// Police or other security.
        Security = "SECURITY",
        /// Livelihood.
        Livelihood = "LIVELIHOOD",
        /// Help from the consulate.
        Consular = "CONSULAR",
        /// Services for children.
        ChildProtection = "CHILD_PROTECTION",
        /// Another service.
        Other = "OTHER",
    }
}

choices! {
    /// On what a referral rests.
    pub enum ReferralBasis as "referral_basis" {
        /// The survivor consents to this recipient.
        SurvivorConsent = "SURVIVOR_CONSENT",
        /// A minor's guardian consents, in her best interest.
        GuardianConsent = "GUARDIAN_CONSENT",
        /// Her life is in danger.
        VitalInterest = "VITAL_INTEREST",
        /// A law orders it.
        MandatoryReporting = "MANDATORY_REPORTING",
    }
}

choices! {
    /// Who ended a referral before it was done.
    pub enum ReferralEnd as "referral_end" {
        /// The survivor did not want it.
        DeclinedBySurvivor = "DECLINED_BY_SURVIVOR",
        /// The service did not take it up.
        RejectedByService = "REJECTED_BY_SERVICE",
        /// The protection service took it back.
        Revoked = "REVOKED",
    }
}

choices! {
    /// A way of helping beside shelter and counselling.
    pub enum AssistanceKind as "case_assistance" {
        /// By the consulate.
        Consular = "CONSULAR",
        /// In law.
        Legal = "LEGAL",
        /// In health.
        Health = "HEALTH",
        /// With money.
        Cash = "CASH",
        /// With transport.
        Transport = "TRANSPORT",
        /// Psychosocial.
        Psychosocial = "PSYCHOSOCIAL",
        /// With an interpreter.
        Interpreter = "INTERPRETER",
        /// With things: a dignity kit, clothes, a telephone.
        InKind = "IN_KIND",
        /// In another way.
        Other = "OTHER",
    }
}

choices! {
    /// How a session was held.
    pub enum SessionMode as "case_session_mode" {
        /// Face to face.
        InPerson = "IN_PERSON",
        /// By telephone.
        Telephone = "TELEPHONE",
        /// By video.
        Video = "VIDEO",
        /// In a group.
        Group = "GROUP",
    }
}

choices! {
    /// Why a case passes to another officer.
    pub enum TransferReason as "case_transfer_reason" {
        /// She moved.
        Relocation = "RELOCATION",
        /// Too many cases.
        Workload = "WORKLOAD",
        /// A conflict of interest.
        ConflictOfInterest = "CONFLICT_OF_INTEREST",
        /// The survivor asked for it.
        SurvivorRequest = "SURVIVOR_REQUEST",
        /// The officer left.
        OfficerLeft = "OFFICER_LEFT",
        /// Another reason.
        Other = "OTHER",
    }
}

choices! {
    /// How a case ended.
    pub enum CaseOutcome as "case_outcome" {
        /// What was planned with her has been done.
        GoalsMet = "GOALS_MET",
        /// She wished to end it.
        SurvivorRequest = "SURVIVOR_REQUEST",
        /// Another service follows it.
        Transferred = "TRANSFERRED",
        /// She could no longer be reached.
        LostContact = "LOST_CONTACT",
        /// She died.
        Deceased = "DECEASED",
        /// Another end.
        Other = "OTHER",
    }
}
