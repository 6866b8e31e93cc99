//! The challenges that one session has met, and the credentials of its next request. RFC 3261 22.3.

use smallvec::SmallVec;

use crate::sip::AuthenticationInfo;
use crate::trace::trace;

use super::candidate::{ChallengeCandidate, ParsedChallenge, strongest_candidates};
use super::credentials::CredentialStore;
use super::known::KnownChallenge;
use super::types::{
    ChallengeSource, Challenges, CredentialHeaders, Policy, Proofs, RequestFacts, Unproven, Verdict,
};

/// The challenges of so many realms are stored for one session.
pub(super) const MAX_REALMS: usize = 4;
/// So many bytes of challenges are stored for one session: each of its requests carries most of them.
pub(super) const MAX_STORED: usize = 1280;

/// The authentication state of one session: a registration, or any other object that sends requests with the same
/// Call-ID. A clone is a session of the same account that uses the same nonces; their uses are counted together.
#[derive(Clone, Debug, Default)]
pub struct Authenticator {
    /// Most sessions meet one realm: that needs no block of its own.
    known: SmallVec<[KnownChallenge; 1]>,
    /// The challenges of the last 401 or 407, if there was no login for any of them. Few sessions have such.
    unanswered: Option<Box<StoredChallenges>>,
}

type StoredChallenges = SmallVec<[(ChallengeSource, Box<[u8]>); 1]>;

impl Authenticator {
    /// Whether no challenge is known that there was a login for.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// The realms that have challenged this session, as they are compared.
    pub fn realms(&self) -> Vec<Vec<u8>> {
        let known = self.known.iter().map(|known| known.realm().to_ascii_lowercase());
        let unanswered = self.unanswered().iter().filter_map(|(_, text)| {
            ParsedChallenge::of(text).map(|parsed| parsed.realm().to_ascii_lowercase())
        });
        let mut realms: Vec<_> = known.chain(unanswered).collect();
        realms.sort_unstable();
        realms.dedup();
        realms
    }

    /// The bytes that the stored challenges occupy.
    pub fn size(&self) -> usize {
        let known: usize = self.known.iter().map(KnownChallenge::size).sum();
        let unanswered: usize = self.unanswered().iter().map(|(_, text)| text.len()).sum();
        known + unanswered
    }

