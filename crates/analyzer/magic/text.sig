# Texts: markup, data and programs. Plain text is what is left.
#
# @head@ stands for what may come before the first element of a marked-up text: a byte order mark, blanks, comments, an
# XML declaration.

signature file-plain {
	file-mime "text/plain", -20
	file-magic /^(\xef\xbb\xbf|(\x00\x00)?\xfe\xff|\xff\xfe(\x00\x00)?)?[[:space:]\x20-\x7e]{10}/
}

signature file-html-whole {
	file-mime "text/html", 100
	file-magic /^@head@<(!doctype +html|html|meta +http-equiv)/i
}

signature file-html-doctype {
	file-mime "text/html", 49
	file-magic /^@head@<!doctype +html/i
}

signature file-html-element {
	file-mime "text/html", 20
	file-magic /^@head@<(head|html|title|body)/i
}

signature file-xml {
	file-mime "application/xml", 10
	file-magic /^(\xef\xbb\xbf)?([\r\n\t ]|<!--.*-->)*<\?xml /
}

signature file-svg {
	file-mime "image/svg+xml", 38
	file-magic /^(\xef\xbb\xbf)?<\?xml version=[\x22'][^\x00].{3}.*<svg/
}

signature file-sitemap {
	file-mime "application/xml-sitemap", 37
	file-magic /^(\xef\xbb\xbf)?<\?xml version=[\x22'][^\x00].{3}.*<urlset/
}

signature file-rss {
	file-mime "text/rss", 90
	file-magic /^@head@<rss/i
}

signature file-atom {
	file-mime "text/atom", 100
	file-magic /^@head@<(rss[^>]*xmlns:atom|feed[^>]*xmlns=[\x22']?http:\/\/www\.w3\.org\/2005\/Atom)/i
}

signature file-soap {
	file-mime "application/soap+xml", 49
	file-magic /^@head@<soap(-env)?:envelope/i
}

signature file-cross-domain-policy {
	file-mime "text/x-cross-domain-policy", 49
	file-magic /^@head@<(!doctype +)?cross-domain-policy/i
}

signature file-xml-rpc {
	file-mime "application/xml-rpc", 49
	file-magic /^@head@<methodresponse>/i
}

signature file-flash-manifest {
	file-mime "application/f4m", 49
	file-magic /^@head@<manifest[\r\n\t ]+xmlns=\x22http:\/\/ns\.adobe\.com\/f4m\//i
}

signature file-web-start {
	file-mime "application/x-java-jnlp-file", 100
	file-magic /^<jnlp /
}

signature file-cold-fusion {
	file-mime "magnus-internal/cold-fusion", 20
	file-magic /^([\r\n\t ]|<!--.*-->)*<CF(PARAM|SET|IF)/
}

signature file-json-object {
	file-mime "text/json", 1
	file-magic /^(\xef\xbb\xbf)?[\r\n\t ]*\{[\r\n\t ]*(\x22[^\x22]+\x22|[a-zA-Z][a-zA-Z0-9\\_]*)[\r\n\t ]*:[\r\n\t ]*([\x22\[{0-9]|true|false)/
}

signature file-json-array {
	file-mime "text/json", 1
	file-magic /^(\xef\xbb\xbf)?[\r\n\t ]*\[[\r\n\t ]*((\x22[^\x22]+\x22|[0-9]+(\.[0-9]+)?|true|false)[\r\n\t ]*,|\{|\[)/
}

signature file-json-empty {
	file-mime "text/json", 0
	file-magic /^(\xef\xbb\xbf)?[\r\n\t ]*(\[\]|\{\})[\r\n\t ]*$/
}

signature file-pem {
	file-mime "application/x-pem", 0
	file-magic /^-----BEGIN CERTIFICATE-----/
}

signature file-pgp-signature {
	file-mime "application/pgp-signature", 280
	file-magic /^-----BEGIN PGP SIGNATURE-/
}

signature file-pgp-keys {
	file-mime "application/pgp-keys", 330
	file-magic /^.{2}---BEGIN PGP PUBLIC KEY BLOCK-/
}

signature file-pgp-message {
	file-mime "application/pgp", 260
	file-magic /^-----BEGIN PGP MESSAGE-/
}

signature file-signed-mail {
	file-mime "application/pkcs7-signature", 100
	file-magic /^MIME-Version:.*protocol=\x22application\/pkcs7-signature\x22/
}

signature file-diff {
	file-mime "text/x-diff", 55
	file-magic /^.*--- .*\n.*\+\+\+ .*\n.*@@/
}

signature file-shell {
	file-mime "text/x-shellscript", 250
	file-magic /^#![^\n]{1,15}bin\/(env[[:space:]]+)?(ba|tc|c|z|fa|ae|k)?sh/
}

signature file-perl {
	file-mime "text/x-perl", 60
	file-magic /^#![^\n]{1,15}bin\/(env[[:space:]]+)?perl/
}

signature file-python {
	file-mime "text/x-python", 60
	file-magic /^#![^\n]{1,15}bin\/(env[[:space:]]+)?python/
}

signature file-ruby {
	file-mime "text/x-ruby", 60
	file-magic /^#![^\n]{1,15}bin\/(env[[:space:]]+)?ruby/
}

signature file-awk {
	file-mime "text/x-awk", 60
	file-magic /^#![^\n]{1,15}bin\/(env[[:space:]]+)?[gn]?awk/
}

signature file-tcl {
	file-mime "text/x-tcl", 60
	file-magic /^#![^\n]{1,15}bin\/(env[[:space:]]+)?(wish|tcl)/
}

signature file-lua {
	file-mime "text/x-lua", 49
	file-magic /^#![^\n]{1,15}bin\/(env[[:space:]]+)?lua/
}

signature file-php-program {
	file-mime "text/x-php", 60
	file-magic /^#![^\n]{1,15}bin\/(env[[:space:]]+)?php/
}

signature file-php {
	file-mime "text/x-php", 40
	file-magic /^.*<\?php/
}

signature file-node {
	file-mime "application/javascript", 60
	file-magic /^#![^\n]{1,15}bin\/(env[[:space:]]+)?node/
}

# Scripts for browsers, by how they often begin.
signature file-javascript {
	file-mime "application/javascript", 60
	file-magic /^([\r\n\t ]*(for \(;;\);|document\.write(ln)?[\t ]?\(|<script>[\r\n\t ]*(var|function) )|\(function\(\)[\n\t ]*\{)/
}

signature file-javascript-element {
	file-mime "application/javascript", 60
	file-magic /^[\r\n\t ]*<script[\t ]+(type|language)=['\x22]?(text\/)?javascript/i
}

signature file-batch-echo {
	file-mime "text/x-msdos-batch", 110
	file-magic /^@ *echo +off/i
}

signature file-batch-remark {
	file-mime "text/x-msdos-batch", 60
	file-magic /^@rem/i
}

signature file-batch-set {
	file-mime "text/x-msdos-batch", 70
	file-magic /^@set +/i
}

signature file-m4 {
	file-mime "text/x-m4", 40
	file-magic /^dnl /
}

signature file-mail-delivered {
	file-mime "message/rfc822", 160
	file-magic /^delivered-to:/i
}

signature file-mail-path {
	file-mime "message/rfc822", 150
	file-magic /^return-path:/i
}

signature file-mail-received {
	file-mime "message/rfc822", 120
	file-magic /^received:/i
}

signature file-mail-from {
	file-mime "message/rfc822", 80
	file-magic /^From:/
}

signature file-mail-relay {
	file-mime "message/rfc822", 170
	file-magic /^Relay-Version:/
}

signature file-news {
	file-mime "message/news", 80
	file-magic /^(Path|Xref):/
}

signature file-vcard {
	file-mime "text/x-vcard", 140
	file-magic /^BEGIN:VCARD/i
}

signature file-calendar {
	file-mime "text/calendar", 180
	file-magic /^BEGIN:VCALENDAR/i
}

signature file-rtf {
	file-mime "text/rtf", 80
	file-magic /^\{\\rtf/
}

signature file-torrent {
	file-mime "application/x-bittorrent", 140
	file-magic /^d(8:announce|13:announce-list|7:comment)/
}

signature file-vrml {
	file-mime "model/vrml", 180
	file-magic /^#VRML ?V2\.0 ?utf8/
}

signature file-stereolithography {
	file-mime "application/sla", 10
	file-magic /^solid /
}

signature file-binhex {
	file-mime "application/mac-binhex40", 320
	file-magic /^.{11}must be converted with BinHex/
}

signature file-tex {
	file-mime "text/x-tex", 170
	file-magic /^\\(documentclass|documentstyle)/
}

signature file-texinfo {
	file-mime "text/x-texinfo", 160
	file-magic /^\\input texinfo/
}

signature file-desktop-entry {
	file-mime "application/x-kdelnk", 220
	file-magic /^\[KDE Desktop Entry\]/
}

signature file-x3d {
	file-mime "model/x3d", 43
	file-magic /^<\?xml version=\x22.{5}.*<!DOCTYPE ?X3D/
}

signature file-gnucash {
	file-mime "application/x-gnucash", 37
	file-magic /^<\?xml version=\x22[^\x00].{3}.*<gnc-v2/
}

signature file-gnumeric {
	file-mime "application/x-gnumeric", 160
	file-magic /^.{39}<gmr:Workbook/
}

signature file-kml {
	file-mime "application/vnd.google-earth.kml+xml", 61
	file-magic /^<\?xml.{15}.* xmlns=[\x22\x27]http:\/\/(earth\.google\.com|www\.opengis\.net)\/kml/
}

signature file-scribus {
	file-mime "application/x-scribus", 260
	file-magic /^<SCRIBUSUTF8NEW Version/
}

signature file-freeplane {
	file-mime "application/x-freeplane", 260
	file-magic /^<map ?version=\x22freeplane/
}

signature file-freemind {
	file-mime "application/x-freemind", 150
	file-magic /^<map ?version/
}

signature file-kde-configuration {
	file-mime "application/x-kdelnk", 200
	file-magic /^# KDE Config File/
}

signature file-mail-forward {
	file-mime "message/rfc822", 130
	file-magic /^Forward to/
}

signature file-mail-pipe {
	file-mime "message/rfc822", 100
	file-magic /^Pipe to/
}

signature file-news-mailed-batch {
	file-mime "message/rfc822", 120
	file-magic /^N#! rnews/
}

signature file-news-batch {
	file-mime "message/rfc822", 110
	file-magic /^#! rnews/
}

signature file-news-article {
	file-mime "message/news", 100
	file-magic /^Article/
}

signature file-framemaker {
	file-mime "application/x-mif", 130
	file-magic /^<MakerFile/
}

signature file-framemaker-book {
	file-mime "application/x-mif", 120
	file-magic /^<BookFile/
}

signature file-framemaker-exchange {
	file-mime "application/x-mif", 110
	file-magic /^<MIFFile/
}

signature file-framemaker-print {
	file-mime "application/x-mif", 90
	file-magic /^<Maker/
}

signature file-framemaker-markup {
	file-mime "application/x-mif", 70
	file-magic /^<MML/
}

signature file-compact-disc-titles {
	file-mime "text/x-xmcd", 90
	file-magic /^# xmcd/
}

signature file-translations {
	file-mime "text/x-po", 37
	file-magic /^msgid /
}

signature file-library-record {
	file-mime "application/marc", 50
	file-magic /^[0-9]{5}[acdn]w/
}

signature file-shell-archive {
	file-mime "application/x-shar", 280
	file-magic /^.{10}# This is a shell archive/
}

signature file-vrml-1 {
	file-mime "model/vrml", 190
	file-magic /^#VRML ?V1\.0 ?ascii/
}
