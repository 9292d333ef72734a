//! Tasks of the tree.
fn main() {}
