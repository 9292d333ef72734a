##! What travels with an event.

module EventMetadata;

export {
	global current: function(id: EventMetadata::ID): any_vec;

	global current_all: function(): event_metadata_vec;

	global register: function(id: EventMetadata::ID, t: any): bool;
}
