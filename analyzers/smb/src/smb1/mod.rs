//! SMB 1: messages to events, files and calls through pipes.

pub mod parse;
mod records;

use crate::events::{Events, SMB1FindFirst2RequestArgs};
use crate::state::{File, Names, Tree};
use crate::{Smb, security};
use parse::command;
use records::Told;
use std::rc::Rc;
use zander_analyzer::{Context, Direction};
use zander_wire::{Cursor, cursor::Truncated};

/// Commands in one message where scripts set no limit.
pub(crate) const MAX_CHAIN: u64 = 64;

/// What has to be known of a request when its answer comes.
pub(crate) enum Request {
    Connect(Vec<u8>),
    Open(Vec<u8>),
    Read {
        file: u16,
        offset: u64,
    },
    /// A call through a pipe.
    Call(u16),
}

/// Requests that wait, by multiplex id.
pub(crate) type Waiting = Names<u16, Request>;

/// A message while it is read.
struct Message<'a> {
    told: Told<'a>,
    bytes: &'a [u8],
    from: Direction,
}

/// Reads a message with all its commands.
pub(crate) fn message(
    smb: &mut Smb,
    cx: &mut Context<'_>,
    from: Direction,
    bytes: &[u8],
) -> Result<(), Truncated> {
    let mut c = Cursor::new(bytes);
    let header = parse::header(&mut c)?;
    let events: Rc<Events> = smb.events.clone();
    let m = Message { told: Told::new(&events, &header), bytes, from };
    if events.wants_smb1_message(cx) {
        events.smb1_message(cx, &m.told.header(), from.is_orig());
    }
    if bytes.len() == parse::EMPTY {
        if header.status == 0 {
            events.smb1_empty_response(cx, &m.told.header());
        } else {
            events.smb1_error(cx, &m.told.header(), from.is_orig());
        }
        return Ok(());
    }
    let (commands, mut fault) = chain(bytes, header.command, c.position(), smb.limits.chain);
    // Who stands last in a chain is told of first: what comes before speaks of the whole of it.
    for (command, position) in commands.into_iter().rev() {
        if let Some(weird) = fault.take() {
            cx.host.note_limit();
            cx.weird(weird, "");
        }
        let mut c = Cursor::new(bytes);
        c.skip(position)?;
        match from {
            Direction::Orig => request(smb, cx, &m, command, &mut c)?,
            Direction::Resp => response(smb, cx, &m, command, &mut c)?,
        }
    }
    Ok(())
}

/// The commands of a message and where each begins, and what is wrong with the end of the chain.
fn chain(bytes: &[u8], first: u8, start: usize, most: usize) -> (Vec<(u8, usize)>, Option<&'static str>) {
    let mut all = vec![(first, start)];
    loop {
        let Some(&(this, position)) = all.last() else { return (all, None) };
        let next = and_x(bytes, this, position);
        match next.filter(|n| n.command != command::NONE) {
            None => return (all, None),
            Some(n) if usize::from(n.offset) <= position => {
                return (all, Some("smb_andx_offset_not_advancing"));
            }
            Some(_) if all.len() >= most => return (all, Some("smb_andx_depth_exceeded")),
            Some(n) => all.push((n.command, n.offset.into())),
        }
    }
}

/// What follows a command, if it is of those that others can follow.
fn and_x(bytes: &[u8], command: u8, position: usize) -> Option<parse::AndX> {
    const CHAINED: [u8; 8] = [
        command::LOCKING_ANDX,
        0x2d, // SMB_COM_OPEN_ANDX
        command::READ_ANDX,
        command::WRITE_ANDX,
        command::SESSION_SETUP_ANDX,
        command::LOGOFF_ANDX,
        command::TREE_CONNECT_ANDX,
        command::NT_CREATE_ANDX,
    ];
    let mut c = Cursor::new(bytes);
    c.skip(position).ok()?;
    let words = c.u8().ok()?;
    (CHAINED.contains(&command) && words >= 2).then(|| parse::and_x(&mut c).ok())?
}

/// Remembers a request.
fn wait(smb: &mut Smb, cx: &mut Context<'_>, mid: u16, request: Request) {
    let bytes = match &request {
        Request::Connect(text) | Request::Open(text) => text.len(),
        _ => 0,
    };
    if !smb.waiting1.insert(mid, request, bytes) {
        smb.events.smb2_discarded_messages_state(cx, b"tree");
    }
}

