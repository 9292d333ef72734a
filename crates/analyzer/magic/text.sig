# Texts: markup, data and programs. Plain text is what is left.

signature file-plain {
	file-mime "text/plain", -20
	file-magic /^(\xef\xbb\xbf|(\x00\x00)?\xfe\xff|\xff\xfe(\x00\x00)?)?[[:space:]\x20-\x7e]{10}/
}

signature file-html-doctype {
	file-mime "text/html", 49
	file-magic /^(\xef\xbb\xbf)?[[:space:]]*(<!--[^>]*-->[[:space:]]*)*<!doctype[[:space:]]+html/i
}

signature file-html {
	file-mime "text/html", 20
	file-magic /^(\xef\xbb\xbf)?[[:space:]]*(<!--[^>]*-->[[:space:]]*)*<(html|head|title|body|script|style|iframe|table|div|h[1-6]|meta|link|font|center|noscript|frameset|br|a|p|img|form)[[:space:]>\/]/i
}

signature file-xhtml {
	file-mime "text/html", 45
	file-magic /^(\xef\xbb\xbf)?[[:space:]]*<\?xml[^>]*\?>[[:space:]]*(<!--[^>]*-->[[:space:]]*)*<(!doctype[[:space:]]+html|html)/i
}

signature file-xml {
	file-mime "application/xml", 10
	file-magic /^(\xef\xbb\xbf)?[[:space:]]*<\?xml[[:space:]]/
}

signature file-svg {
	file-mime "image/svg+xml", 70
	file-magic /^(\xef\xbb\xbf)?[[:space:]]*(<\?xml[^>]*\?>[[:space:]]*)?(<!--[^>]*-->[[:space:]]*)*(<!doctype[[:space:]]+svg|<svg[[:space:]])/i
}

signature file-rss {
	file-mime "text/rss", 90
	file-magic /^(\xef\xbb\xbf)?[[:space:]]*(<\?xml[^>]*\?>[[:space:]]*)?<rss[[:space:]]/i
}

signature file-atom {
	file-mime "text/atom", 100
	file-magic /^(\xef\xbb\xbf)?[[:space:]]*(<\?xml[^>]*\?>[[:space:]]*)?<feed[[:space:]][^>]*http:\/\/www\.w3\.org\/2005\/Atom/i
}

signature file-xml-rpc {
	file-mime "application/xml-rpc", 100
	file-magic /^(\xef\xbb\xbf)?[[:space:]]*(<\?xml[^>]*\?>[[:space:]]*)?<method(call|response)>/i
}

signature file-soap {
	file-mime "application/soap+xml", 49
	file-magic /^(\xef\xbb\xbf)?[[:space:]]*(<\?xml[^>]*\?>[[:space:]]*)?<[a-z0-9_-]{0,32}:?envelope[[:space:]][^>]*http:\/\/schemas\.xmlsoap\.org/i
}

signature file-json-object {
	file-mime "text/json", 1
	file-magic /^(\xef\xbb\xbf)?[[:space:]]*\{[[:space:]]*\x22[^\x22]{1,255}\x22[[:space:]]*:[[:space:]]*(\x22|\[|\{|-?[0-9]|true|false|null)/
}

signature file-json-array {
	file-mime "text/json", 1
	file-magic /^(\xef\xbb\xbf)?[[:space:]]*\[[[:space:]]*(((\x22[^\x22]*\x22|-?[0-9]+(\.[0-9]+)?|true|false|null)[[:space:]]*(,|\]))|\{[[:space:]]*(\x22|\})|\[)/
}

signature file-json-empty {
	file-mime "text/json", 0
	file-magic /^(\xef\xbb\xbf)?[[:space:]]*\{[[:space:]]*\}[[:space:]]*$/
}

signature file-pem {
	file-mime "application/x-pem", 10
	file-magic /^-----BEGIN [A-Z0-9 ]+-----/
}

signature file-pgp-signature {
	file-mime "application/pgp-signature", 80
	file-magic /^-----BEGIN PGP SIGNATURE-----/
}

signature file-pgp-keys {
	file-mime "application/pgp-keys", 80
	file-magic /^-----BEGIN PGP (PUBLIC|PRIVATE) KEY BLOCK-----/
}

signature file-pgp-message {
	file-mime "application/pgp", 80
	file-magic /^-----BEGIN PGP (SIGNED )?MESSAGE-----/
}

signature file-diff {
	file-mime "text/x-diff", 70
	file-magic /^((diff|Index:|Only in|\*\*\* ) ?[^\r\n]*[\r\n]|--- [^\r\n]+\r?\n\+\+\+ )/
}

signature file-shell {
	file-mime "text/x-shellscript", 250
	file-magic /^(\xef\xbb\xbf)?#![ \t]?\/([^\r\n]*\/)?(ba|da|z|k|tc|c|a)?sh/
}

signature file-perl {
	file-mime "text/x-perl", 60
	file-magic /^#![ \t]?\/[^\r\n]*perl/
}

signature file-python {
	file-mime "text/x-python", 60
	file-magic /^#![ \t]?\/[^\r\n]*python/
}

signature file-ruby {
	file-mime "text/x-ruby", 60
	file-magic /^#![ \t]?\/[^\r\n]*ruby/
}

signature file-php {
	file-mime "text/x-php", 60
	file-magic /^[[:space:]]*<\?php/i
}

signature file-lua {
	file-mime "text/x-lua", 49
	file-magic /^#![ \t]?\/[^\r\n]*lua/
}

signature file-javascript {
	file-mime "application/javascript", 60
	file-magic /^[[:space:]]*((document\.write|eval|var [a-zA-Z0-9_$]+[ ]?=|function [a-zA-Z0-9_$]+[ ]?\()|\(?function[ ]?\(|\/\*! jQuery|\x22use strict\x22;|\x27use strict\x27;)/
}

signature file-rfc822 {
	file-mime "message/rfc822", 75
	file-magic /^(Received|Return-Path|Delivered-To|X-Original-To):[[:space:]]/i
}

signature file-vcard {
	file-mime "text/x-vcard", 30
	file-magic /^BEGIN:VCARD/i
}

signature file-calendar {
	file-mime "text/calendar", 30
	file-magic /^BEGIN:VCALENDAR/i
}

signature file-rtf {
	file-mime "text/rtf", 50
	file-magic /^\{\\rtf/
}

signature file-torrent {
	file-mime "application/x-bittorrent", 120
	file-magic /^d(8:announce|13:announce-list|4:info|10:created by)/
}
