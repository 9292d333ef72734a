//! The message format of DNS (RFC 1035, section 4): bytes to header, names, questions and records.
//!
//! Nothing here allocates but for names, which have to be put together from their labels; nothing panics, whatever the
//! bytes. Faults carry the name of the weird that reports them.

use zander_wire::{Cursor, Truncated};

/// Length of the fixed header in bytes.
pub const HEADER: usize = 12;

/// A name is put together from labels up to this many bytes.
const MAX_NAME: usize = 512;

/// Names longer than this are against RFC 1035, section 2.3.4.
const LEGAL_NAME: usize = 255;

/// What is wrong with a message, by the name of its weird.
pub type Fault = &'static str;

/// The fixed header.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Header {
    pub id: u16,
    /// All of the second word: QR, opcode, AA, TC, RD, RA, Z, AD, CD, RCODE.
    pub flags: u16,
    pub questions: u16,
    pub answers: u16,
    pub authorities: u16,
    pub additionals: u16,
}

impl Header {
    /// The first 12 bytes of a message.
    pub fn parse(message: &[u8]) -> Result<Header, Truncated> {
        let mut c = Cursor::new(message);
        Ok(Header {
            id: c.u16()?,
            flags: c.u16()?,
            questions: c.u16()?,
            answers: c.u16()?,
            authorities: c.u16()?,
            additionals: c.u16()?,
        })
    }

    /// QR: a response.
    pub fn is_response(&self) -> bool {
        self.flags & 0x8000 != 0
    }

    /// Kind of query.
    pub fn opcode(&self) -> u8 {
        (self.flags >> 11) as u8 & 15
    }

    /// Response code, without what EDNS adds.
    pub fn rcode(&self) -> u8 {
        self.flags as u8 & 15
    }

    /// A single flag by its mask.
    pub fn has(&self, mask: u16) -> bool {
        self.flags & mask != 0
    }

    /// The three bits between RA and RCODE.
    pub fn z(&self) -> u8 {
        (self.flags >> 4) as u8 & 7
    }
}

/// A name with its labels joined by dots, without a trailing one; empty for the root.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Name {
    /// As it was sent.
    pub bytes: Vec<u8>,
    /// What is wrong with it; it then ends where that was found.
    pub fault: Option<Fault>,
}

impl Name {
    /// ASCII letters in lower case, as names compare.
    pub fn lower(mut self) -> Name {
        self.bytes.make_ascii_lowercase();
        self
    }
}

/// A position in a message.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    message: &'a [u8],
    cursor: Cursor<'a>,
    /// How many compression pointers a name may follow.
    max_depth: u32,
}

/// Most names fit into this many bytes.
const USUAL_NAME: usize = 48;

impl<'a> Reader<'a> {
    /// At the start of the question section.
    pub fn new(message: &'a [u8], max_depth: u32) -> Reader<'a> {
        let mut cursor = Cursor::new(message);
        cursor.take_up_to(HEADER);
        Reader { message, cursor, max_depth }
    }

    /// Bytes left.
    pub fn remaining(&self) -> usize {
        self.cursor.remaining()
    }

    /// Offset in the message.
    pub fn position(&self) -> usize {
        self.cursor.position()
    }

    /// A reader of the next `length` bytes; names in it may still point anywhere before them.
    pub fn part(&self, length: usize) -> Reader<'a> {
        let end = self.position().saturating_add(length).min(self.message.len());
        let mut cursor = Cursor::new(self.message.get(..end).unwrap_or_default());
        cursor.take_up_to(self.position());
        Reader { cursor, ..*self }
    }

    /// Steps over bytes, or to the end.
    pub fn skip(&mut self, length: usize) {
        self.cursor.take_up_to(length);
    }

    /// The next byte.
    pub fn u8(&mut self) -> Result<u8, Truncated> {
        self.cursor.u8()
    }

    /// Two bytes in network order.
    pub fn u16(&mut self) -> Result<u16, Truncated> {
        self.cursor.u16()
    }

    /// Four bytes in network order.
    pub fn u32(&mut self) -> Result<u32, Truncated> {
        self.cursor.u32()
    }

    /// Six bytes in network order.
    pub fn u48(&mut self) -> Result<u64, Truncated> {
        self.cursor.u48()
    }

