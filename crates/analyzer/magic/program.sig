# Programs, documents and data of programs.

signature file-dos {
	file-mime "application/x-dosexec", 51
	file-magic /^MZ/
}

signature file-dos-information {
	file-mime "application/x-dosexec", 190
	file-magic /^.{369}MICROSOFT PIFEX\x00/
}

signature file-elf-object {
	file-mime "application/x-object", 50
	file-magic /^\x7fELF[\x01\x02](\x01.{10}\x01\x00|\x02.{10}\x00\x01)/
}

signature file-elf-executable {
	file-mime "application/x-executable", 50
	file-magic /^\x7fELF[\x01\x02](\x01.{10}\x02\x00|\x02.{10}\x00\x02)/
}

signature file-elf-shared {
	file-mime "application/x-sharedlib", 50
	file-magic /^\x7fELF[\x01\x02](\x01.{10}\x03\x00|\x02.{10}\x00\x03)/
}

signature file-elf-core {
	file-mime "application/x-coredump", 50
	file-magic /^\x7fELF[\x01\x02](\x01.{10}\x04\x00|\x02.{10}\x00\x04)/
}

signature file-mach-o {
	file-mime "application/x-mach-o-executable", 100
	file-magic /^([\xce\xcf]\xfa\xed\xfe|\xca\xfe\xba\xbe..\x00[\x01-\x14])/
}

signature file-java-class {
	file-mime "application/x-java-applet", 71
	file-magic /^\xca\xfe\xba\xbe...[\x2d-\x34]/
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
	file-magic /^%!/
}

signature file-office {
	file-mime "application/msword", 50
	file-magic /^\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1/
}

# Mailboxes and address books of Outlook ([MS-PST], section 2.2.2.6).
signature file-outlook {
	file-mime "application/vnd.ms-outlook", 50
	file-magic /^!BDN/
}

signature file-access {
	file-mime "application/x-msaccess", 180
	file-magic /^.{4}Standard (Jet|ACE) DB\x00/
}

signature file-ooxml {
	file-mime "application/vnd.openxmlformats-officedocument", 50
	file-magic /^PK\x03\x04\x14\x00\x06\x00/
}

signature file-docx {
	file-mime "application/vnd.openxmlformats-officedocument.wordprocessingml.document", 80
	file-magic /^PK\x03\x04.{26}(\[Content_Types\]\.xml|_rels\/\.rels|word\/).*PK\x03\x04.{26}word\//
}

signature file-xlsx {
	file-mime "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", 80
	file-magic /^PK\x03\x04.{26}(\[Content_Types\]\.xml|_rels\/\.rels|xl\/).*PK\x03\x04.{26}xl\//
}

signature file-pptx {
	file-mime "application/vnd.openxmlformats-officedocument.presentationml.presentation", 80
	file-magic /^PK\x03\x04.{26}(\[Content_Types\]\.xml|_rels\/\.rels|ppt\/).*PK\x03\x04.{26}ppt\//
}

signature file-epub {
	file-mime "application/epub+zip", 110
	file-magic /^PK\x03\x04.{22}\x08\x00\x00\x00mimetypeapplication\/epub\+zip/
}

signature file-opendocument-text {
	file-mime "application/vnd.oasis.opendocument.text", 110
	file-magic /^PK\x03\x04.{22}\x08\x00\x00\x00mimetypeapplication\/vnd\.oasis\.opendocument\.text[^-]/
}

signature file-opendocument-text-template {
	file-mime "application/vnd.oasis.opendocument.text-template", 120
	file-magic /^PK\x03\x04.{22}\x08\x00\x00\x00mimetypeapplication\/vnd\.oasis\.opendocument\.text-template/
}

signature file-opendocument-graphics {
	file-mime "application/vnd.oasis.opendocument.graphics", 110
	file-magic /^PK\x03\x04.{22}\x08\x00\x00\x00mimetypeapplication\/vnd\.oasis\.opendocument\.graphics[^-]/
}

signature file-opendocument-graphics-template {
	file-mime "application/vnd.oasis.opendocument.graphics-template", 120
	file-magic /^PK\x03\x04.{22}\x08\x00\x00\x00mimetypeapplication\/vnd\.oasis\.opendocument\.graphics-template/
}

signature file-opendocument-presentation {
	file-mime "application/vnd.oasis.opendocument.presentation", 110
	file-magic /^PK\x03\x04.{22}\x08\x00\x00\x00mimetypeapplication\/vnd\.oasis\.opendocument\.presentation[^-]/
}

signature file-opendocument-presentation-template {
	file-mime "application/vnd.oasis.opendocument.presentation-template", 120
	file-magic /^PK\x03\x04.{22}\x08\x00\x00\x00mimetypeapplication\/vnd\.oasis\.opendocument\.presentation-template/
}

