//! Elements of probabilistic sets and counters: one type for all of an object's elements, and a hash of each.

use foldhash::quality::FixedState;
use std::hash::BuildHasher;
use zander_value::{Key, Type, Val};
use zander_vm::Vm;

/// The type that all elements of an object share, settled by the first one.
#[derive(Clone, Debug, Default)]
pub struct ElementType(pub Option<Type>);

impl ElementType {
    /// Whether an element fits; the first one settles the type.
    pub fn admit(&mut self, element: &Val) -> bool {
        let ty = element.type_of();
        self.0.get_or_insert_with(|| ty.clone()).same(&ty)
    }

    /// Whether an element fits as far as the type is settled.
    pub fn fits(&self, element: &Val) -> bool {
        self.0.as_ref().is_none_or(|t| t.same(&element.type_of()))
    }

    /// Whether both are of one type, as far as they are settled.
    pub fn agrees(&self, other: &ElementType) -> bool {
        match (&self.0, &other.0) {
            (Some(a), Some(b)) => a.same(b),
            _ => true,
        }
    }
}

/// A hash of a value, the same in all processes with the same seed; `None` for values without content, such as files.
pub fn hash(value: &Val, seed: u64) -> Option<u64> {
    Some(FixedState::with_seed(seed).hash_one(&Key::single(value)?))
}

/// A seed made of a name and of `global_hash_seed`: who knows both can find elements whose hashes are alike.
pub fn seed(vm: &Vm, name: &[u8]) -> u64 {
    let site = vm.global("global_hash_seed");
    let site = site.as_ref().and_then(Val::as_bytes).unwrap_or_default();
    FixedState::with_seed(0x7a61_6e64_6572).hash_one((name, site))
}
