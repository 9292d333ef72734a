##! SMB: names of what messages have as numbers, as the specifications give them.

module SMB;

export {
	## The outcome of a command.
	type StatusCode: record {
		## Its name.
		id: string;
		## What it means.
		desc: string;
	};

	## Names of statuses ([MS-ERREF], section 2.3.1), without the STATUS_ that most of them begin with.
	const nt_status_names: table[count] of string = {} &redef;

	## Outcomes by their numbers. What is not here is looked up among the names.
	const statuses: table[count] of StatusCode = {
		[0x00000000] = StatusCode($id="SUCCESS", $desc="The operation completed successfully."),
	} &redef &default=function(i: count): StatusCode
		{
		local name = i in nt_status_names ? nt_status_names[i] : fmt("unknown-%d", i);
		return StatusCode($id=name, $desc=name);
		};

	redef pipe_filenames = {
		"MsFteWds",
		"lsarpc",
		"netdfs",
		"samr",
		"spoolss",
		"srvsvc",
		"winreg",
		"wkssvc",
	};

	## Services behind pipes by the UUID of their interface.
	const rpc_uuids: table[string] of string = {
		["4b324fc8-1670-01d3-1278-5a47bf6ee188"] = "Server Service",
		["6bffd098-a112-3610-9833-46c3f87e345a"] = "Workstation Service",
	} &redef &default=function(i: string): string { return fmt("unknown-uuid-%s", i); };

	## Calls of the server service ([MS-SRVS]).
	const srv_cmds: table[count] of string = {
		[0x08] = "NetrConnectionEnum",
		[0x09] = "NetrFileEnum",
		[0x0a] = "NetrFileGetInfo",
		[0x0b] = "NetrFileClose",
		[0x0c] = "NetrSessionEnum",
		[0x0d] = "NetrSessionDel",
		[0x0e] = "NetrShareAdd",
		[0x0f] = "NetrShareEnum",
		[0x10] = "NetrShareGetInfo",
		[0x11] = "NetrShareSetInfo",
		[0x12] = "NetrShareDel",
		[0x13] = "NetrShareDelSticky",
		[0x14] = "NetrShareCheck",
		[0x15] = "NetrServerGetInfo",
		[0x16] = "NetrServerSetInfo",
		[0x17] = "NetrServerDiskEnum",
		[0x18] = "NetrServerStatisticsGet",
		[0x19] = "NetrServerTransportAdd",
		[0x1a] = "NetrServerTransportEnum",
		[0x1b] = "NetrServerTransportDel",
		[0x1c] = "NetrRemoteTOD",
		[0x1e] = "NetprPathType",
		[0x1f] = "NetprPathCanonicalize",
		[0x20] = "NetprPathCompare",
		[0x21] = "NetprNameValidate",
		[0x22] = "NetprNameCanonicalize",
		[0x23] = "NetprNameCompare",
		[0x24] = "NetrShareEnumSticky",
		[0x25] = "NetrShareDelStart",
		[0x26] = "NetrShareDelCommit",
		[0x27] = "NetrGetFileSecurity",
		[0x28] = "NetrSetFileSecurity",
		[0x29] = "NetrServerTransportAddEx",
		[0x2b] = "NetrDfsGetVersion",
		[0x2c] = "NetrDfsCreateLocalPartition",
		[0x2d] = "NetrDfsDeleteLocalPartition",
		[0x2e] = "NetrDfsSetLocalVolumeState",
		[0x30] = "NetrDfsCreateExitPoint",
		[0x31] = "NetrDfsDeleteExitPoint",
		[0x32] = "NetrDfsModifyPrefix",
		[0x33] = "NetrDfsFixLocalVolume",
		[0x34] = "NetrDfsManagerReportSiteInfo",
		[0x35] = "NetrServerTransportDelEx",
		[0x36] = "NetrServerAliasAdd",
		[0x37] = "NetrServerAliasEnum",
		[0x38] = "NetrServerAliasDel",
		[0x39] = "NetrShareDelEx",
	} &redef &default=function(i: count): string { return fmt("unknown-srv-command-%d", i); };

	## Calls of the workstation service ([MS-WKST]).
	const wksta_cmds: table[count] of string = {
		[0x00] = "NetrWkstaGetInfo",
		[0x01] = "NetrWkstaSetInfo",
		[0x02] = "NetrWkstaUserEnum",
		[0x05] = "NetrWkstaTransportEnum",
		[0x06] = "NetrWkstaTransportAdd",
		[0x07] = "NetrWkstaTransportDel",
		[0x08] = "NetrUseAdd",
		[0x09] = "NetrUseGetInfo",
		[0x0a] = "NetrUseDel",
		[0x0b] = "NetrUseEnum",
		[0x0d] = "NetrWorkstationStatisticsGet",
		[0x14] = "NetrGetJoinInformation",
		[0x16] = "NetrJoinDomain2",
		[0x17] = "NetrUnjoinDomain2",
		[0x18] = "NetrRenameMachineInDomain2",
		[0x19] = "NetrValidateName2",
		[0x1a] = "NetrGetJoinableOUs2",
		[0x1b] = "NetrAddAlternateComputerName",
		[0x1c] = "NetrRemoveAlternateComputerName",
		[0x1d] = "NetrSetPrimaryComputerName",
		[0x1e] = "NetrEnumerateComputerNames",
	} &redef &default=function(i: count): string { return fmt("unknown-wksta-command-%d", i); };

	type rpc_cmd_table: table[count] of string;

	## Calls by the UUID of their interface.
	const rpc_sub_cmds: table[string] of rpc_cmd_table = {
		["4b324fc8-1670-01d3-1278-5a47bf6ee188"] = srv_cmds,
		["6bffd098-a112-3610-9833-46c3f87e345a"] = wksta_cmds,
	} &redef &default=function(i: string): rpc_cmd_table
		{
		return table() &default=function(j: count): string { return fmt("unknown-uuid-%d", j); };
		};
}

