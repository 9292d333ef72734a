# Pictures.

signature file-png {
	file-mime "image/png", 110
	file-magic /^\x89PNG\x0d\x0a\x1a\x0a/
}

signature file-jpeg {
	file-mime "image/jpeg", 52
	file-magic /^\xff\xd8\xff/
}

signature file-gif {
	file-mime "image/gif", 70
	file-magic /^GIF8[79]a/
}

signature file-tiff {
	file-mime "image/tiff", 70
	file-magic /^(II\x2a\x00|MM\x00\x2a)/
}

signature file-bmp {
	file-mime "image/x-ms-bmp", 50
	file-magic /^BM.{12}[\x0c\x28\x40\x6c\x7c\x80]\x00\x00\x00/s
}

signature file-icon {
	file-mime "image/x-icon", 70
	file-magic /^\x00\x00[\x01\x02]\x00[\x01-\x40]\x00/
}

signature file-webp {
	file-mime "image/webp", 70
	file-magic /^RIFF.{4}WEBP/s
}

signature file-psd {
	file-mime "image/vnd.adobe.photoshop", 70
	file-magic /^8BPS/
}

signature file-jp2 {
	file-mime "image/jp2", 60
	file-magic /^\x00\x00\x00\x0cjP  \x0d\x0a\x87\x0a/
}

signature file-xcf {
	file-mime "image/x-xcf", 110
	file-magic /^gimp xcf/
}

signature file-djvu {
	file-mime "image/vnd.djvu", 80
	file-magic /^AT&TFORM.{4}DJV/s
}