fn request<'a>(
    smb: &mut Smb,
    cx: &mut Context<'_>,
    m: &Message<'a>,
    command: u8,
    c: &mut Cursor<'a>,
) -> Result<(), Truncated> {
    let (told, events, header) = (&m.told, m.told.events, m.told.source);
    let unicode = header.unicode();
    let pipes = smb.state.holds_pipes(header.tid.into());
    match command {
        command::NEGOTIATE => {
            let dialects = parse::negotiate_request(c)?;
            if events.wants_smb1_negotiate_request(cx) {
                events.smb1_negotiate_request(cx, &told.header(), &zander_analyzer::emit::strings(dialects));
            }
        }
        command::SESSION_SETUP_ANDX => {
            let Some((setup, _)) = parse::session_setup_request(c, unicode)? else { return Err(Truncated) };
            security(cx, m.from, setup.token.unwrap_or_default());
            if events.wants_smb1_session_setup_andx_request(cx) {
                let record = records::session_setup_request(events, &setup);
                events.smb1_session_setup_andx_request(cx, &told.header(), &record);
            }
        }
        command::TREE_CONNECT_ANDX => {
            let (path, service, _) = parse::tree_connect_request(c, unicode)?;
            if events.wants_smb1_tree_connect_andx_request(cx) {
                events.smb1_tree_connect_andx_request(cx, &told.header(), &path, &service);
            }
            wait(smb, cx, header.mid, Request::Connect(path));
        }
        command::NT_CREATE_ANDX => {
            let (name, _) = parse::create_request(c, unicode)?;
            if !pipes && smb.pipe_names.contains(&name) {
                smb.state.set_pipes(header.tid.into());
                events.smb_pipe_connect_heuristic(cx);
            }
            if events.wants_smb1_nt_create_andx_request(cx) {
                events.smb1_nt_create_andx_request(cx, &told.header(), &name);
            }
            wait(smb, cx, header.mid, Request::Open(name));
        }
        command::READ_ANDX => {
            let read = parse::read_request(c)?;
            if events.wants_smb1_read_andx_request(cx) {
                let file = read.file.into();
                events.smb1_read_andx_request(cx, &told.header(), file, read.offset, read.length);
            }
            wait(smb, cx, header.mid, Request::Read { file: read.file, offset: read.offset });
        }
        command::WRITE_ANDX => {
            let write = parse::write_request(m.bytes, c)?;
            if pipes {
                call(smb, cx, write.file, m.from, write.data);
            }
            if events.wants_smb1_write_andx_request(cx) {
                let file = write.file.into();
                events.smb1_write_andx_request(cx, &told.header(), file, write.offset, write.length);
            }
            if !pipes {
                smb.state.know(write.file.into(), header.tid.into());
                smb.state.transfer(cx, write.file.into(), m.from, write.offset, write.data);
            }
        }
        command::CLOSE => {
            c.skip(1)?;
            let file = c.u16_le()?;
            if events.wants_smb1_close_request(cx) {
                events.smb1_close_request(cx, &told.header(), file.into());
            }
            smb.state.close(cx, file.into(), m.from);
        }
        command::TRANSACTION => {
            let t = parse::transaction_request(m.bytes, c, unicode, true)?;
            let file = t.setup.get(1).copied().unwrap_or(0);
            if is_pipe(&t.name) {
                call(smb, cx, file, m.from, t.data);
                wait(smb, cx, header.mid, Request::Call(file));
            }
            if events.wants_smb1_transaction_request(cx) {
                let what = t.setup.first().copied().unwrap_or(0).into();
                events.smb1_transaction_request(cx, &told.header(), &t.name, what, t.parameters, t.data);
            }
        }
        command::TRANSACTION_SECONDARY => {
            let t = parse::transaction_secondary(m.bytes, c, false)?;
            if events.wants_smb1_transaction_secondary_request(cx) {
                let args = records::transaction_secondary(events, &t);
                events.smb1_transaction_secondary_request(cx, &told.header(), &args, t.parameters, t.data);
            }
        }
        command::TRANSACTION2 => transaction2(cx, m, c)?,
        command::TRANSACTION2_SECONDARY => {
            let t = parse::transaction_secondary(m.bytes, c, true)?;
            if events.wants_smb1_transaction2_secondary_request(cx) {
                let args = records::transaction2_secondary(events, &t);
                events.smb1_transaction2_secondary_request(cx, &told.header(), &args, t.parameters, t.data);
            }
        }
        command::CREATE_DIRECTORY | command::CHECK_DIRECTORY | command::QUERY_INFORMATION => {
            let words = c.u8()?;
            c.skip(usize::from(words) * 2 + 3)?;
            let name = parse::string(c, unicode);
            match command {
                command::CREATE_DIRECTORY => events.smb1_create_directory_request(cx, &told.header(), &name),
                command::CHECK_DIRECTORY => events.smb1_check_directory_request(cx, &told.header(), &name),
                _ => events.smb1_query_information_request(cx, &told.header(), &name),
            }
        }
        command::ECHO => {
            let (count, data) = echo(c)?;
            events.smb1_echo_request(cx, count.into(), data);
        }
        command::NT_CANCEL => events.smb1_nt_cancel_request(cx, &told.header()),
        command::LOGOFF_ANDX => events.smb1_logoff_andx(cx, m.from.is_orig()),
        command::TREE_DISCONNECT => events.smb1_tree_disconnect(cx, &told.header(), m.from.is_orig()),
        _ => {}
    }
    Ok(())
}

