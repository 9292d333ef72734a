//! NFS 3: which calls there are, and what is told of them (RFC 1813, section 3).

use crate::events::{
    Events, NFS3DelobjReplyT, NFS3DiropargsT, NFS3InfoT, NFS3LinkargsT, NFS3ReadargsT, NFS3ReaddirargsT,
    NFS3RenameopargsT, NFS3SattrargsT, NFS3SymlinkargsT, NFS3SymlinkdataT, NFS3WriteargsT, RpcStatus,
};
use crate::parse::opaque;
use crate::program::{Arguments, Outcome, Pending, Program, facts, item};
use crate::results::{self, Handle, Reader};
use std::rc::Rc;
use zander_analyzer::{Context, Setup, emit};
use zander_value::{RecordType, Type, Val};
use zander_wire::{Cursor, Truncated};

/// Procedures.
mod procedure {
    pub const NULL: u32 = 0;
    pub const GETATTR: u32 = 1;
    pub const SETATTR: u32 = 2;
    pub const LOOKUP: u32 = 3;
    pub const READLINK: u32 = 5;
    pub const READ: u32 = 6;
    pub const WRITE: u32 = 7;
    pub const CREATE: u32 = 8;
    pub const MKDIR: u32 = 9;
    pub const SYMLINK: u32 = 10;
    pub const REMOVE: u32 = 12;
    pub const RMDIR: u32 = 13;
    pub const RENAME: u32 = 14;
    pub const LINK: u32 = 15;
    pub const READDIR: u32 = 16;
    pub const READDIRPLUS: u32 = 17;
    /// The first number that none has.
    pub const END: u32 = 22;
}

/// Which bytes of files are handed to scripts.
#[derive(Clone, Copy)]
pub struct Wanted {
    any: bool,
    most: usize,
    first_only: bool,
}

impl Wanted {
    /// The part of a file's bytes from this offset on that scripts want.
    pub fn part<'a>(&self, offset: u64, data: &'a [u8]) -> Option<&'a [u8]> {
        let part = data.get(..data.len().min(self.most))?;
        (self.any && (offset == 0 || !self.first_only) && !part.is_empty()).then_some(part)
    }
}

/// The program.
pub struct Nfs {
    wanted: Wanted,
    /// The type `NFS3::direntry_t`.
    entry: Rc<RecordType>,
}

impl Nfs {
    /// Looks its types and options up.
    pub fn bind(setup: &Setup<'_>) -> Nfs {
        Nfs {
            wanted: Wanted {
                any: setup.flag("NFS3::return_data", false),
                most: setup.count("NFS3::return_data_max", 512).min(1 << 16) as usize,
                first_only: setup.flag("NFS3::return_data_first_only", true),
            },
            entry: emit::record(setup.declarations, "NFS3::direntry_t"),
        }
    }
}

fn handle<'a>(c: &mut Cursor<'a>) -> Result<&'a [u8], Truncated> {
    opaque(c, 64)
}

fn name<'a>(c: &mut Cursor<'a>) -> Result<&'a [u8], Truncated> {
    opaque(c, usize::MAX)
}

fn in_directory(e: &Events, c: &mut Cursor<'_>) -> Result<Val, Truncated> {
    Ok(NFS3DiropargsT { dirfh: handle(c)?, fname: name(c)? }.val(e))
}

fn read_directory(e: &Events, c: &mut Cursor<'_>, isplus: bool) -> Result<Val, Truncated> {
    Ok(NFS3ReaddirargsT {
        isplus,
        dirfh: handle(c)?,
        cookie: c.u64()?,
        cookieverf: c.u64()?,
        dircount: c.u32()?.into(),
        maxcount: if isplus { Some(c.u32()?.into()) } else { None },
    }
    .val(e))
}

