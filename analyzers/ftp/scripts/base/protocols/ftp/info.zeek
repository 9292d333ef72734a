##! What is known of an FTP session.

@load ./utils-commands

module FTP;

export {
	## Log passwords.
	option default_capture_password = F;

	## A data connection that both sides agreed on.
	type ExpectedDataChannel: record {
		## The client opens it.
		passive: bool &log;
		## Who opens it.
		orig_h: addr &log;
		## Who waits for it.
		resp_h: addr &log;
		## The port that is waited on.
		resp_p: port &log;
	};

	## A line of ftp.log.
	type Info: record {
		## When the command was seen.
		ts: time &log;
		## Unique name of the connection.
		uid: string &log;
		## Addresses and ports.
		id: conn_id &log;
		## The user.
		user: string &log &default="<unknown>";
		## The password, if it may be logged.
		password: string &log &optional;
		## The command.
		command: string &log &optional;
		## Its argument; for commands on files, their URL.
		arg: string &log &optional;
		## The type of the file that was transferred.
		mime_type: string &log &optional;
		## Its size.
		file_size: count &log &optional;
		## The code of the reply.
		reply_code: count &log &optional;
		## Its text.
		reply_msg: string &log &optional;
		## The data connection that was agreed on.
		data_channel: ExpectedDataChannel &log &optional;
		## The current directory. "." until the server tells more.
		cwd: string &default=".";
		## The command that is being answered.
		cmdarg: CmdArg &optional;
		## Commands that wait.
		pending_commands: PendingCmds;
		## Number of the latest command.
		command_seq: count &default=0;
		## The client opens data connections.
		passive: bool &default=F;
		## Log the password of this session.
		capture_password: bool &default=default_capture_password;
		## Unique name of the file that was transferred.
		fuid: string &optional &log;
	};
}
