# Documents, sound and moving pictures, typefaces.

# ISO 32000-1, 7.5.2
signature file-pdf {
	file-mime "application/pdf", 80
	file-magic /^.{0,9}%PDF-/
}

signature file-postscript {
	file-mime "application/postscript", 60
	file-magic /^(\x04)?%!PS/
}

# Compound file binary: Word, Excel, PowerPoint, Outlook by the name of a stream
signature file-ole {
	file-mime "application/msword", 50
	file-magic /^\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1/
}

signature file-ole-outlook {
	file-mime "application/vnd.ms-outlook", 60
	file-magic /^\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1.*_\x00_\x00n\x00a\x00m\x00e\x00i\x00d\x00/
}

signature file-outlook-tnef {
	file-mime "application/vnd.ms-tnef", 60
	file-magic /^\x78\x9f\x3e\x22/
}

signature file-flash {
	file-mime "application/x-shockwave-flash", 60
	file-magic /^[FCZ]WS[\x01-\x40]/
}

signature file-flv {
	file-mime "video/x-flv", 60
	file-magic /^FLV\x01/
}

signature file-riff-wave {
	file-mime "audio/x-wav", 70
	file-magic /^RIFF.{4}WAVE/
}

signature file-riff-avi {
	file-mime "video/x-msvideo", 70
	file-magic /^RIFF.{4}AVI /
}

# ISO 14496-12: a box "ftyp" and the brand in it
signature file-mp4 {
	file-mime "video/mp4", 70
	file-magic /^.{4}ftyp(isom|iso2|mp4[12]|avc1|MSNV|dash|mmp4)/
}

signature file-mp4-audio {
	file-mime "audio/mp4", 70
	file-magic /^.{4}ftypM4[AB] /
}

signature file-quicktime {
	file-mime "video/quicktime", 70
	file-magic /^.{4}(ftypqt  |moov|mdat)/
}

signature file-3gpp {
	file-mime "video/3gpp", 60
	file-magic /^.{4}ftyp3g[epgs2]/
}

signature file-matroska {
	file-mime "video/x-matroska", 110
	file-magic /^\x1a\x45\xdf\xa3.{0,40}matroska/
}

signature file-webm {
	file-mime "video/webm", 110
	file-magic /^\x1a\x45\xdf\xa3.{0,40}webm/
}

signature file-asf {
	file-mime "video/x-ms-asf", 50
	file-magic /^\x30\x26\xb2\x75\x8e\x66\xcf\x11/
}

signature file-mpeg {
	file-mime "video/mpeg", 60
	file-magic /^\x00\x00\x01[\xb0\xb3\xba]/
}

signature file-ogg {
	file-mime "application/ogg", 50
	file-magic /^OggS\x00/
}

signature file-flac {
	file-mime "audio/x-flac", 60
	file-magic /^fLaC\x00/
}

# ID3v2, or a frame of MPEG audio layer III
signature file-mp3 {
	file-mime "audio/mpeg", 80
	file-magic /^(ID3[\x02-\x04]|\xff[\xfa\xfb\xf2\xf3][\x10-\xe0])/
}

signature file-midi {
	file-mime "audio/midi", 70
	file-magic /^MThd\x00\x00\x00\x06/
}

signature file-amr {
	file-mime "audio/AMR", 70
	file-magic /^#!AMR\x0a/
}

signature file-woff {
	file-mime "application/font-woff", 70
	file-magic /^wOF[F2]/
}

signature file-truetype {
	file-mime "application/x-font-ttf", 80
	file-magic /^\x00\x01\x00\x00\x00[\x04-\x20]/
}

signature file-opentype {
	file-mime "application/vnd.ms-opentype", 70
	file-magic /^OTTO\x00/
}
