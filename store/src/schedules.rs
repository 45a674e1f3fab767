//! The queue under every order in which its threads and tasks may run, as far as chance and
//! priorities find them: nothing is lost, committed twice, put out of order or left waiting.
//!
//! The same source as `queue`, with locks whose turn a scheduler decides. `SUITE_ROUNDS` tries
//! more orders.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use sync::{Arc, AtomicBool, Mutex};

use crate::append::{AppendError, Receipt};
use crate::chain::Link;
use crate::commit::{Command, SealedAppend};
use crate::entry::SealedEvent;
use crate::id::{EventId, Position, StreamId, TypeId, Version};
use crate::{Expected, Openness};

/// The locks of `crate::sync`, under a scheduler.
mod sync {
    pub(crate) use shuttle::sync::atomic::AtomicBool;
    pub(crate) use shuttle::sync::{Arc, Condvar, Mutex, MutexGuard};
    pub(crate) use std::sync::PoisonError;

    pub(crate) fn pause(_: std::time::Duration) {
        shuttle::thread::yield_now();
    }
}

#[path = "queue.rs"]
#[expect(clippy::duplicate_mod, reason = "the same source, with other locks")]
#[expect(dead_code, reason = "what only the store needs is not tried here")]
mod queue;

use queue::{Outcome, Queue, Ticket};

/// Tries orders by chance, and by priorities that change a few times.
fn tried(scenario: fn()) {
    let rounds = std::env::var("SUITE_ROUNDS").ok().and_then(|text| text.parse().ok());
    let rounds = rounds.unwrap_or(300);
    shuttle::check_random(scenario, rounds);
    for changes in [2, 4] {
        shuttle::check_pct(scenario, rounds, changes);
    }
}

/// A command that is known by its number. One that is large has a commit for itself.
fn command(number: i64, large: bool) -> Command {
    let event = SealedEvent {
        stream: StreamId([0; 16]),
        event_id: EventId([0; 16]),
        type_id: TypeId(7),
        schema: 1,
        parts: Vec::new(),
    };
    let append = SealedAppend {
        stream: StreamId([0; 16]),
        expected: Expected::Any,
        kind: Openness::Plain,
        base: None,
        events: vec![event; if large { 200 } else { 1 }],
    };
    Command { appends: vec![append], preconditions: Vec::new(), recorded_at_ms: number }
}

/// A log that notes which commands were committed, and that never two commit at a time (I2).
#[derive(Default)]
struct Log {
    queue: Queue,
    stop: AtomicBool,
    writing: Mutex<bool>,
    committed: Mutex<Vec<i64>>,
    /// The writer gives up in the middle of a commit that holds this command.
    gives_up_at: Option<i64>,
}

impl Log {
    fn round(&self, batch: &[Arc<Ticket>]) {
        let before = std::mem::replace(&mut *self.writing.lock().unwrap(), true);
        assert!(!before, "two commits at a time");
        // The disk takes its time, and others run meanwhile.
        shuttle::thread::yield_now();
        let gives_up = batch.iter().any(|ticket| Some(number(ticket)) == self.gives_up_at);
        if !gives_up {
            self.committed.lock().unwrap().extend(batch.iter().map(|ticket| number(ticket)));
        }
        *self.writing.lock().unwrap() = false;
        if gives_up {
            // A panic without its message.
            std::panic::resume_unwind(Box::new("the disk is gone"));
        }
        for ticket in batch {
            ticket.finish(Outcome::Recorded(vec![receipt(number(ticket))]));
        }
    }

    fn submit(&self, number: i64, large: bool) {
        let command = command(number, large);
        let outcome = self.queue.submit(command, &|batch| self.round(batch), &broken);
        self.check(number, &outcome);
    }

