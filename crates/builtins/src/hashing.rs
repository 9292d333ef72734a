//! Hashes: of values at once, of strings piece by piece, keyed, and of connections.

use crate::call::error;
use crate::encoding::hex;
use openssl::error::ErrorStack;
use openssl::hash::{Hasher, MessageDigest};
use openssl::md::Md;
use openssl::md_ctx::MdCtx;
use std::any::Any;
use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;
use zander_value::format::{Style, describe};
use zander_value::{Opaque, OpaqueRef, RecordRef, Str, Transport, Val};
use zander_vm::{Context, RuntimeError};

/// What a value contributes to a hash: the bytes of a string; else the number of its type in four bytes, and its
/// content. Numbers are little-endian.
fn content(out: &mut Vec<u8>, v: &Val) {
    let number = |out: &mut Vec<u8>, tag: u32, bits: u64| {
        out.extend_from_slice(&tag.to_le_bytes());
        out.extend_from_slice(&bits.to_le_bytes());
    };
    match v {
        Val::Str(s) => out.extend_from_slice(s.as_bytes()),
        Val::Bool(b) => number(out, 1, *b as u64),
        Val::Int(n) => number(out, 2, *n as u64),
        Val::Count(n) => number(out, 3, *n),
        Val::Double(x) => number(out, 4, x.to_bits()),
        Val::Time(x) => number(out, 5, x.to_bits()),
        Val::Interval(x) => number(out, 6, x.to_bits()),
        Val::Enum(e) => number(out, 9, e.value as u64),
        Val::Port(p) => {
            out.extend_from_slice(&10u32.to_le_bytes());
            out.extend_from_slice(&(p.number as u32).to_le_bytes());
            out.extend_from_slice(b"/\0");
            out.extend_from_slice(p.transport.name().as_bytes());
        }
        Val::Vector(items) => {
            out.extend_from_slice(&19u32.to_le_bytes());
            out.extend_from_slice(&type_number(&items.element).to_le_bytes());
            out.extend_from_slice(b"[\0");
            for (i, item) in items.items.borrow().iter().enumerate() {
                if i > 0 {
                    out.extend_from_slice(b", \0");
                }
                content(out, item);
            }
            out.extend_from_slice(b"]\0");
        }
        _ => {
            out.extend_from_slice(&type_number(&v.type_of()).to_le_bytes());
            describe(out, v, Style::PLAIN);
            out.push(0);
        }
    }
}

fn type_number(ty: &zander_value::Type) -> u32 {
    use zander_value::Type::*;
    match ty {
        Void | Error => 0,
        Bool => 1,
        Int => 2,
        Count => 3,
        Double => 4,
        Time => 5,
        Interval => 6,
        String => 7,
        Pattern => 8,
        Enum(_) => 9,
        Port => 10,
        Addr => 11,
        Subnet => 12,
        Any => 13,
        Table(_) => 14,
        Record(_) => 15,
        List(_) => 16,
        Func(_) => 17,
        File(_) => 18,
        Vector(_) => 19,
        Opaque(_) => 20,
        Type(_) => 21,
    }
}

fn joined(args: &[Val]) -> Vec<u8> {
    let mut out = Vec::new();
    for v in args {
        content(&mut out, v);
    }
    out
}

fn failed(e: ErrorStack) -> RuntimeError {
    RuntimeError::new(format!("the hash cannot be computed: {e}"))
}

/// The hash functions that were asked for. OpenSSL looks for one by its name, under locks, which takes longer than to hash a
/// short text.
#[derive(Default)]
struct Functions(Vec<Function>);

struct Function {
    name: &'static str,
    function: Md,
    context: MdCtx,
}

impl Functions {
    fn hash(&mut self, name: &'static str, bytes: &[u8]) -> Result<Vec<u8>, ErrorStack> {
        let at = match self.0.iter().position(|f| f.name == name) {
            Some(at) => at,
            None => {
                let (function, context) = (Md::fetch(None, name, None)?, MdCtx::new()?);
                self.0.push(Function { name, function, context });
                self.0.len() - 1
            }
        };
        let Function { function, context, .. } = &mut self.0[at];
        context.digest_init(function)?;
        context.digest_update(bytes)?;
        let mut out = vec![0; function.size()];
        context.digest_final(&mut out)?;
        Ok(out)
    }
}

fn digest(cx: &mut Context<'_>, name: &'static str, bytes: &[u8]) -> Result<Vec<u8>, RuntimeError> {
    cx.state::<Functions>().hash(name, bytes).map_err(failed)
}

