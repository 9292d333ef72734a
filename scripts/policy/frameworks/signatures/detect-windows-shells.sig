# The banner of a Windows command line where none is expected: a shell that somebody opened from afar.

signature windows_reverse_shell_powershell_banner {
	ip-proto == tcp
	payload /^(\x0d|\x0a)*Windows PowerShell(\x0d|\x0a)+Copyright/
	event "a PowerShell banner from the originator"
	tcp-state established,originator
}

signature windows_reverse_shell_cmd_banner {
	ip-proto == tcp
	payload /^(\x0d|\x0a)*Microsoft Windows \[Version [0-9.]+\](\x0d|\x0a)+\(c\) [0-9]{0,4}.{0,4}Microsoft Corporation/
	event "a banner of cmd.exe from the originator"
	tcp-state established,originator
}

signature windows_bind_shell_powershell_banner {
	ip-proto == tcp
	payload /^(\x0d|\x0a)*Windows PowerShell(\x0d|\x0a)+Copyright/
	event "a PowerShell banner from the responder"
	tcp-state established,responder
}

signature windows_bind_shell_cmd_banner {
	ip-proto == tcp
	payload /^(\x0d|\x0a)*Microsoft Windows \[Version [0-9.]+\](\x0d|\x0a)+\(c\) [0-9]{0,4}.{0,4}Microsoft Corporation/
	event "a banner of cmd.exe from the responder"
	tcp-state established,responder
}
