//! Files of the machine.

mod paths;
mod rotate;

pub use paths::*;
pub use rotate::*;

use crate::call::{error, warning};
use std::rc::Rc;
use zander_value::format::{Style, describe};
use zander_value::{FileVal, Str, Val};
use zander_vm::Context;

/// The handle of a file that could not be opened.
const CLOSED: u32 = u32::MAX;

/// Handles of the standard streams.
const STDOUT: u32 = 0;
const STDERR: u32 = 1;

/// Files that scripts opened.
#[derive(Default)]
struct Opened(Vec<u32>);

/// The message of an error, without the number that the library adds.
pub(crate) fn reason(e: &std::io::Error) -> String {
    let text = e.to_string();
    text.split(" (os error").next().unwrap_or_default().to_owned()
}

fn open_file(cx: &mut Context<'_>, name: &Str, append: bool) -> Val {
    let handle = match name.as_bytes() {
        b"/dev/stdout" => STDOUT,
        b"/dev/stderr" => STDERR,
        path => match cx.host.open(path, append) {
            Ok(handle) => handle,
            Err(e) => {
                error(cx, format!("cannot open {}: {}", name.to_text(), reason(&e)));
                CLOSED
            }
        },
    };
    cx.state::<Opened>().0.push(handle);
    Val::File(Rc::new(FileVal { handle, name: name.clone() }))
}

/// Opens and empties.
pub fn open(cx: &mut Context<'_>, f: &Str) -> Val {
    open_file(cx, f, false)
}

/// Opens to write behind the end.
pub fn open_for_append(cx: &mut Context<'_>, f: &Str) -> Val {
    open_file(cx, f, true)
}

/// Closes; a file that is closed stays so.
pub fn close(cx: &mut Context<'_>, f: &Rc<FileVal>) -> bool {
    cx.host.close(f.handle);
    cx.raw_files.remove(&f.handle);
    cx.state::<Opened>().0.retain(|h| *h != f.handle);
    true
}

/// Writes bytes; F when there are none or the file is not open.
pub fn write_file(cx: &mut Context<'_>, f: &Rc<FileVal>, data: &Str) -> bool {
    !data.is_empty() && cx.host.write(f.handle, data.as_bytes()).is_ok()
}

/// Switches buffering.
pub fn set_buf(cx: &mut Context<'_>, f: &Rc<FileVal>, buffered: bool) {
    cx.host.set_buffered(f.handle, buffered);
}

/// Writes out what is buffered.
pub fn flush_all(cx: &mut Context<'_>) -> bool {
    for handle in cx.state::<Opened>().0.clone() {
        if cx.host.is_open(handle)
            && let Err(e) = cx.host.flush(handle)
        {
            warning(cx, format!("a file could not be written: {}", reason(&e)));
        }
    }
    true
}

/// From now on print writes strings to this file as they are.
pub fn enable_raw_output(cx: &mut Context<'_>, f: &Rc<FileVal>) {
    cx.raw_files.insert(f.handle);
}

/// Whether it is open.
pub fn active_file(cx: &mut Context<'_>, f: &Rc<FileVal>) -> bool {
    cx.host.is_open(f.handle)
}

/// Its name.
pub fn get_file_name(_: &mut Context<'_>, f: &Rc<FileVal>) -> Str {
    f.name.clone()
}

/// Makes a directory unless it is there.
pub fn mkdir(cx: &mut Context<'_>, f: &Str) -> bool {
    let Err(e) = cx.host.make_dir(f.as_bytes(), false) else { return true };
    if cx.host.metadata(f.as_bytes()).is_ok_and(|m| m.is_dir) {
        return true;
    }
    warning(cx, format!("cannot create directory '{}': {}", f.to_text(), reason(&e)));
    false
}

fn done(cx: &mut Context<'_>, result: std::io::Result<()>, what: String) -> bool {
    match result {
        Ok(()) => true,
        Err(e) => {
            warning(cx, format!("cannot {what}: {}", reason(&e)));
            false
        }
    }
}

/// Removes an empty directory.
pub fn rmdir(cx: &mut Context<'_>, d: &Str) -> bool {
    let result = cx.host.remove_dir(d.as_bytes());
    done(cx, result, format!("remove directory '{}'", d.to_text()))
}

/// Removes a file.
pub fn unlink(cx: &mut Context<'_>, f: &Str) -> bool {
    let result = cx.host.remove_file(f.as_bytes());
    done(cx, result, format!("unlink file '{}'", f.to_text()))
}

/// Renames a file.
pub fn rename(cx: &mut Context<'_>, src_f: &Str, dst_f: &Str) -> bool {
    let result = cx.host.rename(src_f.as_bytes(), dst_f.as_bytes());
    done(cx, result, format!("rename file '{}' to '{}'", src_f.to_text(), dst_f.to_text()))
}

/// Size in bytes; -1 when it cannot be told.
pub fn file_size(cx: &mut Context<'_>, f: &Str) -> f64 {
    cx.host.metadata(f.as_bytes()).map_or(-1.0, |m| m.size as f64)
}

/// Prints plain text, nothing between or behind.
pub fn print_raw(cx: &mut Context<'_>, args: &[Val]) -> bool {
    let mut out = Vec::new();
    for v in args {
        describe(&mut out, v, Style::PLAIN);
    }
    cx.host.print(&out);
    true
}
