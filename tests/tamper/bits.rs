//! One flipped bit in every 64 KiB of every file.
//!
//! The database alone opens a good part of such files as a valid shorter log and says nothing; the
//! registry must say so every time.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use tests::dice::{Dice, rounds, seed};

use super::{Depth, Original, Verdict};

const BLOCK: usize = 64 * 1024;
/// Files that are smaller get more than one trial.
const TRIALS_MIN: u64 = 8;

/// Every trial: a file and the bit in it.
fn trials(original: &Original, dice: &mut Dice, more: u64) -> Vec<(PathBuf, usize, u8)> {
    let mut trials = Vec::new();
    for file in original.files() {
        let length = original.bytes(&file).len();
        let blocks = length.div_ceil(BLOCK) as u64;
        let least = if blocks < TRIALS_MIN { TRIALS_MIN.div_ceil(blocks) } else { 1 };
        for block in 0..blocks {
            for _ in 0..least * more {
                let start = usize::try_from(block).unwrap() * BLOCK;
                let room = (length - start).min(BLOCK) as u64;
                let at = start + usize::try_from(dice.below(room)).unwrap();
                trials.push((file.clone(), at, 1_u8 << dice.below(8)));
            }
        }
    }
    trials
}

struct Tally {
    told: BTreeMap<(String, String), u64>,
    unharmed: BTreeMap<String, u64>,
}

/// Runs all trials on two threads; each trial has a copy of its own.
fn run(original: &Original, trials: &[(PathBuf, usize, u8)], closed: bool) -> Tally {
    let judge = |(file, at, bit): &(PathBuf, usize, u8)| {
        let patient = original.copy();
        if !closed {
            patient.unclosed();
        }
        let mut bytes = original.bytes(file);
        bytes[*at] ^= bit;
        if !closed && file.ends_with("CLEAN") {
            return (file.display().to_string(), Verdict::Unharmed);
        }
        patient.write(file, &bytes);
        println!("{} byte {at} bit {bit} closed {closed}", file.display());
        (file.display().to_string(), patient.judge(Depth::of(file)))
    };
    let middle = trials.len() / 2;
    let judged: Vec<(String, Verdict)> = std::thread::scope(|scope| {
        let halves = [&trials[..middle], &trials[middle..]];
        let judges =
            halves.map(|half| scope.spawn(move || half.iter().map(judge).collect::<Vec<_>>()));
        judges.into_iter().flat_map(|judge| judge.join().unwrap()).collect()
    });
    let mut tally = Tally { told: BTreeMap::new(), unharmed: BTreeMap::new() };
    for (file, verdict) in judged {
        match verdict {
            Verdict::Unharmed => *tally.unharmed.entry(file).or_default() += 1,
            Verdict::Told(code, _) => *tally.told.entry((file, code)).or_default() += 1,
        }
    }
    println!("closed {closed}: unharmed {:#?}, told {:#?}", tally.unharmed, tally.told);
    tally
}

fn told_of(tally: &Tally, file: &Path) -> u64 {
    let name = file.display().to_string();
    tally.told.iter().filter(|((of, _), _)| *of == name).map(|(_, count)| count).sum()
}

#[test]
fn a_flipped_bit_anywhere_is_harmless_or_told_after_a_proper_close() {
    let (original, seed) = (Original::new(), seed(40));
    println!("SUITE_SEED={seed}");
    let trials = trials(&original, &mut Dice::new(seed), rounds(1));
    let tally = run(&original, &trials, true);
    assert!(told_of(&tally, Path::new("registry/log/db")) > 20, "the trials did no damage");
    assert!(told_of(&tally, Path::new("keys/keyring")) >= TRIALS_MIN);
}

#[test]
fn a_flipped_bit_anywhere_is_harmless_or_told_after_an_unclean_stop() {
    let (original, seed) = (Original::new(), seed(41));
    println!("SUITE_SEED={seed}");
    let trials = trials(&original, &mut Dice::new(seed), rounds(1));
    let only: Vec<_> =
        trials.into_iter().filter(|(file, _, _)| file.starts_with("registry")).collect();
    let tally = run(&original, &only, false);
    assert!(told_of(&tally, Path::new("registry/log/db")) > 20, "the trials did no damage");
}
