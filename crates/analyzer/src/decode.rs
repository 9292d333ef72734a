//! Compressed content, decoded as it comes and within limits.
