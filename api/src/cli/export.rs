//! `tukki export`: whole lists as CSV or JSON Lines, pseudonymous as they are read.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use serde_json::{Map, Value};

use super::source::{Desk, From};
use super::{Console, Failure, Settings, cell};
use crate::error::Problem;
use crate::query::Query;
use crate::reading::lists;

#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  tukki export placements --out placements.csv\n  \
                        tukki export cohort --where programme=ID --format jsonl\n  \
                        tukki export findings --where rule=F01 --as-known 2024-12-31")]
pub(super) struct Args {
    /// Which list
    #[arg(value_enum)]
    list: List,
    /// How it is written
    #[arg(long, value_enum, default_value = "csv")]
    format: Format,
    /// Into this file instead of standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// A filter of the list, such as corridor=SN-ES; may be repeated
    #[arg(long = "where", value_name = "NAME=VALUE", value_parser = super::key_and_value)]
    narrow: Vec<(String, String)>,
    /// What was known: a number of entries, or a day (its end, UTC)
    #[arg(long, value_name = "SIZE|DAY")]
    as_known: Option<String>,
    /// The situation on this day
    #[arg(long, value_name = "DAY")]
    on: Option<String>,
    #[command(flatten)]
    from: From,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum List {
    /// Placement histories
    Placements,
    /// The board of complaints
    Complaints,
    /// The protection service's work list
    Worklist,
    /// Cohorts of programmes
    Cohort,
    /// Findings
    Findings,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, clap::ValueEnum)]
enum Format {
    /// RFC 4180, nested values with dotted names
    Csv,
    /// One JSON object a line
    Jsonl,
}

impl List {
    const fn path(self) -> &'static str {
        match self {
            Self::Placements => "/v1/placements",
            Self::Complaints => "/v1/complaints",
            Self::Worklist => "/v1/protection/worklist",
            Self::Cohort => "/v1/programme/cohort",
            Self::Findings => "/v1/findings",
        }
    }

    fn page(self, desk: &Desk, query: &Query) -> Result<Value, Problem> {
        match self {
            Self::Placements => lists::placements(&desk.app, None, query),
            Self::Complaints => lists::complaints(&desk.app, &desk.viewer, query),
            Self::Worklist => lists::worklist(&desk.app, query),
            Self::Cohort => lists::cohort(&desk.app, query),
            Self::Findings => lists::found(&desk.app, query),
        }
    }
}

pub(super) fn run(
    args: &Args,
    settings: &Settings,
    console: &mut Console<'_>,
) -> Result<(), Failure> {
    let source = args.from.open(settings, console)?;
    let mut pairs: Vec<(&str, String)> = vec![("limit", "1000".to_owned())];
    pairs.extend(args.as_known.clone().map(|known| ("as_known", known)));
    pairs.extend(args.on.clone().map(|on| ("on", on)));
    pairs.extend(args.narrow.iter().map(|(name, value)| (name.as_str(), value.clone())));
    let mut rows = Vec::new();
    let mut written = 0_usize;
    let mut file = match &args.out {
        Some(path) => Some(BufWriter::new(File::create(path)?)),
        None => None,
    };
    let out: &mut dyn Write = match &mut file {
        Some(file) => file,
        None => console.out,
    };
    loop {
        let page =
            source.ask(args.list.path(), &pairs, |desk, query| args.list.page(desk, query))?;
        for row in page.get("rows").and_then(Value::as_array).into_iter().flatten() {
            written += 1;
            match args.format {
                Format::Jsonl => writeln!(out, "{row}")?,
                Format::Csv => rows.push(flat(row)),
            }
        }
        let Some(next) = page.get("next").and_then(Value::as_str) else { break };
        pairs.retain(|(name, _)| !["cursor", "as_known", "on"].contains(name));
        pairs.push(("cursor", next.to_owned()));
    }
    if args.format == Format::Csv {
        table(out, &rows)?;
    }
    out.flush()?;
    writeln!(console.err, "{written} rows")?;
    source.close()
}

/// A row with dotted names; lists of plain values joined, other lists as JSON.
fn flat(row: &Value) -> Map<String, Value> {
    let mut cells = Map::new();
    flatten("", row, &mut cells);
    cells
}

fn flatten(name: &str, value: &Value, cells: &mut Map<String, Value>) {
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                let name = if name.is_empty() { key.clone() } else { format!("{name}.{key}") };
                flatten(&name, member, cells);
            }
        }
        Value::Array(items) if items.iter().all(|item| !item.is_object() && !item.is_array()) => {
            let joined: Vec<String> = items.iter().map(cell).collect();
            cells.insert(name.to_owned(), Value::String(joined.join("|")));
        }
        Value::Array(_) => {
            cells.insert(name.to_owned(), Value::String(value.to_string()));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            cells.insert(name.to_owned(), value.clone());
        }
    }
}

/// A column for every name that some row has, in the order in which they are met.
fn table(out: &mut dyn Write, rows: &[Map<String, Value>]) -> Result<(), Failure> {
    let mut known = BTreeSet::new();
    let names: Vec<&String> =
        rows.iter().flat_map(Map::keys).filter(|name| known.insert((*name).clone())).collect();
    let header: Vec<String> = names.iter().map(|name| quoted(name)).collect();
    write!(out, "{}\r\n", header.join(","))?;
    for row in rows {
        let cells: Vec<String> = names
            .iter()
            .map(|name| row.get(*name).map(|value| quoted(&cell(value))).unwrap_or_default())
            .collect();
        write!(out, "{}\r\n", cells.join(","))?;
    }
    Ok(())
}

/// A cell as RFC 4180 has it; what a spreadsheet would take for a formula gets a leading quote.
fn quoted(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@']) && text.parse::<f64>().is_err();
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn rows_become_lines_with_a_column_for_every_name() {
        let rows = [
            flat(&json!({"a": {"b": 1}, "list": ["x", "y"], "text": "say \"hi\", you"})),
            flat(&json!({"a": {"b": -2}, "formula": "=1+1"})),
        ];
        let mut out = Vec::new();
        table(&mut out, &rows).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "a.b,list,text,formula\r\n1,x|y,\"say \"\"hi\"\", you\",\r\n-2,,,'=1+1\r\n"
        );
    }
}
