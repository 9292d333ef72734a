##! Weird connections that are worth a notice.

@load base/frameworks/notice

module Conn;

export {
	redef enum Notice::Type += {
		## A segment came again with other contents: somebody may want the monitor to see something else
		## than the receiver does.
		Retransmission_Inconsistency,
		## Data was acknowledged that was never seen.
		Content_Gap,
	};
}

event rexmit_inconsistency(c: connection, t1: string, t2: string, tcp_flags: string)
	{
	NOTICE(Notice::Info($note=Retransmission_Inconsistency, $conn=c,
	                    $msg=fmt("%s rexmit inconsistency (%s) (%s) [%s]", id_string(c$id), t1, t2, tcp_flags),
	                    $identifier=fmt("%s", c$id)));
	}
