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
	file-magic /^RIFF.{4}WAVE/
}

signature file-wav-large {
	file-mime "audio/x-wav", 190
	file-magic /^RF64\xff\xff\xff\xffWAVEds64/
}

signature file-avi {
	file-mime "video/x-msvideo", 70
	file-magic /^RIFF.{4}AVI /
}

signature file-aiff {
	file-mime "audio/x-aiff", 70
	file-magic /^FORM.{4}(AIF[FC]|8SVX)/
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
	file-magic /^\.snd.{8}\x00\x00\x00[\x01-\x07]/
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
	file-mime "application/vnd.rn-realmedia", 100
	file-magic /^\.RMF\x00\x00\x00/
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
	file-magic /^.{4}ftypm4a/
}

signature file-mp4 {
	file-mime "video/mp4", 70
	file-magic /^.{4}ftyp(isom|mp4[12])/
}

signature file-3gp {
	file-mime "video/3gpp", 60
	file-magic /^.{4}ftyp(3g[egps2]|avc1|mmp4)/
}

signature file-quicktime {
	file-mime "video/quicktime", 70
	file-magic /^.{4}(mdat|moov)/
}

signature file-quicktime-brand {
	file-mime "video/quicktime", 50
	file-magic /^.{4}ftypqt/
}

signature file-matroska {
	file-mime "video/x-matroska", 110
	file-magic /^\x1a\x45\xdf\xa3.*B\x82.matroska/
}

signature file-webm {
	file-mime "video/webm", 70
	file-magic /^\x1a\x45\xdf\xa3.*B\x82.webm/
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
	file-magic /^.{4}\x11\xaf/
}

signature file-flc {
	file-mime "video/x-flc", 50
	file-magic /^.{4}\x12\xaf/
}

signature file-mj2 {
	file-mime "video/mj2", 70
	file-magic /^\x00\x00\x00\x0cjP  \r\n\x87\n.{8}mjp2/
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
	file-magic /^.{34}LP/
}

signature file-snf {
	file-mime "application/x-font-sfn", 70
	file-magic /^(\x04\x00\x00\x00|\x00\x00\x00\x04).{100}(\x04\x00\x00\x00|\x00\x00\x00\x04)/
}

signature file-framemaker-font {
	file-mime "application/x-mif", 190
	file-magic /^<MakerScreenFont/
}

signature file-spline-font {
	file-mime "application/vnd.font-fontforge-sfd", 160
	file-magic /^SplineFontDB:/
}

signature file-itunes-audio {
	file-mime "audio/mp4", 60
	file-magic /^.{4}ftypM4A/
}

signature file-itunes-video {
	file-mime "video/mp4", 60
	file-magic /^.{4}ftypM4V/
}

signature file-quicktime-archive {
	file-mime "application/x-quicktime-player", 70
	file-magic /^.{4}pckg/
}

signature file-aac-adif {
	file-mime "audio/x-hx-aac-adif", 70
	file-magic /^ADIF/
}

signature file-aac-adts {
	file-mime "audio/x-hx-aac-adts", 50
	file-magic /^\xff[\xf0\xf1\xf8\xf9]/
}

signature file-aac-loas {
	file-mime "audio/x-mp4a-latm", 50
	file-magic /^\x56[\xe0-\xff]/
}

signature file-dolby {
	file-mime "audio/vnd.dolby.dd-raw", 50
	file-magic /^\x0b\x77/
}

signature file-wave-64 {
	file-mime "audio/x-w64", 190
	file-magic /^riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb\x04\xc1\x00\x00.{8}wave\xf3\xac\xd3\x11\x8c\xd1\x00\xc0O\x8e\xdb\x8a/
}

signature file-adpcm {
	file-mime "audio/x-adpcm", 70
	file-magic /^\.snd.{8}\x00\x00\x00\x17/
}

signature file-dec-audio {
	file-mime "audio/x-dec-basic", 70
	file-magic /^\.sd\x00.{8}[\x01-\x07\x17]\x00\x00\x00/
}

signature file-module-ultra {
	file-mime "audio/x-mod", 20
	file-magic /^MAS_UTrack_V00\/0/
}

signature file-module-scream {
	file-mime "audio/x-mod", 110
	file-magic /^.{21}(!SCREAM!|BMOD2STM)/
}

signature file-module-impulse {
	file-mime "audio/x-mod", 70
	file-magic /^IMPM/
}
