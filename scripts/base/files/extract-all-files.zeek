##! Another name of policy/frameworks/files/extract-all-files, as found in many guides.

@load policy/frameworks/files/extract-all-files
