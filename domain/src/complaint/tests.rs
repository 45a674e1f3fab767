//! Given-when-then cases of complaints.

use super::payload;
use super::*;
use crate::aggregate::Refused;
use crate::id::{EventId, MigrantId, OrganisationId, ReferralId};
use crate::money::Money;
use crate::testing::{self, Told};

const AWA: MigrantId = MigrantId::from_bytes([1; 16]);
const BINTA: MigrantId = MigrantId::from_bytes([2; 16]);
const UNION: OrganisationId = OrganisationId::from_bytes([3; 16]);
const CONSENT: EventId = EventId::from_bytes([4; 16]);

/// What is recorded is accepted, and the next fact is judged as expected.
#[track_caller]
fn check(given: &[Told<Event>], when: Told<Event>, then: Result<(), Refusal>) {
    for (index, told) in given.iter().enumerate() {
        let before = &given[..index];
        assert_eq!(testing::judge::<Complaint>(before, told), Ok(()), "given no. {index}");
    }
    assert_eq!(testing::judge::<Complaint>(given, &when), then.map_err(Refused::Law));
}

#[track_caller]
fn check_stage(given: &[Told<Event>], then: Stage) {
    assert_eq!(testing::state::<Complaint>(given).stage(), then);
}

fn told(date: &'static str, event: impl Into<payload::Event>) -> Told<Event> {
    (date, Event::Own(event.into()))
}

fn euros(amount: &str) -> Money {
    Money::parse(amount, crate::codes::Currency::EUR).expect("an amount")
}

fn label(text: &str) -> ReferralId {
    text.parse().expect("a label")
}

fn filing(complainants: Vec<MigrantId>) -> ComplaintFiled {
    ComplaintFiled {
        complainants,
        token: None,
        anonymous: false,
        respondent: RespondentKind::Employer,
        employer: None,
        agency: None,
        respondent_person: None,
        categories: vec![ComplaintCategory::WageArrears],
        forced_labour_indicators: Vec::new(),
        claimed: Some(euros("3392.00")),
        channel: Some(ComplaintChannel::Union),
        language: None,
        contract: None,
        cycle: None,
    }
}

fn filed(date: &'static str) -> Told<Event> {
    told(date, filing(vec![AWA]))
}

fn acknowledged(date: &'static str) -> Told<Event> {
    told(date, ComplaintAcknowledged { reference: None, due_on: None })
}

fn referral(
    consent: Option<EventId>,
    override_reason: Option<OverrideReason>,
) -> ComplaintReferred {
    ComplaintReferred {
        referral: label("R1"),
        organisation: UNION,
        purpose: ReferralPurpose::Mediation,
        consent,
        override_reason,
        documents: Vec::new(),
    }
}

fn referred(date: &'static str) -> Told<Event> {
    told(date, referral(Some(CONSENT), None))
}

fn accepted(date: &'static str) -> Told<Event> {
    told(date, ReferralAccepted { referral: label("R1") })
}

fn completed(date: &'static str) -> Told<Event> {
    told(date, ReferralCompleted { referral: label("R1") })
}

fn rejected(date: &'static str) -> Told<Event> {
    let reason = ReferralRejection::NoCapacity;
    told(date, ReferralRejected { referral: label("R1"), reason })
}

fn revoked(date: &'static str) -> Told<Event> {
    let reason = ReferralRevocation::ConsentWithdrawn;
    told(date, ReferralRevoked { referral: label("R1"), reason })
}

fn mediated(date: &'static str) -> Told<Event> {
    told(date, MediationHeld { mediator: None, parties: Vec::new(), result: None })
}

fn resolved(date: &'static str, award: Option<&str>) -> Told<Event> {
    let (outcome, award) = (ComplaintOutcome::Settled, award.map(euros));
    told(date, ComplaintResolved { outcome, award, per_complainant: Vec::new() })
}

