//! One conversation and everything known of it.

use crate::endpoint::{Endpoint, EndpointState};
use crate::history::History;
use crate::key::FlowKey;
use crate::segment::LinkInfo;
use crate::threshold::Thresholds;
use std::net::IpAddr;

/// Names a connection while it is in the table. Small, and never valid again for a later connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConnId {
    pub(crate) slot: u32,
    pub(crate) generation: u32,
}

impl ConnId {
    /// The id as one number, to be carried where types of this crate are not known.
    pub fn to_bits(self) -> u64 {
        u64::from(self.generation) << 32 | u64::from(self.slot)
    }

    /// The inverse of [`ConnId::to_bits`].
    pub fn from_bits(bits: u64) -> ConnId {
        ConnId { slot: bits as u32, generation: (bits >> 32) as u32 }
    }
}

/// Who sent a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Direction {
    /// Originator to responder.
    Orig = 0,
    /// Responder to originator.
    Resp = 1,
}

impl Direction {
    pub fn from_is_orig(is_orig: bool) -> Direction {
        if is_orig { Direction::Orig } else { Direction::Resp }
    }

    pub fn is_orig(self) -> bool {
        self == Direction::Orig
    }

    pub fn opposite(self) -> Direction {
        Direction::from_is_orig(self == Direction::Resp)
    }

    pub(crate) fn index(self) -> usize {
        self as usize
    }
}

/// Transport protocol of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Transport {
    Tcp = 0,
    Udp = 1,
    /// ICMP and ICMPv6.
    Icmp = 2,
    /// Any other IP protocol (`unknown_transport`).
    Other = 3,
}

/// Where a connection stands in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Life {
    /// In the table.
    Live,
    /// Out of the table; kept until queued events about it have been handled.
    Removed,
}

/// One conversation. `P` is what the engine keeps with it: analyzers, the script record.
#[derive(Debug)]
pub struct Connection<P> {
    /// The engine's own.
    pub payload: P,
    pub(crate) key: FlowKey,
    pub(crate) id: ConnId,
    /// Time of the first packet.
    pub start_time: f64,
    /// Time of the last packet that counts for the duration and for the inactivity timeout.
    pub last_time: f64,
    pub(crate) ends: Ends,
    pub(crate) history: History,
    pub(crate) thresholds: Option<Box<Thresholds>>,
    /// Hardware addresses and VLAN ids of the first packet, `src` being the originator's.
    pub link: LinkInfo,
    pub(crate) inactivity_timeout: f64,
    /// A time after which an analyzer takes a silent connection for ended; 0 for none.
    pub(crate) session_timeout: f32,
    pub(crate) transport: Transport,
    /// The originator is the key's low end.
    pub(crate) orig_is_low: bool,
    pub(crate) life: Life,
    /// A weird was raised.
    pub(crate) weird: bool,
    /// Packets are counted as seen no longer: nothing more is wanted of this connection.
    pub(crate) skip: bool,
    pub(crate) status_timer: bool,
    /// Which inactivity timer counts: those of earlier numbers are void.
    pub(crate) inactivity_epoch: u8,
    /// The same for the timers of TCP.
    pub(crate) tcp_epoch: u8,
    /// TCP: it has not been reported finished, reset or timed out.
    pub(crate) tcp_active: bool,
    pub(crate) partial: bool,
    pub(crate) first_ack: bool,
    /// The close came before all data was there, and whether it is to be reported then.
    pub(crate) close_deferred: bool,
    pub(crate) deferred_report: bool,
    /// The handler called back wishes (see the `set_…` methods) that the table has yet to carry out.
    pub(crate) wishes: Option<Box<Wishes>>,
}

/// What was asked for while the connection was lent to the handler.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Wishes {
    pub inactivity_timeout: Option<f64>,
    pub session_timeout: Option<f32>,
    pub flip: bool,
}

/// The two ends.
#[derive(Debug, Default)]
pub(crate) struct Ends {
    pub orig: Endpoint,
    pub resp: Endpoint,
}

impl Ends {
    #[inline]
    pub fn get(&self, direction: Direction) -> &Endpoint {
        if direction == Direction::Orig { &self.orig } else { &self.resp }
    }

