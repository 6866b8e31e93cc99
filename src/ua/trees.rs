//! The requests that the application handed over as trees, until the first event of their transactions takes them.

use std::sync::Arc;

use super::Ua;
use super::event::Event;
use super::io::Output;
use super::table::{SpareRoom, Table};
use crate::mem::CBox;
use crate::sip::Message;
use crate::sip::text::{TextEditor, TextTree};
use crate::transaction::TransactionId;

/// So many are kept: thousands of requests may wait. The requests of other events are made from text.
const MOST: usize = 1000;

/// The trees of requests under way, by their transactions.
#[derive(Debug, Default)]
pub(super) struct Trees {
    kept: Table<u64, TextTree>,
    is_lean: bool,
}

impl Trees {
    /// Keeps the tree of a request under way, which was written as `text`.
    pub(super) fn keep(&mut self, id: TransactionId, message: CBox<Message>, text: Arc<[u8]>) {
        if !self.is_lean && self.kept.len() < MOST {
            self.kept.insert(id.0, TextTree::written(message, text));
        }
    }

    fn take(&mut self, id: TransactionId) -> Option<TextTree> {
        if self.kept.is_empty() {
            return None;
        }
        let tree = self.kept.remove(&id.0);
        self.kept.release_room();
        tree
    }
}

impl Ua {
    /// Whether the application asks for the messages of events: without that none is kept.
    pub fn set_lean_events(&mut self, is_lean: bool) {
        self.trees.is_lean = is_lean;
    }

    /// Keeps a request that was handed over, written as `text` and sent, for the first event of its transaction.
    pub(super) fn keep_tree(&mut self, id: TransactionId, message: CBox<Message>, text: Arc<[u8]>) {
        // One that could not be sent may be over already.
        if self.clients.get(id).is_some() {
            self.trees.keep(id, message, text);
        }
    }

    /// Keeps a request that was handed over, written and cut into `lines`, and sent or to be sent as those, for the first event of its
    /// transaction.
    pub(super) fn keep_edited_tree(
        &mut self,
        id: TransactionId,
        message: CBox<Message>,
        lines: &TextEditor<'_>,
    ) {
        let Trees { kept, is_lean } = &mut self.trees;
        // One that could not be sent may be over already.
        let client = self.clients.get(id).filter(|_| !*is_lean && kept.len() < MOST);
        let Some(client) = client else {
            self.spent = Some(message);
            return;
        };
        if let Some(tree) = TextTree::edited(message, lines, client.bytes.clone()) {
            kept.insert(id.0, tree);
        }
    }

    /// No event of this transaction follows that could take its tree.
    pub(super) fn drop_tree(&mut self, id: TransactionId) {
        drop(self.trees.take(id));
    }

    /// Reports something about a client transaction.
    pub(super) fn report(&mut self, id: TransactionId, event: Event) {
        let tree = self.trees.take(id);
        self.output(Output::Event(Event { tree, ..event }));
    }
}
