//! One target of `tests::fuzz`, chosen by `FUZZ_TARGET`, guided by the code it reaches.

#![no_main]

use std::sync::LazyLock;

use tests::fuzz::{Target, named};

static TARGET: LazyLock<&Target> = LazyLock::new(|| {
    let name = std::env::var("FUZZ_TARGET").expect("FUZZ_TARGET names a target");
    named(&name).expect("FUZZ_TARGET is the name of a target")
});

/// Writes the inputs that the target begins with where libFuzzer looks for them.
fn write_seeds() {
    let Some(folder) = std::env::var_os("FUZZ_SEEDS") else { return };
    for (number, seed) in (TARGET.seeds)().iter().enumerate() {
        let path = std::path::Path::new(&folder).join(number.to_string());
        std::fs::write(path, seed).expect("the folder of FUZZ_SEEDS can be written");
    }
}

libfuzzer_sys::fuzz_target!(init: write_seeds(), |bytes: &[u8]| (TARGET.run)(bytes));