signature file-opendocument-spreadsheet {
	file-mime "application/vnd.oasis.opendocument.spreadsheet", 110
	file-magic /^PK\x03\x04.{22}\x08\x00\x00\x00mimetypeapplication\/vnd\.oasis\.opendocument\.spreadsheet[^-]/
}

signature file-opendocument-spreadsheet-template {
	file-mime "application/vnd.oasis.opendocument.spreadsheet-template", 120
	file-magic /^PK\x03\x04.{22}\x08\x00\x00\x00mimetypeapplication\/vnd\.oasis\.opendocument\.spreadsheet-template/
}

signature file-opendocument-chart {
	file-mime "application/vnd.oasis.opendocument.chart", 110
	file-magic /^PK\x03\x04.{22}\x08\x00\x00\x00mimetypeapplication\/vnd\.oasis\.opendocument\.chart[^-]/
}

signature file-opendocument-chart-template {
	file-mime "application/vnd.oasis.opendocument.chart-template", 120
	file-magic /^PK\x03\x04.{22}\x08\x00\x00\x00mimetypeapplication\/vnd\.oasis\.opendocument\.chart-template/
}

signature file-opendocument-formula {
	file-mime "application/vnd.oasis.opendocument.formula", 110
	file-magic /^PK\x03\x04.{22}\x08\x00\x00\x00mimetypeapplication\/vnd\.oasis\.opendocument\.formula[^-]/
}

signature file-opendocument-formula-template {
	file-mime "application/vnd.oasis.opendocument.formula-template", 120
	file-magic /^PK\x03\x04.{22}\x08\x00\x00\x00mimetypeapplication\/vnd\.oasis\.opendocument\.formula-template/
}

signature file-opendocument-image {
	file-mime "application/vnd.oasis.opendocument.image", 110
	file-magic /^PK\x03\x04.{22}\x08\x00\x00\x00mimetypeapplication\/vnd\.oasis\.opendocument\.image[^-]/
}

signature file-opendocument-image-template {
	file-mime "application/vnd.oasis.opendocument.image-template", 120
	file-magic /^PK\x03\x04.{22}\x08\x00\x00\x00mimetypeapplication\/vnd\.oasis\.opendocument\.image-template/
}

signature file-opendocument-database {
	file-mime "application/vnd.oasis.opendocument.database", 110
	file-magic /^PK\x03\x04.{22}\x08\x00\x00\x00mimetypeapplication\/vnd\.oasis\.opendocument\.database[^-]/
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
	file-magic /^.WPC/
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
	file-magic /^\n\r\r\n.{4}(\x1a\x2b\x3c\x4d|\x4d\x3c\x2b\x1a)/
}

# Object identifiers: of SHA-1 in a request, of a basic response in a reply (RFC 6960).
signature file-ocsp-request {
	file-mime "application/ocsp-request", 71
	file-magic /^.{11,19}\x06\x05\x2b\x0e\x03\x02\x1a/
}

signature file-ocsp-response {
	file-mime "application/ocsp-response", 71
	file-magic /^.{11,19}\x06\x09\x2b\x06\x01\x05\x05\x07\x30\x01\x01/
}

signature file-java-keystore {
	file-mime "application/x-java-keystore", 70
	file-magic /^\xfe\xed\xfe\xed/
}

signature file-dicom {
	file-mime "application/dicom", 70
	file-magic /^.{128}DICM/
}

signature file-hdf {
	file-mime "application/x-hdf", 110
	file-magic /^\x89HDF\r\n\x1a\n/
}

signature file-tokyo-cabinet {
	file-mime "application/x-tokyocabinet-hash", 40
	file-magic /^ToKyO CaBiNeT\n.{18}\x00/
}

signature file-svr4-package {
	file-mime "application/x-svr4-package", 230
	file-magic /^# PaCkAgE DaTaStReAm/
}

signature file-postscript-serial {
	file-mime "application/postscript", 60
	file-magic /^\x04%!/
}

signature file-hdf-4 {
	file-mime "application/x-hdf", 70
	file-magic /^\x0e\x03\x13\x01/
}

signature file-tokyo-cabinet-tree {
	file-mime "application/x-tokyocabinet-btree", 40
	file-magic /^ToKyO CaBiNeT\n.{18}\x01/
}

signature file-tokyo-cabinet-fixed {
	file-mime "application/x-tokyocabinet-fixed", 40
	file-magic /^ToKyO CaBiNeT\n.{18}\x02/
}

signature file-tokyo-cabinet-table {
	file-mime "application/x-tokyocabinet-table", 40
	file-magic /^ToKyO CaBiNeT\n.{18}\x03/
}

signature file-berkeley-db {
	file-mime "application/x-dbm", 70
	file-magic /^(\x61\x15\x06\x00|\x00\x06\x15\x61)/
}

signature file-gdbm {
	file-mime "application/x-gdbm", 70
	file-magic /^(GDBM|\xce\x9a\x57\x13|\x13\x57\x9a\xce)/
}

