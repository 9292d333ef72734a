//! What an analyzer may touch during a call.

use crate::files::Files;
use crate::signatures::Content;
use crate::tree::{Delivery, ROOT};
use crate::{Analyzers, ConnInfo, ConnectionState, Direction, Emitter, Expected, Host, Tag, Tree};
use std::rc::Rc;
use zander_event::{Args, EventId, Queue};
use zander_value::{Record, Transport, Val};

/// What an analyzer may touch during a call. The engine makes one for each packet with [`Context::new`].
pub struct Context<'a> {
    /// Where events go. Its `now` is network time in seconds.
    pub queue: &'a mut Queue,
    /// All analyzers there are.
    pub analyzers: &'a Analyzers,
    /// File analysis.
    pub files: &'a Files,
    /// The connection.
    pub conn: ConnInfo,
    /// The engine.
    pub host: &'a mut dyn Host,
    /// The analyzers of the connection.
    pub tree: Tree,
    pub(crate) node: u16,
    /// What is delivered is a message that another protocol has cut out of the stream.
    pub(crate) whole_message: bool,
}

impl<'a> Context<'a> {
    /// A context for a connection's packet, and the connection's analyzers, which are to be put back behind it.
    pub fn new(
        queue: &'a mut Queue,
        analyzers: &'a Analyzers,
        files: &'a Files,
        conn: ConnInfo,
        host: &'a mut dyn Host,
        tree: Tree,
    ) -> Context<'a> {
        Context { queue, analyzers, files, conn, host, tree, node: ROOT, whole_message: false }
    }

    /// Network time in seconds.
    #[inline]
    pub fn now(&self) -> f64 {
        self.queue.now
    }

    /// Name of the analyzer that runs, e.g. `DNS`.
    pub fn name(&self) -> &'static str {
        self.tag().map_or("", |t| self.analyzers.name(t))
    }

    /// The id of the analyzer that runs, as scripts know it (`current_analyzer`).
    pub fn id(&self) -> u32 {
        self.tree.nodes.get(self.node as usize).map_or(0, |n| n.id)
    }

    /// The analyzer that runs.
    pub fn tag(&self) -> Option<Tag> {
        self.tree.nodes.get(self.node as usize).map(|n| n.tag)
    }

    /// Reports something odd; `name` is that of `weirds.tsv`-style names such as `DNS_label_too_long`.
    pub fn weird(&mut self, name: &str, addl: impl AsRef<[u8]>) {
        let source = self.name();
        self.host.weird(self.queue, name, addl.as_ref(), source);
    }

    /// As [`Context::weird`] in the name of a part that the analyzer uses, such as `ZIP`.
    pub fn weird_from(&mut self, source: &str, name: &str, addl: impl AsRef<[u8]>) {
        self.host.weird(self.queue, name, addl.as_ref(), source);
    }

    /// Reports something odd about an encoding, which by its name concerns no connection.
    pub fn net_weird(&mut self, name: &str, addl: impl AsRef<[u8]>) {
        self.host.net_weird(self.queue, name, addl.as_ref());
    }

    /// As [`Context::weird`], for a limit that cuts analysis short: the connection's history tells of it, too. `max` is the
    /// limit that `n` exceeds; 0 when there is nothing to say.
    pub fn limit_weird(&mut self, name: &str, n: u64, max: u64) {
        self.host.note_limit();
        let addl = if max > 0 { format!("{n} > {max}") } else { n.to_string() };
        self.weird(name, addl);
    }

    /// Raises `udp_session_done`: what protocols over UDP that know sessions tell when one is over.
    pub fn session_done(&mut self) {
        let event = self.analyzers.session_done;
        if self.queue.wanted(event) {
            let c = self.host.connection_val();
            self.queue.push(event, Args::from_iter([c]));
        }
    }

    /// The analyzer is sure of its protocol. Only the first call raises `analyzer_confirmation_info`.
    pub fn confirm(&mut self) {
        if let Some(tag) = self.tag() {
            self.confirm_as(tag);
        }
    }

    /// As [`Context::confirm`], in the name of a protocol that this analyzer speaks as a dialect.
    pub fn confirm_as(&mut self, tag: Tag) {
        let Some(node) = self.tree.nodes.get_mut(self.node as usize) else { return };
        if std::mem::replace(&mut node.confirmed, true) {
            return;
        }
        let id = node.id;
        let (Some(item), event) = (self.analyzers.item(tag).cloned(), self.analyzers.confirmation) else {
            return;
        };
        if !self.queue.wanted(event) {
            return;
        }
        let info = Record::new(&self.analyzers.confirmation_type);
        set(&info, "c", self.host.connection_val());
        set(&info, "aid", Val::Count(id.into()));
        self.queue.push(event, Args::from_iter([Val::Enum(item), Val::Record(info)]));
    }

    /// True when the running analyzer has confirmed its protocol.
    pub fn confirmed(&self) -> bool {
        self.tree.nodes.get(self.node as usize).is_some_and(|n| n.confirmed)
    }

    /// The analyzer cannot be right about its protocol: raises `analyzer_violation_info`. `data` are the bytes in
    /// question, empty for none. An analyzer that violates too often is removed. Of a stream whose beginning or another part
    /// is missing nothing can be said, so it never violates.
    pub fn violation(&mut self, reason: impl AsRef<[u8]>, data: &[u8]) {
        let is_stream = self.conn.resp_port.transport == Transport::Tcp && !self.whole_message;
        if is_stream && (self.conn.partial || self.tree.gapped) {
            return;
        }
        let Some(node) = self.tree.nodes.get_mut(self.node as usize) else { return };
        node.violations = node.violations.saturating_add(1);
        let (id, tag, count) = (node.id, node.tag, node.violations);
        let limit = self.analyzers.limits.violations;
        if count > limit {
            if count == limit.saturating_add(1) {
                self.weird("too_many_analyzer_violations", "");
                self.remove_self();
            }
            return;
        }
        let (Some(item), event) = (self.analyzers.item(tag).cloned(), self.analyzers.violation) else {
            return;
        };
        if !self.queue.wanted(event) {
            return;
        }
        let info = Record::new(&self.analyzers.violation_type);
        set(&info, "reason", Val::str(reason));
        set(&info, "c", self.host.connection_val());
        set(&info, "aid", Val::Count(id.into()));
        if !data.is_empty() {
            set(&info, "data", Val::str(data));
        }
        self.queue.push(event, Args::from_iter([Val::Enum(item), Val::Record(info)]));
    }

    /// Attaches a child to the running analyzer. `false` when it has one of that kind or may not have it.
    pub fn add_child(&mut self, tag: Tag) -> bool {
        let parent = self.node;
        self.add(parent, tag).is_some()
    }

    /// As [`Context::add_child`] by name, e.g. `SSL`; `false` when this engine has no such analyzer.
    pub fn add_child_named(&mut self, name: &str) -> bool {
        self.analyzers.by_name(name).is_some_and(|tag| self.add_child(tag))
    }

    /// True when the running analyzer has a child.
    pub fn has_children(&self) -> bool {
        self.tree.nodes.iter().any(|n| n.parent == self.node && !n.removed)
    }

    /// Hands stream bytes to the children.
    pub fn forward_stream(&mut self, from: Direction, data: &[u8]) {
        self.deliver_to_children(self.node, Delivery::Stream(from, data));
    }

    /// Hands a datagram to the children.
    pub fn forward_packet(&mut self, from: Direction, data: &[u8]) {
        self.deliver_to_children(self.node, Delivery::Packet(from, data, data.len()));
    }

    /// Tells the children of a gap in their stream.
    pub fn forward_gap(&mut self, from: Direction, offset: u64, length: u64) {
        self.deliver_to_children(self.node, Delivery::Gap(from, offset, length));
    }

    /// Tells the children that one side is done.
    pub fn forward_end(&mut self, from: Direction) {
        self.deliver_to_children(self.node, Delivery::End(from));
    }

    /// Tells the children about the connection below them.
    pub fn forward_state(&mut self, state: ConnectionState) {
        self.deliver_to_children(self.node, Delivery::State(state));
    }

    /// Hands stream bytes to the child of this kind alone, which is attached when there is none. A protocol that carries
    /// several streams at once numbers them; each number has a child of its own, which finds it in [`Context::channel`].
    /// 0 stands for the only one. False when there is no such analyzer or it may not be had.
    pub fn channel_stream(&mut self, name: &str, channel: u64, from: Direction, data: &[u8]) -> bool {
        let Some(tag) = self.analyzers.by_name(name) else { return false };
        self.deliver_to_channel(tag, channel, Delivery::Stream(from, data))
    }

    /// As [`Context::channel_stream`], for a message that is whole.
    pub fn channel_packet(&mut self, name: &str, channel: u64, from: Direction, data: &[u8]) -> bool {
        let Some(tag) = self.analyzers.by_name(name) else { return false };
        self.deliver_to_channel(tag, channel, Delivery::Packet(from, data, data.len()))
    }

    /// Removes the child of this kind and channel.
    pub fn end_channel(&mut self, name: &str, channel: u64) {
        if let Some(tag) = self.analyzers.by_name(name) {
            self.remove_channel_node(tag, channel);
        }
    }

    /// Which of its parent's channels the running analyzer serves; 0 for the only one.
    pub fn channel(&self) -> u64 {
        self.tree.nodes.get(self.node as usize).map_or(0, |n| n.channel)
    }

    /// Removes the children of the running analyzer.
    pub fn remove_children(&mut self) {
        for place in 0..self.tree.nodes.len() {
            if self.tree.nodes.get(place).is_some_and(|n| n.parent == self.node && !n.removed) {
                self.remove_node(place as u16);
            }
        }
    }

    /// The running analyzer wants no more; its `done` is called when it returns.
    pub fn remove_self(&mut self) {
        let place = self.node;
        self.remove_node(place);
    }

    /// Hands the rest of the connection to the detection by signatures below the running analyzer: for tunnels such as
    /// CONNECT and SOCKS whose content is anything.
    pub fn detect_children(&mut self) -> bool {
        self.add_child_named("PIA_TCP")
    }

    /// Announces a connection that the running protocol arranges, such as FTP data.
    pub fn expect(&self, e: Expected) {
        self.analyzers.expect(e);
    }

    /// Originator and responder were taken for each other: exchanges them for the engine and for every analyzer of the
    /// connection. The caller exchanges its own state itself.
    pub fn flip_roles(&mut self) {
        self.conn.flip();
        self.host.flip_roles();
        self.tree.flip_roles();
        // TCP turns the roles when the packet has been dealt with, and tells then.
        let event = self.analyzers.flipped;
        if self.conn.resp_port.transport != Transport::Tcp && self.queue.wanted(event) {
            let c = self.host.connection_val();
            self.queue.push(event, Args::from_iter([c]));
        }
    }

    /// Shows signatures what the running analyzer has found. `first`: `data` begins a text; `last`: it ends it.
    #[inline]
    pub fn match_content(&mut self, content: Content, from: Direction, data: &[u8], first: bool, last: bool) {
        if self.analyzers.signatures.uses(content) {
            self.match_found(content, from, data, first, last);
        }
    }

    fn match_found(&mut self, content: Content, from: Direction, data: &[u8], first: bool, last: bool) {
        let Some(mut matcher) = self.tree.matcher.take() else { return };
        let tags = matcher.content(self, content, from, data, first, last);
        self.tree.matcher = Some(matcher);
        for tag in tags {
            self.add(ROOT, tag);
        }
    }

    /// Tells that an analyzer was scheduled for the connection.
    pub(crate) fn raise_scheduled(&mut self, tag: Tag) {
        self.raise_of_analyzer(self.analyzers.scheduled, tag);
    }

    /// Tells that a signature would have attached an analyzer while its stream began.
    pub(crate) fn raise_late_match(&mut self, tag: Tag) {
        self.raise_of_analyzer(self.analyzers.late_match, tag);
    }

    fn raise_of_analyzer(&mut self, event: EventId, tag: Tag) {
        if !self.queue.wanted(event) {
            return;
        }
        if let Some(item) = self.analyzers.item(tag).cloned() {
            let c = self.host.connection_val();
            self.queue.push(event, Args::from_iter([c, Val::Enum(item)]));
        }
    }
}

/// Sets a field by name: for records that are made rarely.
pub(crate) fn set(record: &Rc<Record>, field: &str, v: Val) {
    if let Some(slot) = record.ty.slot(field) {
        record.set(slot, v);
    }
}

impl Emitter for Context<'_> {
    #[inline]
    fn queue(&mut self) -> &mut Queue {
        self.queue
    }

    fn connection_val(&mut self) -> Val {
        self.host.connection_val()
    }
}