    fn submit_all(&self, numbers: std::ops::Range<i64>, large: bool) {
        let commands = numbers.clone().map(|number| command(number, large)).collect();
        let outcomes = self.queue.submit_all(commands, &|batch| self.round(batch), &broken);
        assert_eq!(outcomes.len(), numbers.clone().count());
        for (number, outcome) in numbers.zip(outcomes) {
            self.check(number, &outcome);
        }
    }

    async fn submit_task(&self, number: i64, large: bool) {
        let command = command(number, large);
        let round = |batch: &[Arc<Ticket>]| self.round(batch);
        let outcome = self.queue.submit_task(command, &round, &broken).await;
        self.check(number, &outcome);
    }

    /// A task that is polled so often and then dropped, whatever has become of its command.
    fn dropped(&self, number: i64, polls: usize) {
        let mut task = pin!(self.submit_task(number, true));
        for _ in 0..polls {
            match task.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
                Poll::Ready(()) => return,
                Poll::Pending => shuttle::thread::yield_now(),
            }
        }
    }

    /// Each caller is told of her own command.
    fn check(&self, number: i64, outcome: &Outcome) {
        match outcome {
            Outcome::Recorded(receipts) => {
                assert_eq!(
                    receipts.iter().map(|one| one.recorded_at_ms).collect::<Vec<_>>(),
                    [number]
                );
            }
            Outcome::Refused(AppendError::Closed) => assert!(self.gives_up_at.is_some()),
            Outcome::Refused(_) | Outcome::Known | Outcome::Stale => panic!("{outcome:?}"),
        }
    }

    fn serve(&self) {
        self.queue.serve(&self.stop, &|batch| self.round(batch), &broken);
    }

    /// Every command was committed, and once.
    fn holds(&self, numbers: impl IntoIterator<Item = i64>) {
        let mut committed = self.committed.lock().unwrap().clone();
        committed.sort_unstable();
        assert_eq!(committed, numbers.into_iter().collect::<Vec<_>>());
    }

    /// Commands that came together were committed one after the other, in their order.
    fn keeps_together(&self, numbers: std::ops::Range<i64>) {
        let committed = self.committed.lock().unwrap().clone();
        let first = committed.iter().position(|number| *number == numbers.start).unwrap();
        let together: Vec<i64> =
            committed.into_iter().skip(first).take(numbers.clone().count()).collect();
        assert_eq!(together, numbers.collect::<Vec<_>>());
    }
}

fn number(ticket: &Ticket) -> i64 {
    ticket.command.recorded_at_ms
}

fn receipt(number: i64) -> Receipt {
    Receipt {
        position: Position(0),
        version: Version(0),
        event_id: EventId([0; 16]),
        stream: StreamId([0; 16]),
        recorded_at_ms: number,
        link: Link([0; 32]),
        replayed: false,
    }
}

fn broken() -> AppendError {
    AppendError::Closed
}

/// Runs these at the same time and waits for all of them.
fn together(log: &Arc<Log>, works: Vec<fn(&Log)>) {
    let begin = |work: fn(&Log)| {
        let log = Arc::clone(log);
        shuttle::thread::spawn(move || work(&log))
    };
    let running: Vec<_> = works.into_iter().map(begin).collect();
    for thread in running {
        thread.join().unwrap();
    }
}

#[test]
fn callers_on_threads_are_each_told_once() {
    tried(|| {
        let log = Arc::new(Log::default());
        together(
            &log,
            vec![|log| log.submit(0, false), |log| log.submit(1, true), |log| {
                log.submit(2, false);
                log.submit(3, true);
            }],
        );
        log.holds(0..4);
    });
}

#[test]
fn commands_that_come_together_stay_in_their_order() {
    tried(|| {
        let log = Arc::new(Log::default());
        together(
            &log,
            vec![|log| log.submit_all(0..3, false), |log| log.submit_all(3..6, true), |log| {
                log.submit(6, true);
            }],
        );
        log.holds(0..7);
        log.keeps_together(0..3);
        log.keeps_together(3..6);
    });
}

