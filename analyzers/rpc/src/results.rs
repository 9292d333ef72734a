//! Results of NFS 3 (RFC 1813): attributes, and what each procedure gives, as records of scripts.

use crate::events::{
    Events, NFS3DirentryT, NFS3FattrT, NFS3LinkReplyT, NFS3LookupReplyT, NFS3NewobjReplyT, NFS3ReadReplyT,
    NFS3ReaddirReplyT, NFS3ReadlinkReplyT, NFS3RenameobjReplyT, NFS3SattrReplyT, NFS3SattrT, NFS3WccAttrT,
    NFS3WriteReplyT,
};
use crate::nfs::Wanted;
use crate::parse::{flag, opaque};
use crate::program::item;
use zander_analyzer::Time;
use zander_value::{Filling, Type, Val};
use zander_wire::{Cursor, Truncated};

/// A handle of a file, as many bytes as the server likes up to 64.
pub type Handle = Vec<u8>;

/// Seconds and nanoseconds.
fn time(c: &mut Cursor<'_>) -> Result<Time, Truncated> {
    Ok(Time(f64::from(c.u32()?) + f64::from(c.u32()?) / 1e9))
}

/// The bytes of a file, of which the end may be missing.
pub fn data<'a>(c: &mut Cursor<'a>) -> Result<&'a [u8], Truncated> {
    let length = c.u32()? as usize;
    let data = c.take_up_to(length);
    c.take_up_to(length.next_multiple_of(4) - length);
    Ok(data)
}

/// `sattr3`: what a client wants of the attributes of a file.
pub fn wishes(e: &Events, c: &mut Cursor<'_>) -> Result<Val, Truncated> {
    const TO_CLIENT_TIME: u32 = 2;
    fn number(c: &mut Cursor<'_>) -> Result<Option<u64>, Truncated> {
        Ok(if flag(c)? { Some(c.u32()?.into()) } else { None })
    }
    let how = |c: &mut Cursor<'_>| -> Result<Option<Val>, Truncated> {
        let how = c.u32()?;
        if how == TO_CLIENT_TIME {
            c.skip(8)?;
        }
        Ok(Some(item(&e.enum_NFS3_time_how_t, how)))
    };
    Ok(NFS3SattrT {
        mode: number(c)?,
        uid: number(c)?,
        gid: number(c)?,
        size: if flag(c)? { Some(c.u64()?) } else { None },
        atime: how(c)?,
        mtime: how(c)?,
    }
    .val(e))
}

/// Attributes of a file without any of them.
pub fn nothing(e: &Events) -> Val {
    Filling::new(&e.type_NFS3_fattr_t).done()
}

/// Reads the results of a call.
pub struct Reader<'r, 'a> {
    /// For their types.
    pub e: &'r Events,
    /// What is left of them.
    pub c: &'r mut Cursor<'a>,
    /// There are any.
    pub there: bool,
    /// The procedure did what it was called for.
    pub ok: bool,
}

type Maybe = Result<Option<Val>, Truncated>;

