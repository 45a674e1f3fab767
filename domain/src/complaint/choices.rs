//! The closed lists that complaints are told in: what about, against whom, how they ended.

use serde::{Deserialize, Serialize};

use crate::choices::choices;

choices! {
    /// What a complaint is about; one complaint may have several.
    pub enum ComplaintCategory as "complaint_category" {
        /// Wages that were not paid.
        WageArrears = "WAGE_ARREARS",
        /// Wages below the contract or the legal minimum.
        Underpayment = "UNDERPAYMENT",
        /// Other terms than those of the verified contract.
        ContractSubstitution = "CONTRACT_SUBSTITUTION",
        /// Fees or costs that the worker should not have borne.
        IllegalFees = "ILLEGAL_FEES",
        /// Overtime beyond the law.
        ExcessiveOvertime = "EXCESSIVE_OVERTIME",
        /// No weekly rest.
        NoRestDay = "NO_REST_DAY",
        /// Lodging.
        Housing = "HOUSING",
        /// Food.
        Food = "FOOD",
        /// Safety and health at work.
        SafetyAndHealth = "OSH",
        /// Passport or other documents kept by somebody else.
        DocumentRetention = "DOCUMENT_RETENTION",
        /// Dismissal without a fair ground.
        UnfairDismissal = "UNFAIR_DISMISSAL",
        /// Unequal treatment.
        Discrimination = "DISCRIMINATION",
        /// Harassment.
        Harassment = "HARASSMENT",
        /// Violence.
        Violence = "VIOLENCE",
        /// Being locked in or kept from leaving.
        Confinement = "CONFINEMENT",
        /// Contributions or benefits of social security.
        SocialSecurity = "SOCIAL_SECURITY",
        /// A return that was refused or not paid for.
        RepatriationRefused = "REPATRIATION_REFUSED",
        /// Punishment for having complained.
        Retaliation = "RETALIATION",
        /// Being left without work, wage or help.
        Abandonment = "ABANDONMENT",
        /// Anything else.
        Other = "OTHER",
    }
}

choices! {
    /// The ILO's eleven indicators of forced labour, in its order. The registry shows how many
    /// and which; it never concludes.
    pub enum ForcedLabourIndicator as "forced_labour_indicator" {
        /// 1: abuse of vulnerability.
        AbuseOfVulnerability = "ABUSE_OF_VULNERABILITY",
        /// 2: deception.
        Deception = "DECEPTION",
        /// 3: restriction of movement.
        RestrictionOfMovement = "RESTRICTION_OF_MOVEMENT",
        /// 4: isolation.
        Isolation = "ISOLATION",
        /// 5: physical and sexual violence.
        Violence = "PHYSICAL_AND_SEXUAL_VIOLENCE",
        /// 6: intimidation and threats.
        Intimidation = "INTIMIDATION_AND_THREATS",
        /// 7: retention of identity documents.
        DocumentRetention = "RETENTION_OF_IDENTITY_DOCUMENTS",
        /// 8: withholding of wages.
        WithheldWages = "WITHHOLDING_OF_WAGES",
        /// 9: debt bondage.
        DebtBondage = "DEBT_BONDAGE",
        /// 10: abusive working and living conditions.
        AbusiveConditions = "ABUSIVE_WORKING_AND_LIVING_CONDITIONS",
        /// 11: excessive overtime.
        ExcessiveOvertime = "EXCESSIVE_OVERTIME",
    }
}

impl ForcedLabourIndicator {
    /// The ILO's number, 1 to 11. It is for display: the wire carries the name, which a reader
    /// understands without a table.
    pub const fn number(self) -> u8 {
        match self {
            Self::AbuseOfVulnerability => 1,
            Self::Deception => 2,
            Self::RestrictionOfMovement => 3,
            Self::Isolation => 4,
            Self::Violence => 5,
            Self::Intimidation => 6,
            Self::DocumentRetention => 7,
            Self::WithheldWages => 8,
            Self::DebtBondage => 9,
            Self::AbusiveConditions => 10,
            Self::ExcessiveOvertime => 11,
        }
    }
}

choices! {
    /// Against whom a complaint is made.
    pub enum RespondentKind as "complaint_respondent" {
        /// An employer.
        Employer = "EMPLOYER",
        /// An employment agency.
        Agency = "AGENCY",
        /// Somebody who recruits for an agency.
        SubAgent = "SUBAGENT",
        /// A public official.
        Official = "OFFICIAL",
        /// Somebody else.
        Other = "OTHER",
    }
}

