# DNS is attached by port: a datagram of twelve header bytes has too few fixed bits to be told from noise.
