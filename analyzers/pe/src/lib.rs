//! The file analyzer of Windows executables. See the README of this room.
#![forbid(unsafe_code)]

pub mod events;
pub mod parse;

use events::{Events, PEDOSHeader, PEFileHeader, PEOptionalHeader, PESectionHeader};
use std::rc::Rc;
use zander_analyzer::files::{FileAnalyzer, FileContext, FileFactory};
use zander_analyzer::{FileDescriptor, Setup, Time, emit};
use zander_value::{Key, Table, TableType, Type, Val};

/// Registers the analyzer.
pub static PE: FileDescriptor = FileDescriptor { name: "PE", tag: "Files::ANALYZER_PE", bind };

/// Most bytes between the beginning of the file and the end of its headers.
const MAX_HEADERS: usize = 1 << 20;

fn bind(setup: &Setup<'_>) -> FileFactory {
    let events = Rc::new(Events::bind(setup.declarations));
    let flags = Rc::new(TableType { index: vec![Type::Count], value: None, name: None });
    Box::new(move |_| {
        Some(Box::new(Pe {
            events: events.clone(),
            flags: flags.clone(),
            buffer: Vec::new(),
            next: Next::Dos,
        }))
    })
}

/// What is read next.
enum Next {
    Dos,
    /// The program for DOS, up to this offset.
    Code(usize),
    File,
    /// The optional header: its length, and how many sections follow.
    Optional(usize, u16),
    /// So many more.
    Sections(u16),
}

struct Pe {
    events: Rc<Events>,
    /// The type `set[count]`.
    flags: Rc<TableType>,
    /// Bytes that have not been taken.
    buffer: Vec<u8>,
    next: Next,
}

impl FileAnalyzer for Pe {
    fn stream(&mut self, cx: &mut FileContext<'_>, data: &[u8]) -> bool {
        let room = MAX_HEADERS.saturating_sub(self.buffer.len());
        self.buffer.extend_from_slice(data.get(..room).unwrap_or(data));
        let buffer = std::mem::take(&mut self.buffer);
        let mut rest = buffer.as_slice();
        loop {
            match self.step(cx, rest) {
                Step::Taken(count) => rest = rest.get(count..).unwrap_or_default(),
                Step::Wait => break,
                Step::Done => return false,
            }
        }
        self.buffer = rest.to_vec();
        true
    }

    fn gap(&mut self, _cx: &mut FileContext<'_>, _offset: u64, _length: u64) -> bool {
        // Nothing that follows would be where it belongs.
        false
    }
}

enum Step {
    /// So many bytes were read.
    Taken(usize),
    /// More are needed.
    Wait,
    /// Nothing more is looked for.
    Done,
}

