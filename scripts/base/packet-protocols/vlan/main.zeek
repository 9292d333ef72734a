##! VLAN tags (IEEE 802.1Q, 802.1ad).

module PacketAnalyzer::VLAN;

export {
	## How frames with an LLC header, of Novell and with a SNAP header are told apart.
	const SNAP_FORWARDING_KEY: count = 1;
	const NOVELL_FORWARDING_KEY: count = 2;
	const LLC_FORWARDING_KEY: count = 3;
}
