//! The logins of a context, found by realm and user. RFC 3261 22.1.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use super::ha2::LastHa2;
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
    /// The number of logins of each user; none as long as all logins were of one realm, which has the users then.
    users: Option<HashMap<Arc<[u8]>, usize>>,
    last_serial: u64,
    pub(super) last_ha2: LastHa2,
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
        let user = self.known_user(&user).cloned().unwrap_or_else(|| user.into());
        let realm = realm_key(realm);
        if !self.realms.is_empty() && !self.realms.contains_key(&realm[..]) {
            self.count_users();
        }
        let logins = self.realms.entry(realm.into_owned().into()).or_default();
        let old = logins.get(&user);
        if old.is_some_and(|old| old.is_unchanged(userid, &secret)) {
            return Ok(());
        }
        self.last_serial += 1;
        let userid = if *user == *userid { user.clone() } else { userid.into() };
        let login = Login::new(userid, secret, self.last_serial);
        if logins.insert(user.clone(), login).is_none()
            && let Some(users) = &mut self.users
        {
            *users.entry(user).or_default() += 1;
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
        if let Some(users) = &mut self.users
            && let Some(count) = users.get_mut(&user[..])
        {
            *count -= 1;
            if *count == 0 {
                users.remove(&user[..]);
            }
        }
        Ok(())
    }

    /// Removes all logins.
    pub fn clear(&mut self) {
        self.realms.clear();
        self.users = None;
    }

    /// A second realm has logins from now on.
    fn count_users(&mut self) {
        let users = self.realms.values().flat_map(HashMap::keys);
        self.users.get_or_insert_with(|| users.map(|user| (user.clone(), 1)).collect());
    }

    /// The name of a user in lower case, where there are logins of that user.
    fn known_user(&self, user: &[u8]) -> Option<&Arc<[u8]>> {
        match &self.users {
            Some(users) => users.get_key_value(user).map(|(known, _)| known),
            None => self.realms.values().find_map(|logins| Some(logins.get_key_value(user)?.0)),
        }
    }

    /// The user of all logins, if there is one.
    fn only_user(&self) -> Option<&Arc<[u8]>> {
        match &self.users {
            Some(users) => only(users.keys()),
            None => only(self.realms.values()).and_then(|logins| only(logins.keys())),
        }
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
            .or_else(|| self.find_exact(self.only_user()?, &realm))
    }

    /// The name of a user, in the block of the logins of that user if there are any that are written like this.
    pub fn share_user(&self, user: &[u8]) -> Arc<[u8]> {
        self.known_user(user).map_or_else(|| user.into(), Arc::clone)
    }

    /// Whether all logins are of one user.
    pub(super) fn has_one_user(&self) -> bool {
        self.only_user().is_some()
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
        // Where all logins are of one realm, it need not be looked up.
        if let Some((only, logins)) = only(self.realms.iter()) {
            return logins.get(user).filter(|_| only.is_empty() || **only == *realm);
        }
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
mod tests;