choices! {
    /// The door through which a complaint came in.
    pub enum ComplaintChannel as "complaint_channel" {
        /// A trade union.
        Union = "UNION",
        /// A hotline.
        Hotline = "HOTLINE",
        /// A labour inspectorate.
        LabourInspection = "LABOUR_INSPECTION",
        /// A consulate.
        Consulate = "CONSULATE",
        /// A public employment service or a resource centre for migrants.
        EmploymentService = "EMPLOYMENT_SERVICE",
        /// A non-governmental organisation.
        Ngo = "NGO",
        /// The worker's own telephone or computer.
        Online = "ONLINE",
        /// The police or a court.
        Justice = "JUSTICE",
        /// Anything else.
        Other = "OTHER",
    }
}

choices! {
    /// What another organisation is asked to do with a complaint.
    pub enum ReferralPurpose as "referral_purpose" {
        /// Mediate.
        Mediation = "MEDIATION",
        /// Advise or represent in law.
        LegalAid = "LEGAL_AID",
        /// Inspect the workplace.
        Inspection = "INSPECTION",
        /// Investigate an offence.
        Investigation = "INVESTIGATION",
        /// Represent the worker.
        Representation = "REPRESENTATION",
        /// Give help: shelter, health, money.
        Assistance = "ASSISTANCE",
        /// Anything else.
        Other = "OTHER",
    }
}

choices! {
    /// Why something is passed on although the person did not consent.
    pub enum OverrideReason as "consent_override_reason" {
        /// A life is in danger.
        VitalInterest = "VITAL_INTEREST",
        /// A law orders it.
        LegalObligation = "LEGAL_OBLIGATION",
        /// A court orders it.
        CourtOrder = "COURT_ORDER",
        /// The best interest of a child.
        BestInterestOfChild = "BEST_INTEREST_OF_CHILD",
        /// She cannot be asked: lost contact, dead, unable to answer.
        CannotBeAsked = "CANNOT_BE_ASKED",
    }
}

choices! {
    /// What kind of document is passed on with a referral.
    pub enum ReferredDocument as "referred_document" {
        /// A contract.
        Contract = "CONTRACT",
        /// Payslips or proofs of payment.
        Payslips = "PAYSLIPS",
        /// An identity document.
        Identity = "IDENTITY",
        /// Letters and messages.
        Correspondence = "CORRESPONDENCE",
        /// A medical certificate.
        MedicalCertificate = "MEDICAL_CERTIFICATE",
        /// Photographs.
        Photographs = "PHOTOGRAPHS",
        /// Statements of witnesses.
        Testimony = "TESTIMONY",
        /// Anything else.
        Other = "OTHER",
    }
}

choices! {
    /// Why a referral was not taken up.
    pub enum ReferralRejection as "referral_rejection" {
        /// Not within its competence.
        NotCompetent = "NOT_COMPETENT",
        /// No capacity.
        NoCapacity = "NO_CAPACITY",
        /// Not enough was said to act on.
        Incomplete = "INCOMPLETE",
        /// Somebody else already handles it.
        AlreadyHandled = "ALREADY_HANDLED",
        /// The person did not want it.
        DeclinedByPerson = "DECLINED_BY_PERSON",
        /// Anything else.
        Other = "OTHER",
    }
}

choices! {
    /// Why a referral was taken back.
    pub enum ReferralRevocation as "referral_revocation" {
        /// The consent was withdrawn.
        ConsentWithdrawn = "CONSENT_WITHDRAWN",
        /// It went to the wrong recipient.
        WrongRecipient = "WRONG_RECIPIENT",
        /// Nobody answered.
        NoAnswer = "NO_ANSWER",
        /// It is no longer needed.
        NoLongerNeeded = "NO_LONGER_NEEDED",
        /// The recipient put the person at risk.
        Risk = "RISK",
        /// Anything else.
        Other = "OTHER",
    }
}

choices! {
    /// Who took part in a mediation or a hearing.
    pub enum Party as "complaint_party" {
        /// The complainant.
        Complainant = "COMPLAINANT",
        /// The respondent.
        Respondent = "RESPONDENT",
        /// A trade union.
        Union = "UNION",
        /// A labour inspector.
        Inspector = "INSPECTOR",
        /// A consular officer.
        Consulate = "CONSULATE",
        /// A lawyer.
        Lawyer = "LAWYER",
        /// An interpreter.
        Interpreter = "INTERPRETER",
        /// Somebody else.
        Other = "OTHER",
    }
}

