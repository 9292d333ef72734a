//! What is known of the signatures on one connection.

use super::compiled::{Compiled, Event, Set, Signatures};
use super::rule::Content;
use crate::context::set;
use crate::{Context, Direction, Tag};
use smallvec::SmallVec;
use std::rc::Rc;
use zander_event::Args;
use zander_value::pattern::Progress;
use zander_value::{Record, Transport, Val};

/// A text in which a signature has matched, and how much of it belongs to the match.
type Text = (Rc<[u8]>, usize);

/// What one side has sent, as signatures see it.
#[derive(Default)]
struct End {
    begun: bool,
    /// Bytes in the first packet that had any.
    payload_size: Option<u32>,
    /// Most connections never need it.
    matches: Option<Box<Matches>>,
}

/// What has matched.
#[derive(Default)]
struct Matches {
    /// Content other than payload that is under way.
    others: SmallVec<[(Content, Progress); 1]>,
    /// Patterns that have matched.
    accepted: SmallVec<[u16; 4]>,
    /// Signatures of which all patterns have matched, with the text in which the last one did.
    matched: SmallVec<[(u16, Option<Text>); 1]>,
    /// Signatures that have matched.
    fired: SmallVec<[u16; 4]>,
    /// Signatures whose conditions on bytes of headers held for the first packet.
    by_bytes: SmallVec<[u16; 4]>,
}

impl End {
    fn matches(&mut self) -> &mut Matches {
        self.matches.get_or_insert_default()
    }

    fn fired(&self, rule: u16) -> bool {
        self.matches.as_ref().is_some_and(|m| m.fired.contains(&rule))
    }

    /// Feeds an automaton; returns what has matched for the first time: signatures, and how much of the piece belongs
    /// to the match.
    fn feed(&mut self, set: &Set, progress: &mut Progress, data: &[u8], last: bool) -> News {
        let mut news = News::new();
        set.prefixes.feed(progress, data, last, &mut |n, at| {
            if let Some(&(pattern, rule)) = set.owners.get(n) {
                let accepted = &mut self.matches().accepted;
                if !accepted.contains(&pattern) {
                    accepted.push(pattern);
                    news.push((rule, at));
                }
            }
        });
        news
    }
}

type News = SmallVec<[(u16, usize); 4]>;

/// The signatures on one connection.
pub struct Matcher {
    transport: Transport,
    ends: [End; 2],
    /// How far the patterns for payload have come on each side. A datagram is a text of its own, and leaves none.
    payload: Option<Box<[Progress; 2]>>,
    /// Both sides of the TCP connection have agreed to it, and none has closed it.
    pub(crate) established: bool,
    over: bool,
}

/// Analyzers that are to be attached.
pub(crate) type Tags = SmallVec<[Tag; 2]>;

impl Matcher {
    /// For a connection of this transport; `None` when no signature concerns it.
    pub(crate) fn new(signatures: &Signatures, transport: Transport) -> Option<Box<Matcher>> {
        signatures.concerns(transport).then(|| {
            Box::new(Matcher {
                transport,
                ends: [End::default(), End::default()],
                payload: None,
                established: false,
                over: false,
            })
        })
    }

    /// Originator and responder were exchanged.
    pub(crate) fn flip(&mut self) {
        self.ends.swap(0, 1);
        if let Some(payload) = &mut self.payload {
            payload.swap(0, 1);
        }
    }

    /// True when no signature that looks at payload can match any more.
    pub(crate) fn is_hopeless(&self, signatures: &Signatures) -> bool {
        self.transport == Transport::Tcp
            && [Direction::Orig, Direction::Resp].iter().all(|d| {
                self.payload.as_ref().is_some_and(|p| p[d.index()].is_over())
                    || signatures.set(Content::Payload, self.transport, *d).is_none()
            })
    }

    /// The first packet of a side: signatures without patterns are tried, and headers looked at.
    pub(crate) fn begin(&mut self, cx: &mut Context<'_>, from: Direction) -> Tags {
        let mut tags = Tags::new();
        if std::mem::replace(&mut self.ends[from.index()].begun, true) {
            return tags;
        }
        let all = &cx.analyzers.signatures;
        for &number in &all.by_bytes {
            let Some(c) = all.rules.get(number as usize) else { continue };
            if c.tests.iter().all(|t| t.holds(&cx.conn, from, cx.host)) {
                self.ends[from.index()].matches().by_bytes.push(number);
            }
        }
        for &rule in all.pure(self.transport) {
            self.try_rule(cx, rule, from, None, false, &mut tags, 0);
        }
        tags
    }

