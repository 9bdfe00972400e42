//! Messages as people read them: with what was said of them later, and how we said those that are ours.

use domain::{ChatId, Direction, MessageKey, TenantId};
use time::OffsetDateTime;

use super::MessageKind;
use crate::{
    StorageError, Tx,
    conversations::ConversationId,
    media::{File, FileRow},
    outbox::ReplyKind,
};

/// A message as people read it.
#[derive(Debug, Clone)]
pub struct Message {
    /// Its id.
    pub id: i64,
    /// The conversation that it is in.
    pub conversation: ConversationId,
    /// Who wrote it.
    pub direction: Direction,
    /// What it is.
    pub kind: MessageKind,
    /// Its text, if it has any, as it was last edited; of what was deleted, none.
    pub body: Option<String>,
    /// Its file, if it has one; of what was deleted, none.
    pub media: Option<File>,
    /// Where the conversation takes place.
    pub chat: ChatId,
    /// When it was written, by WhatsApp's clock.
    pub sent_at: OffsetDateTime,
    /// What the outbox has of it, if it was said through us.
    pub said: Option<Said>,
    /// The emoji with which the customer reacted to it.
    pub customers_reaction: Option<String>,
    /// The emoji with which the tenant did.
    pub our_reaction: Option<String>,
    /// When its text was last changed.
    pub edited_at: Option<OffsetDateTime>,
    /// When it was deleted for everyone.
    pub revoked_at: Option<OffsetDateTime>,
    /// What it answers, if it quotes another.
    pub quote: Option<Quote>,
}

/// A message as the outbox has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    /// The reply's id.
    pub reply: i64,
    /// Why it was said.
    pub kind: ReplyKind,
    /// The highest acknowledgement: 1 server, 2 device, 3 read, 4 played; -1 when WhatsApp refused it.
    pub ack: Option<i16>,
}

/// A message that another quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// Its id; `None`: we do not have it.
    pub id: Option<i64>,
    /// Whose it is.
    pub author: Author,
    /// Its text, if it has any and was not deleted.
    pub body: Option<String>,
}

/// Who wrote a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Author {
    /// The customer.
    Customer,
    /// The bot.
    Bot,
    /// A person of the tenant, through us.
    Agent,
    /// A person of the tenant, on the phone or another device of the number.
    Phone,
}

impl Author {
    /// As it is told.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Bot => "bot",
            Self::Agent => "agent",
            Self::Phone => "phone",
        }
    }

    /// Whose a message of this direction is that was said through us for this reason, or not through us.
    pub(crate) fn of(direction: Direction, said: Option<ReplyKind>) -> Self {
        match (direction, said) {
            (Direction::In, _) => Self::Customer,
            (Direction::Out, Some(ReplyKind::Agent)) => Self::Agent,
            (Direction::Out, Some(_)) => Self::Bot,
            (Direction::Out, None) => Self::Phone,
        }
    }
}

impl Message {
    /// Who wrote it.
    pub fn author(&self) -> Author {
        Author::of(self.direction, self.said.map(|said| said.kind))
    }
}

/// As it is stored, or inside a key.
pub(crate) fn direction(stored: &str) -> Direction {
    if stored == Direction::In.as_str() {
        Direction::In
    } else {
        Direction::Out
    }
}

pub(super) struct MessageRow {
    pub(super) id: i64,
    pub(super) conversation_id: i64,
    pub(super) direction: String,
    pub(super) kind: String,
    pub(super) body: Option<String>,
    pub(super) sent_at: OffsetDateTime,
    pub(super) chat_id: String,
    pub(super) media_kind: Option<String>,
    pub(super) media_state: Option<String>,
    pub(super) mime: Option<String>,
    pub(super) filename: Option<String>,
    pub(super) size: Option<i64>,
    pub(super) reply_id: Option<i64>,
    pub(super) reply_kind: Option<String>,
    pub(super) ack: Option<i16>,
    pub(super) customers_reaction: Option<String>,
    pub(super) our_reaction: Option<String>,
    pub(super) edited_at: Option<OffsetDateTime>,
    pub(super) revoked_at: Option<OffsetDateTime>,
    pub(super) quoted_key: Option<String>,
    pub(super) quoted_id: Option<i64>,
    pub(super) quoted_body: Option<String>,
    pub(super) quoted_reply_kind: Option<String>,
    pub(super) quoted_revoked: bool,
}