choices! {
    /// What came of a mediation or a hearing.
    pub enum SessionResult as "complaint_session_result" {
        /// The parties agreed.
        Agreement = "AGREEMENT",
        /// They agreed on part of it.
        PartialAgreement = "PARTIAL_AGREEMENT",
        /// They did not agree.
        NoAgreement = "NO_AGREEMENT",
        /// It was put off.
        Adjourned = "ADJOURNED",
        /// The respondent stayed away.
        RespondentAbsent = "RESPONDENT_ABSENT",
        /// The complainant stayed away.
        ComplainantAbsent = "COMPLAINANT_ABSENT",
    }
}

choices! {
    /// What an inspection found.
    pub enum InspectionResult as "inspection_result" {
        /// What was complained of is so.
        Confirmed = "CONFIRMED",
        /// Part of it is so.
        ConfirmedInPart = "CONFIRMED_IN_PART",
        /// It is not so.
        NotConfirmed = "NOT_CONFIRMED",
        /// The inspectors were not let in.
        AccessDenied = "ACCESS_DENIED",
    }
}

choices! {
    /// How a complaint was decided.
    pub enum ComplaintOutcome as "complaint_outcome" {
        /// Settled by agreement.
        Settled = "SETTLED",
        /// Settled in part.
        SettledPartial = "SETTLED_PARTIAL",
        /// Upheld by a decision.
        Upheld = "UPHELD",
        /// Dismissed.
        Dismissed = "DISMISSED",
        /// Outside the competence of whoever decided.
        NoJurisdiction = "NO_JURISDICTION",
        /// Out of time.
        Lapsed = "LAPSED",
    }
}

choices! {
    /// On what ground a decision is appealed.
    pub enum AppealGround as "appeal_ground" {
        /// The facts.
        Facts = "FACTS",
        /// The law.
        Law = "LAW",
        /// The amount.
        Amount = "AMOUNT",
        /// The procedure.
        Procedure = "PROCEDURE",
        /// New evidence.
        NewEvidence = "NEW_EVIDENCE",
    }
}

choices! {
    /// Who appeals.
    pub enum Appellant as "appellant" {
        /// The complainant.
        Complainant = "COMPLAINANT",
        /// The respondent.
        Respondent = "RESPONDENT",
    }
}

choices! {
    /// How an appeal was decided.
    pub enum AppealOutcome as "appeal_outcome" {
        /// The decision stands.
        Confirmed = "CONFIRMED",
        /// The decision was changed in part.
        Varied = "VARIED",
        /// The decision was reversed.
        Reversed = "REVERSED",
        /// The appeal was not admitted.
        Inadmissible = "INADMISSIBLE",
        /// The appeal was withdrawn.
        Withdrawn = "WITHDRAWN",
    }
}

choices! {
    /// Why a complainant withdrew.
    pub enum WithdrawalReason as "complaint_withdrawal_reason" {
        /// She fears retaliation.
        FearOfRetaliation = "FEAR_OF_RETALIATION",
        /// It was settled in private.
        SettledPrivately = "SETTLED_PRIVATELY",
        /// She returned home.
        ReturnedHome = "RETURNED_HOME",
        /// She lost trust.
        LostTrust = "LOST_TRUST",
        /// Anything else.
        Other = "OTHER",
    }
}

choices! {
    /// What a payment makes good.
    pub enum AwardKind as "award_kind" {
        /// Wages: lessens the arrears.
        Wage = "WAGE",
        /// Recruitment fees or costs: lessens what the worker paid.
        FeeRefund = "FEE_REFUND",
        /// Damage.
        Compensation = "COMPENSATION",
    }
}

choices! {
    /// Who paid an award.
    pub enum AwardPayer as "award_payer" {
        /// The employer.
        Employer = "EMPLOYER",
        /// The agency.
        Agency = "AGENCY",
        /// A guarantee fund or an insurance.
        GuaranteeFund = "GUARANTEE_FUND",
        /// The state.
        State = "STATE",
        /// Somebody else.
        Other = "OTHER",
    }
}

choices! {
    /// How a complainant was punished for complaining.
    pub enum RetaliationType as "retaliation_type" {
        /// Dismissed.
        Dismissal = "DISMISSAL",
        /// Threatened.
        Threat = "THREAT",
        /// Denounced to the authorities.
        Denunciation = "DENUNCIATION",
        /// Put on a blacklist.
        Blacklist = "BLACKLIST",
    }
}
