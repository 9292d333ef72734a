//! Extraction: the bytes of a file, written to disk in order up to a limit.

use crate::events::Events;
use std::cell::Cell;
use std::rc::Rc;
use zander_analyzer::Setup;
use zander_analyzer::files::{FileAnalyzer, FileContext, FileFactory};
use zander_value::Val;

struct Extract {
    events: Rc<Events>,
    args: Val,
    path: Vec<u8>,
    /// Bytes to write at most; 0 is no limit. Scripts may change it at any time.
    limit: Rc<Cell<u64>>,
    /// Bytes that fill gaps count as well.
    gaps_count: bool,
    /// Bytes written that count.
    counted: u64,
}

fn field(args: &Val, name: &str) -> Val {
    args.as_record().map_or(Val::None, |r| r.get_named(name))
}

/// The maker of extracting analyzers. Where to write is in the arguments: `extract_filename`, made by a script.
pub fn bind(setup: &Setup<'_>) -> FileFactory {
    let events = Rc::new(Events::bind(setup.declarations));
    let limit = setup.count("FileExtract::default_limit", 104_857_600);
    let gaps = setup.flag("FileExtract::default_limit_includes_missing", true);
    Box::new(move |start| {
        let path = field(start.args, "extract_filename").as_bytes()?.to_vec();
        Some(Box::new(Extract {
            events: events.clone(),
            args: start.args.clone(),
            path,
            limit: Rc::new(Cell::new(field(start.args, "extract_limit").as_count().unwrap_or(limit))),
            gaps_count: field(start.args, "extract_limit_includes_missing").as_bool().unwrap_or(gaps),
            counted: 0,
        }))
    })
}

impl Extract {
    /// How many of `length` bytes may still be written, and whether that is all of them.
    fn allowed(&self, length: u64) -> u64 {
        let limit = self.limit.get();
        if limit == 0 { length } else { length.min(limit.saturating_sub(self.counted)) }
    }

    /// How many of `length` bytes may be written when scripts have had their say about a limit that is reached.
    fn negotiated(&mut self, cx: &mut FileContext<'_>, length: u64) -> u64 {
        let allowed = self.allowed(length);
        if allowed == length {
            return allowed;
        }
        let (f, args, limit) = (cx.file_val(), self.args.clone(), self.limit.get());
        self.events.file_extraction_limit(cx, &f, &args, limit, length);
        cx.ask();
        self.allowed(length)
    }
}

impl FileAnalyzer for Extract {
    fn stream(&mut self, cx: &mut FileContext<'_>, data: &[u8]) -> bool {
        let length = data.len() as u64;
        let allowed = self.negotiated(cx, length);
        self.counted += allowed;
        let written = cx.extract(&self.path, data.get(..allowed as usize).unwrap_or(data));
        if allowed == length && !written {
            cx.weird("file_extraction_failed", &self.path);
        }
        allowed == length && written
    }

    fn gap(&mut self, cx: &mut FileContext<'_>, _offset: u64, length: u64) -> bool {
        let allowed = if self.gaps_count { self.negotiated(cx, length) } else { length };
        if self.gaps_count {
            self.counted += allowed;
        }
        let filled = allowed == 0 || cx.extract_zeros(&self.path, allowed);
        filled && allowed == length
    }

    fn end(&mut self, cx: &mut FileContext<'_>) {
        if !cx.close(&self.path) {
            cx.weird("file_extraction_failed", &self.path);
        }
    }

    fn limit(&self) -> Option<Rc<Cell<u64>>> {
        Some(self.limit.clone())
    }
}
