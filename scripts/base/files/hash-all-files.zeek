##! Another name of policy/frameworks/files/hash-all-files, as found in many guides.

@load policy/frameworks/files/hash-all-files
