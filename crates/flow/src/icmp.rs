//! ICMP messages as conversations: which type answers which.

/// ICMP's protocol number in the IPv6 world.
const ICMPV6: u8 = 58;

/// The type of message that answers `kind`, and whether there is none.
///
/// A connection's originator port is the type of its first message and its responder port the type expected in
/// return; messages without an answer have their code there and form a connection of one direction.
pub fn counterpart(proto: u8, kind: u8, code: u8) -> (u8, bool) {
    let pairs: &[(u8, u8)] = if proto == ICMPV6 {
        // echo, multicast listener query/report, router and neighbour discovery, node information, home agent.
        &[(128, 129), (130, 131), (133, 134), (135, 136), (139, 140), (144, 145)]
    } else {
        // echo, router discovery, timestamp, information, address mask (RFC 792, 950, 1256).
        &[(8, 0), (10, 9), (13, 14), (15, 16), (17, 18)]
    };
    for &(request, reply) in pairs {
        if kind == request {
            return (reply, false);
        }
        if kind == reply {
            return (request, false);
        }
    }
    (code, true)
}

#[cfg(test)]
mod tests {
    use super::counterpart;

    #[test]
    fn answers() {
        for (proto, kind, code, want) in [
            (1, 8, 0, (0, false)),
            (1, 0, 0, (8, false)),
            (1, 3, 4, (4, true)),
            (1, 13, 0, (14, false)),
            (58, 128, 0, (129, false)),
            (58, 136, 0, (135, false)),
            (58, 1, 4, (4, true)),
            (58, 143, 0, (0, true)),
        ] {
            assert_eq!(counterpart(proto, kind, code), want, "{proto} {kind}");
        }
    }
}
