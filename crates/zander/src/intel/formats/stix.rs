//! Bundles of STIX 2.1 (also the envelopes in which TAXII hands them out): objects of type `indicator` whose pattern names things
//! each of which is an indicator by itself.

use crate::intel::feed::Feed;
use crate::intel::indicator::Kind;
use chrono::{DateTime, Utc};
use serde_json::Value;

pub fn convert(text: &str, now: DateTime<Utc>, feed: &mut Feed) -> Result<(), String> {
    let value: Value = serde_json::from_str(text).map_err(|e| format!("it is no JSON: {e}"))?;
    let objects = value.get("objects").and_then(Value::as_array).ok_or("it is no bundle of STIX objects")?;
    for object in objects.iter().filter(|o| o.get("type").is_some_and(|t| t == "indicator")) {
        indicator(object, now, feed);
    }
    Ok(())
}

fn indicator(object: &Value, now: DateTime<Utc>, feed: &mut Feed) {
    let text = |name: &str| object.get(name).and_then(Value::as_str);
    let over = text("valid_until").and_then(|t| t.parse::<DateTime<Utc>>().ok()).is_some_and(|t| t <= now);
    let revoked = object.get("revoked").and_then(Value::as_bool).unwrap_or(false);
    let pattern = text("pattern").filter(|_| matches!(text("pattern_type"), None | Some("stix")));
    let Some(things) = pattern.filter(|_| !over && !revoked).and_then(things) else { return feed.unused() };
    let url = object
        .get("external_references")
        .and_then(Value::as_array)
        .and_then(|all| all.iter().find_map(|r| r.get("url").and_then(Value::as_str)));
    for (path, value) in things {
        match kind(&path, &value) {
            Some(kind) => feed.add(Some(&kind), &value, text("name").or(text("description")), url),
            None => feed.unused(),
        }
    }
}

/// The kind of what an object path names.
fn kind(path: &str, value: &str) -> Option<Kind> {
    let (object, property) = path.split_once(':')?;
    Some(match (object, property) {
        ("ipv4-addr" | "ipv6-addr", "value") => Kind::Addr,
        ("domain-name", "value") => Kind::Domain,
        ("url", "value") => Kind::Url,
        ("email-addr", "value") => Kind::Email,
        ("email-message", "from_ref.value" | "sender_ref.value") => Kind::Email,
        ("network-traffic", "src_ref.value" | "dst_ref.value") => Kind::guess(value)?,
        ("file", "name") => Kind::FileName,
        ("file", p) if p.starts_with("hashes.") => {
            // Others are not computed here, and would never be met.
            matches!(value.len(), 32 | 40 | 64).then_some(Kind::FileHash)?
        }
        ("x509-certificate", "hashes.SHA-1" | "hashes.SHA1") => Kind::CertHash,
        ("user-account", "user_id" | "account_login") => Kind::UserName,
        ("software", "name") => Kind::Software,
        ("network-traffic", p) if p.ends_with("request_header.User-Agent") => Kind::Software,
        _ => return None,
    })
}

enum Token {
    /// A bracket, a parenthesis or a comma.
    Mark(char),
    /// A string, without its quotes.
    Text(String),
    /// An object path, an operator or a number; quotes within a path are taken off.
    Word(String),
}

fn tokens(pattern: &str) -> Option<Vec<Token>> {
    let mut all = Vec::new();
    let mut chars = pattern.chars().peekable();
    while let Some(&c) = chars.peek() {
        match c {
            c if c.is_whitespace() => drop(chars.next()),
            '[' | ']' | '(' | ')' | ',' => {
                chars.next();
                all.push(Token::Mark(c));
            }
            '\'' => {
                chars.next();
                all.push(Token::Text(quoted(&mut chars)?));
            }
            '=' | '!' | '<' | '>' => {
                let mut word = String::new();
                while let Some(c) = chars.next_if(|c| matches!(c, '=' | '!' | '<' | '>')) {
                    word.push(c);
                }
                all.push(Token::Word(word));
            }
            _ => {
                let mut word = String::new();
                while let Some(c) = chars.next_if(|c| {
                    !c.is_whitespace() && !matches!(c, '[' | ']' | '(' | ')' | ',' | '=' | '!' | '<' | '>')
                }) {
                    if c == '\'' {
                        word += &quoted(&mut chars)?;
                    } else {
                        word.push(c);
                    }
                }
                all.push(Token::Word(word));
            }
        }
    }
    Some(all)
}

/// The rest of a string up to its closing quote; `\` takes the next character as it is.
fn quoted(chars: &mut impl Iterator<Item = char>) -> Option<String> {
    let mut text = String::new();
    loop {
        match chars.next()? {
            '\'' => return Some(text),
            '\\' => text.push(chars.next()?),
            c => text.push(c),
        }
    }
}

