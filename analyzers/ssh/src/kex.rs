//! Methods of key exchange: what the message numbers 30 to 49 mean depends on them (RFC 4250, section 4.1.2).

/// A family of methods with the same messages.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Method {
    /// Diffie-Hellman over a fixed group (RFC 4253, 8268).
    Group,
    /// Over a group that the server chooses (RFC 4419).
    GroupExchange,
    /// The client encrypts a secret with a key of the server (RFC 4432).
    Rsa,
    /// GSS-API (RFC 4462, 8732).
    Gss,
    /// Elliptic curves, Montgomery curves and their hybrids with post-quantum methods (RFC 5656, 8731).
    Curve,
}

/// The family of a method by its name; `None` for one that is not known.
pub fn method(name: &[u8]) -> Option<Method> {
    let starts = |prefixes: &[&str]| prefixes.iter().any(|p| name.starts_with(p.as_bytes()));
    if starts(&["diffie-hellman-group-exchange-"]) {
        return Some(Method::GroupExchange);
    }
    if starts(&["diffie-hellman-group"]) {
        return Some(Method::Group);
    }
    if starts(&["rsa1024-", "rsa2048-"]) {
        return Some(Method::Rsa);
    }
    if starts(&["gss-"]) {
        return Some(Method::Gss);
    }
    starts(&[
        "ecdh-sha2-",
        "ecmqv-",
        "curve25519-",
        "curve448-",
        "sntrup",
        "mlkem",
        "kyber",
        "ecdh-nistp",
        "x25519-",
    ])
    .then_some(Method::Curve)
}

/// The method that two offers lead to: the first of the client's that the server has too (RFC 4253, section 7.1).
pub fn chosen<'a>(client: &'a [u8], server: &[u8], max: usize) -> Option<&'a [u8]> {
    use crate::parse::names;
    names(client, max).find(|mine| names(server, max).any(|theirs| theirs == *mine))
}

/// A message of a key exchange, with the part that scripts hear of.
#[derive(Debug, PartialEq, Eq)]
pub enum Message<'a> {
    /// The client's share, over a group.
    GroupInit,
    /// Prime and generator of the group that the server chose.
    GroupParameters(&'a [u8], &'a [u8]),
    /// The client's share, over a curve.
    CurveInit(&'a [u8]),
    /// The server's host key.
    HostKey(&'a [u8]),
    /// The server's host key and its share over a curve.
    CurveReply(&'a [u8], &'a [u8]),
    /// The client's encrypted secret.
    RsaSecret,
    /// The client's first token.
    GssInit,
    /// Major and minor status, and a message for people.
    GssError(u32, u32, &'a [u8]),
    /// Nothing that scripts hear of.
    Other,
}

/// The message with this number in an exchange by `method`. `Err` when it ends before it is complete.
pub fn message(method: Method, kind: u8, body: &[u8]) -> Result<Message<'_>, zander_wire::cursor::Truncated> {
    use crate::parse::string;
    let c = &mut zander_wire::cursor::Cursor::new(body);
    Ok(match (method, kind) {
        (Method::Group, 30) | (Method::GroupExchange, 32) => Message::GroupInit,
        (Method::GroupExchange, 31) => Message::GroupParameters(string(c)?, string(c)?),
        (Method::Group, 31) | (Method::GroupExchange, 33) | (Method::Rsa, 30) | (Method::Gss, 33) => {
            Message::HostKey(string(c)?)
        }
        (Method::Curve, 30) => Message::CurveInit(string(c)?),
        (Method::Curve, 31) => Message::CurveReply(string(c)?, string(c)?),
        (Method::Rsa, 31) => Message::RsaSecret,
        (Method::Gss, 30) => Message::GssInit,
        (Method::Gss, 34) => Message::GssError(c.u32()?, c.u32()?, string(c)?),
        _ => Message::Other,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families() {
        let check = |name: &str, m| assert_eq!(method(name.as_bytes()), m, "{name}");
        check("diffie-hellman-group14-sha256", Some(Method::Group));
        check("diffie-hellman-group-exchange-sha1", Some(Method::GroupExchange));
        check("rsa2048-sha256", Some(Method::Rsa));
        check("gss-group14-sha256-toWM5Slw5Ew8Mqkay+al2g==", Some(Method::Gss));
        check("sntrup761x25519-sha512@openssh.com", Some(Method::Curve));
        check("mlkem768x25519-sha256", Some(Method::Curve));
        check("unheard-of@example.com", None);
    }

    #[test]
    fn the_clients_order_counts() {
        assert_eq!(chosen(b"a,b,c", b"c,b", 100), Some(&b"b"[..]));
        assert_eq!(chosen(b"a", b"b", 100), None);
    }

    #[test]
    fn messages() {
        let two = [0, 0, 0, 1, 7, 0, 0, 0, 2, 8, 9];
        assert_eq!(message(Method::Curve, 31, &two), Ok(Message::CurveReply(&[7], &[8, 9])));
        assert_eq!(message(Method::GroupExchange, 31, &two), Ok(Message::GroupParameters(&[7], &[8, 9])));
        assert_eq!(message(Method::Group, 31, &two), Ok(Message::HostKey(&[7])));
        assert!(message(Method::Curve, 31, &two[..9]).is_err());
        assert_eq!(message(Method::GroupExchange, 34, &[]), Ok(Message::Other));
    }
}
