//! Byte strings as scripts know them: any bytes, NULs included, with no promise of UTF-8.

use smallvec::SmallVec;
use std::borrow::Borrow;
use std::fmt;
use std::rc::Rc;

/// An immutable, cheaply cloned byte string. Up to 24 bytes are stored in the same allocation as the count.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Str(Rc<SmallVec<[u8; 24]>>);

impl Str {
    /// Copies `bytes`.
    pub fn new(bytes: &[u8]) -> Str {
        Str(Rc::new(SmallVec::from_slice(bytes)))
    }

    /// The bytes of the string.
    #[inline]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Length in bytes.
    #[inline]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True for the empty string.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The string as text; bytes that are not UTF-8 become U+FFFD.
    pub fn to_text(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(&self.0)
    }

    /// Appends in place when nobody else holds the string, which makes `s += t` in a loop linear; copies otherwise.
    pub fn push(&mut self, bytes: &[u8]) {
        Rc::make_mut(&mut self.0).extend_from_slice(bytes);
    }

    /// True when both are the same object, not merely equal.
    pub fn same(&self, other: &Str) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl From<&[u8]> for Str {
    fn from(b: &[u8]) -> Str {
        Str::new(b)
    }
}

impl From<&str> for Str {
    fn from(s: &str) -> Str {
        Str::new(s.as_bytes())
    }
}

impl From<Vec<u8>> for Str {
    fn from(v: Vec<u8>) -> Str {
        Str(Rc::new(SmallVec::from_vec(v)))
    }
}

impl From<String> for Str {
    fn from(s: String) -> Str {
        Str::from(s.into_bytes())
    }
}

impl Borrow<[u8]> for Str {
    fn borrow(&self) -> &[u8] {
        &self.0
    }
}

impl AsRef<[u8]> for Str {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Str {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.0.escape_ascii())
    }
}
