##! Decrypts TLS 1.2 with secrets from a key log, or from whoever sends them while the traffic is seen: AES-GCM and
##! ChaCha20-Poly1305. What comes out is looked at by the analyzers of whatever protocol it is.
##!
##! A key log has lines of client_random and secret, under a header "#fields<TAB>client_random<TAB>secret"; bytes are
##! written as \xHH. The secret is the master secret, as browsers write it into SSLKEYLOGFILE.

@load base/frameworks/cluster
@load base/frameworks/input
@load base/frameworks/notice
@load base/protocols/conn
@load base/protocols/ssl

module SSL;

# What comes after the handshake has to be seen.
redef SSL::disable_analyzer_after_detection = F;

export {
	## The key log; empty for none.
	const keylog_file = getenv("ZEEK_TLS_KEYLOG_FILE") &redef;

	## Secrets that nobody asked for in so long a time are forgotten. Those of a key log are kept.
	const secret_expiration = 5mins &redef;

	## Tells the keys of a session: the client's, the server's, then the fixed parts of their nonces.
	global add_keys: event(client_random: string, keys: string);

	## Tells the master secret of a session.
	global add_secret: event(client_random: string, secrets: string);
}

@if ( keylog_file == "" )
## Master secrets, by the client's random value.
global secrets: table[string] of string = {} &read_expire=secret_expiration &redef;

## Keys, by the client's random value.
global keys: table[string] of string = {} &read_expire=secret_expiration &redef;
@else
global secrets: table[string] of string = {} &redef;
global keys: table[string] of string = {} &redef;
@endif

redef record SSL::Info += {
	## The client's random value, by which secrets are found.
	client_random: string &optional;
};

type SecretsIdx: record {
	client_random: string;
};

type SecretsVal: record {
	secret: string;
};

## The name of the key log's input.
const tls_decrypt_stream_name = "tls-keylog-file";

event zeek_init()
	{
	if ( Cluster::is_enabled() )
		Cluster::subscribe("/zeek/tls/decryption");

	if ( keylog_file == "" )
		return;

	Input::add_table(Input::TableDescription($name=tls_decrypt_stream_name, $source=keylog_file, $destination=secrets,
	                                         $idx=SecretsIdx, $val=SecretsVal, $want_record=F));
	Input::remove(tls_decrypt_stream_name);
	}

event SSL::add_keys(client_random: string, keys: string)
	{
	SSL::keys[client_random] = keys;
	}

event SSL::add_secret(client_random: string, secrets: string)
	{
	SSL::secrets[client_random] = secrets;
	}

# Hands over what is known of a session.
function hand_over(c: connection, client_random: string)
	{
	if ( client_random in keys )
		set_keys(c, keys[client_random]);
	else if ( client_random in secrets )
		set_secret(c, secrets[client_random]);
	}

event ssl_client_hello(c: connection, version: count, record_version: count, possible_ts: time, client_random: string, session_id: string, ciphers: index_vec, comp_methods: index_vec)
	{
	# Scripts get the four bytes of the time apart.
	c$ssl$client_random = client_random;
	hand_over(c, client_random);
	}

# What came in the meantime.
event ssl_change_cipher_spec(c: connection, is_client: bool)
	{
	if ( c$ssl?$client_random )
		hand_over(c, c$ssl$client_random);
	}
