//! A reader of JSON text (RFC 8259) into a tree, with the messages of the library behind the reference's `from_json`.

/// A JSON value.
#[derive(Clone, PartialEq, Debug)]
pub enum Json {
    Null,
    Bool(bool),
    Number(Number),
    String(Vec<u8>),
    Array(Vec<Json>),
    /// Members in their order, names repeated as they are.
    Object(Vec<(Vec<u8>, Json)>),
}

/// A number as precise as it was written.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Number {
    Unsigned(u64),
    /// Negative.
    Signed(i64),
    Double(f64),
}

impl Json {
    /// Name of the value's kind in messages.
    pub fn kind(&self) -> &'static str {
        match self {
            Json::Null => "null",
            Json::Bool(_) => "bool",
            Json::Number(_) => "number",
            Json::String(_) => "string",
            Json::Array(_) => "array",
            Json::Object(_) => "object",
        }
    }
}

/// Why a text is not JSON.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct JsonError {
    pub message: &'static str,
    /// Offset in bytes.
    pub offset: usize,
}

/// How deep arrays and objects may nest.
const MAX_DEPTH: u32 = 200;

/// Reads a text that is one JSON value.
pub fn parse(text: &[u8]) -> Result<Json, JsonError> {
    let mut p = Parser { text, at: 0, depth: 0 };
    p.space();
    if p.at == text.len() {
        return p.fail("The document is empty.");
    }
    let v = p.value()?;
    p.space();
    if p.at < text.len() {
        return p.fail("The document root must not be followed by other values.");
    }
    Ok(v)
}

struct Parser<'a> {
    text: &'a [u8],
    at: usize,
    depth: u32,
}

const INVALID: &str = "Invalid value.";

