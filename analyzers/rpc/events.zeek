##! ONC RPC with portmapper, mount and NFS: the records, options and events of the analyzers.

module GLOBAL;

redef enum Analyzer::Tag += {
	Analyzer::ANALYZER_PORTMAPPER,
	Analyzer::ANALYZER_MOUNT,
	Analyzer::ANALYZER_NFS,
	Analyzer::ANALYZER_CONTENTS_RPC,
	Analyzer::ANALYZER_CONTENTS_NFS,
};

redef enum AllAnalyzers::Tag += {
	AllAnalyzers::ANALYZER_ANALYZER_PORTMAPPER,
	AllAnalyzers::ANALYZER_ANALYZER_MOUNT,
	AllAnalyzers::ANALYZER_ANALYZER_NFS,
	AllAnalyzers::ANALYZER_ANALYZER_CONTENTS_RPC,
	AllAnalyzers::ANALYZER_ANALYZER_CONTENTS_NFS,
};

## What came of a call (RFC 5531, section 9).
type rpc_status: enum {
	RPC_SUCCESS,
	RPC_PROG_UNAVAIL,
	RPC_PROG_MISMATCH,
	RPC_PROC_UNAVAIL,
	RPC_GARBAGE_ARGS,
	RPC_SYSTEM_ERR,
	RPC_TIMEOUT,
	RPC_VERS_MISMATCH,
	RPC_AUTH_ERROR,
	RPC_UNKNOWN_ERROR,
};

module NFS3;

export {
	## Procedures.
	type proc_t: enum {
		PROC_NULL = 0,
		PROC_GETATTR = 1,
		PROC_SETATTR = 2,
		PROC_LOOKUP = 3,
		PROC_ACCESS = 4,
		PROC_READLINK = 5,
		PROC_READ = 6,
		PROC_WRITE = 7,
		PROC_CREATE = 8,
		PROC_MKDIR = 9,
		PROC_SYMLINK = 10,
		PROC_MKNOD = 11,
		PROC_REMOVE = 12,
		PROC_RMDIR = 13,
		PROC_RENAME = 14,
		PROC_LINK = 15,
		PROC_READDIR = 16,
		PROC_READDIRPLUS = 17,
		PROC_FSSTAT = 18,
		PROC_FSINFO = 19,
		PROC_PATHCONF = 20,
		PROC_COMMIT = 21,
		PROC_END_OF_PROCS = 22,
	};

	## Types of files.
	type file_type_t: enum {
		FTYPE_REG = 1,
		FTYPE_DIR = 2,
		FTYPE_BLK = 3,
		FTYPE_CHR = 4,
		FTYPE_LNK = 5,
		FTYPE_SOCK = 6,
		FTYPE_FIFO = 7,
	};

	## How a time is set.
	type time_how_t: enum {
		DONT_CHANGE = 0,
		SET_TO_SERVER_TIME = 1,
		SET_TO_CLIENT_TIME = 2,
	};

	## How safe bytes are to be written.
	type stable_how_t: enum {
		UNSTABLE = 0,
		DATA_SYNC = 1,
		FILE_SYNC = 2,
	};

	## How a file is made.
	type createmode_t: enum {
		UNCHECKED = 0,
		GUARDED = 1,
		EXCLUSIVE = 2,
	};

	## What a server says.
	type status_t: enum {
		NFS3ERR_OK = 0,
		NFS3ERR_PERM = 1,
		NFS3ERR_NOENT = 2,
		NFS3ERR_IO = 5,
		NFS3ERR_NXIO = 6,
		NFS3ERR_ACCES = 13,
		NFS3ERR_EXIST = 17,
		NFS3ERR_XDEV = 18,
		NFS3ERR_NODEV = 19,
		NFS3ERR_NOTDIR = 20,
		NFS3ERR_ISDIR = 21,
		NFS3ERR_INVAL = 22,
		NFS3ERR_FBIG = 27,
		NFS3ERR_NOSPC = 28,
		NFS3ERR_ROFS = 30,
		NFS3ERR_MLINK = 31,
		NFS3ERR_NAMETOOLONG = 63,
		NFS3ERR_NOTEMPTY = 66,
		NFS3ERR_DQUOT = 69,
		NFS3ERR_STALE = 70,
		NFS3ERR_REMOTE = 71,
		NFS3ERR_BADHANDLE = 10001,
		NFS3ERR_NOT_SYNC = 10002,
		NFS3ERR_BAD_COOKIE = 10003,
		NFS3ERR_NOTSUPP = 10004,
		NFS3ERR_TOOSMALL = 10005,
		NFS3ERR_SERVERFAULT = 10006,
		NFS3ERR_BADTYPE = 10007,
		NFS3ERR_JUKEBOX = 10008,
		NFS3ERR_UNKNOWN = 0xffffffff,
	};
}

