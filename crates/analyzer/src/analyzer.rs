//! The trait that every protocol implements.

use crate::Context;
use zander_value::Val;

/// Who sent the bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Direction {
    /// The originator of the connection.
    Orig,
    /// The responder.
    Resp,
}

impl Direction {
    /// True for the originator: `is_orig` in events.
    #[inline]
    pub fn is_orig(self) -> bool {
        self == Direction::Orig
    }

    /// The other side.
    #[inline]
    pub fn other(self) -> Direction {
        match self {
            Direction::Orig => Direction::Resp,
            Direction::Resp => Direction::Orig,
        }
    }

    /// 0 for the originator, 1 for the responder: an index into a pair.
    #[inline]
    pub fn index(self) -> usize {
        match self {
            Direction::Orig => 0,
            Direction::Resp => 1,
        }
    }

    /// From `is_orig`.
    #[inline]
    pub fn of(is_orig: bool) -> Direction {
        if is_orig { Direction::Orig } else { Direction::Resp }
    }
}

/// What TCP tells about a connection besides its bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ConnectionState {
    /// The handshake is complete.
    Established,
    /// Both sides closed.
    Finished,
    /// One side reset an established connection.
    Reset,
    /// The beginning of the connection was not seen.
    Partial,
}

/// One protocol on one connection. All methods but those that a protocol needs may be left out.
pub trait Analyzer {
    /// Called once, before anything is delivered.
    fn start(&mut self, _cx: &mut Context<'_>) {}

    /// The next bytes of one side's stream, in order, without overlap. Any split of the stream may occur.
    fn stream(&mut self, _cx: &mut Context<'_>, _from: Direction, _data: &[u8]) {}

    /// A datagram. `wire_length` is its length in bytes when it was sent; `data` is shorter if the capture cut it.
    fn packet(&mut self, _cx: &mut Context<'_>, _from: Direction, _data: &[u8], _wire_length: usize) {}

    /// `length` bytes of the stream, from the offset `offset` on (0 is the first byte of the stream), will never be
    /// delivered.
    fn gap(&mut self, _cx: &mut Context<'_>, _from: Direction, _offset: u64, _length: u64) {}

    /// One side sends nothing more.
    fn end_of_data(&mut self, _cx: &mut Context<'_>, _from: Direction) {}

    /// What happened to the connection below.
    fn connection_state(&mut self, _cx: &mut Context<'_>, _state: ConnectionState) {}

    /// Originator and responder were exchanged: what was `Orig` is `Resp` from now on.
    fn flip_roles(&mut self) {}

    /// The connection or this analyzer ends: the last call.
    fn done(&mut self, _cx: &mut Context<'_>) {}

    /// A request by a script to this kind of analyzer, such as `skip_http_entity_data`; names are those of the
    /// built-in functions. Returns whether the analyzer understood.
    fn command(&mut self, _name: &str, _from: Direction) -> bool {
        false
    }

    /// A request by a script to this very analyzer, with a value, such as `WebSocket::__configure_analyzer`. Comes after
    /// the packet during which it was made. Returns whether the analyzer understood.
    fn configure(&mut self, _cx: &mut Context<'_>, _name: &str, _value: &Val) -> bool {
        false
    }
}
