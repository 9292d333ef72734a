//! The summary of a connection's fate, `conn_state` in conn.log.

use crate::connection::{Connection, Direction, Transport};
use crate::endpoint::EndpointState as E;

/// The state of a connection in the letters of conn.log (`S0`, `SF`, `REJ`, …).
///
/// Scripts compute the same from the `connection` record; this is for tests and for those that have none.
pub fn conn_state<P>(conn: &Connection<P>) -> &'static str {
    let (orig, resp) = (conn.end(Direction::Orig), conn.end(Direction::Resp));
    match conn.transport() {
        Transport::Tcp => {}
        Transport::Udp => {
            return match (orig.active, resp.active) {
                (true, true) => "SF",
                (true, false) => "S0",
                (false, true) => "SHR",
                (false, false) => "OTH",
            };
        }
        Transport::Icmp | Transport::Other => return "OTH",
    }
    let unseen = |state| matches!(state, E::Inactive | E::Partial);
    let no_data = conn.size(Direction::Orig) == 0 && conn.size(Direction::Resp) == 0;
    match (orig.state(), resp.state()) {
        (E::SynSent | E::SynAckSent, E::Reset) => "REJ",
        (E::Reset, E::Reset) if no_data => "REJ",
        (o, E::Reset) if unseen(o) => "RSTRH",
        (_, E::Reset) => "RSTR",
        (E::Reset, r) if unseen(r) && syn_then_reset(conn.history()) => "RSTOS0",
        (E::Reset, r) if unseen(r) => "OTH",
        (E::Reset, _) => "RSTO",
        (E::Closed, E::Closed) => "SF",
        (E::Closed, r) if unseen(r) => "SH",
        (E::Closed, _) => "S2",
        (o, E::Closed) if unseen(o) => "SHR",
        (_, E::Closed) => "S3",
        (E::SynSent, E::Inactive) => "S0",
        (E::Established, E::Established) => "S1",
        _ => "OTH",
    }
}

/// Whether the originator began with a SYN and came to a RST with nothing of note in between.
fn syn_then_reset(history: &str) -> bool {
    let history = history.strip_prefix('^').unwrap_or(history);
    let Some(rest) = history.strip_prefix('S') else { return false };
    rest.find('R')
        .is_some_and(|at| !rest.get(..at).unwrap_or_default().contains(['H', 'A', 'F', 'G', 'I', 'Q']))
}

#[cfg(test)]
mod tests {
    use super::syn_then_reset;

    #[test]
    fn half_open_resets() {
        for (history, want) in [
            ("SR", true),
            ("^SR", true),
            ("SWR", true),
            ("SADR", false),
            ("R", false),
            ("SaFR", false),
            ("S", false),
        ] {
            assert_eq!(syn_then_reset(history), want, "{history}");
        }
    }
}
