//! The ends of a connection as scripts see them.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use zander_event::Declarations;
use zander_value::{Opaque, Record, RecordType, Str, Val};

/// Texts of so many hardware addresses are kept.
const MAX_LINKS: usize = 1024;

/// How the two ends are shown.
pub(crate) struct EndpointForm {
    ty: Rc<RecordType>,
    orig: usize,
    resp: usize,
    size: usize,
    state: usize,
    num_pkts: usize,
    num_bytes_ip: usize,
    /// Packets and their bytes are shown (`use_conn_size_analyzer`).
    pub counts: bool,
    flow_label: usize,
    l2_addr: usize,
    /// Texts of hardware addresses.
    links: RefCell<HashMap<[u8; 6], Str, foldhash::fast::RandomState>>,
}

/// What is to be shown of one end.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct End {
    pub size: u64,
    pub packets: u64,
    pub ip_bytes: u64,
    pub flow_label: u32,
    pub state: u8,
    pub l2_addr: [u8; 6],
}

/// The ends of a connection, until a script looks at them.
pub(crate) struct View {
    pub form: Rc<EndpointForm>,
    pub ends: [Cell<End>; 2],
}

impl std::fmt::Debug for View {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.ends.iter().map(Cell::get)).finish()
    }
}

impl Opaque for View {
    fn type_name(&self) -> &str {
        "connection"
    }

    fn duplicate(&self) -> Option<Rc<dyn Opaque>> {
        let View { form, ends } = self;
        Some(Rc::new(View { form: form.clone(), ends: ends.clone() }))
    }

    fn field(&self, slot: usize) -> Val {
        let [orig, resp] = &self.ends;
        let end = match slot {
            s if s == self.form.orig => orig.get(),
            s if s == self.form.resp => resp.get(),
            _ => return Val::None,
        };
        let r = Record::new(&self.form.ty);
        self.form.fill(&r, end);
        if end.l2_addr != [0; 6] {
            r.set(self.form.l2_addr, Val::Str(self.form.link_text(end.l2_addr)));
        }
        Val::Record(r)
    }

    fn as_any(&self) -> &dyn std::any::Any {
        self
    }
}

impl EndpointForm {
    /// Looks up everything. A type or field that the scripts lack is an error that names it.
    pub fn bind(declarations: &dyn Declarations, connection: &RecordType) -> Result<EndpointForm, String> {
        let end = declarations.record("endpoint").ok_or("no script declares endpoint")?;
        let slot = |r: &RecordType, field: &str| {
            r.slot(field).ok_or_else(|| format!("record {} has no field {field}", r.name.borrow()))
        };
        Ok(EndpointForm {
            orig: slot(connection, "orig")?,
            resp: slot(connection, "resp")?,
            size: slot(&end, "size")?,
            state: slot(&end, "state")?,
            num_pkts: slot(&end, "num_pkts")?,
            num_bytes_ip: slot(&end, "num_bytes_ip")?,
            counts: declarations.value("use_conn_size_analyzer").and_then(|v| v.as_bool()).unwrap_or(true),
            flow_label: slot(&end, "flow_label")?,
            l2_addr: slot(&end, "l2_addr")?,
            ty: end,
            links: RefCell::default(),
        })
    }

    /// Puts into the record what changes while the connection goes on.
    pub fn fill(&self, r: &Record, end: End) {
        r.set(self.size, Val::Count(end.size));
        r.set(self.state, Val::Count(end.state.into()));
        if self.counts {
            r.set(self.num_pkts, Val::Count(end.packets));
            r.set(self.num_bytes_ip, Val::Count(end.ip_bytes));
        }
        r.set(self.flow_label, Val::Count(end.flow_label.into()));
    }

    /// What the record of an end says.
    pub fn read(&self, r: &Record) -> End {
        let count = |slot| r.peek(slot, Val::as_count).unwrap_or(0);
        End {
            size: count(self.size),
            packets: count(self.num_pkts),
            ip_bytes: count(self.num_bytes_ip),
            state: u8::try_from(count(self.state)).unwrap_or(u8::MAX),
            ..End::default()
        }
    }

    /// A hardware address as text. There are few of them on a link, so each text is made once.
    fn link_text(&self, address: [u8; 6]) -> Str {
        let mut known = self.links.borrow_mut();
        if let Some(text) = known.get(&address) {
            return text.clone();
        }
        if known.len() >= MAX_LINKS {
            known.clear();
        }
        let [a, b, c, d, e, f] = address;
        let text = Str::from(format!("{a:02x}:{b:02x}:{c:02x}:{d:02x}:{e:02x}:{f:02x}").as_str());
        known.insert(address, text.clone());
        text
    }
}
