//! Answers to challenges, and what is kept of them for the requests that follow. RFC 3261 22, RFC 7616.
//!
//! ```text
//! before a request   memory.answer(request)   -> its Authorization and Proxy-Authorization headers
//! after a 401, 407   memory.learn(response)   -> whether the same request, answered anew, may succeed
//! after any other    memory.confirm(response) -> whether the server, too, knows the password
//! ```

use crate::digest::Operator;
use crate::sip::{AuthenticationInfo, Challenge};

use super::credentials::CredentialStore;
use super::io::Random;
use super::offer::{Offer, best_offers};
use super::realm::{Place, Realm};
use crate::sip::text::TextEditor;

/// So many realms are remembered for one registration.
const MAX_REALMS: usize = 8;

/// What an application may decide about authentication.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// Answer a server that asks for a weaker algorithm than it once did. Off: such a challenge may be forged.
    pub obey_weaker: bool,
    /// Take a success only from a server that proves (`rspauth`) that it knows the password.
    pub require_rspauth: bool,
    /// Answer AKA challenges, too, as SIMs of this operator do; passwords are then their keys.
    pub aka: Option<Operator>,
}

/// What is to come of a 401 or 407. Of several realms, the last in this order counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// No challenge that we understand, or no login for it: the request would fail again.
    Unanswerable,
    /// The server once asked for a stronger algorithm: it gets no answer.
    Weaker,
    /// The next request carries an answer: send it.
    Answerable,
    /// The server has just refused this very login. The next request would carry a new answer with it, in vain.
    Refused,
}

/// The challenges of a 401 or 407.
#[derive(Clone, Debug, Default)]
pub struct Challenges {
    /// Those in WWW-Authenticate headers.
    pub of_server: Vec<Challenge>,
    /// Those in Proxy-Authenticate headers.
    pub of_proxy: Vec<Challenge>,
}

/// What a final response that is no challenge says about its servers.
#[derive(Clone, Debug, Default)]
pub struct Proofs<'a> {
    /// In Authentication-Info headers.
    pub of_server: Vec<AuthenticationInfo>,
    /// In Proxy-Authentication-Info headers.
    pub of_proxy: Vec<AuthenticationInfo>,
    /// Whether it is a success.
    pub is_success: bool,
    /// The body of the response.
    pub body: &'a [u8],
}

/// A success that a server could not prove to be its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unproven;

/// What a response answers for, and what its credentials are made of.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The method.
    pub method: &'a [u8],
    /// The Request-URI as it stands on the wire.
    pub uri: &'a [u8],
    /// The user part of From.
    pub user: Option<&'a [u8]>,
    /// The body.
    pub body: &'a [u8],
}

/// What is to be known of a request of `user`.
pub(super) fn request_of<'a>(draft: &'a TextEditor<'_>, user: Option<&'a [u8]>) -> Request<'a> {
    Request { method: draft.method(), uri: draft.request_uri(), user, body: draft.body() }
}

/// The credentials for one request, as text.
#[derive(Debug, Default)]
pub struct Answers {
    /// For Authorization headers.
    pub authorizations: Vec<Vec<u8>>,
    /// For Proxy-Authorization headers.
    pub proxy_authorizations: Vec<Vec<u8>>,
}

impl Answers {
    /// Puts them into a request that has none.
    pub(super) fn put_into(&self, request: &mut TextEditor<'_>) {
        for text in &self.authorizations {
            request.add_credentials(b"Authorization", text);
        }
        for text in &self.proxy_authorizations {
            request.add_credentials(b"Proxy-Authorization", text);
        }
    }
}

/// The challenges that one registration has met: at most eight realms, each some 200 bytes.
#[derive(Clone, Debug, Default)]
pub struct ChallengeMemory {
    realms: Vec<Realm>,
}

impl ChallengeMemory {
    /// Whether no challenge is known.
    pub fn is_empty(&self) -> bool {
        self.realms.is_empty()
    }

    /// The credentials for the next request: one for each known realm that there still is a login for.
    pub fn answer(
        &mut self,
        request: &Request<'_>,
        store: &CredentialStore,
        random: &mut dyn Random,
    ) -> Answers {
        let mut answers = Answers::default();
        if self.realms.is_empty() {
            return answers;
        }
        let mut cnonce = [0; 8];
        random.fill(&mut cnonce);
        for realm in &mut self.realms {
            let Some(credentials) = realm.answer(request, store, cnonce) else { continue };
            match realm.place() {
                Place::Server => answers.authorizations.push(credentials),
                Place::Proxy => answers.proxy_authorizations.push(credentials),
            }
        }
        answers
    }

