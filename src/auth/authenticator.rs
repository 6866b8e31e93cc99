//! The challenges that one session has met, and the credentials of its next request. RFC 3261 22.3.

use crate::sip::AuthenticationInfo;

use super::candidate::{ChallengeCandidate, strongest_candidates};
use super::credentials::CredentialStore;
use super::known::KnownChallenge;
use super::types::{
    ChallengeSource, Challenges, CredentialHeaders, Policy, Proofs, RequestFacts, Unproven, Verdict,
};

/// The challenges of so many realms are stored for one session.
pub(super) const MAX_REALMS: usize = 8;

/// The authentication state of one session: a registration, or any other object that sends requests with the same
/// Call-ID.
#[derive(Clone, Debug, Default)]
pub struct Authenticator {
    known: Vec<KnownChallenge>,
}

impl Authenticator {
    /// Whether no challenge is known.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// The credentials for the next request: one for each known realm that a login answers. `cnonce` has to be random.
    pub fn credentials(
        &mut self,
        request: &RequestFacts<'_>,
        store: &CredentialStore,
        cnonce: [u8; 8],
    ) -> CredentialHeaders {
        let mut headers = CredentialHeaders::default();
        for known in &mut self.known {
            let Some(value) = known.credentials(request, store, cnonce) else { continue };
            match known.source() {
                ChallengeSource::Server => headers.authorizations.push(value),
                ChallengeSource::Proxy => headers.proxy_authorizations.push(value),
            }
        }
        headers
    }

    /// Stores the challenges of a 401 or 407 to the last request.
    ///
    /// Of each realm the strongest that a login of `user` can answer is stored, in place of the one before.
    pub fn store(
        &mut self,
        challenges: &Challenges,
        user: Option<&[u8]>,
        store: &CredentialStore,
        policy: &Policy,
    ) -> Verdict {
        let (mut verdict, mut newcomers) = (Verdict::Unanswerable, 0);
        for (source, offered) in [
            (ChallengeSource::Server, &challenges.of_server),
            (ChallengeSource::Proxy, &challenges.of_proxy),
        ] {
            let operator = policy.aka.as_ref();
            for candidate in strongest_candidates(offered, user, store, operator, MAX_REALMS) {
                let one = self.store_candidate(source, &candidate, policy, &mut newcomers);
                verdict = verdict.max(one);
            }
        }
        self.mark_accepted();
        verdict
    }

    /// A new realm is inserted before the older ones: some servers read only the first credentials.
    fn store_candidate(
        &mut self,
        source: ChallengeSource,
        candidate: &ChallengeCandidate<'_>,
        policy: &Policy,
        newcomers: &mut usize,
    ) -> Verdict {
        match self.known.iter_mut().find(|known| known.is_of(source, candidate)) {
            Some(known) if known.is_stronger_than(candidate) && !policy.obey_weaker => {
                Verdict::Weaker
            }
            Some(known) => known.replace(candidate),
            None => {
                self.make_room();
                let at = (*newcomers).min(self.known.len());
                self.known.insert(at, KnownChallenge::new(source, candidate));
                *newcomers += 1;
                Verdict::Answerable
            }
        }
    }

    /// With all places taken, removes the oldest realm that never accepted our credentials, or else the oldest.
    fn make_room(&mut self) {
        if self.known.len() >= MAX_REALMS {
            let victim = self.known.iter().rposition(|known| !known.is_accepted());
            self.known.remove(victim.unwrap_or(MAX_REALMS - 1));
        }
        self.known.reserve_exact(1);
    }

    /// Handles any other final response to the last request: its credentials were accepted.
    ///
    /// A nonce for the next request is stored. A wrong `rspauth`, or none where the policy requires it of a success,
    /// is an error; then no nonce of those servers is stored.
    pub fn confirm(
        &mut self,
        proofs: &Proofs<'_>,
        request: &RequestFacts<'_>,
        store: &CredentialStore,
        policy: &Policy,
    ) -> Result<(), Unproven> {
        let check = Check {
            request: RequestFacts { body: proofs.body, ..*request },
            store,
            is_required: policy.require_rspauth && proofs.is_success,
        };
        let checked = self
            .check(ChallengeSource::Server, &proofs.of_server, &check)
            .and_then(|()| self.check(ChallengeSource::Proxy, &proofs.of_proxy, &check));
        self.mark_accepted();
        checked
    }

    /// Checks the proofs of servers of one kind, and stores the nonces for the next request.
    fn check(
        &mut self,
        source: ChallengeSource,
        infos: &[AuthenticationInfo],
        check: &Check<'_>,
    ) -> Result<(), Unproven> {
        let Check { request, store, is_required } = check;
        let mut answered: Vec<_> = self
            .known
            .iter_mut()
            .filter(|known| known.can_be_checked(source, request, store))
            .collect();
        let mut is_proven = answered.is_empty() || !is_required;
        let mut nonces = Vec::new();
        for info in infos.iter().take(MAX_REALMS) {
            // The header names no realm: the digest in it tells which, unless there is only one.
            let author = match (&info.rspauth, answered.len()) {
                (_, 0) => break,
                (Some(rspauth), _) => {
                    is_proven = true;
                    let proves =
                        |known: &&mut KnownChallenge| known.proves(rspauth, request, store);
                    answered.iter().position(proves).ok_or(Unproven)?
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
            if let Some(known) = answered.get_mut(author) {
                known.set_next_nonce(nonce);
            }
        }
        Ok(())
    }

    /// Realms that got credentials with the last request and did not challenge it again have accepted them.
    pub fn mark_accepted(&mut self) {
        self.known.iter_mut().for_each(KnownChallenge::mark_accepted);
    }

    /// A long time passes before the next request: a nonce that is refused then was too old.
    pub fn mark_nonces_old(&mut self) {
        self.known.iter_mut().for_each(KnownChallenge::mark_nonce_old);
    }
}

/// What [`Authenticator::confirm`] checks with; the body is that of the response.
struct Check<'a> {
    request: RequestFacts<'a>,
    store: &'a CredentialStore,
    is_required: bool,
}