fn response<'a>(
    smb: &mut Smb,
    cx: &mut Context<'_>,
    m: &Message<'a>,
    command: u8,
    c: &mut Cursor<'a>,
) -> Result<(), Truncated> {
    let (told, events, header) = (&m.told, m.told.events, m.told.source);
    let unicode = header.unicode();
    match command {
        command::NEGOTIATE => {
            let Some(answer) = parse::negotiate_response(c, unicode)? else { return Err(Truncated) };
            if let parse::NegotiateResponse::Ntlm { what: parse::Security::Tokens(_, token), .. } = &answer {
                security(cx, m.from, token);
            }
            if events.wants_smb1_negotiate_response(cx) {
                let record = records::negotiate_response(events, &answer);
                events.smb1_negotiate_response(cx, &told.header(), &record);
            }
        }
        command::SESSION_SETUP_ANDX => {
            let (setup, _) = parse::session_setup_response(c, unicode)?;
            security(cx, m.from, setup.token);
            if events.wants_smb1_session_setup_andx_response(cx) {
                let record = records::session_setup_response(events, &setup);
                events.smb1_session_setup_andx_response(cx, &told.header(), &record);
            }
        }
        command::TREE_CONNECT_ANDX => {
            let (service, file_system, _) = parse::tree_connect_response(c, unicode)?;
            let path = match smb.waiting1.remove(&header.mid) {
                Some(Request::Connect(path)) => Some(path),
                _ => None,
            };
            smb.state.connect(header.tid.into(), Tree { path, pipes: service.starts_with(b"IPC") });
            if events.wants_smb1_tree_connect_andx_response(cx) {
                events.smb1_tree_connect_andx_response(cx, &told.header(), &service, &file_system);
            }
        }
        command::NT_CREATE_ANDX => {
            let created = parse::create_response(c)?;
            let name = match smb.waiting1.remove(&header.mid) {
                Some(Request::Open(name)) => Some(name),
                _ => None,
            };
            let path = smb.state.path(header.tid.into());
            let file = File { path, name, modified: created.times.modified, size: created.size };
            smb.state.open(created.file.into(), file);
            if events.wants_smb1_nt_create_andx_response(cx) {
                let times = crate::smb2::times(events, created.times);
                let (id, size) = (created.file.into(), created.size);
                events.smb1_nt_create_andx_response(cx, &told.header(), id, size, &times);
            }
        }
        command::READ_ANDX => {
            let (data, _) = parse::read_response(m.bytes, c)?;
            if events.wants_smb1_read_andx_response(cx) {
                events.smb1_read_andx_response(cx, &told.header(), data.len() as u64);
            }
            if let Some(Request::Read { file, offset }) = smb.waiting1.remove(&header.mid) {
                if smb.state.holds_pipes(header.tid.into()) {
                    call(smb, cx, file, m.from, data);
                } else {
                    smb.state.know(file.into(), header.tid.into());
                    smb.state.transfer(cx, file.into(), m.from, offset, data);
                }
            }
        }
        command::WRITE_ANDX => {
            let (written, _) = parse::write_response(c)?;
            if events.wants_smb1_write_andx_response(cx) {
                events.smb1_write_andx_response(cx, &told.header(), written);
            }
        }
        command::TRANSACTION => {
            let t = parse::transaction_response(m.bytes, c)?;
            if let Some(Request::Call(file)) = smb.waiting1.remove(&header.mid)
                && !t.data.is_empty()
            {
                call(smb, cx, file, m.from, t.data);
            }
            if events.wants_smb1_transaction_response(cx) {
                events.smb1_transaction_response(cx, &told.header(), t.parameters, t.data);
            }
        }
        command::CREATE_DIRECTORY => events.smb1_create_directory_response(cx, &told.header()),
        command::CHECK_DIRECTORY => events.smb1_check_directory_response(cx, &told.header()),
        command::CLOSE => events.smb1_empty_response(cx, &told.header()),
        command::ECHO => {
            let (number, data) = echo(c)?;
            events.smb1_echo_response(cx, number.into(), data);
        }
        command::LOGOFF_ANDX => events.smb1_logoff_andx(cx, m.from.is_orig()),
        command::TREE_DISCONNECT => events.smb1_tree_disconnect(cx, &told.header(), m.from.is_orig()),
        _ => {}
    }
    Ok(())
}

