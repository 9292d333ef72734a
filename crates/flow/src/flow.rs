//! The table of connections at work: packets in, timers, removal.

use crate::config::Config;
use crate::connection::{ConnId, Connection, Direction, Life, Transport};
use crate::handler::{ConnectionEvent, Handler};
use crate::history::History;
use crate::holders::Holders;
use crate::key::FlowKey;
use crate::packet::{carry_out, new_connection, packet, roles};
use crate::reassembly;
use crate::segment::{Segment, TcpHeader, TransportHeader};
use crate::stats::{EndpointCensus, Stats};
use crate::table::Table;
use crate::tcp;
use crate::tcp::close::{self, Verdict};
use crate::timer::TimerWheel;
use std::net::{IpAddr, Ipv4Addr};

/// What a connection's timer is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Alarm {
    /// TCP: look whether it is over.
    Expire,
    /// TCP: the SYN had no answer.
    Attempt,
    /// TCP: a RST followed a FIN.
    Reset,
    /// TCP: one side was only seen closing.
    PartialClose,
    /// TCP: closed long enough.
    Delete,
    Inactivity,
    /// An analyzer's own timeout.
    Session,
    StatusUpdate,
}

/// An entry of the timer wheel, in twelve bytes: there are several for each connection.
#[derive(Clone, Copy, Debug)]
struct Timer {
    low: u32,
    high: u32,
    /// `None` for the engine's own timers, whose token the two words hold; else they hold a connection's id.
    alarm: Option<Alarm>,
    epoch: u8,
}

impl Timer {
    fn token(token: u64) -> Timer {
        Timer { low: token as u32, high: (token >> 32) as u32, alarm: None, epoch: 0 }
    }

    fn conn(id: ConnId, alarm: Alarm, epoch: u8) -> Timer {
        Timer { low: id.slot, high: id.generation, alarm: Some(alarm), epoch }
    }
}

/// So many timers for each connection are tolerated before those of connections that are gone are looked for. A live one
/// has five at most.
const VOID_TIMERS: usize = 8;

/// By which a connection's timer is told from those that were set before it for the same purpose, and count no more.
fn epoch_of<P>(conn: &Connection<P>, alarm: Alarm) -> u8 {
    match alarm {
        Alarm::Inactivity => conn.inactivity_epoch,
        Alarm::StatusUpdate | Alarm::Session => 0,
        _ => conn.tcp_epoch,
    }
}

/// What the parts of this layer share while a packet or timer is handled.
pub(crate) struct Context<'a, H> {
    pub config: &'a Config,
    pub stats: &'a mut Stats,
    timers: &'a mut TimerWheel<Timer>,
    pub holders: &'a mut Holders,
    pub handler: &'a mut H,
    /// The time that never goes back.
    pub now: f64,
}

impl<H> Context<'_, H> {
    /// Sets a timer.
    pub fn alarm<P>(&mut self, conn: &Connection<P>, alarm: Alarm, at: f64) {
        let epoch = epoch_of(conn, alarm);
        if conn.life == Life::Live {
            self.timers.add(at, Timer::conn(conn.id, alarm, epoch));
        }
    }

    /// Changes the inactivity timeout; 0 is none.
    pub fn set_inactivity_timeout<P>(&mut self, conn: &mut Connection<P>, seconds: f64) {
        if seconds == conn.inactivity_timeout {
            return;
        }
        // A timer that comes too early finds that out and is set anew; so a longer timeout needs no other.
        if conn.inactivity_timeout == 0.0 || seconds < conn.inactivity_timeout {
            conn.inactivity_epoch = conn.inactivity_epoch.wrapping_add(1);
            if seconds != 0.0 {
                self.alarm(conn, Alarm::Inactivity, conn.last_time + seconds);
            }
        }
        conn.inactivity_timeout = seconds;
    }

    /// Begins `connection_status_update`, if wanted.
    pub fn start_status_updates<P>(&mut self, conn: &mut Connection<P>) {
        let interval = self.config.connection_status_update_interval;
        if !conn.status_timer && self.config.want_connection_status_update && interval != 0.0 {
            conn.status_timer = true;
            self.alarm(conn, Alarm::StatusUpdate, self.now + interval);
        }
    }
}

