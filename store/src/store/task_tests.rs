//! Tasks that append: they wait without a thread, alone or beside threads, and may be dropped.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

use super::*;
use crate::append::Expected;
use crate::testing::*;

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(answer) => return answer,
            Poll::Pending => thread::park(),
        }
    }
}

/// All futures at the same time, on one thread.
fn all<T>(futures: Vec<Task<'_, T>>) -> Vec<T> {
    all_until(futures, || ())
}

/// The same; when each has been asked once, something else happens.
fn all_until<T>(futures: Vec<Task<'_, T>>, asked: impl FnOnce()) -> Vec<T> {
    let mut asked = Some(asked);
    let mut waiting: Vec<_> = futures.into_iter().map(Some).collect();
    let mut done = Vec::new();
    block_on(std::future::poll_fn(|context| {
        for slot in &mut waiting {
            if let Some(future) = slot
                && let Poll::Ready(answer) = future.as_mut().poll(context)
            {
                done.push(answer);
                *slot = None;
            }
        }
        if let Some(asked) = asked.take() {
            asked();
        }
        if waiting.iter().all(Option::is_none) { Poll::Ready(()) } else { Poll::Pending }
    }));
    done
}

type Task<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// What a decision gives: receipts and the version that it went out from.
type Decided = Result<(Vec<Receipt>, u32), ExecuteError<AppendError>>;

fn task<'a, T>(future: impl Future<Output = T> + 'a) -> Task<'a, T> {
    Box::pin(future)
}

fn shared() -> Arc<Store> {
    Arc::new(memory())
}

#[test]
fn tasks_of_one_thread_share_commits_while_a_thread_serves() {
    let store = shared();
    let committer = store.commit_in_background().unwrap();
    let tasks = (0..200_u32).map(|number| task(store.append_task(one(number, number % 7))));
    while !store.queue.is_served() {
        thread::yield_now();
    }
    // While one commit is held up, the others gather.
    let held_up = store.writing();
    let answers = all_until(tasks.collect(), || drop(held_up));
    drop(committer);
    assert!(answers.iter().all(Result::is_ok));
    assert_eq!(store.head().size, 200);
    assert!(store.commits() <= 2, "{} commits", store.commits());
}

#[test]
fn a_task_commits_by_itself_when_no_thread_serves() {
    let store = shared();
    assert_eq!(block_on(store.append_task(one(1, 1))).unwrap().len(), 1);
    drop(store.commit_in_background().unwrap());
    assert_eq!(block_on(store.append_task(one(2, 1))).unwrap().len(), 1);
    assert_eq!(store.append(one(3, 1)).unwrap().len(), 1);
}

#[test]
fn threads_and_tasks_append_beside_each_other_while_serving_begins_and_ends() {
    let store = shared();
    let threads: Vec<_> = (0..6_u32)
        .map(|thread| {
            let store = Arc::clone(&store);
            thread::spawn(move || {
                for round in 0..40 {
                    let transaction = one(thread * 1_000 + round, thread);
                    if thread % 2 == 0 {
                        store.append(transaction).unwrap();
                    } else {
                        block_on(store.append_task(transaction)).unwrap();
                    }
                }
            })
        })
        .collect();
    for _ in 0..20 {
        let committer = store.commit_in_background().unwrap();
        thread::yield_now();
        drop(committer);
    }
    for thread in threads {
        thread.join().unwrap();
    }
    assert_eq!(store.head().size, 240);
}

#[test]
fn many_transactions_in_their_order_wake_the_thread_that_serves() {
    let store = shared();
    let committer = store.commit_in_background().unwrap();
    while !store.queue.is_served() {
        thread::yield_now();
    }
    let transactions = (0..20_u32).map(|number| one(number, 1)).collect();
    let answers = store.append_in_order(transactions);
    drop(committer);
    let versions: Vec<_> =
        answers.iter().map(|answer| answer.as_ref().unwrap()[0].version.0).collect();
    assert_eq!(versions, (0..20).collect::<Vec<_>>());
}

#[test]
fn a_dropped_task_holds_up_nobody() {
    let store = shared();
    let committer = store.commit_in_background().unwrap();
    for number in 0..50 {
        let mut task = Box::pin(store.append_task(one(number, 1)));
        let waker = Waker::noop();
        // Asked once and then forgotten, as a request is whose client hangs up.
        let _first = task.as_mut().poll(&mut Context::from_waker(waker));
        drop(task);
    }
    let next = append(stream(2), Expected::NoStream, vec![event(100)]);
    assert!(block_on(store.append_task(at_noon(vec![next]))).is_ok());
    drop(committer);
    assert_eq!(store.head().size, 51, "what was handed over is recorded all the same");
}

#[test]
fn a_decision_of_a_task_is_taken_anew_when_its_stream_has_gone_on() {
    let store = shared();
    let committer = store.commit_in_background().unwrap();
    let tasks = (0..64_u32).map(|number| {
        let decided = store.execute_task::<AppendError, _>(NOON, move |view| {
            let version = view.version(stream(1));
            let next = version.map_or(0, |version| version.0 + 1);
            let facts = next.to_be_bytes().to_vec();
            let event = crate::append::NewEvent { facts, ..event(number) };
            Ok((vec![append(stream(1), Expected::Any, vec![event])], next))
        });
        task(decided)
    });
    let answers: Vec<Decided> = all(tasks.collect());
    drop(committer);
    for answer in answers {
        let (receipts, decided_on) = answer.unwrap();
        assert_eq!(receipts[0].version.0, decided_on);
    }
    let facts = store.opened(stream(1)).unwrap();
    let told: Vec<_> = facts.iter().map(|opened| opened.facts.clone()).collect();
    assert_eq!(told, (0..64_u32).map(|number| number.to_be_bytes().to_vec()).collect::<Vec<_>>());
}
