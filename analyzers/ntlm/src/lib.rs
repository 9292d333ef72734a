//! The NTLM analyzer: see the README of this room. It gets its messages whole from the protocols that carry them, and keeps
//! nothing between them.
#![forbid(unsafe_code)]

pub mod events;
pub mod parse;

use events::{Events, NTLMAuthenticate, NTLMChallenge, NTLMNegotiate, NTLMNegotiateFlags, NTLMVersion};
use parse::{Flags, Message, TargetInfo, Version};
use std::rc::Rc;
use zander_analyzer::{Analyzer, Context, Descriptor, Direction, Factory, Setup};
use zander_value::{Record, Val};

/// Registers the analyzer. Nothing recognises it: other protocols carry it.
pub static NTLM: Descriptor =
    Descriptor { name: "NTLM", tag: "Analyzer::ANALYZER_NTLM", signatures: "", bind };

fn bind(setup: &Setup<'_>) -> Factory {
    let events = Rc::new(Events::bind(setup.declarations));
    Box::new(move || Box::new(Ntlm { events: events.clone() }))
}

struct Ntlm {
    events: Rc<Events>,
}

impl Analyzer for Ntlm {
    fn stream(&mut self, cx: &mut Context<'_>, _from: Direction, data: &[u8]) {
        self.message(cx, data);
    }

    fn packet(&mut self, cx: &mut Context<'_>, _from: Direction, data: &[u8], _wire_length: usize) {
        self.message(cx, data);
    }
}

impl Ntlm {
    fn message(&self, cx: &mut Context<'_>, data: &[u8]) {
        let beginning = data.get(..data.len().min(40)).unwrap_or_default();
        match parse::message(data) {
            Ok(Some(m)) => {
                self.tell(cx, m);
                cx.confirm();
            }
            Ok(None) => cx.violation("no NTLM message", beginning),
            Err(_) => cx.violation("the message is cut off", beginning),
        }
    }

    fn tell(&self, cx: &mut Context<'_>, m: Message) {
        let events = &self.events;
        match m {
            Message::Negotiate { flags, domain, workstation, version } => {
                if events.wants_ntlm_negotiate(cx) {
                    let negotiate = NTLMNegotiate {
                        flags: self.flags(flags),
                        domain_name: domain.as_deref(),
                        workstation: workstation.as_deref(),
                        version: version.map(|v| self.version(v)),
                    };
                    events.ntlm_negotiate(cx, &negotiate.val(events));
                }
            }
            Message::Challenge { flags, challenge, target, version, info } => {
                if matches!(info, Some((_, false))) {
                    cx.violation("what the server tells about itself does not end", b"");
                }
                if events.wants_ntlm_challenge(cx) {
                    let challenge = NTLMChallenge {
                        flags: self.flags(flags),
                        challenge,
                        target_name: target.as_deref(),
                        version: version.map(|v| self.version(v)),
                        target_info: info.map(|(i, _)| self.target_info(&i)),
                    };
                    events.ntlm_challenge(cx, &challenge.val(events));
                }
            }
            Message::Authenticate { flags, domain, user, workstation, session_key, version, response } => {
                if events.wants_ntlm_authenticate(cx) {
                    let request = NTLMAuthenticate {
                        flags: self.flags(flags),
                        domain_name: domain.as_deref(),
                        user_name: user.as_deref(),
                        workstation: workstation.as_deref(),
                        session_key: session_key.as_deref(),
                        version: version.map(|v| self.version(v)),
                        response: response.as_deref(),
                    };
                    events.ntlm_authenticate(cx, &request.val(events));
                }
            }
            Message::Unknown => {}
        }
    }

    fn version(&self, v: Version) -> Val {
        let version = NTLMVersion {
            major: v.major.into(),
            minor: v.minor.into(),
            build: v.build.into(),
            ntlmssp: v.revision.into(),
        };
        version.val(&self.events)
    }

    fn flags(&self, f: Flags) -> Val {
        let has = |bit: u32| f.has(1 << bit);
        let flags = NTLMNegotiateFlags {
            negotiate_56: has(31),
            negotiate_key_exch: has(30),
            negotiate_128: has(29),
            negotiate_version: has(25),
            negotiate_target_info: has(23),
            request_non_nt_session_key: has(22),
            negotiate_identify: has(20),
            negotiate_extended_sessionsecurity: has(19),
            target_type_server: has(17),
            target_type_domain: has(16),
            negotiate_always_sign: has(15),
            negotiate_oem_workstation_supplied: has(13),
            negotiate_oem_domain_supplied: has(12),
            negotiate_anonymous_connection: has(11),
            negotiate_ntlm: has(9),
            negotiate_lm_key: has(7),
            negotiate_datagram: has(6),
            negotiate_seal: has(5),
            negotiate_sign: has(4),
            request_target: has(2),
            negotiate_oem: has(1),
            negotiate_unicode: has(0),
        };
        flags.val(&self.events)
    }

    /// `NTLM::AVs`, by its slots: the declaration asks for names that servers may leave out.
    fn target_info(&self, info: &TargetInfo) -> Val {
        let r = Record::new(&self.events.type_NTLM_AVs);
        for (slot, name) in info.names.iter().enumerate() {
            if let Some(name) = name {
                r.set(slot, Val::str(name));
            }
        }
        if let Some(flags) = info.flags {
            r.set(5, Val::Bool(flags & 1 != 0));
        }
        if let Some(ticks) = info.timestamp {
            r.set(6, Val::Time(zander_wire::filetime::seconds(ticks)));
        }
        if let Some(id) = info.single_host {
            r.set(7, Val::Count(id.into()));
        }
        if let Some(name) = &info.target_name {
            r.set(8, Val::str(name));
        }
        Val::Record(r)
    }
}
