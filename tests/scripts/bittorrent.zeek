# Peers and trackers, by a signature and by a port.
@load-sigs ./bittorrent.sig

event zeek_init()
	{
	Analyzer::register_for_port(Analyzer::ANALYZER_BITTORRENTTRACKER, 6969/tcp);
	}

event bt_tracker_response(c: connection, status: count, headers: bt_tracker_headers, peers: bittorrent_peer_set,
                          benc: bittorrent_benc_dir)
	{
	print "tracker", status, peers, benc;
	}

event bittorrent_peer_handshake(c: connection, is_orig: bool, reserved: string, info_hash: string, peer_id: string)
	{
	print "handshake", is_orig, info_hash, peer_id;
	}

event bittorrent_peer_piece(c: connection, is_orig: bool, index: count, begin: count, piece_length: count)
	{
	print "piece", index, begin, piece_length;
	}
