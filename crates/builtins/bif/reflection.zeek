##! Types, identifiers, events and calls, seen from scripts.

module GLOBAL;

## The type of a value, as text.
##
## Example: type_name(vector(1)) == "vector of count"
global type_name: function(t: any): string;

## The names that a type has.
global type_aliases: function(x: any): string_set;

## Whether two values are one and the same.
##
## Example:
##     local v = vector(1);
##     local w = v;
##     same_object(v, w) && ! same_object(v, copy(v))
global same_object: function(o1: any, o2: any): bool;

## The fields of a record type, or of a record with its values.
##
## Example: record_fields(conn_id)["orig_h"]$type_name == "addr"
global record_fields: function(rec: any): record_field_table;

## All global identifiers.
##
## Example: global_ids()["zeek_init"]$type_name == "event()"
global global_ids: function(): id_table;

## The names of all options.
##
## Example: "Weird::sampling_threshold" in global_options()
global global_options: function(): string_set;

## The value of a global identifier, by name.
##
## Example: lookup_ID("peer_description") == peer_description
global lookup_ID: function(id: string): any;

## A random name that no other call gives; prefix comes first.
##
## Example: unique_id("C") != unique_id("C") && starts_with(unique_id("X"), "X")
global unique_id: function(prefix: string): string;

## The same, from a pool of its own.
##
## Example: unique_id_from(1, "C") != unique_id_from(1, "C")
global unique_id_from: function(pool: int, prefix: string): string;

## The calls that are under way, the innermost one first.
global backtrace: function(): Backtrace;

## Whether an event has a handler. The event has to exist.
##
## Example: is_event_handled("zeek_init")
global is_event_handled: function(event_name: string): bool;

## From now on all events are raised, handled or not.
global generate_all_events: function(): bool;

## Whether handlers with this &group exist.
##
## Example: ! has_event_group("no-such-group")
global has_event_group: function(group: string): bool;

## Whether a module has handlers.
##
## Example: ! has_module_events("NoSuchModule")
global has_module_events: function(group: string): bool;

## Switches handlers with this &group on again.
global enable_event_group: function(group: string): bool;

## Switches handlers with this &group off.
global disable_event_group: function(group: string): bool;

## Switches the handlers of a module on again.
global enable_module_events: function(module_name: string): bool;

## Switches the handlers of a module off.
global disable_module_events: function(module_name: string): bool;

## The parts that the engine offers in a category: READER, WRITER, ANALYZER, FILE ANALYZER, PACKET ANALYZER.
global get_plugin_components: function(category: string): plugin_component_vec;

## Whether Spicy is built in. It is not: analyzers are part of the engine.
global have_spicy: function(): bool;

## Whether analyzers written in Spicy are built in.
global have_spicy_analyzers: function(): bool;

## Loads scripts that were compiled to C++; an error, since scripts are always compiled here.
global load_CPP: function(h: count): bool;

## The README of a package of scripts, by its path; empty if there is none.
global get_package_readme: function(name: string): string;

## The comments at the head of a script.
global get_script_comments: function(name: string): string;

## The comments of an identifier.
global get_identifier_comments: function(name: string): string;

## The script that declares an identifier.
global get_identifier_declaring_script: function(name: string): string;

## The comments of a field, named as TYPE$FIELD.
global get_record_field_comments: function(name: string): string;

## The script that declares a field, named as TYPE$FIELD.
global get_record_field_declaring_script: function(name: string): string;

## Does nothing: functions are known from the start.
global __init_primary_bifs: function(): bool;

## Does nothing: functions are known from the start.
global __init_secondary_bifs: function(): bool;

## Whether the event at hand came from another node.
global is_remote_event: function(): bool;