impl Parser<'_> {
    fn fail<T>(&self, message: &'static str) -> Result<T, JsonError> {
        Err(JsonError { message, offset: self.at })
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn take(&mut self, b: u8) -> bool {
        let found = self.peek() == Some(b);
        self.at += found as usize;
        found
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn value(&mut self) -> Result<Json, JsonError> {
        match self.peek() {
            Some(b'n') => self.word(b"null", Json::Null),
            Some(b't') => self.word(b"true", Json::Bool(true)),
            Some(b'f') => self.word(b"false", Json::Bool(false)),
            Some(b'"') => self.string().map(Json::String),
            Some(b'[' | b'{') => {
                self.depth += 1;
                if self.depth > MAX_DEPTH {
                    return self.fail("Terminate parsing due to Handler error.");
                }
                let v = if self.peek() == Some(b'[') { self.array() } else { self.object() };
                self.depth -= 1;
                v
            }
            _ => self.number(),
        }
    }

    fn word(&mut self, word: &[u8], v: Json) -> Result<Json, JsonError> {
        for &b in word {
            if !self.take(b) {
                return self.fail(INVALID);
            }
        }
        Ok(v)
    }

    fn array(&mut self) -> Result<Json, JsonError> {
        self.at += 1;
        let mut items = Vec::new();
        self.space();
        if self.take(b']') {
            return Ok(Json::Array(items));
        }
        loop {
            items.push(self.value()?);
            self.space();
            if self.take(b']') {
                return Ok(Json::Array(items));
            }
            if !self.take(b',') {
                return self.fail("Missing a comma or ] after an array element.");
            }
            self.space();
        }
    }

    fn object(&mut self) -> Result<Json, JsonError> {
        self.at += 1;
        let mut members = Vec::new();
        self.space();
        if self.take(b'}') {
            return Ok(Json::Object(members));
        }
        loop {
            if self.peek() != Some(b'"') {
                return self.fail("Missing a name for object member.");
            }
            let name = self.string()?;
            self.space();
            if !self.take(b':') {
                return self.fail("Missing a colon after a name of object member.");
            }
            self.space();
            members.push((name, self.value()?));
            self.space();
            if self.take(b'}') {
                return Ok(Json::Object(members));
            }
            if !self.take(b',') {
                return self.fail("Missing a comma or } after an object member.");
            }
            self.space();
        }
    }

    fn string(&mut self) -> Result<Vec<u8>, JsonError> {
        let begin = self.at;
        self.at += 1;
        let mut out = Vec::new();
        loop {
            match self.peek() {
                None => {
                    return Err(JsonError {
                        message: "Missing a closing quotation mark in string.",
                        offset: begin,
                    });
                }
                Some(b'"') => {
                    self.at += 1;
                    return Ok(out);
                }
                Some(b'\\') => self.escape(&mut out)?,
                Some(b) if b < 32 => return self.fail("Invalid encoding in string."),
                Some(b) => {
                    out.push(b);
                    self.at += 1;
                }
            }
        }
    }

    fn escape(&mut self, out: &mut Vec<u8>) -> Result<(), JsonError> {
        let begin = self.at;
        self.at += 1;
        let b = match self.peek() {
            Some(b @ (b'"' | b'\\' | b'/')) => b,
            Some(b'b') => 8,
            Some(b'f') => 12,
            Some(b'n') => b'\n',
            Some(b'r') => b'\r',
            Some(b't') => b'\t',
            Some(b'u') => {
                self.at += 1;
                let mut code = self.hex(begin)?;
                const SURROGATES: &str = "The surrogate pair in string is invalid.";
                if (0xd800..0xe000).contains(&code) {
                    if code >= 0xdc00 || !(self.take(b'\\') && self.take(b'u')) {
                        return Err(JsonError { message: SURROGATES, offset: begin });
                    }
                    let low = self.hex(begin)?;
                    if !(0xdc00..0xe000).contains(&low) {
                        return Err(JsonError { message: SURROGATES, offset: begin });
                    }
                    code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
                }
                let c = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
                out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                return Ok(());
            }
            _ => return Err(JsonError { message: "Invalid escape character in string.", offset: begin }),
        };
        self.at += 1;
        out.push(b);
        Ok(())
    }

    fn hex(&mut self, begin: usize) -> Result<u32, JsonError> {
        let mut n = 0;
        for _ in 0..4 {
            let Some(d) = self.peek().and_then(|b| (b as char).to_digit(16)) else {
                return Err(JsonError {
                    message: "Incorrect hex digit after \\u escape in string.",
                    offset: begin,
                });
            };
            n = n * 16 + d;
            self.at += 1;
        }
        Ok(n)
    }

    fn digits(&mut self) -> usize {
        let begin = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        self.at - begin
    }

    fn number(&mut self) -> Result<Json, JsonError> {
        let begin = self.at;
        let negative = self.take(b'-');
        if self.take(b'0') {
        } else if self.digits() == 0 {
            return self.fail(INVALID);
        }
        let mut whole = true;
        if self.take(b'.') {
            whole = false;
            if self.digits() == 0 {
                return self.fail("Miss fraction part in number.");
            }
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            whole = false;
            self.at += 1;
            if !self.take(b'+') {
                self.take(b'-');
            }
            if self.digits() == 0 {
                return self.fail("Miss exponent in number.");
            }
        }
        // Only ASCII digits, signs, a point and an exponent got here.
        let text = std::str::from_utf8(&self.text[begin..self.at]).unwrap_or("");
        let exact = match (whole, negative) {
            (true, false) => text.parse().ok().map(Number::Unsigned),
            (true, true) => {
                text.parse().ok().map(|n| if n == 0 { Number::Unsigned(0) } else { Number::Signed(n) })
            }
            _ => None,
        };
        if let Some(n) = exact {
            return Ok(Json::Number(n));
        }
        match text.parse::<f64>() {
            Ok(x) if x.is_finite() => Ok(Json::Number(Number::Double(x))),
            _ => Err(JsonError { message: "Number too big to be stored in double.", offset: begin }),
        }
    }
}
