//! The analyzers of one connection.
//!
//! A flat list of nodes, each with its parent: a tree of one analyzer costs no allocation but that of the analyzer. While an analyzer
//! runs it is taken out of its node, so it may add, remove and feed children, or have itself removed, through the same
//! [`Context`]; nodes that go away are only marked and swept when the outermost call returns.

use crate::signatures::{Content, Matcher};
use crate::{Analyzer, ConnectionState, Context, Direction, Tag};
use smallvec::SmallVec;
use zander_value::Val;

/// Deeper than this nobody is attached: protocols that carry each other could go on for ever.
const MAX_DEPTH: u8 = 12;
/// More analyzers than this a connection never gets, besides those of channels.
const MAX_NODES: usize = 64;
/// More analyzers of channels than this a connection never gets.
const MAX_CHANNELS: usize = 1024;

pub(crate) const ROOT: u16 = u16::MAX;

pub(crate) struct Node {
    /// `current_analyzer()` in scripts.
    pub id: u32,
    pub tag: Tag,
    pub parent: u16,
    pub depth: u8,
    /// Which of the parent's channels it serves; 0 when the parent has but one.
    pub channel: u64,
    pub confirmed: bool,
    pub removed: bool,
    /// Removed, and its place may be taken again.
    pub free: bool,
    /// A script has switched it off: it goes before the next delivery.
    pub leaving: bool,
    pub violations: u32,
    pub analyzer: Option<Box<dyn Analyzer>>,
}

/// What was sent so far, to be replayed to who recognises it.
#[derive(Default)]
struct Kept {
    chunks: Vec<(Direction, u32, u32)>,
    bytes: [Vec<u8>; 2],
}

impl Kept {
    fn add(&mut self, from: Direction, data: &[u8]) {
        let bytes = &mut self.bytes[from.index()];
        let start = bytes.len();
        if start == 0 {
            // Connections of one message each way are many, and keep it as long as they live.
            bytes.reserve_exact(data.len());
        }
        bytes.extend_from_slice(data);
        if self.chunks.len() < 2 {
            self.chunks.reserve_exact(1);
        }
        self.chunks.push((from, start as u32, data.len() as u32));
    }

    fn len(&self) -> usize {
        self.bytes[0].len() + self.bytes[1].len()
    }
}

/// The analyzers of one connection, and what is needed to find them.
#[derive(Default)]
pub struct Tree {
    pub(crate) nodes: SmallVec<[Node; 1]>,
    kept: Option<Box<Kept>>,
    /// Bytes and chunks of the beginning that were not kept.
    passed: (u32, u32),
    /// It is not known yet which protocol it is: what is sent is kept.
    beginning: bool,
    /// The signatures, as long as there is any use in them.
    pub(crate) matcher: Option<Box<Matcher>>,
    /// Payload is shown to signatures beyond the beginning.
    whole: bool,
    running: u16,
    /// Nothing more comes in a direction.
    ended: [bool; 2],
    /// Nobody wants the stream: delivery is one branch.
    idle: bool,
    /// Some node is leaving.
    leaving: bool,
    /// Bytes of the stream were lost.
    pub(crate) gapped: bool,
    wishes: Option<Box<Wishes>>,
}

/// What scripts asked for on a few connections.
#[derive(Default)]
struct Wishes {
    /// Tags that are forbidden.
    prevented: Vec<Tag>,
    /// Requests to analyzers that were running: carried out when those return.
    pending: Vec<(Tag, String, Direction)>,
}

