//! Responses that arrive: their transaction, and what its usage learns. RFC 3261 17.1, 18.1.2.

use std::sync::Arc;
use std::time::Instant;

use super::Ua;
use super::call::refusal_ack;
use super::client::{Client, RequestKind};
use super::io::{Output, Path};
use super::usage::{Exchange, Outcome, Response};
use crate::sip::text::MessageText;
use crate::transaction::{Action, Event, Report, TransactionId};

impl Ua {
    /// A response arrived; the application sees it as `original`. One that belongs to nothing changes nothing.
    pub(super) fn handle_response(
        &mut self,
        now: Instant,
        path: Path,
        text: &[u8],
        original: &[u8],
    ) {
        let Some(response) = MessageText::of(text) else { return };
        let checks_source = self.options.check_response_source;
        let found = self.clients.find(&response, path, checks_source);
        let Some(id) = found else { return self.handle_unmatched(now, &response) };
        let Some(client) = self.clients.get_mut(id) else { return };
        let mut actions = client.step(now, Event::Response(response.status()));
        let report = actions.find_map(|action| match action {
            Action::Report(report) => Some(report),
            _ => None,
        });
        let next_hop = client.next_hop;
        self.router.answered(now, client.in_flight(id), response.status());
        match report {
            Some(Report::Provisional) => {
                client.provisional = Some(original.into());
                let exchange = client.exchange(id);
                self.set_client_timer(id);
                let response = Response { message: &response, original, path };
                self.hand_over(now, &exchange, Outcome::Provisional(response));
            }
            Some(Report::Final) => {
                if let Some(client) = self.finish(id) {
                    let ack = self.acknowledge_refusal(now, id, &client, &response);
                    let exchange = Exchange { ack, ..client.exchange(id) };
                    let response = Response { message: &response, original, path };
                    self.hand_over(now, &exchange, Outcome::Final(response));
                }
            }
            _ => {}
        }
        self.progress(now, next_hop);
    }

    /// Sends the ACK for a final response to INVITE other than 2xx.
    fn acknowledge_refusal(
        &mut self,
        now: Instant,
        id: TransactionId,
        client: &Client,
        response: &MessageText<'_>,
    ) -> Option<Arc<[u8]>> {
        if client.kind != RequestKind::Invite || response.is_success() {
            return None;
        }
        let bytes: Arc<[u8]> =
            refusal_ack(&client.bytes, client.preloaded_route.as_deref(), response)?.into();
        let path = client.path?;
        self.output(Output::Send { transaction: None, path, bytes: bytes.clone() });
        self.clients.store_refused(now, id, client, bytes.clone(), &mut self.timers);
        Some(bytes)
    }

    /// A response that belongs to no transaction: a repetition, or the 2xx of another branch.
    fn handle_unmatched(&mut self, now: Instant, response: &MessageText<'_>) {
        // A response with more than one Via is not for us (RFC 3261 8.1.3.3).
        if response.vias().nth(1).is_some() {
            return;
        }
        if let Some((path, bytes)) = self.clients.ack_of_refused(response) {
            if response.status() >= 300 {
                self.output(Output::Send { transaction: None, path, bytes });
            }
        } else if response.is_success() {
            self.handle_late_success(now, response);
        }
    }
}
