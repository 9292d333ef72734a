# Pictures.

# PNG specification, 5.2
signature file-png {
	file-mime "image/png", 110
	file-magic /^\x89PNG\x0d\x0a\x1a\x0a/
}

# GIF89a, 17
signature file-gif {
	file-mime "image/gif", 70
	file-magic /^GIF8[79]a/
}

# ITU T.81, annex B: start of image, then a marker
signature file-jpeg {
	file-mime "image/jpeg", 52
	file-magic /^\xff\xd8\xff/
}

signature file-bmp {
	file-mime "image/x-ms-bmp", 50
	file-magic /^BM.{12}(\x0c|\x28|\x40|\x6c|\x7c|\x80)\x00\x00\x00/
}

# TIFF 6.0, section 2
signature file-tiff {
	file-mime "image/tiff", 70
	file-magic /^(MM\x00\x2a|II\x2a\x00|MM\x00\x2b|II\x2b\x00)/
}

signature file-webp {
	file-mime "image/webp", 70
	file-magic /^RIFF.{4}WEBP/
}

# One to 255 pictures, the first a square of a usual size
signature file-icon {
	file-mime "image/x-icon", 70
	file-magic /^\x00\x00\x01\x00[\x01-\xff]\x00.{2}[\x00-\xff]\x00/
}

signature file-cursor {
	file-mime "image/x-cursor", 70
	file-magic /^\x00\x00\x02\x00[\x01-\xff]\x00.{2}[\x00-\xff]\x00/
}

signature file-photoshop {
	file-mime "image/vnd.adobe.photoshop", 70
	file-magic /^8BPS\x00[\x01\x02]/
}

signature file-jp2 {
	file-mime "image/jp2", 60
	file-magic /^\x00\x00\x00\x0cjP  \x0d\x0a\x87\x0a.{8}jp2/
}

signature file-xcf {
	file-mime "image/x-xcf", 110
	file-magic /^gimp xcf/
}