/// Where a packet went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Located {
    pub id: ConnId,
    pub direction: Direction,
    /// The packet began the connection.
    pub is_new: bool,
}

/// The time before the first packet: captures whose clock starts at zero begin here, as in the reference.
const START: f64 = 1.0;

/// Seconds by which an analyzer's timeout may come early, so that an exchange that ends soon after it began needs no second
/// look.
const SESSION_SLACK: f64 = 1.0;

/// All connections, their timers and their counters.
///
/// For every packet: [`Flow::advance`] to its time, then, if it is IP, [`Flow::process`]; then, when the events that
/// came of it have been handled, [`Flow::settle`] for connections whose setters were called meanwhile, and
/// [`Flow::reap`]. At the end of input, [`Flow::finish`].
#[derive(Debug)]
pub struct Flow<P> {
    table: Table<P>,
    timers: TimerWheel<Timer>,
    config: Config,
    stats: Stats,
    holders: Holders,
    now: f64,
    shed_hint: usize,
    ending: Option<Ending>,
}

/// What is still to be done at the end of input.
#[derive(Debug)]
struct Ending {
    timers: std::vec::IntoIter<(f64, Timer)>,
    /// Slots of connections, once the timers have fired.
    slots: Option<std::vec::IntoIter<u32>>,
}

/// Whether a timer brings something to light that is told at the end of input, too.
fn fires_at_end(alarm: Option<Alarm>) -> bool {
    matches!(alarm, None | Some(Alarm::Attempt | Alarm::Reset | Alarm::Session))
}

impl<P: Default> Flow<P> {
    pub fn new(config: Config) -> Self {
        Flow {
            table: Table::new(config.hash_seed),
            timers: TimerWheel::default(),
            config,
            stats: Stats::default(),
            holders: Holders::default(),
            now: START,
            shed_hint: 0,
            ending: None,
        }
    }

    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Options may change while running; the hash seed may not.
    pub fn config_mut(&mut self) -> &mut Config {
        &mut self.config
    }

    pub fn stats(&self) -> &Stats {
        &self.stats
    }

    /// The latest time seen, in seconds since the epoch.
    pub fn now(&self) -> f64 {
        self.now
    }

    /// Connections in the table.
    pub fn len(&self) -> usize {
        self.table.len()
    }

    pub fn is_empty(&self) -> bool {
        self.table.len() == 0
    }

    /// A connection by its id, until it has been reaped.
    pub fn get(&self, id: ConnId) -> Option<&Connection<P>> {
        self.table.get(id)
    }

    pub fn get_mut(&mut self, id: ConnId) -> Option<&mut Connection<P>> {
        self.table.get_mut(id)
    }

    /// The live connection of a tuple, in whichever direction it is given.
    pub fn find(&self, key: &FlowKey) -> Option<ConnId> {
        self.table.find(key).and_then(|slot| self.table.at(slot)).map(|c| c.id)
    }

    /// Ids of all live connections, oldest first.
    pub fn ids(&self) -> Vec<ConnId> {
        self.table.live().into_iter().filter_map(|slot| self.table.at(slot)).map(|c| c.id).collect()
    }

    /// How many TCP connections are in which pair of states. Looks at all of them.
    pub fn tcp_census(&self) -> EndpointCensus {
        let mut census = EndpointCensus::default();
        for conn in self.table.live().into_iter().filter_map(|slot| self.table.at(slot)) {
            if conn.transport == Transport::Tcp
                && let Some(row) = census.get_mut(conn.ends.orig.state as usize)
                && let Some(count) = row.get_mut(conn.ends.resp.state as usize)
            {
                *count += 1;
            }
        }
        census
    }

    /// Adds a timer of the engine's own, told by [`Handler::timer`], in order with those of connections.
    pub fn schedule(&mut self, at: f64, token: u64) {
        self.timers.add(at, Timer::token(token));
    }

    /// How many timers wait.
    pub fn timers(&self) -> usize {
        self.timers.len()
    }