/// What is handed to analyzers.
#[derive(Clone, Copy)]
pub(crate) enum Delivery<'a> {
    Stream(Direction, &'a [u8]),
    Packet(Direction, &'a [u8], usize),
    Gap(Direction, u64, u64),
    End(Direction),
    State(ConnectionState),
    Done,
}

/// What happens to a connection. While it does, its tree is in the context.
impl Tree {
    /// Decides which analyzers a new connection gets.
    pub fn start(cx: &mut Context<'_>) {
        let chosen = cx.analyzers.for_connection(&cx.conn, cx.queue.now);
        Tree::call(cx, |cx| {
            for (tag, scheduled) in chosen {
                if cx.add(ROOT, tag).is_some() && scheduled {
                    cx.raise_scheduled(tag);
                }
            }
        });
        let signatures = &cx.analyzers.signatures;
        let transport = cx.conn.resp_port.transport;
        cx.tree.matcher = Matcher::new(signatures, transport);
        if cx.tree.matcher.is_some() {
            cx.tree.beginning = true;
            cx.tree.whole = signatures.whole_streams;
            Tree::begin_matching(cx, Direction::Orig);
        }
        cx.tree.settle();
    }

    /// The next in-order bytes of a stream.
    pub fn stream(cx: &mut Context<'_>, from: Direction, data: &[u8]) {
        if cx.tree.idle || data.is_empty() {
            return;
        }
        Tree::deliver(cx, Delivery::Stream(from, data));
        if cx.tree.beginning || cx.tree.whole {
            Tree::detect(cx, from, data, false);
        }
    }

    /// A datagram of UDP or another packet protocol.
    pub fn packet(cx: &mut Context<'_>, from: Direction, data: &[u8], wire_length: usize) {
        if cx.tree.idle {
            return;
        }
        Tree::deliver(cx, Delivery::Packet(from, data, wire_length));
        if cx.tree.beginning || cx.tree.whole {
            Tree::detect(cx, from, data, true);
        }
    }

    /// `length` bytes of a stream that were never seen, the first of which is number `offset` from 0 on. Detection ends
    /// here: what follows is not the beginning any more.
    pub fn gap(cx: &mut Context<'_>, from: Direction, offset: u64, length: u64) {
        Tree::end_beginning(cx);
        cx.tree.gapped = true;
        cx.tree.whole = false;
        if !cx.tree.idle {
            Tree::deliver(cx, Delivery::Gap(from, offset, length));
        }
        cx.tree.settle();
    }

    /// One side sends nothing more.
    pub fn end_of_data(cx: &mut Context<'_>, from: Direction) {
        Tree::deliver(cx, Delivery::End(from));
        cx.tree.ended[from.index()] = true;
        if cx.tree.ended == [true; 2] {
            // The connection is kept for some seconds yet, what was kept to find out its protocol need not be.
            Tree::end_beginning(cx);
            cx.tree.settle();
        }
    }

    /// The connection was established, finished, reset.
    pub fn connection_state(cx: &mut Context<'_>, state: ConnectionState) {
        if let Some(m) = &mut cx.tree.matcher {
            match state {
                ConnectionState::Established => {
                    m.established = true;
                    Tree::begin_matching(cx, Direction::Resp);
                }
                ConnectionState::Finished | ConnectionState::Reset => m.established = false,
                ConnectionState::Partial => {}
            }
        }
        Tree::deliver(cx, Delivery::State(state));
    }

    /// The connection ends: the last call of every analyzer, children first.
    pub fn done(cx: &mut Context<'_>) {
        (cx.tree.beginning, cx.tree.kept) = (false, None);
        Tree::deliver(cx, Delivery::Done);
        if let Some(mut m) = cx.tree.matcher.take() {
            Tree::call(cx, |cx| m.end(cx));
        }
        cx.tree.nodes.clear();
        cx.tree.idle = true;
    }

    /// Shows signatures a text as if an analyzer had found it. `first`: it begins a text; `last`: it ends it.
    pub fn match_content(
        cx: &mut Context<'_>,
        content: Content,
        from: Direction,
        text: &[u8],
        first: bool,
        last: bool,
    ) {
        if cx.tree.matcher.is_none() {
            cx.tree.matcher = Matcher::new(&cx.analyzers.signatures, cx.conn.resp_port.transport);
        }
        Tree::call(cx, |cx| cx.match_content(content, from, text, first, last));
    }

    /// Attaches an analyzer to the connection, as a script or the engine wishes. Its id, unless there is one already
    /// or it is forbidden.
    pub fn add(cx: &mut Context<'_>, tag: Tag) -> Option<u32> {
        let id = Tree::call(cx, |cx| cx.add(ROOT, tag));
        cx.tree.idle = false;
        id
    }

    /// Hands a script's request with a value to the analyzer with this id ([`Analyzer::configure`]). False when there is
    /// none, or it did not understand.
    pub fn configure(cx: &mut Context<'_>, id: u32, name: &str, value: &Val) -> bool {
        let Some(place) = cx.tree.nodes.iter().position(|n| n.id == id && !n.removed && !n.leaving) else {
            return false;
        };
        let mut understood = false;
        Tree::call(cx, |cx| cx.run(place as u16, |a, cx| understood = a.configure(cx, name, value)));
        understood
    }

    fn deliver(cx: &mut Context<'_>, what: Delivery<'_>) {
        let is_data = matches!(what, Delivery::Stream(..) | Delivery::Packet(..) | Delivery::Gap(..));
        if is_data && std::mem::take(&mut cx.tree.leaving) {
            Tree::call(cx, |cx| {
                for place in 0..cx.tree.nodes.len() {
                    if cx.tree.nodes.get(place).is_some_and(|n| n.leaving && !n.removed) {
                        cx.remove_node(place as u16);
                    }
                }
            });
        }
        Tree::call(cx, |cx| cx.deliver_to_children(ROOT, what));
    }

    /// Makes a call in which analyzers may run; when it is the outermost one, removed nodes are forgotten behind it.
    fn call<R>(cx: &mut Context<'_>, f: impl FnOnce(&mut Context<'_>) -> R) -> R {
        cx.tree.running += 1;
        let result = f(cx);
        cx.tree.running -= 1;
        if cx.tree.running == 0 {
            cx.tree.sweep();
        }
        result
    }

    /// The beginning is over: nobody is attached late any more.
    fn end_beginning(cx: &mut Context<'_>) {
        (cx.tree.beginning, cx.tree.kept) = (false, None);
        if !cx.analyzers.signatures.lasts(cx.conn.resp_port.transport) {
            cx.tree.matcher = None;
        }
    }

    /// The first packet of one side.
    fn begin_matching(cx: &mut Context<'_>, from: Direction) {
        let Some(mut m) = cx.tree.matcher.take() else { return };
        Tree::call(cx, |cx| {
            for tag in m.begin(cx, from) {
                cx.add(ROOT, tag);
            }
        });
        cx.tree.matcher = Some(m);
    }

    /// Shows payload to the signatures; attaches who recognises it and replays what was seen so far.
    fn detect(cx: &mut Context<'_>, from: Direction, data: &[u8], packets: bool) {
        let Some(mut m) = cx.tree.matcher.take() else { return };
        let at_beginning = cx.tree.beginning;
        let tags = Tree::call(cx, |cx| m.payload(cx, from, data));
        let hopeless = m.is_hopeless(&cx.analyzers.signatures);
        cx.tree.matcher = Some(m);
        let kept = cx.tree.kept.take();
        for tag in tags {
            if cx.tree.find(tag).is_some() {
                continue;
            }
            if !at_beginning {
                // It cannot make sense of a stream without its beginning.
                cx.raise_late_match(tag);
                cx.tree.whole &= !cx.analyzers.stop_after_late_match;
                continue;
            }
            Tree::call(cx, |cx| {
                let added = cx.add(ROOT, tag)?;
                let place = cx.tree.nodes.iter().position(|n| n.id == added)? as u16;
                for &(dir, at, len) in kept.iter().flat_map(|k| &k.chunks) {
                    let chunk = at as usize..at as usize + len as usize;
                    let bytes =
                        kept.as_ref().and_then(|k| k.bytes[dir.index()].get(chunk)).unwrap_or_default();
                    cx.deliver_to(place, as_delivery(packets, dir, bytes));
                }
                cx.deliver_to(place, as_delivery(packets, from, data));
                Some(added)
            });
        }
        if at_beginning {
            let (held, chunks) = kept.as_ref().map_or((0, 0), |k| (k.len(), k.chunks.len()));
            let limits = &cx.analyzers.limits;
            let (bytes, chunks) =
                (held + cx.tree.passed.0 as usize + data.len(), chunks + cx.tree.passed.1 as usize + 1);
            // Datagrams that somebody has made sense of need not be shown to others.
            let understood = packets && cx.tree.nodes.iter().any(|n| n.parent == ROOT && n.confirmed);
            if hopeless || bytes > limits.buffer || chunks > limits.packets {
                Tree::end_beginning(cx);
            } else if understood {
                cx.tree.passed = (bytes as u32, chunks as u32);
            } else {
                let mut kept = kept.unwrap_or_default();
                kept.add(from, data);
                cx.tree.kept = Some(kept);
            }
        }
        cx.tree.settle();
    }
}