module SMB1;

export {
	## Commands ([MS-CIFS], section 2.2.2.1).
	const commands: table[count] of string = {
		[0x00] = "CREATE_DIRECTORY",
		[0x01] = "DELETE_DIRECTORY",
		[0x02] = "OPEN",
		[0x03] = "CREATE",
		[0x04] = "CLOSE",
		[0x05] = "FLUSH",
		[0x06] = "DELETE",
		[0x07] = "RENAME",
		[0x08] = "QUERY_INFORMATION",
		[0x09] = "SET_INFORMATION",
		[0x0a] = "READ",
		[0x0b] = "WRITE",
		[0x0c] = "LOCK_BYTE_RANGE",
		[0x0d] = "UNLOCK_BYTE_RANGE",
		[0x0e] = "CREATE_TEMPORARY",
		[0x0f] = "CREATE_NEW",
		[0x10] = "CHECK_DIRECTORY",
		[0x11] = "PROCESS_EXIT",
		[0x12] = "SEEK",
		[0x13] = "LOCK_AND_READ",
		[0x14] = "WRITE_AND_UNLOCK",
		[0x1a] = "READ_RAW",
		[0x1b] = "READ_MPX",
		[0x1c] = "READ_MPX_SECONDARY",
		[0x1d] = "WRITE_RAW",
		[0x1e] = "WRITE_MPX",
		[0x1f] = "WRITE_MPX_SECONDARY",
		[0x20] = "WRITE_COMPLETE",
		[0x21] = "QUERY_SERVER",
		[0x22] = "SET_INFORMATION2",
		[0x23] = "QUERY_INFORMATION2",
		[0x24] = "LOCKING_ANDX",
		[0x25] = "TRANSACTION",
		[0x26] = "TRANSACTION_SECONDARY",
		[0x27] = "IOCTL",
		[0x28] = "IOCTL_SECONDARY",
		[0x29] = "COPY",
		[0x2a] = "MOVE",
		[0x2b] = "ECHO",
		[0x2c] = "WRITE_AND_CLOSE",
		[0x2d] = "OPEN_ANDX",
		[0x2e] = "READ_ANDX",
		[0x2f] = "WRITE_ANDX",
		[0x30] = "NEW_FILE_SIZE",
		[0x31] = "CLOSE_AND_TREE_DISC",
		[0x32] = "TRANSACTION2",
		[0x33] = "TRANSACTION2_SECONDARY",
		[0x34] = "FIND_CLOSE2",
		[0x35] = "FIND_NOTIFY_CLOSE",
		[0x70] = "TREE_CONNECT",
		[0x71] = "TREE_DISCONNECT",
		[0x72] = "NEGOTIATE",
		[0x73] = "SESSION_SETUP_ANDX",
		[0x74] = "LOGOFF_ANDX",
		[0x75] = "TREE_CONNECT_ANDX",
		[0x80] = "QUERY_INFORMATION_DISK",
		[0x81] = "SEARCH",
		[0x82] = "FIND",
		[0x83] = "FIND_UNIQUE",
		[0x84] = "FIND_CLOSE",
		[0xa0] = "NT_TRANSACT",
		[0xa1] = "NT_TRANSACT_SECONDARY",
		[0xa2] = "NT_CREATE_ANDX",
		[0xa4] = "NT_CANCEL",
		[0xa5] = "NT_RENAME",
		[0xc0] = "OPEN_PRINT_FILE",
		[0xc1] = "WRITE_PRINT_FILE",
		[0xc2] = "CLOSE_PRINT_FILE",
		[0xc3] = "GET_PRINT_QUEUE",
		[0xd8] = "READ_BULK",
		[0xd9] = "WRITE_BULK",
		[0xda] = "WRITE_BULK_DATA",
	} &default=function(i: count): string { return fmt("unknown-%d", i); };

	## What transactions of the newer kind do ([MS-CIFS], section 2.2.2.2).
	const trans2_sub_commands: table[count] of string = {
		[0x00] = "OPEN2",
		[0x01] = "FIND_FIRST2",
		[0x02] = "FIND_NEXT2",
		[0x03] = "QUERY_FS_INFORMATION",
		[0x04] = "SET_FS_INFORMATION",
		[0x05] = "QUERY_PATH_INFORMATION",
		[0x06] = "SET_PATH_INFORMATION",
		[0x07] = "QUERY_FILE_INFORMATION",
		[0x08] = "SET_FILE_INFORMATION",
		[0x09] = "FSCTL",
		[0x0a] = "IOCTL",
		[0x0b] = "FIND_NOTIFY_FIRST",
		[0x0c] = "FIND_NOTIFY_NEXT",
		[0x0d] = "CREATE_DIRECTORY",
		[0x0e] = "SESSION_SETUP",
		[0x10] = "GET_DFS_REFERRAL",
		[0x11] = "REPORT_DFS_INCONSISTENCY",
	} &default=function(i: count): string { return fmt("unknown-trans2-sub-cmd-%d", i); };

	## What transactions of the older kind do ([MS-CIFS], section 2.2.2.2).
	const trans_sub_commands: table[count] of string = {
		[0x01] = "SET_NMPIPE_STATE",
		[0x11] = "RAW_READ_NMPIPE",
		[0x21] = "QUERY_NMPIPE_STATE",
		[0x22] = "QUERY_NMPIPE_INFO",
		[0x23] = "PEEK_NMPIPE",
		[0x26] = "TRANSACT_NMPIPE",
		[0x31] = "RAW_WRITE_NMPIPE",
		[0x36] = "READ_NMPIPE",
		[0x37] = "WRITE_NMPIPE",
		[0x53] = "WAIT_NMPIPE",
		[0x54] = "CALL_NMPIPE",
	} &default=function(i: count): string { return fmt("unknown-trans-sub-cmd-%d", i); };
}

