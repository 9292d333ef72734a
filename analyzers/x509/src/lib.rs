//! Certificates and OCSP: see the README of this room.
//!
//! [`der`] reads ASN.1, [`layout`], [`certificate`], [`name`], [`key`], [`sct`] and [`ocsp`] what is written in it, [`print`]
//! gives extensions as text; [`analyzer`] and [`ocsp_analyzer`] are the file analyzers. [`roots`], [`verify`] and
//! [`hostname`] are what built-in functions stand on.
#![forbid(unsafe_code)]

pub mod analyzer;
pub mod certificate;
pub mod der;
pub mod events;
pub mod hostname;
pub mod key;
pub mod layout;
pub mod name;
pub mod ocsp;
pub mod ocsp_analyzer;
pub mod print;
pub mod roots;
pub mod sct;
pub mod values;
pub mod verify;

use zander_analyzer::FileDescriptor;

/// Registers the analyzer of certificates.
pub static X509: FileDescriptor =
    FileDescriptor { name: "X509", tag: "Files::ANALYZER_X509", bind: analyzer::bind };

/// Registers the analyzer of OCSP requests.
pub static OCSP_REQUEST: FileDescriptor = FileDescriptor {
    name: "OCSP_REQUEST",
    tag: "Files::ANALYZER_OCSP_REQUEST",
    bind: ocsp_analyzer::bind_request,
};

/// Registers the analyzer of OCSP responses.
pub static OCSP_REPLY: FileDescriptor =
    FileDescriptor { name: "OCSP_REPLY", tag: "Files::ANALYZER_OCSP_REPLY", bind: ocsp_analyzer::bind_reply };
