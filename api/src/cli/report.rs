//! `tukki report`: the figures, with their formula, moment, n and missing.

use serde_json::Value;

use super::source::From;
use super::{Console, Failure, Settings, cell};
use crate::reading::report;

#[derive(clap::Args, Debug)]
#[command(
    after_help = "Examples:\n  tukki report                      # which reports there are\n  \
                        tukki report M1 --by sex,corridor\n  \
                        tukki report M4 --where year=2024 --as-known 2024-12-31\n  \
                        tukki report W8 --on 2024-09-30 --json"
)]
pub(super) struct Args {
    /// The report's code; none lists them
    #[arg(value_name = "CODE")]
    code: Option<String>,
    /// Dimensions to break down by, separated by commas
    #[arg(long, value_name = "DIMENSIONS")]
    by: Option<String>,
    /// Only this year
    #[arg(long)]
    year: Option<u16>,
    /// A dimension narrowed to one code, or a parameter of the report; may be repeated
    #[arg(long = "where", value_name = "NAME=VALUE", value_parser = super::key_and_value)]
    narrow: Vec<(String, String)>,
    /// What was known: a number of entries, or a day (its end, UTC)
    #[arg(long, value_name = "SIZE|DAY")]
    as_known: Option<String>,
    /// The situation on this day
    #[arg(long, value_name = "DAY")]
    on: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    from: From,
}

pub(super) fn run(
    args: &Args,
    settings: &Settings,
    console: &mut Console<'_>,
) -> Result<(), Failure> {
    let source = args.from.open(settings, console)?;
    let Some(code) = &args.code else {
        let reports = source.ask("/v1/reports", &[], |desk, _| report::list(desk.language))?;
        list(args.json, &reports, console)?;
        return source.close();
    };
    let mut pairs: Vec<(&str, String)> = Vec::new();
    pairs.extend(args.by.clone().map(|by| ("by", by)));
    pairs.extend(args.year.map(|year| ("year", year.to_string())));
    pairs.extend(args.as_known.clone().map(|known| ("as_known", known)));
    pairs.extend(args.on.clone().map(|on| ("on", on)));
    pairs.extend(args.narrow.iter().map(|(name, value)| (name.as_str(), value.clone())));
    let path = format!("/v1/reports/{code}");
    let answer = source
        .ask(&path, &pairs, |desk, query| report::answer(&desk.app, &desk.viewer, (code, query)))?;
    if args.json {
        writeln!(console.out, "{answer:#}")?;
    } else {
        table(&answer, console)?;
    }
    source.close()
}

fn list(json: bool, reports: &Value, console: &mut Console<'_>) -> Result<(), Failure> {
    if json {
        writeln!(console.out, "{reports:#}")?;
        return Ok(());
    }
    for report in reports.get("reports").and_then(Value::as_array).into_iter().flatten() {
        let text = |name: &str| report.get(name).and_then(Value::as_str).unwrap_or_default();
        writeln!(console.out, "{:<4} {}\n     {}", text("code"), text("title"), text("formula"))?;
    }
    Ok(())
}

/// The answer for people: the moment, then a line a group.
fn table(answer: &Value, console: &mut Console<'_>) -> Result<(), Failure> {
    let text = |name: &str| answer.get(name).map(cell).unwrap_or_default();
    writeln!(
        console.out,
        "{}  on {}, as known at {} (log of {} entries)",
        text("report"),
        text("on"),
        text("as_known"),
        text("position")
    )?;
    for row in answer.get("rows").and_then(Value::as_array).into_iter().flatten() {
        let group: Vec<String> = members(row, "group").map(|(_, code)| cell(code)).collect();
        let group = if group.is_empty() { "_T".to_owned() } else { group.join(" ") };
        let of = |name: &str| row.get(name).map(cell).unwrap_or_default();
        writeln!(console.out, "{group:<24} n={} missing={}", of("n"), of("missing"))?;
        for (name, value) in members(row, "values") {
            writeln!(console.out, "    {name:<32} {}", cell(value))?;
        }
    }
    for note in answer.get("notes").and_then(Value::as_array).into_iter().flatten() {
        writeln!(console.out, "note: {note}")?;
    }
    Ok(())
}

fn members<'a>(row: &'a Value, name: &str) -> impl Iterator<Item = (&'a String, &'a Value)> {
    row.get(name).and_then(Value::as_object).into_iter().flatten()
}
