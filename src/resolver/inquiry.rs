//! All that the DNS says of the SIP services of one domain, for programs that choose by themselves. RFC 3263 4.1.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use crate::transport::Random;

use super::queries::{Ask, Outcome, Queries};
use super::wire::{Answer, Data, Kind, Question};
use super::{Config, Pointer, Query, ResolverOutput, Service};

/// The NAPTR service of each offer, and the name that its SRV records have where there is no NAPTR record.
const OFFERS: [(&[u8], Option<&str>); 6] = [
    (b"SIP+D2U", Some("_sip._udp")),
    (b"SIP+D2T", Some("_sip._tcp")),
    (b"SIPS+D2T", Some("_sips._tcp")),
    (b"SIPS+D2U", Some("_sips._udp")),
    (b"SIP+D2S", None),
    (b"E2U+SIP", None),
];

/// One service of a domain.
#[derive(Clone, Debug, Default)]
pub struct Offer {
    /// What NAPTR says of it.
    pub pointer: Option<Pointer>,
    /// The name whose SRV records were asked for.
    pub name: Option<Arc<str>>,
    /// Its places, in the order of the answer; `None` as long as there is no answer.
    pub places: Option<Vec<Service>>,
}

/// How far an inquiry has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// The services are asked for.
    Pointers,
    /// Their places are asked for.
    Places,
    /// All is known.
    Done,
    /// No server answers.
    Failed,
    /// The domain has none of these services.
    Nothing,
}

/// One inquiry: NAPTR, and then SRV for each service.
pub struct Inquiry {
    config: Config,
    random: Box<dyn Random>,
    queries: Queries,
    domain: Arc<str>,
    /// Over UDP, TCP, TLS, DTLS, SCTP; and by telephone number.
    pub offers: [Offer; 6],
    /// The service that a query is about; none for that of NAPTR.
    waiting: HashMap<Query, Option<usize>>,
    progress: Progress,
}

impl Inquiry {
    /// Begins to ask about `domain`.
    pub fn new(now: Instant, config: Config, random: Box<dyn Random>, domain: &str) -> Self {
        let mut inquiry = Self {
            config,
            random,
            queries: Queries::default(),
            domain: super::config::normal(domain),
            offers: Default::default(),
            waiting: HashMap::new(),
            progress: Progress::Pointers,
        };
        if !inquiry.ask(now, Kind::Naptr, &inquiry.domain.clone(), None) {
            inquiry.progress = Progress::Nothing;
        }
        inquiry
    }

    /// How far it has come.
    pub fn progress(&self) -> Progress {
        self.progress
    }

    /// What the driver is to do next.
    pub fn poll_output(&mut self) -> Option<ResolverOutput> {
        Some(match self.queries.poll()? {
            Ask::Send { query, server, stream, bytes } => {
                ResolverOutput::Send { query, server, stream, bytes }
            }
            Ask::Forget(query) => ResolverOutput::Forget(query),
        })
    }

    /// When [`Inquiry::handle_timeout`] is to be called.
    pub fn next_timeout(&self) -> Option<Instant> {
        self.queries.next_timeout()
    }

    /// A message that came to the socket of `query`.
    pub fn handle_answer(&mut self, now: Instant, query: Query, bytes: &[u8]) {
        let outcome =
            self.queries.handle_answer(now, &self.config, &mut *self.random, query, bytes);
        self.take(now, outcome);
    }

    /// The server of `query` cannot be reached.
    pub fn handle_failure(&mut self, now: Instant, query: Query) {
        let outcome = self.queries.handle_failure(now, &self.config, &mut *self.random, query);
        self.take(now, outcome);
    }

    /// Turns to the next server where no response came until `now`.
    pub fn handle_timeout(&mut self, now: Instant) {
        while let Some(outcome) = self.queries.handle_timeout(now, &self.config, &mut *self.random)
        {
            self.take(now, outcome);
        }
    }

    fn ask(&mut self, now: Instant, kind: Kind, name: &str, offer: Option<usize>) -> bool {
        let question = Question::new(kind, name);
        let query = self.queries.start(now, &self.config, &mut *self.random, question);
        query.map(|query| self.waiting.insert(query, offer)).is_some()
    }

    fn take(&mut self, now: Instant, outcome: Option<Outcome>) {
        let Some(Outcome { query, answer }) = outcome else { return };
        let Some(offer) = self.waiting.remove(&query) else { return };
        let found = match answer {
            Some(Answer::Records { records, .. }) => records,
            Some(_) => Vec::new(),
            None if offer.is_none() => {
                self.progress = Progress::Failed;
                return;
            }
            None => Vec::new(),
        };
        match offer {
            None => self.ask_for_places(now, found),
            Some(offer) => self.take_places(offer, found),
        }
        if self.waiting.is_empty() {
            let has_any = self
                .offers
                .iter()
                .any(|offer| offer.places.as_ref().is_some_and(|all| !all.is_empty()));
            self.progress = if has_any { Progress::Done } else { Progress::Nothing };
        }
    }

    fn ask_for_places(&mut self, now: Instant, found: Vec<Data>) {
        self.progress = Progress::Places;
        let mut pointers: Vec<_> = found
            .into_iter()
            .filter_map(|data| if let Data::Pointer(pointer) = data { Some(pointer) } else { None })
            .collect();
        pointers.sort_by_key(|pointer| (pointer.order, pointer.preference));
        for (index, (service, prefix)) in OFFERS.iter().enumerate() {
            let pointer = pointers.iter().find(|pointer| *pointer.services == **service).cloned();
            let name = match (&pointer, prefix) {
                (Some(pointer), _) if *pointer.flags == *b"s" => {
                    Some(Arc::clone(&pointer.replacement))
                }
                (None, Some(prefix)) if pointers.is_empty() => {
                    Some(format!("{prefix}.{}", self.domain).into())
                }
                _ => None,
            };
            if let Some(name) = &name {
                self.ask(now, Kind::Srv, name, Some(index));
            }
            if let Some(offer) = self.offers.get_mut(index) {
                *offer = Offer { pointer, name, places: None };
            }
        }
    }

    fn take_places(&mut self, offer: usize, found: Vec<Data>) {
        let places = found.into_iter().filter_map(|data| match data {
            Data::Service(place) if !place.target.is_empty() => Some(place),
            _ => None,
        });
        let mut places: Vec<_> = places.collect();
        places.sort_by_key(|place| place.priority);
        if let Some(offer) = self.offers.get_mut(offer) {
            offer.places = Some(places);
        }
    }
}
