//! Names of hosts that stand in scripts for their addresses, and the file that holds them from run to run.
//!
//! A name is looked up once, before the first packet: nothing waits for the resolver while packets come. A line of the
//! file is a name and its addresses, separated by spaces.

use super::lookups::addresses_of;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::net::IpAddr;
use std::path::Path;
use std::rc::Rc;
use zander_vm::{Context, RuntimeError};

/// The names that are known.
#[derive(Clone, Debug, Default)]
pub struct HostNames(Rc<RefCell<Known>>);

#[derive(Debug, Default)]
struct Known {
    addresses: BTreeMap<String, Vec<IpAddr>>,
    /// Nobody is asked for other names.
    closed: bool,
}

impl HostNames {
    /// Looks these names up, unless they are known.
    pub fn learn<'a>(&self, names: impl IntoIterator<Item = &'a str>) {
        let known = &mut *self.0.borrow_mut();
        for name in names {
            known.addresses.entry(name.to_owned()).or_insert_with(|| addresses_of(name));
        }
    }

    /// Reads a file that [`HostNames::save`] wrote. There are no names beyond those in it.
    pub fn read(file: &Path) -> Result<HostNames, String> {
        let fault = |why: String| format!("cannot read names of hosts from {}: {why}", file.display());
        let text = std::fs::read_to_string(file).map_err(|e| fault(e.to_string()))?;
        let mut addresses = BTreeMap::new();
        for line in text.lines() {
            let mut words = line.split_whitespace();
            let Some(name) = words.next() else { continue };
            let all: Result<Vec<IpAddr>, _> = words.map(str::parse).collect();
            let all = all.map_err(|_| fault(format!("{name} has an address that is none")))?;
            addresses.insert(name.to_owned(), all);
        }
        Ok(HostNames(Rc::new(RefCell::new(Known { addresses, closed: true }))))
    }

    /// Writes what is known; the folder is made when it is missing.
    pub fn save(&self, file: &Path) -> Result<(), String> {
        let mut text = String::new();
        for (name, addresses) in &self.0.borrow().addresses {
            text.push_str(name);
            for address in addresses {
                // Writing to a string cannot fail.
                let _ = write!(text, " {address}");
            }
            text.push('\n');
        }
        let folder = file.parent().unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder)
            .and_then(|()| std::fs::write(file, text))
            .map_err(|e| format!("cannot save names of hosts to {}: {e}", file.display()))
    }
}

/// The addresses of a name, waiting for the answer when it is not known yet.
pub(super) fn addresses(cx: &mut Context<'_>, name: &str) -> Result<Vec<IpAddr>, RuntimeError> {
    let loading = super::engine(cx).is_err();
    let names = cx.state::<HostNames>().clone();
    if let Some(known) = names.0.borrow().addresses.get(name) {
        return Ok(known.clone());
    }
    if names.0.borrow().closed {
        return Err(RuntimeError::new(format!(
            "the addresses of {name} were not saved (-P), and -F asks nobody"
        )));
    }
    let found = addresses_of(name);
    if loading {
        // What scripts begin with is computed now, from names that stand in them.
        names.0.borrow_mut().addresses.insert(name.to_owned(), found.clone());
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_saved_is_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("state/names");
        let names = HostNames::default();
        // Addresses are names of themselves: nobody is asked.
        names.learn(["127.0.0.1", "::1"]);
        names.save(&file).expect("the file can be written");
        assert_eq!(std::fs::read_to_string(&file).expect("the file"), "127.0.0.1 127.0.0.1\n::1 ::1\n");
        let read = HostNames::read(&file).expect("names");
        assert_eq!(read.0.borrow().addresses, names.0.borrow().addresses);
        std::fs::write(&file, "a.example 1.2.3\n").expect("the file can be written");
        assert!(HostNames::read(&file).expect_err("no address").contains("a.example"));
    }
}
