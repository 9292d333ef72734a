##! POP3 is found by what it looks like, and has no log: its events are there for scripts, and what is in mails goes to
##! files.log.

@load base/frameworks/analyzer
@load base/protocols/ssl
