//! Conversations as people look them over.

use domain::{ChatId, Phone, TenantId};
use time::{OffsetDateTime, macros::datetime};

use super::ConversationId;
use crate::{StorageError, Tx, pattern::containing, turns::Gate};

/// A conversation: with whom it is held, and who answers in it.
#[derive(Debug, Clone)]
pub struct Summary {
    /// Its id.
    pub id: ConversationId,
    /// The address that replies go to.
    pub chat: ChatId,
    /// What the contact told the bot to be called, or else the name that WhatsApp shows.
    pub name: Option<String>,
    /// The contact's addresses, the oldest first.
    pub addresses: Vec<ChatId>,
    /// Since when the contact wants no messages.
    pub opted_out_at: Option<OffsetDateTime>,
    /// Whether the bot may speak here; `None`: nobody has looked yet.
    pub gate: Option<Gate>,
    /// Why it may, or may not.
    pub gate_reason: Option<String>,
    /// Until when a person speaks here.
    pub paused_until: Option<OffsetDateTime>,
    /// Since when the customer waits for a turn.
    pub waiting_since: Option<OffsetDateTime>,
    /// When the customer or a person of the tenant last wrote, by WhatsApp's clock.
    pub active_at: OffsetDateTime,
    /// How many turns the bot has taken.
    pub turns: i64,
    /// Why the last turn failed, until one succeeds.
    pub failure: Option<String>,
}

impl Summary {
    /// The contact's phone number, where WhatsApp has told it.
    pub fn phone(&self) -> Option<Phone> {
        self.addresses.iter().find_map(ChatId::phone)
    }

    /// Its place in the list.
    pub fn place(&self) -> Place {
        Place {
            active_at: self.active_at,
            id: self.id,
        }
    }
}

/// A place in the list of conversations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// When somebody last wrote there.
    pub active_at: OffsetDateTime,
    /// Of several of that moment, which.
    pub id: ConversationId,
}

/// The place before all others.
const BEFORE_ALL: Place = Place {
    active_at: datetime!(9999-12-31 00:00 UTC),
    id: ConversationId(i64::MAX),
};

struct Row {
    id: i64,
    chat_id: String,
    name: Option<String>,
    addresses: Vec<String>,
    opted_out_at: Option<OffsetDateTime>,
    gate: Option<String>,
    gate_reason: Option<String>,
    paused_until: Option<OffsetDateTime>,
    waiting_since: Option<OffsetDateTime>,
    active_at: OffsetDateTime,
    turns: i64,
    failure: Option<String>,
}

impl TryFrom<Row> for Summary {
    type Error = StorageError;

    fn try_from(row: Row) -> Result<Self, StorageError> {
        let chat = |text: String, table, column| {
            ChatId::try_from(text).map_err(|_| StorageError::Inconsistent { table, column })
        };
        let addresses = row.addresses.into_iter();
        let addresses = addresses.map(|text| chat(text, "contact_addresses", "address"));
        Ok(Self {
            id: ConversationId(row.id),
            chat: chat(row.chat_id, "conversations", "chat_id")?,
            name: row.name,
            addresses: addresses.collect::<Result<_, _>>()?,
            opted_out_at: row.opted_out_at,
            gate: row.gate.as_deref().map(Gate::from_stored).transpose()?,
            gate_reason: row.gate_reason,
            paused_until: row.paused_until,
            waiting_since: row.waiting_since,
            active_at: row.active_at,
            turns: row.turns,
            failure: row.failure,
        })
    }
}

/// The conversations of a tenant, newest activity first: those after this place, at most so many; of a `search`, those
/// whose contact's name or address contains it. Those in which nobody has written are not among them.
pub async fn list(
    tx: &mut Tx,
    tenant: TenantId,
    search: Option<&str>,
    after: Option<Place>,
    limit: i64,
) -> Result<Vec<Summary>, StorageError> {
    let after = after.unwrap_or(BEFORE_ALL);
    sqlx::query_as!(
        Row,
        "select c.id, c.chat_id, coalesce(l.name, p.push_name) as name, a.addresses as \"addresses!\",
                p.opted_out_at, c.gate, c.gate_reason, c.paused_until, c.waiting_since, c.turns, c.failure,
                greatest(c.customer_wrote_at, c.person_wrote_at) as \"active_at!\"
         from (
             select * from conversations c
             where c.tenant_id = $1
               and (greatest(c.customer_wrote_at, c.person_wrote_at), c.id) < ($2::timestamptz, $3::bigint)
               and ($5::text is null
                    or exists (select from contacts p
                               where p.tenant_id = $1 and p.id = c.contact_id and p.push_name ilike $5)
                    or exists (select from leads l
                               where l.tenant_id = $1 and l.contact_id = c.contact_id and l.name ilike $5)
                    or exists (select from contact_addresses a
                               where a.tenant_id = $1 and a.contact_id = c.contact_id and a.address like $5))
             order by greatest(c.customer_wrote_at, c.person_wrote_at) desc, c.id desc
             limit $4
         ) c
         join contacts p on p.tenant_id = c.tenant_id and p.id = c.contact_id
         left join leads l on l.tenant_id = c.tenant_id and l.contact_id = c.contact_id
         cross join lateral (
             select coalesce(array_agg(a.address order by a.created_at, a.address), '{}') as addresses
             from contact_addresses a where a.tenant_id = c.tenant_id and a.contact_id = c.contact_id
         ) a
         order by greatest(c.customer_wrote_at, c.person_wrote_at) desc, c.id desc",
        tenant.get(),
        after.active_at,
        after.id.0,
        limit,
        search.map(containing),
    )
    .fetch_all(&mut **tx)
    .await?
    .into_iter()
    .map(Summary::try_from)
    .collect()
}

/// A conversation by its id.
pub async fn lookup(
    tx: &mut Tx,
    tenant: TenantId,
    conversation: ConversationId,
) -> Result<Option<Summary>, StorageError> {
    sqlx::query_as!(
        Row,
        "select c.id, c.chat_id, coalesce(l.name, p.push_name) as name, a.addresses as \"addresses!\",
                p.opted_out_at, c.gate, c.gate_reason, c.paused_until, c.waiting_since, c.turns, c.failure,
                coalesce(greatest(c.customer_wrote_at, c.person_wrote_at), c.created_at) as \"active_at!\"
         from conversations c
         join contacts p on p.tenant_id = c.tenant_id and p.id = c.contact_id
         left join leads l on l.tenant_id = c.tenant_id and l.contact_id = c.contact_id
         cross join lateral (
             select coalesce(array_agg(a.address order by a.created_at, a.address), '{}') as addresses
             from contact_addresses a where a.tenant_id = c.tenant_id and a.contact_id = c.contact_id
         ) a
         where c.tenant_id = $1 and c.id = $2",
        tenant.get(),
        conversation.0,
    )
    .fetch_optional(&mut **tx)
    .await?
    .map(Summary::try_from)
    .transpose()
}
