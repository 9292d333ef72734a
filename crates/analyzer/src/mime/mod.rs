//! MIME entities.
