//! Bencoding (BEP 3): numbers, strings, lists and dictionaries as text.

/// A value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// A number.
    Number(i64),
    /// A string.
    Text(&'a [u8]),
    /// A list, as it was sent.
    List(&'a [u8]),
    /// A dictionary, as it was sent.
    Dictionary(&'a [u8]),
}

/// Why something was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The end is missing.
    Incomplete,
    /// It is not bencoded.
    Malformed,
}

/// What a token is.
enum Token<'a> {
    Number(i64),
    Text(&'a [u8]),
    List,
    Dictionary,
    End,
}

fn digits(b: &[u8], end: u8) -> Result<(i64, &[u8]), Fault> {
    let Some(at) = b.iter().position(|c| *c == end) else {
        let so_far = b.len() <= 20 && b.iter().all(|c| c.is_ascii_digit() || *c == b'-');
        return Err(if so_far { Fault::Incomplete } else { Fault::Malformed });
    };
    let (number, rest) = (b.get(..at).unwrap_or_default(), b.get(at + 1..).unwrap_or_default());
    let number = std::str::from_utf8(number).ok().and_then(|n| n.parse().ok()).ok_or(Fault::Malformed)?;
    Ok((number, rest))
}

fn token<'a>(b: &mut &'a [u8]) -> Result<Token<'a>, Fault> {
    let (&first, rest) = b.split_first().ok_or(Fault::Incomplete)?;
    let (token, rest) = match first {
        b'e' => (Token::End, rest),
        b'l' => (Token::List, rest),
        b'd' => (Token::Dictionary, rest),
        b'i' => {
            let (number, rest) = digits(rest, b'e')?;
            (Token::Number(number), rest)
        }
        b'0'..=b'9' => {
            let (length, rest) = digits(b, b':')?;
            let length = usize::try_from(length).map_err(|_| Fault::Malformed)?;
            let (text, rest) = rest.split_at_checked(length).ok_or(Fault::Incomplete)?;
            (Token::Text(text), rest)
        }
        _ => return Err(Fault::Malformed),
    };
    *b = rest;
    Ok(token)
}

/// Takes a value off the front; `None` at the end of what it stands in.
fn value<'a>(b: &mut &'a [u8]) -> Result<Option<Value<'a>>, Fault> {
    let start = *b;
    let kind: fn(&'a [u8]) -> Value<'a> = match token(b)? {
        Token::Number(n) => return Ok(Some(Value::Number(n))),
        Token::Text(t) => return Ok(Some(Value::Text(t))),
        Token::End => return Ok(None),
        Token::List => Value::List,
        Token::Dictionary => Value::Dictionary,
    };
    let mut depth = 1;
    while depth > 0 {
        match token(b)? {
            Token::List | Token::Dictionary => depth += 1,
            Token::End => depth -= 1,
            _ => {}
        }
    }
    Ok(Some(kind(start.get(..start.len() - b.len()).unwrap_or_default())))
}

/// A key and its value.
pub type Entry<'a> = (&'a [u8], Value<'a>);

/// Takes a dictionary off the front: its entries in their order.
pub fn dictionary<'a>(b: &mut &'a [u8]) -> Result<Vec<Entry<'a>>, Fault> {
    let mut rest = *b;
    if !matches!(token(&mut rest)?, Token::Dictionary) {
        return Err(Fault::Malformed);
    }
    let mut all = Vec::new();
    while let Some(key) = value(&mut rest)? {
        match (key, value(&mut rest)?) {
            (Value::Text(key), Some(value)) => all.push((key, value)),
            _ => return Err(Fault::Malformed),
        }
    }
    *b = rest;
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dictionaries() {
        let mut b: &[u8] = b"d1:ai-7e1:bli1ee1:cde1:d2:hierest";
        let all = [
            (&b"a"[..], Value::Number(-7)),
            (b"b", Value::List(b"li1ee")),
            (b"c", Value::Dictionary(b"de")),
            (b"d", Value::Text(b"hi")),
        ];
        assert_eq!(dictionary(&mut b), Ok(all.to_vec()));
        assert_eq!(b, b"rest");
    }

    #[test]
    fn faults() {
        let read = |b: &[u8]| dictionary(&mut &b[..]).map(|d| d.len());
        for end in 0..12 {
            assert_eq!(read(&b"d1:ai-7e1:bl"[..end]), Err(Fault::Incomplete), "{end}");
        }
        for wrong in [&b"l"[..], b"x", b"d1:ae", b"di1ei2ee", b"d1:aixe", b"d99999999999999999999999:"] {
            assert_eq!(read(wrong), Err(Fault::Malformed), "{}", wrong.escape_ascii());
        }
    }
}
