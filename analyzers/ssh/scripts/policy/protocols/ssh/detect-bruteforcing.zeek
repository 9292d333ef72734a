##! Notices of hosts that guess passwords, and of guessers that got in.

@load base/frameworks/notice
@load base/frameworks/sumstats
@load base/protocols/ssh

module SSH;

export {
	redef enum Notice::Type += {
		## A host guesses passwords.
		Password_Guessing,
		## A host that guessed passwords logged in.
		Login_By_Password_Guesser,
	};

	## How many failed connections make a guesser.
	const password_guesses_limit: double = 30 &redef;

	## For how long failures are counted, and how long a guesser is remembered.
	const guessing_timeout = 30 mins &redef;

	## Hosts that may fail, by the hosts at which they may.
	const ignore_guessers: table[subnet] of subnet &redef;
}

event zeek_init()
	{
	local failures = SumStats::Reducer($stream="ssh.login.failure", $apply=set(SumStats::SUM, SumStats::SAMPLE),
	                                   $num_samples=5);

	SumStats::create([$name="detect-ssh-bruteforcing", $epoch=guessing_timeout, $reducers=set(failures),
	                  $threshold=password_guesses_limit,
	                  $threshold_val(key: SumStats::Key, result: SumStats::Result) =
	                  	{
	                  	return result["ssh.login.failure"]$sum;
	                  	},
	                  $threshold_crossed(key: SumStats::Key, result: SumStats::Result) =
	                  	{
	                  	local seen = result["ssh.login.failure"];
	                  	local servers = "";

	                  	for ( _, sample in seen$samples )
	                  		servers = fmt("%s%s %s", servers, servers == "" ? "" : ",", sample$str);

	                  	NOTICE([$note=Password_Guessing, $src=key$host, $identifier=cat(key$host),
	                  	        $msg=fmt("%s appears to be guessing SSH passwords (seen in %d connections).",
	                  	                 key$host, seen$num),
	                  	        $sub=fmt("Sampled servers: %s", servers)]);
	                  	}]);
	}

event ssh_auth_successful(c: connection, auth_method_none: bool)
	{
	SumStats::observe("ssh.login.success", [$host=c$id$orig_h], [$num=1]);
	}

event ssh_auth_failed(c: connection)
	{
	local id = c$id;

	if ( id$orig_h in ignore_guessers && id$resp_h in ignore_guessers[id$orig_h] )
		return;

	SumStats::observe("ssh.login.failure", [$host=id$orig_h], [$str=cat(id$resp_h)]);
	}
