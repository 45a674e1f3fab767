//! Figures and how they are told: for people, or as JSON for whoever compares runs.

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::super::{Console, Failure};
use super::callers::Measured;

/// One figure, the bare limit it is held against, and what one should know beside.
pub(super) struct Figure {
    name: &'static str,
    pub(super) value: u64,
    unit: &'static str,
    pub(super) bare: Option<u64>,
    details: Map<String, Value>,
}

impl Figure {
    pub(super) fn new(name: &'static str, value: u64, unit: &'static str) -> Self {
        Self { name, value, unit, bare: None, details: Map::new() }
    }

    pub(super) fn detail(&mut self, name: &str, value: impl Into<Value>) {
        self.details.insert(name.to_owned(), value.into());
    }

    pub(super) fn latencies(&mut self, measured: &Measured) {
        let micros = |part| u64::try_from(measured.percentile(part).as_micros()).unwrap_or(0);
        self.detail("p50_us", micros(50));
        self.detail("p99_us", micros(99));
    }

    fn json(&self) -> Value {
        let ratio = self.bare.map(|bare| ratio(self.value, bare));
        let mut shown = json!({
            "name": self.name, "value": self.value, "unit": self.unit,
            "bare": self.bare, "ratio": ratio,
        });
        if let Some(members) = shown.as_object_mut() {
            members.extend(self.details.clone());
        }
        shown
    }
}

/// A ratio with two decimals.
pub(super) fn ratio(value: u64, bare: u64) -> Value {
    let hundredths = value.saturating_mul(100).checked_div(bare).unwrap_or(0);
    format!("{}.{:02}", hundredths / 100, hundredths % 100).parse().unwrap_or(Value::Null)
}

/// The middle one.
pub(super) fn median(mut values: Vec<u64>) -> u64 {
    values.sort_unstable();
    values.get(values.len() / 2).copied().unwrap_or(0)
}

/// Events a second.
pub(super) fn per_second(events: u64, took: Duration) -> u64 {
    let micros = took.as_micros().max(1);
    u64::try_from(u128::from(events) * 1_000_000 / micros).unwrap_or(u64::MAX)
}

/// The machine, as far as it says.
fn machine() -> Value {
    let text = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = text.lines().find_map(|line| line.strip_prefix("model name")?.split(": ").nth(1));
    json!({
        "cores": std::thread::available_parallelism().map_or(1, usize::from),
        "cpu": model, "os": std::env::consts::OS, "arch": std::env::consts::ARCH,
    })
}

/// Prints the figures.
pub(super) fn tell(
    results: &[Figure],
    as_json: bool,
    console: &mut Console<'_>,
) -> Result<(), Failure> {
    let shown: Vec<Value> = results.iter().map(Figure::json).collect();
    if as_json {
        writeln!(console.out, "{:#}", json!({"machine": machine(), "results": shown}))?;
        return Ok(());
    }
    writeln!(console.out, "{}", machine())?;
    for (figure, shown) in results.iter().zip(&shown) {
        let bare = figure.bare.map_or_else(String::new, |bare| {
            format!("bare {bare}, ratio {}", shown.get("ratio").unwrap_or(&Value::Null))
        });
        let (name, value, unit) = (figure.name, figure.value, figure.unit);
        writeln!(console.out, "{name:<18} {value:>9} {unit:<10} {bare}")?;
        for (name, detail) in &figure.details {
            writeln!(console.out, "{:18} {name}: {detail}", "")?;
        }
    }
    Ok(())
}
