//! Functions, files and opaque objects as values.

use crate::{FuncType, Str, Val};
use std::any::Any;
use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

/// A function, event or hook used as a value, with what it captured.
pub struct FuncVal {
    /// Number of the function in the program.
    pub id: u32,
    /// Full name, or `lambda_<…>`.
    pub name: Str,
    pub ty: Rc<FuncType>,
    /// Captured values, in the order of the capture list.
    pub captures: RefCell<Vec<Val>>,
}

impl fmt::Debug for FuncVal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}#{}", self.name, self.id)
    }
}

/// An open file as scripts hold it. The host that opened it knows what stands behind the number.
#[derive(Debug, PartialEq, Eq)]
pub struct FileVal {
    pub handle: u32,
    pub name: Str,
}

/// An object that scripts can hold and hand back, but not look into: a hash in progress, a Bloom filter, a certificate.
pub trait Opaque: Any + fmt::Debug {
    /// The NAME of `opaque of NAME`.
    fn type_name(&self) -> &str;

    /// An independent copy, for `copy()`; `None` when the object cannot be copied.
    fn duplicate(&self) -> Option<Rc<dyn Opaque>>;

    /// For an object that stands behind a record (see [`crate::RecordType::view`]): the value of a field of it.
    fn field(&self, _slot: usize) -> Val {
        Val::None
    }

    /// For downcasting.
    fn as_any(&self) -> &dyn Any;
}

/// A shared opaque object. Boxed once more so that a [`Val`] stays at 16 bytes.
#[derive(Clone, Debug)]
pub struct OpaqueRef(pub Rc<Rc<dyn Opaque>>);

impl OpaqueRef {
    /// Wraps an object.
    pub fn new(object: impl Opaque) -> OpaqueRef {
        OpaqueRef(Rc::new(Rc::new(object)))
    }

    /// The object as the concrete type `T`, if it is one.
    pub fn get<T: 'static>(&self) -> Option<&T> {
        self.0.as_any().downcast_ref()
    }

    /// The NAME of `opaque of NAME`.
    pub fn type_name(&self) -> &str {
        self.0.type_name()
    }
}
