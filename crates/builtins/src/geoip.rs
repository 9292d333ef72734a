//! Where addresses are.

use crate::call::{complain, make_record};
use zander_value::{Addr, RecordRef, Str};
use zander_vm::{Context, RuntimeError};

/// Radius of the earth in miles.
const RADIUS: f64 = 3958.8;

/// Where an address is: unknown, since there is no database.
pub fn lookup_location(cx: &mut Context<'_>, _: Addr) -> Result<RecordRef, RuntimeError> {
    complain(cx, "this build reads no databases of locations");
    make_record(cx, "geo_location", &[])
}

/// Who routes an address: unknown, since there is no database.
pub fn lookup_autonomous_system(cx: &mut Context<'_>, _: Addr) -> Result<RecordRef, RuntimeError> {
    complain(cx, "this build reads no databases of autonomous systems");
    make_record(cx, "geo_autonomous_system", &[])
}

/// Opens a database; F since this build reads none.
pub fn mmdb_open_location_db(_: &mut Context<'_>, _: &Str) -> bool {
    false
}

/// Opens a database; F since this build reads none.
pub fn mmdb_open_asn_db(_: &mut Context<'_>, _: &Str) -> bool {
    false
}

/// Miles between two places given in degrees, on a sphere.
pub fn haversine_distance(_: &mut Context<'_>, lat1: f64, long1: f64, lat2: f64, long2: f64) -> f64 {
    let half = |a: f64, b: f64| ((b - a).to_radians() / 2.0).sin().powi(2);
    let a = half(lat1, lat2) + lat1.to_radians().cos() * lat2.to_radians().cos() * half(long1, long2);
    2.0 * RADIUS * a.sqrt().min(1.0).asin()
}
