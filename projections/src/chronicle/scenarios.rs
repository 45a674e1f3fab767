//! The acceptance scenarios, from the files that the whole program is tested with.

use super::Chronicle;

macro_rules! scenarios {
    ($($(#[$doc:meta])* $name:ident = $file:literal;)+) => {$(
        $(#[$doc])*
        pub(crate) fn $name() -> Chronicle {
            Chronicle::read(include_str!(concat!("../../../tests/acceptance/scenarios/", $file)))
        }
    )+};
}

scenarios! {
    /// Aïssatou: fee, substitution, arrears, union, return, green enterprise.
    s1 = "s1.jsonl";
    /// Modou: three seasons, an overstay.
    s2 = "s2.jsonl";
    /// Kadiatou, as far as it stands on her own stream.
    s3 = "s3.jsonl";
    /// Boubacar: irregular path, most of it recorded when he was already on his way back.
    s5 = "s5.jsonl";
    /// Cheikh: a fatal accident.
    s6 = "s6.jsonl";
    /// Mariam: loss of contact; a check-in reaches the registry six weeks late.
    s7 = "s7.jsonl";
    /// Twelve returnees of a programme, imported.
    s10 = "s10.jsonl";
}