    /// How many timers waited at most, and how many there have been.
    pub fn timer_totals(&self) -> (usize, u64) {
        (self.timers.most, self.timers.added)
    }

    /// When the next timer is due. Not for the packet path.
    pub fn next_timer(&self) -> Option<f64> {
        self.timers.next_time()
    }

    /// Takes note of the time. True when timers may be due by then: [`Flow::advance`] looks.
    #[inline]
    pub fn pass(&mut self, time: f64) -> bool {
        if time > self.now {
            self.now = time;
        }
        self.timers.may_be_due(self.now)
    }

    /// Takes note of the time and handles timers that are due, at most [`Config::max_timer_expires`] of them. Gives
    /// how many were handled; the rest waits for the next call.
    pub fn advance<H: Handler<P>>(&mut self, time: f64, handler: &mut H) -> u32 {
        if time > self.now {
            self.now = time;
        }
        let limit = match self.config.max_timer_expires {
            0 => u32::MAX,
            limit => limit,
        };
        let mut count = 0;
        while count < limit
            && let Some((_, timer)) = self.timers.pop_due(self.now)
        {
            count += 1;
            self.fire(timer, false, handler);
        }
        count
    }

    fn fire<H: Handler<P>>(&mut self, timer: Timer, at_end: bool, handler: &mut H) {
        let now = self.now;
        let Timer { low, high, alarm, epoch } = timer;
        let id = ConnId { slot: low, generation: high };
        let Some(alarm) = alarm else { return handler.timer(id.to_bits(), now, at_end) };
        let Flow { table, timers, config, stats, holders, .. } = self;
        let Some(conn) = table.get_mut(id).filter(|c| c.life == Life::Live) else { return };
        let cx = &mut Context { config, stats, timers, holders, handler, now };
        let current = epoch_of(conn, alarm);
        if epoch != current {
            return;
        }
        let verdict = match alarm {
            Alarm::Expire => close::session_check(cx, conn, now),
            Alarm::Attempt => close::attempt_over(cx, conn),
            Alarm::Reset => close::reset_over(cx, conn),
            Alarm::PartialClose => close::partial_close_over(cx, conn),
            Alarm::Delete => {
                cx.handler.event(conn, ConnectionEvent::connection_timeout);
                Verdict::Remove
            }
            Alarm::Inactivity => {
                let until = conn.last_time + conn.inactivity_timeout;
                if until <= now {
                    cx.handler.event(conn, ConnectionEvent::connection_timeout);
                    cx.stats.ended_by_inactivity += 1;
                    Verdict::Remove
                } else {
                    cx.alarm(conn, Alarm::Inactivity, until);
                    Verdict::Keep
                }
            }
            Alarm::Session => {
                let timeout = f64::from(conn.session_timeout);
                if timeout == 0.0 {
                    Verdict::Keep
                } else if at_end || now - conn.last_time >= timeout - SESSION_SLACK {
                    cx.handler.event(conn, ConnectionEvent::connection_timeout);
                    Verdict::Remove
                } else {
                    cx.alarm(conn, Alarm::Session, now + timeout);
                    Verdict::Keep
                }
            }
            Alarm::StatusUpdate => {
                cx.handler.event(conn, ConnectionEvent::connection_status_update);
                cx.alarm(conn, Alarm::StatusUpdate, now + cx.config.connection_status_update_interval);
                Verdict::Keep
            }
        };
        carry_out(cx, conn);
        if verdict == Verdict::Remove {
            self.remove_slot(id.slot, at_end, handler);
        }
    }

