# Texts: markup, data and programs that say so themselves.

# The tags by which WHATWG's MIME sniffing tells HTML, at the start but for white space, each followed by a space or ">".
signature file-html-tag {
	file-mime "text/html", 100
	file-magic /^(\xef\xbb\xbf)?[\x09\x0a\x0b\x0c\x0d ]*<(![dD][oO][cC][tT][yY][pP][eE][ \x09\x0a\x0d]+[hH][tT][mM][lL]|[hH][tT][mM][lL]|[hH][eE][aA][dD]|[tT][iI][tT][lL][eE]|[bB][oO][dD][yY]|[sS][cC][rR][iI][pP][tT]|[iI][fF][rR][aA][mM][eE]|[fF][oO][nN][tT]|[tT][aA][bB][lL][eE]|[sS][tT][yY][lL][eE]|[hH]1|[dD][iI][vV]|[mM][eE][tT][aA])([ \x09\x0a\x0d]|>)/
}

signature file-html-late {
	file-mime "text/html", 49
	file-magic /^(\xef\xbb\xbf)?[\x09\x0a\x0b\x0c\x0d ]*<([?!][^>]*>[\x09\x0a\x0b\x0c\x0d ]*<)*([hH][tT][mM][lL]|[hH][eE][aA][dD])([ \x09\x0a\x0d]|>)/
}

signature file-html-anchors {
	file-mime "text/html", 20
	file-magic /^(\xef\xbb\xbf)?[\x09\x0a\x0b\x0c\x0d ]*<([aA]|[bB]|[bB][rR]|[pP]|[uU][lL]|[oO][lL]|[hH][1-6]|[sS][pP][aA][nN]|[cC][eE][nN][tT][eE][rR]|[iI][mM][gG])([ \x09\x0a\x0d]|>)/
}

signature file-xml {
	file-mime "application/xml", 10
	file-magic /^(\xef\xbb\xbf)?[\x09\x0a\x0b\x0c\x0d ]*<\?xml /
}

signature file-soap {
	file-mime "application/soap+xml", 49
	file-magic /^(\xef\xbb\xbf)?[\x09\x0a\x0b\x0c\x0d ]*<(\?xml [^>]*>[\x09\x0a\x0d ]*<)?[A-Za-z_-]*:?Envelope([ \x09\x0a\x0d]|>)/
}

signature file-rss {
	file-mime "text/rss", 90
	file-magic /^(\xef\xbb\xbf)?[\x09\x0a\x0b\x0c\x0d ]*<(\?xml [^>]*>[\x09\x0a\x0d ]*<)?[rR][sS][sS]([ \x09\x0a\x0d]|>)/
}

signature file-atom {
	file-mime "text/atom", 100
	file-magic /^(\xef\xbb\xbf)?[\x09\x0a\x0b\x0c\x0d ]*<(\?xml [^>]*>[\x09\x0a\x0d ]*<)?[fF][eE][eE][dD]([ \x09\x0a\x0d]|>)/
}

signature file-svg {
	file-mime "image/svg+xml", 70
	file-magic /^(\xef\xbb\xbf)?[\x09\x0a\x0b\x0c\x0d ]*<((\?xml|!DOCTYPE svg)[^>]*>[\x09\x0a\x0d ]*<)*[sS][vV][gG]([ \x09\x0a\x0d]|>)/
}

signature file-cross-domain-policy {
	file-mime "text/x-cross-domain-policy", 49
	file-magic /^(\xef\xbb\xbf)?[\x09\x0a\x0b\x0c\x0d ]*<((\?xml|!DOCTYPE)[^>]*>[\x09\x0a\x0d ]*<)*cross-domain-policy/
}

# RFC 8259: an object whose first member has a name, or an array with a value.
signature file-json {
	file-mime "text/json", 1
	file-magic /^(\xef\xbb\xbf)?[\x09\x0a\x0d ]*(\{[\x09\x0a\x0d ]*(\"([^\"\\]|\\.)*\"[\x09\x0a\x0d ]*:|\})|\[[\x09\x0a\x0d ]*(\"([^\"\\]|\\.)*\"|-?[0-9]+(\.[0-9]+)?|true|false|null|\{[\x09\x0a\x0d ]*\"|\[)[\x09\x0a\x0d ]*[,\]:\"\{\}]?)/
}

signature file-javascript {
	file-mime "application/javascript", 60
	file-magic /^(\xef\xbb\xbf)?[\x09\x0a\x0b\x0c\x0d ]*(\/\*([^*]|\*[^\/])*\*\/[\x09\x0a\x0d ]*|\/\/[^\x0a]*\x0a[\x09\x0a\x0d ]*)*(function[ \x09]+[A-Za-z_$][A-Za-z0-9_$]*[ \x09]*\(|function[ \x09]*\(|\(function[ \x09]*\(|!function[ \x09]*\(|var[ \x09]+[A-Za-z_$][A-Za-z0-9_$]*[ \x09]*(=|;|,)|document\.|window\.|\"use strict\"|'use strict'|if[ \x09]*\([ \x09]*(typeof|!?window|!?document))/
}

signature file-diff {
	file-mime "text/x-diff", 55
	file-magic /^(diff [^\x0a]+\x0a|Index: [^\x0a]+\x0a|--- [^\x0a]+\x0a\+\+\+ |\*\*\* [^\x0a]+\x0a--- )/
}

signature file-shell {
	file-mime "text/x-shellscript", 250
	file-magic /^\x23![ \x09]?\/[^\x0a]*\/(ba|z|k|da|a|tc|c)?sh([ \x09\x0a\x0d]|$)/
}

signature file-perl {
	file-mime "text/x-perl", 60
	file-magic /^\x23![ \x09]?\/[^\x0a]*perl/
}

signature file-python {
	file-mime "text/x-python", 60
	file-magic /^\x23![ \x09]?\/[^\x0a]*python/
}

signature file-ruby {
	file-mime "text/x-ruby", 60
	file-magic /^\x23![ \x09]?\/[^\x0a]*ruby/
}

signature file-php {
	file-mime "text/x-php", 60
	file-magic /^([\x09\x0a\x0d ]*<\?php|\x23![ \x09]?\/[^\x0a]*php)/
}

signature file-rtf {
	file-mime "text/rtf", 50
	file-magic /^\{\\rtf/
}

signature file-mail {
	file-mime "message/rfc822", 49
	file-magic /^(Received|Return-Path|Delivered-To|MIME-Version):[ \x09]/
}

signature file-pgp-signature {
	file-mime "application/pgp-signature", 20
	file-magic /^-----BEGIN PGP SIGNATURE-----/
}

signature file-pgp-message {
	file-mime "application/pgp", 20
	file-magic /^-----BEGIN PGP MESSAGE-----/
}

signature file-pgp-keys {
	file-mime "application/pgp-keys", 20
	file-magic /^-----BEGIN PGP (PUBLIC|PRIVATE) KEY BLOCK-----/
}

signature file-vcard {
	file-mime "text/x-vcard", 10
	file-magic /^BEGIN:VCARD/
}

signature file-calendar {
	file-mime "text/calendar", 10
	file-magic /^BEGIN:VCALENDAR/
}
