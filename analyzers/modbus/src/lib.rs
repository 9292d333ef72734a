//! Modbus over TCP: one request or response a message, told apart by who sends it.
//!
//! The header is announced as soon as it is there (`modbus_message`), the function's own event when the message is
//! complete. Messages are put together from the stream by the length in their header; after a gap the next segment is taken
//! to begin one, as masters and slaves send one message at a time.
#![forbid(unsafe_code)]

pub mod events;
pub mod parse;

use events::*;
use parse::{Diagnostic, HEADER, Header};
use std::rc::Rc;
use zander_analyzer::frames::Frames;
use zander_analyzer::{Analyzer, Context, Descriptor, Direction, Factory, Setup, emit};
use zander_value::{Type, Val};
use zander_wire::{Cursor, Truncated};

/// Registers the analyzer.
pub static MODBUS: Descriptor =
    Descriptor { name: "MODBUS", tag: "Analyzer::ANALYZER_MODBUS", signatures: "", bind };

fn bind(setup: &Setup<'_>) -> Factory {
    let events = Rc::new(Events::bind(setup.declarations));
    Box::new(move || Box::new(Modbus { events: events.clone(), sides: Default::default() }))
}

struct Modbus {
    events: Rc<Events>,
    sides: [Side; 2],
}

#[derive(Default)]
struct Side {
    frames: Frames,
    /// The header of the incomplete message has been announced.
    announced: bool,
}

