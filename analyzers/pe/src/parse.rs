//! Headers of executables: "Microsoft Portable Executable and Common Object File Format Specification". All numbers are
//! little-endian. No events here.

use zander_wire::cursor::{Cursor, Truncated};

/// Length of the DOS header.
pub const DOS_HEADER: usize = 64;
/// Length of the signature and the file header.
pub const FILE_HEADER: usize = 24;
/// Length of a section header.
pub const SECTION_HEADER: usize = 40;

/// The DOS header.
#[derive(Debug, PartialEq, Eq)]
pub struct Dos<'a> {
    /// "MZ".
    pub signature: &'a [u8],
    /// The thirteen numbers behind it, up to the overlay number.
    pub numbers: [u16; 13],
    pub oem_id: u16,
    pub oem_info: u16,
    /// Offset of the signature of the file header.
    pub new_header: u32,
}

/// Reads the DOS header.
pub fn dos(data: &[u8]) -> Result<Dos<'_>, Truncated> {
    let mut c = Cursor::new(data);
    let signature = c.take(2)?;
    let mut numbers = [0; 13];
    for n in &mut numbers {
        *n = c.u16_le()?;
    }
    c.skip(8)?;
    let (oem_id, oem_info) = (c.u16_le()?, c.u16_le()?);
    c.skip(20)?;
    Ok(Dos { signature, numbers, oem_id, oem_info, new_header: c.u32_le()? })
}

/// The file header.
#[derive(Debug, PartialEq, Eq)]
pub struct File {
    pub machine: u16,
    pub sections: u16,
    /// Seconds since 1970-01-01 UTC.
    pub time: u32,
    pub symbol_table: u32,
    pub symbols: u32,
    /// Length of the optional header in bytes.
    pub optional_header: u16,
    pub characteristics: u16,
}

/// Reads the file header with the signature in front of it. The signature is not judged: programs for 16-bit Windows
/// have another one.
pub fn file(data: &[u8]) -> Result<File, Truncated> {
    let mut c = Cursor::new(data);
    c.skip(4)?;
    Ok(File {
        machine: c.u16_le()?,
        sections: c.u16_le()?,
        time: c.u32_le()?,
        symbol_table: c.u32_le()?,
        symbols: c.u32_le()?,
        optional_header: c.u16_le()?,
        characteristics: c.u16_le()?,
    })
}

/// The optional header.
#[derive(Debug, PartialEq, Eq, Default)]
pub struct Optional {
    /// 0x10b for 32 bits, 0x20b for 64.
    pub magic: u16,
    pub linker: [u8; 2],
    /// Sizes of code, of initialised and of other data, the entry point, the place of the code.
    pub sizes: [u32; 5],
    pub base_of_data: Option<u32>,
    pub image_base: u64,
    pub section_alignment: u32,
    pub file_alignment: u32,
    /// Major and minor version of the system, of the image, of the subsystem.
    pub versions: [u16; 6],
    pub size_of_image: u32,
    pub size_of_headers: u32,
    pub checksum: u32,
    pub subsystem: u16,
    pub dll_characteristics: u16,
    /// Sizes of the data directories.
    pub tables: Vec<u32>,
}

/// Reads the optional header; `data` is all of it.
pub fn optional(data: &[u8]) -> Result<Optional, Truncated> {
    let mut c = Cursor::new(data);
    let mut o = Optional { magic: c.u16_le()?, linker: [c.u8()?, c.u8()?], ..Optional::default() };
    for n in &mut o.sizes {
        *n = c.u32_le()?;
    }
    let wide = o.magic == 0x20b;
    if wide {
        o.image_base = c.u64_le()?;
    } else {
        o.base_of_data = Some(c.u32_le()?);
        o.image_base = c.u32_le()?.into();
    }
    (o.section_alignment, o.file_alignment) = (c.u32_le()?, c.u32_le()?);
    for n in &mut o.versions {
        *n = c.u16_le()?;
    }
    c.skip(4)?;
    (o.size_of_image, o.size_of_headers, o.checksum) = (c.u32_le()?, c.u32_le()?, c.u32_le()?);
    (o.subsystem, o.dll_characteristics) = (c.u16_le()?, c.u16_le()?);
    c.skip(if wide { 32 } else { 16 } + 4)?;
    let count = c.u32_le()?;
    for _ in 0..count {
        // Headers that promise more directories than they have room for are common.
        let (Ok(_place), Ok(size)) = (c.u32_le(), c.u32_le()) else { break };
        o.tables.push(size);
    }
    Ok(o)
}

