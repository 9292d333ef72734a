//! The packet socket: opening, binding, filter, counters.

use std::ffi::CString;
use std::io;
use std::mem::size_of;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd};
use std::time::Duration;

use super::{FanoutMode, LiveOptions};
use crate::filter::Instruction;

/// A packet socket of one interface.
pub(super) struct Socket {
    descriptor: OwnedFd,
    index: libc::c_int,
}

/// Frames of both directions and of every protocol.
const ALL_PROTOCOLS: u16 = libc::ETH_P_ALL as u16;

impl AsRawFd for Socket {
    fn as_raw_fd(&self) -> RawFd {
        self.descriptor.as_raw_fd()
    }
}

impl Socket {
    /// A socket that receives nothing before [`Socket::bind`].
    pub fn open(interface: &str) -> Result<Self, String> {
        let name = CString::new(interface).map_err(|_| "no such interface".to_owned())?;
        // SAFETY: the name ends in zero and outlives the call.
        let index = unsafe { libc::if_nametoindex(name.as_ptr()) };
        if index == 0 {
            return Err("no such interface".to_owned());
        }
        let index = libc::c_int::try_from(index).map_err(|_| "no such interface".to_owned())?;
        // SAFETY: no pointers are passed.
        let descriptor = unsafe { libc::socket(libc::AF_PACKET, libc::SOCK_RAW | libc::SOCK_CLOEXEC, 0) };
        if descriptor < 0 {
            let error = io::Error::last_os_error();
            return Err(match error.raw_os_error() {
                Some(libc::EPERM | libc::EACCES) => {
                    "no permission to capture: run as root, or give the program the \
                     capability CAP_NET_RAW (setcap cap_net_raw+ep PROGRAM)"
                        .to_owned()
                }
                _ => format!("cannot open a packet socket: {error}"),
            });
        }
        // SAFETY: the descriptor is new and belongs to nobody else.
        let descriptor = unsafe { OwnedFd::from_raw_fd(descriptor) };
        Ok(Socket { descriptor, index })
    }

    /// The link type, and whether it is a loopback interface.
    pub fn link_type(&self, interface: &str) -> Result<(u16, bool), String> {
        // SAFETY: a request of zeros is a valid value of this plain structure.
        let mut request: libc::ifreq = unsafe { std::mem::zeroed() };
        for (to, from) in request.ifr_name.iter_mut().take(libc::IFNAMSIZ - 1).zip(interface.bytes()) {
            *to = from as libc::c_char;
        }
        // SAFETY: the request is writable and has the size that this ioctl expects.
        let status = unsafe { libc::ioctl(self.as_raw_fd(), libc::SIOCGIFHWADDR, &mut request) };
        if status < 0 {
            return Err(format!("cannot ask for the interface's type: {}", io::Error::last_os_error()));
        }
        // SAFETY: this ioctl fills the address in.
        let hardware = unsafe { request.ifr_ifru.ifru_hwaddr.sa_family };
        match hardware {
            libc::ARPHRD_ETHER => Ok((1, false)),
            libc::ARPHRD_LOOPBACK => Ok((1, true)),
            libc::ARPHRD_IEEE80211 => Ok((105, false)),
            libc::ARPHRD_IEEE80211_RADIOTAP => Ok((127, false)),
            // Interfaces without a link layer, tunnels and point-to-point: IP packets.
            libc::ARPHRD_NONE
            | libc::ARPHRD_PPP
            | libc::ARPHRD_TUNNEL
            | libc::ARPHRD_TUNNEL6
            | libc::ARPHRD_SIT
            | libc::ARPHRD_IPGRE
            | 519 => Ok((101, false)),
            other => Err(format!("interfaces of hardware type {other} are not supported")),
        }
    }

    /// Lets the kernel run a filter program.
    pub fn attach(&self, program: &[Instruction]) -> Result<(), String> {
        let length = u16::try_from(program.len()).map_err(|_| "the filter program is too long".to_owned())?;
        let program = libc::sock_fprog {
            len: length,
            // The kernel only reads it. `Instruction` has the layout of `sock_filter`.
            filter: program.as_ptr().cast_mut().cast(),
        };
        self.set(libc::SOL_SOCKET, libc::SO_ATTACH_FILTER, &program)
            .map_err(|error| format!("cannot set the filter: {error}"))
    }

    /// Takes a filter program away.
    pub fn detach(&self) -> Result<(), String> {
        match self.set(libc::SOL_SOCKET, libc::SO_DETACH_FILTER, &0) {
            // There was none.
            Err(error) if error.raw_os_error() == Some(libc::ENOENT) => Ok(()),
            result => result.map_err(|error| format!("cannot take the filter away: {error}")),
        }
    }

