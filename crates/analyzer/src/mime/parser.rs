//! Entities within entities.

use super::decode::{Base64, quoted_printable};
use super::tokens::{field, is_blank, skip_blanks, token, value};
use crate::{Context, Setup};

/// Bounds of what an entity may hold.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How deep entities may lie in the outermost one; those in deeper ones are passed over.
    pub depth: usize,
    /// Longest header with its continuation lines, in bytes; 0 for no limit.
    pub header: usize,
    /// A header line without a colon is a name without value, as HTTP has it; in mails it is none.
    pub bare_names: bool,
}

impl Limits {
    /// From `MIME::max_depth` and `MIME::max_header_bytes`.
    pub fn from_options(setup: &Setup<'_>) -> Limits {
        Limits {
            depth: match setup.count("MIME::max_depth", 100) {
                0 => usize::MAX,
                depth => depth as usize,
            },
            header: setup.count("MIME::max_header_bytes", 65536).min(1 << 24) as usize,
            bare_names: true,
        }
    }
}

/// Whether an entity has a body.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Body {
    /// What follows is its body.
    Follows,
    /// It ends with its headers.
    Missing,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Encoding {
    Plain,
    Base64,
    QuotedPrintable,
}

/// One entity.
#[derive(Debug)]
pub struct Part {
    in_header: bool,
    ended: bool,
    /// The header that is being put together.
    header: Option<Vec<u8>>,
    folded: bool,
    /// The type as it was sent, in upper case; `TEXT` unless told otherwise.
    pub content_type: Vec<u8>,
    /// The subtype as it was sent, in upper case; `PLAIN` unless told otherwise.
    pub content_subtype: Vec<u8>,
    /// Set for multipart entities that can be taken apart.
    boundary: Option<Vec<u8>>,
    /// An entity that holds one other (`message/…`).
    message: bool,
    encoding: Encoding,
    base64: Base64,
    /// Put together of parts: line ends before a delimiter belong to the delimiter.
    delayed_line_end: bool,
}

impl Part {
    /// An entity within another one shares the encoding of that one until a header of its own says otherwise.
    fn new(encoding: Encoding) -> Part {
        Part {
            in_header: true,
            ended: false,
            header: None,
            folded: false,
            content_type: b"TEXT".to_vec(),
            content_subtype: b"PLAIN".to_vec(),
            boundary: None,
            message: false,
            encoding,
            base64: Base64::default(),
            delayed_line_end: false,
        }
    }

    /// True when the body consists of parts.
    pub fn is_multipart(&self) -> bool {
        self.boundary.is_some()
    }

    /// True when the body consists of other entities, so that it has to come in lines.
    pub fn is_composite(&self) -> bool {
        self.boundary.is_some() || self.message
    }
}

