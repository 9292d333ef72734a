##! Input: files, commands and databases become tables, events or files to analyse.

@load base/engine/input

module Input;

export {
	## Reads a source into a table or set and keeps it up to date, by the mode of the description.
	global add_table: function(description: Input::TableDescription): bool;

	## Raises an event for each line of a source.
	global add_event: function(description: Input::EventDescription): bool;

	## Hands a source to file analysis.
	global add_analysis: function(description: Input::AnalysisDescription): bool;

	## Ends a stream. What it has put into a table stays.
	global remove: function(id: string): bool;

	## Reads a source again now.
	global force_update: function(id: string): bool;
}

function add_table(description: Input::TableDescription): bool
	{
	return __create_table_stream(description);
	}

function add_event(description: Input::EventDescription): bool
	{
	return __create_event_stream(description);
	}

function add_analysis(description: Input::AnalysisDescription): bool
	{
	return __create_analysis_stream(description);
	}

function remove(id: string): bool
	{
	return __remove_stream(id);
	}

function force_update(id: string): bool
	{
	return __force_update(id);
	}
