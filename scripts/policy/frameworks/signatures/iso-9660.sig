# A disk image after ISO 9660: the descriptor of the volume stands in sector 16, behind its type.
signature file-iso9660 {
	file-mime "application/x-iso9660-image", 99
	file-magic /.{32769}CD001/
}
