//! SMB 2 and 3: messages to events, files and calls through pipes.

pub mod parse;
mod records;
mod set_info;

pub(crate) use records::times;

use crate::events::Events;
use crate::state::{File, Names, Tree};
use crate::{Smb, security};
use parse::{Guid, Header, command, status};
use records::Told;
use zander_analyzer::{Context, Direction};
use zander_wire::{Cursor, cursor::Truncated, utf16};

/// A request whose answer is to come.
pub(crate) struct Pending {
    /// The share that it is about.
    tree: u32,
    what: Request,
}

/// What has to be known of a request when its answer comes.
enum Request {
    Connect(Vec<u8>),
    Open(Vec<u8>),
    Read { file: u64, offset: u64 },
    Control(u64),
    Other,
}

/// Requests that wait, by message id.
pub(crate) type Waiting = Names<u64, Pending>;

/// Reads what follows the length of a packet: messages behind each other, or an encrypted one.
pub(crate) fn packet(
    smb: &mut Smb,
    cx: &mut Context<'_>,
    from: Direction,
    data: &[u8],
) -> Result<(), Truncated> {
    let mut rest = data;
    loop {
        if rest.starts_with(parse::ENCRYPTED) {
            return encrypted(&smb.events, cx, rest);
        }
        let mut c = Cursor::new(rest);
        let header = parse::header(&mut c)?;
        let next = header.next as usize;
        if next < parse::HEADER {
            return message(smb, cx, from, &header, rest, c);
        }
        let (this, later) = rest.split_at_checked(next).ok_or(Truncated)?;
        let mut c = Cursor::new(this);
        c.skip(parse::HEADER)?;
        message(smb, cx, from, &header, this, c)?;
        if !later.starts_with(parse::PROTOCOL) {
            return Ok(());
        }
        rest = later;
    }
}

fn encrypted(events: &Events, cx: &mut Context<'_>, data: &[u8]) -> Result<(), Truncated> {
    let t = parse::transform(data)?;
    if events.wants_smb2_transform_header(cx) {
        events.smb2_transform_header(cx, &records::transform(events, &t));
    }
    Ok(())
}

fn message<'a>(
    smb: &mut Smb,
    cx: &mut Context<'_>,
    from: Direction,
    header: &Header<'_>,
    message: &'a [u8],
    mut body: Cursor<'a>,
) -> Result<(), Truncated> {
    let events = smb.events.clone();
    let told = Told::new(&events, header);
    if events.wants_smb2_message(cx) {
        events.smb2_message(cx, &told.header(), from.is_orig());
    }
    match from {
        Direction::Orig => {
            let what = request(smb, cx, &told, message, &mut body);
            let (what, fault) = match what {
                Ok(what) => (what, Ok(())),
                Err(fault) => (Request::Other, Err(fault)),
            };
            let bytes = match &what {
                Request::Connect(text) | Request::Open(text) => text.len(),
                _ => 0,
            };
            let pending = Pending { tree: header.tree_id, what };
            if !smb.waiting.insert(header.message_id, pending, bytes) {
                events.smb2_discarded_messages_state(cx, b"tree");
            }
            fault
        }
        Direction::Resp => {
            let pending = match header.status {
                status::PENDING => None,
                _ => smb.waiting.remove(&header.message_id),
            };
            if header.failed() {
                return Ok(());
            }
            let pending = pending.unwrap_or(Pending { tree: 0, what: Request::Other });
            response(smb, cx, &told, message, &mut body, pending)
        }
    }
}

fn request<'a>(
    smb: &mut Smb,
    cx: &mut Context<'_>,
    told: &Told<'_>,
    message: &'a [u8],
    body: &mut Cursor<'a>,
) -> Result<Request, Truncated> {
    let (events, header) = (told.events, told.source);
    let pipes = smb.state.holds_pipes(header.tree_id);
    match header.command {
        command::NEGOTIATE => {
            let dialects = parse::negotiate_request(body)?;
            if events.wants_smb2_negotiate_request(cx) {
                events.smb2_negotiate_request(cx, &told.header(), &records::numbers(&dialects));
            }
        }
        command::SESSION_SETUP => {
            let (mode, token) = parse::session_setup_request(message, body)?;
            if events.wants_smb2_session_setup_request(cx) {
                let request = crate::events::SMB2SessionSetupRequest { security_mode: mode.into() };
                events.smb2_session_setup_request(cx, &told.header(), &request.val(events));
            }
            security(cx, Direction::Orig, token);
        }
        command::TREE_CONNECT => {
            let path = utf16::to_utf8(parse::tree_connect_request(message, body)?);
            if events.wants_smb2_tree_connect_request(cx) {
                events.smb2_tree_connect_request(cx, &told.header(), &path);
            }
            return Ok(Request::Connect(path));
        }
        command::TREE_DISCONNECT => {
            body.skip(4)?;
            if events.wants_smb2_tree_disconnect_request(cx) {
                events.smb2_tree_disconnect_request(cx, &told.header());
            }
            smb.state.disconnect(header.tree_id);
        }
        command::CREATE => {
            let create = parse::create_request(message, body)?;
            let name = utf16::to_utf8(create.name);
            if !pipes && smb.pipe_names.contains(&name) {
                smb.state.set_pipes(header.tree_id);
                events.smb_pipe_connect_heuristic(cx);
            }
            if events.wants_smb2_create_request(cx) {
                events.smb2_create_request(
                    cx,
                    &told.header(),
                    &records::create_request(events, &create, &name),
                );
            }
            return Ok(Request::Open(name));
        }
        command::CLOSE => {
            let file = parse::close_request(body)?;
            if events.wants_smb2_close_request(cx) {
                events.smb2_close_request(cx, &told.header(), &told.guid(file));
            }
            smb.state.close(cx, file.number(), Direction::Orig);
        }
        command::READ => {
            let (length, offset, file) = parse::read_request(body)?;
            if events.wants_smb2_read_request(cx) {
                events.smb2_read_request(cx, &told.header(), &told.guid(file), offset, length.into());
            }
            return Ok(Request::Read { file: file.number(), offset });
        }
        command::WRITE => {
            let write = parse::write_request(message, body)?;
            let file = write.file_id.number();
            if pipes {
                call(smb, cx, file, Direction::Orig, write.data);
            }
            if events.wants_smb2_write_request(cx) {
                let length = write.data.len() as u64;
                let id = told.guid(write.file_id);
                events.smb2_write_request(cx, &told.header(), &id, write.offset, length);
            }
            if !pipes {
                smb.state.transfer(cx, file, Direction::Orig, write.offset, write.data);
            }
        }
        command::IOCTL => {
            let control = parse::ioctl(message, body, false)?;
            let file = control.file_id.number();
            if control.code == parse::PIPE_TRANSCEIVE {
                call(smb, cx, file, Direction::Orig, control.data);
            }
            return Ok(Request::Control(file));
        }
        command::SET_INFO => set_info::request(smb, cx, told, &parse::set_info(message, body)?)?,
        _ => {}
    }
    Ok(Request::Other)
}

