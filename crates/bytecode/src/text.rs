//! Code as text, for people and golden tests.

use crate::{Code, Op};
use std::fmt;

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}: {} parameters, {} registers", self.name, self.params, self.registers)?;
        for (pc, op) in self.ops.iter().enumerate() {
            write!(f, "{pc:4} {op:?}")?;
            match op {
                Op::Const(_, k) | Op::Fail(k) => write!(f, "  ; {:?}", self.consts.get(*k as usize))?,
                Op::NewRecord(_, k) | Op::NewVector(_, k) | Op::Cast(_, _, k) | Op::Is(_, _, k) => {
                    match self.types.get(*k as usize) {
                        Some(t) => write!(f, "  ; {t}")?,
                        None => f.write_str("  ; ?")?,
                    }
                }
                _ => {}
            }
            writeln!(f)?;
        }
        Ok(())
    }
}