/// `opaque of NAME` for a hash in progress; nothing once it is finished.
#[derive(Clone)]
struct Running {
    name: &'static str,
    hasher: RefCell<Option<Hasher>>,
}

impl fmt::Debug for Running {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} hash", self.name)
    }
}

impl Opaque for Running {
    fn type_name(&self) -> &str {
        self.name
    }

    fn duplicate(&self) -> Option<Rc<dyn Opaque>> {
        Some(Rc::new(self.clone()))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

fn begin(name: &'static str, kind: MessageDigest) -> Result<OpaqueRef, RuntimeError> {
    let hasher = Hasher::new(kind).map_err(failed)?;
    Ok(OpaqueRef::new(Running { name, hasher: RefCell::new(Some(hasher)) }))
}

fn update(cx: &mut Context<'_>, handle: &OpaqueRef, data: &Str) -> bool {
    let updated = handle.get::<Running>().and_then(|r| {
        let mut hasher = r.hasher.borrow_mut();
        hasher.as_mut()?.update(data.as_bytes()).ok()
    });
    if updated.is_none() {
        error(cx, format!("attempt to update a finished hash (opaque of {})", handle.type_name()));
    }
    updated.is_some()
}

fn finish(handle: &OpaqueRef) -> String {
    let hasher = handle.get::<Running>().and_then(|r| r.hasher.take());
    hasher.and_then(|mut h| h.finish().ok()).map(|d| hex(&d)).unwrap_or_default()
}

macro_rules! hashes {
    ($($name:literal, $kind:expr, $hash:ident, $init:ident, $update:ident, $finish:ident;)*) => { $(
        /// Hash of the arguments.
        pub fn $hash(cx: &mut Context<'_>, args: &[Val]) -> Result<String, RuntimeError> {
            Ok(hex(&digest(cx, $name, &joined(args))?))
        }

        /// Begins a hash.
        pub fn $init(_: &mut Context<'_>) -> Result<OpaqueRef, RuntimeError> {
            begin($name, $kind)
        }

        /// Adds data.
        pub fn $update(cx: &mut Context<'_>, handle: &OpaqueRef, data: &Str) -> bool {
            update(cx, handle, data)
        }

        /// Ends a hash; empty when it was ended before.
        pub fn $finish(_: &mut Context<'_>, handle: &OpaqueRef) -> String {
            finish(handle)
        }
    )* };
}

hashes! {
    "md5", MessageDigest::md5(), md5_hash, md5_hash_init, md5_hash_update, md5_hash_finish;
    "sha1", MessageDigest::sha1(), sha1_hash, sha1_hash_init, sha1_hash_update, sha1_hash_finish;
    "sha224", MessageDigest::sha224(), sha224_hash, sha224_hash_init, sha224_hash_update, sha224_hash_finish;
    "sha256", MessageDigest::sha256(), sha256_hash, sha256_hash_init, sha256_hash_update, sha256_hash_finish;
    "sha384", MessageDigest::sha384(), sha384_hash, sha384_hash_init, sha384_hash_update, sha384_hash_finish;
    "sha512", MessageDigest::sha512(), sha512_hash, sha512_hash_init, sha512_hash_update, sha512_hash_finish;
}

/// The key of this run.
#[derive(Default)]
struct RunKey(Option<[u8; 32]>);

/// HMAC (RFC 2104) with the key of this run; both hashes have blocks of 64 bytes.
fn keyed(cx: &mut Context<'_>, name: &'static str, args: &[Val]) -> Result<String, RuntimeError> {
    let key = match cx.state::<RunKey>().0 {
        Some(key) => key,
        None => {
            let mut key = [0; 32];
            cx.host.random(&mut key);
            cx.state::<RunKey>().0 = Some(key);
            key
        }
    };
    let padded = |with: u8| -> Vec<u8> {
        let key = key.iter().copied().chain(std::iter::repeat(0));
        key.take(64).map(|b| b ^ with).collect()
    };
    let mut inner = padded(0x36);
    inner.extend_from_slice(&joined(args));
    let mut outer = padded(0x5c);
    outer.extend_from_slice(&digest(cx, name, &inner)?);
    Ok(hex(&digest(cx, name, &outer)?))
}

/// Keyed MD5.
pub fn md5_hmac(cx: &mut Context<'_>, args: &[Val]) -> Result<String, RuntimeError> {
    keyed(cx, "md5", args)
}

/// Keyed SHA-256.
pub fn sha256_hmac(cx: &mut Context<'_>, args: &[Val]) -> Result<String, RuntimeError> {
    keyed(cx, "sha256", args)
}

/// FNV-1a with 32 bits (draft-eastlake-fnv).
pub fn fnv1a32(_: &mut Context<'_>, input: &Val) -> u64 {
    let step = |h: u32, b: &u8| (h ^ *b as u32).wrapping_mul(0x0100_0193);
    joined(std::slice::from_ref(input)).iter().fold(0x811c_9dc5, step) as u64
}

/// FNV-1a with 64 bits.
pub fn fnv1a64(_: &mut Context<'_>, input: &Val) -> u64 {
    let step = |h: u64, b: &u8| (h ^ *b as u64).wrapping_mul(0x0100_0000_01b3);
    joined(std::slice::from_ref(input)).iter().fold(0xcbf2_9ce4_8422_2325, step)
}

/// Weight of a site for a key (Thaler and Ravishankar, 1998): two steps of a linear congruence over 31 bits.
pub fn hrw_weight(_: &mut Context<'_>, key_digest: u64, site_id: u64) -> u64 {
    const MASK: u64 = 0x7fff_ffff;
    let step = |x: u64| x.wrapping_mul(1_103_515_245).wrapping_add(12_345);
    step(step(site_id & MASK) ^ (key_digest & MASK)) & MASK
}

/// Type of the answer to an ICMP message, by version of IP and type; `None` for messages without answers.
fn icmp_answer(v4: bool, kind: u16) -> Option<u16> {
    const PAIRS: [(bool, u16, u16); 11] = [
        (true, 8, 0),
        (true, 10, 9),
        (true, 13, 14),
        (true, 15, 16),
        (true, 17, 18),
        (false, 128, 129),
        (false, 130, 131),
        (false, 133, 134),
        (false, 135, 136),
        (false, 139, 140),
        (false, 144, 145),
    ];
    let pair = PAIRS.iter().find(|(v, a, b)| *v == v4 && (*a == kind || *b == kind));
    pair.map(|(_, a, b)| if *a == kind { *b } else { *a })
}

/// The Community ID, version 1 (<https://github.com/corelight/community-id-spec>). Protocols without ports have none in
/// it. Between an address and itself, the ports are ordered as Zeek does on little-endian machines, by their bytes the
/// other way round, so that logs of the two agree; the specification orders them as numbers.
pub fn community_id_v1(
    cx: &mut Context<'_>,
    cid: &RecordRef,
    seed: u64,
    do_base64: bool,
) -> Result<String, RuntimeError> {
    let unset = || RuntimeError::new("a field of the connection's id is not set");
    let address = |name: &str| cid.get_named(name).as_addr().ok_or_else(unset);
    let port = |name: &str| match cid.get_named(name) {
        Val::Port(p) => Ok(p),
        _ => Err(unset()),
    };
    let (orig, resp) = (address("orig_h")?, address("resp_h")?);
    let (orig_port, resp_port) = (port("orig_p")?, port("resp_p")?);
    let by_port = match orig_port.transport {
        Transport::Tcp => 6,
        Transport::Udp => 17,
        Transport::Icmp => {
            if orig.is_v4() {
                1
            } else {
                58
            }
        }
        Transport::Unknown => 0,
    };
    let protocol = cid.get_named("proto").as_count().and_then(|n| u8::try_from(n).ok()).unwrap_or(by_port);
    let (mut ports, mut one_way) = ((orig_port.number, resp_port.number), false);
    if matches!(protocol, 1 | 58) {
        match icmp_answer(protocol == 1, ports.0) {
            Some(answer) => ports.1 = answer,
            None => one_way = true,
        }
    }
    let bytes = |a: zander_value::Addr| match a.to_v4() {
        Some(b) => b.to_vec(),
        None => a.octets().to_vec(),
    };
    let (mut first, mut second) = ((bytes(orig), ports.0), (bytes(resp), ports.1));
    let order = |end: &(Vec<u8>, u16)| (end.0.clone(), end.1.swap_bytes());
    if !one_way && order(&second) < order(&first) {
        std::mem::swap(&mut first, &mut second);
    }
    let mut data = (seed as u16).to_be_bytes().to_vec();
    data.extend_from_slice(&first.0);
    data.extend_from_slice(&second.0);
    data.extend_from_slice(&[protocol, 0]);
    if orig_port.transport != Transport::Unknown {
        data.extend_from_slice(&first.1.to_be_bytes());
        data.extend_from_slice(&second.1.to_be_bytes());
    }
    let hash = digest(cx, "sha1", &data)?;
    let text = if do_base64 { zander_value::base64::encode(&hash) } else { hex(&hash).into_bytes() };
    Ok(format!("1:{}", String::from_utf8_lossy(&text)))
}