impl Pe {
    fn step(&mut self, cx: &mut FileContext<'_>, data: &[u8]) -> Step {
        let events = self.events.clone();
        let f = cx.file_val();
        match self.next {
            Next::Dos => {
                let Ok(dos) = parse::dos(data) else { return Step::Wait };
                let end = dos.new_header as usize;
                if dos.signature != b"MZ" || !(parse::DOS_HEADER..MAX_HEADERS).contains(&end) {
                    cx.violation("no executable for Windows");
                    return Step::Done;
                }
                events.pe_dos_header(cx, &f, &dos_val(&events, &dos));
                self.next = Next::Code(end - parse::DOS_HEADER);
                Step::Taken(parse::DOS_HEADER)
            }
            Next::Code(length) => {
                let Some(code) = data.get(..length) else { return Step::Wait };
                events.pe_dos_code(cx, &f, code);
                self.next = Next::File;
                Step::Taken(length)
            }
            Next::File => {
                let Ok(file) = parse::file(data) else { return Step::Wait };
                let header = PEFileHeader {
                    machine: file.machine.into(),
                    ts: Time(file.time.into()),
                    sym_table_ptr: file.symbol_table.into(),
                    num_syms: file.symbols.into(),
                    optional_header_size: file.optional_header.into(),
                    characteristics: self.flags(file.characteristics.into()),
                };
                events.pe_file_header(cx, &f, &header.val(&events));
                if file.optional_header == 0 {
                    return Step::Done;
                }
                self.next = Next::Optional(file.optional_header.into(), file.sections);
                Step::Taken(parse::FILE_HEADER)
            }
            Next::Optional(length, sections) => {
                let Some(bytes) = data.get(..length) else { return Step::Wait };
                let Ok(optional) = parse::optional(bytes) else {
                    cx.violation("optional header ends before it is complete");
                    return Step::Done;
                };
                let header = self.optional_val(&optional);
                events.pe_optional_header(cx, &f, &header);
                self.next = Next::Sections(sections);
                Step::Taken(length)
            }
            Next::Sections(0) => Step::Done,
            Next::Sections(left) => {
                let Ok(section) = parse::section(data) else { return Step::Wait };
                let [
                    virtual_size,
                    virtual_addr,
                    size_of_raw_data,
                    ptr_to_raw_data,
                    ptr_to_relocs,
                    ptr_to_line_nums,
                ] = section.places.map(u64::from);
                let header = PESectionHeader {
                    name: section.name,
                    virtual_size,
                    virtual_addr,
                    size_of_raw_data,
                    ptr_to_raw_data,
                    ptr_to_relocs,
                    ptr_to_line_nums,
                    num_of_relocs: section.relocations.into(),
                    num_of_line_nums: section.line_numbers.into(),
                    characteristics: self.flags(section.characteristics),
                };
                events.pe_section_header(cx, &f, &header.val(&events));
                self.next = Next::Sections(left - 1);
                Step::Taken(parse::SECTION_HEADER)
            }
        }
    }

    /// The bits that are set, as a set of their values.
    fn flags(&self, bits: u32) -> Val {
        let table = Table::new(&self.flags, None);
        for bit in (0..32).map(|at| 1u32 << at).filter(|bit| bits & bit != 0) {
            table.insert_key(Key::Word(bit.into()), Val::None, 0.0);
        }
        Val::Table(table)
    }

    fn optional_val(&self, o: &parse::Optional) -> Val {
        let [size_of_code, size_of_init_data, size_of_uninit_data, addr_of_entry_point, base_of_code] =
            o.sizes.map(u64::from);
        let [os_major, os_minor, image_major, image_minor, subsystem_major, subsystem_minor] =
            o.versions.map(u64::from);
        PEOptionalHeader {
            magic: o.magic.into(),
            major_linker_version: o.linker[0].into(),
            minor_linker_version: o.linker[1].into(),
            size_of_code,
            size_of_init_data,
            size_of_uninit_data,
            addr_of_entry_point,
            base_of_code,
            base_of_data: o.base_of_data.map(u64::from),
            image_base: o.image_base,
            section_alignment: o.section_alignment.into(),
            file_alignment: o.file_alignment.into(),
            os_version_major: os_major,
            os_version_minor: os_minor,
            major_image_version: image_major,
            minor_image_version: image_minor,
            major_subsys_version: subsystem_major,
            minor_subsys_version: subsystem_minor,
            size_of_image: o.size_of_image.into(),
            size_of_headers: o.size_of_headers.into(),
            checksum: o.checksum.into(),
            subsystem: o.subsystem.into(),
            dll_characteristics: self.flags(o.dll_characteristics.into()),
            table_sizes: emit::counts(o.tables.iter().map(|n| u64::from(*n))),
        }
        .val(&self.events)
    }
}

fn dos_val(events: &Events, dos: &parse::Dos<'_>) -> Val {
    let n = dos.numbers.map(u64::from);
    PEDOSHeader {
        signature: dos.signature,
        used_bytes_in_last_page: n[0],
        file_in_pages: n[1],
        num_reloc_items: n[2],
        header_in_paragraphs: n[3],
        min_extra_paragraphs: n[4],
        max_extra_paragraphs: n[5],
        init_relative_ss: n[6],
        init_sp: n[7],
        checksum: n[8],
        init_ip: n[9],
        init_relative_cs: n[10],
        addr_of_reloc_table: n[11],
        overlay_num: n[12],
        oem_id: dos.oem_id.into(),
        oem_info: dos.oem_info.into(),
        addr_of_new_exe_header: dos.new_header.into(),
    }
    .val(events)
}