/// Who hears of the entities. `depth` is 0 for the outermost one.
pub trait Handler {
    /// An entity begins.
    fn begin_entity(&mut self, cx: &mut Context<'_>, depth: usize);
    /// A header, its continuation lines joined; `folded` tells that there were any.
    fn header(&mut self, cx: &mut Context<'_>, depth: usize, name: &[u8], value: &[u8], folded: bool);
    /// The headers are over.
    fn all_headers(&mut self, cx: &mut Context<'_>, depth: usize, part: &Part) -> Body;
    /// Content of an entity without parts, decoded.
    fn data(&mut self, cx: &mut Context<'_>, depth: usize, data: &[u8]);
    /// An entity ends.
    fn end_entity(&mut self, cx: &mut Context<'_>, depth: usize);
    /// Something is wrong: `kind` is "illegal format" or "illegal encoding".
    fn event(&mut self, cx: &mut Context<'_>, kind: &str, detail: &str);
}

/// An entity and what lies in it.
#[derive(Debug)]
pub struct Parser {
    parts: Vec<Part>,
    limits: Limits,
    buffer: Vec<u8>,
}

impl Parser {
    /// Begins the outermost entity.
    pub fn begin(cx: &mut Context<'_>, handler: &mut dyn Handler, limits: Limits) -> Parser {
        handler.begin_entity(cx, 0);
        Parser { parts: vec![Part::new(Encoding::Plain)], limits, buffer: Vec::new() }
    }

    /// Depth of the innermost open entity.
    pub fn depth(&self) -> usize {
        self.parts.len().saturating_sub(1)
    }

    /// The innermost open entity.
    pub fn current(&self) -> Option<&Part> {
        self.parts.last()
    }

    /// True while the innermost entity's headers are read.
    pub fn in_header(&self) -> bool {
        self.parts.last().is_some_and(|p| p.in_header)
    }

    /// True when the outermost entity is over.
    pub fn is_over(&self) -> bool {
        self.parts.first().is_none_or(|p| p.ended)
    }

    /// A line without its end; `line_end` tells that it had one.
    pub fn line(&mut self, cx: &mut Context<'_>, handler: &mut dyn Handler, line: &[u8], line_end: bool) {
        // Whoever is outermost looks first for its delimiter.
        for depth in 0..self.parts.len() {
            let Some(part) = self.parts.get(depth) else { return };
            if part.ended {
                // Behind the closing delimiter anything may stand.
                if !part.is_multipart() {
                    handler.event(cx, "illegal format", "data trailing the end of entity");
                }
                return;
            }
            if part.in_header {
                break;
            }
            match part.boundary.as_deref().map(|b| delimiter(line, b)) {
                Some(Delimiter::Next) => {
                    self.close_to(cx, handler, depth + 1);
                    self.open(cx, handler);
                    return;
                }
                Some(Delimiter::Last) => {
                    self.close_to(cx, handler, depth + 1);
                    self.close_to(cx, handler, depth);
                    return;
                }
                Some(Delimiter::None) | None => {}
            }
        }
        let Some(part) = self.parts.last_mut() else { return };
        if !part.in_header {
            // What stands before the first delimiter belongs to nobody.
            if !part.is_composite() {
                self.content(cx, handler, line, line_end);
            }
            return;
        }
        match line.first() {
            None | Some(0) => self.end_of_headers(cx, handler),
            Some(c) if is_blank(*c) => match &mut part.header {
                None => {
                    handler.event(cx, "illegal format", "first header line starts with linear whitespace");
                    part.header = Some(line.trim_ascii_start().to_vec());
                }
                Some(h) if self.limits.header > 0 && h.len() >= self.limits.header => {
                    let length = h.len();
                    cx.weird("exceeded_mime_max_header_bytes", length.to_string());
                }
                Some(h) => {
                    part.folded = true;
                    h.extend_from_slice(line);
                }
            },
            Some(_) => {
                self.finish_header(cx, handler);
                if let Some(part) = self.parts.last_mut() {
                    part.header = Some(line.to_vec());
                }
            }
        }
    }

    /// Body bytes of the innermost entity that were delivered by their number, not in lines.
    pub fn raw(&mut self, cx: &mut Context<'_>, handler: &mut dyn Handler, data: &[u8]) {
        self.content(cx, handler, data, false);
    }

    /// More headers come for the outermost entity, behind its body: parts that are open end.
    pub fn reopen_header(&mut self, cx: &mut Context<'_>, handler: &mut dyn Handler) {
        self.close_to(cx, handler, 1);
        if let Some(top) = self.parts.first_mut() {
            top.in_header = true;
            top.ended = false;
        }
    }

    /// Ends the innermost entity: all of its body has been delivered.
    pub fn end_current(&mut self, cx: &mut Context<'_>, handler: &mut dyn Handler) {
        let depth = self.depth();
        self.close_to(cx, handler, depth);
    }

    /// Nothing more comes: ends all that is open.
    pub fn finish(&mut self, cx: &mut Context<'_>, handler: &mut dyn Handler) {
        self.close_to(cx, handler, 0);
    }

    fn end_of_headers(&mut self, cx: &mut Context<'_>, handler: &mut dyn Handler) {
        self.finish_header(cx, handler);
        let depth = self.depth();
        let Some(part) = self.parts.last_mut() else { return };
        part.in_header = false;
        let part = &*part;
        match handler.all_headers(cx, depth, part) {
            Body::Missing => self.close_to(cx, handler, depth),
            Body::Follows if self.parts.last().is_some_and(|p| p.message) => self.open(cx, handler),
            Body::Follows => {}
        }
    }

    /// Begins an entity within the innermost one.
    fn open(&mut self, cx: &mut Context<'_>, handler: &mut dyn Handler) {
        if self.depth() >= self.limits.depth {
            cx.weird("exceeded_mime_max_depth", self.limits.depth.to_string());
            return;
        }
        let around = self.parts.last().map_or(Encoding::Plain, |p| p.encoding);
        self.parts.push(Part::new(around));
        let depth = self.depth();
        handler.begin_entity(cx, depth);
    }

    /// Ends all entities from `depth` on, innermost first. The outermost one stays, as ended.
    fn close_to(&mut self, cx: &mut Context<'_>, handler: &mut dyn Handler, depth: usize) {
        while self.parts.len() > depth {
            let at = self.depth();
            let Some(part) = self.parts.last() else { return };
            if part.ended && at == 0 {
                return;
            }
            if !part.ended || at > 0 {
                self.close_last(cx, handler, at, at > depth);
            }
            if at == 0 {
                return;
            }
            self.parts.pop();
        }
    }

    fn close_last(&mut self, cx: &mut Context<'_>, handler: &mut dyn Handler, at: usize, orphaned: bool) {
        if self.in_header() {
            self.finish_header(cx, handler);
            let Some(part) = self.parts.last_mut() else { return };
            part.in_header = false;
            let part = &*part;
            handler.all_headers(cx, at, part);
            handler.event(cx, "illegal format", "entity body missing");
        } else {
            if let Some(part) = self.parts.last_mut()
                && part.encoding == Encoding::Base64
            {
                self.buffer.clear();
                part.base64.flush(&mut self.buffer);
                if !self.buffer.is_empty() {
                    handler.data(cx, at, &self.buffer);
                }
            }
            let parent = at.checked_sub(1).and_then(|p| self.parts.get(p));
            if orphaned && parent.is_some_and(Part::is_multipart) {
                handler.event(cx, "illegal format", "multipart closing boundary delimiter missing");
            }
        }
        if let Some(part) = self.parts.last_mut() {
            part.ended = true;
        }
        handler.end_entity(cx, at);
    }

    fn finish_header(&mut self, cx: &mut Context<'_>, handler: &mut dyn Handler) {
        let depth = self.depth();
        let Some(part) = self.parts.last_mut() else { return };
        let Some(line) = part.header.take() else { return };
        let folded = std::mem::take(&mut part.folded);
        let Some((name, value)) = field(&line) else { return };
        if !self.limits.bare_names && !line.contains(&b':') {
            return;
        }
        if name.eq_ignore_ascii_case(b"content-type") {
            content_type(part, value, &mut |detail| handler.event(cx, "illegal format", detail));
        } else if name.eq_ignore_ascii_case(b"content-transfer-encoding") {
            match token(value) {
                None => handler.event(cx, "illegal format", "encoding type not found in content encoding"),
                Some((t, _)) if t.eq_ignore_ascii_case(b"base64") => part.encoding = Encoding::Base64,
                Some((t, _)) if t.eq_ignore_ascii_case(b"quoted-printable") => {
                    part.encoding = Encoding::QuotedPrintable;
                }
                Some(_) => part.encoding = Encoding::Plain,
            }
        }
        handler.header(cx, depth, name, value, folded);
    }

    /// Undoes the transfer encoding and hands on.
    fn content(&mut self, cx: &mut Context<'_>, handler: &mut dyn Handler, data: &[u8], line_end: bool) {
        let depth = self.depth();
        let in_multipart =
            depth.checked_sub(1).and_then(|p| self.parts.get(p)).is_some_and(Part::is_multipart);
        let Some(part) = self.parts.last_mut() else { return };
        self.buffer.clear();
        match part.encoding {
            Encoding::Plain => {
                let before = std::mem::take(&mut part.delayed_line_end);
                part.delayed_line_end = line_end && in_multipart;
                let after = line_end && !in_multipart;
                if !before && !after {
                    if !data.is_empty() {
                        handler.data(cx, depth, data);
                    }
                    return;
                }
                if before {
                    self.buffer.extend_from_slice(b"\r\n");
                }
                self.buffer.extend_from_slice(data);
                if after {
                    self.buffer.extend_from_slice(b"\r\n");
                }
            }
            Encoding::Base64 => {
                if !part.base64.decode(data, &mut self.buffer) {
                    handler.event(cx, "illegal encoding", "character is not part of the base64 alphabet");
                }
            }
            Encoding::QuotedPrintable => {
                let (continues, fault) = quoted_printable(data, &mut self.buffer);
                if let Some(fault) = fault {
                    handler.event(cx, "illegal encoding", &fault);
                }
                if !continues {
                    self.buffer.extend_from_slice(b"\r\n");
                }
            }
        }
        if !self.buffer.is_empty() {
            handler.data(cx, depth, &self.buffer);
        }
    }
}

#[derive(PartialEq, Eq, Debug)]
enum Delimiter {
    None,
    Next,
    Last,
}

/// RFC 2046, section 5.1.1: two hyphens and the boundary; two more end the multipart.
fn delimiter(line: &[u8], boundary: &[u8]) -> Delimiter {
    match line.strip_prefix(b"--").and_then(|l| l.strip_prefix(boundary)) {
        None => Delimiter::None,
        Some(rest) if rest.starts_with(b"--") => Delimiter::Last,
        Some(_) => Delimiter::Next,
    }
}

/// The header Content-Type.
fn content_type(part: &mut Part, text: &[u8], illegal: &mut dyn FnMut(&str)) {
    let parsed = token(text).and_then(|(ty, rest)| {
        let rest = skip_blanks(rest).strip_prefix(b"/")?;
        let (sub, rest) = token(rest)?;
        Some((ty, sub, rest))
    });
    let Some((ty, sub, mut rest)) = parsed else {
        return illegal("media type/subtype not found in content type");
    };
    part.content_type = ty.to_ascii_uppercase();
    part.content_subtype = sub.to_ascii_uppercase();
    part.message = ty.eq_ignore_ascii_case(b"message");
    part.boundary = None;
    if !ty.eq_ignore_ascii_case(b"multipart") {
        return;
    }
    while let Some(parameter) = skip_blanks(rest).strip_prefix(b";") {
        let Some((name, after)) = token(parameter) else {
            illegal("attribute name not found in parameter specification");
            break;
        };
        let Some(after) = skip_blanks(after).strip_prefix(b"=") else {
            illegal("= not found in parameter specification");
            rest = after;
            continue;
        };
        let is_boundary = name.eq_ignore_ascii_case(b"boundary");
        match value(after, is_boundary) {
            Some((text, after)) => {
                if is_boundary {
                    part.boundary = Some(text);
                }
                rest = after;
            }
            None => {
                illegal(if is_boundary {
                    "Could not parse multipart boundary"
                } else {
                    "value not found in parameter specification"
                });
                rest = after;
            }
        }
    }
    if part.boundary.is_none() {
        illegal(
            "boundary delimiter is not specified for a multipart entity -- content is treated as type \
             application/octet-stream",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_and_boundaries() {
        let check = |text: &[u8], ty: &[u8], boundary: Option<&[u8]>, faults: usize| {
            let (mut part, mut told) = (Part::new(Encoding::Plain), 0);
            content_type(&mut part, text, &mut |_| told += 1);
            assert_eq!(
                (part.content_type.as_slice(), part.boundary.as_deref(), told),
                (ty, boundary, faults)
            );
        };
        check(b"text/html; charset=x", b"TEXT", None, 0);
        check(b"multipart/mixed; a=b; boundary=\"x y\"", b"MULTIPART", Some(b"x y"), 0);
        check(b"Multipart/Form-Data; boundary=--ab=c/d", b"MULTIPART", Some(b"--ab=c/d"), 0);
        check(b"multipart/mixed", b"MULTIPART", None, 1);
        check(b"nonsense", b"TEXT", None, 1);
    }

    #[test]
    fn delimiters() {
        assert_eq!(delimiter(b"--xyz", b"xyz"), Delimiter::Next);
        assert_eq!(delimiter(b"--xyz-- ", b"xyz"), Delimiter::Last);
        assert_eq!(delimiter(b"--xy", b"xyz"), Delimiter::None);
    }
}