    /// `N` bytes.
    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], Truncated> {
        self.cursor.array()
    }

    /// The next `count` bytes.
    pub fn take(&mut self, count: usize) -> Result<&'a [u8], Truncated> {
        self.cursor.take(count)
    }

    /// The next `count` bytes, or as many as there are.
    pub fn take_up_to(&mut self, count: usize) -> &'a [u8] {
        self.cursor.take_up_to(count)
    }

    /// All that is left.
    pub fn rest(&mut self) -> &'a [u8] {
        self.cursor.take_rest()
    }

    /// A domain name (RFC 1035, section 4.1.4). Compression pointers lead only backwards, so following them ends. A
    /// faulty name ends at the fault and says so; the reader then stands behind what could be read.
    pub fn name(&mut self) -> Name {
        let mut name = Name { bytes: Vec::with_capacity(USUAL_NAME), fault: None };
        let mut cursor = self.cursor;
        let mut jumped = false;
        let mut depth = 0;
        loop {
            let start = cursor.position();
            let Ok(length) = cursor.u8() else { break };
            if length == 0 {
                break;
            }
            if length & 0xc0 == 0xc0 {
                let Ok(low) = cursor.u8() else { break };
                if !jumped {
                    self.cursor = cursor;
                    jumped = true;
                }
                let target = usize::from(length & 0x3f) << 8 | usize::from(low);
                if target < HEADER || target >= start {
                    name.fault = Some("DNS_label_forward_compress_offset");
                    break;
                }
                depth += 1;
                if depth > self.max_depth {
                    name.fault = Some("DNS_max_compression_chain_depth_exceeded");
                    break;
                }
                cursor = Cursor::new(self.message.get(..start).unwrap_or_default());
                cursor.take_up_to(target);
                continue;
            }
            let length = usize::from(length);
            if length > cursor.remaining() {
                name.fault = Some("DNS_label_len_gt_pkt");
                cursor.take_rest();
                break;
            }
            if length > 63 {
                name.fault = Some("DNS_label_too_long");
                break;
            }
            if name.bytes.len() + length >= MAX_NAME {
                name.fault = Some("DNS_label_len_gt_name_len");
                break;
            }
            if !name.bytes.is_empty() {
                name.bytes.push(b'.');
            }
            name.bytes.extend_from_slice(cursor.take_up_to(length));
        }
        if !jumped {
            self.cursor = cursor;
        }
        if name.fault.is_none() && name.bytes.len() + 1 > LEGAL_NAME {
            name.fault = Some("DNS_NAME_too_long");
        }
        name
    }

    /// A character string: a length byte and that many bytes (RFC 1035, section 3.3).
    pub fn character_string(&mut self) -> Result<&'a [u8], Truncated> {
        self.cursor.take_u8_prefixed()
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// Bytes from hex digits, blanks ignored.
    pub fn hex(text: &str) -> Vec<u8> {
        let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
        digits.chunks(2).map(|p| u8::from_str_radix(std::str::from_utf8(p).unwrap(), 16).unwrap()).collect()
    }

    const HEAD: &str = "1234 8580 0001 0002 0003 0004";

    #[test]
    fn header() {
        let h = Header::parse(&hex(HEAD)).unwrap();
        assert_eq!((h.id, h.opcode(), h.rcode(), h.z()), (0x1234, 0, 0, 0));
        assert!(h.is_response() && h.has(0x0400) && h.has(0x0100) && !h.has(0x0200));
        assert_eq!((h.questions, h.answers, h.authorities, h.additionals), (1, 2, 3, 4));
        assert!(Header::parse(&hex("1234 8580 0001")).is_err());
    }

    fn check(body: &str, from: usize, name: &str, fault: Option<Fault>, end: usize) {
        let message = [hex(HEAD), hex(body)].concat();
        let mut r = Reader::new(&message, 3);
        r.skip(from);
        let got = r.name();
        assert_eq!(got.bytes.escape_ascii().to_string(), name, "{body}");
        assert_eq!(got.fault, fault, "{body}");
        assert_eq!(r.position() - HEADER, end, "{body}");
    }

    #[test]
    fn names() {
        check("03777777 076578616d706c65 03636f6d 00", 0, "www.example.com", None, 17);
        check("00 41", 0, "", None, 1);
        check("03636f6d00 03777777c00c 41", 5, "www.com", None, 11);
        check("05ff2e000a2000", 0, "\\xff.\\x00\\n ", None, 7);
    }

    #[test]
    fn faulty_names_end() {
        check("c00c", 0, "", Some("DNS_label_forward_compress_offset"), 2);
        check("0161c010 0161c00c", 0, "a", Some("DNS_label_forward_compress_offset"), 4);
        check("c0ff", 0, "", Some("DNS_label_forward_compress_offset"), 2);
        check("0561626364", 0, "", Some("DNS_label_len_gt_pkt"), 5);
        check(&format!("46{}00", "61".repeat(70)), 0, "", Some("DNS_label_too_long"), 1);
        check(
            "0161 00 c00c c00f c011 c013 c015",
            11,
            "",
            Some("DNS_max_compression_chain_depth_exceeded"),
            13,
        );
        check("016100c00cc00f", 5, "a", None, 7);
        let long = format!("{}00", format!("3f{}", "62".repeat(63)).repeat(4));
        check(
            &long,
            0,
            &["b".repeat(63), "b".repeat(63), "b".repeat(63), "b".repeat(63)].join("."),
            Some("DNS_NAME_too_long"),
            257,
        );
        let longer = format!("{}00", format!("3f{}", "62".repeat(63)).repeat(9));
        let message = [hex(HEAD), hex(&longer)].concat();
        assert_eq!(Reader::new(&message, 3).name().fault, Some("DNS_label_len_gt_name_len"));
    }
}
