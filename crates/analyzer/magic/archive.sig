# Archives and compressed data.

# Weak, since much else is kept in this form.
signature file-zip {
	file-mime "application/zip", 10
	file-magic /^PK(\x03\x04.{2}|\x07\x08PK\x03\x04)/
}

signature file-zip-program {
	file-mime "application/zip", 340
	file-magic /^MZ.{28}(Copyright 1989-1990 PKWARE Inc|PKLITE Copr)\./
}

signature file-jar {
	file-mime "application/java-archive", 100
	file-magic /^PK\x03\x04.{1,200}\x14\x00..META-INF\/MANIFEST\.MF/
}

signature file-gzip {
	file-mime "application/x-gzip", 100
	file-magic /^\x1f\x8b/
}

signature file-bzip2 {
	file-mime "application/x-bzip2", 60
	file-magic /^BZh/
}

signature file-xz {
	file-mime "application/x-xz", 90
	file-magic /^\xfd7zXZ\x00/
}

signature file-lzma {
	file-mime "application/x-lzma", 71
	file-magic /^\x5d\x00\x00/
}

signature file-lz4 {
	file-mime "application/x-lz4", 70
	file-magic /^(\x04\x22\x4d|\x02\x21\x4c)\x18/
}

signature file-lzip {
	file-mime "application/x-lzip", 70
	file-magic /^LZIP/
}

signature file-lrzip {
	file-mime "application/x-lrzip", 1
	file-magic /^LRZI/
}

signature file-compress {
	file-mime "application/x-compress", 50
	file-magic /^\x1f\x9d/
}

signature file-rar {
	file-mime "application/x-rar", 70
	file-magic /^Rar!/
}

signature file-7z {
	file-mime "application/x-7z-compressed", 50
	file-magic /^7z\xbc\xaf\x27\x1c/
}

signature file-cab {
	file-mime "application/vnd.ms-cab-compressed", 110
	file-magic /^MSCF\x00\x00\x00\x00/
}

# A name, three numbers, two long numbers, a checksum, a kind (POSIX.1-1988).
signature file-tar {
	file-mime "application/x-tar", 100
	file-magic /^[[:print:]\x00]{100}([[:digit:] ]{7}\x00){3}([[:digit:] ]{11}\x00){2}[[:digit:]\x00 ]{7}[ \x00][0-7\x00]/
}

signature file-cpio {
	file-mime "application/x-cpio", 50
	file-magic /^(\xc7\x71|\x71\xc7)/
}

signature file-ar {
	file-mime "application/x-archive", 70
	file-magic /^!?<ar(ch)?>/
}

signature file-deb {
	file-mime "application/x-debian-package", 171
	file-magic /^!<arch>\ndebian/
}

signature file-rpm {
	file-mime "application/x-rpm", 70
	file-magic /^(drpm|\xed\xab\xee\xdb)/
}

signature file-dmg {
	file-mime "application/x-dmg", 100
	file-magic /^\x78(\x01\x73\x0d\x62\x62\x60|[\x01\xda]\x63\x60\x18\x05|\xda\x73\x0d|[\x01\xda]\xed[\xd0-\xd9])/
}

signature file-xar {
	file-mime "application/x-xar", 100
	file-magic /^xar!/
}

signature file-stuffit {
	file-mime "application/x-stuffit", 70
	file-magic /^(SIT!|StuffIt)/
}

signature file-arc {
	file-mime "application/x-arc", 70
	file-magic /^[\x00-\x7f]{2}[\x02-\x0a\x14\x48]\x1a/
}

signature file-arj {
	file-mime "application/x-arj", 50
	file-magic /^\x60\xea/
}

signature file-lzh {
	file-mime "application/x-lzh", 80
	file-magic /^.{2}-(lh[ abcdex0-9]|lz[s2-8]|pm[s012]|pc1)-/
}

signature file-lha-program {
	file-mime "application/x-lha", 120
	file-magic /^MZ.{34}LH[aA]'s SFX/
}

signature file-ace {
	file-mime "application/x-ace", 100
	file-magic /^.{7}\*\*ACE\*\*/
}

signature file-zoo {
	file-mime "application/x-zoo", 70
	file-magic /^.{20}\xdc\xa7\xc4\xfd/
}

signature file-eet {
	file-mime "application/x-eet", 70
	file-magic /^\x1e\xe7\xff\x00/
}

signature file-warc {
	file-mime "application/warc", 50
	file-magic /^WARC\//
}

signature file-internet-archive {
	file-mime "application/x-ia-arc", 140
	file-magic /^filedesc:\/\//
}
