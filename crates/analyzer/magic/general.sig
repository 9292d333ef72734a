# Types of files by their first bytes.
signature file-plain-text {
	file-mime "text/plain", -20
	file-magic /^([[:print:][:space:]]{10})/
}