/// More commits than one leader does in a row.
#[test]
fn a_leader_hands_over_and_nobody_is_forgotten() {
    tried(|| {
        let log = Arc::new(Log::default());
        together(
            &log,
            vec![|log| log.submit_all(0..10, true), |log| log.submit(10, true), |log| {
                shuttle::future::block_on(log.submit_task(11, true));
            }],
        );
        log.holds(0..12);
        log.keeps_together(0..10);
    });
}

#[test]
fn tasks_and_threads_wait_side_by_side() {
    tried(|| {
        let log = Arc::new(Log::default());
        together(
            &log,
            vec![
                |log| shuttle::future::block_on(log.submit_task(0, true)),
                |log| {
                    shuttle::future::block_on(async {
                        log.submit_task(1, false).await;
                        log.submit_task(2, true).await;
                    });
                },
                |log| log.submit(3, true),
            ],
        );
        log.holds(0..4);
    });
}

#[test]
fn the_command_of_a_task_that_is_dropped_goes_its_way() {
    tried(|| {
        let log = Arc::new(Log::default());
        together(
            &log,
            vec![
                |log| log.submit_all(0..9, true),
                |log| log.dropped(9, 1),
                |log| log.dropped(10, 2),
                |log| log.submit(11, true),
            ],
        );
        // Whoever came last has gone; nothing waits for the next caller.
        log.holds(0..12);
    });
}

/// Once a thread served, whoever brought several commands at once waited for ever.
#[test]
fn a_thread_that_serves_hears_of_everything_that_comes() {
    tried(|| {
        let log = Arc::new(Log::default());
        let server = {
            let log = Arc::clone(&log);
            shuttle::thread::spawn(move || log.serve())
        };
        together(
            &log,
            vec![
                |log| log.submit_all(0..3, false),
                |log| log.submit(3, true),
                |log| shuttle::future::block_on(log.submit_task(4, false)),
                |log| log.dropped(5, 1),
            ],
        );
        log.queue.stop(&log.stop);
        server.join().unwrap();
        log.holds(0..6);
    });
}

/// Before it begins, while it waits for a caller to go, or while it serves.
#[test]
fn a_thread_that_serves_stops_whenever_it_is_told_to() {
    tried(|| {
        let log = Arc::new(Log::default());
        let server = {
            let log = Arc::clone(&log);
            shuttle::thread::spawn(move || log.serve())
        };
        let caller = {
            let log = Arc::clone(&log);
            shuttle::thread::spawn(move || {
                log.submit(0, true);
                log.submit_all(1..4, true);
            })
        };
        log.queue.stop(&log.stop);
        server.join().unwrap();
        // Callers lead themselves from then on.
        log.submit(4, false);
        caller.join().unwrap();
        log.holds(0..5);
    });
}

#[test]
fn when_serving_has_ended_nothing_waits_that_came_before() {
    tried(|| {
        let log = Arc::new(Log::default());
        let server = {
            let log = Arc::clone(&log);
            shuttle::thread::spawn(move || log.serve())
        };
        let mut waiting = pin!(log.submit_task(0, true));
        let polled = waiting.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        log.queue.stop(&log.stop);
        server.join().unwrap();
        log.holds(0..1);
        assert!(!log.queue.is_served());
        if polled.is_pending() {
            let polled = waiting.as_mut().poll(&mut Context::from_waker(Waker::noop()));
            assert!(polled.is_ready(), "it is told without anybody's help");
        }
    });
}

#[test]
fn a_writer_that_breaks_down_leaves_nobody_waiting() {
    tried(|| {
        let log = Arc::new(Log { gives_up_at: Some(2), ..Log::default() });
        together(
            &log,
            vec![|log| log.submit(0, true), |log| log.submit_all(1..4, false), |log| {
                shuttle::future::block_on(log.submit_task(4, true));
            }],
        );
        let committed = log.committed.lock().unwrap().clone();
        assert!(!committed.contains(&2));
    });
}
