##! RFB (VNC): the events of the analyzer.

module GLOBAL;

redef enum Analyzer::Tag += { Analyzer::ANALYZER_RFB };

redef enum AllAnalyzers::Tag += { AllAnalyzers::ANALYZER_ANALYZER_RFB };

## The word that ends the authentication: F means success, as the number 0 does.
global rfb_auth_result: event(c: connection, result: bool);

## Whether the authentication succeeded.
global rfb_authentication_result: event(c: connection, result: bool);

## The kind of authentication that was chosen.
global rfb_authentication_type: event(c: connection, authtype: count);

## The version of the client.
global rfb_client_version: event(c: connection, major_version: string, minor_version: string);

## The name and the size of the desktop in pixels.
global rfb_server_parameters: event(c: connection, name: string, width: count, height: count);

## The version of the server.
global rfb_server_version: event(c: connection, major_version: string, minor_version: string);

## Whether the client shares the desktop with others.
global rfb_share_flag: event(c: connection, flag: bool);
