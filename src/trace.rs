//! Trace levels and the sink behind `osip_trace`. Nothing is written unless a program asked for it.

use core::fmt;
use core::sync::atomic::{AtomicU8, Ordering::Relaxed};
use std::sync::OnceLock;

/// How grave or how detailed a line is. The numbers are those of `osip_trace_level_t`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The process cannot go on.
    Fatal,
    /// A mistake in the library.
    Bug,
    /// Something failed.
    Error,
    /// Something is odd.
    Warning,
    /// What the application did.
    Info1,
    /// What the network did.
    Info2,
    /// What a transaction did.
    Info3,
    /// Everything else.
    Info4,
}

impl Level {
    /// All levels, from the gravest on.
    const ALL: [Self; 8] = [
        Self::Fatal,
        Self::Bug,
        Self::Error,
        Self::Warning,
        Self::Info1,
        Self::Info2,
        Self::Info3,
        Self::Info4,
    ];

    /// The level with C's number, if there is one.
    pub fn from_number(number: i32) -> Option<Self> {
        Self::ALL.get(usize::try_from(number).ok()?).copied()
    }

    /// How a line of this level begins.
    pub fn label(self) -> &'static str {
        match self {
            Self::Fatal => "| FATAL | ",
            Self::Bug => "|  BUG  | ",
            Self::Error => "| ERROR | ",
            Self::Warning => "|WARNING| ",
            Self::Info1 => "| INFO1 | ",
            Self::Info2 => "| INFO2 | ",
            Self::Info3 => "| INFO3 | ",
            Self::Info4 => "| INFO4 | ",
        }
    }

    fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// What takes the lines: level, source file, line in it, text without line end.
pub type Sink = fn(Level, &str, u32, &str);

/// One bit for each level that is on.
static ENABLED: AtomicU8 = AtomicU8::new(0);

/// Set once a program has said where the trace goes.
static SINK: OnceLock<Sink> = OnceLock::new();

/// Sets the receiver of the lines. The first one stays.
pub fn set_sink(sink: Sink) {
    SINK.get_or_init(|| sink);
}

/// Switches the first `count` levels on and the others off.
pub fn enable_below(count: usize) {
    let bits = Level::ALL.iter().take(count).fold(0, |bits, level| bits | level.bit());
    ENABLED.store(bits, Relaxed);
}

/// Switches one level on or off.
pub fn enable(level: Level, on: bool) {
    if on {
        ENABLED.fetch_or(level.bit(), Relaxed);
    } else {
        ENABLED.fetch_and(!level.bit(), Relaxed);
    }
}

/// Whether the level is on.
pub fn is_enabled(level: Level) -> bool {
    ENABLED.load(Relaxed) & level.bit() != 0
}

/// Whether a line of this level would be seen.
pub fn is_wanted(level: Level) -> bool {
    is_enabled(level) && SINK.get().is_some()
}

/// Traces one line: `trace!(Warning, "{host} does not answer")`. The text is made only if it would be seen.
///
/// No password, no hash of one, no nonce and no whole Authorization header may be in it.
macro_rules! trace {
    ($level:ident, $($text:tt)+) => {
        if $crate::trace::is_wanted($crate::trace::Level::$level) {
            $crate::trace::write($crate::trace::Level::$level, file!(), line!(), format_args!($($text)+));
        }
    };
}

pub(crate) use trace;

/// What [`trace!`] does with a line that is wanted.
pub fn write(level: Level, file: &str, line: u32, text: fmt::Arguments<'_>) {
    if let Some(sink) = SINK.get() {
        match text.as_str() {
            Some(text) => sink(level, file, line, text),
            None => sink(level, file, line, &text.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_below_a_count_are_on_and_the_others_off() {
        enable_below(3);
        assert!(is_enabled(Level::Error) && !is_enabled(Level::Warning));
        enable(Level::Info4, true);
        enable(Level::Bug, false);
        assert!(is_enabled(Level::Info4) && is_enabled(Level::Fatal) && !is_enabled(Level::Bug));
        enable_below(usize::MAX);
        assert!(Level::ALL.into_iter().all(is_enabled));
        enable_below(0);
        assert!(!Level::ALL.into_iter().any(is_enabled));
    }

    #[test]
    fn numbers_beyond_the_levels_are_none() {
        assert_eq!(Level::from_number(7), Some(Level::Info4));
        assert_eq!(Level::from_number(8), None);
        assert_eq!(Level::from_number(-1), None);
    }
}
