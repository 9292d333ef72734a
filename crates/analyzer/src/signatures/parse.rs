//! Reading signature texts: Zeek's signature language.

use super::rule::{
    Comparison, Content, EventAction, Field, HeaderTest, Layer, PatternTest, Requirement, Rule, Value,
};
use zander_value::{Addr, Subnet};

struct Reader<'a> {
    rest: &'a str,
}

type Result<T> = std::result::Result<T, String>;

impl<'a> Reader<'a> {
    fn skip(&mut self) {
        loop {
            self.rest = self.rest.trim_start();
            match self.rest.strip_prefix('#') {
                Some(comment) => self.rest = comment.split_once('\n').map_or("", |(_, r)| r),
                None => return,
            }
        }
    }

    fn eat(&mut self, token: &str) -> bool {
        self.skip();
        match self.rest.strip_prefix(token) {
            Some(r) => {
                self.rest = r;
                true
            }
            None => false,
        }
    }

    fn expect(&mut self, token: &str) -> Result<()> {
        if self.eat(token) {
            Ok(())
        } else {
            Err(format!("\"{token}\" is missing before {:?}", excerpt(self.rest)))
        }
    }

    fn take_while(&mut self, good: impl Fn(char) -> bool) -> &'a str {
        self.skip();
        let end = self.rest.find(|c: char| !good(c)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word
    }

    fn word(&mut self) -> Result<&'a str> {
        let word = self.take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.' | '+'));
        if word.is_empty() {
            Err(format!("a word is missing before {:?}", excerpt(self.rest)))
        } else {
            Ok(word)
        }
    }

    fn number(&mut self) -> Result<u64> {
        let word = self.take_while(|c| c.is_ascii_alphanumeric());
        number(word).ok_or_else(|| format!("{word:?} is no number"))
    }

    fn quoted(&mut self) -> Result<Option<String>> {
        if !self.eat("\"") {
            return Ok(None);
        }
        let mut out = String::new();
        let mut chars = self.rest.char_indices();
        while let Some((at, c)) = chars.next() {
            match c {
                '"' => {
                    self.rest = self.rest.get(at + 1..).unwrap_or_default();
                    return Ok(Some(out));
                }
                '\\' => match chars.next() {
                    Some((_, 'n')) => out.push('\n'),
                    Some((_, 't')) => out.push('\t'),
                    Some((_, other)) => out.push(other),
                    None => break,
                },
                c => out.push(c),
            }
        }
        Err("a quote is not closed".into())
    }

    fn quoted_or_word(&mut self) -> Result<String> {
        match self.quoted()? {
            Some(text) => Ok(text),
            None => self.word().map(str::to_owned),
        }
    }

    fn pattern(&mut self, content: Content) -> Result<PatternTest> {
        // Older texts compare: `http-request == /…/`.
        self.eat("==");
        if !self.eat("/") {
            return Err(format!("a pattern is missing before {:?}", excerpt(self.rest)));
        }
        let mut test = PatternTest { content, text: String::new(), ignore_case: false };
        let mut chars = self.rest.char_indices();
        while let Some((at, c)) = chars.next() {
            match c {
                '\\' => match chars.next() {
                    Some((_, '/')) => test.text.push('/'),
                    Some((_, other)) => {
                        test.text.push('\\');
                        test.text.push(other);
                    }
                    None => break,
                },
                '/' => {
                    self.rest = self.rest.get(at + 1..).unwrap_or_default();
                    while let Some(c @ ('i' | 's')) = self.rest.chars().next() {
                        test.ignore_case |= c == 'i';
                        self.rest = self.rest.get(1..).unwrap_or_default();
                    }
                    return Ok(test);
                }
                c => test.text.push(c),
            }
        }
        Err("a pattern is not closed".into())
    }

    fn list<T>(&mut self, mut one: impl FnMut(&mut Self) -> Result<T>) -> Result<Vec<T>> {
        let mut out = vec![one(self)?];
        while self.eat(",") {
            out.push(one(self)?);
        }
        Ok(out)
    }

    fn comparison(&mut self) -> Result<Comparison> {
        let all = [
            ("==", Comparison::Equal),
            ("!=", Comparison::NotEqual),
            ("<=", Comparison::AtMost),
            (">=", Comparison::AtLeast),
            ("<", Comparison::Less),
            (">", Comparison::Greater),
        ];
        match all.iter().find(|(token, _)| self.eat(token)) {
            Some((_, c)) => Ok(*c),
            None => Err(format!("a comparison is missing before {:?}", excerpt(self.rest))),
        }
    }

    /// A number, a range of numbers, an address, a subnet, or a script's variable.
    fn value(&mut self) -> Result<Value> {
        if self.eat("[") {
            let (text, rest) = self.rest.split_once(']').ok_or("a bracket is not closed")?;
            self.rest = rest;
            let address = address(text)?;
            return self.width(address);
        }
        let word = self.take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | ':' | '.'));
        if word.bytes().filter(|b| *b == b'.').count() == 3 && word.starts_with(|c: char| c.is_ascii_digit())
        {
            let address = address(word)?;
            return self.width(address);
        }
        if let Some(first) = number(word) {
            let last = if self.eat("-") { self.number()? } else { first };
            // Ports may name their transport, which the signature's protocol decides.
            if self.eat("/") {
                self.word()?;
            }
            return Ok(Value::Range(first, last));
        }
        if word.matches(':').count() > 2 {
            let address = address(word)?;
            return self.width(address);
        }
        if word.is_empty() {
            return Err(format!("a value is missing before {:?}", excerpt(self.rest)));
        }
        Ok(Value::Variable(word.to_owned()))
    }

    fn width(&mut self, a: Addr) -> Result<Value> {
        if !self.eat("/") {
            return Ok(Value::address(a));
        }
        let most = if a.is_v4() { 32 } else { 128 };
        match u8::try_from(self.number()?) {
            Ok(width) if width <= most => Ok(Value::Net(Subnet::new(a, width))),
            _ => Err("a subnet is too narrow".into()),
        }
    }
}

