##! Notices on attempts to read a server's memory by heartbeats that claim to be longer than they are (CVE-2014-0160).

@load base/protocols/ssl
@load base/frameworks/notice

module Heartbleed;

export {
	redef enum Notice::Type += {
		## A heartbeat claims more than it holds, or comes before the handshake is over.
		SSL_Heartbeat_Attack,
		## The server has answered one.
		SSL_Heartbeat_Attack_Success,
		## An encrypted heartbeat is shorter than any honest one.
		SSL_Heartbeat_Odd_Length,
		## A client sends many heartbeats and gets nothing.
		SSL_Heartbeat_Many_Requests,
	};
}

# The analyzer has to see what comes after the handshake.
redef SSL::disable_analyzer_after_detection = F;

redef record SSL::Info += {
	last_originator_heartbeat_request_size: count &optional;
	last_responder_heartbeat_request_size: count &optional;
	originator_heartbeats: count &default=0;
	responder_heartbeats: count &default=0;
	## The attack is known; nothing more is told.
	heartbleed_detected: bool &default=F;
	enc_appdata_packages: count &default=0;
	enc_appdata_bytes: count &default=0;
};

type min_length: record {
	cipher: pattern;
	min_length: count;
};

# Length of the shortest honest heartbeat with a cipher, encrypted.
global min_lengths: vector of min_length = vector();
global min_lengths_tls11: vector of min_length = vector();

event zeek_init()
	{
	# A heartbeat has 19 bytes at least; ciphers add a hash and fill blocks.
	min_lengths_tls11 += min_length($cipher=/_AES_256_GCM_SHA384$/, $min_length=43);
	min_lengths_tls11 += min_length($cipher=/_AES_128_GCM_SHA256$/, $min_length=43);
	min_lengths_tls11 += min_length($cipher=/_256_CBC_SHA384$/, $min_length=96);
	min_lengths_tls11 += min_length($cipher=/_256_CBC_SHA256$/, $min_length=80);
	min_lengths_tls11 += min_length($cipher=/_256_CBC_SHA$/, $min_length=64);
	min_lengths_tls11 += min_length($cipher=/_128_CBC_SHA256$/, $min_length=80);
	min_lengths_tls11 += min_length($cipher=/_128_CBC_SHA$/, $min_length=64);
	min_lengths_tls11 += min_length($cipher=/_3DES_EDE_CBC_SHA$/, $min_length=48);
	min_lengths_tls11 += min_length($cipher=/_SEED_CBC_SHA$/, $min_length=64);
	min_lengths_tls11 += min_length($cipher=/_IDEA_CBC_SHA$/, $min_length=48);
	min_lengths_tls11 += min_length($cipher=/_DES_CBC_SHA$/, $min_length=48);
	min_lengths_tls11 += min_length($cipher=/_DES40_CBC_SHA$/, $min_length=48);
	min_lengths_tls11 += min_length($cipher=/_RC4_128_SHA$/, $min_length=39);
	min_lengths_tls11 += min_length($cipher=/_RC4_128_MD5$/, $min_length=35);
	min_lengths_tls11 += min_length($cipher=/_RC4_40_MD5$/, $min_length=35);
	min_lengths_tls11 += min_length($cipher=/_RC2_CBC_40_MD5$/, $min_length=48);

	# Before 1.1 there was no initialization vector.
	min_lengths += min_length($cipher=/_256_CBC_SHA$/, $min_length=48);
	min_lengths += min_length($cipher=/_128_CBC_SHA$/, $min_length=48);
	min_lengths += min_length($cipher=/_3DES_EDE_CBC_SHA$/, $min_length=40);
	min_lengths += min_length($cipher=/_SEED_CBC_SHA$/, $min_length=48);
	min_lengths += min_length($cipher=/_IDEA_CBC_SHA$/, $min_length=40);
	min_lengths += min_length($cipher=/_DES_CBC_SHA$/, $min_length=40);
	min_lengths += min_length($cipher=/_DES40_CBC_SHA$/, $min_length=40);
	min_lengths += min_length($cipher=/_RC4_128_SHA$/, $min_length=39);
	min_lengths += min_length($cipher=/_RC4_128_MD5$/, $min_length=35);
	min_lengths += min_length($cipher=/_RC4_40_MD5$/, $min_length=35);
	min_lengths += min_length($cipher=/_RC2_CBC_40_MD5$/, $min_length=40);
	}

event ssl_heartbeat(c: connection, is_client: bool, length: count, heartbeat_type: count, payload_length: count, payload: string)
	{
	if ( ! c?$ssl )
		return;

	if ( heartbeat_type == 1 )
		{
		# An honest one holds its type, its length, its payload and at least 16 bytes of padding.
		local held = length < 19 ? length : length - 19;

		if ( payload_length > held )
			{
			c$ssl$heartbleed_detected = T;
			NOTICE(Notice::Info($note=SSL_Heartbeat_Attack,
			                    $msg=fmt("An TLS heartbleed attack was detected! Record length %d. Payload length %d", length, payload_length),
			                    $conn=c, $identifier=cat(c$uid, length, payload_length)));
			}
		else if ( is_client )
			NOTICE(Notice::Info($note=SSL_Heartbeat_Attack,
			                    $msg=fmt("Heartbeat request before encryption. Probable Scan without exploit attempt. Message length: %d. Payload length: %d", length, payload_length),
			                    $conn=c, $n=length, $identifier=cat(c$uid, length)));
		}

	if ( heartbeat_type == 2 && c$ssl$heartbleed_detected )
		NOTICE(Notice::Info($note=SSL_Heartbeat_Attack_Success,
		                    $msg=fmt("An TLS heartbleed attack detected before was probably exploited. Message length: %d. Payload length: %d", length, payload_length),
		                    $conn=c, $identifier=c$uid));
	}