    /// Takes in a datagram. Gives the connection it belongs to, unless it is not to make one.
    pub fn process<H: Handler<P>>(&mut self, seg: &Segment, handler: &mut H) -> Option<Located> {
        if seg.time > self.now {
            self.now = seg.time;
        }
        let (key, source_is_low) = FlowKey::of(seg);
        let mut found = self.table.find(&key);
        if let (Some(slot), TransportHeader::Tcp(tcp)) = (found, &seg.header)
            && tcp.flags.syn()
            && self.ends_for_reuse(slot, seg, tcp, handler)
        {
            found = None;
        }
        let (slot, is_new) = match found {
            Some(slot) => (slot, false),
            None => (self.begin(key, source_is_low, seg, handler)?, true),
        };
        let Flow { table, timers, config, stats, holders, now, .. } = self;
        let conn = table.at_mut(slot)?;
        let cx = &mut Context { config, stats, timers, holders, handler, now: *now };
        let is_orig = source_is_low == conn.orig_is_low || conn.key.is_self();
        let direction = Direction::from_is_orig(is_orig);
        let direction = packet(cx, conn, seg, direction, is_new);
        carry_out(cx, conn);
        let located = Located { id: conn.id, direction, is_new };
        if self.stats.reassembly_bytes > self.config.max_reassembly_bytes {
            self.relieve(handler);
        } else if self.holders.is_long() {
            self.look_through_holders();
        }
        Some(located)
    }

    /// Gives up what is kept of those streams that began first to need it, until all is within the budget: so who
    /// fills it on purpose does not keep others from theirs, which soon need it no more.
    fn relieve<H: Handler<P>>(&mut self, handler: &mut H) {
        while self.stats.reassembly_bytes > self.config.max_reassembly_bytes
            && let Some((id, direction, place)) = self.holders.pop()
        {
            let Flow { table, timers, config, stats, holders, now, .. } = self;
            let Some(conn) = table.get_mut(id).filter(|c| c.life == Life::Live) else { continue };
            if !conn.ends.get(direction).stream.is_at(place) {
                continue;
            }
            let cx = &mut Context { config, stats, timers, holders, handler, now: *now };
            reassembly::give_up_store(cx, conn, direction);
            carry_out(cx, conn);
        }
    }

    /// Takes out timers of connections that are gone: where connections come and go fast, those would soon need more
    /// memory than the connections.
    fn drop_void_timers(&mut self) {
        let Flow { table, timers, .. } = self;
        timers.retain(|Timer { low, high, alarm, epoch }| {
            let Some(alarm) = alarm else { return true };
            let conn = table.get(ConnId { slot: *low, generation: *high });
            conn.is_some_and(|c| c.life == Life::Live && epoch_of(c, *alarm) == *epoch)
        });
    }

    /// Takes out streams of which nothing is kept any more, and connections that ended.
    fn look_through_holders(&mut self) {
        let Flow { table, holders, .. } = self;
        holders.keep(|(id, direction, place)| {
            table.get_mut(*id).is_some_and(|c| c.ends.get_mut(*direction).stream.still_holds(*place))
        });
    }

    /// Removes a connection in whose place a SYN begins another. Tells whether it does.
    fn ends_for_reuse<H: Handler<P>>(
        &mut self,
        slot: u32,
        seg: &Segment,
        tcp: &TcpHeader,
        handler: &mut H,
    ) -> bool {
        let Flow { table, timers, config, stats, holders, now, .. } = self;
        let Some(conn) = table.at_mut(slot) else { return false };
        let cx = &mut Context { config, stats, timers, holders, handler, now: *now };
        if !tcp::is_reuse(cx, conn, seg, tcp) {
            return false;
        }
        cx.handler.event(conn, ConnectionEvent::connection_reused);
        self.remove_slot(slot, false, handler);
        true
    }