module MOUNT3;

export {
	## Procedures.
	type proc_t: enum {
		PROC_NULL = 0,
		PROC_MNT = 1,
		PROC_DUMP = 2,
		PROC_UMNT = 3,
		PROC_UMNT_ALL = 4,
		PROC_EXPORT = 5,
		PROC_END_OF_PROCS = 6,
	};

	## What a server says.
	type status_t: enum {
		MNT3_OK = 0,
		MNT3ERR_PERM = 1,
		MNT3ERR_NOENT = 2,
		MNT3ERR_IO = 5,
		MNT3ERR_ACCES = 13,
		MNT3ERR_NOTDIR = 20,
		MNT3ERR_INVAL = 22,
		MNT3ERR_NAMETOOLONG = 63,
		MNT3ERR_NOTSUPP = 10004,
		MNT3ERR_SERVERFAULT = 10006,
		MOUNT3ERR_UNKNOWN = 0xffffffff,
	};

	## How callers say who they are.
	type auth_flavor_t: enum {
		AUTH_NULL = 0,
		AUTH_UNIX = 1,
		AUTH_SHORT = 2,
		AUTH_DES = 3,
	};
}

module GLOBAL;

## A call that has no reply after this time has none; connections over UDP end then.
const rpc_timeout: interval = 24 sec &redef;

## Calls of a connection that may wait for replies; 0: no limit.
const rpc_max_pending_calls: count = 1000 &redef;

## Statuses in words.
const RPC_status: table[rpc_status] of string = {
	[RPC_SUCCESS] = "ok",
	[RPC_PROG_UNAVAIL] = "prog unavail",
	[RPC_PROG_MISMATCH] = "mismatch",
	[RPC_PROC_UNAVAIL] = "proc unavail",
	[RPC_GARBAGE_ARGS] = "garbage args",
	[RPC_SYSTEM_ERR] = "system err",
	[RPC_TIMEOUT] = "timeout",
	[RPC_AUTH_ERROR] = "auth error",
	[RPC_UNKNOWN_ERROR] = "unknown",
};

module NFS3;

export {
	## Hand the bytes that are read and written to scripts.
	const return_data = F &redef;

	## Most bytes of each.
	const return_data_max: count = 512 &redef;

	## Only those at the beginning of a file.
	const return_data_first_only = T &redef;
}

module GLOBAL;

## A program that the portmapper lists.
type pm_mapping: record {
	program: count;
	version: count;
	p: port;
};

## All of them, numbered from 1.
type pm_mappings: table[count] of pm_mapping;

## Whose port is asked for.
type pm_port_request: record {
	program: count;
	version: count;
	is_tcp: bool;
};

## A procedure to be called through the portmapper.
type pm_callit_request: record {
	program: count;
	version: count;
	proc: count;
	arg_size: count;
};

module NFS3;

