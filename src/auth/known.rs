//! The last challenge of one realm, and the credentials that answer it. RFC 7616 3.4.

use super::candidate::{ChallengeCandidate, is_safe, unescaped, unquoted};
use super::credentials::{CredentialStore, Login};
use super::types::{ChallengeSource, RequestFacts, Verdict};
use crate::digest::{Algorithm, Exchange, Hex, Qop, aka, ha1, nonce_count_text, same};

/// Room for the credentials that most requests carry.
const USUAL_LENGTH: usize = 320;

/// The last challenge of one realm. Its texts are as they came, without their quotes.
#[derive(Clone, Debug)]
pub(super) struct KnownChallenge {
    source: ChallengeSource,
    algorithm: Algorithm,
    qop: Qop,
    userhash: bool,
    /// Our last request carried an answer, and no response to it has come.
    is_pending: bool,
    /// An answer was taken, once.
    is_accepted: bool,
    /// The nonce came with the last response, for the next request: it will not be too old then.
    is_fresh: bool,
    /// So many answers used the nonce.
    nonce_count: u32,
    /// Of the last answer; in a session of all answers.
    cnonce: [u8; 8],
    /// The serial number of the login that the last answer was made with.
    login: u64,
    name: Box<[u8]>,
    nonce: Box<[u8]>,
    opaque: Option<Box<[u8]>>,
    session: Option<Box<Session>>,
}

/// What stands for HA1 until the next challenge, where that is not made of the password alone.
#[derive(Clone, Debug)]
struct Session {
    key: Hex,
    /// What a SIM says when it has seen the challenge, or a newer one, before.
    auts: Option<String>,
}

impl KnownChallenge {
    pub(super) fn new(source: ChallengeSource, candidate: &ChallengeCandidate<'_>) -> Self {
        Self {
            source,
            algorithm: candidate.algorithm,
            qop: candidate.qop,
            userhash: candidate.userhash,
            is_pending: false,
            is_accepted: false,
            is_fresh: true,
            nonce_count: 0,
            cnonce: [0; 8],
            login: candidate.login.serial(),
            name: candidate.realm.into(),
            nonce: candidate.nonce.into(),
            opaque: candidate.opaque.map(Box::from),
            session: candidate.sim.as_ref().map(|reply| Box::new(sim_session(reply, candidate))),
        }
    }

    pub(super) fn source(&self) -> ChallengeSource {
        self.source
    }

    pub(super) fn is_accepted(&self) -> bool {
        self.is_accepted
    }

    /// Whether this is the realm of an candidate.
    pub(super) fn is_of(
        &self,
        source: ChallengeSource,
        candidate: &ChallengeCandidate<'_>,
    ) -> bool {
        self.source == source && *self.name == *candidate.realm
    }

    /// Whether this realm once asked for a stronger algorithm.
    pub(super) fn is_stronger_than(&self, candidate: &ChallengeCandidate<'_>) -> bool {
        candidate.algorithm.hash() < self.algorithm.hash()
    }

    /// Takes another challenge of this realm.
    ///
    /// Our last answer has been refused if it was made with the login that we would use again, and its nonce was
    /// not to blame: the server does not say so (`stale`), and had given it just before. A SIM that answered by `auts`
    /// is not refused: the network counts anew (RFC 3310 3.4).
    pub(super) fn replace(&mut self, candidate: &ChallengeCandidate<'_>) -> Verdict {
        let counts_anew =
            self.auts().is_some() && matches!(candidate.sim, Some(aka::Reply::Password(..)));
        let is_blamed = self.is_pending && self.login == candidate.login.serial() && !counts_anew;
        let is_refused = is_blamed && !candidate.stale && self.is_fresh;
        *self = Self {
            is_accepted: self.is_accepted,
            // After a refusal some time passes before the next request.
            is_fresh: !is_refused,
            // The server counts on: a nonce that it gives twice is not a new one.
            nonce_count: if *self.nonce == *candidate.nonce { self.nonce_count } else { 0 },
            ..Self::new(self.source, candidate)
        };
        if is_refused { Verdict::Refused } else { Verdict::Answerable }
    }

    /// Our answer, if there was one, has not been refused.
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

    /// Takes the nonce for the next request from an Authentication-Info header (RFC 7616 3.5).
    pub(super) fn set_next_nonce(&mut self, nonce: &[u8]) {
        let nonce = unquoted(nonce);
        if !nonce.is_empty() && is_safe(nonce) && *nonce != *self.nonce {
            self.nonce = nonce.into();
            self.nonce_count = 0;
        }
    }

