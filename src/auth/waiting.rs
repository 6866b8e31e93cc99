//! Sessions that a login which is added later may help, found by realm and user.

use core::hash::Hash;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::credentials::{CredentialStore, realm_key};
use super::quoted::lower_case;

/// A realm, or a user in From, in lower case.
type Key = Arc<[u8]>;

/// Realms that are longer are not found by a login that is added later: no registrar can fill the memory with them.
const LONGEST_REALM: usize = 128;

/// The sessions of a context whose last request failed after a challenge. `Id` is their owner's number.
#[derive(Debug)]
pub struct WaitingSessions<Id> {
    /// Realm, user and session. `None` begins a range.
    by_realm: BTreeSet<(Key, Key, Option<Id>)>,
    /// User and session.
    by_user: BTreeSet<(Key, Option<Id>)>,
    /// The user and the realms of each session.
    sessions: HashMap<Id, (Key, Box<[Key]>)>,
}

impl<Id> Default for WaitingSessions<Id> {
    fn default() -> Self {
        Self { by_realm: BTreeSet::new(), by_user: BTreeSet::new(), sessions: HashMap::new() }
    }
}

impl<Id: Copy + Ord + Hash> WaitingSessions<Id> {
    /// Adds a session of `user` that was challenged by `realms`, all in lower case, in place of the one with that
    /// number.
    pub fn insert(&mut self, id: Id, user: Option<&[u8]>, realms: Vec<Vec<u8>>) {
        self.remove(id);
        let user: Key = lower_case(user.unwrap_or_default()).into();
        let realms = realms.into_iter().filter(|realm| realm.len() <= LONGEST_REALM);
        let realms: Box<[Key]> = realms.map(Key::from).collect();
        for realm in &realms {
            self.by_realm.insert((realm.clone(), user.clone(), Some(id)));
        }
        self.by_user.insert((user.clone(), Some(id)));
        self.sessions.insert(id, (user, realms));
    }

    /// Removes a session, if it is there.
    pub fn remove(&mut self, id: Id) {
        // Mostly nothing waits.
        if self.sessions.is_empty() {
            return;
        }
        let Some((user, realms)) = self.sessions.remove(&id) else { return };
        for realm in realms {
            self.by_realm.remove(&(realm, user.clone(), Some(id)));
        }
        self.by_user.remove(&(user, Some(id)));
    }

    /// The sessions that the login of `username` for `realm`, which has just been added, may help.
    ///
    /// A login for one realm is meant for the sessions of its own user there; if there are none, the user in From may be
    /// another, and it is tried for all of that realm. The first login for any realm is tried everywhere.
    pub fn of_login(
        &self,
        username: &[u8],
        realm: Option<&[u8]>,
        store: &CredentialStore,
    ) -> Vec<Id> {
        let user: Key = lower_case(username).into();
        let realm: Key = realm_key(realm).into();
        if realm.is_empty() {
            let own = self.by_user.range((user.clone(), None)..).take_while(|(it, _)| *it == user);
            let own: Vec<_> = own.filter_map(|(_, id)| *id).collect();
            let is_for_all = own.is_empty() && store.has_one_user();
            return if is_for_all { self.sessions.keys().copied().collect() } else { own };
        }
        let of_realm = |from: &Key| {
            let start = (realm.clone(), from.clone(), None);
            self.by_realm.range(start..).take_while(|(it, ..)| *it == realm)
        };
        let own = of_realm(&user).take_while(|(_, it, _)| *it == user);
        let own: Vec<_> = own.filter_map(|(.., id)| *id).collect();
        if !own.is_empty() {
            return own;
        }
        if store.has_one_login(&realm) {
            return of_realm(&Key::default()).filter_map(|(.., id)| *id).collect();
        }
        // `user@isp.example` may be served by the login of `user`.
        of_realm(&user)
            .map_while(|(_, it, id)| Some((it.strip_prefix(&*user)?, *id)))
            .filter_map(|(rest, id)| id.filter(|_| rest.starts_with(b"@")))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn added(store: &mut CredentialStore, user: &str, realm: &str) {
        store
            .add(user.as_bytes(), user.as_bytes(), Some(b"p"), None, Some(realm.as_bytes()))
            .unwrap();
    }

    fn waiting(sessions: &[(i32, &str, &[&str])]) -> WaitingSessions<i32> {
        let mut waiting = WaitingSessions::default();
        for (id, user, realms) in sessions {
            let realms = realms.iter().map(|realm| realm.as_bytes().to_vec()).collect();
            waiting.insert(*id, Some(user.as_bytes()), realms);
        }
        waiting
    }

    #[test]
    fn a_login_helps_its_own_user_or_else_its_whole_realm() {
        let waiting = waiting(&[(1, "Alice", &["r"]), (2, "bob", &["r"]), (3, "alice", &["s"])]);
        let mut store = CredentialStore::default();
        let mut helped = |user: &str, realm: &str| {
            added(&mut store, user, realm);
            let mut ids = waiting.of_login(user.as_bytes(), Some(realm.as_bytes()), &store);
            ids.sort_unstable();
            ids
        };
        assert_eq!(helped("ALICE", "\"R\""), [1]);
        assert_eq!(helped("auth", "s"), [3]);
        // The realm has a second login by then.
        assert!(helped("auth", "r").is_empty());
        assert_eq!(helped("alice", ""), [1, 3]);
        assert!(helped("carol", "").is_empty());
    }

    #[test]
    fn the_first_login_without_realm_answers_all_waiting_challenges() {
        let waiting = waiting(&[(1, "alice", &["r"]), (2, "bob", &["s"])]);
        let mut store = CredentialStore::default();
        added(&mut store, "login", "");
        assert_eq!(waiting.of_login(b"login", None, &store).len(), 2);
    }

    #[test]
    fn nothing_is_left_of_sessions_that_are_removed() {
        let mut waiting = waiting(&[(1, "alice", &["r", "s"]), (2, "alice", &["r"])]);
        waiting.insert(1, None, vec![b"t".to_vec()]);
        waiting.remove(1);
        waiting.remove(2);
        waiting.remove(2);
        assert!(waiting.by_realm.is_empty() && waiting.by_user.is_empty());
        assert!(waiting.sessions.is_empty());
    }
}
