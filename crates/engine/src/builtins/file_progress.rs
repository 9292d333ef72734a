//! How far a file has come, for records that log it: asked for several times in the life of each file.

use super::{Result, record_at};
use std::rc::Rc;
use zander_value::{Record, RecordType, Val};
use zander_vm::{BuiltinFn, Context};

/// The family's functions.
pub const FAMILY: &[(&str, BuiltinFn)] = &[("Files::note_progress", note)];

/// Fields of `fa_file`, and those that they are put into.
const FIELDS: [(&str, &str); 7] = [
    ("source", "source"),
    ("is_orig", "is_orig"),
    ("seen_bytes", "seen_bytes"),
    ("missing_bytes", "missing_bytes"),
    ("overflow_bytes", "overflow_bytes"),
    ("total_bytes", "total_bytes"),
    ("parent_id", "parent_fuid"),
];

/// Where the fields are in the record types asked for last; they are nearly always the same.
struct Form {
    file: Rc<RecordType>,
    info: Rc<RecordType>,
    pairs: Vec<(usize, usize)>,
    /// `last_active` of the one, `ts` and `duration` of the other.
    times: Option<(usize, usize, usize)>,
}

impl Form {
    fn of(file: &Rc<RecordType>, info: &Rc<RecordType>) -> Form {
        let pair = |(from, to): &(&str, &str)| Some((file.slot(from)?, info.slot(to)?));
        let times = || Some((file.slot("last_active")?, info.slot("ts")?, info.slot("duration")?));
        let pairs = FIELDS.iter().filter_map(pair).collect();
        Form { file: file.clone(), info: info.clone(), pairs, times: times() }
    }

    fn fits(&self, file: &Record, info: &Record) -> bool {
        Rc::ptr_eq(&self.file, &file.ty) && Rc::ptr_eq(&self.info, &info.ty)
    }

    fn fill(&self, file: &Record, info: &Record) {
        for (from, to) in &self.pairs {
            let v = file.peek(*from, Val::clone);
            if !matches!(v, Val::None | Val::Lazy) {
                info.set(*to, v);
            }
        }
        if let Some((last_active, ts, duration)) = self.times
            && let Some(now) = file.peek(last_active, Val::as_seconds)
            && let Some(start) = info.peek(ts, Val::as_seconds)
        {
            info.set(duration, Val::Interval(now - start));
        }
    }
}

fn note(cx: &mut Context<'_>, args: &[Val]) -> Result {
    let (file, info) = (record_at(args, 0)?, record_at(args, 1)?);
    let known = cx.state::<Option<Form>>();
    let form = match known {
        Some(form) if form.fits(&file, &info) => form,
        other => other.insert(Form::of(&file.ty, &info.ty)),
    };
    form.fill(&file, &info);
    Ok(Val::None)
}
