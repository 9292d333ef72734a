# Sound, moving pictures and fonts.

signature file-flash {
	file-mime "application/x-shockwave-flash", 60
	file-magic /^[FCZ]WS/
}

signature file-flv {
	file-mime "video/x-flv", 60
	file-magic /^FLV/
}

signature file-id3 {
	file-mime "audio/mpeg", 60
	file-magic /^ID3/
}

signature file-mp3 {
	file-mime "audio/mpeg", 20
	file-magic /^\xff[\xe2\xe3\xf2\xf3\xf6\xf7\xfa-\xfd]/
}

signature file-ogg {
	file-mime "application/ogg", 70
	file-magic /^OggS/
}

signature file-wav {
	file-mime "audio/x-wav", 70
	file-magic /^RIFF.{4}WAVE/s
}

signature file-wav-large {
	file-mime "audio/x-wav", 190
	file-magic /^RF64\xff\xff\xff\xffWAVEds64/
}

signature file-avi {
	file-mime "video/x-msvideo", 70
	file-magic /^RIFF.{4}AVI /s
}

signature file-aiff {
	file-mime "audio/x-aiff", 70
	file-magic /^FORM.{4}AIF[FC]/s
}

signature file-flac {
	file-mime "audio/x-flac", 70
	file-magic /^fLaC/
}

signature file-midi {
	file-mime "audio/midi", 70
	file-magic /^MThd/
}

signature file-amr {
	file-mime "audio/amr", 80
	file-magic /^#!AMR/
}

signature file-basic {
	file-mime "audio/basic", 70
	file-magic /^\.snd/
}

signature file-musepack {
	file-mime "audio/x-musepack", 60
	file-magic /^MP\+/
}

signature file-ape {
	file-mime "audio/x-ape", 70
	file-magic /^MAC /
}

signature file-real {
	file-mime "application/vnd.rn-realmedia", 90
	file-magic /^\.RMF\x00\x00/
}

signature file-real-audio {
	file-mime "audio/x-pn-realaudio", 70
	file-magic /^\.ra\xfd/
}

signature file-module {
	file-mime "audio/x-mod", 190
	file-magic /^Extended Module:/
}

signature file-voice {
	file-mime "audio/x-unknown", 220
	file-magic /^Creative Voice File/
}

signature file-m4a {
	file-mime "audio/m4a", 70
	file-magic /^.{4}ftyp[mM]4[aA]/s
}

signature file-mp4 {
	file-mime "video/mp4", 70
	file-magic /^.{4}ftyp(isom|mp4[12])/s
}

signature file-3gp {
	file-mime "video/3gpp", 60
	file-magic /^.{4}ftyp(3g[egps2]|avc1|mmp4)/s
}

signature file-quicktime {
	file-mime "video/quicktime", 70
	file-magic /^.{4}(mdat|moov)/s
}

signature file-quicktime-brand {
	file-mime "video/quicktime", 50
	file-magic /^.{4}ftypqt  /s
}

signature file-matroska {
	file-mime "video/x-matroska", 110
	file-magic /^\x1a\x45\xdf\xa3.*B\x82.matroska/s
}

signature file-webm {
	file-mime "video/webm", 70
	file-magic /^\x1a\x45\xdf\xa3.*B\x82.webm/s
}

signature file-asf {
	file-mime "video/x-ms-asf", 70
	file-magic /^\x30\x26\xb2\x75/
}

signature file-mpeg {
	file-mime "video/mpeg", 50
	file-magic /^\x00\x00\x01[\xb0-\xbb]/
}

signature file-mpeg-sequence {
	file-mime "video/mpv", 71
	file-magic /^\x00\x00\x01\xb3/
}

signature file-mpeg-program {
	file-mime "video/mp2p", 21
	file-magic /^\x00\x00\x01\xba[\x40-\x7f\xc0-\xff]/
}

signature file-h264 {
	file-mime "video/h264", 41
	file-magic /^\x00\x00\x00\x01[\x07\x27\x47\x67\x87\xa7\xc7\xe7]/
}

signature file-fli {
	file-mime "video/x-fli", 50
	file-magic /^.{4}\x11\xaf/s
}

signature file-flc {
	file-mime "video/x-flc", 50
	file-magic /^.{4}\x12\xaf/s
}

signature file-mj2 {
	file-mime "video/mj2", 70
	file-magic /^\x00\x00\x00\x0cjP  \r\n\x87\n.{8}mjp2/s
}

signature file-mng {
	file-mime "video/x-mng", 70
	file-magic /^\x8aMNG/
}

signature file-jng {
	file-mime "video/x-jng", 70
	file-magic /^\x8bJNG/
}

signature file-sgi-movie {
	file-mime "video/x-sgi-movie", 70
	file-magic /^MOVI/
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
	file-mime "application/vnd.ms-opentype", 70
	file-magic /^OTTO/
}

signature file-truetype {
	file-mime "application/x-font-ttf", 80
	file-magic /^\x00\x01\x00\x00\x00/
}

signature file-embedded-opentype {
	file-mime "application/vnd.ms-fontobject", 50
	file-magic /^.{34}LP/s
}

signature file-snf {
	file-mime "application/x-font-sfn", 70
	file-magic /^(\x04\x00\x00\x00|\x00\x00\x00\x04).{100}(\x04\x00\x00\x00|\x00\x00\x00\x04)/s
}

signature file-framemaker-font {
	file-mime "application/x-mif", 190
	file-magic /^<MakerScreenFont/
}

signature file-spline-font {
	file-mime "application/vnd.font-fontforge-sfd", 160
	file-magic /^SplineFontDB:/
}
