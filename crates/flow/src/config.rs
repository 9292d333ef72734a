//! Options of this layer, under the names scripts know.

/// A set of TCP, UDP or ICMP ports, one bit each.
#[derive(Clone, Debug, Default)]
pub struct PortSet {
    bits: Vec<u64>,
}

impl PortSet {
    pub fn insert(&mut self, port: u16) {
        if self.bits.is_empty() {
            self.bits = vec![0; 1024];
        }
        if let Some(word) = self.bits.get_mut(usize::from(port >> 6)) {
            *word |= 1 << (port & 63);
        }
    }

    pub fn contains(&self, port: u16) -> bool {
        self.bits.get(usize::from(port >> 6)).is_some_and(|word| word & (1 << (port & 63)) != 0)
    }
}

impl FromIterator<u16> for PortSet {
    fn from_iter<I: IntoIterator<Item = u16>>(ports: I) -> Self {
        let mut set = PortSet::default();
        ports.into_iter().for_each(|p| set.insert(p));
        set
    }
}

/// Options; intervals are seconds, 0 switches a timeout off.
#[derive(Clone, Debug)]
#[allow(non_snake_case)]
pub struct Config {
    /// `likely_server_ports`, the TCP ones: ends that are responders when the start of a connection was not seen.
    pub likely_server_ports_tcp: PortSet,
    /// `likely_server_ports`, the UDP ones.
    pub likely_server_ports_udp: PortSet,
    pub tcp_SYN_timeout: f64,
    pub tcp_session_timer: f64,
    pub tcp_connection_linger: f64,
    pub tcp_attempt_delay: f64,
    pub tcp_close_delay: f64,
    pub tcp_reset_delay: f64,
    pub tcp_partial_close_delay: f64,
    pub tcp_inactivity_timeout: f64,
    pub udp_inactivity_timeout: f64,
    pub icmp_inactivity_timeout: f64,
    pub unknown_ip_inactivity_timeout: f64,
    /// `connection_status_update_interval`; only used while [`Config::want_connection_status_update`].
    pub connection_status_update_interval: f64,
    pub tcp_storm_thresh: u32,
    pub tcp_storm_interarrival_thresh: f64,
    pub tcp_max_initial_window: u64,
    pub tcp_max_above_hole_without_any_acks: u64,
    pub tcp_excessive_data_without_further_acks: u64,
    pub tcp_max_old_segments: u32,
    pub partial_connection_ok: bool,
    pub tcp_SYN_ack_ok: bool,
    pub report_gaps_for_partial: bool,
    pub detect_filtered_trace: bool,
    /// `ConnThreshold::generic_packet_thresholds`, ascending.
    pub generic_packet_thresholds: Vec<u64>,
    /// `max_timer_expires`: timers handled for one packet; 0 for no limit.
    pub max_timer_expires: u32,
    /// Whether `rexmit_inconsistency` has a handler: unacknowledged data is then kept to compare with.
    pub want_rexmit_inconsistency: bool,
    /// Whether `connection_reset` has a handler: reset connections are then watched for `tcp_reset_delay`.
    pub want_connection_reset: bool,
    /// Whether `connection_partial_close` has a handler.
    pub want_connection_partial_close: bool,
    /// Whether `connection_status_update` has a handler.
    pub want_connection_status_update: bool,
    /// Most connections at a time; at the limit one makes room for the next, preferably one that nobody answered,
    /// and then the one longest silent of a few looked at. 0 for no limit.
    pub max_connections: usize,
    /// Most bytes of out-of-order data kept for one direction of a connection.
    pub max_reassembly_bytes_per_stream: u64,
    /// Most bytes of out-of-order data kept in all; beyond it the streams that had a hole first give theirs up.
    pub max_reassembly_bytes: u64,
    /// Seed of the connection table's hash, not to be known outside.
    pub hash_seed: u64,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            likely_server_ports_tcp: PortSet::default(),
            likely_server_ports_udp: PortSet::default(),
            tcp_SYN_timeout: 5.0,
            tcp_session_timer: 6.0,
            tcp_connection_linger: 5.0,
            tcp_attempt_delay: 5.0,
            tcp_close_delay: 5.0,
            tcp_reset_delay: 5.0,
            tcp_partial_close_delay: 3.0,
            tcp_inactivity_timeout: 300.0,
            udp_inactivity_timeout: 60.0,
            icmp_inactivity_timeout: 60.0,
            unknown_ip_inactivity_timeout: 60.0,
            connection_status_update_interval: 0.0,
            tcp_storm_thresh: 1000,
            tcp_storm_interarrival_thresh: 1.0,
            tcp_max_initial_window: 16384,
            tcp_max_above_hole_without_any_acks: 16384,
            tcp_excessive_data_without_further_acks: 10_485_760,
            tcp_max_old_segments: 0,
            partial_connection_ok: true,
            tcp_SYN_ack_ok: true,
            report_gaps_for_partial: false,
            detect_filtered_trace: false,
            generic_packet_thresholds: Vec::new(),
            max_timer_expires: 300,
            want_rexmit_inconsistency: false,
            want_connection_reset: false,
            want_connection_partial_close: false,
            want_connection_status_update: false,
            max_connections: 1_000_000,
            max_reassembly_bytes_per_stream: 16 << 20,
            max_reassembly_bytes: 512 << 20,
            hash_seed: 0x5a61_6e64_6572,
        }
    }
}