export {
	## Attributes before an operation: size, and times of modification and of change.
	type wcc_attr_t: record {
		size: count;
		atime: time;
		mtime: time;
	};

	## Attributes of a file (RFC 1813, section 2.6).
	type fattr_t: record {
		ftype: NFS3::file_type_t;
		mode: count;
		nlink: count;
		uid: count;
		gid: count;
		size: count;
		used: count;
		rdev1: count;
		rdev2: count;
		fsid: count;
		fileid: count;
		atime: time;
		mtime: time;
		ctime: time;
	};

	## The directory before and after a removal.
	type delobj_reply_t: record {
		dir_pre_attr: NFS3::wcc_attr_t &optional;
		dir_post_attr: NFS3::fattr_t &optional;
	};

	## An entry of a directory.
	type direntry_t: record {
		fileid: count;
		fname: string;
		cookie: count;
		attr: NFS3::fattr_t &optional;
		fh: string &optional;
	};

	## Entries of a directory.
	type direntry_vec_t: vector of NFS3::direntry_t;

	## A name in a directory.
	type diropargs_t: record {
		dirfh: string;
		fname: string;
	};

	## How full a file system is.
	type fsstat_t: record {
		attrs: NFS3::fattr_t &optional;
		tbytes: double;
		fbytes: double;
		abytes: double;
		tfiles: double;
		ffiles: double;
		afiles: double;
		invarsec: interval;
	};

	## A call and its reply: statuses, times, lengths in bytes, and who called.
	type info_t: record {
		rpc_stat: rpc_status;
		nfs_stat: NFS3::status_t;
		req_start: time;
		req_dur: interval;
		req_len: count;
		rep_start: time;
		rep_dur: interval;
		rep_len: count;
		rpc_uid: count;
		rpc_gid: count;
		rpc_stamp: count;
		rpc_machine_name: string;
		rpc_auxgids: vector of count;
	};

	## What comes of a second name.
	type link_reply_t: record {
		post_attr: NFS3::fattr_t &optional;
		preattr: NFS3::wcc_attr_t &optional;
		postattr: NFS3::fattr_t &optional;
	};

	## A file and its second name.
	type linkargs_t: record {
		fh: string;
		link: NFS3::diropargs_t;
	};

	## What a name stands for.
	type lookup_reply_t: record {
		fh: string &optional;
		obj_attr: NFS3::fattr_t &optional;
		dir_attr: NFS3::fattr_t &optional;
	};

	## What was made.
	type newobj_reply_t: record {
		fh: string &optional;
		obj_attr: NFS3::fattr_t &optional;
		dir_pre_attr: NFS3::wcc_attr_t &optional;
		dir_post_attr: NFS3::fattr_t &optional;
	};

	## What was read.
	type read_reply_t: record {
		attr: NFS3::fattr_t &optional;
		size: count &optional;
		eof: bool &optional;
		data: string &optional;
	};

	## What is to be read.
	type readargs_t: record {
		fh: string;
		offset: count;
		size: count;
	};

	## A part of a list.
	type readdir_reply_t: record {
		isplus: bool;
		dir_attr: NFS3::fattr_t &optional;
		cookieverf: count &optional;
		entries: vector of NFS3::direntry_t &optional;
		eof: bool;
	};

	## Which part of a list is wanted.
	type readdirargs_t: record {
		isplus: bool;
		dirfh: string;
		cookie: count;
		cookieverf: count;
		dircount: count;
		maxcount: count &optional;
	};

	## Where a link points.
	type readlink_reply_t: record {
		attr: NFS3::fattr_t &optional;
		nfspath: string &optional;
	};

	## Both directories, before and after.
	type renameobj_reply_t: record {
		src_dir_pre_attr: NFS3::wcc_attr_t;
		src_dir_post_attr: NFS3::fattr_t;
		dst_dir_pre_attr: NFS3::wcc_attr_t;
		dst_dir_post_attr: NFS3::fattr_t;
	};

	## The old and the new name.
	type renameopargs_t: record {
		src_dirfh: string;
		src_fname: string;
		dst_dirfh: string;
		dst_fname: string;
	};

	## The file before and after.
	type sattr_reply_t: record {
		dir_pre_attr: NFS3::wcc_attr_t &optional;
		dir_post_attr: NFS3::fattr_t &optional;
	};

	## Attributes to be set.
	type sattr_t: record {
		mode: count &optional;
		uid: count &optional;
		gid: count &optional;
		size: count &optional;
		atime: NFS3::time_how_t &optional;
		mtime: NFS3::time_how_t &optional;
	};

	## Of which file.
	type sattrargs_t: record {
		fh: string;
		new_attributes: NFS3::sattr_t;
	};

	## A link in the making.
	type symlinkdata_t: record {
		symlink_attributes: NFS3::sattr_t;
		nfspath: string &optional;
	};

	## And its name.
	type symlinkargs_t: record {
		link: NFS3::diropargs_t;
		symlinkdata: NFS3::symlinkdata_t;
	};

	## What was written.
	type write_reply_t: record {
		preattr: NFS3::wcc_attr_t &optional;
		postattr: NFS3::fattr_t &optional;
		size: count &optional;
		commited: NFS3::stable_how_t &optional;
		verf: count &optional;
	};

	## What is to be written.
	type writeargs_t: record {
		fh: string;
		offset: count;
		size: count;
		stable: NFS3::stable_how_t;
		data: string &optional;
	};
}

