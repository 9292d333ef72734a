//! How random the bytes of a file are.

use std::rc::Rc;
use zander_analyzer::files::{FileAnalyzer, FileContext, FileFactory};
use zander_analyzer::{Emitter, Setup, emit};
use zander_event::{Args, EventId};
use zander_value::randomness::{Counts, NAMES};
use zander_value::{Record, RecordType, Val};

struct Entropy {
    event: EventId,
    result: Rc<RecordType>,
    counts: Counts,
    fed: bool,
}

/// The maker of analyzers that raise `file_entropy` when the file is over.
pub fn bind(setup: &Setup<'_>) -> FileFactory {
    let event = emit::event(setup.declarations, "file_entropy");
    let result = emit::record(setup.declarations, "entropy_test_result");
    Box::new(move |_| {
        Some(Box::new(Entropy { event, result: result.clone(), counts: Counts::default(), fed: false }))
    })
}

impl FileAnalyzer for Entropy {
    fn stream(&mut self, _cx: &mut FileContext<'_>, data: &[u8]) -> bool {
        self.fed |= !data.is_empty();
        self.counts.add(data);
        true
    }

    fn gap(&mut self, _cx: &mut FileContext<'_>, _offset: u64, _length: u64) -> bool {
        // Neither what came nor what is left says anything about the whole.
        self.fed = false;
        false
    }

    fn end(&mut self, cx: &mut FileContext<'_>) {
        if !self.fed || !cx.queue().wanted(self.event) {
            return;
        }
        let record = Record::new(&self.result);
        for (name, value) in NAMES.into_iter().zip(self.counts.measures()) {
            if let Some(slot) = record.ty.slot(name) {
                record.set(slot, Val::Double(value));
            }
        }
        let f = cx.file_val();
        cx.queue().push(self.event, Args::from_iter([f, Val::Record(record)]));
    }
}
