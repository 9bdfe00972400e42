//! Which tenants have a model: known to all of a worker, so that no turn of the others asks for readings.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, PoisonError, RwLock},
};

use bot::Reading;
use domain::TenantId;
use storage::{StorageError, Tx, llm, turns::Conversation};

/// The tenants who have one, as of the last look.
#[derive(Debug, Clone, Default)]
pub(crate) struct Readers(Arc<RwLock<HashSet<TenantId>>>);

impl Readers {
    pub(crate) fn are(&self, tenants: HashSet<TenantId>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = tenants;
    }

    /// What is read of the messages that wait in these conversations, by their ids. No statement where nobody has a model.
    pub(crate) async fn readings(
        &self,
        tx: &mut Tx,
        conversations: &[Conversation],
    ) -> Result<HashMap<i64, Reading>, StorageError> {
        let messages = self.messages(conversations);
        if messages.is_empty() {
            return Ok(HashMap::new());
        }
        let stored = llm::readings_of(tx, &messages).await?;
        let known = |(message, reading)| match serde_json::from_value(reading) {
            Ok(reading) => Some((message, reading)),
            Err(error) => {
                tracing::warn!(%error, "a stored reading cannot be read, and the rules go on without it");
                None
            }
        };
        Ok(stored.into_iter().filter_map(known).collect())
    }

    fn messages(&self, conversations: &[Conversation]) -> Vec<(TenantId, i64)> {
        let tenants = self.0.read().unwrap_or_else(PoisonError::into_inner);
        conversations
            .iter()
            .filter(|conversation| tenants.contains(&conversation.at.tenant))
            .flat_map(|it| it.waiting.iter().map(|message| (it.at.tenant, message.id)))
            .collect()
    }
}
