##! RADIUS: the records and events of the analyzer.

module GLOBAL;

redef enum Analyzer::Tag += { Analyzer::ANALYZER_RADIUS };

redef enum AllAnalyzers::Tag += { AllAnalyzers::ANALYZER_ANALYZER_RADIUS };

module RADIUS;

export {
	## The values of the attributes of one type.
	type AttributeList: vector of string;
	## Values by the type of attribute.
	type Attributes: table[count] of AttributeList;
}

module GLOBAL;

module RADIUS;

export {
	## A message.
	type Message: record {
		code: count;
		trans_id: count;
		authenticator: string;
		attributes: table[count] of vector of string &optional;
	};
}

module GLOBAL;

## An attribute of a message.
global radius_attribute: event(c: connection, attr_type: count, value: string);

## A message, after the events of its attributes.
global radius_message: event(c: connection, result: RADIUS::Message);
