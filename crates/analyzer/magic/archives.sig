# Archives, packed files and programs.

# DOS header, 2.1; what follows it is for the PE analyzer
signature file-dos-executable {
	file-mime "application/x-dosexec", 51
	file-magic /^MZ/
}

signature file-elf-executable {
	file-mime "application/x-executable", 40
	file-magic /^\x7fELF[\x01\x02]([\x01].{10}[\x02\x03]\x00|[\x02].{10}\x00[\x02\x03])/
}

signature file-elf-object {
	file-mime "application/x-object", 50
	file-magic /^\x7fELF[\x01\x02]([\x01].{10}\x01\x00|[\x02].{10}\x00\x01)/
}

signature file-elf-core {
	file-mime "application/x-coredump", 50
	file-magic /^\x7fELF[\x01\x02]([\x01].{10}\x04\x00|[\x02].{10}\x00\x04)/
}

signature file-mach-o {
	file-mime "application/x-mach-o-executable", 50
	file-magic /^(\xce\xfa\xed\xfe|\xcf\xfa\xed\xfe|\xfe\xed\xfa\xce|\xfe\xed\xfa\xcf)/
}

signature file-java-class {
	file-mime "application/x-java-applet", 70
	file-magic /^\xca\xfe\xba\xbe\x00.{1}\x00[\x2d-\x60]/
}

signature file-zip {
	file-mime "application/zip", 50
	file-magic /^PK(\x03\x04|\x05\x06|\x07\x08)/
}

signature file-jar {
	file-mime "application/java-archive", 100
	file-magic /^PK\x03\x04.{22}[\x00-\xff]{4}META-INF\//
}

# Office Open XML (ECMA-376, part 2) begins with its list of content types, OpenDocument with its type
signature file-docx {
	file-mime "application/vnd.openxmlformats-officedocument", 50
	file-magic /^PK\x03\x04.{26}(\[Content_Types\]\.xml|_rels\/\.rels|docProps)/
}

signature file-odt {
	file-mime "application/vnd.oasis.opendocument.text", 110
	file-magic /^PK\x03\x04.{26}mimetypeapplication\/vnd\.oasis\.opendocument\.text/
}

signature file-ods {
	file-mime "application/vnd.oasis.opendocument.spreadsheet", 110
	file-magic /^PK\x03\x04.{26}mimetypeapplication\/vnd\.oasis\.opendocument\.spreadsheet/
}

signature file-epub {
	file-mime "application/epub+zip", 110
	file-magic /^PK\x03\x04.{26}mimetypeapplication\/epub\+zip/
}

# RFC 1952, 2.3.1
signature file-gzip {
	file-mime "application/x-gzip", 100
	file-magic /^\x1f\x8b[\x00-\x08]/
}

signature file-compress {
	file-mime "application/x-compress", 50
	file-magic /^\x1f\x9d/
}

signature file-bzip2 {
	file-mime "application/x-bzip2", 60
	file-magic /^BZh[1-9]/
}

signature file-xz {
	file-mime "application/x-xz", 60
	file-magic /^\xfd7zXZ\x00/
}

# RFC 8878, 3.1.1
signature file-zstd {
	file-mime "application/zstd", 60
	file-magic /^\x28\xb5\x2f\xfd/
}

signature file-7z {
	file-mime "application/x-7z-compressed", 50
	file-magic /^7z\xbc\xaf\x27\x1c/
}

signature file-rar {
	file-mime "application/x-rar", 70
	file-magic /^Rar!\x1a\x07/
}

signature file-cab {
	file-mime "application/vnd.ms-cab-compressed", 110
	file-magic /^MSCF\x00\x00\x00\x00/
}

signature file-tar {
	file-mime "application/x-tar", 100
	file-magic /^[^\x00]{1}.{256}ustar/
}

signature file-lha {
	file-mime "application/x-lha", 50
	file-magic /^.{2}-l(h[0-7d]|z[s45])-/
}

signature file-rpm {
	file-mime "application/x-rpm", 70
	file-magic /^\xed\xab\xee\xdb/
}

signature file-debian {
	file-mime "application/x-debian-package", 80
	file-magic /^!<arch>\x0adebian/
}

signature file-ar {
	file-mime "application/x-archive", 60
	file-magic /^!<arch>/
}

signature file-dex {
	file-mime "application/x-dex", 50
	file-magic /^dex\x0a0[0-9]{2}\x00/
}

signature file-lnk {
	file-mime "application/x-ms-shortcut", 49
	file-magic /^\x4c\x00\x00\x00\x01\x14\x02\x00/
}

signature file-chm {
	file-mime "application/chm", 50
	file-magic /^ITSF.{4}\x60\x00\x00\x00/
}

signature file-pcap {
	file-mime "application/vnd.tcpdump.pcap", 70
	file-magic /^(\xa1\xb2\xc3\xd4|\xd4\xc3\xb2\xa1|\xa1\xb2\x3c\x4d|\x4d\x3c\xb2\xa1|\x0a\x0d\x0d\x0a)/
}

signature file-torrent {
	file-mime "application/x-bittorrent", 120
	file-magic /^d8:announce/
}

signature file-keystore {
	file-mime "application/x-java-keystore", 70
	file-magic /^\xfe\xed\xfe\xed/
}
