//! Paths and permissions as text.

use crate::call::error;
use crate::system::Process;
use zander_value::Str;
use zander_vm::Context;

/// Permission bits as `ls` shows them.
pub fn file_mode(_: &mut Context<'_>, mode: u64) -> String {
    // For owner, group and others: the bit of execution, the special bit and its letter.
    let special = [(0o100, 0o4000, 's'), (0o010, 0o2000, 's'), (0o001, 0o1000, 't')];
    let mut out = String::with_capacity(9);
    for (n, (execute, set, letter)) in special.into_iter().enumerate() {
        out.push(if mode & (0o400 >> (3 * n)) != 0 { 'r' } else { '-' });
        out.push(if mode & (0o200 >> (3 * n)) != 0 { 'w' } else { '-' });
        out.push(match (mode & execute != 0, mode & set != 0) {
            (true, true) => letter,
            (false, true) => letter.to_ascii_uppercase(),
            (true, false) => 'x',
            (false, false) => '-',
        });
    }
    out
}

/// A path without `.` and, where a part stands before it, `..`; a `.` in front stays.
pub fn compress(path: &[u8]) -> Vec<u8> {
    let absolute = path.first() == Some(&b'/');
    let mut parts: Vec<&[u8]> = Vec::new();
    for (n, part) in path.split(|b| *b == b'/').enumerate() {
        match part {
            b"" => {}
            b"." if n > 0 => {}
            b".." if parts.last().is_some_and(|p| *p != b".." && *p != b".") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    let joined = parts.join(&b'/');
    if absolute { [b"/", joined.as_slice()].concat() } else { joined }
}

/// The shorter form of a path.
pub fn compress_path(_: &mut Context<'_>, dir: &Str) -> Vec<u8> {
    compress(dir.as_bytes())
}

/// The path of a script as `@load` finds it.
pub fn find_in_zeekpath(cx: &mut Context<'_>, p: &Str) -> String {
    if matches!(p.as_bytes().first(), Some(b'.' | b'/')) {
        error(cx, "find_in_zeek_path: path must be relative or absolute");
        return String::new();
    }
    let find = cx.state::<Process>().find_script.clone();
    find.and_then(|find| find(&p.to_text())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shorter_paths() {
        for (path, want) in [
            ("/usr/./lib//x/", "/usr/lib/x"),
            ("/usr/lib/../bin", "/usr/bin"),
            ("../../x", "../../x"),
            ("x/../../y", "../y"),
            ("./x/./y", "./x/y"),
            ("/../x", "/../x"),
            ("", ""),
        ] {
            assert_eq!(compress(path.as_bytes()), want.as_bytes(), "{path}");
        }
    }
}