/// A transaction of the newer kind: what it asks, where that has an event, then the transaction itself.
fn transaction2<'a>(cx: &mut Context<'_>, m: &Message<'a>, c: &mut Cursor<'a>) -> Result<(), Truncated> {
    let (told, events, unicode) = (&m.told, m.told.events, m.told.source.unicode());
    let t = parse::transaction_request(m.bytes, c, unicode, false)?;
    let what = t.setup.first().copied().unwrap_or(0);
    // Strings in parameters are aligned as the message is.
    let mut p = Cursor::new(m.bytes);
    p.skip(t.parameter_offset.into())?;
    match what {
        0x01 => {
            let args = SMB1FindFirst2RequestArgs {
                search_attrs: p.u16_le()?.into(),
                search_count: p.u16_le()?.into(),
                flags: p.u16_le()?.into(),
                info_level: p.u16_le()?.into(),
                search_storage_type: p.u32_le()?.into(),
                file_name: &parse::string(&mut p, unicode),
            };
            if events.wants_smb1_trans2_find_first2_request(cx) {
                events.smb1_trans2_find_first2_request(cx, &told.header(), &args.val(events));
            }
        }
        0x05 => {
            p.skip(6)?;
            let name = parse::string(&mut p, unicode);
            if events.wants_smb1_trans2_query_path_info_request(cx) {
                events.smb1_trans2_query_path_info_request(cx, &told.header(), &name);
            }
        }
        0x10 => {
            p.skip(2)?;
            let name = parse::string(&mut p, unicode);
            if events.wants_smb1_trans2_get_dfs_referral_request(cx) {
                events.smb1_trans2_get_dfs_referral_request(cx, &told.header(), &name);
            }
        }
        _ => {}
    }
    if events.wants_smb1_transaction2_request(cx) {
        let args = records::transaction2(events, &t);
        events.smb1_transaction2_request(cx, &told.header(), &args, what.into());
    }
    Ok(())
}

/// The one number and the bytes of `SMB_COM_ECHO` ([MS-CIFS], section 2.2.4.39).
fn echo<'a>(c: &mut Cursor<'a>) -> Result<(u16, &'a [u8]), Truncated> {
    c.skip(1)?;
    let (number, length) = (c.u16_le()?, c.u16_le()?);
    Ok((number, c.take(length.into())?))
}

/// True for the name of a pipe, but for the one of remote administration, which carries no calls.
fn is_pipe(name: &[u8]) -> bool {
    name.strip_prefix(b"\\PIPE\\").is_some_and(|rest| !rest.starts_with(b"LANMAN"))
}

/// Hands on what a pipe carries.
fn call(smb: &mut Smb, cx: &mut Context<'_>, file: u16, from: Direction, data: &[u8]) {
    if smb.state.call(cx, file.into(), smb.limits.pipes, from, data) {
        smb.events.smb_discarded_dce_rpc_analyzers(cx);
    }
}
