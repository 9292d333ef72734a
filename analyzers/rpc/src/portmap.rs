//! The portmapper: which program listens where (RFC 1833, section 3).

use crate::events::{Events, PmCallitRequest, PmMapping, PmPortRequest, RpcStatus};
use crate::parse::{flag, opaque};
use crate::program::{Arguments, Outcome, Pending, Program};
use std::rc::Rc;
use zander_analyzer::{Context, Setup, emit};
use zander_value::{Key, Port, Table, TableType, Type, Val};
use zander_wire::{Cursor, Truncated};

/// Procedures.
mod procedure {
    pub const NULL: u32 = 0;
    pub const SET: u32 = 1;
    pub const UNSET: u32 = 2;
    pub const GETPORT: u32 = 3;
    pub const DUMP: u32 = 4;
    pub const CALLIT: u32 = 5;
}

/// The program.
pub struct Portmapper {
    /// The type `pm_mappings`.
    mappings: Rc<TableType>,
}

impl Portmapper {
    /// Looks its types up.
    pub fn bind(setup: &Setup<'_>) -> Portmapper {
        let value = Some(Type::Record(emit::record(setup.declarations, "pm_mapping")));
        Portmapper { mappings: Rc::new(TableType { index: vec![Type::Count], value, name: None }) }
    }
}

fn port(cx: &mut Context<'_>, e: &Events, number: u32, tcp: bool) -> Port {
    let number = u16::try_from(number).unwrap_or_else(|_| {
        e.pm_bad_port(cx, number.into());
        0
    });
    if tcp { Port::tcp(number) } else { Port::udp(number) }
}

/// A transport by its number in IP.
fn is_tcp(c: &mut Cursor<'_>) -> Result<bool, Truncated> {
    Ok(c.u32()? == 6)
}

fn mapping(cx: &mut Context<'_>, e: &Events, c: &mut Cursor<'_>) -> Result<Val, Truncated> {
    let (program, version) = (c.u32()?.into(), c.u32()?.into());
    let tcp = is_tcp(c)?;
    let p = c.u32()?;
    Ok(PmMapping { program, version, p: port(cx, e, p, tcp) }.val(e))
}

impl Program for Portmapper {
    const NUMBER: u32 = 100_000;

    fn call(
        &self,
        cx: &mut Context<'_>,
        e: &Events,
        procedure: u32,
        c: &mut Cursor<'_>,
    ) -> Result<Arguments, Truncated> {
        let mut arguments = Arguments::default();
        match procedure {
            procedure::NULL | procedure::DUMP => {}
            procedure::SET | procedure::UNSET => arguments.val = mapping(cx, e, c)?,
            procedure::GETPORT => {
                let (program, version) = (c.u32()?.into(), c.u32()?.into());
                let is_tcp = is_tcp(c)?;
                // A port that means nothing.
                c.skip(4)?;
                arguments.detail = is_tcp.into();
                arguments.val = PmPortRequest { program, version, is_tcp }.val(e);
            }
            procedure::CALLIT => {
                let (program, version, proc) = (c.u32()?.into(), c.u32()?.into(), c.u32()?.into());
                let arg_size = opaque(c, usize::MAX)?.len() as u64;
                arguments.val = PmCallitRequest { program, version, proc, arg_size }.val(e);
            }
            _ => return Err(Truncated),
        }
        Ok(arguments)
    }

    fn reply(
        &self,
        cx: &mut Context<'_>,
        e: &Events,
        call: &Pending,
        outcome: &Outcome,
        c: &mut Cursor<'_>,
    ) -> Result<(), Truncated> {
        let Some(Arguments { val, detail }) = &call.arguments else { return Ok(()) };
        if outcome.status != RpcStatus::RPC_SUCCESS {
            let status = outcome.status.val(e);
            match call.procedure {
                procedure::NULL => e.pm_attempt_null(cx, &status),
                procedure::SET => e.pm_attempt_set(cx, &status, val),
                procedure::UNSET => e.pm_attempt_unset(cx, &status, val),
                procedure::GETPORT => e.pm_attempt_getport(cx, &status, val),
                procedure::DUMP => e.pm_attempt_dump(cx, &status),
                _ => e.pm_attempt_callit(cx, &status, val),
            }
            return Ok(());
        }
        match call.procedure {
            procedure::NULL => e.pm_request_null(cx),
            procedure::SET => e.pm_request_set(cx, val, flag(c)?),
            procedure::UNSET => e.pm_request_unset(cx, val, flag(c)?),
            procedure::GETPORT => {
                let number = c.u32()?;
                let p = port(cx, e, number, *detail != 0);
                e.pm_request_getport(cx, val, p);
            }
            procedure::DUMP => {
                let table = Table::new(&self.mappings, None);
                let mut number = 0;
                while flag(c)? {
                    number += 1;
                    table.insert_key(Key::Word(number), mapping(cx, e, c)?, 0.0);
                }
                e.pm_request_dump(cx, &Val::Table(table));
            }
            _ => {
                let number = c.u32()?;
                opaque(c, usize::MAX)?;
                let p = port(cx, e, number, false);
                e.pm_request_callit(cx, val, p);
            }
        }
        Ok(())
    }
}
