//! Settings as the records that scripts know.

use crate::events::{
    Events, RDPClientChannelDef, RDPClientClusterData, RDPClientCoreData, RDPEarlyCapabilityFlags,
};
use crate::settings::ClientCore;
use zander_value::{Type, Val};
use zander_wire::utf16;

/// `RDP::ClientCoreData`.
pub fn core(e: &Events, c: &ClientCore<'_>) -> Val {
    let product = c.more.digital_product.map(utf16::to_utf8);
    RDPClientCoreData {
        version_major: c.version.0.into(),
        version_minor: c.version.1.into(),
        desktop_width: c.desktop.0.into(),
        desktop_height: c.desktop.1.into(),
        color_depth: c.color_depth.into(),
        sas_sequence: c.sas_sequence.into(),
        keyboard_layout: c.keyboard_layout.into(),
        client_build: c.build.into(),
        client_name: &utf16::to_utf8(c.name),
        keyboard_type: c.keyboard.0.into(),
        keyboard_sub: c.keyboard.1.into(),
        keyboard_function_key: c.keyboard.2.into(),
        ime_file_name: &utf16::to_utf8(c.ime),
        post_beta2_color_depth: c.more.post_beta2_color_depth.map(u64::from),
        client_product_id: c.more.product.map(u64::from),
        serial_number: c.more.serial.map(u64::from),
        high_color_depth: c.more.high_color_depth.map(u64::from),
        supported_color_depths: c.more.supported_color_depths.map(u64::from),
        ec_flags: c.more.capabilities.map(|flags| capabilities(e, flags)),
        dig_product_id: product.as_deref(),
    }
    .val(e)
}

fn capabilities(e: &Events, flags: u16) -> Val {
    let has = |bit| flags & bit != 0;
    RDPEarlyCapabilityFlags {
        support_err_info_pdu: has(0x0001),
        want_32bpp_session: has(0x0002),
        support_statusinfo_pdu: has(0x0004),
        strong_asymmetric_keys: has(0x0008),
        support_monitor_layout_pdu: has(0x0040),
        support_netchar_autodetect: has(0x0080),
        support_dynvc_gfx_protocol: has(0x0100),
        support_dynamic_time_zone: has(0x0200),
        support_heartbeat_pdu: has(0x0400),
    }
    .val(e)
}

/// `RDP::ClientClusterData`.
pub fn cluster(e: &Events, flags: u32, session: u32) -> Val {
    RDPClientClusterData {
        flags: flags.into(),
        redir_session_id: session.into(),
        redir_supported: flags & 0x01 != 0,
        svr_session_redir_version_mask: (flags & 0x3c).into(),
        redir_sessionid_field_valid: flags & 0x02 != 0,
        redir_smartcard: flags & 0x40 != 0,
    }
    .val(e)
}

/// `RDP::ClientChannelList`.
pub fn channels(e: &Events, all: &[([u8; 8], u32)]) -> Val {
    let channel = |(name, options): &([u8; 8], u32)| {
        let has = |bit| options & bit != 0;
        RDPClientChannelDef {
            name,
            options: (*options).into(),
            initialized: has(0x8000_0000),
            encrypt_rdp: has(0x4000_0000),
            encrypt_sc: has(0x2000_0000),
            encrypt_cs: has(0x1000_0000),
            pri_high: has(0x0800_0000),
            pri_med: has(0x0400_0000),
            pri_low: has(0x0200_0000),
            compress_rdp: has(0x0080_0000),
            compress: has(0x0040_0000),
            show_protocol: has(0x0020_0000),
            persistent: has(0x0010_0000),
        }
        .val(e)
    };
    Val::vector(Type::Record(e.type_RDP_ClientChannelDef.clone()), all.iter().map(channel).collect())
}
