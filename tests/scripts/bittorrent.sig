signature peers {
	ip-proto == tcp
	payload /^\x13BitTorrent protocol/
	enable "bittorrent"
}
