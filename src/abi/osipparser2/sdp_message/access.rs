//! The parts of a description, by the positions that C passes.

use core::ffi::c_int;

use crate::abi::boundary::{Given, overwrite};
use crate::error::Error::{BadParameter, Undefined};
use crate::error::{OK, Result};
use crate::mem::{CBox, List, OwningList, Text, Texts};
use crate::sdp::{Attribute, Bandwidth, Connection, Description, Key, Media, TimeDescription};

/// The `pos_media` of the session.
pub(super) const SESSION: c_int = -1;

pub(super) fn session(sdp: Option<&mut Description>) -> Result<&mut Description> {
    sdp.ok_or(BadParameter)
}

pub(super) fn media(sdp: &mut Description, pos_media: c_int) -> Result<&mut Media> {
    nth_mut(&mut sdp.m_medias, pos_media).ok_or(Undefined)
}

/// As [`media`], but the original has another code for a missing one in the functions of the `m=` line.
pub(super) fn medium(sdp: Option<&mut Description>, pos_media: c_int) -> Result<&mut Media> {
    media(session(sdp)?, pos_media).map_err(|_| BadParameter)
}

/// The fields that the session and each medium have.
macro_rules! fields {
    ($($name:ident: $field:ident $ty:ty;)*) => {$(
        pub(super) fn $name(sdp: Option<&mut Description>, pos_media: c_int) -> Result<&mut $ty> {
            let sdp = session(sdp)?;
            Ok(match pos_media {
                SESSION => &mut sdp.$field,
                _ => &mut media(sdp, pos_media)?.$field,
            })
        }
    )*};
}

fields! {
    info: i_info Option<Text>;
    bandwidths: b_bandwidths List<Bandwidth>;
    key_place: k_key Option<CBox<Key>>;
    attributes: a_attributes List<Attribute>;
}

pub(super) fn connection(
    sdp: Option<&mut Description>,
    pos_media: c_int,
    pos: c_int,
) -> Result<&CBox<Connection>> {
    let sdp = session(sdp)?;
    let found = match pos_media {
        SESSION => sdp.c_connection.as_ref(),
        _ => nth(&media(sdp, pos_media)?.c_connections, pos),
    };
    found.ok_or(Undefined)
}

pub(super) fn bandwidth(
    sdp: Option<&mut Description>,
    pos_media: c_int,
    pos: c_int,
) -> Result<&CBox<Bandwidth>> {
    nth(bandwidths(sdp, pos_media)?, pos).ok_or(Undefined)
}

pub(super) fn attribute(
    sdp: Option<&mut Description>,
    pos_media: c_int,
    pos: c_int,
) -> Result<&CBox<Attribute>> {
    nth(attributes(sdp, pos_media)?, pos).ok_or(Undefined)
}

pub(super) fn time(sdp: Option<&mut Description>, pos_td: c_int) -> Result<&CBox<TimeDescription>> {
    nth(&session(sdp)?.t_descrs, pos_td).ok_or(Undefined)
}

pub(super) fn key(sdp: Option<&mut Description>, pos_media: c_int) -> Result<&CBox<Key>> {
    key_place(sdp, pos_media)?.as_ref().ok_or(Undefined)
}

pub(super) fn nth<O>(list: &OwningList<O>, pos: c_int) -> Option<&O> {
    list.nth_box(usize::try_from(pos).ok()?)
}

pub(super) fn nth_mut<T>(list: &mut List<T>, pos: c_int) -> Option<&mut T> {
    list.iter_mut().nth(usize::try_from(pos).ok()?)
}

/// Adds what `make` takes over, once nothing can fail any more.
pub(super) fn add<T: Default>(list: &mut List<T>, make: impl FnOnce() -> T) -> c_int {
    let mut new = CBox::new(T::default());
    let place = list.new_last();
    *new = make();
    *place = Some(new);
    OK
}

/// As [`add`], for a field of its own.
pub(super) fn set<T: Default>(field: &mut Option<CBox<T>>, make: impl FnOnce() -> T) -> c_int {
    let mut new = CBox::new(T::default());
    *new = make();
    overwrite(field, Some(new));
    OK
}

pub(super) fn add_text(list: &mut Texts, value: Given<Text>) -> c_int {
    let place = list.new_last();
    *place = value.take();
    OK
}
