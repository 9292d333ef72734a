//! Capture files of every format: all frames up to the fault.
#![no_main]

use std::io::Cursor;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let input = Box::new(Cursor::new(data.to_vec()));
    let Ok(mut source) = zander_capture::Source::from_reader("fuzz", input) else { return };
    while let Ok(Some(frame)) = source.next() {
        assert!(frame.wire_len as usize >= frame.data.len());
    }
});
