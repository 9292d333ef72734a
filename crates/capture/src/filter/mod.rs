//! Filter expressions: compiled by libpcap, run by ourselves.

mod interpreter;
mod libpcap;

pub use interpreter::{Instruction, Program};

use crate::error::CaptureError;
use crate::frame::Frame;

/// Selects frames by an expression in the language of tcpdump (pcap-filter(7)).
///
/// The code depends on the link type, so there is a program for each that occurs, compiled when it first does.
pub struct Filter {
    expression: String,
    programs: Vec<(u16, Program)>,
}

impl Filter {
    /// Checks the expression by compiling it for `link_type`, a number of the LINKTYPE registry.
    pub fn new(expression: &str, link_type: u16) -> Result<Self, CaptureError> {
        let program = compile(expression, link_type)?;
        Ok(Filter { expression: expression.to_owned(), programs: vec![(link_type, program)] })
    }

    /// Whether `frame` matches. Fails when the expression makes no sense for the frame's link type.
    #[inline]
    pub fn matches(&mut self, frame: &Frame<'_>) -> Result<bool, CaptureError> {
        if let Some((_, program)) = self.programs.iter().find(|(link_type, _)| *link_type == frame.link_type)
        {
            return Ok(program.run(frame.data, frame.wire_len) != 0);
        }
        let program = compile(&self.expression, frame.link_type)?;
        let matches = program.run(frame.data, frame.wire_len) != 0;
        self.programs.push((frame.link_type, program));
        Ok(matches)
    }

    /// The program for a link type, for instance to hand it to a kernel.
    pub fn program(&mut self, link_type: u16) -> Result<&Program, CaptureError> {
        if !self.programs.iter().any(|(known, _)| *known == link_type) {
            let program = compile(&self.expression, link_type)?;
            self.programs.push((link_type, program));
        }
        let found = self.programs.iter().find(|(known, _)| *known == link_type);
        found.map(|(_, program)| program).ok_or_else(|| CaptureError::new(&self.expression, "not compiled"))
    }

    /// The expression as given.
    pub fn expression(&self) -> &str {
        &self.expression
    }
}

fn compile(expression: &str, link_type: u16) -> Result<Program, CaptureError> {
    let error = |reason: String| CaptureError::new(&format!("filter \"{expression}\""), reason);
    // An empty expression matches everything; that needs no library.
    if expression.trim().is_empty() {
        return Program::new(vec![Instruction { code: 0x06, jump_true: 0, jump_false: 0, k: u32::MAX }])
            .map_err(|reason| error(reason.to_owned()));
    }
    let instructions = libpcap::compile(expression, link_type).map_err(error)?;
    Program::new(instructions).map_err(|reason| error(reason.to_owned()))
}
