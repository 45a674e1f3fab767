//! Given what was recorded, when somebody records one more fact, then it is accepted or refused.

use super::abroad::{contact, death, protection, work};
use super::placement::PlacementChannel;
use super::pre_departure::{CheckInPolicy, CycleOrigin, Path};
use super::records::rights;
use super::registration::{BirthPrecision, Sex};
use super::reintegration::{Outcome, livelihood, support};
use super::terms::{ContractTerms, WagePeriod};
use super::{
    Event, Migrant, Refusal, State, abroad, placement, pre_departure, records, recruitment,
    registration, reintegration, return_home,
};
use crate::aggregate::{Aggregate, Others, Proposal, Refused, decide};
use crate::context::{Channel, Context, Timestamp};
use crate::date::{Day, Occurrence};
use crate::history::History;
use crate::id::{ContractId, CycleId, EmployerId, EventId, Label, StreamId, UserId};
use crate::money::Money;

mod abroad_tests;
mod edge_cases;
mod home_tests;
mod placement_tests;
mod preparation_tests;
mod properties;
mod record_tests;
mod regions;

/// The stream that these tests are about.
const STREAM: StreamId = StreamId::from_bytes([1; 16]);
/// 2027-01-01, the registry's clock.
const NOW: Timestamp = Timestamp(1_798_761_600_000);

/// A fact as a test tells it.
#[derive(Clone, Debug)]
struct Told {
    on: &'static str,
    event: Event,
    cycle: Option<&'static str>,
    officer: Option<u8>,
    imported: bool,
}

impl Told {
    fn in_cycle(self, cycle: &'static str) -> Self {
        Self { cycle: Some(cycle), ..self }
    }

    fn by_officer(self, officer: u8) -> Self {
        Self { officer: Some(officer), ..self }
    }

    fn imported(self) -> Self {
        Self { imported: true, ..self }
    }

    fn proposal(self, id: usize) -> Proposal<Event> {
        let mut context = Context::on(self.on.parse::<Occurrence>().unwrap());
        context.cycle = self.cycle.map(cycle);
        context.actor = self.officer.map(|officer| UserId::from_bytes([officer; 16]));
        if self.imported {
            context.channel = Channel::Import;
        }
        Proposal {
            event_id: EventId::from_bytes(u128::try_from(id).unwrap().to_be_bytes()),
            stream: STREAM,
            context,
            event: self.event,
            replacement: None,
            now: NOW,
        }
    }
}

/// Says which phase a payload belongs to.
macro_rules! tell {
    ($on:expr, $($phase:ident)::+, $payload:expr) => {
        $crate::migrant::tests::told($on, $($phase)::+::Event::from($payload))
    };
}
use tell;

fn told(on: &'static str, event: impl Into<Event>) -> Told {
    Told { on, event: event.into(), cycle: None, officer: None, imported: false }
}

fn history(given: Vec<Told>) -> History<Event> {
    let entries = given
        .into_iter()
        .enumerate()
        .map(|(index, told)| told.proposal(index).into_entry(u64::try_from(index).unwrap()));
    History::new(entries.collect())
}

fn fold(given: Vec<Told>) -> State {
    let history = history(given);
    history.effective_now().iter().fold(State::default(), |mut state, fact| {
        Migrant::evolve(&mut state, fact);
        state
    })
}

/// Every stream that a fact names exists and is open.
fn registered_elsewhere(event: &Event) -> Others {
    use crate::event::EventSet;
    let mut others = Others::default();
    event.refer(&mut |_, stream| others.insert(stream, crate::aggregate::Standing::default()));
    others
}

fn judge(given: Vec<Told>, when: Told) -> Result<(), Refused<Refusal>> {
    let others = registered_elsewhere(&when.event);
    let id = given.len();
    decide::<Migrant>(&history(given), &others, when.proposal(id)).map(|_| ())
}

