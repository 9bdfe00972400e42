//! What customers wrote in conversations of the past, for who plays them again.

use std::collections::HashMap;

use domain::TenantId;
use time::OffsetDateTime;

use super::MessageKind;
use crate::{
    StorageError, Tx, contacts::ContactId, conversations::ConversationId, media::MediaKind,
};

/// A conversation that can be played again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    /// Its id.
    pub id: ConversationId,
    /// What the contact told the bot to be called, or else the name that WhatsApp shows.
    pub name: Option<String>,
    /// When the customer last wrote, by WhatsApp's clock.
    pub at: OffsetDateTime,
}

/// A message of the customer, as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its id.
    pub id: i64,
    /// What it is.
    pub kind: MessageKind,
    /// Its text, if it has any; of a very long one the beginning.
    pub body: Option<String>,
    /// What its file is, if it has one.
    pub media: Option<MediaKind>,
    /// When it was written, by WhatsApp's clock.
    pub sent_at: OffsetDateTime,
}

/// How much is read of each conversation.
#[derive(Debug, Clone, Copy)]
pub struct Measure {
    /// The newest messages, at most so many.
    pub messages: i64,
    /// The first characters of each, at most so many.
    pub characters: i32,
}

/// The conversations with the newest activity in which the customer wrote, at most so many. Not private chats, which are
/// not the bot's, and not the one with the agent.
pub async fn list_newest(
    tx: &mut Tx,
    tenant: TenantId,
    agent: Option<ContactId>,
    limit: i64,
) -> Result<Vec<Past>, StorageError> {
    let rows = sqlx::query!(
        "select c.id as \"id!\", coalesce(l.name, p.push_name) as name, c.customer_wrote_at as \"at!\"
         from (
             select c.id, c.contact_id, c.customer_wrote_at, c.person_wrote_at from conversations c
             where c.tenant_id = $1 and greatest(c.customer_wrote_at, c.person_wrote_at) is not null
               and c.customer_wrote_at is not null and c.gate is distinct from 'shielded'
               and c.contact_id is distinct from $2::bigint
             order by greatest(c.customer_wrote_at, c.person_wrote_at) desc, c.id desc
             limit $3
         ) c
         join contacts p on p.tenant_id = $1 and p.id = c.contact_id
         left join leads l on l.tenant_id = $1 and l.contact_id = c.contact_id
         order by greatest(c.customer_wrote_at, c.person_wrote_at) desc, c.id desc",
        tenant.get(),
        agent.map(|agent| agent.0),
        limit,
    )
    .fetch_all(&mut **tx)
    .await?;
    let past = rows.into_iter().map(|row| Past {
        id: ConversationId(row.id),
        name: row.name,
        at: row.at,
    });
    Ok(past.collect())
}

/// Those of these conversations that there are, whatever they are, in the order of their newest activity.
pub async fn list_of(
    tx: &mut Tx,
    tenant: TenantId,
    conversations: &[ConversationId],
) -> Result<Vec<Past>, StorageError> {
    let ids: Vec<i64> = conversations.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        "select c.id, coalesce(l.name, p.push_name) as name,
                coalesce(c.customer_wrote_at, c.created_at) as \"at!\"
         from conversations c
         join contacts p on p.tenant_id = c.tenant_id and p.id = c.contact_id
         left join leads l on l.tenant_id = c.tenant_id and l.contact_id = c.contact_id
         where c.tenant_id = $1 and c.id = any ($2)
         order by greatest(c.customer_wrote_at, c.person_wrote_at) desc nulls last, c.id desc",
        tenant.get(),
        &ids,
    )
    .fetch_all(&mut **tx)
    .await?;
    let past = rows.into_iter().map(|row| Past {
        id: ConversationId(row.id),
        name: row.name,
        at: row.at,
    });
    Ok(past.collect())
}

/// What the customers wrote in these conversations, each in the order in which a turn would have taken it, and as it was
/// before anybody edited it: that is what the bot read. What was deleted for everyone is not among it.
pub async fn lines(
    tx: &mut Tx,
    tenant: TenantId,
    conversations: &[ConversationId],
    measure: Measure,
) -> Result<HashMap<ConversationId, Vec<Line>>, StorageError> {
    let ids: Vec<i64> = conversations.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        "select m.conversation_id as \"conversation_id!\", m.id as \"id!\", m.kind as \"kind!\",
                left(m.body, $4) as body, m.sent_at as \"sent_at!\",
                case when m.kind = 'media' then (
                    select d.kind from media d where d.tenant_id = $1 and d.message_key = m.key
                ) end as media
         from unnest($2::bigint[]) wanted (id)
         cross join lateral (
             select m.conversation_id, m.id, m.key, m.kind, m.body, m.sent_at, m.received_at from messages m
             where m.tenant_id = $1 and m.conversation_id = wanted.id and m.direction = 'in'
               and not exists (
                   select from message_changes x
                   where x.tenant_id = $1 and x.message_key = m.key and x.kind = 'deletion'
               )
             order by m.sent_at desc, m.id desc limit $3
         ) m
         order by m.sent_at, m.received_at, m.id",
        tenant.get(),
        &ids,
        measure.messages,
        measure.characters,
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut lines: HashMap<ConversationId, Vec<Line>> = HashMap::new();
    for row in rows {
        let media = row.media.as_deref().map(MediaKind::from_stored);
        let line = Line {
            id: row.id,
            kind: MessageKind::from_stored(&row.kind)?,
            body: row.body,
            media: media.transpose()?,
            sent_at: row.sent_at,
        };
        let conversation = ConversationId(row.conversation_id);
        lines.entry(conversation).or_default().push(line);
    }
    Ok(lines)
}