/// Why a message cannot be Modbus.
struct Fault(&'static str);

impl From<Truncated> for Fault {
    fn from(_: Truncated) -> Fault {
        Fault("message too short for its function")
    }
}

impl Analyzer for Modbus {
    fn stream(&mut self, cx: &mut Context<'_>, from: Direction, mut data: &[u8]) {
        let events = self.events.clone();
        let side = &mut self.sides[from.index()];
        while let Some(message) = side.frames.next(&mut data, length) {
            let announced = std::mem::take(&mut side.announced);
            if let Err(Fault(reason)) = message_in(cx, &events, from, &message, announced) {
                cx.violation(reason, &message);
                // What follows in this delivery cannot be told from noise either.
                return;
            }
        }
        if !side.announced
            && let Ok(header) = Header::parse(side.frames.partial())
        {
            side.announced = true;
            announce(cx, &events, from, &header);
        }
    }

    fn gap(&mut self, _cx: &mut Context<'_>, from: Direction, _offset: u64, _length: u64) {
        self.sides[from.index()] = Side::default();
    }

    fn flip_roles(&mut self) {
        self.sides.swap(0, 1);
    }
}

/// Of another protocol all is taken at once: it is a violation.
fn length(b: &[u8]) -> Option<usize> {
    match Header::parse(b) {
        Ok(h) if h.protocol != 0 || h.length < 2 => Some(b.len()),
        Ok(h) => Some(h.whole()),
        Err(Truncated) => None,
    }
}

fn headers(e: &Events, h: &Header) -> Val {
    ModbusHeaders {
        tid: h.transaction.into(),
        pid: h.protocol.into(),
        uid: h.unit.into(),
        function_code: h.function.into(),
        len: h.length.into(),
    }
    .val(e)
}

fn announce(cx: &mut Context<'_>, e: &Events, from: Direction, h: &Header) {
    if e.wants_modbus_message(cx) {
        e.modbus_message(cx, &headers(e, h), from.is_orig());
    }
}

fn message_in(
    cx: &mut Context<'_>,
    e: &Events,
    from: Direction,
    message: &[u8],
    announced: bool,
) -> Result<(), Fault> {
    let h = Header::parse(message)?;
    if h.protocol != 0 {
        return Err(Fault("protocol identifier is not 0"));
    }
    if h.length < 2 {
        return Err(Fault("length leaves no room for a function code"));
    }
    if !announced {
        announce(cx, e, from, &h);
    }
    let mut c = Cursor::new(message.get(HEADER..).unwrap_or_default());
    match from {
        Direction::Orig => request(cx, e, &h, &mut c)?,
        Direction::Resp => response(cx, e, &h, &mut c)?,
    }
    cx.confirm();
    Ok(())
}

fn bools(items: Vec<bool>) -> Val {
    Val::vector(Type::Bool, items.into_iter().map(Val::Bool).collect())
}

/// A byte count, and that many bytes of registers; `None` where they are no whole registers: the message is known, and
/// scripts are told no values.
fn counted_registers(c: &mut Cursor<'_>) -> Result<Option<Val>, Fault> {
    let data = c.take_u8_prefixed()?;
    Ok((data.len() % 2 == 0).then(|| emit::counts(parse::registers(data))))
}

/// The value of a single coil.
fn coil(value: u16) -> Result<bool, Fault> {
    match value {
        0 => Ok(false),
        0xff00 => Ok(true),
        _ => Err(Fault("value of a coil is neither on nor off")),
    }
}

/// References to parts of files that are to be written, or were.
fn references(e: &Events, c: &mut Cursor<'_>) -> Result<(u64, Val), Fault> {
    let count = c.u8()?;
    let mut data = c.sub(count.into())?;
    let mut out = Vec::new();
    while !data.is_empty() {
        let [ref_type, file_num, record_num, record_len] = parse::file_request(&mut data)?;
        let record_data = data.take(record_len as usize * 2)?;
        out.push(ModbusFileReference { ref_type, file_num, record_num, record_len, record_data }.val(e));
    }
    Ok((count.into(), Val::vector(Type::Record(e.type_ModbusFileReference.clone()), out)))
}

fn request(cx: &mut Context<'_>, e: &Events, h: &Header, c: &mut Cursor<'_>) -> Result<(), Fault> {
    let headers = headers(e, h);
    match h.function {
        function @ 1..=4 => {
            let (start, quantity) = (c.u16()?.into(), c.u16()?.into());
            match function {
                1 => e.modbus_read_coils_request(cx, &headers, start, quantity),
                2 => e.modbus_read_discrete_inputs_request(cx, &headers, start, quantity),
                3 => e.modbus_read_holding_registers_request(cx, &headers, start, quantity),
                _ => e.modbus_read_input_registers_request(cx, &headers, start, quantity),
            }
        }
        5 => {
            let (address, value) = (c.u16()?.into(), c.u16()?);
            e.modbus_write_single_coil_request(cx, &headers, address, coil(value)?);
        }
        6 => {
            let (address, value) = (c.u16()?.into(), c.u16()?.into());
            e.modbus_write_single_register_request(cx, &headers, address, value);
        }
        8 => {
            let subfunction = c.u16()?;
            let data = c.take_rest();
            match parse::diagnostic(subfunction, data) {
                Diagnostic::Valid => {}
                Diagnostic::InvalidData => {
                    cx.weird("modbus_diag_invalid_request_data", data.escape_ascii().to_string());
                }
                Diagnostic::Unknown => {
                    cx.weird("modbus_diag_unknown_request_subfunction", subfunction.to_string());
                }
            }
            e.modbus_diagnostics_request(cx, &headers, subfunction.into(), data);
        }
        15 => {
            let (start, quantity) = (c.u16()?.into(), usize::from(c.u16()?));
            let data = c.take_u8_prefixed()?;
            if data.len() != quantity.div_ceil(8) {
                return Err(Fault("byte count does not go with the number of coils"));
            }
            e.modbus_write_multiple_coils_request(cx, &headers, start, &bools(parse::coils(data, quantity)));
        }
        16 => {
            let (start, _quantity) = (c.u16()?.into(), c.u16()?);
            if let Some(registers) = counted_registers(c)? {
                e.modbus_write_multiple_registers_request(cx, &headers, start, &registers);
            }
        }
        20 => {
            let count = c.u8()?;
            let mut data = c.sub(count.into())?;
            let mut refs = Vec::new();
            while !data.is_empty() {
                let [ref_type, file_num, record_num, record_len] = parse::file_request(&mut data)?;
                refs.push(ModbusFileRecordRequest { ref_type, file_num, record_num, record_len }.val(e));
            }
            let refs = Val::vector(Type::Record(e.type_ModbusFileRecordRequest.clone()), refs);
            e.modbus_read_file_record_request(cx, &headers, count.into(), &refs);
        }
        21 => {
            let (count, refs) = references(e, c)?;
            e.modbus_write_file_record_request(cx, &headers, count, &refs);
        }
        22 => {
            let (address, and, or) = (c.u16()?.into(), c.u16()?.into(), c.u16()?.into());
            e.modbus_mask_write_register_request(cx, &headers, address, and, or);
        }
        23 => {
            let (read, read_quantity) = (c.u16()?.into(), c.u16()?.into());
            let (write, _write_quantity) = (c.u16()?.into(), c.u16()?);
            if let Some(registers) = counted_registers(c)? {
                e.modbus_read_write_multiple_registers_request(
                    cx,
                    &headers,
                    read,
                    read_quantity,
                    write,
                    &registers,
                );
            }
        }
        24 => {
            let address = c.u16()?.into();
            e.modbus_read_fifo_queue_request(cx, &headers, address);
        }
        43 => {
            let kind = c.u8()?.into();
            e.modbus_encap_interface_transport_request(cx, &headers, kind, c.take_rest());
        }
        // Without data, or of a vendor.
        _ => {}
    }
    Ok(())
}

fn response(cx: &mut Context<'_>, e: &Events, h: &Header, c: &mut Cursor<'_>) -> Result<(), Fault> {
    let headers = headers(e, h);
    match h.function {
        function @ (1 | 2) => {
            let data = c.take_u8_prefixed()?;
            let coils = bools(parse::coils(data, data.len() * 8));
            if function == 1 {
                e.modbus_read_coils_response(cx, &headers, &coils);
            } else {
                e.modbus_read_discrete_inputs_response(cx, &headers, &coils);
            }
        }
        function @ (3 | 4 | 23) => {
            let Some(registers) = counted_registers(c)? else { return Ok(()) };
            match function {
                3 => e.modbus_read_holding_registers_response(cx, &headers, &registers),
                4 => e.modbus_read_input_registers_response(cx, &headers, &registers),
                _ => e.modbus_read_write_multiple_registers_response(cx, &headers, &registers),
            }
        }
        5 => {
            let (address, value) = (c.u16()?.into(), c.u16()?);
            e.modbus_write_single_coil_response(cx, &headers, address, coil(value)?);
        }
        6 => {
            let (address, value) = (c.u16()?.into(), c.u16()?.into());
            e.modbus_write_single_register_response(cx, &headers, address, value);
        }
        8 => {
            let subfunction = c.u16()?.into();
            e.modbus_diagnostics_response(cx, &headers, subfunction, c.take_rest());
        }
        function @ (15 | 16) => {
            let (start, quantity) = (c.u16()?.into(), c.u16()?.into());
            if function == 15 {
                e.modbus_write_multiple_coils_response(cx, &headers, start, quantity);
            } else {
                e.modbus_write_multiple_registers_response(cx, &headers, start, quantity);
            }
        }
        20 => {
            let count = c.u8()?;
            let mut data = c.sub(count.into())?;
            let mut refs = Vec::new();
            while !data.is_empty() {
                // The length counts the type.
                let file_len = data.u8()?;
                let ref_type = data.u8()?.into();
                let record_data = data.take(usize::from(file_len).saturating_sub(1))?;
                refs.push(
                    ModbusFileRecordResponse { file_len: file_len.into(), ref_type, record_data }.val(e),
                );
            }
            let refs = Val::vector(Type::Record(e.type_ModbusFileRecordResponse.clone()), refs);
            e.modbus_read_file_record_response(cx, &headers, count.into(), &refs);
        }
        21 => {
            let (count, refs) = references(e, c)?;
            e.modbus_write_file_record_response(cx, &headers, count, &refs);
        }
        22 => {
            let (address, and, or) = (c.u16()?.into(), c.u16()?.into(), c.u16()?.into());
            e.modbus_mask_write_register_response(cx, &headers, address, and, or);
        }
        24 => {
            let (_bytes, count) = (c.u16()?, c.u16()?);
            let data = c.take(usize::from(count) * 2)?;
            e.modbus_read_fifo_queue_response(cx, &headers, &emit::counts(parse::registers(data)));
        }
        43 => {
            let kind = c.u8()?.into();
            e.modbus_encap_interface_transport_response(cx, &headers, kind, c.take_rest());
        }
        0x80.. => {
            let code = c.u8()?.into();
            e.modbus_exception(cx, &headers, code);
        }
        _ => {}
    }
    Ok(())
}
