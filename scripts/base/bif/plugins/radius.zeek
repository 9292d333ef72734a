##! RADIUS: the records and events of the analyzer.

module GLOBAL;

redef enum Analyzer::Tag += { Analyzer::ANALYZER_RADIUS };

redef enum AllAnalyzers::Tag += { AllAnalyzers::ANALYZER_ANALYZER_RADIUS };

module RADIUS;

export {
	type AttributeList: vector of string;
	type Attributes: table[count] of AttributeList;
}

module GLOBAL;

module RADIUS;

export {
	type Message: record {
		code: count;
		trans_id: count;
		authenticator: string;
		attributes: table[count] of vector of string &optional;
	};
}

module GLOBAL;

global radius_attribute: event(c: connection, attr_type: count, value: string);

global radius_message: event(c: connection, result: RADIUS::Message);
