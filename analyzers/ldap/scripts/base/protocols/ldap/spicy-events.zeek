##! The events of LDAP are declared with its analyzer; this file stands for the path under which scripts load them.
