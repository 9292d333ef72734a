# Sound, moving pictures and fonts.

signature file-flash {
	file-mime "application/x-shockwave-flash", 60
	file-magic /^[FCZ]WS/
}

signature file-flv {
	file-mime "video/x-flv", 60
	file-magic /^FLV\x01/
}

signature file-mp3-id3 {
	file-mime "audio/mpeg", 71
	file-magic /^ID3[\x02-\x04]/
}

signature file-mp3 {
	file-mime "audio/mpeg", 20
	file-magic /^\xff[\xe2\xe3\xf2\xf3\xfa\xfb]/
}

signature file-ogg {
	file-mime "application/ogg", 50
	file-magic /^OggS/
}

signature file-wav {
	file-mime "audio/x-wav", 70
	file-magic /^RIFF.{4}WAVE/s
}

signature file-avi {
	file-mime "video/x-msvideo", 70
	file-magic /^RIFF.{4}AVI /s
}

signature file-flac {
	file-mime "audio/x-flac", 50
	file-magic /^fLaC/
}

signature file-midi {
	file-mime "audio/midi", 50
	file-magic /^MThd/
}

signature file-m4a {
	file-mime "audio/mp4", 70
	file-magic /^....ftypM4[AB]/s
}

signature file-mp4 {
	file-mime "video/mp4", 70
	file-magic /^....ftyp(isom|iso[2-6]|mp4[12]|avc1|dash|MSNV|M4V )/s
}

signature file-3gp {
	file-mime "video/3gpp", 60
	file-magic /^....ftyp3g/s
}

signature file-quicktime {
	file-mime "video/quicktime", 70
	file-magic /^....(ftypqt  |moov|mdat)/s
}

signature file-matroska {
	file-mime "video/x-matroska", 50
	file-magic /^\x1a\x45\xdf\xa3.*matroska/s
}

signature file-webm {
	file-mime "video/webm", 60
	file-magic /^\x1a\x45\xdf\xa3.*webm/s
}

signature file-asf {
	file-mime "video/x-ms-asf", 70
	file-magic /^\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9/
}

signature file-mpeg {
	file-mime "video/mpeg", 50
	file-magic /^\x00\x00\x01[\xb3\xba]/
}

signature file-m3u {
	file-mime "audio/x-mpegurl", 80
	file-magic /^#EXTM3U/
}

signature file-woff {
	file-mime "application/font-woff", 70
	file-magic /^wOFF/
}

signature file-woff2 {
	file-mime "application/font-woff2", 70
	file-magic /^wOF2/
}

signature file-opentype {
	file-mime "application/vnd.ms-opentype", 50
	file-magic /^OTTO/
}

signature file-truetype {
	file-mime "application/x-font-ttf", 80
	file-magic /^\x00\x01\x00\x00\x00/
}