impl<'a> Reader<'_, 'a> {
    /// `fattr3`.
    pub fn attributes(&mut self) -> Result<Val, Truncated> {
        let c = &mut *self.c;
        Ok(NFS3FattrT {
            ftype: item(&self.e.enum_NFS3_file_type_t, c.u32()?),
            mode: c.u32()?.into(),
            nlink: c.u32()?.into(),
            uid: c.u32()?.into(),
            gid: c.u32()?.into(),
            size: c.u64()?,
            used: c.u64()?,
            rdev1: c.u32()?.into(),
            rdev2: c.u32()?.into(),
            fsid: c.u64()?,
            fileid: c.u64()?,
            atime: time(c)?,
            mtime: time(c)?,
            ctime: time(c)?,
        }
        .val(self.e))
    }

    /// `post_op_attr`.
    fn after(&mut self) -> Maybe {
        if self.there && flag(self.c)? { self.attributes().map(Some) } else { Ok(None) }
    }

    /// `pre_op_attr`.
    fn before(&mut self) -> Maybe {
        if !self.there || !flag(self.c)? {
            return Ok(None);
        }
        let c = &mut *self.c;
        Ok(Some(NFS3WccAttrT { size: c.u64()?, atime: time(c)?, mtime: time(c)? }.val(self.e)))
    }

    /// `wcc_data`: before and after.
    pub fn change(&mut self) -> Result<(Option<Val>, Option<Val>), Truncated> {
        Ok((self.before()?, self.after()?))
    }

    /// `post_op_fh3`.
    fn handle(&mut self) -> Result<Option<&'a [u8]>, Truncated> {
        Ok(if flag(self.c)? { Some(opaque(self.c, 64)?) } else { None })
    }

    /// SETATTR.
    pub fn set_attributes(&mut self) -> Result<Val, Truncated> {
        let (dir_pre_attr, dir_post_attr) = self.change()?;
        Ok(NFS3SattrReplyT { dir_pre_attr, dir_post_attr }.val(self.e))
    }

    /// LOOKUP.
    pub fn lookup(&mut self) -> Result<Val, Truncated> {
        let fh = if self.ok { Some(opaque(self.c, 64)?) } else { None };
        let obj_attr = if self.ok { self.after()? } else { None };
        Ok(NFS3LookupReplyT { fh, obj_attr, dir_attr: self.after()? }.val(self.e))
    }

    /// READLINK.
    pub fn link_target(&mut self) -> Result<Val, Truncated> {
        let attr = self.after()?;
        let nfspath = if self.ok { Some(opaque(self.c, usize::MAX)?) } else { None };
        Ok(NFS3ReadlinkReplyT { attr, nfspath }.val(self.e))
    }

    /// READ, from this offset on.
    pub fn read(&mut self, wanted: Wanted, offset: u64) -> Result<Val, Truncated> {
        let attr = self.after()?;
        let mut reply = NFS3ReadReplyT { attr, size: None, eof: None, data: None };
        if self.ok {
            reply.size = Some(self.c.u32()?.into());
            reply.eof = Some(flag(self.c)?);
            reply.data = wanted.part(offset, data(self.c)?);
        }
        Ok(reply.val(self.e))
    }

    /// WRITE.
    pub fn write(&mut self) -> Result<Val, Truncated> {
        let (preattr, postattr) = self.change()?;
        let mut reply = NFS3WriteReplyT { preattr, postattr, size: None, commited: None, verf: None };
        if self.ok {
            reply.size = Some(self.c.u32()?.into());
            reply.commited = Some(item(&self.e.enum_NFS3_stable_how_t, self.c.u32()?));
            reply.verf = Some(self.c.u64()?);
        }
        Ok(reply.val(self.e))
    }

    /// CREATE, MKDIR and SYMLINK.
    pub fn made(&mut self) -> Result<Val, Truncated> {
        let fh = if self.ok { self.handle()? } else { None };
        let obj_attr = if self.ok { self.after()? } else { None };
        let (dir_pre_attr, dir_post_attr) = self.change()?;
        Ok(NFS3NewobjReplyT { fh, obj_attr, dir_pre_attr, dir_post_attr }.val(self.e))
    }

    /// RENAME.
    pub fn renamed(&mut self) -> Result<Val, Truncated> {
        let (from, to) = (self.change()?, self.change()?);
        let or_none = |v: Option<Val>| v.unwrap_or(Val::None);
        Ok(NFS3RenameobjReplyT {
            src_dir_pre_attr: or_none(from.0),
            src_dir_post_attr: or_none(from.1),
            dst_dir_pre_attr: or_none(to.0),
            dst_dir_post_attr: or_none(to.1),
        }
        .val(self.e))
    }

    /// LINK.
    pub fn linked(&mut self) -> Result<Val, Truncated> {
        let post_attr = self.after()?;
        let (preattr, postattr) = self.change()?;
        Ok(NFS3LinkReplyT { post_attr, preattr, postattr }.val(self.e))
    }

    /// READDIR and READDIRPLUS.
    pub fn directory(&mut self, isplus: bool, entry: &Type) -> Result<Val, Truncated> {
        let dir_attr = self.after()?;
        let mut reply = NFS3ReaddirReplyT { isplus, dir_attr, cookieverf: None, entries: None, eof: false };
        if self.ok {
            reply.cookieverf = Some(self.c.u64()?);
            let mut entries = Vec::new();
            while flag(self.c)? {
                entries.push(self.entry(isplus)?);
            }
            reply.entries = Some(Val::vector(entry.clone(), entries));
            reply.eof = flag(self.c)?;
        }
        Ok(reply.val(self.e))
    }

    fn entry(&mut self, plus: bool) -> Result<Val, Truncated> {
        let fileid = self.c.u64()?;
        let fname = opaque(self.c, usize::MAX)?;
        let cookie = self.c.u64()?;
        let attr = if plus { self.after()? } else { None };
        let fh = if plus { self.handle()? } else { None };
        Ok(NFS3DirentryT { fileid, fname, cookie, attr, fh }.val(self.e))
    }
}
