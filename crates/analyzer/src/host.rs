//! What an analyzer needs from the engine.

use crate::Tree;
use crate::signatures::Layer;
use zander_event::Queue;
use zander_value::{Addr, Port, Str, Val};

/// The connection as analyzers know it.
#[derive(Clone, Copy, Debug)]
pub struct ConnInfo {
    /// Address of the originator.
    pub orig_addr: Addr,
    /// Port of the originator, with the transport.
    pub orig_port: Port,
    /// Address of the responder.
    pub resp_addr: Addr,
    /// Port of the responder, with the transport.
    pub resp_port: Port,
    /// Network time of the first packet, in seconds.
    pub start_time: f64,
    /// TCP: one side was seen sending data without a handshake, so its stream may lack its beginning.
    pub partial: bool,
}

impl ConnInfo {
    /// Exchanges originator and responder.
    pub fn flip(&mut self) {
        std::mem::swap(&mut self.orig_addr, &mut self.resp_addr);
        std::mem::swap(&mut self.orig_port, &mut self.resp_port);
    }
}

/// The engine, seen from the analyzers of one connection.
pub trait Host {
    /// The script's view on the connection; made when first asked for.
    fn connection_val(&mut self) -> Val;

    /// The unique id of the connection.
    fn uid(&mut self) -> Str;

    /// Something odd on this connection: sampling and the event `conn_weird` are the engine's. `source` names the
    /// analyzer.
    fn weird(&mut self, queue: &mut Queue, name: &str, addl: &[u8], source: &str);

    /// As [`Host::weird`], about something that belongs to no connection: sampling and the event `net_weird`.
    fn net_weird(&mut self, queue: &mut Queue, name: &str, addl: &[u8]);

    /// Runs the handlers of all waiting events now. File analysis asks for it where the answer of a script
    /// (`Files::add_analyzer`) decides what happens to the bytes at hand. No borrow of [`crate::files::Files`] is held
    /// meanwhile; `tree` holds the connection's analyzers, but those that run.
    fn drain(&mut self, queue: &mut Queue, tree: &mut Tree);

    /// Originator and responder were taken for each other.
    fn flip_roles(&mut self);

    /// No analyzer wants to see more of this connection.
    fn skip_further_processing(&mut self);

    /// Calls a script function that decides over a signature. A function that does not exist, or fails, says no.
    fn evaluate(&mut self, _queue: &mut Queue, _function: &str, _args: &[Val]) -> bool {
        false
    }

    /// The captured bytes of a header of the packet at hand and of what follows it; `None` when it has none of that kind.
    fn header(&mut self, _layer: Layer) -> Option<&[u8]> {
        None
    }

    /// Changes the inactivity timeout of the connection, in seconds.
    fn set_inactivity_timeout(&mut self, _seconds: f64) {}

    /// Has the connection end when it is found silent after so many seconds, for protocols whose exchanges are short; 0
    /// takes that back.
    fn set_session_timeout(&mut self, _seconds: f64) {}

    /// Notes in the connection's history that a limit cut analysis short.
    fn note_limit(&mut self) {}
}
