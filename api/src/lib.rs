//! The `tukki` program: subcommands, HTTP, configuration. Holds no rule of the domain.

pub mod demo;
pub mod fields;
pub mod input;
pub mod json;
