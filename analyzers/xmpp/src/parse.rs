//! Tags of an XML stream (RFC 6120, section 4), without the text between them.

/// Longest tag that is kept, in bytes.
pub const MAX_TAG: usize = 8 << 10;

/// Splits a stream into tags.
#[derive(Default, Debug)]
pub struct Tags {
    /// The beginning of a tag, from behind the `<` on.
    held: Vec<u8>,
    /// A `<` was seen and its `>` was not.
    open: bool,
}

impl Tags {
    /// The next tag, without its brackets; takes what it consists of from the front of `data`. A tag beyond
    /// [`MAX_TAG`] is cut there. `None` when there is none.
    pub fn next(&mut self, data: &mut &[u8]) -> Option<Vec<u8>> {
        if !self.open {
            let Some(at) = memchr(b'<', data) else {
                *data = &[];
                return None;
            };
            *data = data.get(at + 1..).unwrap_or_default();
            self.open = true;
        }
        let end = memchr(b'>', data);
        let piece = data.get(..end.unwrap_or(data.len())).unwrap_or_default();
        let room = MAX_TAG.saturating_sub(self.held.len()).min(piece.len());
        self.held.extend_from_slice(piece.get(..room).unwrap_or_default());
        *data = end.and_then(|at| data.get(at + 1..)).unwrap_or_default();
        end?;
        self.open = false;
        Some(std::mem::take(&mut self.held))
    }
}

fn memchr(byte: u8, data: &[u8]) -> Option<usize> {
    data.iter().position(|b| *b == byte)
}

/// The name of a tag, with the `/` of an end tag and the `?` of a declaration.
pub fn name(tag: &[u8]) -> &[u8] {
    let name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b':' | b'?');
    let slash = usize::from(tag.first() == Some(&b'/'));
    let end = tag.iter().skip(slash).take_while(|b| name(b)).count();
    tag.get(..slash + end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_in_pieces() {
        let text = b"<?xml version='1.0'?>\r\n<stream:stream to='x'><m>PLAIN</m><starttls xmlns='y'/>";
        for cut in 0..text.len() {
            let mut tags = Tags::default();
            let mut names = Vec::new();
            for mut piece in [&text[..cut], &text[cut..]] {
                while let Some(tag) = tags.next(&mut piece) {
                    names.push(String::from_utf8(name(&tag).to_vec()).unwrap());
                }
            }
            assert_eq!(names, ["?xml", "stream:stream", "m", "/m", "starttls"], "cut at {cut}");
        }
        let mut tags = Tags::default();
        let long = [b"<a".to_vec(), vec![b'a'; 2 * MAX_TAG], b">".to_vec()].concat();
        assert_eq!(tags.next(&mut &long[..]).map(|t| t.len()), Some(MAX_TAG));
    }
}
