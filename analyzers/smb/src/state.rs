//! What is remembered of a connection: shares, open files, and requests that wait for their answers. Each has a budget; what
//! exceeds it is forgotten together, since nobody can say which of it still matters.

use std::collections::{HashMap, HashSet};
use zander_analyzer::files::{Handle, Transfer};
use zander_analyzer::{Context, Direction};

/// Shares of a connection.
const MAX_TREES: usize = 1024;
/// Open files of a connection.
const MAX_FILES: usize = 8192;
/// Bytes of the names of open files, shares and waiting requests, each.
const MAX_NAMES: usize = 4 << 20;

/// A table whose entries have names. Entries are counted with the bytes of their names.
pub struct Names<K, V> {
    entries: HashMap<K, (V, usize)>,
    bytes: usize,
    most: usize,
}

impl<K: std::hash::Hash + Eq, V> Names<K, V> {
    /// An empty table of at most so many entries.
    pub fn new(most: usize) -> Names<K, V> {
        Names { entries: HashMap::new(), bytes: 0, most }
    }

    /// Puts an entry in; `bytes` is what it holds beside itself. False when everything before it had to go.
    pub fn insert(&mut self, key: K, value: V, bytes: usize) -> bool {
        self.remove(&key);
        let full = self.entries.len() >= self.most || self.bytes.saturating_add(bytes) > MAX_NAMES;
        if full {
            self.clear();
        }
        self.bytes += bytes;
        self.entries.insert(key, (value, bytes));
        !full
    }

    /// Takes an entry out.
    pub fn remove(&mut self, key: &K) -> Option<V> {
        let (value, bytes) = self.entries.remove(key)?;
        self.bytes -= bytes;
        Some(value)
    }

    /// An entry.
    pub fn get(&self, key: &K) -> Option<&V> {
        self.entries.get(key).map(|(v, _)| v)
    }

    /// An entry.
    pub fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        self.entries.get_mut(key).map(|(v, _)| v)
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.entries = HashMap::new();
        self.bytes = 0;
    }
}

/// A share.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    /// Its path, if that was seen.
    pub path: Option<Vec<u8>>,
    /// It holds pipes.
    pub pipes: bool,
}

/// An open file.
#[derive(Clone, Debug, Default)]
pub struct File {
    /// Path of its share.
    pub path: Option<Vec<u8>>,
    /// Its name on the share.
    pub name: Option<Vec<u8>>,
    /// When it was last changed, as sent.
    pub modified: u64,
    /// Its length when it was opened.
    pub size: u64,
}

impl File {
    fn bytes(&self) -> usize {
        self.path.as_ref().map_or(0, Vec::len) + self.name.as_ref().map_or(0, Vec::len)
    }
}

/// Shares, files and pipes of a connection.
pub struct State {
    /// By tree id.
    trees: Names<u32, Tree>,
    /// By the number of their identifier.
    files: Names<u64, File>,
    /// Pipes in which calls are looked for.
    pipes: HashSet<u64>,
}

impl Default for State {
    fn default() -> State {
        State { trees: Names::new(MAX_TREES), files: Names::new(MAX_FILES), pipes: HashSet::new() }
    }
}

impl State {
    /// Notes a share.
    pub fn connect(&mut self, id: u32, tree: Tree) {
        let bytes = tree.path.as_ref().map_or(0, Vec::len);
        self.trees.insert(id, tree, bytes);
    }

    /// A share is left.
    pub fn disconnect(&mut self, id: u32) {
        self.trees.remove(&id);
    }

    /// True when the share is known to hold pipes.
    pub fn holds_pipes(&self, id: u32) -> bool {
        self.trees.get(&id).is_some_and(|t| t.pipes)
    }

    /// Notes that a share holds pipes.
    pub fn set_pipes(&mut self, id: u32) {
        match self.trees.get_mut(&id) {
            Some(tree) => tree.pipes = true,
            None => self.connect(id, Tree { path: None, pipes: true }),
        }
    }

    /// The path of a share.
    pub fn path(&self, id: u32) -> Option<Vec<u8>> {
        self.trees.get(&id).and_then(|t| t.path.clone())
    }

    /// Notes an open file.
    pub fn open(&mut self, id: u64, file: File) {
        let bytes = file.bytes();
        self.files.insert(id, file, bytes);
    }

    /// Of a file that was not seen when it was opened, the share at least is known.
    pub fn know(&mut self, id: u64, tree: u32) {
        if self.files.get(&id).is_none()
            && let Some(path) = self.path(tree)
        {
            self.open(id, File { path: Some(path), ..File::default() });
        }
    }

    /// A file gets another name.
    pub fn rename(&mut self, id: u64, name: Vec<u8>) {
        let file = File { name: Some(name), ..self.files.remove(&id).unwrap_or_default() };
        self.open(id, file);
    }

    /// Takes in bytes of a file from `offset` on; a file of which neither name nor share is known is not told of.
    pub fn transfer(&self, cx: &mut Context<'_>, id: u64, from: Direction, offset: u64, data: &[u8]) {
        let Some((file, t)) = self.files.get(&id).and_then(|f| Some((f, transfer(cx, f, from)?))) else {
            return;
        };
        if data.is_empty() {
            return;
        }
        if file.size > 0 {
            cx.file_size(&t, file.size);
        }
        cx.file_data_at(&t, offset, data);
    }

    /// A file or pipe is closed.
    pub fn close(&mut self, cx: &mut Context<'_>, id: u64, from: Direction) {
        if self.pipes.remove(&id) {
            cx.end_channel("DCE_RPC", id);
        }
        if let Some(file) = self.files.remove(&id)
            && let Some(t) = transfer(cx, &file, from)
        {
            cx.file_end(&t);
        }
    }

    /// Hands on what a pipe carries. True when `most` pipes were in use before this one: they are forgotten.
    pub fn call(&mut self, cx: &mut Context<'_>, id: u64, most: u64, from: Direction, data: &[u8]) -> bool {
        let new = !self.pipes.contains(&id);
        let full = new && most > 0 && self.pipes.len() as u64 >= most;
        if full {
            self.forget_pipes(cx);
        }
        if !cx.channel_stream("DCE_RPC", id, from, data) && new {
            return full;
        }
        self.pipes.insert(id);
        full
    }

    fn forget_pipes(&mut self, cx: &mut Context<'_>) {
        for id in self.pipes.drain() {
            cx.end_channel("DCE_RPC", id);
        }
    }
}

/// Connections between the same hosts carry the same file when share, name and time of change are the same.
fn transfer(cx: &Context<'_>, file: &File, from: Direction) -> Option<Transfer> {
    if file.path.is_none() && file.name.is_none() {
        return None;
    }
    let text = |t: &Option<Vec<u8>>| t.clone().unwrap_or_default();
    let handle = Handle::new("SMB").addr(&cx.conn.orig_addr).addr(&cx.conn.resp_addr);
    let handle = handle.bytes(&text(&file.path)).bytes(&text(&file.name)).count(file.modified);
    Some(cx.transfer(handle, from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_stay_within_their_budgets() {
        let mut names = Names::new(2);
        assert!(names.insert(1, 'a', 10) && names.insert(2, 'b', MAX_NAMES - 10));
        assert!(names.insert(1, 'c', 10), "an entry that is there takes no more room");
        assert!(!names.insert(3, 'd', 0));
        assert_eq!((names.get(&1), names.get(&3)), (None, Some(&'d')));
        assert!(!names.insert(4, 'e', MAX_NAMES + 1));
        assert_eq!(names.remove(&4), Some('e'));
        assert_eq!(names.bytes, 0);
    }
}
