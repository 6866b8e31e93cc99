//! The failures that C programs know by number (`osip_port.h`).

use core::ffi::c_int;
use core::fmt;

/// What a call returns when it succeeds.
pub const OK: c_int = code::OSIP_SUCCESS;

/// One failure; its number is what C sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(i32)]
pub enum Error {
    /// `OSIP_UNDEFINED_ERROR`
    Undefined = code::OSIP_UNDEFINED_ERROR,
    /// `OSIP_BADPARAMETER`: an argument is missing or out of range.
    BadParameter = code::OSIP_BADPARAMETER,
    /// `OSIP_WRONG_STATE`: not now.
    WrongState = code::OSIP_WRONG_STATE,
    /// `OSIP_NOMEM`
    NoMem = code::OSIP_NOMEM,
    /// `OSIP_SYNTAXERROR`: text that does not parse.
    Syntax = code::OSIP_SYNTAXERROR,
    /// `OSIP_NOTFOUND`
    NotFound = code::OSIP_NOTFOUND,
    /// `OSIP_API_NOT_INITIALIZED`
    NotInitialized = code::OSIP_API_NOT_INITIALIZED,
    /// `OSIP_NO_NETWORK`
    NoNetwork = code::OSIP_NO_NETWORK,
    /// `OSIP_PORT_BUSY`
    PortBusy = code::OSIP_PORT_BUSY,
    /// `OSIP_UNKNOWN_HOST`
    UnknownHost = code::OSIP_UNKNOWN_HOST,
    /// `OSIP_TIMEOUT`
    Timeout = code::OSIP_TIMEOUT,
    /// `OSIP_WRONG_FORMAT`: a header that is needed is missing.
    WrongFormat = code::OSIP_WRONG_FORMAT,
    /// `OSIP_RETRY_LIMIT`
    RetryLimit = code::OSIP_RETRY_LIMIT,
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

/// The numbers of `osip_port.h`.
pub mod code {
    use core::ffi::c_int;

    /// It worked.
    pub const OSIP_SUCCESS: c_int = 0;
    /// None of the others.
    pub const OSIP_UNDEFINED_ERROR: c_int = -1;
    /// An argument is missing or out of range.
    pub const OSIP_BADPARAMETER: c_int = -2;
    /// Not now.
    pub const OSIP_WRONG_STATE: c_int = -3;
    /// No memory.
    pub const OSIP_NOMEM: c_int = -4;
    /// Text that does not parse.
    pub const OSIP_SYNTAXERROR: c_int = -5;
    /// There is no such thing.
    pub const OSIP_NOTFOUND: c_int = -6;
    /// Initialise first.
    pub const OSIP_API_NOT_INITIALIZED: c_int = -7;
    /// No network.
    pub const OSIP_NO_NETWORK: c_int = -10;
    /// The port is in use.
    pub const OSIP_PORT_BUSY: c_int = -11;
    /// No address for the name.
    pub const OSIP_UNKNOWN_HOST: c_int = -12;
    /// Not used.
    pub const OSIP_DISK_FULL: c_int = -30;
    /// Not used.
    pub const OSIP_NO_RIGHTS: c_int = -31;
    /// A file is missing.
    pub const OSIP_FILE_NOT_EXIST: c_int = -32;
    /// No response.
    pub const OSIP_TIMEOUT: c_int = -50;
    /// Not used.
    pub const OSIP_TOOMUCHCALL: c_int = -51;
    /// Not used.
    pub const OSIP_WRONG_FORMAT: c_int = -52;
    /// No codec in common.
    pub const OSIP_NOCOMMONCODEC: c_int = -53;
    /// Tried often enough.
    pub const OSIP_RETRY_LIMIT: c_int = -60;
}
