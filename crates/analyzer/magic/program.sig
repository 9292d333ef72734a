# Programs, documents and data of programs.

signature file-dos {
	file-mime "application/x-dosexec", 51
	file-magic /^MZ/
}

signature file-dos-information {
	file-mime "application/x-dosexec", 190
	file-magic /^.{369}MICROSOFT PIFEX\x00/s
}

signature file-elf-object {
	file-mime "application/x-object", 50
	file-magic /^\x7fELF[\x01\x02](\x01.{10}\x01\x00|\x02.{10}\x00\x01)/s
}

signature file-elf-executable {
	file-mime "application/x-executable", 50
	file-magic /^\x7fELF[\x01\x02](\x01.{10}\x02\x00|\x02.{10}\x00\x02)/s
}

signature file-elf-shared {
	file-mime "application/x-sharedlib", 50
	file-magic /^\x7fELF[\x01\x02](\x01.{10}\x03\x00|\x02.{10}\x00\x03)/s
}

signature file-elf-core {
	file-mime "application/x-coredump", 50
	file-magic /^\x7fELF[\x01\x02](\x01.{10}\x04\x00|\x02.{10}\x00\x04)/s
}

signature file-mach-o {
	file-mime "application/x-mach-o-executable", 100
	file-magic /^([\xce\xcf]\xfa\xed\xfe|\xca\xfe\xba\xbe..\x00[\x01-\x14])/s
}

signature file-java-class {
	file-mime "application/x-java-applet", 71
	file-magic /^\xca\xfe\xba\xbe...[\x2d-\x34]/s
}

signature file-emacs-lisp {
	file-mime "application/x-elc", 10
	file-magic /^;ELC[\x00-\x1f\x80-\xff]/
}

# The version, in two bytes, before CR LF.
signature file-python-bytecode {
	file-mime "application/x-python-bytecode", 80
	file-magic /^(\xfc\xc4|\x99\x4e|\x87\xc6|[\x2a\x2d]\xed|[\x3b\x45\x59\x63\x6d\x77\x81\x8b\x8c\x95\x9f\xa9\xb3\xc7\xd1\xdb\xe5\xef\xf9]\xf2|\x03\xf3|[\xb8\xc2\xcc\xd6\xe0\xea\xf4\xf5\xff]\x0b|[\x09\x13\x1d\x1f\x27\x3b\x45\x4f\x58\x62\x6c\x76\x80\x94\x9e\xb2\xc6\xcc\xd0\xda\xe4\xee\xf8]\x0c|[\x02\x0c\x16\x17\x20\x21\x2a-\x2d\x2f-\x33\x3e-\x42]\x0d)\r\n/
}

signature file-pdf {
	file-mime "application/pdf", 80
	file-magic /^%PDF-/
}

signature file-postscript {
	file-mime "application/postscript", 50
	file-magic /^\x04?%!/
}

signature file-office {
	file-mime "application/msword", 50
	file-magic /^\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1/
}

signature file-word-old {
	file-mime "application/msword", 220
	file-magic /^.{512}R\x00o\x00o\x00t\x00 \x00E\x00n\x00t\x00r\x00y/s
}

signature file-word-6 {
	file-mime "application/msword", 300
	file-magic /^.{2080}(Microsoft Word 6\.0 Document|Documento Microsoft Word 6)/s
}

signature file-excel-5 {
	file-mime "application/vnd.ms-excel", 320
	file-magic /^.{2080}(Microsoft Excel 5\.0 Worksheet|Foglio di lavoro Microsoft Exce)/s
}

signature file-access {
	file-mime "application/x-msaccess", 180
	file-magic /^.{4}Standard (Jet|ACE) DB/s
}

signature file-ooxml {
	file-mime "application/vnd.openxmlformats-officedocument", 50
	file-magic /^PK\x03\x04\x14\x00\x06\x00/
}

signature file-docx {
	file-mime "application/vnd.openxmlformats-officedocument.wordprocessingml.document", 80
	file-magic /^PK\x03\x04.{26}(\[Content_Types\]\.xml|_rels\/\.rels|word\/).*PK\x03\x04.{26}word\//s
}

signature file-xlsx {
	file-mime "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", 80
	file-magic /^PK\x03\x04.{26}(\[Content_Types\]\.xml|_rels\/\.rels|xl\/).*PK\x03\x04.{26}xl\//s
}

signature file-pptx {
	file-mime "application/vnd.openxmlformats-officedocument.presentationml.presentation", 80
	file-magic /^PK\x03\x04.{26}(\[Content_Types\]\.xml|_rels\/\.rels|ppt\/).*PK\x03\x04.{26}ppt\//s
}

signature file-epub {
	file-mime "application/epub+zip", 110
	file-magic /^PK\x03\x04.{22}\x08\x00\x00\x00mimetypeapplication\/epub\+zip/s
}

signature file-opendocument-text {
	file-mime "application/vnd.oasis.opendocument.text", 110
	file-magic /^PK\x03\x04.{22}\x08\x00\x00\x00mimetypeapplication\/vnd\.oasis\.opendocument\.text[^-]/s
}

signature file-opendocument-text-template {
	file-mime "application/vnd.oasis.opendocument.text-template", 120
	file-magic /^PK\x03\x04.{22}\x08\x00\x00\x00mimetypeapplication\/vnd\.oasis\.opendocument\.text-template/s
}

signature file-opendocument-graphics {
	file-mime "application/vnd.oasis.opendocument.graphics", 110
	file-magic /^PK\x03\x04.{22}\x08\x00\x00\x00mimetypeapplication\/vnd\.oasis\.opendocument\.graphics[^-]/s
}

