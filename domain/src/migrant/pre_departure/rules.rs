//! Preparing: how it changes the record, and when it is impossible.

use super::{CycleOpened, Event};
use crate::id::Label;
use crate::migrant::moment::{Moment, refuse_if};
use crate::migrant::state::{Opening, Spell, Training};
use crate::migrant::{At, Refusal, State};

pub(in crate::migrant) fn evolve(state: &mut State, at: &At<'_>, event: &Event) {
    match event {
        Event::CycleOpened(said) => open(state, at, said),
        Event::OrientationCompleted(_) => {
            if let Some(cycle) = state.cycle_of_mut(at.context) {
                cycle.milestones.oriented.get_or_insert(at.occurred_on);
            }
        }
        Event::TrainingStarted(said) => {
            let cycle = state.cycle_id_of(at.context);
            state.trainings.push(Training {
                course: said.course.clone(),
                cycle,
                spell: Spell::since(at.occurred_on),
                completed: false,
            });
        }
        Event::TrainingCompleted(said) => end_training(state, at, (&said.course, true)),
        Event::TrainingDropped(said) => end_training(state, at, (&said.course, false)),
        Event::CounsellingProvided(_)
        | Event::OrientationWaived(_)
        | Event::FinancialEducationCompleted(_)
        | Event::SkillsAssessed(_)
        | Event::SkillsCertified(_) => {}
    }
}

fn open(state: &mut State, at: &At<'_>, said: &CycleOpened) {
    state.cycle_mut(&said.cycle).opening.get_or_insert(Opening {
        on: at.occurred_on,
        position: at.position,
        ordinal: said.ordinal,
        programme: said.programme,
        intended_country: said.intended_country,
        path: said.path,
        origin: said.origin,
        check_ins: said.check_ins,
        intended_stay_months: said.intended_stay_months,
    });
}

fn end_training(state: &mut State, at: &At<'_>, (course, completed): (&Label, bool)) {
    if let Some(training) = attended(&mut state.trainings, course) {
        training.spell.to = Some(at.occurred_on);
        training.completed = completed;
    }
}

fn attended<'a>(trainings: &'a mut [Training], course: &Label) -> Option<&'a mut Training> {
    trainings.iter_mut().rfind(|training| training.course == *course && training.spell.is_open())
}

pub(in crate::migrant) fn check(moment: &Moment<'_>, event: &Event) -> Result<(), Refusal> {
    match event {
        Event::CycleOpened(said) => {
            refuse_if(moment.cycle_exists(&said.cycle), Refusal::CycleExists)?;
            let open = moment.maybe().open_cycle();
            refuse_if(open.is_some_and(|open| open.id != said.cycle), Refusal::AnotherCycleOpen)
        }
        Event::CounsellingProvided(_) => {
            // Whoever is home again may be advised before the cycle is closed.
            let home = moment.cycle().is_some_and(|cycle| cycle.milestones.returned.is_some());
            if home { Ok(()) } else { moment.needs_before_departure() }
        }
        Event::OrientationCompleted(_) => moment.needs_before_departure(),
        Event::TrainingCompleted(said) => needs_training(moment, &said.course),
        Event::TrainingDropped(said) => needs_training(moment, &said.course),
        Event::OrientationWaived(_)
        | Event::FinancialEducationCompleted(_)
        | Event::TrainingStarted(_)
        | Event::SkillsAssessed(_)
        | Event::SkillsCertified(_) => Ok(()),
    }
}

fn needs_training(moment: &Moment<'_>, course: &Label) -> Result<(), Refusal> {
    let mut courses = moment.maybe().trainings.iter();
    let attends = courses.any(|known| known.course == *course && known.spell.is_open());
    refuse_if(!attends, Refusal::TrainingNotStarted)
}
