signature asks { ip-proto == udp udp-state originator dst-port == 53 event "asks" }
signature answers { ip-proto == udp udp-state responder src-port == 53 payload /..\x85/ event "answers" }
signature both { ip-proto == udp udp-state established payload /.+/ event "both have spoken" }
signature any-state { ip-proto == udp udp-state stateless payload-size > 0 payload /..\x01/ event "whatever the state" }
signature of-tcp { ip-proto == tcp tcp-state established dst-port == 53 payload /\x00/ event "over TCP" }
signature long { ip-proto == udp payload-size >= 57 payload /..[\x00-\x01]/ event "long" }
signature short { ip-proto == udp payload-size < 40 event "short" }
signature exact { ip-proto == udp payload-size == 56 event "exact" }
signature elsewhere { src-ip != 192.0.2.0/24, [2001:db8::]/32 event "from elsewhere" }
signature here { ip-proto == udp src-ip == 192.0.2.10 dst-ip == 192.0.2.20 dst-port != 80, 443 src-port > 1023 event "here" }
signature by-mail { dst-port == mail_ports event "never over these ports" }
signature example { ip-proto == udp payload /.*example/ eval asked_for_example event "asks for example" }
signature no-eval { ip-proto == udp payload /.+/ eval never event "never" }
signature answered { ip-proto == udp payload /..[\x81-\x85]/ requires-reverse-signature example event "answered" }
signature unanswered { ip-proto == udp payload /..\x01/ requires-reverse-signature !answered requires-signature asks event "no answer" }
