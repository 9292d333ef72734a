//! Loops over containers: what runs where, and how far it has come.

use crate::error::RuntimeError;
use crate::run::unset;
use crate::vm::Vm;
use zander_value::{Cursor, Str, TableRef, Val, VectorRef};

/// A loop that is under way.
pub(crate) enum Loop {
    Table(TableRef, Cursor),
    Vector(VectorRef, usize),
    Bytes(Str, usize),
}

impl Drop for Loop {
    fn drop(&mut self) {
        if let Loop::Table(t, _) = self {
            t.end();
        }
    }
}

impl Vm {
    fn loop_at(&self, depth: u8) -> usize {
        self.frames.last().map_or(0, |f| f.loops as usize) + depth as usize
    }

    /// Begins the loop at this depth of the running body.
    pub(crate) fn begin_loop(&mut self, depth: u8, l: Loop) {
        // A loop that was left by a jump is still there; it ends when its place is taken.
        self.loops.truncate(self.loop_at(depth));
        self.loops.push(l);
    }

    pub(crate) fn end_loop(&mut self, depth: u8) {
        self.loops.truncate(self.loop_at(depth));
    }

    /// Puts the next entry of a table into `n` places of the stack: the parts of the index, and the value where one is left.
    /// False at the end.
    pub(crate) fn next_entry(&mut self, depth: u8, first: usize, n: usize) -> Result<bool, RuntimeError> {
        let at = self.loop_at(depth);
        let Some(Loop::Table(t, cursor)) = self.loops.get_mut(at) else { return Err(unset()) };
        let Some((key, value)) = t.next(cursor) else { return Ok(false) };
        let parts = key.values(&t.ty).into_iter().chain(std::iter::once(value));
        for (slot, v) in self.stack[first..first + n].iter_mut().zip(parts) {
            slot.put(v);
        }
        Ok(true)
    }

    /// The next element of a vector and its index; holes are passed over. `None` at the end.
    pub(crate) fn next_element(&mut self, depth: u8) -> Result<Option<(u64, Val)>, RuntimeError> {
        let at = self.loop_at(depth);
        let Some(Loop::Vector(v, next)) = self.loops.get_mut(at) else { return Err(unset()) };
        let items = v.items.borrow();
        while items.get(*next).is_some_and(Val::is_none) {
            *next += 1;
        }
        let Some(item) = items.get(*next).cloned() else { return Ok(None) };
        let index = *next as u64;
        *next += 1;
        Ok(Some((index, item)))
    }

    /// The next byte of a string, as a string. `None` at the end.
    pub(crate) fn next_byte(&mut self, depth: u8) -> Result<Option<Val>, RuntimeError> {
        let at = self.loop_at(depth);
        let Some(Loop::Bytes(s, next)) = self.loops.get_mut(at) else { return Err(unset()) };
        let Some(byte) = s.as_bytes().get(*next..*next + 1) else { return Ok(None) };
        let v = Val::str(byte);
        *next += 1;
        Ok(Some(v))
    }
}
