signature sig-alarm { ip-proto == udp dst-port == 53 payload /.*mail/ event "asks for mail" }
signature sig-once { ip-proto == udp dst-port == 53 payload /.*www/ event "asks for www" }
signature sig-per-orig { ip-proto == udp src-port == 53 payload /.*example/ event "answers" }
signature sig-count { ip-proto == udp dst-port == 53 payload /.*example/ event "asks" }
signature sig-quiet { ip-proto == udp dst-port == 53 payload /.*_sip/ event "asks quietly" }
signature sig-file { ip-proto == tcp dst-port == 53 payload /.*example/ event "asks over TCP" }
signature sig-summary { ip-proto == udp dst-port == 53 payload /.+/ event "asks anything" }
signature sig-ignored { ip-proto == udp payload /.+/ event "never seen" }
signature NO_DEFAULT_MATCHES-x { ip-proto == udp payload /.+/ event "never seen" }
