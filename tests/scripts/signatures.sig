signature payload { ip-proto == tcp dst-port == 80, 8080 payload /GET \/index/ event "index" }
signature header { http-request-header /HOST: www\./ event host_asked "host" }
signature uri { http-request /.*\.html/ eval is_index event "page" }
signature answered { http-reply-header /CONTENT-TYPE: text\/html/ requires-reverse-signature uri event "answered with a page" }
signature body { http-reply-body /.*<title>Hello/ event "hello" }
signature never { payload /.*no such text/ event "never" }
signature lacking { ip-proto == tcp dst-port == 80 requires-signature !never payload /HEAD/ event "lacks it" }
signature large { payload-size > 100 dst-ip == 192.0.2.20 event "large" }
signature first { header tcp[13:1] & 0x12 == 0x02 tcp-state originator src-ip == 2001:db8::/32, 192.0.2.0/24 event "first" }
signature same { same-ip event "same" }
signature kind { file-magic /^<html/ file-mime "text/x-mine", 500 }
