//! Sessions that a login which is added later may help, found by realm and user.

use core::hash::Hash;
use std::collections::{BTreeSet, HashMap};

use super::credentials::{CredentialStore, realm_key};
use super::quoted::lower_case;

type Key = Box<[u8]>;

/// The sessions of a context whose last request failed after a challenge. `Id` is their owner's number.
#[derive(Debug)]
pub struct WaitingSessions<Id> {
    /// By realm, then by the user in From, both in lower case.
    realms: HashMap<Key, HashMap<Key, BTreeSet<Id>>>,
    /// By the user in From.
    users: HashMap<Key, BTreeSet<Id>>,
    /// The user and the realms of each session.
    sessions: HashMap<Id, (Key, Vec<Key>)>,
}

impl<Id> Default for WaitingSessions<Id> {
    fn default() -> Self {
        Self { realms: HashMap::new(), users: HashMap::new(), sessions: HashMap::new() }
    }
}

impl<Id: Copy + Ord + Hash> WaitingSessions<Id> {
    /// Adds a session of `user` that was challenged by `realms`, all in lower case, in place of the one with that
    /// number.
    pub fn insert(&mut self, id: Id, user: Option<&[u8]>, realms: Vec<Vec<u8>>) {
        self.remove(id);
        let user: Key = lower_case(user.unwrap_or_default()).into();
        let realms: Vec<Key> = realms.into_iter().map(Vec::into_boxed_slice).collect();
        for realm in &realms {
            let users = self.realms.entry(realm.clone()).or_default();
            users.entry(user.clone()).or_default().insert(id);
        }
        self.users.entry(user.clone()).or_default().insert(id);
        self.sessions.insert(id, (user, realms));
    }

    /// Removes a session, if it is there.
    pub fn remove(&mut self, id: Id) {
        let Some((user, realms)) = self.sessions.remove(&id) else { return };
        for realm in &realms {
            let Some(users) = self.realms.get_mut(realm) else { continue };
            remove_one(users, &user, id);
            if users.is_empty() {
                self.realms.remove(realm);
            }
        }
        remove_one(&mut self.users, &user, id);
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
        let user = lower_case(username);
        let realm = realm_key(realm);
        if realm.is_empty() {
            return match self.users.get(&*user) {
                Some(ids) => ids.iter().copied().collect(),
                None if store.has_one_user() => self.sessions.keys().copied().collect(),
                None => Vec::new(),
            };
        }
        let Some(users) = self.realms.get(&*realm) else { return Vec::new() };
        match users.get(&*user) {
            Some(ids) => ids.iter().copied().collect(),
            None if store.has_one_login(&realm) => users.values().flatten().copied().collect(),
            // `user@isp.example` may be served by the login of `user`.
            None => users
                .iter()
                .filter(|(other, _)| {
                    other.strip_prefix(&*user).is_some_and(|it| it.starts_with(b"@"))
                })
                .flat_map(|(_, ids)| ids)
                .copied()
                .collect(),
        }
    }
}

fn remove_one<Id: Ord>(users: &mut HashMap<Key, BTreeSet<Id>>, user: &Key, id: Id) {
    let Some(ids) = users.get_mut(user) else { return };
    ids.remove(&id);
    if ids.is_empty() {
        users.remove(user);
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
        assert!(waiting.realms.is_empty() && waiting.users.is_empty());
        assert!(waiting.sessions.is_empty());
    }
}
