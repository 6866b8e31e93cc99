//! The story of a world, as a ladder: what each user sent and got, and what went on around.

use std::time::Duration;

/// So many lines before the end are printed.
const LAST: usize = 150;

#[derive(Default)]
pub(crate) struct Story {
    pub(crate) is_told: bool,
    lines: Vec<(Duration, String, String)>,
}

impl Story {
    /// Something happened to a user; empty: to all users.
    pub(crate) fn line(&mut self, at: Duration, user: &str, what: impl FnOnce() -> String) {
        if self.is_told {
            let what = what();
            if !what.is_empty() {
                if eXosip2::trace::is_wanted(eXosip2::trace::Level::Info3) {
                    println!("{:>10.3}  {user:<5} {what}", at.as_secs_f64());
                }
                self.lines.push((at, user.to_owned(), what));
            }
        }
    }

    /// The last lines that concern a user; empty: all.
    pub(crate) fn of(&self, user: &str) -> String {
        let concerns = |name: &str| user.is_empty() || name.is_empty() || name == user;
        let lines: Vec<_> = self.lines.iter().filter(|(_, name, _)| concerns(name)).collect();
        let first = lines.len().saturating_sub(LAST);
        let line = |(at, name, what): &&(Duration, String, String)| {
            format!("{:>10.3}  {name:<5} {what}\n", at.as_secs_f64())
        };
        lines[first..].iter().map(line).collect()
    }

    /// All of it, to compare two runs.
    pub(crate) fn whole(&self) -> &[(Duration, String, String)] {
        &self.lines
    }
}
