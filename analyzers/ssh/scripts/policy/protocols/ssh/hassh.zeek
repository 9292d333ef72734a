##! ssh.log: HASSH, a digest of what each side offers. Programs are known by it, whatever they call themselves.

@load base/protocols/ssh

module SSH;

redef record Info += {
	## The version of the method.
	hasshVersion: string &log &optional;
	## Digest of the client's offer for what it sends.
	hassh: string &log &optional;
	## Digest of the server's offer for what it sends.
	hasshServer: string &log &optional;
	## Kinds of host keys that the client takes.
	cshka: string &log &optional;
	## What the client's digest was taken of.
	hasshAlgorithms: string &log &optional;
	## Kinds of host keys that the server has.
	sshka: string &log &optional;
	## What the server's digest was taken of.
	hasshServerAlgorithms: string &log &optional;
};

event ssh_capabilities(c: connection, cookie: string, capabilities: Capabilities) &priority=-5
	{
	if ( ! c?$ssh )
		return;

	local offer: vector of string = { join_string_vec(capabilities$kex_algorithms, ",") };
	local keys = join_string_vec(capabilities$server_host_key_algorithms, ",");
	c$ssh$hasshVersion = "1.1";

	if ( capabilities$is_server )
		{
		offer += join_string_vec(capabilities$encryption_algorithms$server_to_client, ",");
		offer += join_string_vec(capabilities$mac_algorithms$server_to_client, ",");
		offer += join_string_vec(capabilities$compression_algorithms$server_to_client, ",");
		c$ssh$hasshServerAlgorithms = join_string_vec(offer, ";");
		c$ssh$hasshServer = md5_hash(c$ssh$hasshServerAlgorithms);
		c$ssh$sshka = keys;
		}
	else
		{
		offer += join_string_vec(capabilities$encryption_algorithms$client_to_server, ",");
		offer += join_string_vec(capabilities$mac_algorithms$client_to_server, ",");
		offer += join_string_vec(capabilities$compression_algorithms$client_to_server, ",");
		c$ssh$hasshAlgorithms = join_string_vec(offer, ";");
		c$ssh$hassh = md5_hash(c$ssh$hasshAlgorithms);
		c$ssh$cshka = keys;
		}
	}
