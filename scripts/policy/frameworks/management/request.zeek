##! Requests that wait for their results.

@load ./config
@load ./types

module Management::Request;

export {
	## A request.
	type Request: record {
		id: string;
		## The request that needed this one.
		parent_id: string &optional;
		## What came of it so far.
		results: Management::ResultVec &default=vector();
		finished: bool &default=F;
		## Called when all results are there.
		finish: function(req: Request) &optional;
	};

	## The request that stands for none.
	global null_req = Request($id="", $finished=T);

	## After so long a request is given up.
	const timeout_interval = 10 sec &redef;

	## A request was given up.
	global request_expired: event(req: Request);

	## A new request.
	global create: function(reqid: string &default=unique_id("")): Request;

	## The request of this id, or the one that stands for none.
	global lookup: function(reqid: string): Request;

	## All results are there. F if the request is not known.
	global finish: function(reqid: string): bool;

	## Whether this one stands for none.
	global is_null: function(request: Request): bool;

	## A request, for people.
	global to_string: function(request: Request): string;
}

function requests_expire_func(reqs: table[string] of Request, reqid: string): interval
	{
	event Management::Request::request_expired(reqs[reqid]);
	return 0 sec;
	}

global g_requests: table[string] of Request &create_expire=timeout_interval &expire_func=requests_expire_func;

function create(reqid: string): Request
	{
	local request = Request($id=reqid);
	g_requests[reqid] = request;
	return request;
	}

function lookup(reqid: string): Request
	{
	return reqid in g_requests ? g_requests[reqid] : null_req;
	}

function finish(reqid: string): bool
	{
	if ( reqid !in g_requests )
		return F;

	local request = g_requests[reqid];
	delete g_requests[reqid];
	request$finished = T;

	if ( request?$finish )
		request$finish(request);

	return T;
	}

function is_null(request: Request): bool
	{
	return request$id == "";
	}

function to_string(request: Request): string
	{
	local results: string_vec = vector();

	for ( _, r in request$results )
		results += Management::result_to_string(r);

	return fmt("[request %s%s %s, results: %s]", request$id, request?$parent_id ? fmt(" (via %s)", request$parent_id) : "",
	           request$finished ? "finished" : "pending", join_string_vec(results, ","));
	}
