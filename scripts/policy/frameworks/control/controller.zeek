##! Asks what Control::cmd says and prints the answer. A process alone asks itself.

@load base/frameworks/control
@load frameworks/control/controllee

module Control;

event zeek_init() &priority=-10
	{
	switch ( cmd )
		{
		case "id_value":
			event Control::id_value_request(arg);
			break;

		case "peer_status":
			event Control::peer_status_request();
			break;

		case "net_stats":
			event Control::net_stats_request();
			break;

		case "configuration_update":
			event Control::configuration_update_request();
			break;

		case "shutdown":
			event Control::shutdown_request();
			break;

		default:
			Reporter::fatal(fmt("there is no command '%s' to ask a node", cmd));
			break;
		}
	}

event Control::id_value_response(id: string, val: string) &priority=-10
	{
	print fmt("%s = %s", id, val);
	event terminate_event();
	}

event Control::peer_status_response(s: string) &priority=-10
	{
	print s;
	event terminate_event();
	}

event Control::net_stats_response(s: string) &priority=-10
	{
	print s;
	event terminate_event();
	}

event Control::configuration_update_response() &priority=-10
	{
	event terminate_event();
	}
