//! What is read of the past, with bounds on all of it.

use domain::TenantId;
use storage::agents;
use storage::bot_settings;
use storage::messages::past::{self, Line, Measure, Past};
use storage::{StorageError, Tx};

use super::wish::Which;
use crate::problem::Problem;

/// What is read of one conversation; of a message as much as somebody can try by hand.
const MEASURE: Measure = Measure {
    messages: 200,
    characters: 4096,
};
/// How many messages are enough: with those of one more reading at most, each played twice.
const ENOUGH_MESSAGES: usize = 5000;
/// How many conversations are read at once.
const AT_ONCE: usize = 10;

/// A conversation that is to be played.
pub(super) struct Conversation {
    pub(super) past: Past,
    pub(super) lines: Vec<Line>,
}

/// What was read.
pub(super) struct Read {
    /// The newest activity first.
    pub(super) conversations: Vec<Conversation>,
    /// How many more were wanted.
    pub(super) left: usize,
}

/// Reads what is to be played.
pub(super) async fn read(tx: &mut Tx, tenant: TenantId, which: &Which) -> Result<Read, Problem> {
    let wanted = match which {
        Which::Newest(count) => {
            let settings = bot_settings::lookup(tx, tenant).await?;
            let phone = settings.agent_phone.as_ref();
            let asked: Vec<_> = phone.map(|phone| (tenant, phone)).into_iter().collect();
            let agents = agents::list_of(tx, &asked).await?;
            let agent = agents.get(&tenant).copied();
            past::list_newest(tx, tenant, agent, *count).await?
        }
        Which::Named(ids) => {
            let found = past::list_of(tx, tenant, ids).await?;
            let unknown = ids
                .iter()
                .find(|id| found.iter().all(|past| past.id != **id));
            if let Some(id) = unknown {
                let message = format!("{id} is no conversation of the tenant");
                return Err(Problem::field("conversation_ids", message));
            }
            found
        }
    };
    Ok(lines_of(tx, tenant, wanted).await?)
}

/// Some conversations after the other, until there is enough to play.
async fn lines_of(tx: &mut Tx, tenant: TenantId, wanted: Vec<Past>) -> Result<Read, StorageError> {
    let (all, mut messages) = (wanted.len(), 0);
    let mut conversations = Vec::with_capacity(all);
    let mut wanted = wanted.into_iter().peekable();
    while wanted.peek().is_some() && messages < ENOUGH_MESSAGES {
        let some: Vec<Past> = wanted.by_ref().take(AT_ONCE).collect();
        let ids: Vec<_> = some.iter().map(|past| past.id).collect();
        let mut lines = past::lines(tx, tenant, &ids, MEASURE).await?;
        for past in some {
            let lines = lines.remove(&past.id).unwrap_or_default();
            messages += lines.len();
            conversations.push(Conversation { past, lines });
        }
    }
    Ok(Read {
        left: all - conversations.len(),
        conversations,
    })
}
