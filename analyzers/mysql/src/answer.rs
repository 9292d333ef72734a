//! What a server answers to a command, packet by packet.

use crate::events::Events;
use crate::parse;
use zander_analyzer::Context;
use zander_wire::{Cursor, Truncated};

/// What the next packet of the server will be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// Nothing, or what no event is about.
    Nothing,
    /// One that says how it went.
    Status,
    /// That, or the number of the result's columns.
    Result(Form),
    /// Descriptions of columns up to an end.
    Fields,
    /// How preparing a statement went.
    Prepared,
    /// So many descriptions, and where clients want one an end; then what follows.
    Columns { left: u64, next: Rest },
    /// Rows up to an end.
    Rows(Form),
}

/// How the values of a row are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Text,
    Binary,
}

/// What follows descriptions of columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rest {
    Rows(Form),
    /// Descriptions of so many columns: those of a prepared statement follow those of its parameters.
    Columns(u64),
}

const OK: u8 = 0x00;
const LOCAL_FILE: u8 = 0xfb;
const EOF: u8 = 0xfe;
const ERROR: u8 = 0xff;

impl Expected {
    /// What a command is answered with.
    pub fn after(command: u8) -> Expected {
        match command {
            // QUERY, PROCESS_INFO
            3 | 10 => Expected::Result(Form::Text),
            4 => Expected::Fields,
            22 => Expected::Prepared,
            23 => Expected::Result(Form::Binary),
            28 => Expected::Rows(Form::Binary),
            // QUIT, STATISTICS, BINLOG_DUMP, TABLE_DUMP, STMT_SEND_LONG_DATA, STMT_CLOSE, BINLOG_DUMP_GTID
            1 | 9 | 18 | 19 | 24 | 25 | 30 => Expected::Nothing,
            _ => Expected::Status,
        }
    }

    /// Takes in a packet; `short` when lists of columns have no end of their own and results end with an OK packet.
    pub fn packet(
        self,
        cx: &mut Context<'_>,
        e: &Events,
        p: &[u8],
        short: bool,
    ) -> Result<Expected, Truncated> {
        let Some((&kind, rest)) = p.split_first() else { return Ok(self) };
        let end = kind == EOF && p.len() < 9;
        if kind == ERROR && self != Expected::Nothing {
            let (code, text) = parse::error(rest)?;
            e.mysql_error(cx, code.into(), text);
            return Ok(Expected::Nothing);
        }
        Ok(match self {
            Expected::Nothing => self,
            Expected::Result(form) if kind != OK && !end => {
                if kind == LOCAL_FILE {
                    // The client sends the file, then the server says how it went.
                    return Ok(Expected::Status);
                }
                let left = parse::lenenc(&mut Cursor::new(p))?.unwrap_or_default();
                Expected::Columns { left, next: Rest::Rows(form) }
            }
            Expected::Status | Expected::Result(_) => status(cx, e, kind, rest)?,
            Expected::Fields if kind == EOF && short => status(cx, e, OK, rest)?,
            Expected::Fields if end => status(cx, e, EOF, rest)?,
            Expected::Fields => self,
            Expected::Prepared => {
                let mut c = Cursor::new(rest);
                c.skip(4)?;
                let (columns, parameters) = (u64::from(c.u16_le()?), u64::from(c.u16_le()?));
                e.mysql_ok(cx, 0);
                Rest::Columns(columns).after(parameters)
            }
            Expected::Columns { left, next } if left > 0 => {
                let left = left - 1;
                if left == 0 && short { next.begin() } else { Expected::Columns { left, next } }
            }
            Expected::Columns { next, .. } if end => {
                e.mysql_eof(cx, true);
                next.begin()
            }
            // A description more than was told.
            Expected::Columns { .. } => self,
            Expected::Rows(_) if end && !short => status(cx, e, EOF, rest)?,
            Expected::Rows(_) if kind == EOF && short => status(cx, e, OK, rest)?,
            Expected::Rows(form) => {
                if form == Form::Text && e.wants_mysql_result_row(cx) {
                    e.mysql_result_row(cx, &zander_analyzer::emit::strings(parse::row(p)?));
                }
                self
            }
        })
    }
}

impl Rest {
    fn begin(self) -> Expected {
        match self {
            Rest::Rows(form) => Expected::Rows(form),
            Rest::Columns(0) => Expected::Nothing,
            Rest::Columns(left) => Expected::Columns { left, next: Rest::Columns(0) },
        }
    }

    fn after(self, left: u64) -> Expected {
        if left == 0 { self.begin() } else { Expected::Columns { left, next: self } }
    }
}

/// An OK packet, or one that ends a list.
fn status(cx: &mut Context<'_>, e: &Events, kind: u8, rest: &[u8]) -> Result<Expected, Truncated> {
    let flags = if kind == EOF {
        e.mysql_eof(cx, false);
        parse::eof(rest)
    } else {
        let (rows, flags) = parse::ok(rest)?;
        e.mysql_ok(cx, rows);
        flags
    };
    let more = flags & parse::MORE_RESULTS_EXIST != 0;
    Ok(if more { Expected::Result(Form::Text) } else { Expected::Nothing })
}
