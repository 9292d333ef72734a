//! Diagnostics for people and for tools.
//!
//! The first line always names severity and place, `error in FILE, line N: message`, which is what scripts around the
//! monitor look for; the source with its marks follows, then notes and hints.

use crate::diagnostic::{Diagnostic, Label, Severity};
use crate::source::SourceMap;
use crate::span::{FileId, Span};
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};
use serde_json::{Value, json};

/// Labels further away from the main one than this many lines get an excerpt of their own.
const NEAR: u32 = 20;

/// One diagnostic as text that ends with a line feed.
pub fn render(diagnostic: &Diagnostic, sources: &SourceMap, color: bool) -> String {
    let severity = diagnostic.severity.name();
    let place = places(diagnostic, sources);
    let mut out = if place.is_empty() {
        format!("{severity}: {}\n", diagnostic.message)
    } else {
        format!("{severity} in {place}: {}\n", diagnostic.message)
    };
    let level = match diagnostic.severity {
        Severity::Warning => Level::WARNING,
        Severity::Error => Level::ERROR,
    };
    let excerpts = excerpts(diagnostic, sources);
    let mut group = Group::with_level(level);
    for excerpt in &excerpts {
        group = group.element(excerpt.snippet());
    }
    for note in &diagnostic.notes {
        group = group.element(Level::NOTE.message(note));
    }
    for hint in &diagnostic.hints {
        group = group.element(Level::HELP.message(hint));
    }
    if excerpts.is_empty() {
        for (what, texts) in [("note", &diagnostic.notes), ("help", &diagnostic.hints)] {
            for text in texts {
                out.push_str(&format!("  = {what}: {text}\n"));
            }
        }
        return out;
    }
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    out.push_str(&renderer.render(&[group]));
    out.push('\n');
    out
}

/// The main place, and one other line that matters, such as a declaration: tools that read the first line of a message
/// find both. Of a syntax error only the main one.
fn places(diagnostic: &Diagnostic, sources: &SourceMap) -> String {
    let main = sources.place(diagnostic.primary.span);
    let other =
        diagnostic.secondary.iter().map(|l| sources.place(l.span)).find(|p| !p.is_empty() && *p != main);
    match other {
        Some(other) if !main.is_empty() && !matches!(diagnostic.code, "syntax" | "directive") => {
            format!("{main} and {other}")
        }
        _ => main,
    }
}

/// Lines of a file and the labels that lie in them.
struct Excerpt {
    path: String,
    first_line: u32,
    text: String,
    /// Range in `text`, whether it is the main one, what is said.
    marks: Vec<(std::ops::Range<usize>, bool, String)>,
}

impl Excerpt {
    fn snippet(&self) -> Snippet<'_, Annotation<'_>> {
        let marks = self.marks.iter().map(|(range, primary, label)| {
            let kind = if *primary { AnnotationKind::Primary } else { AnnotationKind::Context };
            let mark = kind.span(range.clone());
            if label.is_empty() { mark } else { mark.label(label.as_str()) }
        });
        Snippet::source(self.text.as_str())
            .line_start(self.first_line as usize)
            .path(self.path.as_str())
            .annotations(marks)
    }
}

/// The main label's excerpt first; others nearby are in it.
fn excerpts(diagnostic: &Diagnostic, sources: &SourceMap) -> Vec<Excerpt> {
    /// File, first and last line, labels and whether they are the main one.
    type Near<'a> = (FileId, u32, u32, Vec<(&'a Label, bool)>);
    let mut groups: Vec<Near<'_>> = Vec::new();
    let labels =
        std::iter::once((&diagnostic.primary, true)).chain(diagnostic.secondary.iter().map(|l| (l, false)));
    for (label, primary) in labels.filter(|(label, _)| !sources.name(label.span.file).is_empty()) {
        let line = sources.line(label.span.file, label.span.start);
        let near = groups.iter_mut().find(|(file, first, last, _)| {
            *file == label.span.file && line + NEAR >= *first && line <= last.saturating_add(NEAR)
        });
        match near {
            Some((_, first, last, members)) => {
                *first = line.min(*first);
                *last = line.max(*last);
                members.push((label, primary));
            }
            None => groups.push((label.span.file, line, line, vec![(label, primary)])),
        }
    }
    groups
        .into_iter()
        .map(|(file, first, last, members)| excerpt(sources, file, first, last, &members))
        .collect()
}

