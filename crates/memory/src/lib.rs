//! The process's allocator: mimalloc, asked in the short way.
//!
//! Scripts make and drop many small objects, which took the system's allocator 15 % of a run's time. Rust states an alignment
//! with each request, and a request with an alignment takes mimalloc twice the instructions of one without. Nearly no request
//! needs it: memory that mimalloc gives for `n` bytes is aligned to every power of two up to 16 that is not larger than `n`
//! (`mi_malloc_is_naturally_aligned` in its `alloc-aligned.c`; blocks are multiples of eight bytes, from nine bytes on of
//! sixteen). Only what asks for more goes the long way.
//!
//! `unsafe` is needed here, since that is how an allocator is named and called; nothing in here reads or writes what it hands out.
#![deny(unsafe_op_in_unsafe_fn)]

use libmimalloc_sys as mi;
use std::alloc::{GlobalAlloc, Layout};

/// mimalloc as the global allocator of a process.
pub struct Mimalloc;

/// Up to this alignment every block is aligned that is as long as its alignment.
const NATURAL: usize = 16;

/// Whether a block of `size` bytes has this alignment without being asked for it.
#[inline(always)]
fn is_natural(size: usize, align: usize) -> bool {
    align <= NATURAL && align <= size
}

// SAFETY: every block comes from mimalloc, with at least the size asked for, and with the alignment asked for: by the guarantee
// above or by request. Blocks of both ways go back through the same functions. mimalloc does not unwind; that it has no more
// memory it says with a null pointer, as `GlobalAlloc` does.
unsafe impl GlobalAlloc for Mimalloc {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let (size, align) = (layout.size(), layout.align());
        // SAFETY: any size may be asked for, and the alignment of a layout is a power of two.
        unsafe {
            match is_natural(size, align) {
                true => mi::mi_malloc(size).cast(),
                false => mi::mi_malloc_aligned(size, align).cast(),
            }
        }
    }

    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        let (size, align) = (layout.size(), layout.align());
        // SAFETY: as for `alloc`.
        unsafe {
            match is_natural(size, align) {
                true => mi::mi_zalloc(size).cast(),
                false => mi::mi_zalloc_aligned(size, align).cast(),
            }
        }
    }

    #[inline]
    unsafe fn dealloc(&self, block: *mut u8, _: Layout) {
        // SAFETY: the caller hands back a block of this allocator, and only once.
        unsafe { mi::mi_free(block.cast()) }
    }

    #[inline]
    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: the caller hands over a block of this allocator. One that stays where it is keeps its alignment, and one that
        // moves is allocated anew.
        unsafe {
            match is_natural(size, layout.align()) {
                true => mi::mi_realloc(block.cast(), size).cast(),
                false => mi::mi_realloc_aligned(block.cast(), size, layout.align()).cast(),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each block has its alignment, is as long as asked for, and keeps its bytes when it grows or shrinks.
    #[test]
    fn blocks_are_aligned_and_whole() {
        let sizes = (1..300).chain([1000, 1024, 1025, 4095, 40_000, 1 << 20, (1 << 24) + 1]);
        for size in sizes {
            for align in [1, 2, 4, 8, 16, 32, 64, 4096] {
                let layout = Layout::from_size_align(size, align).unwrap();
                // SAFETY: blocks are used within their size and freed once, with the layout they have then.
                unsafe {
                    let block = Mimalloc.alloc_zeroed(layout);
                    assert!(!block.is_null() && block.addr().is_multiple_of(align), "{layout:?}");
                    assert!((0..size).all(|i| *block.add(i) == 0));
                    block.write_bytes(0xa5, size);
                    let mut now = layout;
                    let mut moved = block;
                    for other in [size + 1, 3 * size, size / 2 + 1] {
                        moved = Mimalloc.realloc(moved, now, other);
                        now = Layout::from_size_align(other, align).unwrap();
                        assert!(moved.addr().is_multiple_of(align), "{layout:?} to {other}");
                    }
                    assert!((0..size / 2 + 1).all(|i| *moved.add(i) == 0xa5));
                    Mimalloc.dealloc(moved, now);
                    let fresh = Mimalloc.alloc(layout);
                    assert!(fresh.addr().is_multiple_of(align), "{layout:?}");
                    fresh.write_bytes(0x5a, size);
                    Mimalloc.dealloc(fresh, layout);
                }
            }
        }
    }
}
