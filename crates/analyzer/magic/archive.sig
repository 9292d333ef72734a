# Archives and compressed data.

signature file-zip {
	file-mime "application/zip", 10
	file-magic /^PK(\x03\x04|\x05\x06|\x07\x08)/
}

signature file-jar {
	file-mime "application/java-archive", 100
	file-magic /^PK\x03\x04.{26}META-INF\//s
}

signature file-docx {
	file-mime "application/vnd.openxmlformats-officedocument.wordprocessingml.document", 80
	file-magic /^PK\x03\x04.{26}(\[Content_Types\]\.xml|_rels\/\.rels|docProps).*PK\x03\x04.{26}word\//s
}

signature file-xlsx {
	file-mime "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", 80
	file-magic /^PK\x03\x04.{26}(\[Content_Types\]\.xml|_rels\/\.rels|docProps).*PK\x03\x04.{26}xl\//s
}

signature file-pptx {
	file-mime "application/vnd.openxmlformats-officedocument.presentationml.presentation", 80
	file-magic /^PK\x03\x04.{26}(\[Content_Types\]\.xml|_rels\/\.rels|docProps).*PK\x03\x04.{26}ppt\//s
}

signature file-epub {
	file-mime "application/epub+zip", 100
	file-magic /^PK\x03\x04.{26}mimetypeapplication\/epub\+zip/s
}

signature file-odt {
	file-mime "application/vnd.oasis.opendocument.text", 100
	file-magic /^PK\x03\x04.{26}mimetypeapplication\/vnd\.oasis\.opendocument\.text/s
}

signature file-ods {
	file-mime "application/vnd.oasis.opendocument.spreadsheet", 100
	file-magic /^PK\x03\x04.{26}mimetypeapplication\/vnd\.oasis\.opendocument\.spreadsheet/s
}

signature file-gzip {
	file-mime "application/x-gzip", 100
	file-magic /^\x1f\x8b\x08/
}

signature file-bzip2 {
	file-mime "application/x-bzip2", 60
	file-magic /^BZh[1-9]/
}

signature file-xz {
	file-mime "application/x-xz", 90
	file-magic /^\xfd7zXZ\x00/
}

signature file-zstd {
	file-mime "application/zstd", 60
	file-magic /^\x28\xb5\x2f\xfd/
}

signature file-lzma {
	file-mime "application/x-lzma", 71
	file-magic /^\x5d\x00\x00.{2}\xff\xff/s
}

signature file-lz4 {
	file-mime "application/x-lz4", 60
	file-magic /^\x04\x22\x4d\x18/
}

signature file-compress {
	file-mime "application/x-compress", 50
	file-magic /^\x1f\x9d/
}

signature file-rar {
	file-mime "application/x-rar", 70
	file-magic /^Rar!\x1a\x07/
}

signature file-7z {
	file-mime "application/x-7z-compressed", 50
	file-magic /^7z\xbc\xaf\x27\x1c/
}

signature file-cab {
	file-mime "application/vnd.ms-cab-compressed", 110
	file-magic /^MSCF\x00\x00\x00\x00/
}

signature file-tar {
	file-mime "application/x-tar", 100
	file-magic /^.{257}ustar/s
}

signature file-cpio {
	file-mime "application/x-cpio", 50
	file-magic /^0707(01|02|07)/
}

signature file-ar {
	file-mime "application/x-archive", 60
	file-magic /^!<arch>\x0a/
}

signature file-deb {
	file-mime "application/x-debian-package", 100
	file-magic /^!<arch>\x0adebian/
}

signature file-rpm {
	file-mime "application/x-rpm", 50
	file-magic /^\xed\xab\xee\xdb/
}

signature file-arj {
	file-mime "application/x-arj", 50
	file-magic /^\x60\xea/
}

signature file-lha {
	file-mime "application/x-lharc", 80
	file-magic /^..-lh[0-7d]-/s
}

signature file-ace {
	file-mime "application/x-ace", 50
	file-magic /^.{7}\*\*ACE\*\*/s
}

signature file-xar {
	file-mime "application/x-xar", 50
	file-magic /^xar!\x00\x1c/
}

signature file-stuffit {
	file-mime "application/x-stuffit", 70
	file-magic /^(SIT!|StuffIt)/
}

signature file-crx {
	file-mime "application/x-chrome-extension", 50
	file-magic /^Cr24[\x02\x03]\x00\x00\x00/
}
