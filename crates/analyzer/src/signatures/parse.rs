//! Reading signature texts.

use crate::Direction;

/// One signature.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rule {
    /// Its name.
    pub name: String,
    /// TCP or UDP; `None` for either.
    pub tcp: Option<bool>,
    /// Who must have sent the payload.
    pub from: Option<Direction>,
    /// The payload pattern, anchored at the start; empty for none.
    pub payload: String,
    /// Pattern flags: ignore case, dot matches newline.
    pub flags: (bool, bool),
    /// Ports of the sender, any of them.
    pub src_ports: Vec<u16>,
    /// Ports of the receiver, any of them.
    pub dst_ports: Vec<u16>,
    /// Signatures that must (or must not) have matched on the same side.
    pub requires: Vec<(String, bool)>,
    /// Signatures that must (or must not) have matched on the other side.
    pub requires_reverse: Vec<(String, bool)>,
    /// The analyzer to attach, in lower case.
    pub enable: Option<String>,
    /// A file type and how sure of it the signature is.
    pub mime: Option<(String, i64)>,
}

struct Reader<'a> {
    rest: &'a str,
}

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

    fn word(&mut self) -> Result<&'a str, String> {
        self.skip();
        let end = self
            .rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.' | '+')))
            .unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        if word.is_empty() { Err(format!("a word is missing before {:?}", excerpt(rest))) } else { Ok(word) }
    }

    fn quoted_or_word(&mut self) -> Result<&'a str, String> {
        if !self.eat("\"") {
            return self.word();
        }
        let (text, rest) = self.rest.split_once('"').ok_or("a quote is not closed")?;
        self.rest = rest;
        Ok(text)
    }

    fn pattern(&mut self) -> Result<(String, (bool, bool)), String> {
        if !self.eat("/") {
            return Err(format!("a pattern is missing before {:?}", excerpt(self.rest)));
        }
        let mut out = String::new();
        let mut chars = self.rest.char_indices();
        while let Some((at, c)) = chars.next() {
            match c {
                '\\' => match chars.next() {
                    Some((_, '/')) => out.push('/'),
                    Some((_, other)) => {
                        out.push('\\');
                        out.push(other);
                    }
                    None => break,
                },
                '/' => {
                    self.rest = self.rest.get(at + 1..).unwrap_or_default();
                    let mut flags = (false, false);
                    while let Some(c @ ('i' | 's')) = self.rest.chars().next() {
                        if c == 'i' {
                            flags.0 = true
                        } else {
                            flags.1 = true
                        }
                        self.rest = self.rest.get(1..).unwrap_or_default();
                    }
                    return Ok((out, flags));
                }
                c => out.push(c),
            }
        }
        Err("a pattern is not closed".into())
    }

    fn list<T>(&mut self, mut one: impl FnMut(&mut Self) -> Result<T, String>) -> Result<Vec<T>, String> {
        let mut out = vec![one(self)?];
        while self.eat(",") {
            out.push(one(self)?);
        }
        Ok(out)
    }
}

fn excerpt(text: &str) -> String {
    text.chars().take(20).collect()
}

/// The signatures of a text.
pub fn rules(text: &str) -> Result<Vec<Rule>, String> {
    let mut r = Reader { rest: text };
    let mut out = Vec::new();
    loop {
        r.skip();
        if r.rest.is_empty() {
            return Ok(out);
        }
        if r.word()? != "signature" {
            return Err(format!("\"signature\" is missing before {:?}", excerpt(r.rest)));
        }
        let name = r.word()?.to_owned();
        let rule = rule(&mut r, &name).map_err(|e| format!("signature {name}: {e}"))?;
        out.push(rule);
    }
}

fn rule(r: &mut Reader<'_>, name: &str) -> Result<Rule, String> {
    let mut rule = Rule { name: name.to_owned(), ..Rule::default() };
    if !r.eat("{") {
        return Err("\"{\" is missing".into());
    }
    while !r.eat("}") {
        let condition = r.word()?;
        match condition {
            "ip-proto" => {
                equals(r)?;
                rule.tcp = Some(match r.word()? {
                    "tcp" => true,
                    "udp" => false,
                    other => return Err(format!("ip-proto {other} is not known")),
                });
            }
            "payload" | "file-magic" => (rule.payload, rule.flags) = r.pattern()?,
            "tcp-state" => {
                for state in r.list(|r| r.word())? {
                    match state {
                        "originator" => rule.from = Some(Direction::Orig),
                        "responder" => rule.from = Some(Direction::Resp),
                        "established" => {}
                        other => return Err(format!("tcp-state {other} is not known")),
                    }
                }
            }
            "udp-state" => {
                for state in r.list(|r| r.word())? {
                    match state {
                        "originator" => rule.from = Some(Direction::Orig),
                        "responder" => rule.from = Some(Direction::Resp),
                        other => return Err(format!("udp-state {other} is not known")),
                    }
                }
            }
            "src-port" | "dst-port" => {
                equals(r)?;
                let ports = r.list(|r| r.word()?.parse::<u16>().map_err(|e| e.to_string()))?;
                if condition == "src-port" { rule.src_ports = ports } else { rule.dst_ports = ports }
            }
            "requires-signature" | "requires-reverse-signature" => {
                let yes = !r.eat("!");
                let other = (r.word()?.to_owned(), yes);
                if condition == "requires-signature" {
                    rule.requires.push(other);
                } else {
                    rule.requires_reverse.push(other);
                }
            }
            "enable" => rule.enable = Some(r.quoted_or_word()?.to_ascii_lowercase()),
            "file-mime" => {
                let mime = r.quoted_or_word()?.to_owned();
                let strength =
                    if r.eat(",") { r.word()?.parse().map_err(|_| "strength is no number")? } else { 0 };
                rule.mime = Some((mime, strength));
            }
            other => return Err(format!("condition {other} is not known")),
        }
    }
    Ok(rule)
}

fn equals(r: &mut Reader<'_>) -> Result<(), String> {
    if r.eat("==") { Ok(()) } else { Err("\"==\" is missing".into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_conditions() {
        let text = "# a comment\nsignature a-b {\n ip-proto == tcp\n payload /^x\\/[\\x00}]/i\n tcp-state originator\n \
                    requires-reverse-signature !c\n enable \"http\"\n}\nsignature c { dst-port == 53, 5353 }";
        let all = rules(text).unwrap();
        assert_eq!(all[0].payload, "^x/[\\x00}]");
        assert_eq!(all[0].flags, (true, false));
        assert_eq!(all[0].tcp, Some(true));
        assert_eq!(all[0].from, Some(Direction::Orig));
        assert_eq!(all[0].requires_reverse, [("c".to_owned(), false)]);
        assert_eq!(all[0].enable.as_deref(), Some("http"));
        assert_eq!(all[1].dst_ports, [53, 5353]);
    }

    #[test]
    fn tells_what_is_wrong() {
        let check = |text: &str, message: &str| assert_eq!(rules(text).unwrap_err(), message);
        check("signature x { payload /a }", "signature x: a pattern is not closed");
        check("signature x { colour == red }", "signature x: condition colour is not known");
        check("sig x {}", "\"signature\" is missing before \" x {}\"");
    }
}
