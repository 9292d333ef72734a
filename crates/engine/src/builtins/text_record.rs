//! TXT records (RFC 1035), which the system's resolver does not give: one question over UDP to the first of its servers.

use std::net::{IpAddr, UdpSocket};
use std::time::Duration;
use zander_wire::cursor::Cursor;

const TXT: u16 = 16;
const IN: u16 = 1;
/// How long an answer is waited for, twice.
const PATIENCE: Duration = Duration::from_secs(3);

/// The first TXT record of a name, its strings one behind the other.
pub fn ask(name: &str) -> Option<String> {
    let settings = std::fs::read_to_string("/etc/resolv.conf").ok()?;
    let server: IpAddr =
        settings.lines().find_map(|l| l.trim().strip_prefix("nameserver")?.trim().parse().ok())?;
    let own = if server.is_ipv4() { "0.0.0.0:0" } else { "[::]:0" };
    let socket = UdpSocket::bind(own).ok()?;
    socket.connect((server, 53)).ok()?;
    socket.set_read_timeout(Some(PATIENCE)).ok()?;
    // The port, chosen by the system, makes the answer hard to guess, and so does the number.
    let number = std::process::id() as u16 ^ socket.local_addr().ok()?.port().rotate_left(5);
    let question = question(number, name)?;
    let mut buffer = [0; 4096];
    for _ in 0..2 {
        socket.send(&question).ok()?;
        if let Ok(n) = socket.recv(&mut buffer)
            && let Some(answer) = read(buffer.get(..n)?, number)
        {
            return answer;
        }
    }
    None
}

/// A question for the TXT record of a name; `None` when it is no name.
fn question(number: u16, name: &str) -> Option<Vec<u8>> {
    let mut out = number.to_be_bytes().to_vec();
    // Recursion desired; one question.
    out.extend([1, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
    for label in name.trim_end_matches('.').split('.') {
        out.push(u8::try_from(label.len()).ok().filter(|n| (1..=63).contains(n))?);
        out.extend(label.bytes());
    }
    out.push(0);
    out.extend(TXT.to_be_bytes());
    out.extend(IN.to_be_bytes());
    (name.len() <= 253).then_some(out)
}

/// Reads an answer: `None` when it is none to this question, `Some(None)` when it has no TXT record.
fn read(bytes: &[u8], number: u16) -> Option<Option<String>> {
    let mut c = Cursor::new(bytes);
    if c.u16().ok()? != number {
        return None;
    }
    c.skip(2).ok()?;
    let (questions, answers) = (c.u16().ok()?, c.u16().ok()?);
    c.skip(4).ok()?;
    for _ in 0..questions {
        skip_name(&mut c)?;
        c.skip(4).ok()?;
    }
    for _ in 0..answers {
        skip_name(&mut c)?;
        let ty = c.u16().ok()?;
        c.skip(6).ok()?;
        let length = c.u16().ok()?;
        let data = c.take(usize::from(length)).ok()?;
        if ty == TXT {
            return Some(Some(strings(data)));
        }
    }
    Some(None)
}

fn skip_name(c: &mut Cursor<'_>) -> Option<()> {
    loop {
        match c.u8().ok()? {
            0 => return Some(()),
            // A pointer ends a name.
            n if n >= 0xc0 => return c.skip(1).ok(),
            n => c.skip(usize::from(n)).ok()?,
        }
    }
}

fn strings(mut data: &[u8]) -> String {
    let mut out = Vec::new();
    while let [n, rest @ ..] = data {
        let (text, more) = rest.split_at(usize::from(*n).min(rest.len()));
        out.extend_from_slice(text);
        data = more;
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers() {
        let mut message = question(7, "a.example").expect("a question");
        message[7] = 2;
        // An alias, whose name is a pointer, and the record with two strings.
        message.extend(b"\xc0\x0c\0\x05\0\x01\0\0\0\0\0\x02\xc0\x0c");
        message.extend(b"\xc0\x0c\0\x10\0\x01\0\0\0\0\0\x06\x02ab\x02cd");
        assert_eq!(read(&message, 7), Some(Some("abcd".into())));
        assert_eq!(read(&message, 8), None);
        for end in 0..message.len() {
            assert_eq!(read(&message[..end], 7), None, "cut at {end}");
        }
        message[7] = 1;
        assert_eq!(read(&message, 7), Some(None));
        assert_eq!(question(7, "a..b"), None);
    }
}