event ssl_encrypted_heartbeat(c: connection, is_client: bool, length: count)
	{
	if ( ! c?$ssl )
		return;

	if ( is_client )
		++c$ssl$originator_heartbeats;
	else
		++c$ssl$responder_heartbeats;

	local since = network_time() - c$start_time;

	if ( c$ssl$enc_appdata_packages == 0 )
		NOTICE(Notice::Info($note=SSL_Heartbeat_Attack,
		                    $msg=fmt("Heartbeat before ciphertext. Probable attack or scan. Length: %d, is_client: %d", length, is_client ? 1 : 0),
		                    $conn=c, $n=length, $identifier=fmt("%s%s", c$uid, "early")));
	else if ( since < 1min )
		NOTICE(Notice::Info($note=SSL_Heartbeat_Attack,
		                    $msg=fmt("Heartbeat within first minute. Possible attack or scan. Length: %d, is_client: %d, time: %s", length, is_client ? 1 : 0, since),
		                    $conn=c, $n=length, $identifier=fmt("%s%s", c$uid, "early")));

	if ( c$ssl$originator_heartbeats > c$ssl$responder_heartbeats + 3 )
		NOTICE(Notice::Info($note=SSL_Heartbeat_Many_Requests,
		                    $msg=fmt("More than 3 heartbeat requests without replies from server. Possible attack. Client count: %d, server count: %d", c$ssl$originator_heartbeats, c$ssl$responder_heartbeats),
		                    $conn=c, $n=( c$ssl$originator_heartbeats - c$ssl$responder_heartbeats ),
		                    $identifier=fmt("%s%d", c$uid, c$ssl$responder_heartbeats / 1000)));

	if ( c$ssl$responder_heartbeats > c$ssl$originator_heartbeats + 3 )
		NOTICE(Notice::Info($note=SSL_Heartbeat_Many_Requests,
		                    $msg=fmt("Server sending more heartbeat responses than requests seen. Possible attack. Client count: %d, server count: %d", c$ssl$originator_heartbeats, c$ssl$responder_heartbeats),
		                    $conn=c, $n=( c$ssl$responder_heartbeats - c$ssl$originator_heartbeats ),
		                    $identifier=fmt("%s%d", c$uid, c$ssl$responder_heartbeats / 1000)));

	if ( is_client && length < 19 )
		NOTICE(Notice::Info($note=SSL_Heartbeat_Odd_Length,
		                    $msg=fmt("Heartbeat message smaller than minimum required length. Probable attack or scan. Message length: %d. Cipher: %s. Time: %f", length, c$ssl?$cipher ? c$ssl$cipher : "", since),
		                    $conn=c, $n=length, $identifier=fmt("%s-weak-%d", c$uid, length)));

	if ( c$ssl?$cipher && c$ssl?$version )
		{
		local lengths = c$ssl$version == "TLSv11" || c$ssl$version == "TLSv12" ? min_lengths_tls11 : min_lengths;

		for ( _, l in lengths )
			{
			if ( l$cipher !in c$ssl$cipher )
				next;

			if ( length < l$min_length )
				NOTICE(Notice::Info($note=SSL_Heartbeat_Odd_Length,
				                    $msg=fmt("Heartbeat message smaller than minimum required length. Probable attack. Message length: %d. Required length: %d. Cipher: %s. Cipher match: %s", length, l$min_length, c$ssl$cipher, l$cipher),
				                    $conn=c, $n=length, $identifier=fmt("%s-weak-%d", c$uid, length)));

			break;
			}
		}

	if ( is_client )
		{
		# It may be the answer to a question of the server's.
		if ( c$ssl?$last_responder_heartbeat_request_size )
			delete c$ssl$last_responder_heartbeat_request_size;
		else
			c$ssl$last_originator_heartbeat_request_size = length;
		}
	else
		{
		# An honest answer is as long as the question.
		if ( c$ssl?$last_originator_heartbeat_request_size && c$ssl$last_originator_heartbeat_request_size < length )
			NOTICE(Notice::Info($note=SSL_Heartbeat_Attack_Success,
			                    $msg=fmt("An encrypted TLS heartbleed attack was probably detected! First packet client record length %d, first packet server record length %d. Time: %f", c$ssl$last_originator_heartbeat_request_size, length, since),
			                    $conn=c, $identifier=c$uid));
		else if ( ! c$ssl?$last_originator_heartbeat_request_size )
			c$ssl$last_responder_heartbeat_request_size = length;

		if ( c$ssl?$last_originator_heartbeat_request_size )
			delete c$ssl$last_originator_heartbeat_request_size;
		}
	}

event ssl_encrypted_data(c: connection, is_client: bool, record_version: count, content_type: count, length: count)
	{
	if ( ! c?$ssl )
		return;

	if ( content_type == SSL::HEARTBEAT )
		event ssl_encrypted_heartbeat(c, is_client, length);
	else if ( content_type == SSL::APPLICATION_DATA && length > 0 )
		{
		++c$ssl$enc_appdata_packages;
		c$ssl$enc_appdata_bytes += length;
		}
	}