/// What a pattern names, as object paths with values: alternatives, each of which suffices. `None` for a pattern whose parts mean
/// something only together, except that hashes of a file stand for it whatever else is said about the file.
fn things(pattern: &str) -> Option<Vec<(String, String)>> {
    let tokens = tokens(pattern)?;
    let mut all = Vec::new();
    let mut rest = &tokens[..];
    loop {
        let end = rest.iter().position(|t| matches!(t, Token::Mark(']')))?;
        let [Token::Mark('['), inner @ ..] = &rest[..end] else { return None };
        all.extend(observation(inner)?);
        match &rest[end + 1..] {
            [] => return Some(all),
            [Token::Word(or), more @ ..] if or == "OR" => rest = more,
            _ => return None,
        }
    }
}

/// The comparisons between brackets.
fn observation(tokens: &[Token]) -> Option<Vec<(String, String)>> {
    let mut all = Vec::new();
    let mut together = false;
    let mut rest = tokens;
    loop {
        let more = match rest {
            [Token::Word(path), Token::Word(op), Token::Text(value), after @ ..]
                if op == "=" || op == "ISSUBSET" =>
            {
                all.push((path.clone(), value.clone()));
                after
            }
            [Token::Word(path), Token::Word(op), Token::Mark('('), after @ ..] if op == "IN" => {
                let end = after.iter().position(|t| matches!(t, Token::Mark(')')))?;
                for token in &after[..end] {
                    match token {
                        Token::Text(value) => all.push((path.clone(), value.clone())),
                        Token::Mark(',') => {}
                        _ => return None,
                    }
                }
                &after[end + 1..]
            }
            _ => return None,
        };
        match more {
            [] => break,
            [Token::Word(word), after @ ..] if word == "OR" || word == "AND" => {
                together |= word == "AND";
                rest = after;
            }
            _ => return None,
        }
    }
    if together {
        all.retain(|(path, _)| path.starts_with("file:hashes."));
    }
    (!all.is_empty()).then_some(all)
}

#[cfg(test)]
mod tests {
    use super::things;
    use crate::intel::formats::testing::lines;

    #[test]
    fn patterns() {
        let names = |pattern: &str| {
            things(pattern)
                .map(|all| all.iter().map(|(p, v)| format!("{p} {v}")).collect::<Vec<_>>().join("; "))
        };
        let check = |pattern, expected: Option<&str>| {
            assert_eq!(names(pattern).as_deref(), expected, "{pattern}");
        };
        check("[ipv4-addr:value = '192.0.2.1']", Some("ipv4-addr:value 192.0.2.1"));
        check("[url:value='a\\'b'] OR [domain-name:value = 'c']", Some("url:value a'b; domain-name:value c"));
        check(
            "[domain-name:value IN ('a', 'b') OR url:value = 'c']",
            Some("domain-name:value a; domain-name:value b; url:value c"),
        );
        check("[file:hashes.'SHA-256' = 'e' AND file:name = 'f']", Some("file:hashes.SHA-256 e"));
        check("[domain-name:value = 'a' AND file:name = 'f']", None);
        check("[url:value = 'a'] AND [url:value = 'b']", None);
        check("[url:value = 'a'] FOLLOWEDBY [url:value = 'b'] WITHIN 5 SECONDS", None);
        check("[url:value LIKE 'a%']", None);
        check("[url:value != 'a']", None);
        check("[url:value = 'a", None);
        check("", None);
    }

    #[test]
    fn bundles() {
        let bundle = r#"{"type": "bundle", "id": "bundle--1", "objects": [
            {"type": "identity", "name": "somebody"},
            {"type": "indicator", "name": "C2", "pattern_type": "stix", "pattern": "[ipv4-addr:value = '192.0.2.1']",
             "external_references": [{"source_name": "a"}, {"source_name": "b", "url": "https://a.example/1"}]},
            {"type": "indicator", "pattern_type": "stix", "pattern": "[ipv4-addr:value ISSUBSET '192.0.2.0/24']"},
            {"type": "indicator", "pattern_type": "stix", "pattern": "[file:hashes.MD5 = 'D41D8CD98F00B204E9800998ECF8427E']"},
            {"type": "indicator", "pattern_type": "stix", "pattern": "[url:value = 'http://old.example/']",
             "valid_until": "2025-12-31T00:00:00Z"},
            {"type": "indicator", "pattern_type": "stix", "pattern": "[url:value = 'http://x.example/']", "revoked": true},
            {"type": "indicator", "pattern_type": "yara", "pattern": "rule a {}"}]}"#;
        assert_eq!(
            lines("format = stix", bundle).expect("a feed"),
            [
                "192.0.2.0/24 Intel::SUBNET x - -",
                "192.0.2.1 Intel::ADDR x C2 https://a.example/1",
                "d41d8cd98f00b204e9800998ecf8427e Intel::FILE_HASH x - -",
                "(3 of no use here)"
            ]
        );
        assert_eq!(
            lines("format = stix", "[]").expect_err("no bundle"),
            "x: it is no bundle of STIX objects"
        );
        assert_eq!(lines("format = stix", r#"{"objects": []}"#).expect_err("empty"), "x has no indicators");
    }
}
