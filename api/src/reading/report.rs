//! The reports: which there are, and their answers.

use projections::reports::{self, ParameterShape, Report, Sources};
use serde_json::{Value, json};

use super::asked::Asked;
use super::value;
use crate::app::App;
use crate::auth::Viewer;
use crate::catalogue::word;
use crate::error::{Fault, Problem};
use crate::language::Language;
use crate::policy::{self, Grant, Permission};
use crate::query::Query;

/// Names of a query that choose a moment, and nothing of the report.
const MOMENT: [&str; 3] = ["as_known", "on", "at_least"];

/// Every report with what it asks, its formula and by what it can be broken down.
///
/// # Errors
/// Never, as far as anybody knows.
pub fn list(language: Language) -> Result<Value, Problem> {
    let reports: Result<Vec<Value>, Problem> =
        reports::all().iter().map(|report| described(report, language)).collect();
    Ok(json!({"reports": reports?}))
}

fn described(report: &Report, language: Language) -> Result<Value, Problem> {
    let parameters: Vec<Value> = report
        .parameters
        .iter()
        .map(|parameter| {
            let takes = match parameter.shape {
                ParameterShape::Number { usual } => json!({"number": {"usual": usual}}),
                ParameterShape::Stream(kind) => json!({"stream": kind.code()}),
            };
            json!({"name": parameter.name, "description": parameter.doc, "takes": takes})
        })
        .collect();
    let dimensions: Vec<Value> = report
        .dimensions
        .iter()
        .map(|dimension| json!({"name": dimension.code(), "description": dimension.doc()}))
        .collect();
    Ok(json!({
        "code": report.code,
        "title": word(language, report.title),
        "audience": value(&report.audience)?,
        "formula": report.formula,
        "source": report.source,
        "unit_of_count": value(&report.unit_of_count)?,
        "columns": value(&report.columns)?,
        "dimensions": dimensions,
        "parameters": parameters,
    }))
}

/// A report about one stream is for those who may read the stream.
fn may_ask(viewer: &Viewer, shape: ParameterShape) -> bool {
    match shape {
        ParameterShape::Number { .. } => true,
        ParameterShape::Stream(kind) => {
            policy::grant(viewer.role, Permission::Read(kind)) == Grant::All
        }
    }
}

/// A report's answer.
///
/// # Errors
/// There is no such report, the query does not fit it, or the moment asked cannot be read.
pub fn answer(app: &App, viewer: &Viewer, (code, query): (&str, &Query)) -> Result<Value, Problem> {
    let report = reports::find(code).ok_or_else(|| Problem::new(Fault::NoSuchReport))?;
    if !report.parameters.iter().all(|parameter| may_ask(viewer, parameter.shape)) {
        return Err(Problem::new(Fault::NotGranted));
    }
    let pairs = query.pairs().filter(|(name, _)| !MOMENT.contains(name));
    let asked = reports::Query::read(report, pairs).map_err(|bad| Problem::coded(&bad))?;
    let tables = Asked::read(query)?.tables(app)?;
    let histories = app.registry.runner.histories();
    let sources = Sources { tables: &tables, histories: &histories };
    value(&report.answer(&sources, &asked)?)
}
