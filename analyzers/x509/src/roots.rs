//! Trusted certificates, which OpenSSL reads as far as a chain can lead to them.
//!
//! A list of roots has more than a hundred entries, and most are never asked for; to make one ready for use costs OpenSSL more
//! than all else that is done with it. So they wait in DER, under their names.

use crate::certificate::Certificate;
use crate::der::{Reader, tag};
use crate::layout::{Layout, layout};
use crate::name;
use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

/// Trusted certificates.
pub struct Roots {
    all: Vec<Root>,
    /// Where the roots with a name stand in the list.
    by_subject: HashMap<Vec<u8>, Vec<usize>>,
}

/// A trusted certificate.
pub struct Root {
    /// All of it.
    pub der: Vec<u8>,
    read: OnceCell<Option<Rc<Certificate>>>,
}

impl Root {
    /// The certificate; `None` when it is none after all.
    pub fn certificate(&self) -> Option<&Rc<Certificate>> {
        self.read.get_or_init(|| Certificate::parse(&self.der, false).map(Rc::new)).as_ref()
    }
}

impl Roots {
    /// Certificates in DER; `None` when one of them is none.
    pub fn new<'a>(all: impl IntoIterator<Item = &'a [u8]>) -> Option<Roots> {
        let mut roots = Roots { all: Vec::new(), by_subject: HashMap::new() };
        for der in all {
            let subject = folded(layout(der)?.subject.content);
            roots.by_subject.entry(subject).or_default().push(roots.all.len());
            roots.all.push(Root { der: der.to_vec(), read: OnceCell::new() });
        }
        Some(roots)
    }

    /// Those that can have to do with a chain of these certificates: that have the name of one of them or of its issuer,
    /// or of the issuer of such a root. In the order of the list.
    pub fn candidates<'a>(&self, chain: impl IntoIterator<Item = &'a [u8]>) -> Vec<&Root> {
        let names = |l: Layout<'_>| [folded(l.issuer.content), folded(l.subject.content)];
        let mut wanted: Vec<Vec<u8>> = chain.into_iter().filter_map(layout).flat_map(names).collect();
        let mut found = BTreeSet::new();
        while let Some(name) = wanted.pop() {
            for &at in self.by_subject.get(&name).into_iter().flatten() {
                if found.insert(at) {
                    wanted.extend(self.all.get(at).and_then(|r| layout(&r.der)).into_iter().flat_map(names));
                }
            }
        }
        found.into_iter().filter_map(|at| self.all.get(at)).collect()
    }

    /// The first root with exactly this name, given its content.
    pub fn named(&self, subject: &[u8]) -> Option<&Root> {
        let places = self.by_subject.get(&folded(subject))?;
        let mut roots = places.iter().filter_map(|at| self.all.get(*at));
        roots.find(|r| layout(&r.der).is_some_and(|l| l.subject.content == subject))
    }
}

/// The letters of a name, given its content. Names that OpenSSL holds for the same have the same: it does not mind the case of
/// letters, the number of spaces and the type of a string (RFC 5280, section 7.1). Others may have the same as well.
fn folded(name: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for pair in Reader::new(name).flat_map(|set| Reader::new(set.content)) {
        let mut pair = Reader::new(pair.content);
        let value = pair.expect(tag::OBJECT).and_then(|_| pair.any());
        let text = value.and_then(|v| name::characters(v.tag, v.content)).unwrap_or_default();
        out.extend(text.into_iter().filter(u8::is_ascii_graphic).map(|b| b.to_ascii_lowercase()));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::der::element;

    fn name(string: u8, text: &[u8]) -> Vec<u8> {
        let pair =
            element(tag::SEQUENCE, &[&element(tag::OBJECT, &[&[0x55, 4, 3]]), &element(string, &[text])]);
        element(tag::SET, &[&pair])
    }

    #[test]
    fn names_that_openssl_holds_for_the_same() {
        let plain = folded(&name(19, b"Example Root"));
        assert_eq!(folded(&name(12, b"  EXAMPLE \t root ")), plain);
        assert_eq!(folded(&name(30, b"\0E\0x\0a\0m\0p\0l\0e\0 \0R\0o\0o\0t")), plain);
        assert_ne!(folded(&name(12, b"Example Root 2")), plain);
    }
}
