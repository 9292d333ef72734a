//! A reader over borrowed bytes that cannot panic.
//!
//! Every parser of untrusted bytes reads through a [`Cursor`]. Each read checks the length that is left and gives
//! [`Truncated`] when it does not suffice; a failed read leaves the cursor where it was, so a stream parser may keep
//! the position, wait for more bytes and try again. Slices handed out borrow from the input, not from the cursor.
//!
//! ```
//! use zander_wire::{Cursor, Truncated};
//!
//! struct Greeting<'a> { version: u8, port: u16, name: &'a [u8] }
//!
//! fn greeting(input: &[u8]) -> Result<Greeting<'_>, Truncated> {
//!     let mut cursor = Cursor::new(input);
//!     Ok(Greeting { version: cursor.u8()?, port: cursor.u16()?, name: cursor.take_u8_prefixed()? })
//! }
//!
//! let parsed = greeting(b"\x01\x00\x50\x03abcrest").unwrap();
//! assert_eq!((parsed.version, parsed.port, parsed.name), (1, 80, &b"abc"[..]));
//! assert!(greeting(b"\x01\x00\x50\x03ab").is_err());
//! ```

use std::fmt;

/// Fewer bytes are left than a read asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Truncated;

impl fmt::Display for Truncated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("fewer bytes than the format needs")
    }
}

impl std::error::Error for Truncated {}

/// A position in borrowed bytes. Copying it is a cheap way to look ahead.
#[derive(Clone, Copy)]
pub struct Cursor<'a> {
    rest: &'a [u8],
    total: usize,
}

macro_rules! integers {
    ($($name:ident, $name_le:ident, $type:ty, $bytes:literal;)*) => {$(
        #[doc = concat!("The next ", $bytes, " bytes as an unsigned number in network order (big endian).")]
        #[inline]
        pub fn $name(&mut self) -> Result<$type, Truncated> {
            Ok(<$type>::from_be_bytes(self.array()?))
        }

        #[doc = concat!("The next ", $bytes, " bytes as an unsigned number in little-endian order.")]
        #[inline]
        pub fn $name_le(&mut self) -> Result<$type, Truncated> {
            Ok(<$type>::from_le_bytes(self.array()?))
        }
    )*};
}

impl<'a> Cursor<'a> {
    /// A cursor at the start of `input`.
    #[inline]
    pub const fn new(input: &'a [u8]) -> Self {
        Cursor { rest: input, total: input.len() }
    }

    /// How many bytes have been read.
    #[inline]
    pub const fn position(&self) -> usize {
        self.total - self.rest.len()
    }

    /// How many bytes are left.
    #[inline]
    pub const fn remaining(&self) -> usize {
        self.rest.len()
    }

