//! What is said when a file has been read: how many rows, what became of them, where the rejects
//! are; after a dry run, which findings would be raised.

use serde_json::Value;

use super::{Args, Console, Ended, Failure, answer};

/// Says how a file ended; rejected rows have an exit code of their own.
pub(super) fn tell(ended: &Ended, args: &Args, console: &mut Console<'_>) -> Result<(), Failure> {
    if args.json {
        writeln!(console.out, "{:#}", answer(ended))?;
    } else {
        words(ended, args, console)?;
    }
    match ended.progress.refused {
        0 => Ok(()),
        refused => {
            let mut message = format!("{refused} rows were rejected");
            if let Some(path) = &ended.rejects {
                message = format!("{message}; mend them in {} and import it", path.display());
            }
            Err(Failure { exit: super::super::REJECTED, ..Failure::new(message) })
        }
    }
}

fn words(ended: &Ended, args: &Args, console: &mut Console<'_>) -> Result<(), Failure> {
    let progress = &ended.progress;
    let out = &mut console.out;
    let verb = if args.dry_run { "would be recorded" } else { "recorded" };
    writeln!(out, "{:>9} rows read", progress.rows)?;
    if ended.before > 0 {
        writeln!(out, "{:>9} of them by the run that was interrupted", ended.before)?;
    }
    writeln!(out, "{:>9} events {verb}", progress.recorded)?;
    for (name, times) in &progress.types {
        writeln!(out, "          {times:>9} {name}")?;
    }
    let people = progress.types.get("migrant_registered").copied().unwrap_or(0);
    writeln!(out, "{people:>9} new people")?;
    writeln!(out, "{:>9} rows there already", progress.known)?;
    if progress.passed > 0 {
        writeln!(out, "{:>9} rows that yield no event", progress.passed)?;
    }
    writeln!(out, "{:>9} rows rejected", progress.refused)?;
    for finding in ended.findings.iter().filter_map(Value::as_array).flatten() {
        let text = |name: &str| finding.get(name).map(super::super::cell).unwrap_or_default();
        let (rule, name, count) = (text("rule"), text("name"), text("count"));
        writeln!(
            out,
            "{count:>9} findings {rule} {name} would be raised, as by lines {}",
            text("lines")
        )?;
    }
    if let Some(path) = &ended.rejects {
        writeln!(out, "rejects: {}", path.display())?;
    }
    for row in &ended.shown {
        let (line, code, sentence) = (row.line, &row.code, &row.sentence);
        let field = row.field.as_deref().unwrap_or_default();
        writeln!(console.err, "line {line}: {code} {field} {sentence}")?;
    }
    Ok(())
}
