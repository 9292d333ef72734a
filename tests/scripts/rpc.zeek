# The programs of RPC on their usual ports, and what is told of them.
event zeek_init()
	{
	Analyzer::register_for_port(Analyzer::ANALYZER_PORTMAPPER, 111/udp);
	Analyzer::register_for_port(Analyzer::ANALYZER_MOUNT, 635/udp);
	Analyzer::register_for_port(Analyzer::ANALYZER_NFS, 2049/tcp);
	Analyzer::register_for_port(Analyzer::ANALYZER_IDENT, 113/tcp);
	}

event pm_request_getport(r: connection, pr: pm_port_request, p: port)
	{
	print "getport", pr, p;
	}

event pm_request_dump(r: connection, m: pm_mappings)
	{
	print "dump", m;
	}

event mount_proc_mnt(c: connection, info: MOUNT3::info_t, req: MOUNT3::dirmntargs_t, rep: MOUNT3::mnt_reply_t)
	{
	print "mount", req$dirname, info$mnt_stat, info$rpc_machine_name, info$rpc_auxgids, rep;
	}

event nfs_proc_lookup(c: connection, info: NFS3::info_t, req: NFS3::diropargs_t, rep: NFS3::lookup_reply_t)
	{
	print "lookup", req$fname, info$nfs_stat, rep?$fh, rep?$obj_attr;
	}

event nfs_proc_read(c: connection, info: NFS3::info_t, req: NFS3::readargs_t, rep: NFS3::read_reply_t)
	{
	print "read", req$size, rep$size, rep$eof, rep?$data;
	}

event nfs_proc_not_implemented(c: connection, info: NFS3::info_t, proc: NFS3::proc_t)
	{
	print "not taken apart", proc;
	}

event rpc_dialogue(c: connection, prog: count, ver: count, proc: count, status: rpc_status, start_time: time,
                   call_len: count, reply_len: count)
	{
	print "dialogue", prog, ver, proc, status, call_len, reply_len;
	}
