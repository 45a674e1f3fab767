//! Fuzzing, for a moment: the saved inputs of every target, then inputs made from them by a fixed
//! seed, so that a run can be had again. `tests/fuzz` goes on for as long as one likes, guided by
//! what the code does where that is possible.
//!
//! `SUITE_SEED` makes other inputs, `FUZZ_SECONDS` makes inputs until so many seconds are over.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use peak_alloc::PeakAlloc;
use tests::dice::seed;
use tests::fuzz::{Mutator, TARGETS, Target, named};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// One target at a time: memory is measured for the whole process.
static TURN: Mutex<()> = Mutex::new(());

/// Feeds one input, and ends the test with the input in a file if a promise is broken.
#[track_caller]
fn feed(target: &Target, bytes: &[u8]) {
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let fault = catch_unwind(AssertUnwindSafe(|| (target.run)(bytes))).is_err();
    let taken = MEMORY.peak_usage().saturating_sub(before);
    if !fault && taken <= target.bytes_max {
        return;
    }
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("fuzz-{}", target.name));
    std::fs::write(&path, bytes).unwrap();
    let said = String::from_utf8_lossy(bytes);
    let said: String = said.chars().take(2_000).collect();
    panic!("{}: {taken} bytes taken; the input lies in {}: {said:?}", target.name, path.display());
}

#[track_caller]
fn fuzz(name: &str) {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let target = named(name).expect("a target");
    let inputs = target.inputs();
    // What is made once is not counted as what an input takes.
    inputs.first().map(|first| catch_unwind(AssertUnwindSafe(|| (target.run)(first))).ok());
    let started = Instant::now();
    for input in &inputs {
        feed(target, input);
    }
    let seed = seed(1);
    let mut mutator = Mutator::new(seed, &inputs, target.words);
    let seconds = std::env::var("FUZZ_SECONDS").ok().map(|text| text.parse().expect("seconds"));
    let mut made = 0_u64;
    loop {
        let over = match seconds {
            Some(seconds) => started.elapsed() >= Duration::from_secs(seconds),
            None => made >= target.rounds,
        };
        if over {
            break;
        }
        feed(target, &mutator.make());
        made += 1;
    }
    println!(
        "SUITE_SEED={seed} {name}: {} saved, {made} made, {:?}",
        inputs.len(),
        started.elapsed()
    );
}

macro_rules! targets {
    ($($name:ident)+) => {
        $(#[test] fn $name() { fuzz(stringify!($name)); })+

        #[test]
        fn every_target_is_run() {
            let run = [$(stringify!($name)),+];
            assert_eq!(TARGETS.iter().map(|target| target.name).collect::<Vec<_>>(), run);
        }
    };
}

targets! {
    entry block head genesis index vault opaque payload context values json line event
    import_lines import_table import_sheet mapping note policy proof submission http
}