fn address(text: &str) -> Result<Addr> {
    text.trim().parse::<std::net::IpAddr>().map(Addr::from).map_err(|_| format!("{text:?} is no address"))
}

fn number(word: &str) -> Option<u64> {
    match word.strip_prefix("0x") {
        Some(hex) => u64::from_str_radix(hex, 16).ok(),
        None => word.parse().ok(),
    }
}

fn excerpt(text: &str) -> String {
    text.chars().take(20).collect()
}

/// The signatures of a text. The error names the signature, or the line, that is wrong.
pub fn rules(text: &str) -> Result<Vec<Rule>> {
    let mut r = Reader { rest: text };
    let mut out = Vec::new();
    loop {
        r.skip();
        if r.rest.is_empty() {
            return Ok(out);
        }
        let line = |r: &Reader<'_>| text.len().saturating_sub(r.rest.len());
        let line = |r: &Reader<'_>| text.get(..line(r)).unwrap_or_default().matches('\n').count() + 1;
        let at = line(&r);
        if r.word()? != "signature" {
            return Err(format!("line {at}: \"signature\" is missing"));
        }
        let name = r.word()?.to_owned();
        let rule = rule(&mut r, &name).map_err(|e| format!("line {}: signature {name}: {e}", line(&r)))?;
        out.push(rule);
    }
}

fn rule(r: &mut Reader<'_>, name: &str) -> Result<Rule> {
    let mut rule = Rule { name: name.to_owned(), ..Rule::default() };
    r.expect("{")?;
    while !r.eat("}") {
        let condition = r.word()?;
        if let Some(content) = Content::named(condition) {
            rule.patterns.push(r.pattern(content)?);
            continue;
        }
        match condition {
            "ip-proto" => rule.headers.push(header(r, Field::Protocol)?),
            "src-ip" => rule.headers.push(header(r, Field::SourceAddress)?),
            "dst-ip" => rule.headers.push(header(r, Field::DestinationAddress)?),
            "src-port" => rule.headers.push(header(r, Field::SourcePort)?),
            "dst-port" => rule.headers.push(header(r, Field::DestinationPort)?),
            "header" => {
                let field = bytes(r)?;
                rule.headers.push(header(r, field)?);
            }
            "payload-size" => rule.payload_size.push((r.comparison()?, r.number()?)),
            "same-ip" => rule.same_ip = true,
            "ip-options" => {
                r.eat("==");
                rule.ip_options = r.list(|r| ip_option(r.word()?))?;
            }
            "tcp-state" | "udp-state" => {
                for state in r.list(|r| r.word())? {
                    match state {
                        "originator" => rule.states.originator = true,
                        "responder" => rule.states.responder = true,
                        "established" => rule.states.established = true,
                        "stateless" => rule.states.stateless = true,
                        other => return Err(format!("{condition} {other} is not known")),
                    }
                }
            }
            "requires-signature" | "requires-reverse-signature" => {
                let negated = r.eat("!");
                let reverse = condition != "requires-signature";
                rule.requires.push(Requirement { name: r.word()?.to_owned(), negated, reverse });
            }
            "eval" => rule.evals.push(r.word()?.to_owned()),
            "enable" => rule.enables.push(r.quoted_or_word()?.to_ascii_lowercase()),
            "event" => {
                let message = r.quoted()?;
                let action = match message {
                    Some(message) => EventAction { name: None, message: Some(message) },
                    None => EventAction { name: Some(r.word()?.to_owned()), message: r.quoted()? },
                };
                rule.events.push(action);
            }
            "active" => rule.inactive = !matches!(r.word()?, "true" | "T" | "yes" | "1"),
            "file-mime" => {
                let mime = r.quoted_or_word()?;
                let strength =
                    if r.eat(",") { r.word()?.parse().map_err(|_| "strength is no number")? } else { 0 };
                rule.mime = Some((mime, strength));
            }
            other => return Err(format!("condition {other} is not known")),
        }
    }
    Ok(rule)
}

