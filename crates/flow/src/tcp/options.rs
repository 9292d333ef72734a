//! TCP options (RFC 9293, 3.1; RFC 7323; RFC 2018).

/// One option of a TCP header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TcpOption<'a> {
    pub kind: u8,
    /// The option's length field; 1 for those without one.
    pub length: u8,
    /// What follows kind and length.
    pub data: &'a [u8],
}

/// Goes through the options of a header, up to the end-of-list option (which is given, too) or the first that does
/// not fit.
#[derive(Clone, Debug)]
pub struct TcpOptions<'a> {
    rest: &'a [u8],
}

impl<'a> TcpOptions<'a> {
    pub fn new(options: &'a [u8]) -> Self {
        TcpOptions { rest: options }
    }
}

impl<'a> Iterator for TcpOptions<'a> {
    type Item = TcpOption<'a>;

    fn next(&mut self) -> Option<TcpOption<'a>> {
        let (&kind, tail) = self.rest.split_first()?;
        if kind < 2 {
            self.rest = if kind == 0 { &[] } else { tail };
            return Some(TcpOption { kind, length: 1, data: &[] });
        }
        let rest = std::mem::take(&mut self.rest);
        let &length = rest.get(1)?;
        if length == 0 {
            return None;
        }
        // A length of 1 cannot be, but leads on by one byte.
        let data = rest.get(2.min(usize::from(length))..usize::from(length))?;
        self.rest = rest.get(usize::from(length)..)?;
        Some(TcpOption { kind, length, data })
    }
}

/// What a SYN tells of its sender (`SYN_packet` in scripts).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SynSummary {
    /// Shift count of the window scale option.
    pub window_scale: Option<u8>,
    /// Maximum segment size; 0 without the option.
    pub mss: u16,
    pub sack_ok: bool,
    /// Value and echo of the timestamps option.
    pub timestamps: Option<(u32, u32)>,
}

impl SynSummary {
    /// Reads the options of a SYN.
    pub fn of(options: &[u8]) -> SynSummary {
        let mut syn = SynSummary::default();
        for option in TcpOptions::new(options) {
            match (option.kind, option.data) {
                (2, &[high, low, ..]) => syn.mss = u16::from_be_bytes([high, low]),
                (3, &[shift, ..]) => syn.window_scale = Some(shift),
                (4, _) => syn.sack_ok = true,
                (8, &[a, b, c, d, e, f, g, h, ..]) => {
                    syn.timestamps =
                        Some((u32::from_be_bytes([a, b, c, d]), u32::from_be_bytes([e, f, g, h])));
                }
                _ => {}
            }
        }
        syn
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_syn() {
        let options = [2, 4, 5, 0xb4, 4, 2, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2, 1, 3, 3, 7];
        let syn = SynSummary::of(&options);
        assert_eq!(
            syn,
            SynSummary { window_scale: Some(7), mss: 1460, sack_ok: true, timestamps: Some((1, 2)) }
        );
        assert_eq!(TcpOptions::new(&options).map(|o| o.kind).collect::<Vec<_>>(), [2, 4, 8, 1, 3]);
    }

    #[test]
    fn broken_options_end_the_list() {
        for (bytes, kinds) in [
            (&[1u8, 1, 0, 2, 4][..], &[1u8, 1, 0][..]),
            (&[2], &[]),
            (&[2, 0, 1], &[]),
            (&[1, 2, 9, 1], &[1]),
            (&[3, 3], &[]),
            (&[5, 1, 1], &[5, 1, 1]),
        ] {
            assert_eq!(TcpOptions::new(bytes).map(|o| o.kind).collect::<Vec<_>>(), kinds, "{bytes:?}");
        }
    }
}
