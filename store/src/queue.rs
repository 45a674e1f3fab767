//! Gathering: callers queue, one of them leads and commits for all that have gathered.
//!
//! There is no timer: while one sync runs, the next batch gathers. A leader goes on for a few
//! rounds before it hands over, because waking a sleeper costs more than leading once more. Where
//! callers must not block (a server's tasks), a thread of its own leads for good (`serve`). What a
//! round does is `commit`'s.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use super::sync::{Arc, AtomicBool, Condvar, Mutex, MutexGuard, PoisonError, pause};
use crate::append::{AppendError, Receipt};
use crate::commit::Command;

const ROUNDS_MAX: usize = 8;
/// How often a serving thread that begins looks whether a caller still leads.
const LEADER_PAUSE: Duration = Duration::from_millis(1);
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
    /// With a task to wake, if it is a task that waits.
    Waiting(Option<Waker>),
    Leads,
    /// The task that waited was dropped; its command goes its way.
    Abandoned,
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
        let state = Mutex::new(State::Waiting(None));
        Arc::new(Self { command, state, changed: Condvar::new() })
    }

    pub(crate) fn finish(&self, outcome: Outcome) {
        let state = State::Done(outcome);
        match std::mem::replace(&mut *lock(&self.state), state) {
            State::Waiting(Some(task)) => task.wake(),
            State::Waiting(None) | State::Leads | State::Abandoned | State::Done(_) => {
                self.changed.notify_one();
            }
        }
    }

    /// Makes the caller lead, unless there is none any more.
    fn hand_over(&self) -> bool {
        let mut state = lock(&self.state);
        if matches!(*state, State::Abandoned) {
            return false;
        }
        let before = std::mem::replace(&mut *state, State::Leads);
        drop(state);
        if let State::Waiting(Some(task)) = before {
            task.wake();
        }
        self.changed.notify_one();
        true
    }

    /// The outcome, or nothing if the caller must lead. Blocks.
    fn wait(&self) -> Option<Outcome> {
        let mut state = lock(&self.state);
        loop {
            match std::mem::replace(&mut *state, State::Waiting(None)) {
                State::Done(outcome) => return Some(outcome),
                State::Leads => return None,
                State::Waiting(_) | State::Abandoned => {
                    state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
                }
            }
        }
    }

    /// The same for a task, which is woken instead.
    fn poll(&self, task: &Context<'_>) -> Poll<Option<Outcome>> {
        let mut state = lock(&self.state);
        match std::mem::replace(&mut *state, State::Waiting(None)) {
            State::Done(outcome) => Poll::Ready(Some(outcome)),
            State::Leads => Poll::Ready(None),
            State::Waiting(_) | State::Abandoned => {
                *state = State::Waiting(Some(task.waker().clone()));
                Poll::Pending
            }
        }
    }
}

#[derive(Default)]
struct Line {
    waiting: VecDeque<Arc<Ticket>>,
    /// Whether somebody is committing, and will look again before going.
    led: bool,
    /// Whether that is a thread of its own, which sleeps when nothing waits.
    served: bool,
}

impl Line {
    /// Puts tickets at the end, and says whether whoever brought them must lead.
    fn join(&mut self, tickets: impl Iterator<Item = Arc<Ticket>>) -> bool {
        self.waiting.extend(tickets);
        !self.waiting.is_empty() && !std::mem::replace(&mut self.led, true)
    }

    /// The commands of the next commit.
    fn take(&mut self) -> Vec<Arc<Ticket>> {
        let (mut batch, mut events, mut bytes) = (Vec::new(), 0_usize, 0_usize);
        while let Some(next) = self.waiting.front() {
            events += next.command.event_count();
            bytes += next.command.byte_count();
            let full = events > BATCH_EVENTS_MAX || bytes > BATCH_BYTES_MAX;
            if full && !batch.is_empty() {
                break;
            }
            batch.extend(self.waiting.pop_front());
        }
        batch
    }
}