    /// True when nothing is left.
    #[inline]
    pub const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// All bytes that are left, without reading them.
    #[inline]
    pub const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Reads all bytes that are left.
    #[inline]
    pub fn take_rest(&mut self) -> &'a [u8] {
        std::mem::take(&mut self.rest)
    }

    /// Reads `count` bytes.
    #[inline]
    pub fn take(&mut self, count: usize) -> Result<&'a [u8], Truncated> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or(Truncated)?;
        self.rest = rest;
        Ok(taken)
    }

    /// Reads `count` bytes, or as many as there are.
    #[inline]
    pub fn take_up_to(&mut self, count: usize) -> &'a [u8] {
        let (taken, rest) = self.rest.split_at(count.min(self.rest.len()));
        self.rest = rest;
        taken
    }

    /// Reads `count` bytes as a cursor of their own: a nested structure cannot read past its end.
    #[inline]
    pub fn sub(&mut self, count: usize) -> Result<Cursor<'a>, Truncated> {
        self.take(count).map(Cursor::new)
    }

    /// Reads exactly `N` bytes by value.
    #[inline]
    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], Truncated> {
        let (taken, rest) = self.rest.split_first_chunk::<N>().ok_or(Truncated)?;
        self.rest = rest;
        Ok(*taken)
    }

    /// Steps over `count` bytes.
    #[inline]
    pub fn skip(&mut self, count: usize) -> Result<(), Truncated> {
        self.take(count).map(|_| ())
    }

    /// The next `count` bytes, without reading them.
    #[inline]
    pub fn peek(&self, count: usize) -> Result<&'a [u8], Truncated> {
        self.rest.get(..count).ok_or(Truncated)
    }

    /// The next byte, without reading it.
    #[inline]
    pub fn peek_u8(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    /// The next byte.
    #[inline]
    pub fn u8(&mut self) -> Result<u8, Truncated> {
        Ok(u8::from_be_bytes(self.array()?))
    }

    integers! {
        u16, u16_le, u16, "two";
        u32, u32_le, u32, "four";
        u64, u64_le, u64, "eight";
        u128, u128_le, u128, "sixteen";
    }

    /// The next three bytes as an unsigned number in network order.
    #[inline]
    pub fn u24(&mut self) -> Result<u32, Truncated> {
        let [a, b, c] = self.array()?;
        Ok(u32::from_be_bytes([0, a, b, c]))
    }

    /// The next three bytes as an unsigned number in little-endian order.
    #[inline]
    pub fn u24_le(&mut self) -> Result<u32, Truncated> {
        let [a, b, c] = self.array()?;
        Ok(u32::from_le_bytes([a, b, c, 0]))
    }

    /// The next six bytes as an unsigned number in network order.
    #[inline]
    pub fn u48(&mut self) -> Result<u64, Truncated> {
        let [a, b, c, d, e, f] = self.array()?;
        Ok(u64::from_be_bytes([0, 0, a, b, c, d, e, f]))
    }

    /// Reads a byte as a length, then that many bytes.
    #[inline]
    pub fn take_u8_prefixed(&mut self) -> Result<&'a [u8], Truncated> {
        self.attempt(|cursor| {
            let length = cursor.u8()?;
            cursor.take(length.into())
        })
    }

    /// Reads two bytes (network order) as a length, then that many bytes.
    #[inline]
    pub fn take_u16_prefixed(&mut self) -> Result<&'a [u8], Truncated> {
        self.attempt(|cursor| {
            let length = cursor.u16()?;
            cursor.take(length.into())
        })
    }

    /// Reads three bytes (network order) as a length, then that many bytes.
    #[inline]
    pub fn take_u24_prefixed(&mut self) -> Result<&'a [u8], Truncated> {
        self.attempt(|cursor| {
            let length = cursor.u24()?;
            cursor.take(length as usize)
        })
    }

    /// Reads up to the next `delimiter`, which is read but not returned.
    #[inline]
    pub fn take_until(&mut self, delimiter: u8) -> Result<&'a [u8], Truncated> {
        let end = self.rest.iter().position(|&byte| byte == delimiter).ok_or(Truncated)?;
        let taken = self.take(end)?;
        self.skip(1)?;
        Ok(taken)
    }

    /// Runs a read of several steps; when it fails, no step has happened.
    #[inline]
    pub fn attempt<T, E>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, E>) -> Result<T, E> {
        let before = *self;
        let result = read(self);
        if result.is_err() {
            *self = before;
        }
        result
    }
}

impl fmt::Debug for Cursor<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cursor({} of {})", self.position(), self.total)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_both_byte_orders() {
        let mut cursor = Cursor::new(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17]);
        assert_eq!(cursor.u16(), Ok(0x0102));
        assert_eq!(cursor.u16_le(), Ok(0x0403));
        assert_eq!(cursor.u24(), Ok(0x050607));
        assert_eq!(cursor.u24_le(), Ok(0x0a0908));
        assert_eq!(cursor.position(), 10);
        assert_eq!(cursor.peek_u8(), Some(11));
        assert_eq!(cursor.u48(), Ok(0x0b0c0d0e0f10));
        assert_eq!(cursor.u16(), Err(Truncated));
        assert_eq!(cursor.u8(), Ok(17));
        assert!(cursor.is_empty());
    }

    #[test]
    fn a_failed_read_moves_nothing() {
        let mut cursor = Cursor::new(b"\x05abc");
        assert_eq!(cursor.take_u8_prefixed(), Err(Truncated));
        assert_eq!(cursor.take(5), Err(Truncated));
        assert_eq!(cursor.take_until(b'z'), Err(Truncated));
        assert_eq!(cursor.position(), 0);
        assert_eq!(cursor.take_until(b'b'), Ok(&b"\x05a"[..]));
        assert_eq!(cursor.take_up_to(9), b"c");
        assert_eq!(cursor.take_rest(), b"");
    }
}