signature file-journal {
	file-mime "application/vnd.fdo.journal", 80
	file-magic /^LPKSHHRH.{8}[\x00-\x03].{7}[^\x00]{48}/
}

signature file-java-packed {
	file-mime "application/x-java-pack200", 1
	file-magic /^\xca\xfe\xd0\x0d./
}

signature file-java-jce-keystore {
	file-mime "application/x-java-jce-keystore", 70
	file-magic /^\xce\xce\xce\xce/
}

signature file-pgp-keyring {
	file-mime "application/x-pgp-keyring", 50
	file-magic /^(\x99\x00|\x95[\x00\x01])/
}

signature file-gnupg-keyring {
	file-mime "application/x-gnupg-keyring", 50
	file-magic /^\x99\x01/
}

signature file-pgp-encrypted {
	file-mime "text/PGP", 50
	file-magic /^(\xa6\x00|\x85\x02)/
}

signature file-dvi {
	file-mime "application/x-dvi", 50
	file-magic /^\xf7\x02/
}

signature file-form-data {
	file-mime "application/vnd.fdf", 80
	file-magic /^%FDF-/
}

signature file-cups-raster {
	file-mime "application/vnd.cups-raster", 40
	file-magic /^(3SaR|RaS3)/
}

signature file-wordpro {
	file-mime "application/vnd.lotus-wordpro", 110
	file-magic /^WordPro\x00/
}

signature file-wordpro-new {
	file-mime "application/vnd.lotus-wordpro", 120
	file-magic /^WordPro\r\xfb/
}

signature file-ms-reader {
	file-mime "application/x-ms-reader", 1
	file-magic /^ITOLITLS.{4}/
}

signature file-quark-xpress {
	file-mime "application/x-quark-xpress-3", 90
	file-magic /^.{2}MMXPR3/
}

signature file-spreadsheet-calculator {
	file-mime "application/x-sc", 140
	file-magic /^.{38}Spreadsheet/
}

signature file-ichitaro-4 {
	file-mime "application/x-ichitaro4", 40
	file-magic /^DOC.{40}\x14/
}

signature file-ichitaro-5 {
	file-mime "application/x-ichitaro5", 40
	file-magic /^DOC.{40}\x15/
}

signature file-ichitaro-6 {
	file-mime "application/x-ichitaro6", 40
	file-magic /^DOC.{40}\x16/
}

signature file-kmz {
	file-mime "application/vnd.google-earth.kmz", 100
	file-magic /^PK\x03\x04\x14.{25}doc\.kml/
}

signature file-opendocument-text-web {
	file-mime "application/vnd.oasis.opendocument.text-web", 70
	file-magic /^PK\x03\x04.{22}\x08\x00\x00\x00mimetypeapplication\/vnd\.oasis\.opendocument\.text-web/
}

signature file-opendocument-text-master {
	file-mime "application/vnd.oasis.opendocument.text-master", 100
	file-magic /^PK\x03\x04.{22}\x08\x00\x00\x00mimetypeapplication\/vnd\.oasis\.opendocument\.text-master/
}

signature file-symbian-9 {
	file-mime "x-epoc/x-sisx-app", 70
	file-magic /^\x7a\x1a\x20\x10/
}

signature file-symbian {
	file-mime "application/vnd.symbian.install", 70
	file-magic /^.{8}\x19\x04\x00\x10/
}

signature file-epoc-agenda {
	file-mime "application/x-epoc-agenda", 70
	file-magic /^\x50\x00\x00\x10\x6d\x00\x00\x10\x84\x00\x00\x10/
}

signature file-epoc-data {
	file-mime "application/x-epoc-data", 70
	file-magic /^\x50\x00\x00\x10\x6d\x00\x00\x10\x86\x00\x00\x10/
}

signature file-epoc-jotter {
	file-mime "application/x-epoc-jotter", 70
	file-magic /^\x50\x00\x00\x10\x6d\x00\x00\x10\xea\x0c\x00\x10/
}

signature file-epoc-word {
	file-mime "application/x-epoc-word", 70
	file-magic /^\x37\x00\x00\x10\x6d\x00\x00\x10\x7f\x00\x00\x10/
}

signature file-epoc-program {
	file-mime "application/x-epoc-opl", 70
	file-magic /^\x37\x00\x00\x10\x6d\x00\x00\x10\x85\x00\x00\x10/
}

signature file-epoc-sheet {
	file-mime "application/x-epoc-sheet", 70
	file-magic /^\x37\x00\x00\x10\x6d\x00\x00\x10\x88\x00\x00\x10/
}

signature file-epoc-module {
	file-mime "application/x-epoc-opo", 70
	file-magic /^\x37\x00\x00\x10\x73\x00\x00\x10/
}

signature file-epoc-application {
	file-mime "application/x-epoc-app", 70
	file-magic /^\x37\x00\x00\x10\x74\x00\x00\x10/
}
