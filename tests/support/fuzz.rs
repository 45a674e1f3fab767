//! Fuzzing: what may be fed with any bytes, what must hold whatever they are, and a way to make
//! bytes that are nearly right. The suite `fuzzing` runs it for a moment, `tests/fuzz` for long.

use std::path::{Path, PathBuf};

mod files;
mod http;
mod mutate;
mod notes;
mod sent;
mod values;

pub use mutate::Mutator;

/// Reads bytes and checks what must hold.
pub type Run = fn(&[u8]);
/// Makes inputs that are right.
pub type Seeds = fn() -> Vec<Vec<u8>>;

/// Something that reads bytes which others may have made. It panics when a promise is broken.
#[derive(Clone, Copy)]
pub struct Target {
    /// Its name, and that of its folder of saved inputs.
    pub name: &'static str,
    /// Reads the bytes and checks what must hold.
    pub run: Run,
    /// Inputs that are right, to begin with.
    pub seeds: Seeds,
    /// Words that its readers know.
    pub words: &'static [&'static str],
    /// How many inputs the bounded run tries.
    pub rounds: u64,
    /// What reading one input may take at most, in bytes of memory.
    pub bytes_max: usize,
}

const MIB: usize = 1 << 20;

/// Every target.
pub const TARGETS: &[Target] = &[
    target("entry", (files::entry, files::entries), &[], 40_000),
    target("block", (files::block, files::blocks), &["TUKKIBLK\u{1}"], 20_000),
    target("head", (files::head, files::heads), &["TUKKIHED\u{1}"], 10_000),
    target("genesis", (files::genesis, files::geneses), &["TUKKIGEN\u{1}", "://", "+"], 10_000),
    target("index", (files::index, files::indexes), &["TUKKIIDX\u{1}"], 10_000),
    target("vault", (files::vault, files::vaults), &[], 10_000),
    target("opaque", (files::opaque, files::opaques), &[], 10_000),
    target("payload", (files::payload, files::payloads), &[], 40_000),
    target("context", (files::context, files::contexts), &[], 10_000),
    target("values", (values::run, values::seeds), values::WORDS, 40_000),
    target("json", (sent::json, sent::bodies), sent::WORDS, 20_000),
    target("line", (sent::line, sent::lines), sent::WORDS, 10_000),
    target("event", (sent::event, sent::bodies), sent::WORDS, 3_000),
    target("import_lines", (sent::import_lines, sent::files), sent::WORDS, 300),
    target("import_table", (sent::import_table, sent::tables), sent::WORDS, 300),
    target("import_sheet", (sent::import_sheet, sent::sheets), sent::WORDS, 300),
    target("mapping", (sent::mapping, sent::mappings), sent::MAPPING_WORDS, 2_000),
    target("note", (notes::note, notes::notes), notes::WORDS, 3_000),
    target("policy", (notes::policy, notes::policies), notes::WORDS, 3_000),
    target("proof", (notes::proof, notes::proofs), notes::WORDS, 10_000),
    target("submission", (notes::submission, notes::submissions), notes::WORDS, 10_000),
    target("http", (http::run, http::seeds), http::WORDS, 1_500),
];

const fn target(
    name: &'static str,
    (run, seeds): (Run, Seeds),
    words: &'static [&'static str],
    rounds: u64,
) -> Target {
    Target { name, run, seeds, words, rounds, bytes_max: 64 * MIB }
}

/// The target of that name.
pub fn named(name: &str) -> Option<&'static Target> {
    TARGETS.iter().find(|target| target.name == name)
}

impl Target {
    /// Where its saved inputs lie.
    pub fn folder(&self) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzzing/corpus").join(self.name)
    }

    /// Its saved inputs, by name, and those it begins with.
    pub fn inputs(&self) -> Vec<Vec<u8>> {
        let mut paths: Vec<PathBuf> = std::fs::read_dir(self.folder())
            .map(|entries| entries.map(|entry| entry.unwrap().path()).collect())
            .unwrap_or_default();
        paths.sort();
        let saved = paths.iter().map(|path| std::fs::read(path).unwrap());
        (self.seeds)().into_iter().chain(saved).collect()
    }
}
