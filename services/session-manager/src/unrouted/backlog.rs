//! What is kept, without the bodies: enough to ask for all of it at once whose it is by now.

use std::collections::BTreeMap;

use bus::{BusError, Shelf};
use domain::TenantId;
use events::{Routing, UnroutedEvent};
use storage::{Database, StorageError};

use super::owners::{Owners, Question};

/// Events asked about in one go.
const AT_ONCE: usize = 500;

/// Remembers what was read, so that a look at what is kept reads what is new alone.
#[derive(Debug, Default)]
pub(super) struct Backlog {
    questions: BTreeMap<u64, Question>,
    /// The number of the last event that was read.
    read_to: u64,
}

impl Backlog {
    /// Reads what came since, and forgets what is too old to be there.
    pub(super) async fn catch_up(&mut self, shelf: &Shelf<UnroutedEvent>) -> Result<(), BusError> {
        let span = shelf.span().await?;
        if self.read_to > *span.end() {
            // NATS has come back without its data, and its numbers begin anew.
            *self = Self::default();
        }
        self.questions = self.questions.split_off(span.start());
        while let Some(kept) = shelf.next(self.read_to).await? {
            self.read_to = kept.id;
            self.questions.insert(kept.id, Question::of(&kept.item));
        }
        Ok(())
    }

    /// Those that have a tenant now, oldest first.
    pub(super) async fn routable(
        &self,
        database: &Database,
    ) -> Result<Vec<(u64, TenantId, Routing)>, StorageError> {
        let all: Vec<_> = self.questions.iter().collect();
        let mut routable = Vec::new();
        for some in all.chunks(AT_ONCE) {
            let questions: Vec<_> = some.iter().map(|(_, question)| *question).collect();
            let owners = Owners::load(database, &questions).await?;
            let found = some.iter().filter_map(|(id, question)| {
                let (tenant, routing) = owners.of(question)?;
                Some((**id, tenant, routing))
            });
            routable.extend(found);
        }
        Ok(routable)
    }

    /// Forgets one that is gone.
    pub(super) fn forget(&mut self, id: u64) {
        self.questions.remove(&id);
    }
}
