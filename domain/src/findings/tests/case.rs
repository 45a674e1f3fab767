//! What the tests of rules give and ask: a worker's story, with what surrounds it.

use crate::agency::{self, Agency, Licence};
use crate::aggregate::{Aggregate, Others};
use crate::findings::{Accounts, Finding, Severity, Surroundings, Worker};
use crate::id::{AgencyId, MigrantId};
use crate::indicators::awards::awards;
use crate::indicators::complaints::ComplaintOfHers;
use crate::indicators::fx::Rates;
use crate::indicators::said::until;
use crate::indicators::story::{Story, day, id};
use crate::{complaint, migrant};

/// A worker's story with a complaint and an agency.
#[derive(Clone)]
pub(crate) struct Case {
    pub(crate) worker: Story<migrant::Event>,
    pub(crate) complaint: Story<complaint::Event>,
    pub(crate) agency: Story<agency::Event>,
}

/// What a test says about a finding: its rule, severity, first day and the day it was over.
pub(crate) type Seen = (&'static str, Severity, String, Option<String>);

impl Case {
    pub(crate) fn of(worker: Story<migrant::Event>) -> Self {
        let agency = Story::of("AG-SN-001")
            .on(
                "2022-12-01",
                "agency_registered",
                serde_json::json!({
                    "country": "SN", "kind": "PRIVATE"
                }),
            )
            .on(
                "2022-12-20",
                "agency_licence_granted",
                serde_json::json!({
                    "licence": "L-1", "valid_from": "2023-01-01", "valid_to": "2025-12-31"
                }),
            );
        Self { worker, complaint: Story::of("CP-1"), agency }
    }

    pub(crate) fn complaint(self, complaint: Story<complaint::Event>) -> Self {
        Self { complaint, ..self }
    }

    pub(crate) fn agency(
        self,
        tell: impl FnOnce(Story<agency::Event>) -> Story<agency::Event>,
    ) -> Self {
        Self { agency: tell(self.agency), ..self }
    }

    /// The findings on a day, as a log of so many entries of the worker's stream knows.
    pub(crate) fn known(&self, size: u64, on: &str) -> Vec<Finding> {
        let worker: MigrantId = self.worker_id();
        let licence = self.licence();
        self.worker.known(size, |facts| {
            self.complaint.by(on, |of_complaint| {
                let hers = ComplaintOfHers::of(id("CP-1"), of_complaint, worker);
                let hers: Vec<_> = hers.into_iter().collect();
                let awards = awards(of_complaint, worker);
                let known = |agency: AgencyId| (agency == id("AG-SN-001")).then_some(&licence);
                let (record, rates) = (until(facts, day(on)), Rates::default());
                let accounts = Accounts::of(&record, &awards, &rates);
                let around = Surroundings {
                    rates: &rates,
                    complaints: &hers,
                    awards: &awards,
                    licence: &known,
                    others: &Others::default(),
                };
                Worker::new(worker, (&record, &accounts), around, day(on)).findings()
            })
        })
    }

    /// The findings on a day, as everything is known.
    pub(crate) fn findings(&self, on: &str) -> Vec<Finding> {
        self.known(u64::MAX, on)
    }

    /// Those of one rule.
    pub(crate) fn seen(&self, rule: &str, on: &str) -> Vec<Seen> {
        let of_rule = self.findings(on).into_iter().filter(|found| found.rule.code() == rule);
        of_rule.map(|found| seen(&found)).collect()
    }

    /// The codes of every finding, in order.
    pub(crate) fn codes(&self, on: &str) -> Vec<&'static str> {
        let mut codes: Vec<_> = self.findings(on).iter().map(|found| found.rule.code()).collect();
        codes.sort_unstable();
        codes
    }

    fn worker_id(&self) -> MigrantId {
        self.worker.stream().into()
    }

    fn licence(&self) -> Licence {
        self.agency.told(|facts| {
            let mut state = agency::State::default();
            for fact in facts {
                Agency::evolve(&mut state, fact);
            }
            state.licence
        })
    }
}

pub(crate) fn seen(found: &Finding) -> Seen {
    let until = found.until.map(|until| until.to_string());
    (found.rule.code(), found.severity, found.since.to_string(), until)
}