    #[inline]
    pub fn get_mut(&mut self, direction: Direction) -> &mut Endpoint {
        if direction == Direction::Orig { &mut self.orig } else { &mut self.resp }
    }

    /// The end a direction starts from, then its peer.
    pub fn pair_mut(&mut self, direction: Direction) -> (&mut Endpoint, &mut Endpoint) {
        if direction == Direction::Orig {
            (&mut self.orig, &mut self.resp)
        } else {
            (&mut self.resp, &mut self.orig)
        }
    }
}

impl<P> Connection<P> {
    pub fn id(&self) -> ConnId {
        self.id
    }

    pub fn transport(&self) -> Transport {
        self.transport
    }

    /// IP protocol number.
    pub fn proto(&self) -> u8 {
        self.key.proto()
    }

    /// The canonical tuple.
    pub fn key(&self) -> &FlowKey {
        &self.key
    }

    /// Originator's address and port (for ICMP, the type of its message).
    pub fn orig(&self) -> (IpAddr, u16) {
        self.key.end(self.orig_is_low)
    }

    /// Responder's address and port (for ICMP, the type of the answer, or the code).
    pub fn resp(&self) -> (IpAddr, u16) {
        self.key.end(!self.orig_is_low)
    }

    /// Counters and state of the end that packets of a direction come from.
    #[inline]
    pub fn end(&self, direction: Direction) -> &Endpoint {
        self.ends.get(direction)
    }

    /// Bytes of payload sent in a direction; TCP's from the sequence numbers.
    #[inline]
    pub fn size(&self, direction: Direction) -> u64 {
        let end = self.ends.get(direction);
        match self.transport {
            Transport::Tcp => end.stream_size(self.ends.get(direction.opposite()).state),
            _ => end.last,
        }
    }

    /// The `state` scripts see in `endpoint`: TCP's states, `UDP_ACTIVE` or `UDP_INACTIVE`.
    #[inline]
    pub fn state_code(&self, direction: Direction) -> u64 {
        let end = self.ends.get(direction);
        match self.transport {
            Transport::Tcp => end.state as u64,
            _ => u64::from(end.active),
        }
    }

    /// History letters so far.
    pub fn history(&self) -> &str {
        self.history.as_str()
    }

    /// Bytes of stream data found missing on established connections, both directions.
    pub fn missed_bytes(&self) -> u64 {
        self.ends.orig.missed + self.ends.resp.missed
    }

    /// Seconds from the first to the last packet.
    #[inline]
    pub fn duration(&self) -> f64 {
        self.last_time - self.start_time
    }

    /// Whether the TCP connection was joined in its midst.
    pub fn is_partial(&self) -> bool {
        self.partial
    }

    /// Whether it has left the table, and only waits for events about it to be handled.
    pub fn is_removed(&self) -> bool {
        self.life == Life::Removed
    }

    /// No longer process packets of this connection (`skip_further_processing`).
    pub fn set_skip(&mut self, skip: bool) {
        self.skip = skip;
    }

    pub fn is_skipping(&self) -> bool {
        self.skip
    }

    /// Notes in the history, once, that analysis was cut short by a limit (`X`).
    pub fn note_limit(&mut self) {
        self.history.limit();
    }

    /// The inactivity timeout in seconds; 0 is never.
    pub fn inactivity_timeout(&self) -> f64 {
        self.inactivity_timeout
    }

    /// Takes the connection out from under whoever works on it, to be put back by assignment: for the time in which
    /// scripts look connections up in the middle of a packet. A stand-in of the same name is left.
    pub fn lend(&mut self) -> Connection<P>
    where
        P: Default,
    {
        let stand_in = Connection {
            payload: P::default(),
            key: self.key,
            id: self.id,
            start_time: self.start_time,
            last_time: self.last_time,
            ends: Ends::default(),
            history: History::default(),
            thresholds: None,
            link: self.link,
            inactivity_timeout: 0.0,
            session_timeout: 0.0,
            transport: self.transport,
            orig_is_low: self.orig_is_low,
            life: self.life,
            weird: false,
            skip: false,
            status_timer: false,
            inactivity_epoch: 0,
            tcp_epoch: 0,
            tcp_active: false,
            partial: false,
            first_ack: false,
            close_deferred: false,
            deferred_report: false,
            wishes: None,
        };
        std::mem::replace(self, stand_in)
    }

