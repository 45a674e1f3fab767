//! The entrance of the `tukki` binary.

use std::process::ExitCode;

fn main() -> ExitCode {
    api::cli::main()
}
