use super::*;
use crate::pattern::Pattern;
use crate::{Addr, Field, FieldInit, Key, Port, Record, RecordType, Str, Table, TableType, Type, Val};
use std::rc::Rc;

fn written(v: &Val, choices: ToJson<'_>) -> String {
    String::from_utf8(to_json(v, choices)).unwrap()
}

#[test]
fn scalars() {
    let cases: &[(Val, &str)] = &[
        (Val::Double(1e20), "100000000000000000000.0"),
        (Val::Double(f64::NAN), "null"),
        (Val::Interval(90.0), "\"1.0 min 30.0 secs\""),
        (Val::Time(1.5), "1.5"),
        (Val::Port(Port::udp(53)), r#"{"port":53,"proto":"udp"}"#),
        (Val::str("q\" b\\ /\t\x08\x0b\x7f"), r#""q\" b\\ /\t\b\\x0b\\x7f""#),
        (Val::str(b"\xe2\x82\xac"), "\"€\""),
        // Bytes that are no text make all of it bytes.
        (
            Val::str(b"\xe2\x82\xac \xff\xed\xa0\x80\xc3"),
            "\"\\\\xe2\\\\x82\\\\xac \\\\xff\\\\xed\\\\xa0\\\\x80\\\\xc3\"",
        ),
        (Val::Pattern(Rc::new(Pattern::new(b"a+", false, false).unwrap())), "\"/^?(a+)$?/\""),
        (Val::vector(Type::Count, vec![Val::None, Val::Count(7)]), "[null,7]"),
    ];
    for (v, expected) in cases {
        assert_eq!(&written(v, ToJson::default()), expected);
    }
    assert_eq!(
        written(&Val::Interval(90.0), ToJson { interval_as_double: true, ..ToJson::default() }),
        "90.0"
    );
}

fn record() -> Val {
    let inner = Rc::new(RecordType::new("Inner"));
    inner.add(Field { log: true, ..Field::required("x", Type::Count) });
    inner.add(Field { optional: true, ..Field::required("y", Type::String) });
    let outer = Rc::new(RecordType::new("Outer"));
    outer.add(Field { log: true, ..Field::required("_ts", Type::Time) });
    outer.add(Field::required("inner", Type::Record(inner.clone())));
    let (i, o) = (Record::new(&inner), Record::new(&outer));
    i.set(0, Val::Count(2));
    i.set(1, Val::str("why"));
    o.set(0, Val::Time(1.5));
    o.set(1, Val::Record(i));
    Val::Record(o)
}

#[test]
fn records() {
    let r = record();
    let front = Pattern::new(b"^_", false, false).unwrap();
    let choices = ToJson { field_escape: Some(&front), ..ToJson::default() };
    assert_eq!(written(&r, choices), r#"{"ts":1.5,"inner":{"x":2,"y":"why"}}"#);
    assert_eq!(written(&r, ToJson { only_loggable: true, ..ToJson::default() }), r#"{"_ts":1.5}"#);
    // A name that is cut away altogether leaves no key.
    let all = Pattern::new(b"^x|^_", false, false).unwrap();
    assert_eq!(
        written(&r, ToJson { field_escape: Some(&all), ..ToJson::default() }),
        r#"{"ts":1.5,"inner":{2:"y","why"}}"#
    );
}

#[test]
fn tables() {
    let ty =
        Rc::new(TableType { index: vec![Type::String, Type::Count], value: Some(Type::Bool), name: None });
    let t = Table::new(&ty, None);
    t.insert_key(Key::composite(&[Val::str("a"), Val::Count(1)]).unwrap(), Val::Bool(true), 0.0);
    assert_eq!(written(&Val::Table(t), ToJson::default()), r#"{"[\"a\",1]":true}"#);
    let ty = Rc::new(TableType { index: vec![Type::Addr], value: None, name: None });
    let s = Table::new(&ty, None);
    s.insert_key(Key::single(&Val::addr(Addr::v4([1, 2, 3, 4]))).unwrap(), Val::None, 0.0);
    assert_eq!(written(&Val::Table(s), ToJson::default()), r#"["1.2.3.4"]"#);
}

#[derive(Default)]
struct Plain(Vec<Warning>);

impl Reader for Plain {
    type Failure = ();
    fn field_name(&mut self, name: &[u8]) -> Result<Str, ()> {
        Ok(Str::new(name))
    }
    fn warn(&mut self, warning: Warning) {
        self.0.push(warning);
    }
}

fn read(text: &str, ty: &Type) -> String {
    match from_json(text.as_bytes(), ty, &mut Plain::default()) {
        Ok(v) => String::from_utf8(crate::format::text(&v)).unwrap(),
        Err(ReadError::Text(m)) => m,
        Err(ReadError::Failure(())) => unreachable!(),
    }
}

#[test]
fn reading() {
    let p = Rc::new(RecordType::new("Pt"));
    p.add(Field::required("x", Type::Count));
    p.add(Field { init: FieldInit::Const(Val::Int(-1)), ..Field::required("y", Type::Int) });
    p.add(Field { optional: true, ..Field::required("l", Type::String) });
    let pt = Type::Record(p);
    let pairs =
        Type::Table(Rc::new(TableType { index: vec![Type::Addr, Type::Port], value: None, name: None }));
    let cases: &[(&str, &Type, &str)] = &[
        ("5", &Type::Count, "5"),
        ("-5", &Type::Count, "cannot convert JSON type 'number' to Zeek type 'count'"),
        ("18446744073709551616", &Type::Count, "cannot convert JSON type 'number' to Zeek type 'count'"),
        ("3", &Type::Double, "3.0"),
        ("90", &Type::Interval, "1.0 min 30.0 secs"),
        (r#""esc \u00e9 \ud83d\ude00""#, &Type::String, "esc é 😀"),
        (
            r#""\ud83d""#,
            &Type::String,
            "JSON parse error: The surrogate pair in string is invalid. Offset: 1",
        ),
        ("", &Type::Count, "JSON parse error: The document is empty. Offset: 0"),
        ("{", &Type::Count, "JSON parse error: Missing a name for object member. Offset: 1"),
        ("nope", &Type::Count, "JSON parse error: Invalid value. Offset: 1"),
        (
            "5 x",
            &Type::Count,
            "JSON parse error: The document root must not be followed by other values. Offset: 2",
        ),
        (r#""/ab+/""#, &Type::Pattern, "/^?(ab+)$?/"),
        (r#""/^?(ab+)$?/""#, &Type::Pattern, "/^?(ab+)$?/"),
        (r#"{"port":80,"proto":"tcp"}"#, &Type::Port, "80/tcp"),
        (r#""80""#, &Type::Port, "wrong port format, string must be /[0-9]{1,5}\\/(tcp|udp|icmp|unknown)/"),
        (r#""99999/tcp""#, &Type::Port, "0/tcp"),
        (r#""10.0.0.0/99""#, &Type::Subnet, "::/0"),
        (r#""1.2.3""#, &Type::Addr, "::"),
        (r#"{"x":3}"#, &pt, "[x=3, y=-1, l=<uninitialized>]"),
        (r#"{"x":3,"y":null,"l":"L","z":[1]}"#, &pt, "[x=3, y=-1, l=L]"),
        (r#"{"y":3}"#, &pt, "required field Pt$x is missing in JSON"),
        (r#"{"x":null}"#, &pt, "required field Pt$x is null in JSON"),
        ("[]", &pt, "cannot convert JSON type 'array' to Zeek type 'record'"),
        (r#"[["1.2.3.4","80/tcp"]]"#, &pairs, "{\n\t[1.2.3.4, 80/tcp]\n}"),
        (r#"{"7":"a"}"#, &Type::table_of(Type::Count, Type::String), "{\n\t[7] = a\n}"),
    ];
    for (text, ty, expected) in cases {
        assert_eq!(read(text, ty), *expected, "{text}");
    }
    assert!(read(&"[".repeat(100_000), &Type::Count).starts_with("JSON parse error"));
}
