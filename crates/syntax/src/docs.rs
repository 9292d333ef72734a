//! Text of documentation comments.

use crate::ast::Docs;
use crate::span::Span;

/// The documentation of a declaration in `source`, the file it stands in: the lines of its comments without their marks,
/// those above it first, joined by line feeds. Empty when there is none.
pub fn text(source: &[u8], docs: Docs) -> String {
    let mut out = String::new();
    append(source, docs.before, b"##", &mut out);
    append(source, docs.after, b"##<", &mut out);
    out
}

/// The documentation of a file: its `##!` comments; `span` comes from [`crate::Parser::summary`].
pub fn summary(source: &[u8], span: Span) -> String {
    let mut out = String::new();
    append(source, span, b"##!", &mut out);
    out
}

/// Appends the comments in a range that begin with `mark`; others lie there too, and text.
fn append(source: &[u8], span: Span, mark: &[u8], out: &mut String) {
    if span.is_none() {
        return;
    }
    let range = source.get(span.start as usize..span.end as usize).unwrap_or_default();
    for line in range.split(|c| *c == b'\n') {
        let line = match mark {
            b"##" => line.trim_ascii_start(),
            _ => memchr::memmem::find(line, mark).and_then(|at| line.get(at..)).unwrap_or_default(),
        };
        let Some(text) = line.strip_prefix(mark) else { continue };
        if mark == b"##" && matches!(text.first(), Some(b'!' | b'<' | b'#')) {
            continue;
        }
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(&String::from_utf8_lossy(text.trim_ascii_end()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::FileId;

    #[test]
    fn marks_are_removed_and_other_comments_left_out() {
        let source = b"## One.\n# no\n##! file\n  ## Two.\nx ##< Behind.\n ##< More.";
        let span = |start, end| Span::new(FileId(0), start, end);
        let docs = Docs { before: span(0, 32), after: span(33, source.len() as u32) };
        assert_eq!(text(source, docs), " One.\n Two.\n Behind.\n More.");
        assert_eq!(summary(source, span(0, 32)), " file");
        assert_eq!(text(source, Docs::default()), "");
    }
}
