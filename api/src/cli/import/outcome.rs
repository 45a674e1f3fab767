//! What is said when a file has been read: how many rows, what became of them, where the rejects
//! are; after a dry run, which findings would be raised. In the language of whoever asks.

use std::io;

use serde_json::Value;

use super::{Args, Console, Ended, Failure, answer};
use crate::catalogue;
use crate::language::Language;

/// A word about files, in a language.
pub(super) fn word(name: &str, language: Language) -> String {
    catalogue::word(language, &format!("word.import_{name}")).unwrap_or_default()
}

/// Says how a file ended; rejected rows have an exit code of their own.
pub(super) fn tell(ended: &Ended, args: &Args, console: &mut Console<'_>) -> Result<(), Failure> {
    let language = args.from.language();
    if args.json {
        writeln!(console.out, "{:#}", answer(ended))?;
    } else {
        counted(ended, (args.dry_run, language), console)?;
        refused(ended, language, console)?;
    }
    match ended.progress.refused {
        0 => Ok(()),
        refused => {
            let mut message = format!("{refused} {}", word("refused", language));
            if let Some(path) = &ended.rejects {
                let mend = word("mend", language);
                message = format!("{message}; {mend}: {}", path.display());
            }
            Err(Failure { exit: super::super::REJECTED, ..Failure::new(message) })
        }
    }
}

fn counted(
    ended: &Ended,
    (dry_run, language): (bool, Language),
    console: &mut Console<'_>,
) -> io::Result<()> {
    let progress = &ended.progress;
    let named = |key: String, name: &str| {
        catalogue::word(language, &key)
            .map_or_else(|| name.to_owned(), |of| format!("{name}: {of}"))
    };
    let say = |console: &mut Console<'_>, count: u64, name: &str| {
        writeln!(console.out, "{count:>9} {}", word(name, language))
    };
    say(console, progress.rows, "rows")?;
    if ended.before > 0 {
        say(console, ended.before, "before")?;
    }
    say(console, progress.recorded, if dry_run { "would_record" } else { "recorded" })?;
    for (name, times) in &progress.types {
        writeln!(console.out, "          {times:>9} {}", named(format!("event.{name}"), name))?;
    }
    say(console, progress.types.get("migrant_registered").copied().unwrap_or(0), "people")?;
    say(console, progress.known, "known")?;
    if progress.passed > 0 {
        say(console, progress.passed, "passed")?;
    }
    say(console, progress.refused, "refused")?;
    for finding in ended.findings.iter().filter_map(Value::as_array).flatten() {
        let text = |name: &str| finding.get(name).map(super::super::cell).unwrap_or_default();
        let rule = text("rule");
        let (count, found) = (text("count"), word("would_find", language));
        let (rule, lines) = (named(format!("finding.{rule}"), &rule), word("lines", language));
        writeln!(console.out, "{count:>9} {found}: {rule} ({lines} {})", text("lines"))?;
    }
    Ok(())
}

fn refused(ended: &Ended, language: Language, console: &mut Console<'_>) -> io::Result<()> {
    if let Some(path) = &ended.rejects {
        writeln!(console.out, "{}: {}", word("rejects", language), path.display())?;
    }
    let on_line = word("line", language);
    for row in &ended.shown {
        let (line, code, sentence) = (row.line, &row.code, &row.sentence);
        let field = row.field.as_deref().unwrap_or_default();
        writeln!(console.err, "{on_line} {line}: {code} {field} {sentence}")?;
    }
    Ok(())
}