impl Tree {
    /// Originator and responder were exchanged.
    pub fn flip_roles(&mut self) {
        self.ended.swap(0, 1);
        for node in &mut self.nodes {
            if let Some(a) = &mut node.analyzer {
                a.flip_roles();
            }
        }
        if let Some(kept) = &mut self.kept {
            kept.bytes.swap(0, 1);
            kept.chunks.iter_mut().for_each(|c| c.0 = c.0.other());
        }
        if let Some(m) = &mut self.matcher {
            m.flip();
        }
    }

    /// Removes an analyzer by its id, as `disable_analyzer` does; `prevent` keeps its kind off the connection from now
    /// on. It is fed nothing more, and its last call is made before the next delivery. False when there is none.
    pub fn remove(&mut self, id: u32, prevent: bool) -> bool {
        let Some(node) = self.nodes.iter_mut().find(|n| n.id == id && !n.removed && !n.leaving) else {
            return false;
        };
        node.leaving = true;
        self.leaving = true;
        if prevent {
            self.wishes.get_or_insert_default().prevented.push(node.tag);
        }
        true
    }

    /// The id of the analyzer of this kind.
    pub fn find(&self, tag: Tag) -> Option<u32> {
        self.nodes.iter().find(|n| n.tag == tag && !n.removed && !n.leaving).map(|n| n.id)
    }