    /// Starts receiving.
    pub fn bind(&self, options: &LiveOptions) -> Result<(), String> {
        // SAFETY: an address of zeros is a valid value of this plain structure.
        let mut address: libc::sockaddr_ll = unsafe { std::mem::zeroed() };
        address.sll_family = libc::AF_PACKET as u16;
        address.sll_protocol = ALL_PROTOCOLS.to_be();
        address.sll_ifindex = self.index;
        let length = size_of::<libc::sockaddr_ll>() as libc::socklen_t;
        // SAFETY: the address is of the family and length that are passed.
        let status = unsafe { libc::bind(self.as_raw_fd(), (&raw const address).cast(), length) };
        if status < 0 {
            return Err(format!("cannot listen: {}", io::Error::last_os_error()));
        }
        if options.promiscuous {
            // SAFETY: a request of zeros is a valid value of this plain structure.
            let mut request: libc::packet_mreq = unsafe { std::mem::zeroed() };
            request.mr_ifindex = self.index;
            request.mr_type = libc::PACKET_MR_PROMISC as u16;
            self.set(libc::SOL_PACKET, libc::PACKET_ADD_MEMBERSHIP, &request)
                .map_err(|error| format!("cannot enter promiscuous mode: {error}"))?;
        }
        if options.hardware_time {
            let source = libc::SOF_TIMESTAMPING_RAW_HARDWARE as libc::c_int;
            self.set(libc::SOL_PACKET, libc::PACKET_TIMESTAMP, &source)
                .map_err(|error| format!("cannot take the time of the card: {error}"))?;
        }
        if let Some(fanout) = options.fanout {
            let mode = match fanout.mode {
                FanoutMode::Flow => libc::PACKET_FANOUT_HASH,
                FanoutMode::Processor => libc::PACKET_FANOUT_CPU,
                FanoutMode::Queue => libc::PACKET_FANOUT_QM,
            };
            let flag = if fanout.defragment { libc::PACKET_FANOUT_FLAG_DEFRAG } else { 0 };
            let value = u32::from(fanout.group) | (mode | flag) << 16;
            self.set(libc::SOL_PACKET, libc::PACKET_FANOUT, &value)
                .map_err(|error| format!("cannot join fanout group {}: {error}", fanout.group))?;
        }
        Ok(())
    }

    /// Sets an option whose value is a plain structure.
    pub fn set<T>(&self, level: libc::c_int, name: libc::c_int, value: &T) -> io::Result<()> {
        let length = size_of::<T>() as libc::socklen_t;
        // SAFETY: the value is readable for its own size; the kernel checks that the option expects that size.
        let status =
            unsafe { libc::setsockopt(self.as_raw_fd(), level, name, (&raw const *value).cast(), length) };
        if status < 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
    }

    /// Frames received and dropped since the last call.
    pub fn statistics(&self) -> Result<(u64, u64), String> {
        // SAFETY: counters of zeros are a valid value of this plain structure.
        let mut counters: libc::tpacket_stats_v3 = unsafe { std::mem::zeroed() };
        let mut length = size_of::<libc::tpacket_stats_v3>() as libc::socklen_t;
        // SAFETY: the counters are writable for the length that is passed.
        let status = unsafe {
            libc::getsockopt(
                self.as_raw_fd(),
                libc::SOL_PACKET,
                libc::PACKET_STATISTICS,
                (&raw mut counters).cast(),
                &mut length,
            )
        };
        if status < 0 {
            return Err(format!("cannot read the counters: {}", io::Error::last_os_error()));
        }
        Ok((counters.tp_packets.into(), counters.tp_drops.into()))
    }

    /// Waits for frames; see [`poll`].
    pub fn poll(&self, wait: Duration) -> Result<bool, String> {
        poll(&[self.as_raw_fd()], wait)
    }
}

/// Waits until one of the sockets has frames; false after `wait`, or when a signal came.
pub(super) fn poll(descriptors: &[RawFd], wait: Duration) -> Result<bool, String> {
    let mut entries: Vec<libc::pollfd> =
        descriptors.iter().map(|&fd| libc::pollfd { fd, events: libc::POLLIN, revents: 0 }).collect();
    let milliseconds = libc::c_int::try_from(wait.as_millis()).unwrap_or(libc::c_int::MAX);
    // SAFETY: the entries are writable and as many as is said.
    let count = unsafe { libc::poll(entries.as_mut_ptr(), entries.len() as libc::nfds_t, milliseconds) };
    if count < 0 {
        let error = io::Error::last_os_error();
        return if error.kind() == io::ErrorKind::Interrupted { Ok(false) } else { Err(error.to_string()) };
    }
    for entry in &entries {
        if entry.revents & libc::POLLERR != 0 {
            return match pending_error(entry.fd) {
                libc::ENETDOWN => Err("the interface went down".to_owned()),
                libc::ENODEV => Err("the interface is gone".to_owned()),
                0 => Ok(true),
                error => Err(io::Error::from_raw_os_error(error).to_string()),
            };
        }
    }
    Ok(count > 0)
}

/// The error that a socket reports by being ready.
fn pending_error(descriptor: RawFd) -> libc::c_int {
    let mut error: libc::c_int = 0;
    let mut length = size_of::<libc::c_int>() as libc::socklen_t;
    // SAFETY: the number is writable for the length that is passed.
    unsafe {
        libc::getsockopt(descriptor, libc::SOL_SOCKET, libc::SO_ERROR, (&raw mut error).cast(), &mut length);
    }
    error
}
