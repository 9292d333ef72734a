signature login { ip-proto == tcp ftp /USER anonymous/ event "login" }
signature fetch { ip-proto == tcp ftp /RETR .*\.txt$/ requires-signature login event "fetches a text" }
signature fetch-image { ftp /RETR .*\.png/i requires-signature !fetch event "fetches no text" }
signature not-line { ftp /anonymous/ event "patterns begin with the line" }
signature refused { payload /.*\n530 / requires-reverse-signature local-user event "is refused" }
signature local-user { ftp /USER alice/ event told }
signature never-asked { ftp /MKD / event "makes a folder" }
