//! Built-in functions that need the engine: connections, analyzers, packets, options, statistics.

mod analyzers;
mod connections;
mod file_progress;
mod files;
mod host_names;
mod lookups;
mod options;
mod packets;
mod pcap;
mod processing;
mod removal_hooks;
pub(crate) mod reporter;
mod state;
mod stats;
mod storage;
mod telemetry;
mod text_record;
mod x509;

pub use host_names::HostNames;
pub use lookups::LookUps;
pub use options::Handlers as OptionHandlers;
pub use packets::{Counters, Input};
pub use pcap::Filters;
pub use processing::Suspension;
pub use storage::Open as OpenStores;

use crate::connection::Payload;
use crate::engine::Shared;
use zander_builtins::complain;
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
    file_progress::FAMILY,
    lookups::FAMILY,
    analyzers::FAMILY,
    options::FAMILY,
    packets::FAMILY,
    pcap::FAMILY,
    processing::FAMILY,
    removal_hooks::FAMILY,
    reporter::FAMILY,
    state::FAMILY,
    stats::FAMILY,
    storage::FAMILY,
    telemetry::FAMILY,
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

/// The key of the connection that a `conn_id` names. `None` when a field is unset; where that is the protocol, as in
/// records made by hand, the script is told.
fn key_of(cx: &mut Context<'_>, engine: &Shared, id: &RecordRef) -> Option<FlowKey> {
    let (orig, orig_port, resp, resp_port, proto) = engine.env.types.tuple_of(id)?;
    let Some(proto) = proto else {
        complain(
            cx,
            "invalid connection ID record encountered: the proto field has the \"unknown\" 65535 value. Did you \
             forget to set it?",
        );
        return None;
    };
    // An ICMP message that nothing answers has its code where others have the answer's type.
    let one_way = orig_port.transport == zander_value::Transport::Icmp
        && zander_flow::icmp_counterpart(proto, orig_port.number as u8, resp_port.number as u8).1;
    let (orig, resp) = (orig.to_ip(), resp.to_ip());
    let context = engine.env.types.context_of(id);
    Some(FlowKey::new(orig, orig_port.number, resp, resp_port.number, proto, one_way, context).0)
}

/// Finds a live connection and lends it. In the middle of a packet only its own connection is in reach.
fn with_connection<R>(
    cx: &mut Context<'_>,
    engine: &Shared,
    id: &RecordRef,
    f: impl FnOnce(ConnId, &mut Connection<Payload>) -> R,
) -> Option<R> {
    let key = key_of(cx, engine, id)?;
    with_key(engine, &key, |conn| f(conn.id(), conn))
}

/// As [`with_connection`], by the key.
fn with_key<R>(engine: &Shared, key: &FlowKey, f: impl FnOnce(&mut Connection<Payload>) -> R) -> Option<R> {
    if let Ok(mut core) = engine.core.try_borrow_mut() {
        let conn = core.flow.find(key)?;
        return core.flow.get_mut(conn).map(f);
    }
    engine.env.lent.try_borrow_mut().ok()?.as_mut().filter(|c| c.key() == key).map(f)
}

/// True for TCP.
fn is_tcp(conn: &Connection<Payload>) -> bool {
    conn.transport() == Transport::Tcp
}
