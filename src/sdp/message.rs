//! The lines of a session description.

use crate::mem::{CBox, List, Text, Texts};

/// `b=`
#[repr(C)]
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bandwidth {
    /// `b_bwtype`
    pub b_bwtype: Option<Text>,
    /// `b_bandwidth`
    pub b_bandwidth: Option<Text>,
}

const _: () = assert!(size_of::<Bandwidth>() == 16);

/// T= and its r= lines.
#[repr(C)]
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TimeDescription {
    /// `t_start_time`
    pub t_start_time: Option<Text>,
    /// `t_stop_time`
    pub t_stop_time: Option<Text>,
    /// `r_repeats`
    pub r_repeats: Texts,
}

const _: () = assert!(size_of::<TimeDescription>() == 32);

/// `k=`
#[repr(C)]
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Key {
    /// `k_keytype`
    pub k_keytype: Option<Text>,
    /// `k_keydata`
    pub k_keydata: Option<Text>,
}

const _: () = assert!(size_of::<Key>() == 16);

/// `a=`
#[repr(C)]
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Attribute {
    /// `a_att_field`
    pub a_att_field: Option<Text>,
    /// `a_att_value`
    pub a_att_value: Option<Text>,
}

const _: () = assert!(size_of::<Attribute>() == 16);

/// `c=`
#[repr(C)]
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Connection {
    /// `c_nettype`
    pub c_nettype: Option<Text>,
    /// `c_addrtype`
    pub c_addrtype: Option<Text>,
    /// `c_addr`
    pub c_addr: Option<Text>,
    /// `c_addr_multicast_ttl`
    pub c_addr_multicast_ttl: Option<Text>,
    /// `c_addr_multicast_int`
    pub c_addr_multicast_int: Option<Text>,
}

const _: () = assert!(size_of::<Connection>() == 40);

/// M= and the lines below it.
#[repr(C)]
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Media {
    /// `m_media`
    pub m_media: Option<Text>,
    /// `m_port`
    pub m_port: Option<Text>,
    /// `m_number_of_port`
    pub m_number_of_port: Option<Text>,
    /// `m_proto`
    pub m_proto: Option<Text>,
    /// `m_payloads`
    pub m_payloads: Texts,
    /// `i_info`
    pub i_info: Option<Text>,
    /// `c_connections`
    pub c_connections: List<Connection>,
    /// `b_bandwidths`
    pub b_bandwidths: List<Bandwidth>,
    /// `a_attributes`
    pub a_attributes: List<Attribute>,
    /// `k_key`
    pub k_key: Option<CBox<Key>>,
}

const _: () = assert!(size_of::<Media>() == 112);

/// A whole session description.
#[repr(C)]
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Description {
    /// `v_version`
    pub v_version: Option<Text>,
    /// `o_username`
    pub o_username: Option<Text>,
    /// `o_sess_id`
    pub o_sess_id: Option<Text>,
    /// `o_sess_version`
    pub o_sess_version: Option<Text>,
    /// `o_nettype`
    pub o_nettype: Option<Text>,
    /// `o_addrtype`
    pub o_addrtype: Option<Text>,
    /// `o_addr`
    pub o_addr: Option<Text>,
    /// `s_name`
    pub s_name: Option<Text>,
    /// `i_info`
    pub i_info: Option<Text>,
    /// `u_uri`
    pub u_uri: Option<Text>,
    /// `e_emails`
    pub e_emails: Texts,
    /// `p_phones`
    pub p_phones: Texts,
    /// `c_connection`
    pub c_connection: Option<CBox<Connection>>,
    /// `b_bandwidths`
    pub b_bandwidths: List<Bandwidth>,
    /// `t_descrs`
    pub t_descrs: List<TimeDescription>,
    /// `z_adjustments`
    pub z_adjustments: Option<Text>,
    /// `k_key`
    pub k_key: Option<CBox<Key>>,
    /// `a_attributes`
    pub a_attributes: List<Attribute>,
    /// `m_medias`
    pub m_medias: List<Media>,
}

const _: () = assert!(size_of::<Description>() == 200);
