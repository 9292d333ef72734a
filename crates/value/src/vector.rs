//! Vectors. A hole (an index below the length that was never set) is `Val::None`.

use crate::{Type, Val};
use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

/// A vector value.
pub struct Vector {
    /// Type of the elements.
    pub element: Type,
    pub items: RefCell<Vec<Val>>,
}

/// A shared vector.
pub type VectorRef = Rc<Vector>;

impl Vector {
    /// An empty vector.
    pub fn new(element: Type) -> VectorRef {
        Vector::from(element, Vec::new())
    }

    /// A vector with these elements.
    pub fn from(element: Type, items: Vec<Val>) -> VectorRef {
        Rc::new(Vector { element, items: RefCell::new(items) })
    }

    /// Length, holes included.
    pub fn len(&self) -> usize {
        self.items.borrow().len()
    }

    /// True when the vector has no element.
    pub fn is_empty(&self) -> bool {
        self.items.borrow().is_empty()
    }

    /// The element at an index; `None` beyond the end or for a hole.
    pub fn get(&self, at: usize) -> Option<Val> {
        match self.items.borrow().get(at) {
            None | Some(Val::None) => None,
            Some(v) => Some(v.clone()),
        }
    }

    /// Appends an element.
    pub fn push(&self, v: Val) {
        self.items.borrow_mut().push(v);
    }
}

impl fmt::Debug for Vector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.items.borrow().iter()).finish()
    }
}