/// Reads messages `m`: those that the rest of the statement, a `where` at first, asks for.
macro_rules! messages {
    ($rest:tt, $($argument:expr),* $(,)?) => {
        sqlx::query_as!(
            MessageRow,
            "select m.id, m.conversation_id, m.direction, m.kind, coalesce(n.edited, m.body) as body, m.sent_at, c.chat_id,
                    d.kind as \"media_kind?\", d.state as \"media_state?\", d.mime as \"mime?\",
                    d.filename as \"filename?\", d.size as \"size?\",
                    o.id as \"reply_id?\", o.kind as \"reply_kind?\", o.ack as \"ack?\",
                    n.customers_reaction, n.our_reaction, n.edited_at, n.revoked_at,
                    m.quoted_key, q.id as \"quoted_id?\", coalesce(q.body, m.quoted_body) as quoted_body,
                    p.kind as \"quoted_reply_kind?\",
                    (m.quoted_key is not null and exists (
                        select from message_changes x
                        where x.tenant_id = m.tenant_id and x.message_key = m.quoted_key and x.kind = 'deletion'
                    )) as \"quoted_revoked!\"
             from messages m
             join conversations c on c.tenant_id = m.tenant_id and c.id = m.conversation_id
             left join media d on d.tenant_id = m.tenant_id and d.message_key = m.key
             left join outbox o on o.tenant_id = m.tenant_id and o.stanza = m.stanza and m.direction = 'out'
             cross join lateral (
                 select max(x.body) filter (where x.kind = 'edit') as edited,
                        max(x.changed_at) filter (where x.kind = 'edit') as edited_at,
                        max(x.changed_at) filter (where x.kind = 'deletion') as revoked_at,
                        max(x.body) filter (where x.kind = 'reaction' and x.author = 'in') as customers_reaction,
                        max(x.body) filter (where x.kind = 'reaction' and x.author = 'out') as our_reaction
                 from message_changes x where x.tenant_id = m.tenant_id and x.message_key = m.key
             ) n
             left join messages q on q.tenant_id = m.tenant_id and q.key = m.quoted_key
             left join outbox p on p.tenant_id = q.tenant_id and p.stanza = q.stanza and q.direction = 'out' "
            + $rest,
            $($argument),*
        )
    };
}
pub(super) use messages;

impl TryFrom<MessageRow> for Message {
    type Error = StorageError;

    fn try_from(row: MessageRow) -> Result<Self, StorageError> {
        let chat = row.chat_id.try_into();
        let kind = row.reply_kind.as_deref().map(ReplyKind::from_stored);
        let file = FileRow {
            kind: row.media_kind,
            state: row.media_state,
            mime: row.mime,
            filename: row.filename,
            size: row.size,
        };
        let is_there = row.revoked_at.is_none();
        let quoted = row.quoted_reply_kind.as_deref();
        let quoted = quoted.map(ReplyKind::from_stored).transpose()?;
        let is_emoji = |text: &String| !text.is_empty();
        Ok(Self {
            id: row.id,
            conversation: ConversationId(row.conversation_id),
            direction: direction(&row.direction),
            kind: MessageKind::from_stored(&row.kind)?,
            body: row.body.filter(|_| is_there),
            media: file.file()?.filter(|_| is_there),
            chat: chat.map_err(|_| StorageError::Inconsistent {
                table: "conversations",
                column: "chat_id",
            })?,
            sent_at: row.sent_at,
            said: match row.reply_id.zip(kind) {
                Some((reply, kind)) => Some(Said {
                    reply,
                    kind: kind?,
                    ack: row.ack,
                }),
                None => None,
            },
            customers_reaction: row.customers_reaction.filter(is_emoji),
            our_reaction: row.our_reaction.filter(is_emoji),
            edited_at: row.edited_at,
            revoked_at: row.revoked_at,
            quote: row.quoted_key.map(|key| Quote {
                id: row.quoted_id,
                author: Author::of(direction_of(&key), quoted),
                body: row.quoted_body.filter(|_| !row.quoted_revoked),
            }),
        })
    }
}

/// The direction that a key tells: `{tenant}:{session}:{kind}:{direction}:{stanza}`.
fn direction_of(key: &str) -> Direction {
    direction(key.split(':').nth(3).unwrap_or_default())
}

/// The message with this key.
pub async fn find(
    tx: &mut Tx,
    tenant: TenantId,
    key: &MessageKey,
) -> Result<Option<Message>, StorageError> {
    messages!(
        "where m.tenant_id = $1 and m.key = $2",
        tenant.get(),
        key.as_str()
    )
    .fetch_optional(&mut **tx)
    .await?
    .map(Message::try_from)
    .transpose()
}

/// The newest messages of a conversation, at most so many, in the order in which they were written.
pub async fn list_newest(
    tx: &mut Tx,
    tenant: TenantId,
    conversation: ConversationId,
    limit: i64,
) -> Result<Vec<Message>, StorageError> {
    messages!(
        "where m.tenant_id = $1 and m.conversation_id = $2 order by m.sent_at desc, m.id desc limit $3",
        tenant.get(),
        conversation.0,
        limit,
    )
    .fetch_all(&mut **tx)
    .await?
    .into_iter()
    .rev()
    .map(Message::try_from)
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_by_whom_the_outbox_says() {
        for (way, said, by) in [
            (Direction::In, None, "customer"),
            (Direction::Out, Some(ReplyKind::Answer), "bot"),
            (Direction::Out, Some(ReplyKind::Agent), "agent"),
            (Direction::Out, None, "phone"),
        ] {
            assert_eq!(Author::of(way, said).as_str(), by);
        }
        assert_eq!(direction_of("5:tenant_5:message:in:AC36"), Direction::In);
        assert_eq!(direction_of("5:tenant_5:message:out:3EB0"), Direction::Out);
    }
}
