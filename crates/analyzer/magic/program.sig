# Programs, documents and data of programs.

signature file-dos {
	file-mime "application/x-dosexec", 51
	file-magic /^MZ/
}

signature file-elf-executable {
	file-mime "application/x-executable", 52
	file-magic /^\x7fELF[\x01\x02](\x01.{10}\x02\x00|\x02.{10}\x00\x02)/s
}

signature file-elf-shared {
	file-mime "application/x-sharedlib", 52
	file-magic /^\x7fELF[\x01\x02](\x01.{10}\x03\x00|\x02.{10}\x00\x03)/s
}

signature file-elf-object {
	file-mime "application/x-object", 52
	file-magic /^\x7fELF[\x01\x02](\x01.{10}\x01\x00|\x02.{10}\x00\x01)/s
}

signature file-elf-core {
	file-mime "application/x-coredump", 52
	file-magic /^\x7fELF[\x01\x02](\x01.{10}\x04\x00|\x02.{10}\x00\x04)/s
}

signature file-mach-o {
	file-mime "application/x-mach-o-executable", 50
	file-magic /^(\xfe\xed\xfa[\xce\xcf]|[\xce\xcf]\xfa\xed\xfe)/
}

signature file-java-class {
	file-mime "application/x-java-applet", 20
	file-magic /^\xca\xfe\xba\xbe\x00[\x00\x03]\x00[\x2d-\x45]/
}

signature file-dex {
	file-mime "application/vnd.android.dex", 60
	file-magic /^dex\x0a03[5-9]\x00/
}

signature file-wasm {
	file-mime "application/wasm", 60
	file-magic /^\x00asm/
}

signature file-pdf {
	file-mime "application/pdf", 80
	file-magic /^%PDF-/
}

signature file-postscript {
	file-mime "application/postscript", 60
	file-magic /^(\x04)?%!PS/
}

signature file-office {
	file-mime "application/msword", 50
	file-magic /^\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1/
}

signature file-outlook {
	file-mime "application/vnd.ms-outlook", 70
	file-magic /^\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1.*_\x00_\x00s\x00u\x00b\x00s\x00t\x00g/s
}

signature file-chm {
	file-mime "application/chm", 80
	file-magic /^ITSF\x03/
}

signature file-lnk {
	file-mime "application/x-ms-shortcut", 70
	file-magic /^\x4c\x00\x00\x00\x01\x14\x02\x00/
}

signature file-sqlite {
	file-mime "application/x-sqlite3", 120
	file-magic /^SQLite format 3\x00/
}

signature file-pcap {
	file-mime "application/vnd.tcpdump.pcap", 70
	file-magic /^(\xa1\xb2[\xc3\x3c][\xd4\x4d]|[\xd4\x4d][\xc3\x3c]\xb2\xa1)/
}

signature file-pcapng {
	file-mime "application/vnd.tcpdump.pcap", 100
	file-magic /^\x0a\x0d\x0d\x0a.{4}(\x1a\x2b\x3c\x4d|\x4d\x3c\x2b\x1a)/s
}

signature file-ocsp-request {
	file-mime "application/ocsp-request", 71
	file-magic /^\x30(.|\x81.|\x82..)\x30(.|\x81.|\x82..)(\xa0\x03\x02\x01.)?(\xa1.{1,255})?\x30(.|\x81.|\x82..)\x30.\x30.\x30[\x07\x09\x0b\x0d]\x06/s
}

signature file-ocsp-response {
	file-mime "application/ocsp-response", 71
	file-magic /^\x30(.|\x81.|\x82..)\x0a\x01[\x00-\x06](\xa0(.|\x81.|\x82..)\x30(.|\x81.|\x82..)\x06\x09\x2b\x06\x01\x05\x05\x07\x30\x01\x01|$)/s
}

signature file-keytab {
	file-mime "application/x-java-keystore", 70
	file-magic /^\xfe\xed\xfe\xed/
}

signature file-luks {
	file-mime "application/x-luks-encrypted", 120
	file-magic /^LUKS\xba\xbe\x00/
}

signature file-vmdk {
	file-mime "application/x-dvcm", 60
	file-magic /^KDMV/
}

signature file-registry {
	file-mime "application/vnd.ms-registry", 60
	file-magic /^(regf|REGEDIT4|Windows Registry Editor)/
}