impl Nfs {
    fn arguments(&self, e: &Events, procedure: u32, c: &mut Cursor<'_>) -> Result<Arguments, Truncated> {
        let mut detail = 0;
        let val = match procedure {
            procedure::GETATTR | procedure::READLINK => Val::str(handle(c)?),
            procedure::SETATTR => {
                let fh = handle(c)?;
                NFS3SattrargsT { fh, new_attributes: results::wishes(e, c)? }.val(e)
            }
            procedure::LOOKUP
            | procedure::CREATE
            | procedure::MKDIR
            | procedure::REMOVE
            | procedure::RMDIR => in_directory(e, c)?,
            procedure::READ => {
                let fh = handle(c)?;
                detail = c.u64()?;
                NFS3ReadargsT { fh, offset: detail, size: c.u32()?.into() }.val(e)
            }
            procedure::WRITE => {
                let (fh, offset, size) = (handle(c)?, c.u64()?, c.u32()?.into());
                let stable = item(&e.enum_NFS3_stable_how_t, c.u32()?);
                let data = self.wanted.part(offset, results::data(c)?);
                NFS3WriteargsT { fh, offset, size, stable, data }.val(e)
            }
            procedure::SYMLINK => {
                let link = in_directory(e, c)?;
                let symlink_attributes = results::wishes(e, c)?;
                let symlinkdata = NFS3SymlinkdataT { symlink_attributes, nfspath: Some(name(c)?) }.val(e);
                NFS3SymlinkargsT { link, symlinkdata }.val(e)
            }
            procedure::RENAME => NFS3RenameopargsT {
                src_dirfh: handle(c)?,
                src_fname: name(c)?,
                dst_dirfh: handle(c)?,
                dst_fname: name(c)?,
            }
            .val(e),
            procedure::LINK => NFS3LinkargsT { fh: handle(c)?, link: in_directory(e, c)? }.val(e),
            procedure::READDIR => read_directory(e, c, false)?,
            procedure::READDIRPLUS => read_directory(e, c, true)?,
            _ => Val::None,
        };
        // Guards, and attributes of what is made.
        c.take_rest();
        Ok(Arguments { val, detail })
    }
}

fn info(e: &Events, call: &Pending, outcome: &Outcome, status: u32) -> Val {
    let f = facts(call, outcome);
    NFS3InfoT {
        rpc_stat: outcome.status.val(e),
        nfs_stat: item(&e.enum_NFS3_status_t, status),
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

impl Program for Nfs {
    const NUMBER: u32 = 100_003;

    fn call(
        &self,
        cx: &mut Context<'_>,
        e: &Events,
        procedure: u32,
        c: &mut Cursor<'_>,
    ) -> Result<Arguments, Truncated> {
        if procedure >= procedure::END {
            cx.weird("unknown_NFS_request", procedure.to_string());
        }
        self.arguments(e, procedure, c)
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
        let done = outcome.status == RpcStatus::RPC_SUCCESS;
        let status = if done && call.procedure != procedure::NULL { c.u32()? } else { 0 };
        let info = &info(e, call, outcome, status);
        e.nfs_reply_status(cx, info);
        // Without a reply there are records without fields.
        let mut r = Reader { e, c, there: done, ok: done && status == 0 };
        match call.procedure {
            procedure::NULL => e.nfs_proc_null(cx, info),
            procedure::GETATTR => {
                let attributes = if r.ok { r.attributes()? } else { results::nothing(e) };
                e.nfs_proc_getattr(cx, info, &bytes(val), &attributes);
            }
            procedure::SETATTR => e.nfs_proc_sattr(cx, info, val, &r.set_attributes()?),
            procedure::LOOKUP => e.nfs_proc_lookup(cx, info, val, &r.lookup()?),
            procedure::READLINK => e.nfs_proc_readlink(cx, info, &bytes(val), &r.link_target()?),
            procedure::READ => e.nfs_proc_read(cx, info, val, &r.read(self.wanted, *detail)?),
            procedure::WRITE => e.nfs_proc_write(cx, info, val, &r.write()?),
            procedure::CREATE => e.nfs_proc_create(cx, info, val, &r.made()?),
            procedure::MKDIR => e.nfs_proc_mkdir(cx, info, val, &r.made()?),
            procedure::SYMLINK => e.nfs_proc_symlink(cx, info, val, &r.made()?),
            procedure::REMOVE => e.nfs_proc_remove(cx, info, val, &removed(&mut r)?),
            procedure::RMDIR => e.nfs_proc_rmdir(cx, info, val, &removed(&mut r)?),
            procedure::RENAME => e.nfs_proc_rename(cx, info, val, &r.renamed()?),
            procedure::LINK => e.nfs_proc_link(cx, info, val, &r.linked()?),
            procedure::READDIR | procedure::READDIRPLUS => {
                let plus = call.procedure == procedure::READDIRPLUS;
                let reply = r.directory(plus, &Type::Record(self.entry.clone()))?;
                e.nfs_proc_readdir(cx, info, val, &reply);
            }
            other if other < procedure::END => {
                c.take_rest();
                e.nfs_proc_not_implemented(cx, info, &item(&e.enum_NFS3_proc_t, other));
            }
            _ => return Err(Truncated),
        }
        Ok(())
    }
}

/// A handle out of the arguments of a call.
fn bytes(val: &Val) -> Handle {
    match val {
        Val::Str(s) => s.as_bytes().into(),
        _ => Handle::default(),
    }
}

fn removed(r: &mut Reader<'_, '_>) -> Result<Val, Truncated> {
    let (dir_pre_attr, dir_post_attr) = r.change()?;
    Ok(NFS3DelobjReplyT { dir_pre_attr, dir_post_attr }.val(r.e))
}
