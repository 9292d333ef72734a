//! The ring of blocks that the kernel fills (TPACKET_V3, linux/if_packet.h).

use std::io;
use std::os::fd::AsRawFd;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicU32, Ordering};

use super::LiveOptions;
use super::socket::Socket;

/// Where fields are in a block's header, in bytes.
mod block {
    pub const STATUS: usize = 8;
    pub const FRAMES: usize = 12;
    pub const FIRST_FRAME: usize = 16;
}

/// Where fields are in a frame's header, in bytes.
mod frame {
    pub const NEXT: usize = 0;
    pub const SECONDS: usize = 4;
    pub const NANOSECONDS: usize = 8;
    pub const CAPTURED: usize = 12;
    pub const WIRE_LEN: usize = 16;
    pub const STATUS: usize = 20;
    pub const MAC: usize = 24;
    pub const VLAN_TCI: usize = 32;
    pub const VLAN_TPID: usize = 36;
    /// Of the address (`sockaddr_ll`) that follows the header: the direction.
    pub const PACKET_TYPE: usize = 48 + 10;
}

const OUTGOING: u8 = 4;
const VLAN_TAG: usize = 4;

/// A frame in the block that is being read.
#[derive(Clone, Copy)]
pub(super) struct Found {
    pub seconds: u32,
    pub nanoseconds: u32,
    pub wire_len: u32,
    pub is_outgoing: bool,
    pub checksums_verified: bool,
    start: usize,
    end: usize,
}

/// The mapped ring.
pub(super) struct Ring {
    memory: NonNull<u8>,
    length: usize,
    block_bytes: usize,
    blocks: usize,
    /// The block that is being read, or will be next.
    current: usize,
    /// Frames of it that are left, and where the next one is; `None` when the kernel still has the block.
    open: Option<(u32, usize)>,
}

// SAFETY: the memory belongs to this ring alone; nothing about it is tied to a thread.
unsafe impl Send for Ring {}

impl Ring {
    /// Asks the kernel for a ring and maps it.
    pub fn new(socket: &Socket, options: &LiveOptions) -> Result<Self, String> {
        const PAGE: usize = 4096;
        let version = libc::tpacket_versions::TPACKET_V3 as libc::c_int;
        socket
            .set(libc::SOL_PACKET, libc::PACKET_VERSION, &version)
            .map_err(|error| format!("the kernel has no TPACKET_V3: {error}"))?;
        // Room before each frame for the VLAN tag that the kernel took out.
        let reserve = VLAN_TAG as libc::c_int;
        socket
            .set(libc::SOL_PACKET, libc::PACKET_RESERVE, &reserve)
            .map_err(|error| format!("cannot reserve room for VLAN tags: {error}"))?;
        let block_bytes = options.block_bytes.clamp(64 << 10, 16 << 20).next_power_of_two().max(PAGE);
        let blocks = (options.buffer_bytes / block_bytes).clamp(2, 1 << 16);
        let frame_bytes = 2048;
        let request = libc::tpacket_req3 {
            tp_block_size: block_bytes as u32,
            tp_block_nr: blocks as u32,
            tp_frame_size: frame_bytes,
            tp_frame_nr: (block_bytes / frame_bytes as usize * blocks) as u32,
            tp_retire_blk_tov: u32::try_from(options.block_timeout.as_millis()).unwrap_or(10).max(1),
            tp_sizeof_priv: 0,
            tp_feature_req_word: 0,
        };
        socket
            .set(libc::SOL_PACKET, libc::PACKET_RX_RING, &request)
            .map_err(|error| format!("cannot get a ring of {} bytes: {error}", block_bytes * blocks))?;
        let length = block_bytes * blocks;
        // SAFETY: a new mapping at an address of the kernel's choice, of the ring that the socket has just been given.
        let memory = unsafe {
            libc::mmap(
                std::ptr::null_mut(),
                length,
                libc::PROT_READ | libc::PROT_WRITE,
                libc::MAP_SHARED,
                socket.as_raw_fd(),
                0,
            )
        };
        if memory == libc::MAP_FAILED {
            return Err(format!("cannot map the ring: {}", io::Error::last_os_error()));
        }
        let memory = NonNull::new(memory.cast()).ok_or("cannot map the ring")?;
        Ok(Ring { memory, length, block_bytes, blocks, current: 0, open: None })
    }

    /// True when [`Ring::advance`] has a frame, or will have looked at a block that is ready.
    pub fn is_ready(&self) -> bool {
        self.open.is_some() || self.status().load(Ordering::Acquire) & libc::TP_STATUS_USER != 0
    }

