//! Files against a log in memory.

use std::collections::BTreeMap;
use std::sync::Arc;

use store::{MemoryOptions, Store};

use super::*;
use crate::demo;
use crate::names::{Names, NoNames};
use crate::record::Recorder;

#[derive(Default)]
struct Told {
    refused: Vec<Rejected>,
}

impl Listener for Told {
    fn refused(&mut self, row: Rejected) {
        self.refused.push(row);
    }

    fn progress(&mut self, _: &Progress) {}
}

fn recorder() -> Recorder {
    Recorder::new(Arc::new(Store::in_memory(MemoryOptions::default()).unwrap()))
}

fn simulate(recorder: &Recorder, text: &str) -> (Progress, Vec<Rejected>) {
    let mut told = Told::default();
    let names = Names::new(recorder.store(), &NoNames, "test");
    let import = Import::new(recorder, names, (Recorded::AsTold, nobody()), &mut told);
    let progress = import.json_lines(&mut text.as_bytes()).unwrap();
    (progress, told.refused)
}

fn demo_text(migrants: u32) -> String {
    let lines = demo::lines(demo::Options { migrants, seed: 42 });
    let lines: Vec<String> = lines.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

#[test]
fn the_demonstration_is_accepted_whole() {
    let recorder = recorder();
    let text = demo_text(150);
    let (progress, refused) = simulate(&recorder, &text);
    let mut why: BTreeMap<(&str, String), (u32, u64)> = BTreeMap::new();
    for row in &refused {
        let entry = why.entry((&row.code, row.sentence.clone())).or_insert((0, row.line));
        entry.0 += 1;
    }
    let shown: Vec<_> = why
        .iter()
        .map(|(why, (times, line))| {
            let at = usize::try_from(*line).unwrap() - 1;
            format!("{why:?} {times} times, first: {}", text.lines().nth(at).unwrap())
        })
        .collect();
    assert!(refused.is_empty(), "{}", shown.join("\n"));
    assert_eq!(progress.recorded, recorder.store().head().size);
}

#[test]
fn every_scenario_is_accepted_whole() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/acceptance/scenarios");
    let mut wrong = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let (_, refused) = simulate(&recorder(), &text);
        for row in refused {
            let line = text.lines().nth(usize::try_from(row.line).unwrap() - 1).unwrap();
            let name = path.file_name().unwrap().to_string_lossy();
            wrong.push(format!("{name}: {row:?}\n  {line}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
