//! libpcap's filter compiler, loaded when an expression is to be compiled.
//!
//! It is loaded at run time rather than linked: without a filter expression the library, and the dozen others that it
//! brings, cost nothing at start-up and need not be installed.

use std::ffi::{CStr, CString, c_char, c_int, c_uint, c_void};

use super::Instruction;

/// What `struct bpf_program` of pcap/bpf.h is.
#[repr(C)]
struct BpfProgram {
    length: c_uint,
    instructions: *mut Instruction,
}

type OpenDead = unsafe extern "C" fn(c_int, c_int) -> *mut c_void;
type Compile = unsafe extern "C" fn(*mut c_void, *mut BpfProgram, *const c_char, c_int, u32) -> c_int;
type GetError = unsafe extern "C" fn(*mut c_void) -> *const c_char;
type FreeCode = unsafe extern "C" fn(*mut BpfProgram);
type Close = unsafe extern "C" fn(*mut c_void);

/// Names of the library: Debian's, upstream's, that of development packages.
const NAMES: [&CStr; 3] = [c"libpcap.so.0.8", c"libpcap.so.1", c"libpcap.so"];
const SNAP_LEN: c_int = 262_144;
const NETMASK_UNKNOWN: u32 = u32::MAX;

/// Compiles `expression` for frames of `link_type`; fails with libpcap's own words.
pub(super) fn compile(expression: &str, link_type: u16) -> Result<Vec<Instruction>, String> {
    let text = CString::new(expression).map_err(|_| "the expression holds a zero byte".to_owned())?;
    let library = NAMES
        .iter()
        // SAFETY: `dlopen` with the name of a well-known library, whose constructors do nothing that matters here.
        .map(|name| unsafe { libc::dlopen(name.as_ptr(), libc::RTLD_NOW | libc::RTLD_LOCAL) })
        .find(|handle| !handle.is_null())
        .ok_or(
            "filter expressions need libpcap, which is not installed (Debian: apt-get install libpcap0.8)",
        )?;
    let symbol = |name: &CStr| {
        // SAFETY: the handle is that of a loaded library, which is never unloaded.
        let address = unsafe { libc::dlsym(library, name.as_ptr()) };
        if address.is_null() { Err(format!("libpcap lacks {}", name.to_string_lossy())) } else { Ok(address) }
    };
    // SAFETY: the types are those of the functions in pcap(3PCAP); a data pointer and a function pointer have the same
    // size and meaning wherever `dlsym` exists (POSIX).
    let (open_dead, pcap_compile, get_error, free_code, close) = unsafe {
        (
            std::mem::transmute::<*mut c_void, OpenDead>(symbol(c"pcap_open_dead")?),
            std::mem::transmute::<*mut c_void, Compile>(symbol(c"pcap_compile")?),
            std::mem::transmute::<*mut c_void, GetError>(symbol(c"pcap_geterr")?),
            std::mem::transmute::<*mut c_void, FreeCode>(symbol(c"pcap_freecode")?),
            std::mem::transmute::<*mut c_void, Close>(symbol(c"pcap_close")?),
        )
    };
    // SAFETY: any numbers may be passed; a null result is dealt with.
    let handle = unsafe { open_dead(dlt(link_type), SNAP_LEN) };
    if handle.is_null() {
        return Err("libpcap has no memory".to_owned());
    }
    let mut program = BpfProgram { length: 0, instructions: std::ptr::null_mut() };
    // SAFETY: the handle is open, `program` is writable, `text` ends in zero and outlives the call.
    let status = unsafe { pcap_compile(handle, &mut program, text.as_ptr(), 1, NETMASK_UNKNOWN) };
    let result = if status == 0 && !program.instructions.is_null() {
        // SAFETY: after success `instructions` points to `length` of them; they are copied before they are freed.
        let instructions =
            unsafe { std::slice::from_raw_parts(program.instructions, program.length as usize) }.to_vec();
        // SAFETY: `program` was filled by `pcap_compile` and is freed once.
        unsafe { free_code(&mut program) };
        Ok(instructions)
    } else {
        // SAFETY: the handle is open; its message is a string that lives as long as it.
        Err(unsafe { CStr::from_ptr(get_error(handle)) }.to_string_lossy().into_owned())
    };
    // SAFETY: the handle came from `pcap_open_dead` and is used no more.
    unsafe { close(handle) };
    result
}

/// The DLT number of a link type: those of files and of the library differ for a few.
fn dlt(link_type: u16) -> c_int {
    match link_type {
        101 => 12,
        number => number.into(),
    }
}
