//! Gathering: callers queue, one of them leads and commits for all that have gathered.
//!
//! There is no timer and no thread of its own: while one sync runs, the next batch gathers. A
//! leader goes on for a few rounds before it hands over, because waking a sleeper costs more than
//! leading once more. What a round does is `commit`'s.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use crate::append::{AppendError, Receipt};
use crate::commit::Command;

const ROUNDS_MAX: usize = 8;
/// Events of one commit, unless a single command has more.
const BATCH_EVENTS_MAX: usize = 256;
/// Bytes of one commit, unless a single command has more.
const BATCH_BYTES_MAX: usize = 4 * 1024 * 1024;

/// How a command ended.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// Recorded and durable.
    Recorded(Vec<Receipt>),
    /// Not recorded.
    Refused(AppendError),
    /// One of its event ids was recorded meanwhile; look again.
    Known,
    /// A case has gone on since its opaque entry was sealed; seal again.
    Stale,
}

enum State {
    Waiting,
    Leads,
    Done(Outcome),
}

/// A command in the queue and its caller's place to wait.
pub(crate) struct Ticket {
    pub(crate) command: Command,
    state: Mutex<State>,
    changed: Condvar,
}

impl Ticket {
    fn waiting(command: Command) -> Arc<Self> {
        let state = Mutex::new(State::Waiting);
        Arc::new(Self { command, state, changed: Condvar::new() })
    }

    pub(crate) fn finish(&self, outcome: Outcome) {
        self.set(State::Done(outcome));
    }

    fn set(&self, state: State) {
        *lock(&self.state) = state;
        self.changed.notify_one();
    }

    /// The outcome, or nothing if the caller must lead.
    fn wait(&self) -> Option<Outcome> {
        let mut state = lock(&self.state);
        loop {
            match std::mem::replace(&mut *state, State::Waiting) {
                State::Done(outcome) => return Some(outcome),
                State::Leads => return None,
                State::Waiting => {
                    state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
                }
            }
        }
    }
}

#[derive(Default)]
struct Line {
    waiting: VecDeque<Arc<Ticket>>,
    led: bool,
}

/// The commands that wait for a commit.
#[derive(Default)]
pub(crate) struct Queue {
    line: Mutex<Line>,
}

impl Queue {
    /// Waits until the command is durable or refused. `round` commits a batch and finishes each of
    /// its tickets; `broken` says why it cannot, should it give up in the middle.
    pub(crate) fn submit(
        &self,
        command: Command,
        round: &dyn Fn(&[Arc<Ticket>]),
        broken: &dyn Fn() -> AppendError,
    ) -> Outcome {
        let ticket = Ticket::waiting(command);
        let leads = {
            let mut line = lock(&self.line);
            line.waiting.push_back(Arc::clone(&ticket));
            !std::mem::replace(&mut line.led, true)
        };
        if leads {
            self.lead(round, broken);
        }
        self.attend(&ticket, round, broken)
    }

    /// The same for several commands, which are committed in this order; other callers' commands
    /// may come before and after them, not between.
    pub(crate) fn submit_all(
        &self,
        commands: Vec<Command>,
        round: &dyn Fn(&[Arc<Ticket>]),
        broken: &dyn Fn() -> AppendError,
    ) -> Vec<Outcome> {
        let tickets: Vec<_> = commands.into_iter().map(Ticket::waiting).collect();
        let leads = {
            let mut line = lock(&self.line);
            line.waiting.extend(tickets.iter().cloned());
            !tickets.is_empty() && !std::mem::replace(&mut line.led, true)
        };
        if leads {
            self.lead(round, broken);
        }
        tickets.iter().map(|ticket| self.attend(ticket, round, broken)).collect()
    }

    fn attend(
        &self,
        ticket: &Ticket,
        round: &dyn Fn(&[Arc<Ticket>]),
        broken: &dyn Fn() -> AppendError,
    ) -> Outcome {
        loop {
            match ticket.wait() {
                Some(outcome) => return outcome,
                None => self.lead(round, broken),
            }
        }
    }

    fn lead(&self, round: &dyn Fn(&[Arc<Ticket>]), broken: &dyn Fn() -> AppendError) {
        for _ in 0..ROUNDS_MAX {
            let batch = self.take();
            if batch.is_empty() {
                return;
            }
            if catch_unwind(AssertUnwindSafe(|| round(&batch))).is_err() {
                // Nobody may wait for ever because a leader broke down.
                for ticket in &batch {
                    ticket.finish(Outcome::Refused(broken()));
                }
            }
        }
        let mut line = lock(&self.line);
        match line.waiting.front() {
            Some(next) => next.set(State::Leads),
            None => line.led = false,
        }
    }

    /// The commands of the next commit; with none, leading ends in the same breath.
    fn take(&self) -> Vec<Arc<Ticket>> {
        let mut line = lock(&self.line);
        let (mut batch, mut events, mut bytes) = (Vec::new(), 0_usize, 0_usize);
        while let Some(next) = line.waiting.front() {
            events += next.command.event_count();
            bytes += next.command.byte_count();
            let full = events > BATCH_EVENTS_MAX || bytes > BATCH_BYTES_MAX;
            if full && !batch.is_empty() {
                break;
            }
            batch.extend(line.waiting.pop_front());
        }
        line.led = !batch.is_empty();
        batch
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
