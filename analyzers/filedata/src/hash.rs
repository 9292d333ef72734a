//! Hashes of whole files.

use crate::events::Events;
use openssl::hash::{Hasher, MessageDigest};
use std::rc::Rc;
use zander_analyzer::Setup;
use zander_analyzer::files::{FileAnalyzer, FileContext, FileFactory};

struct Hash {
    events: Rc<Events>,
    kind: &'static str,
    hasher: Hasher,
    fed: bool,
}

/// The maker of analyzers for one hash function, by OpenSSL's name for it.
pub fn bind(setup: &Setup<'_>, kind: &'static str) -> FileFactory {
    let events = Rc::new(Events::bind(setup.declarations));
    Box::new(move |_| {
        let digest = MessageDigest::from_name(kind)?;
        let hasher = Hasher::new(digest).ok()?;
        Some(Box::new(Hash { events: events.clone(), kind, hasher, fed: false }))
    })
}

impl FileAnalyzer for Hash {
    fn stream(&mut self, _cx: &mut FileContext<'_>, data: &[u8]) -> bool {
        self.fed |= !data.is_empty();
        self.hasher.update(data).is_ok()
    }

    fn gap(&mut self, _cx: &mut FileContext<'_>, _offset: u64, _length: u64) -> bool {
        // What is left cannot yield the file's hash.
        false
    }

    fn end(&mut self, cx: &mut FileContext<'_>) {
        if !self.fed {
            return;
        }
        let Ok(digest) = self.hasher.finish() else { return };
        let hex: String = digest.iter().map(|b| format!("{b:02x}")).collect();
        let f = cx.file_val();
        self.events.file_hash(cx, &f, self.kind.as_bytes(), hex.as_bytes());
    }
}
