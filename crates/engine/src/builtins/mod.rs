//! Built-in functions that need the engine: connections, analyzers, packets, options, statistics.

mod analyzers;
mod connections;
mod files;
mod options;
mod packets;
mod pcap;
mod processing;
pub(crate) mod reporter;
mod state;
mod stats;
mod x509;

pub use options::Handlers as OptionHandlers;
pub use packets::{Counters, Input};
pub use pcap::Filters;
pub use processing::Suspension;

use crate::connection::Payload;
use crate::engine::Shared;
use zander_flow::{ConnId, Connection, FlowKey, Transport};
use zander_value::{RecordRef, Val};
use zander_vm::{BuiltinFn, Builtins, Context, RuntimeError};

type Result<T = Val> = std::result::Result<T, RuntimeError>;

/// All families of the engine.
const FAMILIES: &[&[(&str, BuiltinFn)]] = &[
    crate::logs::FAMILY,
    crate::inputs::FAMILY,
    connections::FAMILY,
    files::FAMILY,
    analyzers::FAMILY,
    files::FAMILY,
    options::FAMILY,
    packets::FAMILY,
    pcap::FAMILY,
    processing::FAMILY,
    reporter::FAMILY,
    state::FAMILY,
    stats::FAMILY,
    x509::FAMILY,
];

/// Registers all families of the engine.
pub fn register(builtins: &mut Builtins) {
    FAMILIES.iter().for_each(|f| builtins.extend(f));
}

/// The engine's state; an error while scripts are still being loaded.
fn engine(cx: &mut Context<'_>) -> Result<Shared> {
    cx.state::<Option<Shared>>()
        .clone()
        .ok_or_else(|| "this function cannot be used while scripts are loaded".into())
}

fn record_at(args: &[Val], at: usize) -> Result<RecordRef> {
    match args.get(at) {
        Some(Val::Record(r)) => Ok(r.clone()),
        _ => Err("the record is not set".into()),
    }
}

/// The key of the connection that a `conn_id` names. `None` when a field is unset or the protocol cannot be told.
fn key_of(engine: &Shared, id: &RecordRef) -> Option<FlowKey> {
    let (orig, orig_port, resp, resp_port, proto) = engine.env.types.tuple_of(id)?;
    let proto = proto.or(match orig_port.transport {
        zander_value::Transport::Tcp => Some(6),
        zander_value::Transport::Udp => Some(17),
        zander_value::Transport::Icmp => Some(if orig.is_v4() { 1 } else { 58 }),
        zander_value::Transport::Unknown => None,
    })?;
    // An ICMP message that nothing answers has its code where others have the answer's type.
    let one_way = orig_port.transport == zander_value::Transport::Icmp
        && zander_flow::icmp_counterpart(proto, orig_port.number as u8, resp_port.number as u8).1;
    let (orig, resp) = (orig.to_ip(), resp.to_ip());
    let context = engine.env.types.context_of(id);
    Some(FlowKey::new(orig, orig_port.number, resp, resp_port.number, proto, one_way, context).0)
}

/// Finds a live connection and lends it, unless the flow table is busy.
fn with_connection<R>(
    engine: &Shared,
    id: &RecordRef,
    f: impl FnOnce(ConnId, &mut Connection<Payload>) -> R,
) -> Option<R> {
    let key = key_of(engine, id)?;
    let mut core = engine.core.try_borrow_mut().ok()?;
    let conn = core.flow.find(&key)?;
    core.flow.get_mut(conn).map(|c| f(conn, c))
}

/// True for TCP.
fn is_tcp(conn: &Connection<Payload>) -> bool {
    conn.transport() == Transport::Tcp
}
