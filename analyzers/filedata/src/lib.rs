//! File analyzers that look at bytes and know no format: hashes, extraction, data for scripts.
//!
//! Guarantees: constant memory for each file, whatever its size; a file with missing bytes has no hash.
#![forbid(unsafe_code)]

mod data_event;
mod entropy;
mod events;
mod extract;
mod hash;

use zander_analyzer::FileDescriptor;

/// Hash functions of RFC 1321 and FIPS 180-4.
pub static MD5: FileDescriptor =
    FileDescriptor { name: "MD5", tag: "Files::ANALYZER_MD5", bind: |s| hash::bind(s, "md5") };
pub static SHA1: FileDescriptor =
    FileDescriptor { name: "SHA1", tag: "Files::ANALYZER_SHA1", bind: |s| hash::bind(s, "sha1") };
pub static SHA224: FileDescriptor =
    FileDescriptor { name: "SHA224", tag: "Files::ANALYZER_SHA224", bind: |s| hash::bind(s, "sha224") };
pub static SHA256: FileDescriptor =
    FileDescriptor { name: "SHA256", tag: "Files::ANALYZER_SHA256", bind: |s| hash::bind(s, "sha256") };
pub static SHA384: FileDescriptor =
    FileDescriptor { name: "SHA384", tag: "Files::ANALYZER_SHA384", bind: |s| hash::bind(s, "sha384") };
pub static SHA512: FileDescriptor =
    FileDescriptor { name: "SHA512", tag: "Files::ANALYZER_SHA512", bind: |s| hash::bind(s, "sha512") };

/// Writes files to disk.
pub static EXTRACT: FileDescriptor =
    FileDescriptor { name: "EXTRACT", tag: "Files::ANALYZER_EXTRACT", bind: extract::bind };

/// Hands bytes to scripts.
pub static DATA_EVENT: FileDescriptor =
    FileDescriptor { name: "DATA_EVENT", tag: "Files::ANALYZER_DATA_EVENT", bind: data_event::bind };

/// Tells how random a file is.
pub static ENTROPY: FileDescriptor =
    FileDescriptor { name: "ENTROPY", tag: "Files::ANALYZER_ENTROPY", bind: entropy::bind };
