//! Commands: which word is the key, which the value.

/// A command that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// Its name in capitals.
    pub name: &'static str,
    /// Place of the key among the words; 0 for none.
    pub key: usize,
    /// Place of the value; 0 for none.
    pub value: usize,
}

/// Sorted by name. BITOP is known by its destination, BLMPOP by the first of its keys.
static KNOWN: &[Known] = &[
    Known { name: "APPEND", key: 1, value: 2 },
    Known { name: "AUTH", key: 0, value: 0 },
    Known { name: "BITCOUNT", key: 1, value: 0 },
    Known { name: "BITFIELD", key: 1, value: 0 },
    Known { name: "BITFIELD_RO", key: 1, value: 0 },
    Known { name: "BITOP", key: 2, value: 0 },
    Known { name: "BITPOS", key: 1, value: 0 },
    Known { name: "BLMPOP", key: 3, value: 0 },
    Known { name: "BLPOP", key: 1, value: 0 },
    Known { name: "BRPOP", key: 1, value: 0 },
    Known { name: "CLIENT", key: 0, value: 0 },
    Known { name: "COPY", key: 1, value: 0 },
    Known { name: "DECR", key: 1, value: 0 },
    Known { name: "DECRBY", key: 1, value: 2 },
    Known { name: "DEL", key: 1, value: 0 },
    Known { name: "DUMP", key: 1, value: 0 },
    Known { name: "EXISTS", key: 1, value: 0 },
    Known { name: "EXPIRE", key: 1, value: 2 },
    Known { name: "EXPIREAT", key: 1, value: 2 },
    Known { name: "EXPIRETIME", key: 1, value: 0 },
    Known { name: "GET", key: 1, value: 0 },
    Known { name: "GETBIT", key: 1, value: 2 },
    Known { name: "GETDEL", key: 1, value: 0 },
    Known { name: "GETEX", key: 1, value: 0 },
    Known { name: "GETRANGE", key: 1, value: 0 },
    Known { name: "GETSET", key: 1, value: 2 },
    Known { name: "HDEL", key: 1, value: 2 },
    Known { name: "HELLO", key: 0, value: 0 },
    Known { name: "HGET", key: 1, value: 2 },
    Known { name: "HSET", key: 1, value: 0 },
    Known { name: "INCR", key: 1, value: 0 },
    Known { name: "INCRBY", key: 1, value: 2 },
    Known { name: "KEYS", key: 1, value: 0 },
    Known { name: "MGET", key: 1, value: 0 },
    Known { name: "MOVE", key: 1, value: 2 },
    Known { name: "MSET", key: 1, value: 2 },
    Known { name: "PERSIST", key: 1, value: 0 },
    Known { name: "PSUBSCRIBE", key: 0, value: 0 },
    Known { name: "PUNSUBSCRIBE", key: 0, value: 0 },
    Known { name: "QUIT", key: 0, value: 0 },
    Known { name: "RENAME", key: 1, value: 2 },
    Known { name: "RESET", key: 0, value: 0 },
    Known { name: "SET", key: 1, value: 2 },
    Known { name: "SSUBSCRIBE", key: 0, value: 0 },
    Known { name: "STRLEN", key: 1, value: 0 },
    Known { name: "SUBSCRIBE", key: 0, value: 0 },
    Known { name: "SUNSUBSCRIBE", key: 0, value: 0 },
    Known { name: "TTL", key: 1, value: 0 },
    Known { name: "TYPE", key: 1, value: 0 },
    Known { name: "UNSUBSCRIBE", key: 0, value: 0 },
];

/// Looks a command up by its first word, in any case.
pub fn known(word: &[u8]) -> Option<&'static Known> {
    let name = word.to_ascii_uppercase();
    KNOWN.binary_search_by(|k| k.name.as_bytes().cmp(&name)).ok().and_then(|at| KNOWN.get(at))
}

/// The words of a command that is not sent as an array. Quotes hold words together and stay.
pub fn words(line: &[u8]) -> Vec<&[u8]> {
    let blank = |b: u8| matches!(b, 0 | b'\t' | b'\n' | b'\r' | b' ');
    let (mut words, mut start) = (Vec::new(), None);
    let (mut quote, mut escaped) = (None, false);
    for (at, &b) in line.iter().enumerate() {
        if start.is_none() {
            if blank(b) {
                continue;
            }
            start = Some(at);
        }
        match quote {
            Some(_) if std::mem::take(&mut escaped) => {}
            Some(q) => {
                escaped = b == b'\\' && line.get(at + 1) == Some(&q);
                if b == q {
                    quote = None;
                }
            }
            None if matches!(b, b'"' | b'\'') => quote = Some(b),
            None if blank(b) => words.extend(start.take().and_then(|s| line.get(s..at))),
            None => {}
        }
    }
    words.extend(start.and_then(|s| line.get(s..)));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lookups() {
        assert!(KNOWN.is_sorted_by_key(|k| k.name));
        assert_eq!(known(b"set").map(|k| (k.key, k.value)), Some((1, 2)));
        assert_eq!(known(b"PING"), None);
    }

    #[test]
    fn words_of_a_line() {
        let check =
            |line: &[u8], expected: &[&[u8]]| assert_eq!(words(line), expected, "{}", line.escape_ascii());
        check(b"  PING ", &[b"PING"]);
        check(b"SET a \"b \\\" c\" d", &[b"SET", b"a", b"\"b \\\" c\"", b"d"]);
        check(b"SET a 'b c", &[b"SET", b"a", b"'b c"]);
        check(b" \t", &[]);
    }
}
