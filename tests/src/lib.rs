//! What black-box tests of the command need: captures and scripts in, logs and messages out. The tests themselves stand
//! beside the command, in `crates/zander/tests`.
//!
//! A case is a line in `cases.txt`: a name and the words of a command line. What the command is expected to write lies in
//! `cases/<name>/`, a file for each log and for standard output and error. Ids and times of the clock are made canonical
//! before the comparison. `ZANDER_UPDATE_GOLDEN=1` accepts what came as what is expected.
#![forbid(unsafe_code)]

pub mod attacks;
pub mod build;
pub mod command;
pub mod conversation;
pub mod download;
pub mod frames;
pub mod golden;
pub mod mutate;
pub mod namespaces;
pub mod pcap;
pub mod talk;
pub mod weirds;
