##! What scripts ask of single protocol analyzers.

@load base/bif/plugins

module GLOBAL;

## Skips the rest of the entity that is being transferred: no http_entity_data, no file analysis for
## it.
global skip_http_entity_data: function(c: connection, is_orig: bool): any;

## Skips the rest of the mail that is being transferred.
global skip_smtp_data: function(c: connection): any;

## Tells the TLS analyzer that the handshake is over, for resumed sessions that do not show it.
global set_ssl_established: function(c: connection): bool;

## Gives a TLS connection its master secret, to decrypt what follows.
global set_secret: function(c: connection, secret: string): bool;

## Gives a TLS connection its keys, to decrypt what follows.
global set_keys: function(c: connection, keys: string): bool;

## The table of certificates that need not be parsed again.
global x509_set_certificate_cache: function(tbl: string_any_table): bool;

## The hook for certificates of that table.
global x509_set_certificate_cache_hit_callback: function(f: string_any_file_hook): bool;

module X509;

export {
	## Runs that hook.
	global __certificate_met: function(f: fa_file, e: any, sha256: string): bool;
}

module WebSocket;

export {
	## Sets what the payload of a WebSocket connection is.
}
