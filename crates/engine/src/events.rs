//! placeholder until generated
use smallvec::smallvec;
use zander_analyzer::{Emitter, emit};
use zander_event::{Declarations, EventId};
use zander_value::Val;
macro_rules! events { ($($name:ident($($a:ident),*);)*) => {
    #[allow(non_snake_case)] pub struct Events { $(pub $name: EventId),* }
    #[allow(non_snake_case)] impl Events {
        pub fn bind(d: &dyn Declarations) -> Events { Events { $($name: emit::event(d, stringify!($name))),* } }
        $(pub fn $name(&self, cx: &mut impl Emitter, $($a: impl Into<Val>),*) {
            if cx.queue().wanted(self.$name) { let c = cx.connection_val(); cx.queue().push(self.$name, smallvec![c, $($a.into()),*]); }
        })*
    }
} }
events! {
    connection_flow_label_changed(a, b, c);
    tcp_multiple_retransmissions(a, b);
    tcp_multiple_zero_windows(a, b);
    tcp_multiple_gap(a, b);
    tcp_multiple_checksum_errors(a, b);
    udp_multiple_checksum_errors(a, b);
    conn_bytes_threshold_crossed(a, b);
    conn_packets_threshold_crossed(a, b);
    conn_generic_packet_threshold_crossed(a);
    conn_duration_threshold_crossed(a, b);
    content_gap(a, b, c);
    rexmit_inconsistency(a, b, c);
    connection_EOF(a);
}