    /// Steps to the next frame; what was found before is gone then.
    pub fn advance(&mut self) -> Option<Found> {
        // A block may be empty when its time was up, so several may have to be stepped over; never more than there are.
        for _ in 0..=self.blocks {
            let (left, at) = match self.open {
                Some(open) => open,
                None if self.status().load(Ordering::Acquire) & libc::TP_STATUS_USER == 0 => return None,
                None => {
                    let bytes = self.block();
                    (u32_at(bytes, block::FRAMES), u32_at(bytes, block::FIRST_FRAME) as usize)
                }
            };
            if left == 0 {
                self.release();
                continue;
            }
            let found = self.frame(at);
            let next = u32_at(self.block(), at + frame::NEXT) as usize;
            self.open = Some((left - 1, at + next));
            return Some(found);
        }
        None
    }

    /// The bytes of what [`Ring::advance`] found last.
    pub fn bytes(&self, found: &Found) -> &[u8] {
        self.block().get(found.start..found.end).unwrap_or_default()
    }

    /// Reads a frame's header; puts a VLAN tag back where it was.
    fn frame(&mut self, at: usize) -> Found {
        let header = self.block().get(at..).unwrap_or_default();
        let status = u32_at(header, frame::STATUS);
        let mut start = at + usize::from(u16_at(header, frame::MAC));
        let end = start + u32_at(header, frame::CAPTURED) as usize;
        let tag = (status & libc::TP_STATUS_VLAN_VALID != 0).then(|| {
            let protocol = match u16_at(header, frame::VLAN_TPID) {
                protocol if status & libc::TP_STATUS_VLAN_TPID_VALID != 0 => protocol,
                _ => 0x8100,
            };
            [protocol.to_be_bytes(), (u32_at(header, frame::VLAN_TCI) as u16).to_be_bytes()].concat()
        });
        let mut wire_len = u32_at(header, frame::WIRE_LEN);
        let trusted = libc::TP_STATUS_CSUMNOTREADY | libc::TP_STATUS_CSUM_VALID;
        let found = Found {
            seconds: u32_at(header, frame::SECONDS),
            nanoseconds: u32_at(header, frame::NANOSECONDS),
            wire_len,
            is_outgoing: header.get(frame::PACKET_TYPE) == Some(&OUTGOING),
            checksums_verified: status & trusted != 0,
            start,
            end,
        };
        if let Some(tag) = tag {
            const ADDRESSES: usize = 12;
            let whole = start.checked_sub(VLAN_TAG).and_then(|from| self.block_mut().get_mut(from..end));
            if let Some(bytes) = whole
                && bytes.len() >= ADDRESSES + VLAN_TAG
            {
                bytes.copy_within(VLAN_TAG..VLAN_TAG + ADDRESSES, 0);
                if let Some(place) = bytes.get_mut(ADDRESSES..ADDRESSES + VLAN_TAG) {
                    place.copy_from_slice(&tag);
                }
                start -= VLAN_TAG;
                wire_len += VLAN_TAG as u32;
            }
        }
        Found { start, wire_len, ..found }
    }

    /// Gives the current block back to the kernel.
    fn release(&mut self) {
        self.open = None;
        self.status().store(libc::TP_STATUS_KERNEL, Ordering::Release);
        self.current = (self.current + 1) % self.blocks;
    }

    fn base(&self) -> *mut u8 {
        // SAFETY: `current` is less than `blocks`, so the offset stays inside of the mapping.
        unsafe { self.memory.as_ptr().add(self.current * self.block_bytes) }
    }

    /// The word by which kernel and program tell each other whose the block is.
    fn status(&self) -> &AtomicU32 {
        // SAFETY: the word is inside of the mapping and aligned (blocks start at pages); both sides access it
        // atomically, and the mapping lives as long as `self`.
        unsafe { &*self.base().add(block::STATUS).cast::<AtomicU32>() }
    }

    fn block(&self) -> &[u8] {
        // SAFETY: called when the status says that the block is ours: the kernel does not write to it until it is
        // released, which takes `&mut self` and so ends all borrows. The length is that of a block in the mapping.
        unsafe { std::slice::from_raw_parts(self.base(), self.block_bytes) }
    }

    fn block_mut(&mut self) -> &mut [u8] {
        // SAFETY: as in `block`; `&mut self` keeps other borrows away.
        unsafe { std::slice::from_raw_parts_mut(self.base(), self.block_bytes) }
    }
}

impl Drop for Ring {
    fn drop(&mut self) {
        // SAFETY: the mapping was made with this address and length, and no borrow of it is left.
        unsafe { libc::munmap(self.memory.as_ptr().cast(), self.length) };
    }
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..).and_then(<[u8]>::first_chunk).copied().map_or(0, u16::from_ne_bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..).and_then(<[u8]>::first_chunk).copied().map_or(0, u32::from_ne_bytes)
}
