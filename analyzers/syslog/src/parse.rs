//! Syslog over UDP: the priority in front of a message (RFC 3164 section 4.1.1, RFC 5424 section 6.2.1).

/// A message and its priority, when it has one.
#[derive(Debug, PartialEq, Eq)]
pub struct Message<'a> {
    /// Eight times the facility plus the severity.
    pub priority: Option<u64>,
    /// What follows the priority.
    pub text: &'a [u8],
}

/// Takes a datagram apart. `None` when it begins as with a priority but has none.
pub fn message(data: &[u8]) -> Option<Message<'_>> {
    let Some(rest) = data.strip_prefix(b"<") else {
        return Some(Message { priority: None, text: data });
    };
    let digits = rest.iter().take_while(|b| b.is_ascii_digit()).count();
    let (number, text) = rest.split_at_checked(digits).filter(|(n, _)| !n.is_empty())?;
    let value = number.iter().fold(0u64, |n, d| n.wrapping_mul(10).wrapping_add(u64::from(d - b'0')));
    Some(Message { priority: Some(value), text: text.strip_prefix(b">")? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn priorities() {
        let check = |data: &[u8], priority: Option<u64>, text: &[u8]| {
            assert_eq!(message(data), Some(Message { priority, text }), "{}", data.escape_ascii());
        };
        check(b"<34>su: no", Some(34), b"su: no");
        check(b"plain", None, b"plain");
        check(b"", None, b"");
        assert_eq!(message(b"<>x"), None);
        assert_eq!(message(b"<13"), None);
    }
}
