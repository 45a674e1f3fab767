//! How a story is told: lines of a simulation file about one stream, each recorded on its day or
//! late.

use domain::date::Day;
use serde_json::{Value, json};

use super::chance::Chance;
use super::last_day;

/// One line with its place among all lines: recorded when, by which story, in which order.
pub(super) struct Told {
    pub(super) order: (i64, u32, u32),
    pub(super) line: Value,
}

/// The lines about one stream and its cycles.
pub(super) struct Story {
    number: u32,
    stream: String,
    role: &'static str,
    cycle: Option<String>,
    told: Vec<Told>,
}

impl Story {
    /// A story about a stream; of equal moments, lower numbers come first.
    pub(super) fn new(number: u32, stream: impl Into<String>, role: &'static str) -> Self {
        Self { number, stream: stream.into(), role, cycle: None, told: Vec::new() }
    }

    /// From here on everything belongs to this cycle.
    pub(super) fn in_cycle(&mut self, cycle: impl Into<String>) {
        self.cycle = Some(cycle.into());
    }

    /// Something that was recorded on the day on which it happened.
    pub(super) fn tell(&mut self, on: Day, event: &str, data: Value) {
        self.line((on, on), event, (data, Value::Null));
    }

    /// The same, with what it says about a person.
    pub(super) fn tell_of(&mut self, on: Day, event: &str, said: (Value, Value)) {
        self.line((on, on), event, said);
    }

    /// Something that became known on a later day, at the office.
    pub(super) fn tell_later(&mut self, (on, known): (Day, Day), event: &str, data: Value) {
        self.line((on, known), event, (data, Value::Null));
        if let Some(line) = self.told.last_mut().and_then(|told| told.line.as_object_mut()) {
            line.remove("channel");
            line.remove("device_recorded_at");
        }
    }

    /// Something that a field office reports: one time in eight days or weeks late.
    pub(super) fn report(&mut self, chance: &mut Chance, on: Day, (event, data): (&str, Value)) {
        const LAG_DAYS: [i64; 11] = [1, 2, 3, 5, 7, 9, 12, 16, 23, 35, 75];
        let late = chance.percent(12);
        let lag = if late { chance.by_deciles(&LAG_DAYS) } else { 0 };
        let recorded = on.plus_days(i32::try_from(lag).unwrap_or(0));
        self.line((on, recorded), event, (data, Value::Null));
    }

    /// All lines of the story, in the order of telling.
    pub(super) fn into_told(self) -> Vec<Told> {
        self.told
    }

    fn line(&mut self, (on, recorded): (Day, Day), event: &str, (data, personal): (Value, Value)) {
        if recorded > last_day() {
            return; // the programme has not come so far
        }
        let turn = u32::try_from(self.told.len()).unwrap_or(u32::MAX);
        // Offices open at eight; a story's lines keep their order within a day.
        let minute = i64::from(turn % 480);
        let second = recorded.first_second() + 8 * 3600 + minute * 60;
        let (hour, minute) = (8 + minute / 60, minute % 60);
        let mut line = json!({
            "stream": self.stream,
            "type": event,
            "occurred_on": on.to_string(),
            "recorded_at": format!("{recorded}T{hour:02}:{minute:02}:00Z"),
            "role": self.role,
            "data": data,
        });
        if let Some(members) = line.as_object_mut() {
            if !personal.is_null() {
                members.insert("personal".to_owned(), personal);
            }
            if let Some(cycle) = &self.cycle {
                members.insert("cycle".to_owned(), json!(cycle));
            }
            if recorded > on {
                members.insert("channel".to_owned(), json!("MOBILE_OFFLINE"));
                members.insert("device_recorded_at".to_owned(), json!(format!("{on}T17:00:00Z")));
            }
        }
        self.told.push(Told { order: (second, self.number, turn), line });
    }
}
