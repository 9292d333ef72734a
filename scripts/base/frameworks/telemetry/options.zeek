##! Where metrics can be read.

module Telemetry;

export {
	## The address and the port on which to answer; none while the port is 0.
	const metrics_address: string = "" &redef;
	const metrics_port: port = 0/unknown &redef;

	## The label that tells nodes apart, and the name of this one.
	const metrics_endpoint_label: string = "node" &redef;
	const metrics_endpoint_name: string = getenv("ZEEK_METRICS_ENDPOINT_NAME") &redef;

	## How many threads answer.
	const civetweb_threads: count = 2 &redef;

	## How long an answer may wait for hooks.
	const callback_timeout: interval = 5 sec &redef;
}