/// The header of a section.
#[derive(Debug, PartialEq, Eq)]
pub struct Section<'a> {
    /// Without the zeros behind it.
    pub name: &'a [u8],
    /// Size and place in memory, size and place in the file, places of relocations and line numbers.
    pub places: [u32; 6],
    pub relocations: u16,
    pub line_numbers: u16,
    pub characteristics: u32,
}

/// Reads the header of a section.
pub fn section(data: &[u8]) -> Result<Section<'_>, Truncated> {
    let mut c = Cursor::new(data);
    let name = c.take(8)?;
    let end = name.iter().position(|b| *b == 0).unwrap_or(name.len());
    let mut places = [0; 6];
    for n in &mut places {
        *n = c.u32_le()?;
    }
    Ok(Section {
        name: name.get(..end).unwrap_or_default(),
        places,
        relocations: c.u16_le()?,
        line_numbers: c.u16_le()?,
        characteristics: c.u32_le()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers() {
        let mut bytes = vec![0; DOS_HEADER];
        bytes[..4].copy_from_slice(b"MZ\x05\x00");
        bytes[60] = 0x80;
        let d = dos(&bytes).unwrap();
        assert_eq!((d.signature, d.numbers[0], d.new_header), (&b"MZ"[..], 5, 0x80));
        assert!((0..DOS_HEADER).all(|n| dos(&bytes[..n]).is_err()));
        let f = file(b"PE\0\0\x4c\x01\x02\x00\x01\x00\x00\x00\0\0\0\0\0\0\0\0\xe0\x00\x02\x01").unwrap();
        assert_eq!(
            (f.machine, f.sections, f.time, f.optional_header, f.characteristics),
            (0x14c, 2, 1, 224, 0x102)
        );
    }

    #[test]
    fn optional_headers() {
        let check = |magic: u16, length: usize, tables: usize| {
            let mut bytes = magic.to_le_bytes().to_vec();
            bytes.resize(length - 4, 0);
            bytes.extend(16u32.to_le_bytes());
            bytes.extend([9, 0, 0, 0, 7, 0, 0, 0, 1, 2]);
            let o = optional(&bytes).unwrap();
            assert_eq!((o.tables.as_slice(), o.base_of_data.is_some()), (&[7][..tables], magic == 0x10b));
        };
        check(0x10b, 96, 1);
        check(0x20b, 112, 1);
    }

    #[test]
    fn sections() {
        let mut bytes = b".text\0\0\0".to_vec();
        bytes.resize(SECTION_HEADER, 1);
        let s = section(&bytes).unwrap();
        assert_eq!((s.name, s.places[0], s.characteristics), (&b".text"[..], 0x0101_0101, 0x0101_0101));
    }

    #[test]
    fn whatever_stands_there() {
        let mut state = 1u64;
        for length in 0..300usize {
            let bytes: Vec<u8> = (0..length)
                .map(|_| {
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    (state >> 56) as u8
                })
                .collect();
            assert_eq!(dos(&bytes).is_ok(), length >= DOS_HEADER);
            assert_eq!(file(&bytes).is_ok(), length >= FILE_HEADER);
            assert_eq!(section(&bytes).is_ok(), length >= SECTION_HEADER);
            if let Ok(o) = optional(&bytes) {
                assert!(o.tables.len() * 8 < length);
            }
        }
    }
}
