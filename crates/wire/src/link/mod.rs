//! Link types and the numbers that link layers use for what they carry.

pub mod arp;

/// What a captured frame starts with, numbered as in capture files (the "LINKTYPE" registry of tcpdump.org).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LinkType(pub u16);

#[allow(missing_docs)]
impl LinkType {
    pub const NULL: LinkType = LinkType(0);
    pub const ETHERNET: LinkType = LinkType(1);
    pub const PPP: LinkType = LinkType(9);
    pub const FDDI: LinkType = LinkType(10);
    pub const PPP_HDLC: LinkType = LinkType(50);
    pub const PPP_ETHER: LinkType = LinkType(51);
    pub const RAW: LinkType = LinkType(101);
    pub const IEEE802_11: LinkType = LinkType(105);
    pub const LOOP: LinkType = LinkType(108);
    pub const LINUX_SLL: LinkType = LinkType(113);
    pub const IEEE802_11_RADIOTAP: LinkType = LinkType(127);
    pub const IPV4: LinkType = LinkType(228);
    pub const IPV6: LinkType = LinkType(229);
    pub const NFLOG: LinkType = LinkType(239);
    pub const LINUX_SLL2: LinkType = LinkType(276);
}

/// EtherTypes that are decoded (IEEE, IANA "IEEE 802 Numbers").
pub mod ethertype {
    #![allow(missing_docs)]
    pub const IPV4: u16 = 0x0800;
    pub const ARP: u16 = 0x0806;
    pub const TRANSPARENT_BRIDGING: u16 = 0x6558;
    pub const RARP: u16 = 0x8035;
    pub const VLAN: u16 = 0x8100;
    pub const IPV6: u16 = 0x86dd;
    pub const MPLS: u16 = 0x8847;
    pub const MPLS_MULTICAST: u16 = 0x8848;
    pub const PPPOE_SESSION: u16 = 0x8864;
    pub const PROVIDER_BRIDGING: u16 = 0x88a8;
    pub const PROVIDER_BACKBONE: u16 = 0x88e7;
    pub const FABRIC_PATH: u16 = 0x8903;
    pub const VNTAG: u16 = 0x8926;
    pub const VLAN_DOUBLE_OLD: u16 = 0x9100;
    /// Values from here on are EtherTypes; those up to 1500 are lengths (IEEE 802.3, 3.2.6).
    pub const FIRST: u16 = 0x0600;
    /// The greatest length that an IEEE 802.3 frame states.
    pub const MAX_LENGTH: u16 = 1500;
}