    /// The next bytes of a side's stream, or a datagram.
    pub(crate) fn payload(&mut self, cx: &mut Context<'_>, from: Direction, data: &[u8]) -> Tags {
        let mut tags = self.begin(cx, from);
        let end = &mut self.ends[from.index()];
        if end.payload_size.is_none_or(|n| n == 0) {
            end.payload_size = Some(data.len() as u32);
        }
        let Some(set) = cx.analyzers.signatures.set(Content::Payload, self.transport, from) else {
            return tags;
        };
        // Each datagram is a text of its own.
        let single = self.transport != Transport::Tcp;
        let mut progress = match &mut self.payload {
            Some(payload) if !single => std::mem::take(&mut payload[from.index()]),
            _ => Progress::default(),
        };
        let news = end.feed(set, &mut progress, data, single);
        if !single {
            self.payload.get_or_insert_default()[from.index()] = progress;
        }
        self.news(cx, from, data, &news, &mut tags);
        tags
    }

    /// Content that an analyzer found. `first`: it is the beginning of a text; `last`: its end as well.
    pub(crate) fn content(
        &mut self,
        cx: &mut Context<'_>,
        content: Content,
        from: Direction,
        data: &[u8],
        first: bool,
        last: bool,
    ) -> Tags {
        let mut tags = Tags::new();
        let Some(set) = cx.analyzers.signatures.set(content, self.transport, from) else { return tags };
        let end = &mut self.ends[from.index()];
        let others = &mut end.matches().others;
        let mut progress = match others.iter().position(|(c, _)| *c == content) {
            Some(at) => others.swap_remove(at).1,
            None => Progress::default(),
        };
        if first {
            progress = Progress::default();
        }
        let news = end.feed(set, &mut progress, data, last);
        if !last {
            end.matches().others.push((content, progress));
        }
        self.news(cx, from, data, &news, &mut tags);
        tags
    }

    /// Nothing more comes: now what must not have matched has not.
    pub(crate) fn end(&mut self, cx: &mut Context<'_>) {
        if std::mem::replace(&mut self.over, true) || !cx.analyzers.signatures.lasts(self.transport) {
            return;
        }
        let mut tags = Tags::new();
        for from in [Direction::Orig, Direction::Resp] {
            if !self.ends[from.index()].begun {
                continue;
            }
            for &rule in cx.analyzers.signatures.pure(self.transport) {
                self.try_rule(cx, rule, from, None, true, &mut tags, 0);
            }
            for (rule, text) in self.ends[from.index()].matches().matched.clone() {
                self.try_rule(cx, rule, from, text, true, &mut tags, 0);
            }
        }
    }

    fn news(&mut self, cx: &mut Context<'_>, from: Direction, data: &[u8], news: &News, tags: &mut Tags) {
        for &(rule, at) in news {
            let Some(c) = cx.analyzers.signatures.rules.get(rule as usize) else { continue };
            let end = self.ends[from.index()].matches();
            if !c.patterns.iter().all(|p| end.accepted.contains(p)) || end.matched.iter().any(|m| m.0 == rule)
            {
                continue;
            }
            let text = c.keeps_text.then(|| (Rc::from(data), at));
            end.matched.push((rule, text.clone()));
            self.try_rule(cx, rule, from, text, false, tags, 0);
        }
    }

    /// Checks everything but the patterns of a signature, and does what it asks for when all of it holds.
    #[allow(clippy::too_many_arguments)]
    fn try_rule(
        &mut self,
        cx: &mut Context<'_>,
        number: u16,
        from: Direction,
        text: Option<Text>,
        at_end: bool,
        tags: &mut Tags,
        depth: u8,
    ) {
        let Some(c) = cx.analyzers.signatures.rules.get(number as usize) else { return };
        // Signatures may require each other; so many in a row nobody writes.
        if depth > 32
            || c.rule.inactive
            || self.ends[from.index()].fired(number)
            || !self.required(c, from, at_end)
            || !self.holds(cx, number, c, from)
        {
            return;
        }
        for function in &c.rule.evals {
            let data = text.as_ref().map_or(&b""[..], |(t, _)| t);
            let args = [self.state_val(cx, c, from), Val::str(data)];
            if !cx.host.evaluate(cx.queue, function, &args) {
                return;
            }
        }
        self.ends[from.index()].matches().fired.push(number);
        tags.extend(c.enables.iter().copied());
        for event in &c.events {
            self.raise(cx, c, event, from, text.as_ref());
        }
        for &(dependent, reverse) in &c.dependents {
            let side = if reverse { from.other() } else { from };
            let Some(d) = cx.analyzers.signatures.rules.get(dependent as usize) else { continue };
            let end = &self.ends[side.index()];
            let matched = end.matches.as_ref().and_then(|m| m.matched.iter().find(|m| m.0 == dependent));
            let text = match matched {
                Some((_, text)) => text.clone(),
                None if d.patterns.is_empty() && end.begun => None,
                None => continue,
            };
            self.try_rule(cx, dependent, side, text, at_end, tags, depth + 1);
        }
    }

