//! Names are interned: however often a name is written, there is one text of it, so that a tree of a whole library holds
//! each name once and a clone is a counter.

use crate::ast::Name;
use foldhash::fast::RandomState;
use hashbrown::HashTable;
use std::cell::RefCell;
use std::hash::{BuildHasher, Hasher};
use std::rc::Rc;

/// The names seen so far; clones share them. All files of a program should be parsed with the same one.
#[derive(Clone, Default)]
pub struct Names(Rc<RefCell<Interner>>);

#[derive(Default)]
struct Interner {
    hasher: RandomState,
    table: HashTable<Name>,
}

impl Names {
    /// No names yet.
    pub fn new() -> Names {
        Names::default()
    }

    /// The one copy of `text`.
    pub fn intern(&self, text: &str) -> Name {
        self.intern_bytes(text.as_bytes())
    }

    /// The one copy of a text; bytes that are no UTF-8 are replaced.
    pub(crate) fn intern_bytes(&self, text: &[u8]) -> Name {
        let mut interner = self.0.borrow_mut();
        let Interner { hasher, table } = &mut *interner;
        let hash = hash(hasher, text);
        if let Some(name) = table.find(hash, |name| name.as_bytes() == text) {
            return name.clone();
        }
        match std::str::from_utf8(text) {
            Ok(text) => {
                let name: Name = Rc::from(text);
                table.insert_unique(hash, name.clone(), |name| self::hash(hasher, name.as_bytes()));
                name
            }
            // Never a name of the language, which has ASCII ones; not worth sharing.
            Err(_) => Rc::from(&*String::from_utf8_lossy(text)),
        }
    }
}

fn hash(hasher: &RandomState, text: &[u8]) -> u64 {
    let mut state = hasher.build_hasher();
    state.write(text);
    state.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_names_share_their_text() {
        let names = Names::new();
        let (a, b, c) = (names.intern("x"), names.clone().intern("x"), names.intern("y"));
        assert!(Rc::ptr_eq(&a, &b));
        assert!(!Rc::ptr_eq(&a, &c));
        assert_eq!((&*a, &*c), ("x", "y"));
    }
}
