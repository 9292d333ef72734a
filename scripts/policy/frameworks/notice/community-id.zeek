##! The community id in notice.log.

@load base/frameworks/notice
@load protocols/conn/community-id-logging

module CommunityID::Notice;

export {
	## Whether it is there.
	option enabled: bool = T;
}

redef record Notice::Info += {
	## The community id of the connection.
	community_id: string &optional &log;
};

hook Notice::policy(n: Notice::Info)
	{
	if ( enabled && n?$conn && n$conn?$conn && n$conn$conn?$community_id )
		n$community_id = n$conn$conn$community_id;
	}
