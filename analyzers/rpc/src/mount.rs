//! The mount server: handles for directories that are exported (RFC 1813, section 5).

use crate::events::{Events, MOUNT3DirmntargsT, MOUNT3InfoT, MOUNT3MntReplyT, RpcStatus};
use crate::parse::opaque;
use crate::program::{Arguments, Outcome, Pending, Program, facts, item};
use zander_analyzer::{Context, Setup, emit};
use zander_value::{Type, Val};
use zander_wire::{Cursor, Truncated};

/// Procedures.
mod procedure {
    pub const NULL: u32 = 0;
    pub const MOUNT: u32 = 1;
    pub const UNMOUNT: u32 = 3;
    pub const UNMOUNT_ALL: u32 = 4;
    /// The first number that none has.
    pub const END: u32 = 6;
}

/// More ways to say who one is than this no server knows.
const MAX_FLAVORS: u32 = 32;

/// The program.
pub struct Mount {
    /// The type `MOUNT3::auth_flavor_t`.
    flavor: Type,
}

impl Mount {
    /// Looks its types up.
    pub fn bind(setup: &Setup<'_>) -> Mount {
        Mount { flavor: Type::Enum(emit::enumeration(setup.declarations, "MOUNT3::auth_flavor_t")) }
    }

    fn mounted(&self, cx: &mut Context<'_>, e: &Events, c: &mut Cursor<'_>) -> Result<Val, Truncated> {
        let dirfh = Some(opaque(c, 64)?);
        let count = c.u32()?;
        let flavors = (0..count.min(MAX_FLAVORS))
            .map(|_| Ok(item(&e.enum_MOUNT3_auth_flavor_t, c.u32()?)))
            .collect::<Result<_, _>>()?;
        if count > MAX_FLAVORS {
            cx.weird("excessive_MNT_auth_flavors", "");
            c.take_rest();
        }
        let auth_flavors = Some(Val::vector(self.flavor.clone(), flavors));
        Ok(MOUNT3MntReplyT { dirfh, auth_flavors }.val(e))
    }
}

fn info(e: &Events, call: &Pending, outcome: &Outcome, status: u32) -> Val {
    let f = facts(call, outcome);
    MOUNT3InfoT {
        rpc_stat: outcome.status.val(e),
        mnt_stat: item(&e.enum_MOUNT3_status_t, status),
        req_start: f.start,
        req_dur: f.duration,
        req_len: f.length,
        rep_start: f.reply_start,
        rep_dur: f.reply_duration,
        rep_len: f.reply_length,
        rpc_uid: call.caller.uid.into(),
        rpc_gid: call.caller.gid.into(),
        rpc_stamp: call.caller.stamp.into(),
        rpc_machine_name: &call.caller.machine,
        rpc_auxgids: f.groups,
    }
    .val(e)
}

impl Program for Mount {
    const NUMBER: u32 = 100_005;

    fn call(
        &self,
        cx: &mut Context<'_>,
        e: &Events,
        procedure: u32,
        c: &mut Cursor<'_>,
    ) -> Result<Arguments, Truncated> {
        let mut arguments = Arguments::default();
        match procedure {
            procedure::MOUNT | procedure::UNMOUNT => {
                arguments.val = MOUNT3DirmntargsT { dirname: opaque(c, usize::MAX)? }.val(e);
            }
            procedure::UNMOUNT_ALL => arguments.val = MOUNT3DirmntargsT { dirname: b"" }.val(e),
            procedure::NULL => {}
            _ => {
                if procedure >= procedure::END {
                    cx.weird("unknown_MOUNT_request", procedure.to_string());
                }
                c.take_rest();
            }
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
        let Some(Arguments { val, .. }) = &call.arguments else { return Ok(()) };
        let done = outcome.status == RpcStatus::RPC_SUCCESS;
        // Only a mount has a status of its own.
        let status = if done && call.procedure == procedure::MOUNT { c.u32()? } else { 0 };
        let info = info(e, call, outcome, status);
        e.mount_reply_status(cx, &info);
        match call.procedure {
            procedure::NULL => e.mount_proc_null(cx, &info),
            procedure::MOUNT => {
                let reply = if done && status == 0 {
                    self.mounted(cx, e, c)?
                } else {
                    MOUNT3MntReplyT { dirfh: None, auth_flavors: None }.val(e)
                };
                e.mount_proc_mnt(cx, &info, val, &reply);
            }
            procedure::UNMOUNT => e.mount_proc_umnt(cx, &info, val),
            procedure::UNMOUNT_ALL => e.mount_proc_umnt_all(cx, &info, val),
            other if other < procedure::END => {
                c.take_rest();
                e.mount_proc_not_implemented(cx, &info, &item(&e.enum_MOUNT3_proc_t, other));
            }
            _ => return Err(Truncated),
        }
        Ok(())
    }
}
