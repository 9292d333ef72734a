# The beginning of a stream, after a declaration of XML if there is one.
signature dpd_xmpp {
	ip-proto == tcp
	payload /^(<\?xml[^?>]*\?>)?[\n\r ]*<stream:stream [^>]*xmlns='jabber:/
	enable "xmpp"
}