    /// The kind of the analyzer with this id.
    pub fn tag_of(&self, id: u32) -> Option<Tag> {
        self.nodes.iter().find(|n| n.id == id && !n.removed && !n.leaving).map(|n| n.tag)
    }

    /// Hands a script's request to the analyzers of a kind ([`Analyzer::command`]). False when nobody understood.
    pub fn command(&mut self, tag: Tag, name: &str, from: Direction) -> bool {
        let mut understood = false;
        for node in self.nodes.iter_mut().filter(|n| n.tag == tag && !n.removed) {
            match &mut node.analyzer {
                Some(a) => understood |= a.command(name, from),
                None => {
                    let pending = &mut self.wishes.get_or_insert_default().pending;
                    if pending.len() < MAX_NODES {
                        pending.push((tag, name.to_owned(), from));
                        understood = true;
                    }
                }
            }
        }
        understood
    }

    /// True when nobody takes anything any more and nobody is looked for.
    pub fn is_idle(&self) -> bool {
        self.idle
    }

    pub(crate) fn prevented(&self, tag: Tag) -> bool {
        self.wishes.as_ref().is_some_and(|wishes| wishes.prevented.contains(&tag))
    }

    /// Forgets removed nodes. Places of the others stay, since children name their parent by place.
    fn sweep(&mut self) {
        while self.nodes.last().is_some_and(|n| n.removed) {
            self.nodes.pop();
        }
        self.nodes.iter_mut().for_each(|n| n.free = n.removed);
        self.settle();
    }

    fn settle(&mut self) {
        self.idle = !self.beginning && !self.whole && self.nodes.iter().all(|n| n.removed);
    }
}

fn as_delivery(packets: bool, from: Direction, data: &[u8]) -> Delivery<'_> {
    if packets { Delivery::Packet(from, data, data.len()) } else { Delivery::Stream(from, data) }
}