    fn required(&self, c: &Compiled, from: Direction, at_end: bool) -> bool {
        c.requires.iter().all(|r| {
            let side = if r.reverse { from.other() } else { from };
            let fired = self.ends[side.index()].fired(r.rule);
            if r.negated { at_end && !fired } else { fired }
        })
    }

    fn holds(&self, cx: &mut Context<'_>, number: u16, c: &Compiled, from: Direction) -> bool {
        let end = &self.ends[from.index()];
        let headers = if c.looks_at_bytes {
            end.matches.as_ref().is_some_and(|m| m.by_bytes.contains(&number))
        } else {
            c.tests.iter().all(|t| t.holds(&cx.conn, from, cx.host))
        };
        let s = c.rule.states;
        let side = s.stateless
            || match from {
                Direction::Orig => s.originator || !s.responder,
                Direction::Resp => s.responder || !s.originator,
            };
        let agreed = match self.transport {
            Transport::Tcp => self.established,
            _ => self.ends.iter().all(|e| e.payload_size.is_some()),
        };
        // Before there is payload, nothing is known of its size.
        let size = u64::from(end.payload_size.unwrap_or(0));
        let sized = size > 0 && c.rule.payload_size.iter().all(|(how, n)| how.holds(size, *n));
        headers
            && side
            && (s.stateless || !s.established || agreed)
            && (!c.rule.same_ip || cx.conn.orig_addr == cx.conn.resp_addr)
            && (sized || c.rule.payload_size.is_empty())
            && (c.rule.ip_options.is_empty() || has_option(cx, &c.rule.ip_options))
    }

    /// A `signature_state`.
    fn state_val(&self, cx: &mut Context<'_>, c: &Compiled, from: Direction) -> Val {
        let Some(ty) = &cx.analyzers.signatures.state_type else { return Val::None };
        let record = Record::new(ty);
        set(&record, "sig_id", Val::str(&c.rule.name));
        set(&record, "conn", cx.host.connection_val());
        set(&record, "is_orig", Val::Bool(from.is_orig()));
        set(&record, "payload_size", Val::Count(self.ends[from.index()].payload_size.unwrap_or(0).into()));
        Val::Record(record)
    }

    fn raise(&self, cx: &mut Context<'_>, c: &Compiled, event: &Event, from: Direction, text: Option<&Text>) {
        if !cx.queue.wanted(event.id) {
            return;
        }
        let mut args = Args::from_iter([self.state_val(cx, c, from)]);
        args.extend(event.action.message.as_ref().map(Val::str));
        args.push(Val::str(text.map_or(&b""[..], |(t, _)| t)));
        if event.arity > args.len() {
            args.push(Val::Count(text.map_or(0, |(_, at)| *at as u64)));
        }
        cx.queue.push(event.id, args);
    }
}

/// The IPv4 header of the packet at hand has one of these options (RFC 791, section 3.1).
fn has_option(cx: &mut Context<'_>, wanted: &[u8]) -> bool {
    let Some(header) = cx.host.header(super::Layer::Ip) else { return false };
    let length = header.first().map_or(0, |b| usize::from(b & 0x0f) * 4);
    let mut options = header.get(20..length).unwrap_or_default();
    while let Some((&kind, rest)) = options.split_first() {
        match kind {
            0 => return false,
            _ if wanted.contains(&kind) => return true,
            1 => options = rest,
            _ => {
                let size = usize::from(rest.first().copied().unwrap_or(0)).max(2);
                options = options.get(size..).unwrap_or_default();
            }
        }
    }
    false
}
