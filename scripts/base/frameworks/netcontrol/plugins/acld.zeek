##! A plugin for acld, which keeps access lists of routers. The names are here, so that scripts load; the program is out of reach.

@load ../main
@load ../plugin

module NetControl;

export {
	## Where acld is, and which rules go to it.
	type AcldConfig: record {
		acld_topic: string;
		acld_host: addr;
		acld_port: port;
		monitor: bool &default=F;
		forward: bool &default=T;
		check_pred: function(p: PluginState, r: Rule): bool &optional;
	};

	redef record PluginState += {
		acld_config: AcldConfig &optional;
	};

	## The plugin.
	global create_acld: function(config: AcldConfig): PluginState;
}

function create_acld(config: AcldConfig): PluginState
	{
	return PluginState($plugin=out_of_reach(fmt("acld at %s:%s", config$acld_host, config$acld_port)), $acld_config=config);
	}
