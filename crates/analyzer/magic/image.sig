# Pictures.

signature file-png {
	file-mime "image/png", 110
	file-magic /^\x89PNG/
}

signature file-jpeg {
	file-mime "image/jpeg", 52
	file-magic /^\xff\xd8/
}

signature file-gif {
	file-mime "image/gif", 70
	file-magic /^GIF8/
}

signature file-tiff {
	file-mime "image/tiff", 70
	file-magic /^(MM\x00[\x2a\x2b]|II[\x2a\x2b]\x00)/
}

signature file-bmp {
	file-mime "image/x-ms-bmp", 50
	file-magic /^BM.{12}[\x0c\x28\x40\x6c\x7c\x80]\x00/
}

signature file-icon {
	file-mime "image/x-icon", 70
	file-magic /^\x00\x00\x01\x00/
}

signature file-cursor {
	file-mime "image/x-cursor", 70
	file-magic /^\x00\x00\x02\x00/
}

signature file-x-cursor {
	file-mime "image/x-xcursor", 70
	file-magic /^Xcur/
}

signature file-webp {
	file-mime "image/webp", 70
	file-magic /^RIFF.{4}WEBP/
}

signature file-psd {
	file-mime "image/vnd.adobe.photoshop", 70
	file-magic /^8BPS/
}

signature file-jp2-brand {
	file-mime "image/jp2", 60
	file-magic /^.{4}ftypjp2/
}

signature file-jp2 {
	file-mime "image/jp2", 70
	file-magic /^\x00\x00\x00\x0cjP  \r\n\x87\n.{8}jp2 /
}

signature file-jp2-box {
	file-mime "image/jp2", 50
	file-magic /^.{4}jP/
}

signature file-jpx {
	file-mime "image/jpx", 70
	file-magic /^\x00\x00\x00\x0cjP  \r\n\x87\n.{8}jpx /
}

signature file-jpm {
	file-mime "image/jpm", 70
	file-magic /^\x00\x00\x00\x0cjP  \r\n\x87\n.{8}jpm /
}

signature file-xcf {
	file-mime "image/x-xcf", 110
	file-magic /^gimp xcf/
}

signature file-djvu {
	file-mime "image/vnd.djvu", 70
	file-magic /^AT&TFORM.{4}(DJV[MUI]|THUM)/
}

signature file-dwg {
	file-mime "image/vnd.dwg", 90
	file-magic /^(AC[12]\.|AC10)/
}

signature file-coreldraw {
	file-mime "image/x-coreldraw", 70
	file-magic /^RIFF.{4}CDR[A6]/
}

signature file-exr {
	file-mime "image/x-exr", 70
	file-magic /^\x76\x2f\x31\x01/
}

signature file-dpx {
	file-mime "image/x-dpx", 70
	file-magic /^SDPX/
}

signature file-niff {
	file-mime "image/x-niff", 70
	file-magic /^IIN1/
}

signature file-cpc {
	file-mime "image/x-cpi", 70
	file-magic /^CPC\xb2/
}

signature file-olympus {
	file-mime "image/x-olympus-orf", 70
	file-magic /^(IIR[OS]|MMOR)/
}

signature file-canon {
	file-mime "image/x-canon-crw", 170
	file-magic /^II\x1a\x00\x00\x00HEAPCCDR/
}

signature file-foveon {
	file-mime "image/x-x3f", 70
	file-magic /^FOVb/
}

signature file-paint-net {
	file-mime "image/x-paintnet", 70
	file-magic /^PDN3/
}

signature file-portable-anymap {
	file-mime "image/x-portable-pixmap", 50
	file-magic /^P7/
}

signature file-polar {
	file-mime "image/x-polar-monitor-bitmap", 160
	file-magic /^\[BitmapInfo2\]/
}

signature file-award {
	file-mime "image/x-award-bmp", 20
	file-magic /^AWBM/
}

signature file-award-logo {
	file-mime "image/x-award-bioslogo", 50
	file-magic /^\x11[\x06\x09]/
}

signature file-canon-2 {
	file-mime "image/x-canon-cr2", 130
	file-magic /^II\x2a\x00\x10\x00\x00\x00CR/
}

signature file-quicktime-image {
	file-mime "image/x-quicktime", 70
	file-magic /^.{4}idsc/
}

signature file-syslinux {
	file-mime "image/x-lss16", 70
	file-magic /^\x3d\xf3\x13\x14/
}

signature file-epoc-bitmaps {
	file-mime "image/x-epoc-mbm", 70
	file-magic /^\x37\x00\x00\x10\x42\x00\x00\x10/
}

signature file-epoc-sketch {
	file-mime "image/x-epoc-sketch", 70
	file-magic /^\x37\x00\x00\x10\x6d\x00\x00\x10\x7d\x00\x00\x10/
}
