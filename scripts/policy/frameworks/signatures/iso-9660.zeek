##! Disk images after ISO 9660. Their mark stands in the 17th sector, so that more of each file is kept until its
##! type is known.

@load-sigs ./iso-9660

redef default_file_bof_buffer_size = 17 * 2048;
