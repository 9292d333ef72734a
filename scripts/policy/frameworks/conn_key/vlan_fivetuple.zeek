##! Connections of different VLANs are different, whatever their addresses and ports.

redef record conn_id_ctx += {
	## The outer VLAN, if there is one.
	vlan: int &log &optional;
	## The inner VLAN, if there is one.
	inner_vlan: int &log &optional;
};

redef ConnKey::factory = ConnKey::CONNKEY_VLAN_FIVETUPLE;