    /// Takes the challenges of a 401 or 407 to the request that was answered last.
    ///
    /// Of each realm the strongest that a login of `user` can answer is kept, in place of what was known.
    pub fn learn(
        &mut self,
        challenges: &Challenges,
        user: Option<&[u8]>,
        store: &CredentialStore,
        policy: &Policy,
    ) -> Verdict {
        let (mut verdict, mut newcomers) = (Verdict::Unanswerable, 0);
        for (place, offered) in
            [(Place::Server, &challenges.of_server), (Place::Proxy, &challenges.of_proxy)]
        {
            for offer in best_offers(offered, user, store, policy.aka.as_ref(), MAX_REALMS) {
                verdict = verdict.max(self.take(place, &offer, policy, &mut newcomers));
            }
        }
        self.settle();
        verdict
    }

    /// A new realm goes before the older ones: some servers read the first credentials only.
    fn take(
        &mut self,
        place: Place,
        offer: &Offer<'_>,
        policy: &Policy,
        newcomers: &mut usize,
    ) -> Verdict {
        match self.realms.iter_mut().find(|realm| realm.is(place, offer)) {
            Some(known) if known.asked_for_more(offer) && !policy.obey_weaker => Verdict::Weaker,
            Some(known) => known.take(offer),
            None => {
                self.make_room();
                self.realms.insert((*newcomers).min(self.realms.len()), Realm::new(place, offer));
                *newcomers += 1;
                Verdict::Answerable
            }
        }
    }

    /// Where all places are taken, the oldest realm goes that never accepted us, or else the oldest.
    fn make_room(&mut self) {
        if self.realms.len() >= MAX_REALMS {
            let victim = self.realms.iter().rposition(|realm| !realm.is_accepted());
            self.realms.remove(victim.unwrap_or(MAX_REALMS - 1));
        }
        self.realms.reserve_exact(1);
    }

    /// Takes any other final response to the request that was answered last: its credentials are good.
    ///
    /// A nonce for the next request is kept. A wrong `rspauth`, or none where the policy requires it of a success,
    /// is an error; then no nonce is kept of those servers.
    pub fn confirm(
        &mut self,
        proofs: &Proofs<'_>,
        request: &Request<'_>,
        store: &CredentialStore,
        policy: &Policy,
    ) -> Result<(), Unproven> {
        let check = Check {
            request: Request { body: proofs.body, ..*request },
            store,
            is_required: policy.require_rspauth && proofs.is_success,
        };
        let checked = self
            .check(Place::Server, &proofs.of_server, &check)
            .and_then(|()| self.check(Place::Proxy, &proofs.of_proxy, &check));
        self.settle();
        checked
    }

    /// Checks what the servers of one place say about themselves, and takes the nonces that they give.
    fn check(
        &mut self,
        place: Place,
        infos: &[AuthenticationInfo],
        check: &Check<'_>,
    ) -> Result<(), Unproven> {
        let Check { request, store, is_required } = check;
        let mut asked: Vec<_> =
            self.realms.iter_mut().filter(|realm| realm.can_check(place, request, store)).collect();
        let mut is_proven = asked.is_empty() || !is_required;
        let mut nonces = Vec::new();
        for info in infos.iter().take(MAX_REALMS) {
            // The header names no realm: its sum tells whose it is, or there is only one.
            let author = match (&info.rspauth, asked.len()) {
                (_, 0) => break,
                (Some(rspauth), _) => {
                    is_proven = true;
                    let proves = |realm: &&mut Realm| realm.proves(rspauth, request, store);
                    asked.iter().position(proves).ok_or(Unproven)?
                }
                (None, 1) => 0,
                (None, _) => continue,
            };
            nonces.extend(info.nextnonce.as_ref().map(|nonce| (author, nonce)));
        }
        if !is_proven {
            return Err(Unproven);
        }
        for (author, nonce) in nonces {
            if let Some(realm) = asked.get_mut(author) {
                realm.take_next_nonce(nonce);
            }
        }
        Ok(())
    }

    /// Whoever got credentials and did not challenge them has taken them.
    pub(super) fn settle(&mut self) {
        self.realms.iter_mut().for_each(Realm::settle);
    }

    /// Nobody answered for a long time: a nonce that is refused after that was too old.
    pub(super) fn grow_old(&mut self) {
        self.realms.iter_mut().for_each(Realm::grow_old);
    }
}

/// What [`ChallengeMemory::confirm`] checks with; the body is that of the response.
struct Check<'a> {
    request: Request<'a>,
    store: &'a CredentialStore,
    is_required: bool,
}

#[cfg(test)]
mod tests;
