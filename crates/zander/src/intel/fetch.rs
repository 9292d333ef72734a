//! Fetching: files, and http(s) by a client library, with a limit in time and in size.

use super::sources::{Place, Source};
use std::io::Read;
use std::time::Duration;
use ureq::tls::{RootCerts, TlsConfig, TlsProvider};

/// The bytes of a source, unpacked if they are gzip.
pub fn fetch(source: &Source) -> Result<Vec<u8>, String> {
    let bytes = match &source.place {
        Place::Url(url) => download(url, source)?,
        Place::File(path) => std::fs::File::open(path)
            .map_err(|e| e.to_string())
            .and_then(|f| limited(f, source.max_size))
            .map_err(|e| format!("{}: {e}", source.place))?,
    };
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Ok(bytes);
    }
    limited(flate2::read::MultiGzDecoder::new(&bytes[..]), source.max_size)
        .map_err(|e| format!("{}: {e}", source.place))
}

fn limited(from: impl Read, limit: u64) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    from.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(|e| e.to_string())?;
    if bytes.len() as u64 > limit {
        return Err(format!("it has more than {} MB (max_size)", limit >> 20));
    }
    Ok(bytes)
}

fn download(url: &str, source: &Source) -> Result<Vec<u8>, String> {
    // The system's certificates by the system's TLS library: what its administrator trusts is what is trusted here.
    let tls =
        TlsConfig::builder().provider(TlsProvider::NativeTls).root_certs(RootCerts::PlatformVerifier).build();
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_global(Some(Duration::from_secs(source.timeout)))
        .user_agent(concat!("zander/", env!("CARGO_PKG_VERSION")))
        .http_status_as_error(false)
        .tls_config(tls)
        .build()
        .into();
    let failed = |e: ureq::Error| format!("{url}: {e}");
    let request = source.headers.iter().fold(agent.get(url), |r, (name, value)| r.header(name, value));
    let response = request.call().map_err(failed)?;
    if response.status() != 200 {
        return Err(format!("{url}: the server answers {}", response.status()));
    }
    // A body that ends before its announced length is an error of the reader.
    limited(response.into_body().into_reader(), source.max_size).map_err(|e| format!("{url}: {e}"))
}
