//! The last challenge of one realm, and the credentials that answer it. RFC 7616 3.4.

use std::borrow::Cow;
use std::sync::Arc;

use super::candidate::ChallengeCandidate;
use super::credentials::CredentialStore;
use super::login::Login;
use super::nonce::Nonce;
use super::quoted::{escape, is_safe, unescaped, unquoted};
use super::types::{ChallengeSource, RequestFacts, Verdict};
use crate::digest::{Algorithm, Exchange, Hex, Qop, aka, ha1, nonce_count_text, same};

/// Room for the credentials that most requests carry.
const USUAL_LENGTH: usize = 320;

/// The last challenge of one realm.
#[derive(Clone, Debug)]
pub(super) struct KnownChallenge {
    algorithm: Algorithm,
    qop: Qop,
    userhash: bool,
    /// The last request carried credentials for it, and no response to that request has come.
    is_pending: bool,
    /// Credentials for this realm have been accepted.
    is_accepted: bool,
    /// The nonce came with the last response: it will not be too old for the next request.
    is_fresh: bool,
    /// The `nc` of the last credentials.
    nonce_count: u32,
    /// Of the last credentials; with a `-sess` algorithm of all.
    cnonce: [u8; 8],
    /// The serial number of the login of the last credentials.
    login: u64,
    nonce: Arc<Nonce>,
    /// As it came, without its quotes.
    opaque: Option<Box<[u8]>>,
    session: Option<Box<Session>>,
}

/// The HA1 until the next challenge, where it is not computed from the password alone.
#[derive(Clone, Debug)]
struct Session {
    key: Hex,
    /// The resynchronisation of a SIM that has seen this challenge, or a newer one, before (RFC 3310 3.4).
    auts: Option<String>,
}

impl KnownChallenge {
    pub(super) fn new(source: ChallengeSource, candidate: &ChallengeCandidate<'_>) -> Self {
        let ChallengeCandidate { realm, nonce, login, .. } = *candidate;
        Self {
            algorithm: candidate.algorithm,
            qop: candidate.qop,
            userhash: candidate.userhash,
            is_pending: false,
            is_accepted: false,
            is_fresh: true,
            nonce_count: 0,
            cnonce: [0; 8],
            login: login.serial(),
            nonce: login.nonces().share(source, realm, nonce),
            opaque: candidate.opaque.map(Box::from),
            session: candidate.sim.as_ref().map(|reply| Box::new(sim_session(reply, candidate))),
        }
    }

    /// The bytes that a challenge occupies once it is stored.
    pub(super) fn size_of(candidate: &ChallengeCandidate<'_>) -> usize {
        let texts = candidate.realm.len() + candidate.nonce.len();
        size_of::<Self>() + size_of::<Nonce>() + texts + candidate.opaque.map_or(0, <[u8]>::len)
    }

    /// The bytes that it occupies.
    pub(super) fn size(&self) -> usize {
        size_of::<Self>()
            + self.nonce.size()
            + self.opaque.as_deref().map_or(0, <[u8]>::len)
            + self.session.as_deref().map_or(0, size_of_val)
    }

    pub(super) fn source(&self) -> ChallengeSource {
        self.nonce.source
    }

