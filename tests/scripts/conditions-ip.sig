signature way { ip-proto == icmp ip-options rr event "records the way" }
signature times { ip-proto == icmp ip-options ts event "records times" }
signature either { ip-options rr, timestamp event "has an option" }
signature routed { ip-options lsrr, ssrr event "says the way" }
signature self { same-ip event "from a host to itself" }
signature self-tcp { same-ip ip-proto == tcp header ip[8:1] == 64 header ip[12:4] == 192.0.2.0/24 event "to itself, over TCP" }
signature not-udp { ip-proto != udp event "not over UDP" }
