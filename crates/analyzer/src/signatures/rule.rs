//! What a signature says.

use zander_value::pattern::{Pattern, PatternError};
use zander_value::{Addr, Subnet};

/// What a pattern is compared with. Payload is the beginning of a connection's stream, or of each datagram; the others
/// come from the analyzers that find them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
#[repr(u8)]
pub enum Content {
    /// What either side sends.
    Payload,
    /// The target of an HTTP request, escapes undone.
    HttpRequest,
    /// A header line of an HTTP request, `NAME: value`.
    HttpRequestHeader,
    /// The body of an HTTP request.
    HttpRequestBody,
    /// A header line of an HTTP reply.
    HttpReplyHeader,
    /// The body of an HTTP reply.
    HttpReplyBody,
    /// A command line of FTP.
    Ftp,
    /// A request line of Finger.
    Finger,
    /// The beginning of a file.
    FileMagic,
}

impl Content {
    /// All that is found in connections.
    pub const OF_CONNECTIONS: [Content; 8] = [
        Content::Payload,
        Content::HttpRequest,
        Content::HttpRequestHeader,
        Content::HttpRequestBody,
        Content::HttpReplyHeader,
        Content::HttpReplyBody,
        Content::Ftp,
        Content::Finger,
    ];

    /// By the name of its condition.
    pub fn named(name: &str) -> Option<Content> {
        Some(match name {
            "payload" => Content::Payload,
            "http-request" => Content::HttpRequest,
            "http-request-header" => Content::HttpRequestHeader,
            "http-request-body" => Content::HttpRequestBody,
            "http-reply-header" => Content::HttpReplyHeader,
            "http-reply-body" => Content::HttpReplyBody,
            "ftp" => Content::Ftp,
            "finger" => Content::Finger,
            "file-magic" => Content::FileMagic,
            _ => return None,
        })
    }
}

/// A pattern and what it is compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternTest {
    /// What it is compared with.
    pub content: Content,
    /// The text between its slashes.
    pub text: String,
    /// Ignore case.
    pub ignore_case: bool,
}

impl PatternTest {
    /// The pattern. Payload has no lines: the dot matches line ends, too.
    pub fn compile(&self) -> Result<Pattern, PatternError> {
        Pattern::new(self.text.as_bytes(), self.ignore_case, true)
    }
}

/// How a number or an address is compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Comparison {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
}

impl Comparison {
    /// Compares with one number.
    pub fn holds(self, left: u64, right: u64) -> bool {
        match self {
            Comparison::Equal => left == right,
            Comparison::NotEqual => left != right,
            Comparison::Less => left < right,
            Comparison::AtMost => left <= right,
            Comparison::Greater => left > right,
            Comparison::AtLeast => left >= right,
        }
    }
}

/// Where a header condition looks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Layer {
    /// IPv4.
    Ip,
    /// IPv6.
    Ip6,
    /// TCP.
    Tcp,
    /// UDP.
    Udp,
    /// ICMP, of either version.
    Icmp,
}

/// What a header condition looks at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Field {
    /// The address of whoever sent the packet.
    SourceAddress,
    /// The address of the receiver.
    DestinationAddress,
    /// The sender's port.
    SourcePort,
    /// The receiver's port.
    DestinationPort,
    /// The protocol above IP.
    Protocol,
    /// Bytes of a header, in network order: `header tcp[2:2] & 0x0fff`.
    Bytes {
        /// Which header.
        layer: Layer,
        /// Offset of the first one.
        offset: usize,
        /// How many: 1, 2 or 4.
        size: usize,
        /// What is left of them before they are compared.
        mask: u32,
    },
}

/// A value that a header condition names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Numbers, both included.
    Range(u64, u64),
    /// Addresses.
    Net(Subnet),
    /// Whatever a script's variable holds.
    Variable(String),
}

impl Value {
    /// A single address.
    pub fn address(a: Addr) -> Value {
        let width = if a.is_v4() { 32 } else { 128 };
        Value::Net(Subnet::new(a, width))
    }
}

/// A condition on the packet headers of a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderTest {
    /// What is looked at.
    pub field: Field,
    /// How it is compared.
    pub comparison: Comparison,
    /// With what. Equality holds with any of them, inequality with all of them.
    pub values: Vec<Value>,
}

/// The conditions `tcp-state` and `udp-state`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct States {
    /// The originator has sent it.
    pub originator: bool,
    /// The responder has sent it.
    pub responder: bool,
    /// Both sides have agreed to the connection.
    pub established: bool,
    /// No condition at all.
    pub stateless: bool,
}

/// Another signature that must have matched, or must not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// Its name.
    pub name: String,
    /// It must not match until the end of the connection.
    pub negated: bool,
    /// What the other side sends counts.
    pub reverse: bool,
}

/// The event that a match raises.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventAction {
    /// Another one than `signature_match`.
    pub name: Option<String>,
    /// What it is told.
    pub message: Option<String>,
}

/// One signature.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rule {
    /// Its name.
    pub name: String,
    /// All have to match.
    pub patterns: Vec<PatternTest>,
    /// All have to hold.
    pub headers: Vec<HeaderTest>,
    /// Bytes of payload in the first packet that has any; without any, no condition on it holds.
    pub payload_size: Vec<(Comparison, u64)>,
    /// Conditions on the connection.
    pub states: States,
    /// Source and destination are the same host.
    pub same_ip: bool,
    /// Options of which the IP header has one at least; by their numbers.
    pub ip_options: Vec<u8>,
    /// Other signatures.
    pub requires: Vec<Requirement>,
    /// Script functions that decide.
    pub evals: Vec<String>,
    /// Analyzers to attach, in lower case.
    pub enables: Vec<String>,
    /// The events to raise.
    pub events: Vec<EventAction>,
    /// A file type and how sure of it the signature is.
    pub mime: Option<(String, i64)>,
    /// It is not in use.
    pub inactive: bool,
}
