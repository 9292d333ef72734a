//! Hashes of whole files.

use crate::events::Events;
use openssl::md::Md;
use openssl::md_ctx::MdCtx;
use std::cell::OnceCell;
use std::rc::Rc;
use zander_analyzer::Setup;
use zander_analyzer::files::{FileAnalyzer, FileContext, FileFactory};
use zander_value::format::write_hex;

/// Bytes of the longest hash that OpenSSL knows (`EVP_MAX_MD_SIZE`).
const LONGEST: usize = 64;

struct Hash {
    events: Rc<Events>,
    kind: &'static str,
    hasher: MdCtx,
    fed: bool,
}

/// The maker of analyzers for one hash function, by OpenSSL's name for it.
pub fn bind(setup: &Setup<'_>, kind: &'static str) -> FileFactory {
    let events = Rc::new(Events::bind(setup.declarations));
    // Looked up once: a function that is only named is searched for, under locks, for each file.
    let function = OnceCell::new();
    Box::new(move |_| {
        let function = function.get_or_init(|| Md::fetch(None, kind, None).ok());
        let mut hasher = MdCtx::new().ok()?;
        hasher.digest_init(function.as_ref()?).ok()?;
        Some(Box::new(Hash { events: events.clone(), kind, hasher, fed: false }))
    })
}

impl FileAnalyzer for Hash {
    fn stream(&mut self, _cx: &mut FileContext<'_>, data: &[u8]) -> bool {
        self.fed |= !data.is_empty();
        self.hasher.digest_update(data).is_ok()
    }

    fn gap(&mut self, _cx: &mut FileContext<'_>, _offset: u64, _length: u64) -> bool {
        // Neither what came nor what is left can yield the file's hash.
        self.fed = false;
        false
    }

    fn end(&mut self, cx: &mut FileContext<'_>) {
        if !self.fed {
            return;
        }
        let mut digest = [0; LONGEST];
        let Ok(length) = self.hasher.digest_final(&mut digest) else { return };
        let mut hex = Vec::new();
        write_hex(&mut hex, digest.get(..length).unwrap_or_default());
        let f = cx.file_val();
        self.events.file_hash(cx, &f, self.kind.as_bytes(), &hex);
    }
}
