//! The entrance of the `tukki` binary.

fn main() {}
