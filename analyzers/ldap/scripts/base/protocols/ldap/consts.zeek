##! Names of operations and results as ldap.log and ldap_search.log have them.

module LDAP;

export {
	## What a message belongs to: a request and its response have one name.
	const PROTOCOL_OPCODES: table[LDAP::ProtocolOpcode] of string = {
		[ProtocolOpcode_BIND_REQUEST] = "bind",
		[ProtocolOpcode_BIND_RESPONSE] = "bind",
		[ProtocolOpcode_UNBIND_REQUEST] = "unbind",
		[ProtocolOpcode_SEARCH_REQUEST] = "search",
		[ProtocolOpcode_SEARCH_RESULT_ENTRY] = "search",
		[ProtocolOpcode_SEARCH_RESULT_DONE] = "search",
		[ProtocolOpcode_SEARCH_RESULT_REFERENCE] = "search",
		[ProtocolOpcode_MODIFY_REQUEST] = "modify",
		[ProtocolOpcode_MODIFY_RESPONSE] = "modify",
		[ProtocolOpcode_MOD_DN_REQUEST] = "modify",
		[ProtocolOpcode_MOD_DN_RESPONSE] = "modify",
		[ProtocolOpcode_ADD_REQUEST] = "add",
		[ProtocolOpcode_ADD_RESPONSE] = "add",
		[ProtocolOpcode_DEL_REQUEST] = "delete",
		[ProtocolOpcode_DEL_RESPONSE] = "delete",
		[ProtocolOpcode_COMPARE_REQUEST] = "compare",
		[ProtocolOpcode_COMPARE_RESPONSE] = "compare",
		[ProtocolOpcode_ABANDON_REQUEST] = "abandon",
		[ProtocolOpcode_EXTENDED_REQUEST] = "extended",
		[ProtocolOpcode_EXTENDED_RESPONSE] = "extended",
		[ProtocolOpcode_INTERMEDIATE_RESPONSE] = "intermediate",
	} &default="unknown";

	## Binds by the way in which the client proves who it is.
	const BIND_SIMPLE = "bind simple";
	const BIND_SASL = "bind SASL";
	const BIND_SICILY_PACKAGE_DISCOVERY = "sicily_package_discovery";
	const BIND_SICILY_NEGOTIATE = "sicily_negotiate";
	const BIND_SICILY_RESPONSE = "sicily_response";

	## How operations end.
	const RESULT_CODES: table[LDAP::ResultCode] of string = {
		[ResultCode_SUCCESS] = "success",
		[ResultCode_OPERATIONS_ERROR] = "operations error",
		[ResultCode_PROTOCOL_ERROR] = "protocol error",
		[ResultCode_TIME_LIMIT_EXCEEDED] = "time limit exceeded",
		[ResultCode_SIZE_LIMIT_EXCEEDED] = "size limit exceeded",
		[ResultCode_COMPARE_FALSE] = "compare false",
		[ResultCode_COMPARE_TRUE] = "compare true",
		[ResultCode_AUTH_METHOD_NOT_SUPPORTED] = "auth method not supported",
		[ResultCode_STRONGER_AUTH_REQUIRED] = "stronger auth required",
		[ResultCode_PARTIAL_RESULTS] = "partial results",
		[ResultCode_REFERRAL] = "referral",
		[ResultCode_ADMIN_LIMIT_EXCEEDED] = "admin limit exceeded",
		[ResultCode_UNAVAILABLE_CRITICAL_EXTENSION] = "unavailable critical extension",
		[ResultCode_CONFIDENTIALITY_REQUIRED] = "confidentiality required",
		[ResultCode_SASL_BIND_IN_PROGRESS] = "SASL bind in progress",
		[ResultCode_NO_SUCH_ATTRIBUTE] = "no such attribute",
		[ResultCode_UNDEFINED_ATTRIBUTE_TYPE] = "undefined attribute type",
		[ResultCode_INAPPROPRIATE_MATCHING] = "inappropriate matching",
		[ResultCode_CONSTRAINT_VIOLATION] = "constraint violation",
		[ResultCode_ATTRIBUTE_OR_VALUE_EXISTS] = "attribute or value exists",
		[ResultCode_INVALID_ATTRIBUTE_SYNTAX] = "invalid attribute syntax",
		[ResultCode_NO_SUCH_OBJECT] = "no such object",
		[ResultCode_ALIAS_PROBLEM] = "alias problem",
		[ResultCode_INVALID_DNSYNTAX] = "invalid DN syntax",
		[ResultCode_ALIAS_DEREFERENCING_PROBLEM] = "alias dereferencing problem",
		[ResultCode_INAPPROPRIATE_AUTHENTICATION] = "inappropriate authentication",
		[ResultCode_INVALID_CREDENTIALS] = "invalid credentials",
		[ResultCode_INSUFFICIENT_ACCESS_RIGHTS] = "insufficient access rights",
		[ResultCode_BUSY] = "busy",
		[ResultCode_UNAVAILABLE] = "unavailable",
		[ResultCode_UNWILLING_TO_PERFORM] = "unwilling to perform",
		[ResultCode_LOOP_DETECT] = "loop detect",
		[ResultCode_SORT_CONTROL_MISSING] = "sort control missing",
		[ResultCode_OFFSET_RANGE_ERROR] = "offset range error",
		[ResultCode_NAMING_VIOLATION] = "naming violation",
		[ResultCode_OBJECT_CLASS_VIOLATION] = "object class violation",
		[ResultCode_NOT_ALLOWED_ON_NON_LEAF] = "not allowed on non-leaf",
		[ResultCode_NOT_ALLOWED_ON_RDN] = "not allowed on RDN",
		[ResultCode_ENTRY_ALREADY_EXISTS] = "entry already exists",
		[ResultCode_OBJECT_CLASS_MODS_PROHIBITED] = "object class mods prohibited",
		[ResultCode_RESULTS_TOO_LARGE] = "results too large",
		[ResultCode_AFFECTS_MULTIPLE_DSAS] = "affects multiple DSAs",
		[ResultCode_CONTROL_ERROR] = "control error",
		[ResultCode_OTHER] = "other",
		[ResultCode_SERVER_DOWN] = "server down",
		[ResultCode_LOCAL_ERROR] = "local error",
		[ResultCode_ENCODING_ERROR] = "encoding error",
		[ResultCode_DECODING_ERROR] = "decoding error",
		[ResultCode_TIMEOUT] = "timeout",
		[ResultCode_AUTH_UNKNOWN] = "auth unknown",
		[ResultCode_FILTER_ERROR] = "filter error",
		[ResultCode_USER_CANCELED] = "user canceled",
		[ResultCode_PARAM_ERROR] = "param error",
		[ResultCode_NO_MEMORY] = "no memory",
		[ResultCode_CONNECT_ERROR] = "connect error",
		[ResultCode_NOT_SUPPORTED] = "not supported",
		[ResultCode_CONTROL_NOT_FOUND] = "control not found",
		[ResultCode_NO_RESULTS_RETURNED] = "no results returned",
		[ResultCode_MORE_RESULTS_TO_RETURN] = "more results to return",
		[ResultCode_CLIENT_LOOP] = "client loop",
		[ResultCode_REFERRAL_LIMIT_EXCEEDED] = "referral limit exceeded",
		[ResultCode_INVALID_RESPONSE] = "invalid response",
		[ResultCode_AMBIGUOUS_RESPONSE] = "ambiguous response",
		[ResultCode_TLS_NOT_SUPPORTED] = "TLS not supported",
		[ResultCode_INTERMEDIATE_RESPONSE] = "intermediate response",
		[ResultCode_UNKNOWN_TYPE] = "unknown type",
		[ResultCode_LCUP_INVALID_DATA] = "LCUP invalid data",
		[ResultCode_LCUP_UNSUPPORTED_SCHEME] = "LCUP unsupported scheme",
		[ResultCode_LCUP_RELOAD_REQUIRED] = "LCUP reload required",
		[ResultCode_CANCELED] = "canceled",
		[ResultCode_NO_SUCH_OPERATION] = "no such operation",
		[ResultCode_TOO_LATE] = "too late",
		[ResultCode_CANNOT_CANCEL] = "cannot cancel",
		[ResultCode_ASSERTION_FAILED] = "assertion failed",
		[ResultCode_AUTHORIZATION_DENIED] = "authorization denied",
	} &default="unknown";

	## How far below its base a search goes.
	const SEARCH_SCOPES: table[LDAP::SearchScope] of string = {
		[SearchScope_SEARCH_BASE] = "base",
		[SearchScope_SEARCH_SINGLE] = "single",
		[SearchScope_SEARCH_TREE] = "tree",
	} &default="unknown";

	## When a search follows aliases.
	const SEARCH_DEREF_ALIASES: table[LDAP::SearchDerefAlias] of string = {
		[SearchDerefAlias_DEREF_NEVER] = "never",
		[SearchDerefAlias_DEREF_IN_SEARCHING] = "searching",
		[SearchDerefAlias_DEREF_FINDING_BASE] = "finding",
		[SearchDerefAlias_DEREF_ALWAYS] = "always",
	} &default="unknown";

	## Names of extended requests, by object identifier.
	const EXTENDED_REQUESTS: table[string] of string = {
		# RFC 4511, section 4.14.
		["1.3.6.1.4.1.1466.20037"] = "StartTLS",
		# RFC 4532.
		["1.3.6.1.4.1.4203.1.11.3"] = "whoami",
	} &default="unknown" &redef;
}
