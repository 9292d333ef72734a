//! Handles of files, and the ids made of them.
//!
//! A handle is a text that is the same whenever the file is the same. Its id is a hash of it under a key that `digest_salt`
//! gives, so a file has the same id in each run over the same traffic, whichever program reads it: handles are those that
//! Zeek makes.

use crate::ConnInfo;
use highway::{HighwayHash, HighwayHasher, Key};
use zander_value::format::{write_addr, write_double, write_uint};
use zander_value::{Addr, Str};

/// What ids are made with.
pub(super) struct Ids {
    key: Key,
    bits: u64,
}

impl Ids {
    /// The ids of everybody with this salt, of so many bits, 128 at most.
    pub fn new(salt: &[u8], bits: u64) -> Ids {
        let digest = openssl::sha::sha256(salt);
        let mut key = [0; 4];
        for (word, bytes) in key.iter_mut().zip(digest.as_chunks().0) {
            *word = u64::from_le_bytes(*bytes);
        }
        Ids { key: Key(key), bits: bits.clamp(1, 128) }
    }

    /// `F` and the bits of a HighwayHash in base 62. It has two words; what is too much of the bits is taken from the lower
    /// end of the first, and of up to 64 the second has none. Each is written with the lowest digit first.
    pub fn id(&self, handle: &[u8]) -> Str {
        let [first, second] = HighwayHasher::new(self.key).hash128(handle);
        let (first, second) = match self.bits {
            bits @ 65.. => (first >> (128 - bits), second),
            bits => (first >> (64 - bits), 0),
        };
        let mut out = vec![b'F'];
        digits(&mut out, first);
        digits(&mut out, second);
        Str::from(out)
    }
}

fn digits(out: &mut Vec<u8>, mut n: u64) {
    const DIGITS: &[u8; 62] = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    loop {
        out.push(DIGITS[(n % 62) as usize]);
        n /= 62;
        if n == 0 {
            return;
        }
    }
}

/// A handle that an analyzer makes itself.
pub struct Handle(Vec<u8>);

impl Handle {
    /// Of a file that the analyzer of this name carries; handles of different ones differ.
    pub fn new(analyzer: &str) -> Handle {
        Handle([b"Analyzer::ANALYZER_", analyzer.as_bytes()].concat())
    }

    /// Goes on with some bytes.
    pub fn bytes(mut self, bytes: &[u8]) -> Handle {
        self.0.extend_from_slice(bytes);
        self
    }

    /// Goes on with a letter for true or false.
    pub fn flag(mut self, flag: bool) -> Handle {
        self.0.push(if flag { b'T' } else { b'F' });
        self
    }

    /// Goes on with a number.
    pub fn count(mut self, n: u64) -> Handle {
        write_uint(&mut self.0, n);
        self
    }

    /// Goes on with an address.
    pub fn addr(mut self, addr: &Addr) -> Handle {
        write_addr(&mut self.0, addr);
        self
    }

    /// Goes on with the time at which the connection began.
    pub fn start(mut self, conn: &ConnInfo) -> Handle {
        write_double(&mut self.0, conn.start_time);
        self
    }

    /// Goes on with both ends: `192.0.2.1:1024 > 192.0.2.2:80`.
    pub fn ends(self, conn: &ConnInfo) -> Handle {
        let [orig, resp] = [conn.orig_port, conn.resp_port].map(|p| u64::from(p.number));
        self.addr(&conn.orig_addr)
            .bytes(b":")
            .count(orig)
            .bytes(b" > ")
            .addr(&conn.resp_addr)
            .bytes(b":")
            .count(resp)
    }
}

impl AsRef<[u8]> for Handle {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use zander_value::{Port, Transport};

    #[test]
    fn ids_are_those_of_everybody_with_the_salt() {
        let ids = Ids::new(b"Please change this value.", 96);
        let port = |number| Port { number, transport: Transport::Tcp };
        let conn = ConnInfo {
            orig_addr: Addr::v4([141, 142, 228, 5]),
            orig_port: port(59856),
            resp_addr: Addr::v4([192, 150, 187, 43]),
            resp_port: port(80),
            start_time: 1362692526.869344,
            partial: false,
        };
        let handle = Handle::new("HTTP").start(&conn).flag(false).count(1).count(1).ends(&conn);
        assert_eq!(ids.id(handle.as_ref()).as_bytes(), b"FMnxxt3xjVcWNS2141");
        assert_ne!(Ids::new(b"another", 96).id(handle.as_ref()).as_bytes(), b"FMnxxt3xjVcWNS2141");
        let lengths = [1, 64, 65, 128].map(|bits| Ids::new(b"", bits).id(b"a file").len());
        assert!(lengths[0] == 3 && lengths.is_sorted() && lengths[3] <= 23, "{lengths:?}");
    }
}
