//! Packets as scripts see them.
