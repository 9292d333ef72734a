##! Types, identifiers, events and calls, seen from scripts.

module GLOBAL;

## The type of a value, as text.
##
## Example: type_name(vector(1)) == "vector of count"
global type_name: function(t: any): string;

## The names that a type has.
global type_aliases: function(x: any): string_set;

## Whether two values are one and the same.
global same_object: function(o1: any, o2: any): bool;

## The fields of a record type, or of a record with its values.
global record_fields: function(rec: any): record_field_table;

## All global identifiers.
global global_ids: function(): id_table;

## The names of all options.
global global_options: function(): string_set;

## The value of a global identifier, by name.
global lookup_ID: function(id: string): any;

## A random name that no other call gives; prefix comes first.
global unique_id: function(prefix: string): string;

## The same, from a pool of its own.
global unique_id_from: function(pool: int, prefix: string): string;

## The calls that are under way, the innermost one first.
global backtrace: function(): Backtrace;

## Whether an event has a handler. The event has to exist.
global is_event_handled: function(event_name: string): bool;

## From now on all events are raised, handled or not.
global generate_all_events: function(): bool;

## Whether handlers with this &group exist.
global has_event_group: function(group: string): bool;

## Whether a module has handlers.
global has_module_events: function(group: string): bool;

## Switches handlers with this &group on again.
global enable_event_group: function(group: string): bool;

## Switches handlers with this &group off.
global disable_event_group: function(group: string): bool;

## Switches the handlers of a module on again.
global enable_module_events: function(module_name: string): bool;

## Switches the handlers of a module off.
global disable_module_events: function(module_name: string): bool;

global get_plugin_components: function(category: string): plugin_component_vec;

global have_spicy: function(): bool;

global have_spicy_analyzers: function(): bool;

global load_CPP: function(h: count): bool;

global get_package_readme: function(name: string): string;

global get_script_comments: function(name: string): string;

global get_identifier_comments: function(name: string): string;

global get_identifier_declaring_script: function(name: string): string;

global get_record_field_comments: function(name: string): string;

global get_record_field_declaring_script: function(name: string): string;

global __init_primary_bifs: function(): bool;

global __init_secondary_bifs: function(): bool;

## Whether the event at hand came from another node.
global is_remote_event: function(): bool;
