signature asked-for-alice {
	finger /alice/
	event "alice is asked for"
}
signature asked-for-long {
	finger /.*\/W/
	event "the long form"
}
signature forwarded {
	finger /[a-z]+@/
	event "goes on to another host"
}