signature file-opendocument-graphics-template {
	file-mime "application/vnd.oasis.opendocument.graphics-template", 120
	file-magic /^PK\x03\x04.{22}\x08\x00\x00\x00mimetypeapplication\/vnd\.oasis\.opendocument\.graphics-template/s
}

signature file-opendocument-presentation {
	file-mime "application/vnd.oasis.opendocument.presentation", 110
	file-magic /^PK\x03\x04.{22}\x08\x00\x00\x00mimetypeapplication\/vnd\.oasis\.opendocument\.presentation[^-]/s
}

signature file-opendocument-presentation-template {
	file-mime "application/vnd.oasis.opendocument.presentation-template", 120
	file-magic /^PK\x03\x04.{22}\x08\x00\x00\x00mimetypeapplication\/vnd\.oasis\.opendocument\.presentation-template/s
}

signature file-opendocument-spreadsheet {
	file-mime "application/vnd.oasis.opendocument.spreadsheet", 110
	file-magic /^PK\x03\x04.{22}\x08\x00\x00\x00mimetypeapplication\/vnd\.oasis\.opendocument\.spreadsheet[^-]/s
}

signature file-opendocument-spreadsheet-template {
	file-mime "application/vnd.oasis.opendocument.spreadsheet-template", 120
	file-magic /^PK\x03\x04.{22}\x08\x00\x00\x00mimetypeapplication\/vnd\.oasis\.opendocument\.spreadsheet-template/s
}

signature file-opendocument-chart {
	file-mime "application/vnd.oasis.opendocument.chart", 110
	file-magic /^PK\x03\x04.{22}\x08\x00\x00\x00mimetypeapplication\/vnd\.oasis\.opendocument\.chart[^-]/s
}

signature file-opendocument-chart-template {
	file-mime "application/vnd.oasis.opendocument.chart-template", 120
	file-magic /^PK\x03\x04.{22}\x08\x00\x00\x00mimetypeapplication\/vnd\.oasis\.opendocument\.chart-template/s
}

signature file-opendocument-formula {
	file-mime "application/vnd.oasis.opendocument.formula", 110
	file-magic /^PK\x03\x04.{22}\x08\x00\x00\x00mimetypeapplication\/vnd\.oasis\.opendocument\.formula[^-]/s
}

signature file-opendocument-formula-template {
	file-mime "application/vnd.oasis.opendocument.formula-template", 120
	file-magic /^PK\x03\x04.{22}\x08\x00\x00\x00mimetypeapplication\/vnd\.oasis\.opendocument\.formula-template/s
}

signature file-opendocument-image {
	file-mime "application/vnd.oasis.opendocument.image", 110
	file-magic /^PK\x03\x04.{22}\x08\x00\x00\x00mimetypeapplication\/vnd\.oasis\.opendocument\.image[^-]/s
}

signature file-opendocument-image-template {
	file-mime "application/vnd.oasis.opendocument.image-template", 120
	file-magic /^PK\x03\x04.{22}\x08\x00\x00\x00mimetypeapplication\/vnd\.oasis\.opendocument\.image-template/s
}

signature file-opendocument-database {
	file-mime "application/vnd.oasis.opendocument.database", 110
	file-magic /^PK\x03\x04.{22}\x08\x00\x00\x00mimetypeapplication\/vnd\.oasis\.opendocument\.database[^-]/s
}

signature file-chm {
	file-mime "application/chm", 80
	file-magic /^ITSF/
}

signature file-tnef {
	file-mime "application/vnd.ms-tnef", 100
	file-magic /^\x78\x9f\x3e\x22/
}

signature file-shortcut {
	file-mime "application/x-ms-shortcut", 49
	file-magic /^\x4c\x00\x00\x00\x01\x14\x02\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00\x46/
}

signature file-wordperfect {
	file-mime "application/vnd.wordperfect", 60
	file-magic /^.WPC/s
}

signature file-sketchup {
	file-mime "application/skp", 100
	file-magic /^\xff\xfe\xff\x0eS\x00k\x00e\x00t\x00c\x00h\x00U\x00p\x00 \x00M\x00o\x00d\x00e\x00l\x00/
}

signature file-pcap {
	file-mime "application/vnd.tcpdump.pcap", 70
	file-magic /^(\xa1\xb2\xc3\xd4|\xd4\xc3\xb2\xa1)/
}

signature file-pcapng {
	file-mime "application/vnd.tcpdump.pcap", 100
	file-magic /^\n\r\r\n.{4}(\x1a\x2b\x3c\x4d|\x4d\x3c\x2b\x1a)/s
}

# Object identifiers: of SHA-1 in a request, of a basic response in a reply (RFC 6960).
signature file-ocsp-request {
	file-mime "application/ocsp-request", 71
	file-magic /^.{11,19}\x06\x05\x2b\x0e\x03\x02\x1a/s
}

signature file-ocsp-response {
	file-mime "application/ocsp-response", 71
	file-magic /^.{11,19}\x06\x09\x2b\x06\x01\x05\x05\x07\x30\x01\x01/s
}

signature file-java-keystore {
	file-mime "application/x-java-keystore", 70
	file-magic /^\xfe\xed\xfe\xed/
}

signature file-dicom {
	file-mime "application/dicom", 70
	file-magic /^.{128}DICM/s
}

signature file-hdf {
	file-mime "application/x-hdf", 110
	file-magic /^(\x89HDF\r\n\x1a\n|\x0e\x03\x13\x01)/
}

signature file-tokyo-cabinet {
	file-mime "application/x-tokyocabinet-hash", 40
	file-magic /^ToKyO CaBiNeT\n.{18}\x00/s
}

signature file-svr4-package {
	file-mime "application/x-svr4-package", 230
	file-magic /^# PaCkAgE DaTaStReAm/
}
