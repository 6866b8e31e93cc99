//! The logins of a context, found by realm and user. RFC 3261 22.1.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use super::login::{Login, Secret};
use super::quoted::{lower_case, unescaped, unquoted};
use crate::error::Error::{BadParameter, NotFound, Syntax};
use crate::error::Result;
use crate::sip::grammar;

/// The logins of one realm, by user.
type Logins = HashMap<Arc<[u8]>, Login>;

/// All logins of a context.
#[derive(Debug, Default)]
pub struct CredentialStore {
    /// By realm, then by user, both in lower case. The empty realm stands for any.
    realms: HashMap<Box<[u8]>, Logins>,
    /// The number of logins of each user.
    users: HashMap<Arc<[u8]>, usize>,
    last_serial: u64,
}

impl CredentialStore {
    /// Adds a login for requests of `username` (the user part of From), or replaces the one with the same user and
    /// realm, whatever the case of their letters. No realm, or an empty one, stands for any. A realm may be in quotes,
    /// as it stands in a challenge.
    ///
    /// A password that is not empty takes precedence over `ha1`.
    pub fn add(
        &mut self,
        username: &[u8],
        userid: &[u8],
        password: Option<&[u8]>,
        ha1: Option<&[u8]>,
        realm: Option<&[u8]>,
    ) -> Result<()> {
        if username.is_empty() || userid.is_empty() {
            return Err(BadParameter);
        }
        if [username, userid, realm.unwrap_or_default()].into_iter().any(breaks_line) {
            return Err(Syntax);
        }
        let secret = Secret::new(password, ha1).ok_or(BadParameter)?;
        let user = username.to_ascii_lowercase();
        let user = match self.users.get_key_value(&user[..]) {
            Some((known, _)) => known.clone(),
            None => user.into(),
        };
        let logins = self.realms.entry(realm_key(realm).into_owned().into()).or_default();
        let old = logins.get(&user);
        if old.is_some_and(|old| old.is_unchanged(userid, &secret)) {
            return Ok(());
        }
        self.last_serial += 1;
        let userid = if *user == *userid { user.clone() } else { userid.into() };
        let login = Login::new(userid, secret, self.last_serial);
        if logins.insert(user.clone(), login).is_none() {
            *self.users.entry(user).or_default() += 1;
        }
        Ok(())
    }

    /// Removes the login of `username` in `realm`; without a realm, the one that was added without.
    pub fn remove(&mut self, username: &[u8], realm: Option<&[u8]>) -> Result<()> {
        if username.is_empty() {
            return Err(BadParameter);
        }
        let user = username.to_ascii_lowercase();
        let realm = realm_key(realm);
        let logins = self.realms.get_mut(&realm[..]).ok_or(NotFound)?;
        logins.remove(&user[..]).ok_or(NotFound)?;
        if logins.is_empty() {
            self.realms.remove(&realm[..]);
        }
        if let Some(count) = self.users.get_mut(&user[..]) {
            *count -= 1;
            if *count == 0 {
                self.users.remove(&user[..]);
            }
        }
        Ok(())
    }

    /// Removes all logins.
    pub fn clear(&mut self) {
        self.realms.clear();
        self.users.clear();
    }

    /// The login for requests of `user` (the user part of From) to `realm`. The first of these decides:
    ///
    /// 1. the login of this user for this realm, or else for any realm;
    /// 2. the only login for this realm, whatever its user: From may hold another name than the server's login;
    /// 3. if all logins are of one user, that user's login for any realm.
    ///
    /// The user part of `sip:user@isp.example@host` is `user@isp.example`; a login of `user` serves it, too.
    pub fn find(&self, user: Option<&[u8]>, realm: &[u8]) -> Option<&Login> {
        let realm = lower_case(realm);
        user.and_then(|user| self.find_of_user(&lower_case(user), &realm))
            .or_else(|| only(self.realms.get(&realm[..]).filter(|_| !realm.is_empty())?.values()))
            .or_else(|| self.find_exact(only(self.users.keys())?, &realm))
    }

    /// The name of a user, in the block of the logins of that user if there are any that are written like this.
    pub fn share_user(&self, user: &[u8]) -> Arc<[u8]> {
        self.users.get_key_value(user).map_or_else(|| user.into(), |(known, _)| known.clone())
    }

    /// Whether all logins are of one user.
    pub(super) fn has_one_user(&self) -> bool {
        self.users.len() == 1
    }

    /// Whether there is one login for a realm in lower case.
    pub(super) fn has_one_login(&self, realm: &[u8]) -> bool {
        self.realms.get(realm).is_some_and(|logins| logins.len() == 1)
    }

    fn find_of_user(&self, user: &[u8], realm: &[u8]) -> Option<&Login> {
        self.find_exact(user, realm).or_else(|| {
            let (local, _) = grammar::split_once(user, b'@')?;
            self.find_exact(local, realm)
        })
    }

    fn find_exact(&self, user: &[u8], realm: &[u8]) -> Option<&Login> {
        [realm, b""].into_iter().find_map(|realm| self.realms.get(realm)?.get(user))
    }
}

