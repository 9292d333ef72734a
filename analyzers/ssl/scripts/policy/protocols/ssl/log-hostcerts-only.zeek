##! Logs only those certificates that servers and clients show for themselves, not those of authorities.

@load base/protocols/ssl
@load base/files/x509

module X509;

hook X509::log_policy(rec: X509::Info, id: Log::ID, filter: Log::Filter)
	{
	if ( ! rec$host_cert )
		break;
	}