fn response<'a>(
    smb: &mut Smb,
    cx: &mut Context<'_>,
    told: &Told<'_>,
    message: &'a [u8],
    body: &mut Cursor<'a>,
    pending: Pending,
) -> Result<(), Truncated> {
    let (events, header) = (told.events, told.source);
    match header.command {
        command::NEGOTIATE => {
            let answer = parse::negotiate_response(message, body)?;
            if events.wants_smb2_negotiate_response(cx) {
                events.smb2_negotiate_response(
                    cx,
                    &told.header(),
                    &records::negotiate_response(events, &answer),
                );
            }
            security(cx, Direction::Resp, answer.blob);
        }
        command::SESSION_SETUP => {
            let (flags, token) = parse::session_setup_response(message, body)?;
            if events.wants_smb2_session_setup_response(cx) {
                events.smb2_session_setup_response(
                    cx,
                    &told.header(),
                    &records::session_setup(events, flags),
                );
            }
            security(cx, Direction::Resp, token);
        }
        command::TREE_CONNECT => {
            body.skip(2)?;
            let kind = body.u8()?;
            body.skip(13)?;
            let path = match pending.what {
                Request::Connect(path) => Some(path),
                _ => None,
            };
            smb.state.connect(header.tree_id, Tree { path, pipes: kind == 2 });
            if events.wants_smb2_tree_connect_response(cx) {
                let response = crate::events::SMB2TreeConnectResponse { share_type: kind.into() };
                events.smb2_tree_connect_response(cx, &told.header(), &response.val(events));
            }
        }
        command::TREE_DISCONNECT => {
            body.skip(4)?;
            if events.wants_smb2_tree_disconnect_response(cx) {
                events.smb2_tree_disconnect_response(cx, &told.header());
            }
        }
        command::CREATE => {
            let created = parse::create_response(body)?;
            let name = match pending.what {
                Request::Open(name) => Some(name),
                _ => None,
            };
            let file = File {
                path: smb.state.path(pending.tree),
                name,
                modified: created.times.modified,
                size: created.size,
            };
            smb.state.open(created.file_id.number(), file);
            if events.wants_smb2_create_response(cx) {
                events.smb2_create_response(cx, &told.header(), &records::create_response(events, &created));
            }
        }
        command::CLOSE => {
            let (times, allocated, length, attributes) = parse::close_response(body)?;
            if events.wants_smb2_close_response(cx) {
                let response = records::close_response(events, times, allocated, length, attributes);
                events.smb2_close_response(cx, &told.header(), &response);
            }
        }
        command::READ => {
            let data = parse::read_response(message, body)?;
            if let Request::Read { file, offset } = pending.what {
                if smb.state.holds_pipes(pending.tree) {
                    call(smb, cx, file, Direction::Resp, data);
                } else {
                    smb.state.transfer(cx, file, Direction::Resp, offset, data);
                }
            }
        }
        command::WRITE => {
            let written = parse::write_response(body)?;
            if events.wants_smb2_write_response(cx) {
                events.smb2_write_response(cx, &told.header(), written.into());
            }
        }
        command::IOCTL => {
            let control = parse::ioctl(message, body, true)?;
            if let (Request::Control(file), parse::PIPE_TRANSCEIVE) = (pending.what, control.code) {
                call(smb, cx, file, Direction::Resp, control.data);
            }
        }
        _ => {}
    }
    Ok(())
}

/// Hands on what a pipe carries.
fn call(smb: &mut Smb, cx: &mut Context<'_>, file: u64, from: Direction, data: &[u8]) {
    if smb.state.call(cx, file, smb.limits.pipes, from, data) {
        smb.events.smb_discarded_dce_rpc_analyzers(cx);
    }
}

/// The identifier that no file has: a compound's later requests mean the file of the first one by it.
pub(crate) fn is_related(file: Guid) -> bool {
    file.persistent == u64::MAX && file.volatile == u64::MAX
}
