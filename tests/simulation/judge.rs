//! What a world knows of its registrars and tables, held against the user agent.

use std::time::Duration;

use crate::invariants::Invariant;
use crate::world::{Happening, World};

/// A registration that has just found its binding forgotten makes it anew in so long: its answers to challenges take their turn.
const REMAKING: Duration = Duration::from_secs(5);

impl World {
    /// A binding ends that was not renewed: a lapse, if its user was served. `faults.rs` says what that means.
    pub(crate) fn binding_ends(&mut self, registrar: usize, user: &str, until: Duration) {
        let state = &mut self.registrars[registrar];
        let is_pausing = state.pause.is_some();
        let Some(entry) = state.users.get_mut(user) else { return };
        let neglect = entry.neglect;
        let Some(binding) = entry.binding.take_if(|binding| binding.until == until) else { return };
        let is_up = self.registrars[registrar].servers.iter().all(|it| self.servers[*it].is_up);
        self.story.line(self.elapsed, user, || "-- the binding ends --".to_owned());
        let wanted = self.by_user.get(user).is_some_and(|it| self.objects[*it].is_wanted());
        let period = until - binding.since;
        let window = (period / 2).max(Duration::from_secs(20));
        let is_looked_after =
            self.watch.look <= Duration::from_secs(1) || self.watch.look * 4 <= period / 10;
        let is_known = self.watch.confirmed.get(user) >= Some(&binding.since);
        let is_served = wanted
            && is_known
            && is_up
            && is_looked_after
            && neglect.is_none()
            && !is_pausing
            && !binding.is_refused
            && self.faults.is_served_since(user, registrar, until.saturating_sub(window));
        if is_served {
            let what = format!("the binding of {} s lapses", period.as_secs());
            self.watch.violate(Invariant::Lapse, self.elapsed, user, what);
        }
    }

    pub(crate) fn check(&mut self) {
        self.watch.check(self.elapsed);
        let now = self.now();
        self.objects.iter_mut().for_each(|object| object.look_up(&self.ua));
        let statistics = self.ua.statistics(now);
        let held = self.objects.iter().filter(|object| object.is_held()).count();
        let registrations = statistics.registrations.allocated;
        if registrations != held {
            let what = format!("{registrations} registrations, not {held}");
            self.watch.violate(Invariant::Table, self.elapsed, "", what);
        }
        let transactions = statistics.transactions.allocated;
        if let Some(traffic) = &mut self.traffic {
            traffic.watch.patience = self.watch.patience;
            traffic.watch.check(self.elapsed);
            self.after(Duration::from_secs(1), Happening::Check);
            return;
        }
        let is_quiet = self.elapsed > self.last_removal + Duration::from_secs(41);
        if is_quiet && (transactions > held || transactions < self.watch.open()) {
            let what = format!("{transactions} transactions of {held} registrations");
            self.watch.violate(Invariant::Table, self.elapsed, "", what);
        }
        self.after(Duration::from_secs(1), Happening::Check);
    }

    /// All is well for a while now: all accounts that can be are bound, or have been since.
    pub(crate) fn judge_recovery(&mut self) {
        for object in &self.objects {
            let user = object.user();
            let registrar = &self.registrars[object.peer()];
            let is_bound = registrar.users.get(user).is_some_and(|it| {
                let has_just_noticed = it.noticed.is_some_and(|at| self.elapsed < at + REMAKING);
                let is_excused = it.is_forgotten || has_just_noticed;
                is_excused || it.binding.is_some() || it.bound > Some(self.calm_at)
            });
            if object.is_wanted() && object.has_login() && !is_bound {
                let what = format!("not bound after {:?} of calm", self.end - self.calm_at);
                self.watch.violate(Invariant::Recovery, self.elapsed, user, what);
            }
        }
    }
}