module MOUNT3;

export {
	## Which directory.
	type dirmntargs_t: record {
		dirname: string;
	};

	## A call and its reply: statuses, times, lengths in bytes, and who called.
	type info_t: record {
		rpc_stat: rpc_status;
		mnt_stat: MOUNT3::status_t;
		req_start: time;
		req_dur: interval;
		req_len: count;
		rep_start: time;
		rep_dur: interval;
		rep_len: count;
		rpc_uid: count;
		rpc_gid: count;
		rpc_stamp: count;
		rpc_machine_name: string;
		rpc_auxgids: vector of count;
	};

	## Its handle, and how callers may say who they are.
	type mnt_reply_t: record {
		dirfh: string &optional;
		auth_flavors: vector of MOUNT3::auth_flavor_t &optional;
	};
}

module GLOBAL;

## A call of a procedure; call_len is the length of the message behind its number and kind, in bytes.
global rpc_call: event(c: connection, xid: count, prog: count, ver: count, proc: count, call_len: count);

## A call with its reply, or with none (RPC_TIMEOUT). Lengths in bytes, that of the reply without its head.
global rpc_dialogue: event(c: connection, prog: count, ver: count, proc: count, status: rpc_status, start_time: time, call_len: count, reply_len: count);

## More calls waited for replies than rpc_max_pending_calls allows: they are forgotten.
global rpc_discarded_pending_calls: event(c: connection);

## A reply; reply_len is its length without its head, in bytes.
global rpc_reply: event(c: connection, xid: count, status: rpc_status, reply_len: count);

## A procedure called through the portmapper failed.
global pm_attempt_callit: event(r: connection, status: rpc_status, call: pm_callit_request);

## The portmapper did not list its programs.
global pm_attempt_dump: event(r: connection, status: rpc_status);

## The portmapper did not tell a port.
global pm_attempt_getport: event(r: connection, status: rpc_status, pr: pm_port_request);

## The portmapper did not answer to nothing.
global pm_attempt_null: event(r: connection, status: rpc_status);

## The portmapper did not answer to a program that wanted to be listed.
global pm_attempt_set: event(r: connection, status: rpc_status, m: pm_mapping);

## The portmapper did not answer to a program that wanted to be taken off the list.
global pm_attempt_unset: event(r: connection, status: rpc_status, m: pm_mapping);

## A port above 65535; it counts as 0.
global pm_bad_port: event(r: connection, bad_p: count);

## A procedure was called through the portmapper; p is the port of its program.
global pm_request_callit: event(r: connection, call: pm_callit_request, p: port);

## The portmapper listed its programs.
global pm_request_dump: event(r: connection, m: pm_mappings);

## The portmapper told the port of a program; 0 when there is none.
global pm_request_getport: event(r: connection, pr: pm_port_request, p: port);

## The portmapper is there.
global pm_request_null: event(r: connection);

