# Web applications by what their pages say.

signature webapp-wordpress {
	http-reply-body /.*<meta name=\x22generator\x22 content=\x22WordPress/
	event "WordPress"
}

signature webapp-joomla {
	http-reply-body /.*<meta name=\x22generator\x22 content=\x22Joomla/
	event "Joomla"
}

signature webapp-drupal {
	http-reply-body /.*<meta name=\x22Generator\x22 content=\x22Drupal/i
	event "Drupal"
}

signature webapp-mediawiki {
	http-reply-body /.*<meta name=\x22generator\x22 content=\x22MediaWiki/
	event "MediaWiki"
}

signature webapp-phpbb {
	http-reply-body /.*Powered by[^>]*>phpBB/
	event "phpBB"
}

signature webapp-phpmyadmin {
	http-reply-body /.*<title>[^<]*phpMyAdmin/
	event "phpMyAdmin"
}

signature webapp-trac {
	http-reply-body /.*<div id=\x22tracpowered\x22/
	event "Trac"
}

signature webapp-moodle {
	http-reply-header /SET-COOKIE: MoodleSession/
	event "Moodle"
}