    /// The realm as it is compared: without backslashes.
    pub(super) fn realm(&self) -> Cow<'_, [u8]> {
        unescaped(self.nonce.realm())
    }

    pub(super) fn is_accepted(&self) -> bool {
        self.is_accepted
    }

    /// Whether a candidate is of the same realm.
    pub(super) fn is_of(
        &self,
        source: ChallengeSource,
        candidate: &ChallengeCandidate<'_>,
    ) -> bool {
        self.nonce.source == source && self.nonce.realm() == candidate.realm
    }

    /// Whether this realm asked for a stronger algorithm than a candidate does.
    pub(super) fn is_stronger_than(&self, candidate: &ChallengeCandidate<'_>) -> bool {
        candidate.algorithm.hash() < self.algorithm.hash()
    }

    /// Whether credentials would now be computed from another login than the last time.
    pub(super) fn has_other_login(&self, user: Option<&[u8]>, store: &CredentialStore) -> bool {
        let login = store.find(user, &self.realm());
        login
            .is_some_and(|login| login.serial() != self.login && login.knows(self.algorithm.hash()))
    }

    /// Stores the next challenge of this realm.
    ///
    /// The server refuses our login if it sends the nonce of our credentials again, although it had just sent that
    /// nonce, and does not say `stale`. With a new nonce the old one may have been to blame: some servers renew it
    /// once they know the user. A SIM that answered by `auts` is not refused: the network counts anew (RFC 3310 3.4).
    pub(super) fn replace(&mut self, candidate: &ChallengeCandidate<'_>) -> Verdict {
        let counts_anew =
            self.auts().is_some() && matches!(candidate.sim, Some(aka::Reply::Password(..)));
        let is_same_login = self.is_pending && self.login == candidate.login.serial();
        let is_same_nonce = self.nonce.value() == candidate.nonce;
        let is_refused =
            is_same_login && is_same_nonce && self.is_fresh && !candidate.stale && !counts_anew;
        *self = Self {
            is_accepted: self.is_accepted,
            // After a refusal some time passes before the next request.
            is_fresh: !is_refused,
            ..Self::new(self.nonce.source, candidate)
        };
        if is_refused { Verdict::Refused } else { Verdict::Answerable }
    }

    /// The last credentials, if there were any, have not been refused.
    pub(super) fn mark_accepted(&mut self) {
        if self.is_pending {
            self.is_pending = false;
            self.is_accepted = true;
            self.is_fresh = false;
        }
    }

    /// The nonce may be too old for the next request.
    pub(super) fn mark_nonce_old(&mut self) {
        self.is_fresh = false;
    }

    /// Stores the nonce for the next request from an Authentication-Info header (RFC 7616 3.5).
    pub(super) fn set_next_nonce(&mut self, nonce: &[u8], login: &Login) {
        let nonce = unquoted(nonce);
        if !nonce.is_empty() && is_safe(nonce) && nonce != self.nonce.value() {
            self.nonce = login.nonces().share(self.nonce.source, self.nonce.realm(), nonce);
        }
    }

    /// Credentials for a request, as text; `None` if there is no login any more.
    pub(super) fn credentials(
        &mut self,
        request: &RequestFacts<'_>,
        store: &CredentialStore,
        cnonce: [u8; 8],
    ) -> Option<Vec<u8>> {
        self.is_pending = false;
        let shared = Arc::clone(&self.nonce);
        let realm = unescaped(shared.realm());
        let login = store.find(request.user, &realm)?;
        self.nonce_count = shared.count_use();
        let ha1 = self.begin(login, &realm, cnonce)?;

        let (nonce, cnonce) = (unescaped(shared.value()), Hex::new(&self.cnonce));
        let exchange = self.exchange(&nonce, &cnonce, request.uri);
        let response = store.last_ha2.response(&exchange, &ha1, request.method, request.body);
        self.is_pending = true;
        Some(self.write_credentials(login, &realm, &exchange, &response))
    }

    /// The HA1 of the credentials to be written. Sets the cnonce, and the key of a session.
    fn begin(&mut self, login: &Login, realm: &[u8], cnonce: [u8; 8]) -> Option<Hex> {
        let is_running = self.session.is_some() && self.login == login.serial();
        if self.algorithm.is_aka() && !is_running {
            return None;
        }
        if !(self.algorithm.is_session() && is_running) {
            self.cnonce = cnonce;
        }
        if !is_running {
            self.login = login.serial();
            self.session = self.start_session(login, realm)?.map(Box::new);
        }
        self.ha1(login, realm)
    }

    /// The key of a session that begins with this exchange; `Some(None)` where the algorithm has none.
    fn start_session(&self, login: &Login, realm: &[u8]) -> Option<Option<Session>> {
        if !self.algorithm.is_session() {
            return Some(None);
        }
        let (nonce, cnonce) = (unescaped(self.nonce.value()), Hex::new(&self.cnonce));
        let ha1 = login.ha1(self.algorithm.hash(), realm)?;
        let key = self.exchange(&nonce, &cnonce, b"").session_key(&ha1);
        Some(Some(Session { key, auts: None }))
    }

    fn ha1(&self, login: &Login, realm: &[u8]) -> Option<Hex> {
        match &self.session {
            Some(session) => Some(session.key.clone()),
            None => login.ha1(self.algorithm.hash(), realm),
        }
    }

    fn exchange<'a>(&self, nonce: &'a [u8], cnonce: &'a [u8], uri: &'a [u8]) -> Exchange<'a> {
        Exchange {
            algorithm: self.algorithm,
            qop: self.qop,
            nonce,
            nonce_count: self.nonce_count,
            cnonce,
            uri,
        }
    }

    fn write_credentials(
        &self,
        login: &Login,
        realm: &[u8],
        exchange: &Exchange<'_>,
        response: &[u8],
    ) -> Vec<u8> {
        let algorithm = self.algorithm;
        let mut text = Vec::with_capacity(USUAL_LENGTH);
        append(&mut text, &[b"Digest username=\""]);
        match self.userhash {
            true => append(&mut text, &[&algorithm.hash().of(&[login.userid(), realm])]),
            false => escape(login.userid(), &mut text),
        }
        append(&mut text, &[b"\", realm=\"", self.nonce.realm()]);
        append(&mut text, &[b"\", nonce=\"", self.nonce.value()]);
        append(&mut text, &[b"\", uri=\""]);
        escape(exchange.uri, &mut text);
        append(&mut text, &[b"\", response=\"", response, b"\""]);
        append(&mut text, &[b", algorithm=", algorithm.token().as_bytes()]);
        if self.qop != Qop::None {
            append(&mut text, &[b", cnonce=\"", exchange.cnonce, b"\""]);
        }
        if let Some(opaque) = &self.opaque {
            append(&mut text, &[b", opaque=\"", opaque, b"\""]);
        }
        if self.qop != Qop::None {
            let (qop, count) = (self.qop.token(), nonce_count_text(self.nonce_count));
            append(&mut text, &[b", qop=", qop.as_bytes(), b", nc=", &count]);
        }
        if self.userhash {
            append(&mut text, &[b", userhash=true"]);
        }
        if let Some(auts) = self.auts() {
            append(&mut text, &[b", auts=\"", auts.as_bytes(), b"\""]);
        }
        text
    }

    fn auts(&self) -> Option<&str> {
        self.session.as_ref()?.auts.as_deref()
    }

    /// Whether the last request carried credentials for it, and their login is still there.
    pub(super) fn can_be_checked(
        &self,
        source: ChallengeSource,
        request: &RequestFacts<'_>,
        store: &CredentialStore,
    ) -> bool {
        let login = || store.find(request.user, &self.realm());
        self.nonce.source == source
            && self.is_pending
            && login().is_some_and(|l| l.serial() == self.login)
    }

    /// Whether `rspauth` shows that the server knows the password.
    ///
    /// `request` is the last one, but with the body of its response.
    pub(super) fn proves(
        &self,
        rspauth: &[u8],
        request: &RequestFacts<'_>,
        store: &CredentialStore,
    ) -> bool {
        let realm = self.realm();
        let (nonce, cnonce) = (unescaped(self.nonce.value()), Hex::new(&self.cnonce));
        let exchange = self.exchange(&nonce, &cnonce, request.uri);
        store
            .find(request.user, &realm)
            .and_then(|login| self.ha1(login, &realm))
            .is_some_and(|ha1| same(&exchange.rspauth(&ha1, request.body), unquoted(rspauth)))
    }
}

/// The session that begins with the reply of a SIM.
fn sim_session(reply: &aka::Reply, candidate: &ChallengeCandidate<'_>) -> Session {
    let (password, auts) = match reply {
        aka::Reply::Password(password, sequence) => {
            candidate.login.raise_sequence(*sequence);
            (&password[..], None)
        }
        aka::Reply::OutOfSync(auts) => (&b""[..], Some(auts.clone())),
    };
    let (hash, userid) = (candidate.algorithm.hash(), candidate.login.userid());
    Session { key: ha1(hash, userid, &unescaped(candidate.realm), password), auts }
}

fn append(text: &mut Vec<u8>, parts: &[&[u8]]) {
    parts.iter().for_each(|part| text.extend_from_slice(part));
}