## A program wanted to be listed.
global pm_request_set: event(r: connection, m: pm_mapping, success: bool);

## A program wanted to be taken off the list.
global pm_request_unset: event(r: connection, m: pm_mapping, success: bool);

## A file is made.
global nfs_proc_create: event(c: connection, info: NFS3::info_t, req: NFS3::diropargs_t, rep: NFS3::newobj_reply_t);

## Attributes of a file.
global nfs_proc_getattr: event(c: connection, info: NFS3::info_t, fh: string, attrs: NFS3::fattr_t);

## A second name for a file.
global nfs_proc_link: event(c: connection, info: NFS3::info_t, req: NFS3::linkargs_t, rep: NFS3::link_reply_t);

## The handle of a name.
global nfs_proc_lookup: event(c: connection, info: NFS3::info_t, req: NFS3::diropargs_t, rep: NFS3::lookup_reply_t);

## A directory is made.
global nfs_proc_mkdir: event(c: connection, info: NFS3::info_t, req: NFS3::diropargs_t, rep: NFS3::newobj_reply_t);

## A procedure that is not taken apart.
global nfs_proc_not_implemented: event(c: connection, info: NFS3::info_t, proc: NFS3::proc_t);

## The server is there.
global nfs_proc_null: event(c: connection, info: NFS3::info_t);

## Bytes of a file are read.
global nfs_proc_read: event(c: connection, info: NFS3::info_t, req: NFS3::readargs_t, rep: NFS3::read_reply_t);

## A directory is listed, with (READDIRPLUS) or without attributes.
global nfs_proc_readdir: event(c: connection, info: NFS3::info_t, req: NFS3::readdirargs_t, rep: NFS3::readdir_reply_t);

## Where a symbolic link points.
global nfs_proc_readlink: event(c: connection, info: NFS3::info_t, fh: string, rep: NFS3::readlink_reply_t);

## A file is removed.
global nfs_proc_remove: event(c: connection, info: NFS3::info_t, req: NFS3::diropargs_t, rep: NFS3::delobj_reply_t);

## A file gets another name.
global nfs_proc_rename: event(c: connection, info: NFS3::info_t, req: NFS3::renameopargs_t, rep: NFS3::renameobj_reply_t);

## A directory is removed.
global nfs_proc_rmdir: event(c: connection, info: NFS3::info_t, req: NFS3::diropargs_t, rep: NFS3::delobj_reply_t);

## Attributes of a file are changed.
global nfs_proc_sattr: event(c: connection, info: NFS3::info_t, req: NFS3::sattrargs_t, rep: NFS3::sattr_reply_t);

## A symbolic link is made.
global nfs_proc_symlink: event(c: connection, info: NFS3::info_t, req: NFS3::symlinkargs_t, rep: NFS3::newobj_reply_t);

## Bytes of a file are written.
global nfs_proc_write: event(c: connection, info: NFS3::info_t, req: NFS3::writeargs_t, rep: NFS3::write_reply_t);

## A reply of NFS, of whatever procedure.
global nfs_reply_status: event(n: connection, info: NFS3::info_t);

## A client mounts a directory.
global mount_proc_mnt: event(c: connection, info: MOUNT3::info_t, req: MOUNT3::dirmntargs_t, rep: MOUNT3::mnt_reply_t);

## A procedure that is not taken apart.
global mount_proc_not_implemented: event(c: connection, info: MOUNT3::info_t, proc: MOUNT3::proc_t);

## The server is there.
global mount_proc_null: event(c: connection, info: MOUNT3::info_t);

## A client unmounts a directory.
global mount_proc_umnt: event(c: connection, info: MOUNT3::info_t, req: MOUNT3::dirmntargs_t);

## A client unmounts all it has mounted.
global mount_proc_umnt_all: event(c: connection, info: MOUNT3::info_t, req: MOUNT3::dirmntargs_t);

## A reply of the mount server, of whatever procedure.
global mount_reply_status: event(n: connection, info: MOUNT3::info_t);