fn appealed(date: &'static str) -> Told<Event> {
    let (appellant, ground) = (Appellant::Respondent, AppealGround::Amount);
    told(date, ComplaintAppealed { appellant, ground, body: None, within_window: true })
}

fn appeal_decided(date: &'static str, award: Option<&str>) -> Told<Event> {
    told(date, AppealDecided { outcome: AppealOutcome::Varied, award: award.map(euros) })
}

fn withdrawn(date: &'static str, complainant: Option<MigrantId>) -> Told<Event> {
    told(date, ComplaintWithdrawn { complainant, reason: WithdrawalReason::FearOfRetaliation })
}

fn paid(date: &'static str, amount: &str) -> Told<Event> {
    told(date, payment(euros(amount)))
}

fn payment(amount: Money) -> AwardPaid {
    AwardPaid { amount, kind: AwardKind::Wage, payer: AwardPayer::Employer, complainant: None }
}

fn retaliation(date: &'static str, complainant: Option<MigrantId>) -> Told<Event> {
    told(date, RetaliationReported { kind: RetaliationType::Threat, complainant })
}

#[test]
fn a_complaint_is_filed_once() {
    check(&[], filed("2024-08-02"), Ok(()));
    check(&[filed("2024-08-02")], filed("2024-08-05"), Err(Refusal::AlreadyFiled));
    check(&[filed("2024-08-02")], filed("2024-07-01"), Err(Refusal::AlreadyFiled));
}

#[test]
fn a_complaint_without_complainant_is_refused() {
    check(&[], told("2024-08-02", filing(Vec::new())), Err(Refusal::NoComplainant));
}

#[test]
fn an_anonymous_complainant_is_known_by_a_token() {
    let token = Some("T-17".parse().expect("a label"));
    let anonymous = ComplaintFiled { token, anonymous: true, ..filing(Vec::new()) };
    let given = [told("2024-08-02", anonymous)];
    check(&given, withdrawn("2024-08-03", None), Ok(()));
    check(&given, withdrawn("2024-08-03", Some(AWA)), Err(Refusal::NotAComplainant));
}

#[test]
fn a_complaint_about_nothing_is_refused() {
    let said = ComplaintFiled { categories: Vec::new(), ..filing(vec![AWA]) };
    check(&[], told("2024-08-02", said), Err(Refusal::NoCategory));
}

#[test]
fn nothing_happens_to_a_complaint_before_it_is_filed() {
    let given = [filed("2024-08-02")];
    for when in [
        acknowledged("2024-08-01"),
        referred("2024-08-01"),
        mediated("2024-08-01"),
        resolved("2024-08-01", None),
        withdrawn("2024-08-01", Some(AWA)),
    ] {
        check(&given, when, Err(Refusal::NotFiled));
    }
    check(&[], retaliation("2024-08-01", None), Err(Refusal::NotFiled));
}

/// She was threatened for saying that she would complain.
#[test]
fn retaliation_may_come_before_the_filing() {
    check(&[filed("2024-08-02")], retaliation("2024-07-30", Some(AWA)), Ok(()));
}

#[test]
fn a_date_that_leaves_it_open_is_accepted() {
    check(&[filed("2024-08-02")], acknowledged("2024-08"), Ok(()));
    check(&[filed("2024-08")], acknowledged("2024-08-01"), Ok(()));
}

#[test]
fn a_complaint_is_acknowledged_once() {
    let given = [filed("2024-08-02"), acknowledged("2024-08-03")];
    check(&given, acknowledged("2024-08-04"), Err(Refusal::AlreadyAcknowledged));
}

#[test]
fn a_referral_needs_consent_or_an_override() {
    let given = [filed("2024-08-02")];
    let bare = told("2024-08-05", referral(None, None));
    check(&given, bare, Err(Refusal::NeitherConsentNorOverride));
    check(&given, referred("2024-08-05"), Ok(()));
    let forced = referral(None, Some(OverrideReason::VitalInterest));
    check(&given, told("2024-08-05", forced), Ok(()));
}

