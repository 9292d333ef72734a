//! Bytes of files as events that a script names itself.

use zander_analyzer::Setup;
use zander_analyzer::files::{FileAnalyzer, FileContext, FileFactory};
use zander_event::{Args, EventId};
use zander_value::Val;

struct DataEvent {
    chunk: Option<EventId>,
    stream: Option<EventId>,
}

/// The maker of these analyzers; one event at least must be named in the arguments.
pub fn bind(_setup: &Setup<'_>) -> FileFactory {
    Box::new(|start| {
        let event = |name: &str| match start.args.as_record()?.get_named(name) {
            Val::Func(f) => Some(EventId(f.id)),
            _ => None,
        };
        let (chunk, stream) = (event("chunk_event"), event("stream_event"));
        (chunk.is_some() || stream.is_some())
            .then(|| Box::new(DataEvent { chunk, stream }) as Box<dyn FileAnalyzer>)
    })
}

impl FileAnalyzer for DataEvent {
    fn chunk(&mut self, cx: &mut FileContext<'_>, offset: u64, data: &[u8]) -> bool {
        if let Some(event) = self.chunk.filter(|e| cx.queue.wanted(*e)) {
            let args = [cx.file_val(), Val::str(data), Val::Count(offset)];
            cx.queue.push(event, Args::from_iter(args));
        }
        true
    }

    fn stream(&mut self, cx: &mut FileContext<'_>, data: &[u8]) -> bool {
        if let Some(event) = self.stream.filter(|e| cx.queue.wanted(*e)) {
            let args = [cx.file_val(), Val::str(data)];
            cx.queue.push(event, Args::from_iter(args));
        }
        true
    }
}
