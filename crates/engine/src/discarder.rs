//! Script functions that decide which packets nobody is to see: `discarder_check_ip` and its kind.
//!
//! They are asked before anything is made of a packet but its IP header; of fragments, about each.

use crate::headers::Headers;
use zander_event::{Declarations, Queue};
use zander_value::{Str, Val};
use zander_vm::Vm;
use zander_wire::ip::{IpHeader, protocol};
use zander_wire::{tcp, udp};

/// Bytes that an ICMP packet has to have for its function to be asked: those of the largest fixed form of the header.
const ICMP_HEADER: usize = 28;

/// The functions that scripts wrote.
#[derive(Debug, Default)]
pub struct Discarder {
    ip: Option<u32>,
    tcp: Option<u32>,
    udp: Option<u32>,
    icmp: Option<u32>,
    /// Most bytes of payload that a function gets (`discarder_maxlen`).
    longest: usize,
}

impl Discarder {
    /// Looks up the functions that have a body.
    pub fn bind(vm: &mut Vm) -> Discarder {
        let mut written = |name: &str| {
            let id = vm.function(name)?;
            vm.function_info(id).filter(|info| !info.bodies.is_empty()).map(|_| id)
        };
        let (ip, tcp) = (written("discarder_check_ip"), written("discarder_check_tcp"));
        let (udp, icmp) = (written("discarder_check_udp"), written("discarder_check_icmp"));
        let longest = vm.value("discarder_maxlen").and_then(|v| v.as_count()).unwrap_or(128);
        Discarder { ip, tcp, udp, icmp, longest: usize::try_from(longest).unwrap_or(usize::MAX) }
    }

    /// Whether there is anything to ask.
    #[inline]
    pub fn is_active(&self) -> bool {
        self.ip.is_some() || self.tcp.is_some() || self.udp.is_some() || self.icmp.is_some()
    }

    /// Whether the packet is to be dropped. `payload` are the captured bytes behind the IP header.
    #[cold]
    pub fn drops(
        &self,
        ip: &IpHeader<'_>,
        payload: &[u8],
        headers: &Headers,
        vm: &mut Vm,
        queue: &mut Queue,
    ) -> bool {
        let mut ask = |function: u32, data: Option<&[u8]>| {
            let mut args = vec![headers.packet(ip, payload)];
            args.extend(data.map(|d| Val::Str(Str::new(d.get(..self.longest).unwrap_or(d)))));
            // What the function raises waits with everything else.
            std::mem::swap(queue, &mut *vm.queue);
            let answer = vm.call(function, &args);
            std::mem::swap(queue, &mut *vm.queue);
            match answer {
                Ok(v) => v.as_bool().unwrap_or(false),
                Err(e) => {
                    vm.report_error(&e);
                    false
                }
            }
        };
        if self.ip.is_some_and(|f| ask(f, None)) {
            return true;
        }
        match ip.protocol {
            protocol::TCP if payload.len() >= tcp::HEADER_LEN => self.tcp.is_some_and(|f| {
                let start = usize::from(payload.get(12).copied().unwrap_or(0) >> 4) * 4;
                ask(f, Some(payload.get(start..).unwrap_or_default()))
            }),
            protocol::UDP if payload.len() >= udp::HEADER_LEN => {
                self.udp.is_some_and(|f| ask(f, Some(payload.get(udp::HEADER_LEN..).unwrap_or_default())))
            }
            protocol::ICMP if payload.len() >= ICMP_HEADER => self.icmp.is_some_and(|f| ask(f, None)),
            _ => false,
        }
    }
}
