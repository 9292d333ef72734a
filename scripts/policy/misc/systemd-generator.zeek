##! Where the generator of units for systemd looks for its settings; it is another program, which this script only
##! names.
