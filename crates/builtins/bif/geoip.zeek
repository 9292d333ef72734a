##! Where an address is, by databases of MaxMind.

module GLOBAL;

## Where an address is, by the city or country database.
global lookup_location: function(a: addr): geo_location;

## Who routes an address, by the database of autonomous systems.
global lookup_autonomous_system: function(a: addr): geo_autonomous_system;

## Opens a city or country database.
global mmdb_open_location_db: function(f: string): bool;

## Opens a database of autonomous systems.
global mmdb_open_asn_db: function(f: string): bool;

## Miles between two places on earth.
global haversine_distance: function(lat1: double, long1: double, lat2: double, long2: double): double;
