##! DHCP: the records and events of the analyzer.

module GLOBAL;

redef enum Analyzer::Tag += { Analyzer::ANALYZER_DHCP };

redef enum AllAnalyzers::Tag += { AllAnalyzers::ANALYZER_ANALYZER_DHCP };

module DHCP;

export {
	## The full name of a client (option 81).
	type ClientFQDN: record {
		flags: count;
		rcode1: count;
		rcode2: count;
		domain_name: string;
	};

	## What a client is known by (option 61).
	type ClientID: record {
		hwtype: count;
		hwaddr: string;
	};

	## The fixed part of a message.
	type Msg: record {
		op: count;
		m_type: count;
		xid: count;
		secs: interval;
		flags: count;
		ciaddr: addr;
		yiaddr: addr;
		siaddr: addr;
		giaddr: addr;
		chaddr: string;
		sname: string &default="";
		file_n: string &default="";
	};

	## What a relay adds (option 82).
	type SubOpt: record {
		code: count;
		value: string;
	};

	## All that a relay adds.
	type SubOpts: vector of DHCP::SubOpt;

	## Addresses.
	type Addrs: vector of addr;

	## The options of a message; those that are not there are not set.
	type Options: record {
		options: vector of count &optional;
		subnet_mask: addr &optional;
		routers: vector of addr &optional;
		dns_servers: vector of addr &optional;
		host_name: string &optional;
		domain_name: string &optional;
		forwarding: bool &optional;
		broadcast: addr &optional;
		vendor: string &optional;
		nbns: vector of addr &optional;
		addr_request: addr &optional;
		lease: interval &optional;
		serv_addr: addr &optional;
		param_list: vector of count &optional;
		message: string &optional;
		max_msg_size: count &optional;
		renewal_time: interval &optional;
		rebinding_time: interval &optional;
		vendor_class: string &optional;
		client_id: DHCP::ClientID &optional;
		user_class: string &optional;
		client_fqdn: DHCP::ClientFQDN &optional;
		sub_opt: vector of DHCP::SubOpt &optional;
		auto_config: bool &optional;
		auto_proxy_config: string &optional;
		time_offset: int &optional;
		time_servers: vector of addr &optional;
		name_servers: vector of addr &optional;
		ntp_servers: vector of addr &optional;
	};
}

module GLOBAL;

## A message.
global dhcp_message: event(c: connection, is_orig: bool, msg: DHCP::Msg, options: DHCP::Options);