    /// Makes a connection for its first datagram.
    fn begin<H: Handler<P>>(
        &mut self,
        key: FlowKey,
        source_is_low: bool,
        seg: &Segment,
        handler: &mut H,
    ) -> Option<u32> {
        let flip = roles(&self.config, seg)?;
        if self.config.max_connections != 0 && self.table.len() >= self.config.max_connections {
            let mut hint = self.shed_hint;
            if let Some(slot) = self.table.least_worthy(&mut hint) {
                self.stats.shed_connections += 1;
                self.remove_slot(slot, false, handler);
            }
            self.shed_hint = hint;
        }
        if self.timers.len() > VOID_TIMERS * self.table.len() + 65536 {
            self.drop_void_timers();
        }
        let slot = self.table.insert(|id| new_connection(id, key, source_is_low, seg));
        let Flow { table, timers, config, stats, holders, now, .. } = self;
        let conn = table.at_mut(slot)?;
        stats.begin(conn.transport as usize);
        let cx = &mut Context { config, stats, timers, holders, handler, now: *now };
        if flip && seg.dst != IpAddr::V4(Ipv4Addr::BROADCAST) {
            conn.swap_roles(History::flipped);
            cx.handler.event(conn, ConnectionEvent::connection_flipped);
        }
        let timeout = match conn.transport {
            Transport::Tcp => {
                cx.alarm(conn, Alarm::Expire, cx.now + cx.config.tcp_SYN_timeout);
                cx.start_status_updates(conn);
                // Until the handshake is over TCP is no better than UDP.
                cx.config.udp_inactivity_timeout
            }
            Transport::Udp => {
                cx.start_status_updates(conn);
                cx.config.udp_inactivity_timeout
            }
            Transport::Icmp => cx.config.icmp_inactivity_timeout,
            Transport::Other => cx.config.unknown_ip_inactivity_timeout,
        };
        cx.set_inactivity_timeout(conn, timeout);
        cx.handler.created(conn, seg);
        if conn.transport == Transport::Tcp {
            cx.handler.event(conn, ConnectionEvent::new_connection_contents);
        }
        cx.handler.event(conn, ConnectionEvent::new_connection);
        Some(slot)
    }

    fn remove_slot<H: Handler<P>>(&mut self, slot: u32, at_end: bool, handler: &mut H) {
        let Some(conn) = self.table.at_mut(slot).filter(|c| c.life == Life::Live) else { return };
        handler.done(conn);
        if at_end && conn.transport == Transport::Tcp && conn.tcp_active && !conn.both_closed() {
            handler.event(conn, ConnectionEvent::connection_pending);
        }
        handler.event(conn, ConnectionEvent::connection_state_remove);
        let freed = conn.ends.orig.clear_stream() + conn.ends.resp.clear_stream();
        self.stats.released(freed);
        self.stats.end(conn.transport as usize);
        if at_end {
            self.table.retire(slot);
        } else {
            self.table.remove(slot);
        }
    }

    /// Removes a connection now.
    pub fn remove<H: Handler<P>>(&mut self, id: ConnId, handler: &mut H) {
        if self.table.get(id).is_some() {
            self.remove_slot(id.slot, false, handler);
        }
    }

    /// Carries out what setters of a connection asked for outside of this layer's calls.
    pub fn settle<H: Handler<P>>(&mut self, id: ConnId, handler: &mut H) {
        let Flow { table, timers, config, stats, holders, now, .. } = self;
        if let Some(conn) = table.get_mut(id).filter(|c| c.life == Life::Live) {
            carry_out(&mut Context { config, stats, timers, holders, handler, now: *now }, conn);
        }
    }

    /// Frees removed connections, handing each to `last_look` first. Their ids are void from here on.
    pub fn reap(&mut self, last_look: impl FnMut(&mut Connection<P>)) {
        self.table.reap(last_look);
    }

    /// End of input: the timers that tell something fire, then every connection is removed, oldest first. They can
    /// still be found: whoever hears of their removal may look them up.
    ///
    /// No more than `limit` connections wait to be reaped when this returns; false then means that there are more to come
    /// when they are gone, since those of a big network and their last events would take much memory.
    pub fn finish<H: Handler<P>>(&mut self, limit: usize, handler: &mut H) -> bool {
        let mut ending = self.ending.take().unwrap_or_else(|| {
            self.timers.retain(|timer| fires_at_end(timer.alarm));
            Ending { timers: self.timers.drain_all().into_iter(), slots: None }
        });
        while self.table.waiting() < limit {
            if let Some((_, timer)) = ending.timers.next() {
                self.fire(timer, true, handler);
                continue;
            }
            match ending.slots.get_or_insert_with(|| self.table.live().into_iter()).next() {
                Some(slot) => self.remove_slot(slot, true, handler),
                None => return true,
            }
        }
        self.ending = Some(ending);
        false
    }
}