    fn unanswered(&self) -> &[(ChallengeSource, Box<[u8]>)] {
        self.unanswered.as_deref().map_or(&[], SmallVec::as_slice)
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
    /// Of each realm the strongest that a login of `user` can answer is stored, in place of the one before. If there is
    /// no login for any, they are stored as they are, for [`Authenticator::retry_unanswered`].
    pub fn store(
        &mut self,
        challenges: &Challenges<'_>,
        user: Option<&[u8]>,
        store: &CredentialStore,
        policy: &Policy,
    ) -> Verdict {
        self.unanswered = None;
        let verdict = self.store_answerable(challenges, user, store, policy);
        if verdict == Verdict::Unanswerable {
            self.store_unanswered(challenges);
        }
        verdict
    }

    /// Stores the challenges of the last response again, in case a login for them has been added since.
    pub fn retry_unanswered(
        &mut self,
        user: Option<&[u8]>,
        store: &CredentialStore,
        policy: &Policy,
    ) -> Verdict {
        let Some(stored) = self.unanswered.take() else { return Verdict::Unanswerable };
        let of = |wanted| {
            stored.iter().filter(move |(source, _)| *source == wanted).map(|(_, text)| &**text)
        };
        let challenges = Challenges {
            of_server: of(ChallengeSource::Server).collect(),
            of_proxy: of(ChallengeSource::Proxy).collect(),
        };
        let verdict = self.store_answerable(&challenges, user, store, policy);
        drop(challenges);
        self.mark_nonces_old();
        if verdict == Verdict::Unanswerable {
            self.unanswered = Some(stored);
        }
        verdict
    }

    /// Whether credentials of the next request would be computed from another login than those of the last.
    pub fn has_other_login(&self, user: Option<&[u8]>, store: &CredentialStore) -> bool {
        self.known.iter().any(|known| known.has_other_login(user, store))
    }

    fn store_answerable(
        &mut self,
        challenges: &Challenges<'_>,
        user: Option<&[u8]>,
        store: &CredentialStore,
        policy: &Policy,
    ) -> Verdict {
        let (mut verdict, mut newcomers) = (Verdict::Unanswerable, 0);
        for (source, values) in [
            (ChallengeSource::Server, &challenges.of_server),
            (ChallengeSource::Proxy, &challenges.of_proxy),
        ] {
            let parsed: SmallVec<[_; 2]> =
                values.iter().filter_map(|text| ParsedChallenge::of(text)).collect();
            let operator = policy.aka.as_ref();
            for candidate in strongest_candidates(&parsed, user, store, operator, MAX_REALMS) {
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
        let position = self.known.iter().position(|known| known.is_of(source, candidate));
        if !self.make_room(KnownChallenge::size_of(candidate), position) {
            trace!(Warning, "a challenge of {} bytes is too long", candidate.nonce.len());
            return Verdict::Unanswerable;
        }
        // Others may have been removed.
        match self.known.iter_mut().find(|known| known.is_of(source, candidate)) {
            Some(known) if known.is_stronger_than(candidate) && !policy.obey_weaker => {
                Verdict::Weaker
            }
            Some(known) => known.replace(candidate),
            None => {
                let at = (*newcomers).min(self.known.len());
                self.known.reserve_exact(1);
                self.known.insert(at, KnownChallenge::new(source, candidate));
                *newcomers += 1;
                Verdict::Answerable
            }
        }
    }

    /// Makes room for `size` bytes in place of the challenge at `replaced`, or beside the others. Removes first the
    /// oldest realms that never accepted our credentials, then the oldest. False if it does not fit at all.
    fn make_room(&mut self, size: usize, replaced: Option<usize>) -> bool {
        let mut replaced = replaced;
        loop {
            let stored: usize = self.known.iter().map(KnownChallenge::size).sum();
            let freed = replaced.and_then(|at| self.known.get(at)).map_or(0, KnownChallenge::size);
            let has_place = replaced.is_some() || self.known.len() < MAX_REALMS;
            if has_place && stored - freed + size <= MAX_STORED {
                return true;
            }
            let is_other = |at: &usize| Some(*at) != replaced;
            let never_accepted =
                |at: &usize| self.known.get(*at).is_some_and(|known| !known.is_accepted());
            let others = (0..self.known.len()).rev().filter(is_other);
            let victim = others.clone().find(never_accepted).or_else(|| others.clone().next());
            let Some(victim) = victim.filter(|_| size <= MAX_STORED) else { return false };
            trace!(Warning, "the challenges of too many realms: one is no longer stored");
            self.known.remove(victim);
            replaced = replaced.map(|at| if at > victim { at - 1 } else { at });
        }
    }

    /// Stores challenges as they are, as long as they fit.
    fn store_unanswered(&mut self, challenges: &Challenges<'_>) {
        let mut room = MAX_STORED.saturating_sub(self.size());
        let mut unanswered = StoredChallenges::new();
        for (source, values) in [
            (ChallengeSource::Server, &challenges.of_server),
            (ChallengeSource::Proxy, &challenges.of_proxy),
        ] {
            for text in values {
                let is_kept = text.len() <= room && unanswered.len() < MAX_REALMS;
                if is_kept {
                    room -= text.len();
                    unanswered.push((source, (*text).into()));
                } else {
                    trace!(Warning, "a challenge of {} bytes does not fit", text.len());
                }
            }
        }
        self.unanswered = Some(unanswered).filter(|it| !it.is_empty()).map(Box::new);
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
        let mut room = MAX_STORED.saturating_sub(self.size());
        let mut answered: Vec<_> = self
            .known
            .iter_mut()
            .filter(|known| known.can_be_checked(source, request, store))
            .collect();
        let mut is_proven = answered.is_empty() || !is_required;
        let mut nonces = Vec::new();
        for info in infos.iter().take(MAX_REALMS) {
            // The header names no realm: the digest in it identifies the realm, unless there is only one.
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
            if let Some(known) = answered.get_mut(author)
                && nonce.len() <= room
                && let Some(login) = store.find(request.user, &known.realm())
            {
                room -= nonce.len();
                known.set_next_nonce(nonce, login);
            }
        }
        Ok(())
    }

    /// Realms that got credentials with the last request and did not challenge it again have accepted them; what was
    /// unanswered is over.
    pub fn mark_accepted(&mut self) {
        self.known.iter_mut().for_each(KnownChallenge::mark_accepted);
        self.unanswered = None;
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
