//! Rows of a query of a SQLite database.

use crate::columns::Column;
use crate::{Fault, Style, parse};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};
use std::path::Path;
use zander_value::{Port, Transport, Type, Val};

/// Runs the query and hands each row to `each`: one value for each wanted column, or what is wrong with the row.
pub fn read(
    database: &Path,
    query: &str,
    columns: &[Column],
    style: &Style,
    mut each: impl FnMut(Result<Vec<Val>, Fault>),
) -> Result<(), Fault> {
    let fault = |e: rusqlite::Error| Fault(format!("{}: {e}", database.display()));
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(database, flags).map_err(fault)?;
    let mut statement = connection.prepare(query).map_err(fault)?;
    let names: Vec<String> = statement.column_names().iter().map(|n| (*n).to_owned()).collect();
    let mut places = Vec::with_capacity(columns.len());
    for column in columns {
        let find = |name: &str| names.iter().position(|n| n == name);
        let lack = |name: &str| Fault(format!("the query's result has no column {name}"));
        let place = find(&column.name);
        if place.is_none() && !column.optional {
            return Err(lack(&column.name));
        }
        let transport = match &column.type_column {
            Some(name) => Some(find(name).ok_or_else(|| lack(name))?),
            None => None,
        };
        places.push((place, transport));
    }
    let mut rows = statement.query([]).map_err(fault)?;
    while let Some(row) = rows.next().map_err(fault)? {
        let value = |((place, transport), column): (&(Option<usize>, Option<usize>), &Column)| {
            let Some(at) = place else { return Ok(Val::None) };
            let v = cell(row.get_ref(*at).map_err(fault)?, &column.ty, style);
            let v = match transport {
                Some(at) => {
                    let name = row.get_ref(*at).map_err(fault)?;
                    v.and_then(|v| {
                        column.typed(v, name.as_bytes_or_null().ok().flatten().unwrap_or_default())
                    })
                }
                None => v,
            };
            v.map_err(|f| Fault(format!("column {}: {f}", column.name)))
        };
        each(places.iter().zip(columns).map(value).collect());
    }
    Ok(())
}

/// A cell as a value of the wanted type: numbers as they are, everything else through its text.
fn cell(v: ValueRef<'_>, ty: &Type, style: &Style) -> Result<Val, Fault> {
    let wrong = |what: &str| Err(Fault(format!("{what} cannot be read as {ty}")));
    match (v, ty) {
        (ValueRef::Null, _) => Ok(Val::None),
        (ValueRef::Integer(n), Type::Bool) if n == 0 || n == 1 => Ok(Val::Bool(n == 1)),
        (ValueRef::Integer(n), Type::Int) => Ok(Val::Int(n)),
        (ValueRef::Integer(n), Type::Count) => match u64::try_from(n) {
            Ok(n) => Ok(Val::Count(n)),
            Err(_) => wrong("a negative number"),
        },
        (ValueRef::Integer(n), Type::Port) => match u16::try_from(n) {
            Ok(number) => Ok(Val::Port(Port { number, transport: Transport::Unknown })),
            Err(_) => wrong("the number"),
        },
        (ValueRef::Integer(n), Type::Double) => Ok(Val::Double(n as f64)),
        (ValueRef::Integer(n), Type::Time) => Ok(Val::Time(n as f64)),
        (ValueRef::Integer(n), Type::Interval) => Ok(Val::Interval(n as f64)),
        (ValueRef::Real(x), Type::Double) => Ok(Val::Double(x)),
        (ValueRef::Real(x), Type::Time) => Ok(Val::Time(x)),
        (ValueRef::Real(x), Type::Interval) => Ok(Val::Interval(x)),
        (ValueRef::Text(t) | ValueRef::Blob(t), Type::String) => Ok(Val::str(t)),
        (ValueRef::Text(t), _) => parse::value(t, ty, style),
        (ValueRef::Integer(n), _) => parse::value(n.to_string().as_bytes(), ty, style),
        (ValueRef::Real(x), _) => parse::value(x.to_string().as_bytes(), ty, style),
        (ValueRef::Blob(_), _) => wrong("a blob"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_a_query() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("db.sqlite");
        let connection = Connection::open(&file).expect("a database");
        connection
            .execute_batch(
                "create table t (s text, n int, l text, x real); insert into t values \
                ('a\\b', 3, '1,2', 0.5), (null, -1, '', 2);",
            )
            .expect("rows");
        let column =
            |name: &str, ty: Type, optional| Column { name: name.into(), ty, optional, type_column: None };
        let columns = [
            column("s", Type::String, false),
            column("n", Type::Count, false),
            column("l", Type::vector_of(Type::Count), false),
            column("x", Type::Interval, false),
            column("y", Type::Count, true),
        ];
        let mut rows = Vec::new();
        let each = |row: Result<Vec<Val>, Fault>| rows.push(format!("{row:?}"));
        read(&file, "select * from t order by n desc", &columns, &Style::default(), each).expect("read");
        assert_eq!(
            rows,
            [
                r#"Ok([Str("a\\b"), Count(3), Vector([Count(1), Count(2)]), Interval(0.5), None])"#,
                r#"Err(Fault("column n: a negative number cannot be read as count"))"#,
            ]
        );
        let missing = read(&file, "select s from t", &columns, &Style::default(), |_| ());
        assert_eq!(missing, Err(Fault("the query's result has no column n".into())));
    }
}
