//! Numbers of the protocol: record types, messages, versions, extensions (IANA's TLS registries).

/// Types of records.
pub mod content {
    #![allow(missing_docs)]
    pub const CHANGE_CIPHER_SPEC: u16 = 20;
    pub const ALERT: u16 = 21;
    pub const HANDSHAKE: u16 = 22;
    pub const APPLICATION_DATA: u16 = 23;
    pub const HEARTBEAT: u16 = 24;
    /// A record with a connection id (RFC 9146).
    pub const TLS12_CID: u16 = 25;
    /// Acknowledgements of DTLS 1.3 (RFC 9147).
    pub const ACK: u16 = 26;
    /// What is added to the message type of SSL 2, which has no record types.
    pub const SSL2: u16 = 300;
    pub const SSL2_CLIENT_HELLO: u16 = SSL2 + 1;
    pub const SSL2_CLIENT_MASTER_KEY: u16 = SSL2 + 2;
    pub const SSL2_SERVER_HELLO: u16 = SSL2 + 4;
}

/// Messages of the handshake.
pub mod message {
    #![allow(missing_docs)]
    pub const CLIENT_HELLO: u8 = 1;
    pub const SERVER_HELLO: u8 = 2;
    pub const NEW_SESSION_TICKET: u8 = 4;
    pub const CERTIFICATE: u8 = 11;
    pub const SERVER_KEY_EXCHANGE: u8 = 12;
    pub const CERTIFICATE_REQUEST: u8 = 13;
    pub const CLIENT_KEY_EXCHANGE: u8 = 16;
    pub const CERTIFICATE_STATUS: u8 = 22;
}

/// Versions as they stand in messages.
pub mod version {
    #![allow(missing_docs)]
    pub const SSL2: u16 = 0x0002;
    pub const SSL3: u16 = 0x0300;
    pub const TLS10: u16 = 0x0301;
    pub const TLS11: u16 = 0x0302;
    pub const TLS12: u16 = 0x0303;
    pub const TLS13: u16 = 0x0304;
    pub const DTLS10: u16 = 0xfeff;
    pub const DTLS12: u16 = 0xfefd;
    pub const DTLS13: u16 = 0xfefc;

    /// True for a draft of TLS 1.3.
    pub fn is_draft(v: u16) -> bool {
        v >> 8 == 0x7f
    }

    /// True for TLS and DTLS 1.3 and the drafts of it.
    pub fn is_13(v: u16) -> bool {
        v == TLS13 || v == DTLS13 || is_draft(v)
    }

    /// True for versions that a hello may name.
    pub fn is_known(v: u16) -> bool {
        matches!(v, SSL2 | SSL3..=TLS13 | DTLS10 | DTLS12 | DTLS13) || is_draft(v)
    }

    /// True for versions that the header of a TLS record may name: TLS 1.3 claims to be 1.2 there.
    pub fn is_record(v: u16) -> bool {
        matches!(v, SSL3..=TLS12)
    }

    /// True for DTLS.
    pub fn is_dtls(v: u16) -> bool {
        matches!(v, DTLS10 | DTLS12 | DTLS13)
    }

    /// True from version 1.2 on: signatures name their algorithms.
    pub fn names_signature_algorithm(v: u16) -> bool {
        matches!(v, TLS12 | TLS13 | DTLS12 | DTLS13) || is_draft(v)
    }
}

/// Extensions with events of their own.
pub mod extension {
    #![allow(missing_docs)]
    pub const SERVER_NAME: u16 = 0;
    pub const SUPPORTED_GROUPS: u16 = 10;
    pub const EC_POINT_FORMATS: u16 = 11;
    pub const SIGNATURE_ALGORITHMS: u16 = 13;
    pub const ALPN: u16 = 16;
    pub const SIGNED_CERTIFICATE_TIMESTAMP: u16 = 18;
    /// The number of the key share in drafts up to 22.
    pub const KEY_SHARE_OLD: u16 = 40;
    pub const PRE_SHARED_KEY: u16 = 41;
    pub const SUPPORTED_VERSIONS: u16 = 43;
    pub const PSK_KEY_EXCHANGE_MODES: u16 = 45;
    pub const KEY_SHARE: u16 = 51;
    pub const CONNECTION_ID_OLD: u16 = 53;
    pub const CONNECTION_ID: u16 = 54;
}
