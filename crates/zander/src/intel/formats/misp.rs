//! Events of MISP in its JSON core format: attributes that are flagged for detection (`to_ids`), also within objects.

use crate::intel::feed::Feed;
use crate::intel::indicator::Kind;
use serde_json::Value;

pub fn convert(text: &str, feed: &mut Feed) -> Result<(), String> {
    let value: Value = serde_json::from_str(text).map_err(|e| format!("it is no JSON: {e}"))?;
    // An event, a list of events, the answer of a search for either, or of one for attributes.
    let response = value.get("response").unwrap_or(&value);
    let events: Vec<&Value> = match response {
        Value::Array(all) => all.iter().collect(),
        one => vec![one],
    };
    let mut any = false;
    for event in events {
        let event = event.get("Event").unwrap_or(event);
        let info = event.get("info").and_then(Value::as_str);
        any |= event.get("Attribute").is_some() || event.get("Object").is_some() || info.is_some();
        let objects = list(event, "Object").filter(|o| !truth(o, "deleted"));
        let attributes = list(event, "Attribute").chain(objects.flat_map(|o| list(o, "Attribute")));
        for attribute in attributes.filter(|a| !truth(a, "deleted")) {
            convert_attribute(attribute, info, feed);
        }
    }
    if any { Ok(()) } else { Err("it has no events of MISP".into()) }
}

fn list<'a>(of: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    of.get(name).and_then(Value::as_array).into_iter().flatten()
}

fn truth(of: &Value, name: &str) -> bool {
    match of.get(name) {
        Some(Value::Bool(b)) => *b,
        Some(Value::String(s)) => s == "1" || s == "true",
        Some(Value::Number(n)) => n.as_u64() == Some(1),
        _ => false,
    }
}

fn convert_attribute(attribute: &Value, info: Option<&str>, feed: &mut Feed) {
    let text = |name: &str| attribute.get(name).and_then(Value::as_str).filter(|s| !s.is_empty());
    let (Some(kind), Some(value)) = (text("type"), text("value")) else { return feed.unused() };
    if !truth(attribute, "to_ids") {
        return feed.unused();
    }
    let comment = text("comment").or(info);
    // Types of two parts: the value has as many, with the same mark between them.
    let mut used = false;
    for (kind, value) in kind.split('|').zip(value.split('|')) {
        if let Some(kind) = zeek_kind(kind) {
            used = true;
            feed.add(Some(&kind), value, comment, None);
        }
    }
    if !used {
        feed.unused();
    }
}

fn zeek_kind(name: &str) -> Option<Kind> {
    Some(match name {
        "ip-src" | "ip-dst" | "ip" => Kind::Addr,
        "domain" | "hostname" => Kind::Domain,
        "url" | "uri" | "link" => Kind::Url,
        "md5" | "sha1" | "sha256" => Kind::FileHash,
        "filename" => Kind::FileName,
        "email" | "email-src" | "email-dst" | "email-reply-to" | "whois-registrant-email" => Kind::Email,
        "user-agent" => Kind::Software,
        "x509-fingerprint-sha1" => Kind::CertHash,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use crate::intel::formats::testing::lines;

    #[test]
    fn events() {
        let event = r#"{"Event": {"info": "a campaign", "Attribute": [
            {"type": "ip-dst|port", "value": "192.0.2.1|443", "to_ids": true},
            {"type": "ip-src", "value": "192.0.2.0/24", "to_ids": "1", "comment": "scans"},
            {"type": "domain", "value": "old.example", "to_ids": true, "deleted": true},
            {"type": "domain", "value": "seen.example", "to_ids": false},
            {"type": "yara", "value": "rule x {}", "to_ids": true}],
          "Object": [{"Attribute": [
            {"type": "filename|md5", "value": "a.exe|d41d8cd98f00b204e9800998ecf8427e", "to_ids": true}]}]}}"#;
        let expected = [
            "192.0.2.0/24 Intel::SUBNET x scans -",
            "192.0.2.1 Intel::ADDR x a campaign -",
            "a.exe Intel::FILE_NAME x a campaign -",
            "d41d8cd98f00b204e9800998ecf8427e Intel::FILE_HASH x a campaign -",
            "(2 of no use here)",
        ];
        assert_eq!(lines("format = misp", event).expect("a feed"), expected);
        let answer = format!(r#"{{"response": [{event}]}}"#);
        assert_eq!(lines("format = misp", &answer).expect("a feed"), expected);
        let attributes = r#"{"response": {"Attribute": [{"type": "url", "value": "http://bad.example/x", "to_ids": true}]}}"#;
        assert_eq!(lines("format = misp", attributes).expect("a feed"), ["bad.example/x Intel::URL x - -"]);
    }

    #[test]
    fn other_json_is_refused() {
        assert_eq!(
            lines("format = misp", r#"{"error": 1}"#).expect_err("no event"),
            "x: it has no events of MISP"
        );
        assert!(lines("format = misp", "{").expect_err("cut off").starts_with("x: it is no JSON"));
    }
}
