//! Fields that cannot be read where they lie: defaults that have to be made first, and errors.

use crate::error::RuntimeError;
use crate::run::unset;
use crate::vm::Vm;
use zander_bytecode::R;
use zander_value::Val;

impl Vm {
    /// The value of a field for a test that could not be made where it lies.
    #[cold]
    pub(crate) fn field_for_test(&mut self, base: usize, record: R, slot: u16) -> Result<Val, RuntimeError> {
        let there = match &self.stack[base + record.0 as usize] {
            Val::Record(rec) => rec.get(slot as usize),
            _ => return Err(unset()),
        };
        if matches!(there, Val::None | Val::Lazy) {
            self.missing_field(base, record, slot)
        } else {
            Ok(there)
        }
    }

    /// The value of a field that is not there to be read: a default that has to be made first, or an error.
    #[cold]
    pub(crate) fn missing_field(&mut self, base: usize, record: R, slot: u16) -> Result<Val, RuntimeError> {
        let Val::Record(record) = &self.stack[base + record.0 as usize] else { return Err(unset()) };
        let record = record.clone();
        match self.field(&record, slot as usize)? {
            Val::None => Err("field value missing".into()),
            v => Ok(v),
        }
    }
}