/// Also checks that what refuses is what the event's declaration names.
#[track_caller]
fn check(given: Vec<Told>, when: Told, then: Result<(), Refusal>) {
    use crate::event::EventSet;
    let declared = when.event.event_type().refusals;
    if let Err(refusal) = then {
        assert!(declared.contains(&refusal.code()), "the declaration does not name {refusal:?}");
    }
    assert_eq!(judge(given, when), then.map_err(Refused::Law));
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn label(text: &str) -> Label {
    text.parse().unwrap()
}

fn cycle(text: &str) -> CycleId {
    text.parse().unwrap()
}

fn contract(text: &str) -> ContractId {
    text.parse().unwrap()
}

fn eur(text: &str) -> Money {
    Money::parse(text, "EUR".parse().unwrap()).unwrap()
}

fn xof(text: &str) -> Money {
    Money::parse(text, "XOF".parse().unwrap()).unwrap()
}

fn employer(number: u8) -> EmployerId {
    EmployerId::from_bytes([number; 16])
}

fn registers(on: &'static str) -> Told {
    tell!(
        on,
        registration,
        registration::MigrantRegistered {
            sex: Sex::Female,
            birth_year: Some(1994),
            birth_precision: BirthPrecision::Day,
            nationalities: vec!["SN".parse().unwrap()],
            residence: None,
            languages: vec![],
            education: Some(2),
            marital_status: None,
            disability: None,
            household_size: None,
            office: None,
        }
    )
}

fn opens_as(on: &'static str, id: &str, path: Path, origin: CycleOrigin) -> Told {
    tell!(
        on,
        pre_departure,
        pre_departure::CycleOpened {
            cycle: cycle(id),
            ordinal: 1,
            programme: None,
            intended_country: Some("ES".parse().unwrap()),
            path,
            origin,
            check_ins: CheckInPolicy::Monthly,
            intended_stay_months: None,
        }
    )
}

fn opens(on: &'static str, id: &str) -> Told {
    opens_as(on, id, Path::Regular, CycleOrigin::Live)
}

fn terms(version: u16) -> ContractTerms {
    ContractTerms {
        contract: contract("CT-1"),
        version,
        employer: Some(employer(1)),
        occupation: None,
        activity: None,
        country: "ES".parse().unwrap(),
        subdivision: None,
        starts_on: None,
        ends_on: None,
        trial_days: None,
        wage: eur("1323.00"),
        wage_period: WagePeriod::Month,
        payments_per_year: None,
        wage_basis: None,
        pay_day: None,
        hours_per_week: None,
        rest_hours_per_week: None,
        leave_days_per_year: None,
        in_kind: vec![],
        insurance: None,
        repatriation: None,
        languages: vec![],
        copy_given: None,
    }
}

fn signs(on: &'static str) -> Told {
    tell!(on, placement, placement::ContractSigned { terms: terms(1) })
}

fn placed(on: &'static str) -> Told {
    tell!(
        on,
        placement,
        placement::PlacementMade {
            vacancy: None,
            agency: None,
            employer: Some(employer(1)),
            channel: PlacementChannel::Direct,
            activity: None,
            occupation: None,
        }
    )
}

fn departs(on: &'static str) -> Told {
    tell!(
        on,
        placement,
        placement::DepartureRecorded {
            port: None,
            mode: None,
            regular: true,
            destination: Some("ES".parse().unwrap()),
            transit: vec![],
            intended_stay_months: None,
            source: None,
        }
    )
}

fn arrives(on: &'static str) -> Told {
    tell!(on, abroad, abroad::ArrivalRecorded { country: "ES".parse().unwrap(), subdivision: None })
}

fn starts_job(on: &'static str, number: u8) -> Told {
    tell!(
        on,
        work,
        work::EmploymentStarted {
            employer: employer(number),
            contract: None,
            rank: None,
            occupation: None,
            activity: None,
            verbal_terms: None,
        }
    )
}

fn ends_job(on: &'static str, number: u8) -> Told {
    tell!(
        on,
        work,
        work::EmploymentEnded {
            employer: employer(number),
            contract: None,
            reason: work::EndReason::Mutual,
        }
    )
}

fn wage(on: &'static str, period: &str) -> Told {
    tell!(
        on,
        work,
        work::WagePaymentRecorded {
            contract: None,
            employer: None,
            period: period.parse().unwrap(),
            due: eur("1323.00"),
            paid: eur("950.00"),
            paid_on: None,
            hours: None,
            overtime_hours: None,
            deductions: vec![],
            in_kind: None,
            channel: None,
            source: None,
        }
    )
}

fn checked_in(on: &'static str) -> Told {
    tell!(
        on,
        contact,
        contact::CheckInRecorded {
            method: None,
            wellbeing: Some(4),
            holds_passport: None,
            paid_on_time: None,
            rest_day: None,
            safe: None,
        }
    )
}

fn lost(on: &'static str) -> Told {
    tell!(on, contact, contact::LossOfContactDeclared { days_since_contact: None, by: None })
}

fn found(on: &'static str) -> Told {
    tell!(on, contact, contact::ContactReestablished { by: None, route: None })
}

fn dies(on: &'static str, cause: death::DeathCause) -> Told {
    tell!(on, death, death::DeathAbroadRecorded { cause, country: None })
}

fn decides_return(on: &'static str) -> Told {
    tell!(
        on,
        return_home,
        return_home::ReturnDecided { kind: return_home::ReturnKind::Voluntary, reasons: vec![] }
    )
}

fn returns(on: &'static str) -> Told {
    tell!(
        on,
        return_home,
        return_home::ReturnArrivalRecorded {
            country: Some("SN".parse().unwrap()),
            subdivision: None,
            port: None,
            kind: None,
            escorted: None,
            minors: None,
        }
    )
}

fn agrees_plan(on: &'static str, id: &str) -> Told {
    tell!(
        on,
        reintegration,
        reintegration::ReintegrationPlanAgreed {
            plan: id.parse().unwrap(),
            goals: vec![],
            dimensions: vec![],
            level: None,
            budget: None,
            case_worker: None,
        }
    )
}

fn closes(on: &'static str, outcome: Outcome) -> Told {
    tell!(on, reintegration, reintegration::CycleClosed { outcome })
}

/// Registered, and a cycle opened.
fn preparing() -> Vec<Told> {
    vec![registers("2024-01-08"), opens("2024-01-08", "C01")]
}

/// Left on 10 March.
fn on_the_way() -> Vec<Told> {
    [preparing(), vec![departs("2024-03-10")]].concat()
}

/// Arrived on 11 March.
fn there() -> Vec<Told> {
    [on_the_way(), vec![arrives("2024-03-11")]].concat()
}

/// Working since 1 April.
fn working() -> Vec<Told> {
    [there(), vec![starts_job("2024-04-01", 1)]].concat()
}

/// Home since 15 October.
fn home() -> Vec<Told> {
    [working(), vec![ends_job("2024-09-30", 1), returns("2024-10-15")]].concat()
}

/// A plan agreed on 28 October.
fn with_plan() -> Vec<Told> {
    [home(), vec![agrees_plan("2024-10-28", "P1")]].concat()
}

/// Dead since 22 May.
fn dead() -> Vec<Told> {
    [working(), vec![dies("2024-05-22", death::DeathCause::OccupationalInjury)]].concat()
}

fn after(mut given: Vec<Told>, more: impl IntoIterator<Item = Told>) -> Vec<Told> {
    given.extend(more);
    given
}

/// Every refusal stands in one of the suites; whoever adds one adds its test.
#[test]
fn every_refusal_has_a_test() {
    let suites = [
        include_str!("tests/abroad_tests.rs"),
        include_str!("tests/edge_cases.rs"),
        include_str!("tests/home_tests.rs"),
        include_str!("tests/placement_tests.rs"),
        include_str!("tests/preparation_tests.rs"),
        include_str!("tests/record_tests.rs"),
    ]
    .concat();
    for (code, ..) in Refusal::ALL {
        let reason = code.strip_prefix("migrant.").unwrap();
        let words = reason.split('_').map(|word| word[..1].to_uppercase() + &word[1..]);
        let variant = format!("Err(Refusal::{})", words.collect::<String>());
        assert!(suites.contains(&variant), "no test expects {variant}");
    }
}
