//! What a program may see of its messages, and why its calls fail.

use core::ffi::c_char;
use core::fmt;
use core::ptr::NonNull;

use super::{Context, Inner};
use crate::error::Error::BadParameter;
use crate::error::Result;
use crate::mem::Text;
use crate::net::{Capture, Counters, MessageTrace};
use crate::trace::trace;

impl Context {
    /// Sets the function that sees each message as it is on the wire, or none.
    pub fn set_message_trace(&self, callback: Option<MessageTrace>) -> Result<()> {
        self.inner()?.monitor.set_callback(callback);
        Ok(())
    }

    /// Writes messages to a new file from now on; none ends that.
    pub fn set_capture(&self, file: &str) -> Result<()> {
        let inner = self.inner()?;
        if file.is_empty() {
            inner.monitor.set_capture(None);
            return Ok(());
        }
        let shows = inner.settings.lock().capture_credentials;
        let capture = Capture::create(file, shows).map_err(|error| {
            inner.explain(format_args!("the capture file {file} cannot be written: {error}"));
            BadParameter
        })?;
        inner.monitor.set_capture(Some(capture));
        Ok(())
    }

    /// Chooses whether captures show credentials, from now on.
    pub fn set_capture_credentials(&self, shows: bool) -> Result<()> {
        self.with_settings(|all| all.capture_credentials = shows)?;
        self.inner()?.monitor.show_credentials(shows);
        Ok(())
    }

    /// Reads the counters.
    pub fn with_counters<T>(&self, body: impl FnOnce(&Counters) -> T) -> Result<T> {
        Ok(body(&self.inner()?.monitor.counters))
    }

    /// How many events wait for the application.
    pub fn waiting_events(&self) -> Result<usize> {
        Ok(self.inner()?.events.len())
    }

    /// Why the last call that explains its failures failed; it stays the context's until the next one fails.
    pub fn error_text(&self) -> Option<NonNull<c_char>> {
        self.inner().ok()?.error_text.lock().as_ref().map(Text::lend)
    }

    /// Keeps the reason of a failure for the application, and traces it.
    pub fn explain(&self, reason: fmt::Arguments<'_>) {
        if let Ok(inner) = self.inner() {
            inner.explain(reason);
        }
    }
}

impl Inner {
    pub(super) fn explain(&self, reason: fmt::Arguments<'_>) {
        let text = reason.to_string();
        trace!(Error, "{text}");
        *self.error_text.lock() = Some(Text::from(text.as_str()));
    }
}