    /// Changes the inactivity timeout (`set_inactivity_timeout`). May be called from within a handler.
    pub fn set_inactivity_timeout(&mut self, seconds: f64) {
        self.wishes.get_or_insert_default().inactivity_timeout = Some(seconds);
    }

    /// Has the connection end, as by a timeout, when it is found silent at a look every so many seconds, or at the end of
    /// input: for protocols whose exchanges are short. 0 takes that back. May be called from within a handler.
    pub fn set_session_timeout(&mut self, seconds: f64) {
        let seconds = seconds as f32;
        // Analyzers may say it with every message.
        if self.wishes.is_some() || seconds != self.session_timeout {
            self.wishes.get_or_insert_default().session_timeout = Some(seconds);
        }
    }

    /// Sets the threshold on IP bytes of a direction; 0 clears it.
    pub fn set_bytes_threshold(&mut self, direction: Direction, bytes: u64) {
        if let Some(goal) = self.thresholds.get_or_insert_default().bytes.get_mut(direction.index()) {
            *goal = bytes;
        }
        self.wishes.get_or_insert_default();
    }

    /// Sets the threshold on packets of a direction; 0 clears it.
    pub fn set_packets_threshold(&mut self, direction: Direction, packets: u64) {
        if let Some(goal) = self.thresholds.get_or_insert_default().packets.get_mut(direction.index()) {
            *goal = packets;
        }
        self.wishes.get_or_insert_default();
    }

    /// Sets the threshold on the duration in seconds; 0 clears it.
    pub fn set_duration_threshold(&mut self, seconds: f64) {
        self.thresholds.get_or_insert_default().duration = seconds;
        self.wishes.get_or_insert_default();
    }

    /// The bytes threshold of a direction that waits; 0 if none does.
    pub fn bytes_threshold(&self, direction: Direction) -> u64 {
        self.thresholds.as_ref().and_then(|t| t.bytes.get(direction.index()).copied()).unwrap_or(0)
    }

    /// The packets threshold of a direction that waits; 0 if none does.
    pub fn packets_threshold(&self, direction: Direction) -> u64 {
        self.thresholds.as_ref().and_then(|t| t.packets.get(direction.index()).copied()).unwrap_or(0)
    }

    /// The duration threshold that waits; 0 if none does.
    pub fn duration_threshold(&self) -> f64 {
        self.thresholds.as_ref().map_or(0.0, |t| t.duration)
    }

    /// Originator and responder change places: for analyzers that find the roles wrong.
    ///
    /// What was noted of a UDP conversation (payload sizes, history) stays with the name of its role, as in the
    /// reference; packet counts change places. TCP's roles change when the packet at hand has been dealt with.
    /// `connection_flipped` is for the caller to raise.
    pub fn flip_roles(&mut self) {
        if self.transport == Transport::Tcp {
            let wishes = self.wishes.get_or_insert_default();
            wishes.flip = !wishes.flip;
        } else {
            self.swap_roles(History::flipped);
        }
    }

    /// Originator and responder change places now.
    pub(crate) fn swap_roles(&mut self, note: impl FnOnce(&mut History)) {
        self.orig_is_low = !self.orig_is_low;
        std::mem::swap(&mut self.ends.orig, &mut self.ends.resp);
        if self.transport != Transport::Tcp {
            let Ends { orig, resp } = &mut self.ends;
            std::mem::swap(&mut orig.last, &mut resp.last);
            std::mem::swap(&mut orig.active, &mut resp.active);
        }
        std::mem::swap(&mut self.link.src, &mut self.link.dst);
        self.partial = false;
        note(&mut self.history);
    }

    /// Both directions' ends were dealt with.
    pub(crate) fn both_closed(&self) -> bool {
        self.ends.orig.did_close && self.ends.resp.did_close
    }

    /// Changes a TCP endpoint's state. Tells whether this ended the handshake.
    pub(crate) fn enter(&mut self, direction: Direction, state: EndpointState) -> bool {
        let (end, peer) = self.ends.pair_mut(direction);
        if end.state == state {
            return false;
        }
        let leaves_handshake = !state.is_handshake() && end.state.is_handshake() && peer.state.is_handshake();
        end.previous = end.state;
        end.state = state;
        leaves_handshake
    }
}