    /// Credentials for a request, as text; none if there is no login any more.
    pub(super) fn credentials(
        &mut self,
        request: &RequestFacts<'_>,
        store: &CredentialStore,
        cnonce: [u8; 8],
    ) -> Option<Vec<u8>> {
        self.is_pending = false;
        let name = unescaped(&self.name).into_owned();
        let login = store.find(request.user, &name)?;
        self.nonce_count = self.nonce_count.saturating_add(1);
        let ha1 = self.begin(login, &name, cnonce)?;

        let (nonce, cnonce) = (unescaped(&self.nonce), Hex::new(&self.cnonce));
        let exchange = self.exchange(&nonce, &cnonce, request.uri);
        let response = exchange.response(&ha1, request.method, request.body);
        self.is_pending = true;
        Some(self.write_credentials(login, &name, &exchange, &response))
    }

    /// What stands for HA1 in the answer that is to be made. Settles the cnonce, and the key of a session.
    fn begin(&mut self, login: &Login, name: &[u8], cnonce: [u8; 8]) -> Option<Hex> {
        let is_running = self.session.is_some() && self.login == login.serial();
        if self.algorithm.is_aka() && !is_running {
            return None;
        }
        if !(self.algorithm.is_session() && is_running) {
            self.cnonce = cnonce;
        }
        if !is_running {
            self.login = login.serial();
            self.session = self.start_session(login, name)?.map(Box::new);
        }
        self.ha1(login, name)
    }

    /// The key of a session that begins with this exchange; none where the algorithm has none.
    fn start_session(&self, login: &Login, name: &[u8]) -> Option<Option<Session>> {
        if !self.algorithm.is_session() {
            return Some(None);
        }
        let (nonce, cnonce) = (unescaped(&self.nonce), Hex::new(&self.cnonce));
        let ha1 = login.ha1(self.algorithm.hash(), name)?;
        let key = self.exchange(&nonce, &cnonce, b"").session_key(&ha1);
        Some(Some(Session { key, auts: None }))
    }

    fn ha1(&self, login: &Login, name: &[u8]) -> Option<Hex> {
        match &self.session {
            Some(session) => Some(session.key.clone()),
            None => login.ha1(self.algorithm.hash(), name),
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
        name: &[u8],
        exchange: &Exchange<'_>,
        response: &[u8],
    ) -> Vec<u8> {
        let algorithm = self.algorithm;
        let mut text = Vec::with_capacity(USUAL_LENGTH);
        append(&mut text, &[b"Digest username=\""]);
        match self.userhash {
            true => append(&mut text, &[&algorithm.hash().of(&[login.userid(), name])]),
            false => escape(login.userid(), &mut text),
        }
        append(&mut text, &[b"\", realm=\"", &self.name, b"\", nonce=\"", &self.nonce]);
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

    /// Whether the last request carried an answer to a server of `source`, and we still know what it was made with.
    pub(super) fn can_be_checked(
        &self,
        source: ChallengeSource,
        request: &RequestFacts<'_>,
        store: &CredentialStore,
    ) -> bool {
        let login = || store.find(request.user, &unescaped(&self.name));
        self.source == source
            && self.is_pending
            && login().is_some_and(|l| l.serial() == self.login)
    }

    /// Whether the sum in `rspauth` shows that the server knows the password.
    ///
    /// The request is the one that was answered last, but its body is that of the response.
    pub(super) fn proves(
        &self,
        rspauth: &[u8],
        request: &RequestFacts<'_>,
        store: &CredentialStore,
    ) -> bool {
        let name = unescaped(&self.name);
        let (nonce, cnonce) = (unescaped(&self.nonce), Hex::new(&self.cnonce));
        let exchange = self.exchange(&nonce, &cnonce, request.uri);
        store
            .find(request.user, &name)
            .and_then(|login| self.ha1(login, &name))
            .is_some_and(|ha1| same(&exchange.rspauth(&ha1, request.body), unquoted(rspauth)))
    }
}

/// A session with what a SIM says about the challenge.
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

/// Appends any text so that it can stand between quotes.
fn escape(text: &[u8], out: &mut Vec<u8>) {
    for &byte in text {
        if matches!(byte, b'"' | b'\\') {
            out.push(b'\\');
        }
        out.push(byte);
    }
}
