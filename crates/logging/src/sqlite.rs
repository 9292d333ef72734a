//! The SQLite writer: a table with a column for each column of the log.
//!
//! Numbers, times and intervals are stored as numbers, everything else as text; sets and vectors as text with the set
//! separator. Rows are inserted in transactions of a few thousand, ended by a flush.

use crate::layout::{Layout, Row};
use crate::writer::{WriteError, Writer};
use rusqlite::{Connection, ToSql, types::Value};
use std::path::{Path, PathBuf};
use zander_value::log_text::LogText;
use zander_value::{Line, Type, Val};

const ROWS_IN_A_TRANSACTION: u32 = 4096;

/// Writes one log into a table of a database.
pub struct Sqlite {
    file: PathBuf,
    database: Connection,
    insert: String,
    layout: Layout,
    text: LogText,
    open_rows: u32,
}

impl Sqlite {
    /// Opens (or creates) the database and the table. A table of that name with other columns is an error.
    pub fn open(file: &Path, table: &str, layout: Layout, text: LogText) -> Result<Sqlite, WriteError> {
        let database = Connection::open(file).map_err(|e| failure(file, e))?;
        let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
        let mut columns = String::from("id integer primary key autoincrement");
        for c in &layout.columns {
            columns += &format!(", {} {}", quoted(&c.name), column_type(&c.ty));
        }
        database
            .execute(&format!("CREATE TABLE IF NOT EXISTS {} ({columns})", quoted(table)), [])
            .map_err(|e| failure(file, e))?;
        let names: Vec<String> = layout.columns.iter().map(|c| quoted(&c.name)).collect();
        let places: Vec<String> = (1..=names.len()).map(|i| format!("?{i}")).collect();
        let insert =
            format!("INSERT INTO {} ({}) VALUES ({})", quoted(table), names.join(","), places.join(","));
        database.prepare_cached(&insert).map_err(|e| failure(file, e))?;
        Ok(Sqlite { file: file.to_owned(), database, insert, layout, text, open_rows: 0 })
    }

    fn value(&self, v: &Val) -> Value {
        match v {
            Val::None | Val::Lazy => Value::Null,
            Val::Bool(b) => Value::Integer(*b as i64),
            Val::Int(n) => Value::Integer(*n),
            Val::Count(n) => i64::try_from(*n).map_or_else(|_| Value::Text(n.to_string()), Value::Integer),
            Val::Port(p) => Value::Integer(p.number as i64),
            Val::Double(x) | Val::Time(x) | Val::Interval(x) => Value::Real(*x),
            Val::Str(s) => Value::Text(s.to_text().into_owned()),
            other => {
                let mut text = Line::default();
                self.text.write(&mut text, other);
                Value::Text(String::from_utf8_lossy(text.as_bytes()).into_owned())
            }
        }
    }
}

fn column_type(ty: &Type) -> &'static str {
    match ty {
        Type::Bool => "boolean",
        Type::Int | Type::Count | Type::Port => "integer",
        Type::Double | Type::Time | Type::Interval => "double precision",
        _ => "text",
    }
}

fn failure(file: &Path, e: rusqlite::Error) -> WriteError {
    WriteError { target: file.display().to_string(), cause: e.to_string() }
}

impl Writer for Sqlite {
    fn write(&mut self, row: &Row<'_>) -> Result<(), WriteError> {
        let values: Vec<Value> = self.layout.columns.iter().map(|c| c.with(row, |v| self.value(v))).collect();
        let parameters: Vec<&dyn ToSql> = values.iter().map(|v| v as &dyn ToSql).collect();
        if self.open_rows == 0 {
            self.database.execute_batch("BEGIN").map_err(|e| failure(&self.file, e))?;
        }
        self.open_rows += 1;
        self.database
            .prepare_cached(&self.insert)
            .and_then(|mut s| s.execute(parameters.as_slice()))
            .map_err(|e| failure(&self.file, e))?;
        if self.open_rows >= ROWS_IN_A_TRANSACTION { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), WriteError> {
        if self.open_rows > 0 {
            self.database.execute_batch("COMMIT").map_err(|e| failure(&self.file, e))?;
            self.open_rows = 0;
        }
        Ok(())
    }

    fn rotate(&mut self, _: &Path, _: f64, _: f64) -> Result<bool, WriteError> {
        self.flush()?;
        Ok(false)
    }

    fn finish(&mut self, _: f64) -> Result<(), WriteError> {
        self.flush()
    }

    fn target(&self) -> String {
        self.file.display().to_string()
    }
}
