//! Stores of keys and values that outlive a run: a table of a SQLite database, in a file or in memory (`:memory:`).
//!
//! Keys and values are byte strings; what they mean is the caller's. Times are seconds since the epoch and come from the caller, too.
//! The table has the form that the reference gives it, so that either reads what the other wrote.
#![forbid(unsafe_code)]

use rusqlite::{Connection, OptionalExtension, params};
use std::time::Duration;

/// A failure, in words.
pub type Failure = String;

/// Where a store is.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// A file, which is made when it is not there, or `:memory:`.
    pub path: String,
    pub table: String,
    /// How long an operation waits while another process writes.
    pub busy_timeout: Duration,
    /// Names and values of PRAGMA commands, carried out in this order; an empty value leaves the name alone.
    pub pragmas: Vec<(String, String)>,
}

/// An open store.
#[derive(Debug)]
pub struct Store {
    database: Connection,
    /// The table's name as SQL has it.
    table: String,
}

fn words(e: rusqlite::Error) -> Failure {
    match e {
        rusqlite::Error::SqliteFailure(_, Some(message)) => message,
        e => e.to_string(),
    }
}

/// A name between quotes.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

impl Store {
    /// Opens a store, and makes its table if it is not there.
    pub fn open(options: &Options) -> Result<Store, Failure> {
        let database = Connection::open(&options.path).map_err(words)?;
        database.busy_timeout(options.busy_timeout).map_err(words)?;
        for (name, value) in &options.pragmas {
            let command =
                if value.is_empty() { format!("PRAGMA {name}") } else { format!("PRAGMA {name} = {value}") };
            let mut statement = database.prepare(&command).map_err(words)?;
            let mut rows = statement.query([]).map_err(words)?;
            while let Some(row) = rows.next().map_err(words)? {
                let answer: String = row.get(0).unwrap_or_default();
                if name == "quick_check" && answer != "ok" {
                    return Err(format!("the database is damaged: {answer}"));
                }
            }
        }
        let table = quoted(&options.table);
        let create = format!(
            "CREATE TABLE IF NOT EXISTS {table} (key_str BLOB PRIMARY KEY, value_str BLOB NOT NULL, expire_time REAL)"
        );
        database.execute(&create, []).map_err(words)?;
        Ok(Store { database, table })
    }

    /// Stores a value that is gone at the time `expires`; 0: never. False when there is one of the key, which is left as it is
    /// unless `overwrite`.
    pub fn put(
        &self,
        key: &[u8],
        value: &[u8],
        overwrite: bool,
        expires: f64,
        now: f64,
    ) -> Result<bool, Failure> {
        // What has expired is not there, whether or not it was swept out already.
        let sql = format!(
            "INSERT INTO {} (key_str, value_str, expire_time) VALUES (?1, ?2, ?3) ON CONFLICT (key_str) DO UPDATE \
             SET value_str = excluded.value_str, expire_time = excluded.expire_time \
             WHERE ?5 OR expire_time > 0 AND expire_time <= ?4",
            self.table
        );
        let mut statement = self.database.prepare_cached(&sql).map_err(words)?;
        Ok(statement.execute(params![key, value, expires, now, overwrite]).map_err(words)? > 0)
    }

    /// The value of a key.
    pub fn get(&self, key: &[u8], now: f64) -> Result<Option<Vec<u8>>, Failure> {
        let sql = format!(
            "SELECT value_str FROM {} WHERE key_str = ?1 AND (expire_time IS NULL OR expire_time <= 0 OR expire_time > ?2)",
            self.table
        );
        let mut statement = self.database.prepare_cached(&sql).map_err(words)?;
        statement.query_row(params![key, now], |row| row.get(0)).optional().map_err(words)
    }

    /// Removes a key. False when it is not there.
    pub fn erase(&self, key: &[u8]) -> Result<bool, Failure> {
        let sql = format!("DELETE FROM {} WHERE key_str = ?1", self.table);
        let mut statement = self.database.prepare_cached(&sql).map_err(words)?;
        Ok(statement.execute(params![key]).map_err(words)? > 0)
    }

    /// Removes what has expired; gives how many.
    pub fn expire(&self, now: f64) -> Result<usize, Failure> {
        let sql = format!("DELETE FROM {} WHERE expire_time > 0 AND expire_time <= ?1", self.table);
        let mut statement = self.database.prepare_cached(&sql).map_err(words)?;
        statement.execute(params![now]).map_err(words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(path: &str) -> Options {
        let pragmas = vec![("quick_check".into(), String::new()), ("journal_mode".into(), "WAL".into())];
        Options {
            path: path.into(),
            table: "a \"table\"".into(),
            busy_timeout: Duration::from_secs(1),
            pragmas,
        }
    }

    #[test]
    fn values_stay_until_their_time() {
        let store = Store::open(&options(":memory:")).expect("a store");
        assert_eq!(store.put(b"k", b"1", false, 10.0, 1.0), Ok(true));
        assert_eq!(store.put(b"k", b"2", false, 10.0, 1.0), Ok(false));
        assert_eq!(store.get(b"k", 9.0), Ok(Some(b"1".to_vec())));
        assert_eq!(store.put(b"k", b"3", true, 20.0, 9.0), Ok(true));
        assert_eq!(store.get(b"k", 19.0), Ok(Some(b"3".to_vec())));
        assert_eq!(store.get(b"k", 20.0), Ok(None));
        assert_eq!(store.put(b"k", b"4", false, 0.0, 20.0), Ok(true), "what expired is not there");
        assert_eq!(store.expire(1e12), Ok(0));
        assert_eq!(store.put(b"l", b"5", true, 30.0, 20.0), Ok(true));
        assert_eq!(store.expire(30.0), Ok(1));
        assert_eq!((store.erase(b"k"), store.erase(b"k")), (Ok(true), Ok(false)));
    }

    #[test]
    fn files_are_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("x.sqlite").display().to_string();
        Store::open(&options(&path)).expect("a store").put(b"k", b"v", true, 0.0, 0.0).expect("written");
        assert_eq!(Store::open(&options(&path)).expect("a store").get(b"k", 1.0), Ok(Some(b"v".to_vec())));
        std::fs::write(
            &path,
            "no database, but long enough to have a header, or what is taken for one, one hundred bytes are",
        )
        .expect("written");
        assert!(Store::open(&options(&path)).is_err());
        assert!(Store::open(&options("/no/such/folder/x")).is_err());
    }
}