/// A realm as it is compared.
pub(super) fn realm_key(realm: Option<&[u8]>) -> Cow<'_, [u8]> {
    let realm = realm.unwrap_or_default();
    match grammar::unquoted(realm) {
        Some(_) => unescaped(unquoted(realm)).to_ascii_lowercase().into(),
        None => lower_case(realm),
    }
}

/// The first of the items, if there is no second.
fn only<T>(mut items: impl ExactSizeIterator<Item = T>) -> Option<T> {
    if items.len() == 1 { items.next() } else { None }
}

/// Whether `text` would begin a new line in a message.
fn breaks_line(text: &[u8]) -> bool {
    text.iter().any(|byte| matches!(byte, b'\r' | b'\n'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::{self, Hash};

    fn store(logins: &[(&str, &str, Option<&str>)]) -> CredentialStore {
        let mut store = CredentialStore::default();
        for (username, userid, realm) in logins {
            let realm = realm.map(str::as_bytes);
            store.add(username.as_bytes(), userid.as_bytes(), Some(b"p"), None, realm).unwrap();
        }
        store
    }

    fn found<'a>(store: &'a CredentialStore, user: &str, realm: &str) -> Option<&'a str> {
        let user = (!user.is_empty()).then_some(user.as_bytes());
        let login = store.find(user, realm.as_bytes())?;
        str::from_utf8(login.userid()).ok()
    }

    #[test]
    fn a_login_answers_in_its_realm_or_in_any() {
        let store = store(&[
            ("alice", "exact", Some("Example.TEST")),
            ("ALICE", "any", None),
            ("bob", "other", Some("example.test")),
        ]);
        assert_eq!(found(&store, "alice", "example.test"), Some("exact"));
        assert_eq!(found(&store, "Alice", "exam"), Some("any"));
        assert_eq!(found(&store, "alice", ""), Some("any"));
        assert_eq!(found(&store, "bob", "EXAMPLE.test"), Some("other"));
        assert_eq!(found(&store, "bob", "example.tes"), None);
        assert_eq!(found(&store, "bob", ""), None);
        assert_eq!(found(&store, "carol", "example.test"), None);
    }

    #[test]
    fn the_logins_of_one_user_answer_for_all_users() {
        let mut store = store(&[("login", "a", Some("r1")), ("LOGIN", "b", None)]);
        assert_eq!(found(&store, "1000", "r1"), Some("a"));
        assert_eq!(found(&store, "1000", "r2"), Some("b"));
        assert_eq!(found(&store, "", "r2"), Some("b"));
        store.add(b"other", b"c", Some(b"p"), None, Some(b"r3")).unwrap();
        assert_eq!(found(&store, "1000", "r2"), None);
        store.remove(b"other", Some(b"R3")).unwrap();
        assert_eq!(found(&store, "1000", "r2"), Some("b"));
    }

    #[test]
    fn the_only_login_of_a_realm_answers_for_any_user_and_never_for_another_realm() {
        let mut store = store(&[("auth1", "1", Some("r1")), ("auth2", "2", Some("r2"))]);
        assert_eq!(found(&store, "1000", "r1"), Some("1"));
        assert_eq!(found(&store, "auth1", "r2"), Some("2"));
        assert_eq!(found(&store, "1000", "r3"), None);
        store.add(b"auth3", b"3", Some(b"p"), None, Some(b"r1")).unwrap();
        assert_eq!(found(&store, "1000", "r1"), None);
        assert_eq!(found(&store, "auth3", "r1"), Some("3"));
        // The user in From has a login for any realm.
        store.add(b"1000", b"any", Some(b"p"), None, None).unwrap();
        assert_eq!(found(&store, "1000", "r2"), Some("any"));
    }

    #[test]
    fn a_realm_may_be_given_as_it_stands_in_a_challenge() {
        let mut store =
            store(&[("alice", "a", Some(r#""Example.test""#)), ("bob", "b", Some(r#""q\"r""#))]);
        assert_eq!(found(&store, "alice", "example.test"), Some("a"));
        assert_eq!(found(&store, "bob", "q\"r"), Some("b"));
        store.add(b"alice", b"new", Some(b"p"), None, Some(b"example.test")).unwrap();
        assert_eq!(found(&store, "alice", "example.test"), Some("new"));
        assert_eq!(store.remove(b"alice", Some(b"\"EXAMPLE.test\"")), Ok(()));
        assert_eq!(found(&store, "alice", "example.test"), None);
        // Nothing in quotes is no realm.
        store.add(b"alice", b"any", Some(b"p"), None, Some(b"\"\"")).unwrap();
        assert_eq!(found(&store, "alice", "x"), Some("any"));
    }

    #[test]
    fn a_user_with_an_at_sign_is_served_by_its_own_login_or_by_that_of_its_first_part() {
        let mut store = store(&[("user", "short", Some("r")), ("other", "o", Some("r"))]);
        assert_eq!(found(&store, "user@isp.example", "r"), Some("short"));
        store.add(b"user@isp.example", b"long", Some(b"p"), None, Some(b"r")).unwrap();
        assert_eq!(found(&store, "user@isp.example", "r"), Some("long"));
        assert_eq!(found(&store, "user", "r"), Some("short"));
    }

    #[test]
    fn a_login_that_is_added_again_unchanged_is_the_same() {
        let mut store = CredentialStore::default();
        let mut serial = |password: &[u8], userid: &[u8]| {
            store.add(b"u", userid, Some(password), None, Some(b"r")).unwrap();
            store.find(Some(b"u"), b"r").unwrap().serial()
        };
        assert_eq!(serial(b"p", b"u"), serial(b"p", b"u"));
        assert_ne!(serial(b"p", b"u"), serial(b"q", b"u"));
        assert_ne!(serial(b"p", b"u"), serial(b"p", b"v"));
    }

    #[test]
    fn a_from_without_user_takes_the_only_login_of_the_realm() {
        let store = store(&[
            ("a", "a1", Some("r1")),
            ("b", "b2", Some("r2")),
            ("c", "c2", Some("r2")),
            ("d", "d", None),
        ]);
        assert_eq!(found(&store, "", "R1"), Some("a1"));
        assert_eq!(found(&store, "", "r2"), None);
        assert_eq!(found(&store, "", "r3"), None);
    }

    #[test]
    fn the_same_user_and_realm_replace_each_other() {
        let mut store = store(&[("alice", "1", Some("r")), ("Alice", "2", Some("R"))]);
        assert_eq!(found(&store, "alice", "r"), Some("2"));
        assert_eq!(store.remove(b"ALICE", Some(b"r")), Ok(()));
        assert_eq!(store.remove(b"alice", Some(b"r")), Err(NotFound));
        assert_eq!(found(&store, "alice", "r"), None);
        assert!(store.users.is_empty() && store.realms.is_empty());
    }

    #[test]
    fn a_user_shares_the_block_of_the_logins_of_that_name() {
        let store = store(&[("alice", "a", None)]);
        assert!(Arc::ptr_eq(&store.share_user(b"alice"), &store.share_user(b"alice")));
        assert_eq!(
            (&*store.share_user(b"Alice"), &*store.share_user(b"bob")),
            (&b"Alice"[..], &b"bob"[..])
        );
    }

    #[test]
    fn bad_arguments_change_nothing() {
        let mut store = CredentialStore::default();
        let p = Some(&b"p"[..]);
        assert_eq!(store.add(b"", b"u", p, None, None), Err(BadParameter));
        assert_eq!(store.add(b"u", b"", p, None, None), Err(BadParameter));
        assert_eq!(store.add(b"u", b"u", None, None, None), Err(BadParameter));
        assert_eq!(store.add(b"u", b"u", Some(b""), Some(b""), None), Err(BadParameter));
        assert_eq!(store.add(b"u", b"u\r\nX: y", p, None, None), Err(Syntax));
        assert_eq!(store.remove(b"", None), Err(BadParameter));
        assert_eq!(store.remove(b"u", None), Err(NotFound));
        assert!(store.users.is_empty());
    }

    #[test]
    fn a_known_sum_serves_the_hashes_of_its_length() {
        let mut store = CredentialStore::default();
        let ha1 = digest::ha1(Hash::Md5, b"u", b"r", b"p");
        store.add(b"u", b"u", None, Some(&ha1.to_ascii_uppercase()), Some(b"r")).unwrap();
        let login = store.find(Some(b"u"), b"r").unwrap();
        assert_eq!(login.ha1(Hash::Md5, b"whatever"), Some(ha1));
        assert_eq!(login.ha1(Hash::Sha256, b"r"), None);
        assert!(login.knows(Hash::Md5) && !login.knows(Hash::Sha256));
        store.add(b"u", b"u", None, Some(&[b'g'; 32]), Some(b"r")).unwrap();
        assert!(!store.find(Some(b"u"), b"r").unwrap().knows(Hash::Md5));
    }

    #[test]
    fn a_password_wins_over_a_sum_and_has_any_length() {
        let mut store = CredentialStore::default();
        let long = [b'x'; 1000];
        store.add(b"u", b"u", Some(&long), Some(b"ignored"), None).unwrap();
        let login = store.find(Some(b"u"), b"r").unwrap();
        assert_eq!(login.password(), Some(&long[..]));
        assert_eq!(login.ha1(Hash::Md5, b"r"), Some(digest::ha1(Hash::Md5, b"u", b"r", &long)));
    }

    #[test]
    fn a_hundred_thousand_logins_come_and_go() {
        let mut store = CredentialStore::default();
        for n in 0..100_000 {
            let user = format!("user{n}");
            store.add(user.as_bytes(), user.as_bytes(), Some(b"p"), None, Some(b"r")).unwrap();
        }
        assert_eq!(found(&store, "user99999", "r"), Some("user99999"));
        for n in 0..100_000 {
            store.remove(format!("user{n}").as_bytes(), Some(b"r")).unwrap();
        }
        assert!(store.users.is_empty() && store.realms.is_empty());
    }
}