/// The commands that wait for a commit.
#[derive(Default)]
pub(crate) struct Queue {
    line: Mutex<Line>,
    /// Tells the serving thread that something waits, or that it is to stop.
    work: Condvar,
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
        if self.join(std::iter::once(Arc::clone(&ticket))) {
            self.lead(round, broken);
        }
        self.attend(&ticket, round, broken)
    }

    /// The same for a task: it waits without blocking its thread while a thread serves the queue.
    pub(crate) async fn submit_task(
        &self,
        command: Command,
        round: &(dyn Fn(&[Arc<Ticket>]) + Sync),
        broken: &(dyn Fn() -> AppendError + Sync),
    ) -> Outcome {
        let ticket = Ticket::waiting(command);
        if self.join(std::iter::once(Arc::clone(&ticket))) {
            self.lead(round, broken);
        }
        let waiting = TaskWaits { queue: self, ticket: &ticket, round, broken };
        loop {
            match poll_fn(|task| waiting.ticket.poll(task)).await {
                Some(outcome) => return outcome,
                None => self.lead(round, broken),
            }
        }
    }

    fn join(&self, tickets: impl Iterator<Item = Arc<Ticket>>) -> bool {
        let mut line = lock(&self.line);
        let idle = line.waiting.is_empty();
        let leads = line.join(tickets);
        if line.served && idle {
            self.work.notify_one();
        }
        leads
    }

    /// Leads until [`Queue::stop`] is called with the same flag, be it before this begins. Whatever
    /// waits then is committed first. Blocks.
    pub(crate) fn serve(
        &self,
        stop: &AtomicBool,
        round: &dyn Fn(&[Arc<Ticket>]),
        broken: &dyn Fn() -> AppendError,
    ) {
        let mut line = lock(&self.line);
        while line.led {
            if stop.load(Ordering::Relaxed) {
                return;
            }
            // A caller is leading; it goes when nothing waits, or after a few rounds.
            drop(line);
            pause(LEADER_PAUSE);
            line = lock(&self.line);
        }
        (line.led, line.served) = (true, true);
        loop {
            while line.waiting.is_empty() && !stop.load(Ordering::Relaxed) {
                line = self.work.wait(line).unwrap_or_else(PoisonError::into_inner);
            }
            if line.waiting.is_empty() {
                (line.led, line.served) = (false, false);
                return;
            }
            let batch = line.take();
            drop(line);
            guarded(&batch, round, broken);
            line = lock(&self.line);
        }
    }

    /// Whether a thread serves.
    #[cfg(test)]
    pub(crate) fn is_served(&self) -> bool {
        lock(&self.line).served
    }

    /// Ends [`Queue::serve`]; callers lead themselves from then on.
    pub(crate) fn stop(&self, stop: &AtomicBool) {
        // Under the lock, so that whoever has just looked does not sleep over it.
        let line = lock(&self.line);
        stop.store(true, Ordering::Relaxed);
        drop(line);
        self.work.notify_all();
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
        if self.join(tickets.iter().cloned()) {
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
            let batch = {
                let mut line = lock(&self.line);
                let batch = line.take();
                // With none, leading ends in the same breath.
                line.led = !batch.is_empty();
                batch
            };
            if batch.is_empty() {
                return;
            }
            guarded(&batch, round, broken);
        }
        let mut line = lock(&self.line);
        // A ticket whose task was dropped leads nobody; the first that can, does.
        line.led = line.waiting.iter().any(|next| next.hand_over());
        let left_behind = !line.led && !line.waiting.is_empty();
        drop(line);
        // What only dropped tasks have left must not wait for the next caller.
        if left_behind && self.join(std::iter::empty()) {
            self.lead(round, broken);
        }
    }
}

/// A task that waits for its command. If it is dropped when it should lead, it leads first.
struct TaskWaits<'a> {
    queue: &'a Queue,
    ticket: &'a Ticket,
    round: &'a (dyn Fn(&[Arc<Ticket>]) + Sync),
    broken: &'a (dyn Fn() -> AppendError + Sync),
}

impl Drop for TaskWaits<'_> {
    fn drop(&mut self) {
        let before = std::mem::replace(&mut *lock(&self.ticket.state), State::Abandoned);
        if matches!(before, State::Leads) {
            self.queue.lead(self.round, self.broken);
        }
    }
}

/// Nobody may wait for ever because a leader broke down.
fn guarded(
    batch: &[Arc<Ticket>],
    round: &dyn Fn(&[Arc<Ticket>]),
    broken: &dyn Fn() -> AppendError,
) {
    if catch_unwind(AssertUnwindSafe(|| round(batch))).is_err() {
        for ticket in batch {
            ticket.finish(Outcome::Refused(broken()));
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