#[test]
fn a_referral_s_name_is_used_once() {
    let given = [filed("2024-08-02"), referred("2024-08-05")];
    check(&given, referred("2024-08-06"), Err(Refusal::ReferralExists));
}

#[test]
fn what_was_never_referred_is_not_answered() {
    let given = [filed("2024-08-02"), referred("2024-08-05")];
    for when in [
        accepted("2024-08-04"),
        rejected("2024-08-04"),
        completed("2024-08-04"),
        revoked("2024-08-04"),
    ] {
        check(&given, when, Err(Refusal::UnknownReferral));
    }
}

#[test]
fn a_referral_is_accepted_and_done() {
    let given = [filed("2024-08-02"), referred("2024-08-05")];
    check(&given, accepted("2024-08-06"), Ok(()));
    check(&given, completed("2024-08-06"), Ok(()));
    let accepted = [filed("2024-08-02"), referred("2024-08-05"), accepted("2024-08-06")];
    check(&accepted, completed("2024-08-20"), Ok(()));
}

#[test]
fn a_referral_that_ended_takes_no_other_answer() {
    for end in [rejected("2024-08-06"), completed("2024-08-06"), revoked("2024-08-06")] {
        let given = [filed("2024-08-02"), referred("2024-08-05"), end];
        check(&given, accepted("2024-08-07"), Err(Refusal::ReferralOver));
        check(&given, completed("2024-08-07"), Err(Refusal::ReferralOver));
    }
    let given = [filed("2024-08-02"), referred("2024-08-05"), accepted("2024-08-06")];
    check(&given, rejected("2024-08-07"), Err(Refusal::ReferralOver));
}

#[test]
fn any_referral_can_be_revoked_but_only_once() {
    for earlier in [accepted("2024-08-06"), rejected("2024-08-06"), completed("2024-08-06")] {
        check(
            &[filed("2024-08-02"), referred("2024-08-05"), earlier],
            revoked("2024-08-09"),
            Ok(()),
        );
    }
    let given = [filed("2024-08-02"), referred("2024-08-05"), revoked("2024-08-09")];
    check(&given, revoked("2024-08-10"), Err(Refusal::ReferralRevoked));
}

#[test]
fn mediation_hearing_and_inspection_need_an_acknowledgement() {
    let given = [filed("2024-08-02"), acknowledged("2024-08-10")];
    let hearing = HearingHeld { body: None, parties: Vec::new(), result: None };
    let forced_labour_indicators = Vec::new();
    let inspection =
        InspectionCarriedOut { inspectorate: None, result: None, forced_labour_indicators };
    for early in [
        mediated("2024-08-09"),
        told("2024-08-09", hearing.clone()),
        told("2024-08-09", inspection.clone()),
    ] {
        check(&given, early, Err(Refusal::NotAcknowledged));
    }
    for due in [mediated("2024-08-11"), told("2024-08-11", hearing), told("2024-08-11", inspection)]
    {
        check(&given, due, Ok(()));
    }
}

#[test]
fn a_complaint_can_be_decided_without_acknowledgement_or_mediation() {
    check(&[filed("2024-08-02")], resolved("2024-09-13", Some("3392.00")), Ok(()));
}

#[test]
fn a_closed_complaint_is_not_decided_again() {
    let given = [filed("2024-08-02"), resolved("2024-09-13", None)];
    check(&given, resolved("2024-10-01", Some("10.00")), Err(Refusal::Closed));
    let owed = [filed("2024-08-02"), resolved("2024-09-13", Some("10.00"))];
    check(&owed, resolved("2024-10-01", Some("20.00")), Ok(()));
}

#[test]
fn outcomes_belong_to_complainants() {
    let per_complainant = vec![ComplainantOutcome {
        complainant: BINTA,
        outcome: ComplaintOutcome::Upheld,
        award: None,
    }];
    let said =
        ComplaintResolved { outcome: ComplaintOutcome::Upheld, award: None, per_complainant };
    let when = told("2024-09-13", said);
    check(&[filed("2024-08-02")], when.clone(), Err(Refusal::NotAComplainant));
    check(&[told("2024-08-02", filing(vec![AWA, BINTA]))], when, Ok(()));
}