impl Context<'_> {
    /// Puts a new analyzer under a parent.
    pub(crate) fn add(&mut self, parent: u16, tag: Tag) -> Option<u32> {
        let place = self.add_channel(parent, tag, 0)?;
        self.tree.nodes.get(place as usize).map(|n| n.id)
    }

    /// Puts a new analyzer under a parent for one of its channels; its place.
    fn add_channel(&mut self, parent: u16, tag: Tag, channel: u64) -> Option<u16> {
        let depth = match self.tree.nodes.get(parent as usize) {
            Some(p) => p.depth + 1,
            None => 0,
        };
        let limit = if channel == 0 { MAX_NODES } else { MAX_CHANNELS };
        let alike = self.tree.nodes.iter().filter(|n| (n.channel == 0) == (channel == 0) && !n.removed);
        if self.child(parent, tag, channel).is_some()
            || depth > MAX_DEPTH
            || alike.count() >= limit
            || self.tree.prevented(tag)
            || !self.analyzers.enabled(tag)
        {
            return None;
        }
        let (id, analyzer) = self.analyzers.create(tag)?;
        let node = Node {
            id,
            tag,
            parent,
            depth,
            channel,
            confirmed: false,
            removed: false,
            free: false,
            leaving: false,
            violations: 0,
            analyzer: Some(analyzer),
        };
        let place = match (0..).zip(&mut self.tree.nodes).find(|(_, n)| n.free) {
            Some((place, old)) => {
                *old = node;
                place
            }
            None => {
                let place = u16::try_from(self.tree.nodes.len()).ok().filter(|p| *p != ROOT)?;
                self.tree.nodes.push(node);
                place
            }
        };
        self.run(place, |a, cx| a.start(cx));
        Some(place)
    }

    /// The place of a parent's analyzer of a kind for a channel.
    fn child(&self, parent: u16, tag: Tag, channel: u64) -> Option<u16> {
        let wanted =
            |n: &Node| n.parent == parent && n.tag == tag && n.channel == channel && !n.removed && !n.leaving;
        self.tree.nodes.iter().position(wanted).map(|p| p as u16)
    }

    /// Hands data to the child of this kind that serves this channel of the running protocol; attaches it when there is
    /// none. False when there may be none.
    pub(crate) fn deliver_to_channel(&mut self, tag: Tag, channel: u64, what: Delivery<'_>) -> bool {
        let parent = self.node;
        let child = self.child(parent, tag, channel).or_else(|| self.add_channel(parent, tag, channel));
        child.inspect(|place| self.deliver_to(*place, what)).is_some()
    }

    /// Removes the child of this kind that serves this channel of the running protocol.
    pub(crate) fn remove_channel_node(&mut self, tag: Tag, channel: u64) {
        if let Some(place) = self.child(self.node, tag, channel) {
            self.remove_node(place);
        }
    }

    /// A new child of the running analyzer, by its place.
    pub(crate) fn add_child_place(&mut self, tag: Tag) -> Option<u16> {
        let id = self.add(self.node, tag)?;
        self.tree.nodes.iter().position(|n| n.id == id).map(|p| p as u16)
    }

    /// Stream bytes for one analyzer only.
    pub(crate) fn stream_to(&mut self, place: u16, from: Direction, data: &[u8]) {
        self.deliver_to(place, Delivery::Stream(from, data));
    }

    pub(crate) fn deliver_to_children(&mut self, parent: u16, what: Delivery<'_>) {
        // Children added by this very delivery are not fed it: whoever adds them decides what they see.
        let count = self.tree.nodes.len();
        for place in 0..count {
            match self.tree.nodes.get(place) {
                Some(n) if n.parent == parent && !n.removed => self.deliver_to(place as u16, what),
                _ => {}
            }
        }
    }

    pub(crate) fn deliver_to(&mut self, place: u16, what: Delivery<'_>) {
        if let Delivery::Done | Delivery::State(_) = what {
            self.deliver_to_children(place, what);
        }
        let is_packet = matches!(what, Delivery::Packet(..));
        let outer = self.whole_message;
        self.whole_message |= is_packet;
        self.run(place, |a, cx| match what {
            Delivery::Stream(from, data) => a.stream(cx, from, data),
            Delivery::Packet(from, data, length) => a.packet(cx, from, data, length),
            Delivery::Gap(from, offset, length) => a.gap(cx, from, offset, length),
            Delivery::End(from) => a.end_of_data(cx, from),
            Delivery::State(state) => a.connection_state(cx, state),
            Delivery::Done => a.done(cx),
        });
        self.whole_message = outer;
    }

    /// Calls an analyzer that is taken out of its node meanwhile; one that is running already is not called again.
    fn run(&mut self, place: u16, f: impl FnOnce(&mut dyn Analyzer, &mut Context<'_>)) {
        let Some(node) = self.tree.nodes.get_mut(place as usize) else { return };
        let Some(mut analyzer) = node.analyzer.take() else { return };
        let outer = (self.node, self.queue.analyzer);
        self.node = place;
        self.queue.analyzer = node.id;
        f(&mut *analyzer, self);
        if let Some(wishes) = &mut self.tree.wishes
            && let Some(tag) = self.tree.nodes.get(place as usize).map(|n| n.tag)
        {
            wishes.pending.retain(|(to, name, from)| {
                *to != tag || {
                    analyzer.command(name, *from);
                    false
                }
            });
        }
        let removed = self.tree.nodes.get(place as usize).is_none_or(|n| n.removed);
        if removed {
            analyzer.done(self);
        }
        (self.node, self.queue.analyzer) = outer;
        match self.tree.nodes.get_mut(place as usize) {
            Some(node) if !removed => node.analyzer = Some(analyzer),
            _ => {}
        }
    }

    /// Marks a node and all below it as removed; their last call is made here, or when they return if they run.
    pub(crate) fn remove_node(&mut self, place: u16) {
        let Some(node) = self.tree.nodes.get_mut(place as usize) else { return };
        if std::mem::replace(&mut node.removed, true) {
            return;
        }
        for child in 0..self.tree.nodes.len() {
            if self.tree.nodes.get(child).is_some_and(|n| n.parent == place && !n.removed) {
                self.remove_node(child as u16);
            }
        }
        // `run` sees the mark and makes the last call.
        self.run(place, |_, _| {});
    }
}
