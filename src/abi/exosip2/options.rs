//! `eXosip_set_option`: [`table`] has the options, [`setters`] what they do with a value.

mod setters;
pub(super) mod table;
mod value;

use core::ffi::{c_int, c_void};

use self::setters::Setter;
use self::value::Value;
use crate::context::Context;
use crate::error::Error::BadParameter;
use crate::error::{OK, Result};

/// Sets option `number` of `context`.
pub(super) fn set(context: &Context, number: c_int, value: *const c_void) -> Result<c_int> {
    let value = Value(value);
    match table::setter(number).ok_or(BadParameter)? {
        Setter::Int(set) => {
            let value = value.int()?;
            set.call(context, value)?;
        }
        Setter::Text(set) => set(context, value.text())?,
        Setter::CoreText(set) => context.call(|core, _| set(core.options_mut(), value.text()))?,
        Setter::Record(set) => return set(context, value),
        Setter::Refused(error) => return Err(error),
    }
    Ok(OK)
}

/// Sets option `number`, whose value has to be an `int *` that is read.
pub(super) fn set_int(context: &Context, number: c_int, value: c_int) -> Result<c_int> {
    match table::setter(number) {
        Some(Setter::Int(set)) => set.call(context, value).map(|()| OK),
        _ => Err(BadParameter),
    }
}

#[cfg(test)]
mod tests;
