signature request { ip-proto == tcp tcp-state originator payload /^(GET|CONNECT) / }
signature reply { ip-proto == tcp tcp-state responder payload /^HTTP\// requires-reverse-signature request enable "http" event "HTTP" }
