//! A worker's rows: what each read model says about her cycles, made from one reading of her record.

use domain::aggregate::Standing;
use domain::migrant::{Event, placement};
use domain::stream::StreamKind;

use crate::derive::{Derive, Lookup, Record};
use crate::placements::CycleRow;
use crate::tables::MigrantView;

impl Derive for MigrantView {
    const KIND: StreamKind = StreamKind::Migrant;
    type Event = Event;

    fn derive(record: &Record<'_, Event>, _lookup: &Lookup<'_>) -> Self {
        let mut cycles = Vec::new();
        for fact in record.facts {
            let Event::Placement(placement::Event::PlacementMade(said)) = fact.event else {
                continue;
            };
            let Some(cycle) = &fact.context.cycle else { continue };
            let (agency, employer) = (said.agency, said.employer);
            cycles.push(CycleRow { cycle: cycle.clone(), agency, employer });
        }
        Self {
            id: record.stream.into(),
            standing: Standing::default(),
            last_position: record.last_position(),
            cycles,
            watch: Vec::new(),
            cohort: Vec::new(),
            findings: Vec::new(),
        }
    }
}
