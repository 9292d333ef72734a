//! The machine's interfaces.

use std::ffi::CStr;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::error::CaptureError;

/// A network interface.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interface {
    /// Its name.
    pub name: String,
    /// Its addresses.
    pub addresses: Vec<IpAddr>,
    /// Whether frames never leave the machine.
    pub is_loopback: bool,
    /// Whether it was switched on.
    pub is_up: bool,
    /// Whether it can send and receive now.
    pub is_running: bool,
}

/// All interfaces, in the order in which the system names them.
pub fn interfaces() -> Result<Vec<Interface>, CaptureError> {
    let mut first = std::ptr::null_mut();
    // SAFETY: the pointer is writable; after success it starts a list that is freed below.
    if unsafe { libc::getifaddrs(&mut first) } != 0 {
        return Err(CaptureError::new("interfaces", io::Error::last_os_error().to_string()));
    }
    let mut found: Vec<Interface> = Vec::new();
    let mut next = first;
    // SAFETY: the pointer is null or that of an entry of the list, which lives until it is freed.
    while let Some(entry) = unsafe { next.as_ref() } {
        next = entry.ifa_next;
        // SAFETY: each entry has a name that ends in zero.
        let name = unsafe { CStr::from_ptr(entry.ifa_name) }.to_string_lossy().into_owned();
        let has = |flag: libc::c_int| entry.ifa_flags & flag as libc::c_uint != 0;
        let position = found.iter().position(|interface| interface.name == name).unwrap_or_else(|| {
            found.push(Interface {
                name,
                addresses: Vec::new(),
                is_loopback: has(libc::IFF_LOOPBACK),
                is_up: has(libc::IFF_UP),
                is_running: has(libc::IFF_RUNNING),
            });
            found.len() - 1
        });
        // SAFETY: the address is null or that of a socket address of the entry.
        let address = unsafe { address(entry.ifa_addr) };
        if let (Some(interface), Some(address)) = (found.get_mut(position), address) {
            interface.addresses.push(address);
        }
    }
    // SAFETY: the list came from `getifaddrs` and no reference into it is left.
    unsafe { libc::freeifaddrs(first) };
    Ok(found)
}

/// The IP address in a socket address.
///
/// # Safety
///
/// `socket` is null or points to a socket address of the size that its family has.
unsafe fn address(socket: *const libc::sockaddr) -> Option<IpAddr> {
    // SAFETY: as promised by the caller.
    let family = libc::c_int::from(unsafe { socket.as_ref() }?.sa_family);
    match family {
        libc::AF_INET => {
            // SAFETY: the family says that it is one of these, which may be read unaligned.
            let v4 = unsafe { socket.cast::<libc::sockaddr_in>().read_unaligned() };
            Some(IpAddr::V4(Ipv4Addr::from_bits(u32::from_be(v4.sin_addr.s_addr))))
        }
        libc::AF_INET6 => {
            // SAFETY: as above.
            let v6 = unsafe { socket.cast::<libc::sockaddr_in6>().read_unaligned() };
            Some(IpAddr::V6(Ipv6Addr::from(v6.sin6_addr.s6_addr)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_interface_is_there_once() {
        let all = interfaces().unwrap();
        for (index, interface) in all.iter().enumerate() {
            assert!(!interface.name.is_empty());
            assert!(all.iter().skip(index + 1).all(|other| other.name != interface.name));
            assert!(!interface.is_loopback || interface.addresses.iter().all(IpAddr::is_loopback));
        }
    }
}
