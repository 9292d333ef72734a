##! How tunnels are followed.

module Tunnel;

export {
	## Tunnels inside tunnels that are followed; 0: none.
	const max_depth: count = 4 &redef;

	## How often tunnel_changed is raised for one connection.
	const max_changes_per_connection: count = 5 &redef;

	## Confirm Teredo only once both ends have spoken it.
	const delay_teredo_confirmation = T &redef;

	## Confirm GTPv1 only once both ends have spoken it.
	const delay_gtp_confirmation = F &redef;

	## Idle time after which a tunnel of IP in IP, 6in4 or GRE is forgotten.
	const ip_tunnel_timeout: interval = 1 day &redef;

	## Check the UDP checksum of VXLAN packets; many senders leave it wrong.
	const validate_vxlan_checksums = T &redef;
}

module GLOBAL;

## The authentication header of Teredo (RFC 4380, section 5.1.1).
type teredo_auth: record {
	id: string;
	value: string;
	nonce: count;
	confirm: count;
};

## The origin indication of Teredo.
type teredo_origin: record {
	p: port;
	a: addr;
};

## What precedes an IPv6 packet in Teredo.
type teredo_hdr: record {
	auth: teredo_auth &optional;
	origin: teredo_origin &optional;
	hdr: pkt_hdr;
};

## The header of a GTPv1 message (3GPP TS 29.060).
type gtpv1_hdr: record {
	version: count;
	pt_flag: bool;
	rsv: bool;
	e_flag: bool;
	s_flag: bool;
	pn_flag: bool;
	msg_type: count;
	length: count;
	teid: count;
	seq: count &optional;
	n_pdu: count &optional;
	next_type: count &optional;
};

type gtp_rai: record {
	mcc: count;
	mnc: count;
	lac: count;
	rac: count;
};

type gtp_end_user_addr: record {
	pdp_type_org: count;
	pdp_type_num: count;
	pdp_ip: addr &optional;
	pdp_other_addr: string &optional;
};

type gtp_gsn_addr: record {
	ip: addr &optional;
	other: string &optional;
};

type gtp_qos_profile: record {
	priority: count;
	data: string;
};

type gtp_private_extension: record {
	id: count;
	value: string;
};

type gtp_create_pdp_ctx_request_elements: record {
	imsi: count &optional;
	rai: gtp_rai &optional;
	recovery: count &optional;
	select_mode: count &optional;
	data1: count;
	cp: count &optional;
	nsapi: count;
	linked_nsapi: count &optional;
	charge_character: count &optional;
	trace_ref: count &optional;
	trace_type: count &optional;
	end_user_addr: gtp_end_user_addr &optional;
	ap_name: string &optional;
	opts: string &optional;
	signal_addr: gtp_gsn_addr;
	user_addr: gtp_gsn_addr;
	msisdn: string &optional;
	qos_prof: gtp_qos_profile;
	tft: string &optional;
	trigger_id: string &optional;
	omc_id: string &optional;
	ext: gtp_private_extension &optional;
};

type gtp_create_pdp_ctx_response_elements: record {
	cause: count;
	reorder_req: bool &optional;
	recovery: count &optional;
	data1: count &optional;
	cp: count &optional;
	charging_id: count &optional;
	end_user_addr: gtp_end_user_addr &optional;
	opts: string &optional;
	cp_addr: gtp_gsn_addr &optional;
	user_addr: gtp_gsn_addr &optional;
	qos_prof: gtp_qos_profile &optional;
	charge_gateway: addr &optional;
	ext: gtp_private_extension &optional;
};

type gtp_update_pdp_ctx_request_elements: record {
	imsi: count &optional;
	rai: gtp_rai &optional;
	recovery: count &optional;
	data1: count;
	cp: count &optional;
	nsapi: count;
	trace_ref: count &optional;
	trace_type: count &optional;
	cp_addr: gtp_gsn_addr;
	user_addr: gtp_gsn_addr;
	qos_prof: gtp_qos_profile;
	tft: string &optional;
	trigger_id: string &optional;
	omc_id: string &optional;
	ext: gtp_private_extension &optional;
	end_user_addr: gtp_end_user_addr &optional;
};

type gtp_update_pdp_ctx_response_elements: record {
	cause: count;
	recovery: count &optional;
	data1: count &optional;
	cp: count &optional;
	charging_id: count &optional;
	cp_addr: gtp_gsn_addr &optional;
	user_addr: gtp_gsn_addr &optional;
	qos_prof: gtp_qos_profile &optional;
	charge_gateway: addr &optional;
	ext: gtp_private_extension &optional;
};

type gtp_delete_pdp_ctx_request_elements: record {
	teardown_ind: bool &optional;
	nsapi: count;
	ext: gtp_private_extension &optional;
};

type gtp_delete_pdp_ctx_response_elements: record {
	cause: count;
	ext: gtp_private_extension &optional;
};

module PacketAnalyzer::Geneve;

export {
	type Option: record {
		class: count;
		critical: bool;
		typ: count;
		data: string;
	};
}

module GLOBAL;

type geneve_options_vec: vector of PacketAnalyzer::Geneve::Option;
type geneve_options_vec_vec: vector of geneve_options_vec;