fn excerpt(sources: &SourceMap, file: FileId, first: u32, last: u32, members: &[(&Label, bool)]) -> Excerpt {
    let bytes = sources.text(file);
    let lines = sources.lines(file);
    let start_of = |line: u32| {
        let index = (line as usize).saturating_sub(1);
        lines.get(index).map_or(bytes.len(), |at| *at as usize)
    };
    let (start, end) = (start_of(first), start_of(last + 1));
    let text = printable(bytes.get(start..end).unwrap_or_default());
    let marks = members.iter().map(|(label, primary)| {
        let line = sources.line(file, label.span.start);
        let line_end = start_of(line + 1).max(label.span.start as usize);
        let clip = |offset: u32| floor(&text, (offset as usize).min(line_end).saturating_sub(start));
        (clip(label.span.start)..clip(label.span.end), *primary, label.text.clone())
    });
    Excerpt { path: sources.name(file).to_string(), first_line: first, marks: marks.collect(), text }
}

/// Text of the same length in bytes that can be shown.
fn printable(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|c| if c.is_ascii() { char::from(*c) } else { '?' }).collect(),
    }
}

/// The boundary of a character at or before `offset`.
fn floor(text: &str, offset: usize) -> usize {
    (0..=offset.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// One diagnostic as a JSON object: `severity`, `code`, `message`, `file`, `line`, `column`, `end_line`, `end_column`
/// (all from one; absent when it is nowhere), `label`, `related` (places with their labels), `notes`, `hints`.
pub fn json(diagnostic: &Diagnostic, sources: &SourceMap) -> Value {
    let mut object = place(&diagnostic.primary, sources);
    object["severity"] = json!(diagnostic.severity.name());
    object["code"] = json!(diagnostic.code);
    object["message"] = json!(diagnostic.message);
    object["related"] = diagnostic.secondary.iter().map(|label| place(label, sources)).collect();
    object["notes"] = json!(diagnostic.notes);
    object["hints"] = json!(diagnostic.hints);
    object
}

fn place(label: &Label, sources: &SourceMap) -> Value {
    let Span { file, start, end } = label.span;
    if sources.name(file).is_empty() {
        return json!({ "label": label.text });
    }
    let (from, to) = (sources.position(file, start), sources.position(file, end));
    json!({
        "file": &*sources.name(file),
        "line": from.line,
        "column": from.column,
        "end_line": to.line,
        "end_column": to.column,
        "label": label.text,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources() -> (SourceMap, FileId) {
        let mut sources = SourceMap::new();
        let id = sources.add("a.zeek", b"global a = 1;\nglobal b = \xff a2;\n".to_vec());
        (sources, id)
    }

    #[test]
    fn text_names_the_place_first_and_shows_the_source() {
        let (sources, id) = sources();
        let diagnostic = Diagnostic::error("unknown-name", Span::new(id, 27, 29), "unknown identifier a2")
            .label("not declared")
            .secondary(Span::new(id, 7, 8), "declared here")
            .nearest("a2", ["a", "xyz"]);
        assert_eq!(
            render(&diagnostic, &sources, false),
            "error in a.zeek, line 2 and a.zeek, line 1: unknown identifier a2
 --> a.zeek:2:14
  |
1 | global a = 1;
  |        - declared here
2 | global b = ? a2;
  |              ^^ not declared
  |
  = help: did you mean `a`?
"
        );
        let nowhere = Diagnostic::warning("x", Span::NONE, "odd").hint("no");
        assert_eq!(render(&nowhere, &sources, false), "warning: odd\n  = help: no\n");
        let beyond = Diagnostic::error("x", Span::new(id, 900, 950), "odd");
        assert!(render(&beyond, &sources, true).starts_with("error in a.zeek, line 3: odd\n"));
    }

    #[test]
    fn json_gives_the_same_to_tools() {
        let (sources, id) = sources();
        let diagnostic =
            Diagnostic::error("syntax", Span::new(id, 7, 8), "no").secondary(Span::new(id, 21, 22), "b");
        let expected = r#"{"file":"a.zeek","line":1,"column":8,"end_line":1,"end_column":9,"label":"","severity":"error","code":"syntax","message":"no","related":[{"file":"a.zeek","line":2,"column":8,"end_line":2,"end_column":9,"label":"b"}],"notes":[],"hints":[]}"#;
        assert_eq!(json(&diagnostic, &sources).to_string(), expected);
    }
}
