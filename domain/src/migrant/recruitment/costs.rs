//! The words for what recruitment costs and who bears it.

use serde::{Deserialize, Serialize};

use crate::choices::choices;

choices! {
    /// What a recruitment cost is for (ILO definition of 2018, and what lies outside it).
    pub enum CostCategory as "recruitment_cost" {
        /// A fee for the recruitment service.
        FeeService = "FEE_SERVICE",
        /// A fee for recruitment to work for a third party.
        FeeThirdParty = "FEE_THIRD_PARTY",
        /// A fee for direct recruitment by the employer.
        FeeDirectEmployer = "FEE_DIRECT_EMPLOYER",
        /// Recovery of a recruitment fee.
        FeeRecovery = "FEE_RECOVERY",
        /// Medical costs.
        Medical = "MEDICAL",
        /// Insurance.
        Insurance = "INSURANCE",
        /// Tests of skills, language, qualification.
        SkillTest = "SKILL_TEST",
        /// Training and orientation.
        TrainingOrientation = "TRAINING_ORIENTATION",
        /// Equipment.
        Equipment = "EQUIPMENT",
        /// Travel and lodging.
        TravelLodging = "TRAVEL_LODGING",
        /// Contracts, passport, visa, permits, clearances, banking.
        Administrative = "ADMINISTRATIVE",
        /// Bribe, kickback, bond, extortion, undisclosed cost.
        Illegitimate = "ILLEGITIMATE",
        /// Payment to a smuggler; no recruitment cost.
        Smuggling = "SMUGGLING",
        /// Interest on a loan that paid for recruitment.
        LoanInterest = "LOAN_INTEREST",
    }
}

choices! {
    /// Who bears a cost.
    pub enum Payer as "payer" {
        /// The worker.
        Worker = "WORKER",
        /// The employer.
        Employer = "EMPLOYER",
        /// The agency.
        Agency = "AGENCY",
        /// The state.
        State = "STATE",
        /// A programme.
        Programme = "PROGRAMME",
    }
}

choices! {
    /// Who receives a payment.
    pub enum Payee as "payee" {
        /// An agency.
        Agency = "AGENCY",
        /// A sub-agent or informal broker.
        SubAgent = "SUBAGENT",
        /// The employer.
        Employer = "EMPLOYER",
        /// A public office.
        State = "STATE",
        /// A lender.
        Lender = "LENDER",
        /// A smuggler.
        Smuggler = "SMUGGLER",
        /// A clinic, carrier, insurer, school.
        Provider = "PROVIDER",
        /// Somebody else.
        Other = "OTHER",
    }
}

choices! {
    /// When a recruitment cost falls due.
    pub enum CostStage as "cost_stage" {
        /// Before departure.
        BeforeDeparture = "BEFORE_DEP",
        /// After arrival.
        AfterArrival = "AFTER_ARR",
        /// Taken from the wage.
        WageDeduction = "WAGE_DEDUCTION",
    }
}

choices! {
    /// Where the money for a cost comes from.
    pub enum FinancedBy as "financed_by" {
        /// Savings.
        Savings = "SAVINGS",
        /// A loan within the family.
        LoanFamily = "LOAN_FAMILY",
        /// A loan from a lender.
        LoanLender = "LOAN_LENDER",
        /// Something that was sold.
        AssetSale = "ASSET_SALE",
        /// The wage to come.
        WageDeduction = "WAGE_DEDUCTION",
    }
}

choices! {
    /// What a sum paid back or awarded stands for.
    pub enum Redress as "redress" {
        /// Wages.
        Wage = "WAGE",
        /// A recruitment fee.
        FeeRefund = "FEE_REFUND",
        /// Compensation.
        Compensation = "COMPENSATION",
    }
}
