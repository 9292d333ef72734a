//! `SET_INFO`: what is changed about files and file systems ([MS-FSCC], sections 2.4 and 2.5).

use super::parse::{self, SetInfo};
use super::records::{self, Told};
use crate::Smb;
use crate::events;
use zander_analyzer::Context;
use zander_value::{Type, Val};
use zander_wire::{Cursor, cursor::Truncated, utf16};

/// Raises the event of a request; kinds that have none are passed over.
pub(super) fn request(
    smb: &mut Smb,
    cx: &mut Context<'_>,
    told: &Told<'_>,
    set: &SetInfo<'_>,
) -> Result<(), Truncated> {
    match set.kind {
        1 => file(smb, cx, told, set),
        2 => file_system(cx, told, set),
        _ => Ok(()),
    }
}

fn file(smb: &mut Smb, cx: &mut Context<'_>, told: &Told<'_>, set: &SetInfo<'_>) -> Result<(), Truncated> {
    let events = told.events;
    let mut c = Cursor::new(set.data);
    let id = || told.guid(set.file_id);
    match set.class {
        // FileBasicInformation
        0x04 => {
            let (times, attributes) = (parse::times(&mut c)?, c.u32_le()?);
            if events.wants_smb2_file_sattr(cx) {
                let times = records::times(events, times);
                let attributes = records::attributes(events, attributes);
                events.smb2_file_sattr(cx, &told.header(), &id(), &times, &attributes);
            }
        }
        // FileRenameInformation
        0x0a => {
            let name = utf16::to_utf8(parse::new_name(set.data)?.1);
            if events.wants_smb2_file_rename(cx) {
                events.smb2_file_rename(cx, &told.header(), &id(), &name);
            }
            if !super::is_related(set.file_id) {
                smb.state.rename(set.file_id.number(), name);
            }
        }
        // FileLinkInformation
        0x0b => {
            let (root, name) = parse::new_name(set.data)?;
            if events.wants_smb2_file_link(cx) {
                events.smb2_file_link(cx, &told.header(), &id(), root, &utf16::to_utf8(name));
            }
        }
        // FileDispositionInformation
        0x0d => {
            let pending = c.u8()? != 0;
            if events.wants_smb2_file_delete(cx) {
                events.smb2_file_delete(cx, &told.header(), &id(), pending);
            }
        }
        // FilePositionInformation
        0x0e => {
            let offset = c.u64_le()? as i64;
            if events.wants_smb2_file_position(cx) {
                events.smb2_file_position(cx, &told.header(), &id(), offset);
            }
        }
        // FileFullEaInformation
        0x0f => {
            let all = parse::extended_attributes(set.data)?;
            if events.wants_smb2_file_fullea(cx) {
                let one = |(name, value): &(&[u8], &[u8])| {
                    events::SMB2FileEA { ea_name: name, ea_value: value }.val(events)
                };
                let ty = Type::Record(events.type_SMB2_FileEA.clone());
                let all = Val::vector(ty, all.iter().map(one).collect());
                events.smb2_file_fullea(cx, &told.header(), &id(), &all);
            }
        }
        // FileModeInformation
        0x10 => {
            let mode = c.u32_le()?;
            if events.wants_smb2_file_mode(cx) {
                events.smb2_file_mode(cx, &told.header(), &id(), mode.into());
            }
        }
        // FileAllocationInformation
        0x13 => {
            let size = c.u64_le()? as i64;
            if events.wants_smb2_file_allocation(cx) {
                events.smb2_file_allocation(cx, &told.header(), &id(), size);
            }
        }
        // FileEndOfFileInformation
        0x14 => {
            let end = c.u64_le()? as i64;
            if events.wants_smb2_file_endoffile(cx) {
                events.smb2_file_endoffile(cx, &told.header(), &id(), end);
            }
        }
        // FilePipeInformation
        0x18 => {
            let (read, completion) = (c.u32_le()?, c.u32_le()?);
            if events.wants_smb2_file_pipe(cx) {
                events.smb2_file_pipe(cx, &told.header(), &id(), read.into(), completion.into());
            }
        }
        // FileValidDataLengthInformation
        0x27 => {
            let length = c.u64_le()? as i64;
            if events.wants_smb2_file_validdatalength(cx) {
                events.smb2_file_validdatalength(cx, &told.header(), &id(), length);
            }
        }
        // FileShortNameInformation
        0x28 => {
            let length = c.u32_le()? as usize;
            let name = utf16::to_utf8(c.take(length)?);
            if events.wants_smb2_file_shortname(cx) {
                events.smb2_file_shortname(cx, &told.header(), &id(), &name);
            }
        }
        _ => {}
    }
    Ok(())
}

fn file_system(cx: &mut Context<'_>, told: &Told<'_>, set: &SetInfo<'_>) -> Result<(), Truncated> {
    let events = told.events;
    let mut c = Cursor::new(set.data);
    match set.class {
        // FileFsControlInformation
        0x06 => {
            let mut number = || c.u64_le();
            let record = events::SMB2Fscontrol {
                free_space_start_filtering: number()? as i64,
                free_space_threshold: number()? as i64,
                free_space_stop_filtering: number()? as i64,
                delete_quota_threshold: number()?,
                default_quota_limit: number()?,
                fs_control_flags: c.u32_le()?.into(),
            };
            if events.wants_smb2_file_fscontrol(cx) {
                events.smb2_file_fscontrol(cx, &told.header(), &told.guid(set.file_id), &record.val(events));
            }
        }
        // FileFsObjectIdInformation
        0x08 => {
            let (object, extended) = (parse::guid(&mut c)?, c.take(48)?);
            if events.wants_smb2_file_fsobjectid(cx) {
                let object = told.guid(object);
                events.smb2_file_fsobjectid(cx, &told.header(), &told.guid(set.file_id), &object, extended);
            }
        }
        _ => {}
    }
    Ok(())
}