#[test]
fn only_a_decision_is_appealed_and_only_once_at_a_time() {
    let given = [filed("2024-08-02"), resolved("2024-09-13", Some("10.00"))];
    check(&given, appealed("2024-09-12"), Err(Refusal::NotResolved));
    check(&given, appealed("2024-09-20"), Ok(()));
    let pending = [given[0].clone(), given[1].clone(), appealed("2024-09-20")];
    check(&pending, appealed("2024-09-21"), Err(Refusal::AlreadyAppealed));
}

/// A complaint that was dismissed is closed at once, and can be appealed all the same.
#[test]
fn a_dismissal_can_be_appealed() {
    check(&[filed("2024-08-02"), resolved("2024-09-13", None)], appealed("2024-09-20"), Ok(()));
}

#[test]
fn an_appeal_is_decided_once() {
    let given = [filed("2024-08-02"), resolved("2024-09-13", Some("10.00"))];
    check(&given, appeal_decided("2024-11-01", None), Err(Refusal::NotAppealed));
    let pending = [given[0].clone(), given[1].clone(), appealed("2024-09-20")];
    check(&pending, appeal_decided("2024-11-01", None), Ok(()));
    let [first, second, third] = pending;
    let decided = [first, second, third, appeal_decided("2024-11-01", None)];
    check(&decided, appeal_decided("2024-12-01", None), Err(Refusal::NotAppealed));
}

#[test]
fn nothing_is_paid_before_it_is_awarded() {
    let given = [filed("2024-08-02"), resolved("2024-09-13", Some("3392.00"))];
    check(&given, paid("2024-09-12", "1.00"), Err(Refusal::NothingAwarded));
    check(&given, paid("2024-09-27", "3000.00"), Ok(()));
}

#[test]
fn no_more_is_paid_than_was_awarded() {
    let given = [filed("2024-08-02"), resolved("2024-09-13", Some("3392.00"))];
    check(&given, paid("2024-09-27", "3392.01"), Err(Refusal::MoreThanAwarded));
    let [first, second] = given;
    let part = [first, second, paid("2024-09-27", "3000.00")];
    check(&part, paid("2024-10-27", "392.01"), Err(Refusal::MoreThanAwarded));
    check(&part, paid("2024-10-27", "392.00"), Ok(()));
}

/// An award may be more than what was claimed: courts add interest.
#[test]
fn an_award_may_exceed_the_claim() {
    check(&[filed("2024-08-02")], resolved("2024-09-13", Some("9999.00")), Ok(()));
}

#[test]
fn an_award_is_paid_in_its_own_currency() {
    let given = [filed("2024-08-02"), resolved("2024-09-13", Some("3392.00"))];
    let francs = Money::new(1, crate::codes::Currency::XOF).expect("an amount");
    check(&given, told("2024-09-27", payment(francs)), Err(Refusal::OtherCurrency));
}

#[test]
fn an_award_is_paid_to_a_complainant() {
    let given = [filed("2024-08-02"), resolved("2024-09-13", Some("3392.00"))];
    let to_binta = AwardPaid { complainant: Some(BINTA), ..payment(euros("1.00")) };
    check(&given, told("2024-09-27", to_binta), Err(Refusal::NotAComplainant));
}

#[test]
fn retaliation_strikes_a_complainant() {
    let when = retaliation("2024-09-01", Some(BINTA));
    check(&[filed("2024-08-02")], when, Err(Refusal::NotAComplainant));
}

#[test]
fn a_complainant_withdraws_once() {
    let both = told("2024-08-02", filing(vec![AWA, BINTA]));
    let given = [both, withdrawn("2024-08-10", Some(AWA))];
    check(&given, withdrawn("2024-08-11", Some(AWA)), Err(Refusal::AlreadyWithdrawn));
    check(&given, withdrawn("2024-08-11", Some(BINTA)), Ok(()));
}