fn header(r: &mut Reader<'_>, field: Field) -> Result<HeaderTest> {
    let comparison = r.comparison()?;
    let values = match field {
        Field::Protocol => r.list(protocol)?,
        _ => r.list(Reader::value)?,
    };
    Ok(HeaderTest { field, comparison, values })
}

/// The number of a protocol above IP.
fn protocol(r: &mut Reader<'_>) -> Result<Value> {
    let word = r.word()?;
    let n = match word {
        "tcp" => 6,
        "udp" => 17,
        "icmp" => 1,
        "icmp6" => 58,
        "ip" => 4,
        "ip6" => 41,
        other => number(other).ok_or_else(|| format!("ip-proto {other} is not known"))?,
    };
    Ok(Value::Range(n, n))
}

/// `ip[16:4] & 0xffff0000`
fn bytes(r: &mut Reader<'_>) -> Result<Field> {
    let name = r.take_while(|c| c.is_ascii_alphanumeric());
    let layer = match name {
        "ip" => Layer::Ip,
        "ip6" => Layer::Ip6,
        "tcp" => Layer::Tcp,
        "udp" => Layer::Udp,
        "icmp" | "icmp6" => Layer::Icmp,
        other => return Err(format!("header {other} is not known")),
    };
    r.expect("[")?;
    let offset = usize::try_from(r.number()?).unwrap_or(usize::MAX);
    let size = if r.eat(":") { r.number()? } else { 1 };
    r.expect("]")?;
    if !matches!(size, 1 | 2 | 4) {
        return Err(format!("{size} bytes of a header cannot be compared"));
    }
    let mask = if r.eat("&") { r.number()? as u32 } else { u32::MAX };
    Ok(Field::Bytes { layer, offset, size: size as usize, mask })
}

/// Numbers of RFC 791, section 3.1.
fn ip_option(name: &str) -> Result<u8> {
    Ok(match name {
        "lsrr" => 131,
        "ssrr" => 137,
        "rr" => 7,
        "ts" | "timestamp" => 68,
        "sec" => 130,
        other => return Err(format!("ip-options {other} is not known")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_conditions() {
        let text = "# a comment\nsignature a-b {\n ip-proto == tcp\n payload /^x\\/[\\x00}]/i\n tcp-state originator\n \
                    requires-reverse-signature !c\n enable \"http\"\n event \"a \\\"b\\\"\"\n}\n\
                    signature c { dst-port == 53, 5353-5355 src-ip != [2001:db8::]/32, 10.0.0.0/8, local_nets \
                    event found_it \"m\" payload-size > 10 same-ip header tcp[13:1] & 0x2 == 2 eval f::g }";
        let all = rules(text).unwrap();
        let (a, c) = (&all[0], &all[1]);
        assert_eq!(a.patterns[0].text, "^x/[\\x00}]");
        assert!(a.patterns[0].ignore_case);
        assert_eq!(a.headers[0].values, [Value::Range(6, 6)]);
        assert!(a.states.originator && !a.states.established);
        assert_eq!(a.requires, [Requirement { name: "c".into(), negated: true, reverse: true }]);
        assert_eq!(a.enables, ["http"]);
        assert_eq!(a.events[0].message.as_deref(), Some("a \"b\""));
        assert_eq!(c.headers[0].values, [Value::Range(53, 53), Value::Range(5353, 5355)]);
        assert_eq!(c.headers[1].comparison, Comparison::NotEqual);
        assert_eq!(c.headers[1].values.len(), 3);
        assert_eq!(c.headers[1].values[2], Value::Variable("local_nets".into()));
        assert_eq!(c.events[0].name.as_deref(), Some("found_it"));
        assert_eq!(c.payload_size, [(Comparison::Greater, 10)]);
        let field = Field::Bytes { layer: Layer::Tcp, offset: 13, size: 1, mask: 2 };
        assert_eq!(
            c.headers[2],
            HeaderTest { field, comparison: Comparison::Equal, values: vec![Value::Range(2, 2)] }
        );
        assert!(c.same_ip);
        assert_eq!(c.evals, ["f::g"]);
    }

    #[test]
    fn tells_what_is_wrong() {
        let check = |text: &str, message: &str| assert_eq!(rules(text).unwrap_err(), message);
        check("signature x { payload /a }", "line 1: signature x: a pattern is not closed");
        check("\nsignature x {\n colour == red }", "line 3: signature x: condition colour is not known");
        check("sig x {}", "line 1: \"signature\" is missing");
        check(
            "signature x { src-port = 1 }",
            "line 1: signature x: a comparison is missing before \"= 1 }\"",
        );
    }
}
