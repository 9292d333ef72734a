//! Two hosts on one wire: network namespaces joined by a veth pair. Needs root and the `ip` command.

use std::process::{Child, Command, Stdio};

/// The pair; taken down when it goes.
pub struct Pair {
    names: [String; 2],
}

/// Addresses of the two, in a network kept for documentation (RFC 5737).
pub const ADDRESSES: [&str; 2] = ["192.0.2.1", "192.0.2.2"];
/// The interface in each of the two.
pub const INTERFACE: &str = "wire0";

fn ip(words: &str) -> Result<(), String> {
    let done = Command::new("ip").args(words.split(' ')).stdin(Stdio::null()).output();
    match done {
        Err(e) => Err(format!("the command ip cannot be run: {e}")),
        Ok(o) if !o.status.success() => {
            Err(format!("ip {words}: {}", String::from_utf8_lossy(&o.stderr).trim()))
        }
        Ok(_) => Ok(()),
    }
}

impl Pair {
    /// Sets the pair up. The error says why that is not possible here.
    pub fn new(name: &str) -> Result<Pair, String> {
        let id = std::process::id();
        let pair = Pair { names: [format!("{name}-a-{id}"), format!("{name}-b-{id}")] };
        let [a, b] = &pair.names;
        ip(&format!("netns add {a}"))?;
        ip(&format!("netns add {b}"))?;
        ip(&format!("-n {a} link add {INTERFACE} type veth peer name {INTERFACE} netns {b}"))?;
        for (namespace, address) in pair.names.iter().zip(ADDRESSES) {
            ip(&format!("-n {namespace} addr add {address}/24 dev {INTERFACE}"))?;
            ip(&format!("-n {namespace} link set lo up"))?;
            ip(&format!("-n {namespace} link set {INTERFACE} up"))?;
        }
        Ok(pair)
    }

    /// A command that will run in one of the two.
    pub fn command(&self, side: usize, program: &str) -> Command {
        let mut command = Command::new("ip");
        let namespace = self.names.get(side).map_or("", String::as_str);
        command.args(["netns", "exec", namespace, program]).stdin(Stdio::null());
        command
    }
}

impl Drop for Pair {
    fn drop(&mut self) {
        for name in &self.names {
            // One that could not be made cannot be removed.
            let _ = ip(&format!("netns del {name}"));
        }
    }
}

/// A program that is ended with the test.
pub struct Running(pub Child);

impl Running {
    /// Asks it to end in good order.
    pub fn terminate(&self) {
        let pid = self.0.id().to_string();
        let sent = Command::new("kill").args(["-TERM", &pid]).status();
        assert!(sent.is_ok_and(|s| s.success()), "no signal could be sent");
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
