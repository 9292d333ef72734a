# The condition `finger`.
@load-sigs ./conditions-finger.sig

redef Signatures::actions += {
	["asked-for-alice"] = Signatures::SIG_LOG,
	["asked-for-long"] = Signatures::SIG_LOG,
	["forwarded"] = Signatures::SIG_LOG,
};