module SMB2;

export {
	## Commands ([MS-SMB2], section 2.2.1.2).
	const commands: table[count] of string = {
		[0x00] = "NEGOTIATE_PROTOCOL",
		[0x01] = "SESSION_SETUP",
		[0x02] = "LOGOFF",
		[0x03] = "TREE_CONNECT",
		[0x04] = "TREE_DISCONNECT",
		[0x05] = "CREATE",
		[0x06] = "CLOSE",
		[0x07] = "FLUSH",
		[0x08] = "READ",
		[0x09] = "WRITE",
		[0x0a] = "LOCK",
		[0x0b] = "IOCTL",
		[0x0c] = "CANCEL",
		[0x0d] = "ECHO",
		[0x0e] = "QUERY_DIRECTORY",
		[0x0f] = "CHANGE_NOTIFY",
		[0x10] = "QUERY_INFO",
		[0x11] = "SET_INFO",
		[0x12] = "OPLOCK_BREAK",
	} &default=function(i: count): string { return fmt("unknown-%d", i); };

	## Dialects ([MS-SMB2], section 2.2.3).
	const dialects: table[count] of string = {
		[0x0202] = "2.0.2",
		[0x0210] = "2.1",
		[0x02ff] = "2.1+",
		[0x0300] = "3.0",
		[0x0302] = "3.0.2",
		[0x0311] = "3.1.1",
	} &default=function(i: count): string { return fmt("unknown-%d", i); };

	## Kinds of shares ([MS-SMB2], section 2.2.10).
	const share_types: table[count] of string = {
		[1] = "DISK",
		[2] = "PIPE",
		[3] = "PRINT",
	} &default=function(i: count): string { return fmt("unknown-%d", i); };
}
