//! Files that are moved away while writing goes on.

use super::{done, reason};
use crate::call::{make_record, warning};
use chrono::{Local, NaiveTime, TimeZone};
use std::rc::Rc;
use zander_value::{FileVal, RecordRef, Str, Val};
use zander_vm::{Context, RuntimeError};

type Result = std::result::Result<RecordRef, RuntimeError>;

/// What `rotate_info` tells; the new name is empty when the file could not be moved.
fn moved(cx: &mut Context<'_>, name: &Str) -> Result {
    let now = cx.network_time();
    let new_name = format!("{}.{}.{now:.6}.tmp", name.to_text(), cx.host.process_id());
    let opened = cx.host.metadata(name.as_bytes()).map_or(now, |m| m.changed);
    let result = cx.host.rename(name.as_bytes(), new_name.as_bytes());
    let new_name = match done(cx, result, format!("rename file '{}'", name.to_text())) {
        true => new_name,
        false => String::new(),
    };
    let fields = [
        ("old_name", Val::Str(name.clone())),
        ("new_name", Val::str(new_name)),
        ("open", Val::Time(opened)),
        ("close", Val::Time(now)),
    ];
    make_record(cx, "rotate_info", &fields)
}

/// Moves an open file away; writing goes on in an empty one of its name.
pub fn rotate_file(cx: &mut Context<'_>, f: &Rc<FileVal>) -> Result {
    let written = cx.host.flush(f.handle);
    done(cx, written, format!("write file '{}'", f.name.to_text()));
    let info = moved(cx, &f.name)?;
    if let Err(e) = cx.host.reopen(f.handle) {
        warning(cx, format!("cannot open file '{}' again: {}", f.name.to_text(), reason(&e)));
    }
    Ok(info)
}

/// Moves a file away and puts an empty one in its place.
pub fn rotate_file_by_name(cx: &mut Context<'_>, f: &Str) -> Result {
    let info = moved(cx, f)?;
    match cx.host.open(f.as_bytes(), true) {
        Ok(handle) => {
            cx.host.close(handle);
        }
        Err(e) => warning(cx, format!("cannot open file '{}': {}", f.to_text(), reason(&e))),
    }
    Ok(info)
}

/// Seconds from midnight to the time of day that a text like `06:30` names.
fn time_of_day(text: &str) -> Option<f64> {
    let (hours, minutes) = text.split_once(':')?;
    let (hours, minutes) = (hours.parse::<u32>().ok()?, minutes.parse::<u32>().ok()?);
    (hours < 24 && minutes < 60).then_some((hours * 3600 + minutes * 60) as f64)
}

/// Seconds from `now` to the next rotation: the next multiple of the interval, counted from a time of day where one is
/// given.
fn next_rotation(now: f64, interval: f64, midnight: f64, base: Option<f64>) -> f64 {
    match base {
        Some(base) => {
            let begin = midnight + base;
            begin + ((now - begin) / interval).ceil() * interval - now
        }
        None => (now / interval).floor() * interval + interval - now,
    }
}

/// The last midnight of local time.
fn midnight(now: f64) -> Option<f64> {
    let date = Local.timestamp_opt(now as i64, 0).single()?.date_naive();
    let start = Local.from_local_datetime(&date.and_time(NaiveTime::MIN)).earliest()?;
    Some(start.timestamp() as f64)
}

/// Time until the next rotation.
pub fn calc_next_rotate(cx: &mut Context<'_>, i: f64) -> f64 {
    let now = cx.network_time();
    if i.is_nan() || i <= 0.0 {
        return -1.0;
    }
    let base = match cx.global("log_rotate_base_time") {
        Some(Val::Str(s)) => time_of_day(&s.to_text()),
        _ => None,
    };
    next_rotation(now, i, midnight(now).unwrap_or(0.0), base)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn next_rotations() {
        let hour = 3600.0;
        assert_eq!(next_rotation(10.5 * hour, hour, 0.0, None), 0.5 * hour);
        assert_eq!(next_rotation(10.5 * hour, 24.0 * hour, 0.0, time_of_day("11:30")), hour);
        assert_eq!(next_rotation(10.5 * hour, 24.0 * hour, 0.0, time_of_day("09:30")), 23.0 * hour);
        assert_eq!(time_of_day("24:00"), None);
    }
}
