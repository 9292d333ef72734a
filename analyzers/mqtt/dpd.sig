# The first packet names the protocol, MQTT or MQIsdp, behind one to four bytes of length.
signature dpd_mqtt {
	ip-proto == tcp
	payload /^.{4,7}MQ/
	enable "mqtt"
}
