//! The logins that an application gave us, found by user and realm. Passwords are wiped when they go.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use zeroize::Zeroizing;

use crate::digest::{self, Hash, Hex};
use crate::error::Error::{BadParameter, NotFound, Syntax};
use crate::error::Result;

/// What to prove with: the name that the server knows, and the password or what it hashes to.
#[derive(Debug)]
pub struct Login {
    /// Usually that of the user.
    userid: Arc<[u8]>,
    secret: Secret,
    serial: u64,
    /// The sequence number of the last challenge that was answered as a SIM does.
    sequence: AtomicU64,
}

enum Secret {
    Password(Zeroizing<Box<[u8]>>),
    /// `H(userid:realm:password)` in hexadecimal digits; their number tells which hash it may be.
    Ha1(Zeroizing<Box<[u8]>>),
}

impl Login {
    /// What goes into the `username` parameter, and into the hash.
    pub fn userid(&self) -> &[u8] {
        &self.userid
    }

    /// Different for each login that was ever added to a store: tells whether a password has been changed.
    pub fn serial(&self) -> u64 {
        self.serial
    }

    /// `H(userid:realm:password)`; `None` if only the sum of another hash is known.
    ///
    /// A known sum of 32 digits is one of MD5. One of 64 digits is taken for whichever of the two longer hashes
    /// is asked for.
    pub fn ha1(&self, hash: Hash, realm: &[u8]) -> Option<Hex> {
        match &self.secret {
            Secret::Password(password) => Some(digest::ha1(hash, &self.userid, realm, password)),
            Secret::Ha1(digits) => {
                Hex::from_digits(digits).filter(|hex| hex.len() == hash.digits())
            }
        }
    }

    /// The password, unless only a sum is known.
    pub fn password(&self) -> Option<&[u8]> {
        match &self.secret {
            Secret::Password(password) => Some(password),
            Secret::Ha1(_) => None,
        }
    }

    /// The sequence number of the newest AKA challenge that was answered with this login; 0 for none.
    pub fn sequence(&self) -> u64 {
        self.sequence.load(Relaxed)
    }

    /// Takes the sequence number of an AKA challenge that is being answered.
    pub fn raise_sequence(&self, sequence: u64) {
        self.sequence.fetch_max(sequence, Relaxed);
    }

    /// Whether this login can answer with `hash`.
    pub fn knows(&self, hash: Hash) -> bool {
        match &self.secret {
            Secret::Password(_) => true,
            Secret::Ha1(_) => self.ha1(hash, b"").is_some(),
        }
    }
}

/// The logins of one realm, by user.
type Logins = HashMap<Arc<[u8]>, Login>;

/// All logins of a context.
///
/// A login answers for the user and the realm that it was given for, and for no other, with two exceptions: one
/// that was given without a realm answers in any, and when all logins belong to one user, they answer for
/// whatever user stands in From.
#[derive(Debug, Default)]
pub struct CredentialStore {
    /// By realm, then by user, both in lower case. The empty realm stands for any.
    realms: HashMap<Box<[u8]>, Logins>,
    /// How many logins each user has.
    users: HashMap<Arc<[u8]>, usize>,
    last_serial: u64,
}

impl CredentialStore {
    /// Adds a login for requests of `username` (the user part of From), or replaces the one with the same user and
    /// realm, whatever the case of their letters. No realm, or an empty one, stands for any.
    ///
    /// A password that is not empty wins over `ha1`.
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
        let secret = secret(password, ha1).ok_or(BadParameter)?;
        self.last_serial += 1;
        let user = username.to_ascii_lowercase();
        let user = match self.users.get_key_value(&user[..]) {
            Some((known, _)) => known.clone(),
            None => user.into(),
        };
        let login = Login {
            userid: if *user == *userid { user.clone() } else { userid.into() },
            secret,
            serial: self.last_serial,
            sequence: AtomicU64::new(0),
        };
        let realm = realm.unwrap_or_default().to_ascii_lowercase().into_boxed_slice();
        if self.realms.entry(realm).or_default().insert(user.clone(), login).is_none() {
            *self.users.entry(user).or_default() += 1;
        }
        Ok(())
    }

    /// Forgets the login of `username` in `realm`; without a realm, the one that was given without.
    pub fn remove(&mut self, username: &[u8], realm: Option<&[u8]>) -> Result<()> {
        if username.is_empty() {
            return Err(BadParameter);
        }
        let user = username.to_ascii_lowercase();
        let realm = realm.unwrap_or_default().to_ascii_lowercase();
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

    /// Forgets all logins.
    pub fn clear(&mut self) {
        self.realms.clear();
        self.users.clear();
    }

    /// The login for requests of `user` in `realm`. A From URI without user takes the only login of the realm.
    pub fn find(&self, user: Option<&[u8]>, realm: &[u8]) -> Option<&Login> {
        let realm = lower_case(realm);
        let found = match user {
            Some(user) => self.find_exact(&lower_case(user), &realm),
            None => self.realms.get(&realm[..]).and_then(|logins| only(logins.values())),
        };
        found.or_else(|| {
            let (user, _) = only(self.users.iter())?;
            self.find_exact(user, &realm)
        })
    }

    fn find_exact(&self, user: &[u8], realm: &[u8]) -> Option<&Login> {
        [realm, b""].into_iter().find_map(|realm| self.realms.get(realm)?.get(user))
    }
}

fn lower_case(text: &[u8]) -> Cow<'_, [u8]> {
    match text.iter().any(u8::is_ascii_uppercase) {
        true => text.to_ascii_lowercase().into(),
        false => text.into(),
    }
}

/// The first of the items, if there is no second.
fn only<T>(mut items: impl Iterator<Item = T>) -> Option<T> {
    items.next().filter(|_| items.next().is_none())
}

/// Whether `text` would begin a new line in a message.
fn breaks_line(text: &[u8]) -> bool {
    text.iter().any(|byte| matches!(byte, b'\r' | b'\n'))
}

fn secret(password: Option<&[u8]>, ha1: Option<&[u8]>) -> Option<Secret> {
    let copy = |text: &[u8]| Zeroizing::new(Box::<[u8]>::from(text));
    match (password, ha1) {
        (Some(password @ [_, ..]), _) => Some(Secret::Password(copy(password))),
        (_, Some(ha1 @ [_, ..])) => Some(Secret::Ha1(copy(ha1))),
        _ => None,
    }
}

impl core::fmt::Debug for Secret {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Secret")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn the_logins_of_one_user_answer_for_all() {
        let mut store = store(&[("login", "a", Some("r1")), ("LOGIN", "b", None)]);
        assert_eq!(found(&store, "1000", "r1"), Some("a"));
        assert_eq!(found(&store, "1000", "r2"), Some("b"));
        assert_eq!(found(&store, "", "r2"), Some("b"));
        store.add(b"other", b"c", Some(b"p"), None, Some(b"r3")).unwrap();
        assert_eq!(found(&store, "1000", "r1"), None);
        store.remove(b"other", Some(b"R3")).unwrap();
        assert_eq!(found(&store, "1000", "r1"), Some("a"));
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
