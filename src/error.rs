//! The failures that C programs know by number (`osip_port.h`).

use core::ffi::c_int;
use core::fmt;

/// What a call returns when it succeeds (`OSIP_SUCCESS`).
pub const OK: c_int = 0;

/// One failure; its number is what C sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(i32)]
pub enum Error {
    /// `OSIP_UNDEFINED_ERROR`
    Undefined = -1,
    /// `OSIP_BADPARAMETER`: an argument is missing or out of range.
    BadParameter = -2,
    /// `OSIP_WRONG_STATE`: not now.
    WrongState = -3,
    /// `OSIP_NOMEM`
    NoMem = -4,
    /// `OSIP_SYNTAXERROR`: text that does not parse.
    Syntax = -5,
    /// `OSIP_NOTFOUND`
    NotFound = -6,
    /// `OSIP_API_NOT_INITIALIZED`
    NotInitialized = -7,
    /// `OSIP_NO_NETWORK`
    NoNetwork = -10,
    /// `OSIP_PORT_BUSY`
    PortBusy = -11,
    /// `OSIP_UNKNOWN_HOST`
    UnknownHost = -12,
    /// `OSIP_TIMEOUT`
    Timeout = -50,
    /// `OSIP_RETRY_LIMIT`
    RetryLimit = -60,
}

/// A result whose failure C knows by number.
pub type Result<T, E = Error> = core::result::Result<T, E>;

impl Error {
    /// The number that C sees.
    pub fn code(self) -> c_int {
        self as c_int
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?} ({})", self.code())
    }
}

impl core::error::Error for Error {}
