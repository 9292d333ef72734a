//! What the writers put on disk.

use std::rc::Rc;
use zander_logging::ascii::{Ascii, Config};
use zander_logging::layout::{Layout, Row, Shape};
use zander_logging::sqlite::Sqlite;
use zander_logging::writer::Writer;
use zander_value::{Field, Record, RecordRef, RecordType, Type, Val};

fn logged(name: &str, ty: Type) -> Field {
    Field { log: true, ..Field::required(name, ty) }
}

fn sample() -> (Rc<RecordType>, RecordRef) {
    let id = Rc::new(RecordType::new("conn_id"));
    id.add(logged("orig_h", Type::Addr));
    id.add(Field::required("hidden", Type::Count));
    let info = Rc::new(RecordType::new("Info"));
    info.add(logged("ts", Type::Time));
    info.add(logged("id", Type::Record(id.clone())));
    info.add(logged("tags", Type::set_of(Type::String)));
    info.add(Field::required("secret", Type::String));
    let inner = Record::new(&id);
    inner.set(0, Val::Addr4([10, 0, 0, 1]));
    let row = Record::new(&info);
    row.set(0, Val::Time(1.5));
    row.set(1, Val::Record(inner));
    (info, row)
}

fn written(config: Config) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let (ty, record) = sample();
    let layout = Layout::new(&ty, &Shape::default());
    let config = Config { folder: folder.path().to_owned(), ..config };
    let mut writer = Ascii::open("x", layout, config, 0.0).expect("a log");
    writer.write(&Row { record: &record, extension: None }).expect("a row");
    writer.finish(0.0).expect("an end");
    std::fs::read_to_string(folder.path().join("x.log")).expect("the log")
}

#[test]
fn tab_separated() {
    let text = written(Config::default());
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "#separator \\x09");
    assert_eq!(lines[1..5], ["#set_separator\t,", "#empty_field\t(empty)", "#unset_field\t-", "#path\tx"]);
    assert_eq!(lines[6], "#fields\tts\tid.orig_h\ttags");
    assert_eq!(lines[7], "#types\ttime\taddr\tset[string]");
    assert_eq!(lines[8], "1.500000\t10.0.0.1\t-");
    assert!(lines[9].starts_with("#close\t"));
}

#[test]
fn json() {
    let text = written(Config { use_json: true, ..Config::default() });
    assert_eq!(text, "{\"ts\":1.5,\"id.orig_h\":\"10.0.0.1\"}\n");
}

#[test]
fn rotation_keeps_every_row() {
    let folder = tempfile::tempdir().expect("a folder");
    let (ty, record) = sample();
    let config = Config { folder: folder.path().to_owned(), ..Config::default() };
    let mut writer = Ascii::open("x", Layout::new(&ty, &Shape::default()), config, 0.0).expect("a log");
    let row = Row { record: &record, extension: None };
    let mut files = vec!["x.log".to_owned()];
    for n in 0..5 {
        for _ in 0..=n {
            writer.write(&row).expect("a row");
        }
        let name = format!("x.{n}.log");
        assert!(writer.rotate(&folder.path().join(&name), 0.0, 1.0).expect("a rotation"));
        files.push(name);
    }
    writer.finish(2.0).expect("an end");
    let rows: usize = files
        .iter()
        .map(|f| std::fs::read_to_string(folder.path().join(f)).expect("a log"))
        .map(|t| t.lines().filter(|l| !l.starts_with('#')).count())
        .sum();
    assert_eq!(rows, 1 + 2 + 3 + 4 + 5);
}

#[test]
fn a_full_disk_is_reported_and_the_row_kept() {
    let (ty, record) = sample();
    let layout = Layout::new(&ty, &Shape::default());
    let config =
        Config { unbuffered: true, extension: "full".into(), folder: "/dev".into(), ..Config::default() };
    // /dev/full accepts an open and refuses every byte.
    std::os::unix::fs::symlink("/dev/full", "/tmp/zander-writers-test.full").ok();
    let config = Config { folder: "/tmp".into(), ..config };
    let failed = match Ascii::open("zander-writers-test", layout, config, 0.0) {
        Err(e) => e,
        Ok(mut w) => w.write(&Row { record: &record, extension: None }).expect_err("the disk is full"),
    };
    std::fs::remove_file("/tmp/zander-writers-test.full").ok();
    assert!(failed.to_string().contains("cannot write"), "{failed}");
}

#[test]
fn sqlite() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("x.sqlite");
    let (ty, record) = sample();
    let layout = Layout::new(&ty, &Shape::default());
    let mut writer = Sqlite::open(&file, "x", layout, Config::default().text()).expect("a database");
    writer.write(&Row { record: &record, extension: None }).expect("a row");
    writer.finish(0.0).expect("an end");
    let database = rusqlite::Connection::open(&file).expect("a database");
    let row: (f64, String, Option<String>) = database
        .query_row("SELECT ts, \"id.orig_h\", tags FROM x", [], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
        .expect("a row");
    assert_eq!(row, (1.5, "10.0.0.1".into(), None));
}