#[test]
fn nobody_withdraws_from_a_closed_complaint() {
    let given = [filed("2024-08-02"), resolved("2024-09-13", None)];
    check(&given, withdrawn("2024-09-14", Some(AWA)), Err(Refusal::Closed));
}

#[test]
fn a_complaint_from_which_everybody_withdrew_goes_nowhere() {
    let given = [filed("2024-08-02"), withdrawn("2024-08-10", Some(AWA))];
    check(&given, acknowledged("2024-08-11"), Err(Refusal::Withdrawn));
    check(&given, referred("2024-08-11"), Err(Refusal::Withdrawn));
    check(&given, resolved("2024-08-11", None), Err(Refusal::Withdrawn));
}

#[test]
fn a_complaint_goes_on_while_one_complainant_remains() {
    let both = told("2024-08-02", filing(vec![AWA, BINTA]));
    let given = [both, withdrawn("2024-08-10", Some(AWA))];
    check(&given, resolved("2024-08-11", None), Ok(()));
    check_stage(&given, Stage::Filed { on: "2024-08-02".parse().expect("a date") });
    let [both, first] = given;
    check_stage(&[both, first, withdrawn("2024-08-12", Some(BINTA))], Stage::Withdrawn);
}

#[test]
fn a_complaint_runs_through_its_stages() {
    let on = |date: &str| date.parse().expect("a date");
    let mut given = vec![filed("2024-08-02")];
    check_stage(&[], Stage::Absent);
    check_stage(&given, Stage::Filed { on: on("2024-08-02") });
    given.push(acknowledged("2024-08-03"));
    check_stage(&given, Stage::Acknowledged { on: on("2024-08-03"), due_on: None });
    given.push(mediated("2024-08-20"));
    check_stage(&given, Stage::InMediation { since: on("2024-08-20") });
    given.push(resolved("2024-09-13", Some("3392.00")));
    let decision = |date: &str, award: &str, on_appeal| Decision {
        on: on(date),
        outcome: ComplaintOutcome::Settled,
        award: Some(euros(award)),
        on_appeal,
    };
    let first = decision("2024-09-13", "3392.00", false);
    check_stage(&given, Stage::Resolved(first));
    given.push(appealed("2024-09-20"));
    check_stage(&given, Stage::Appealed { decision: first, since: on("2024-09-20") });
    given.push(appeal_decided("2024-11-01", Some("3000.00")));
    let second = decision("2024-11-01", "3000.00", true);
    check_stage(&given, Stage::AppealDecided(second));
    given.push(paid("2024-11-20", "3000.00"));
    check_stage(&given, Stage::Closed(second));
}

#[test]
fn an_appeal_that_changes_nothing_leaves_the_award() {
    let given = [
        filed("2024-08-02"),
        resolved("2024-09-13", Some("10.00")),
        appealed("2024-09-20"),
        appeal_decided("2024-11-01", None),
    ];
    assert_eq!(testing::state::<Complaint>(&given).outstanding_minor(), 1_000);
}

/// The late payment makes one that had been accepted earlier too large: both stay, and the
/// registry says so.
#[test]
fn a_late_fact_may_make_a_recorded_one_impossible() {
    let given = [
        filed("2024-08-02"),
        resolved("2024-09-13", Some("100.00")),
        paid("2024-10-30", "100.00"),
        paid("2024-10-01", "60.00"),
    ];
    check(&given[..3], given[3].clone(), Ok(()));
    assert_eq!(testing::misfits::<Complaint>(&given), [(3, Refusal::MoreThanAwarded)]);
    assert_eq!(testing::misfits::<Complaint>(&given[..3]), []);
}

#[test]
fn the_indicators_bear_the_numbers_of_the_ilo() {
    let numbers = ForcedLabourIndicator::ALL.iter().map(|indicator| indicator.number());
    assert!(numbers.eq(1..=11));
}
