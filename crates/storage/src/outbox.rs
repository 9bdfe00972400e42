//! The outbox: what the bot says, until WhatsApp has it.

mod attempts;
mod cancelling;
mod cards;
mod echoes;
mod people;
mod reading;
mod withdrawal;

use std::{collections::HashMap, time::Duration};

use domain::{ChatId, SessionName, TenantClass, TenantId};
use time::OffsetDateTime;

pub use attempts::{Settled, begin, hold, renew, settle, type_on};
pub(crate) use cancelling::NO_TURN;
pub use cancelling::{
    TakenBack, Unsaid, Why, cancel_all, cancel_open, cancel_refused, park_session, take_back,
    unpark_session,
};
pub use cards::{Card, add_card};
pub use echoes::Ack;
pub(crate) use echoes::{adopt, note_receipts};
pub use people::{Words, add_words, find_words};
pub use reading::{Entry, list_newest, list_open};
pub use withdrawal::{Withdrawn, withdraw};

use crate::{
    Database, Share, StorageError, Tx, conversations::ConversationId, interval::interval,
    turns::Conversation,
};

/// The id of a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ReplyId(i64);

impl ReplyId {
    /// The id that a request names; whether there is such a reply, Postgres says.
    pub fn new(id: i64) -> Self {
        Self(id)
    }

    /// The id as a number.
    pub fn get(self) -> i64 {
        self.0
    }
}

impl std::fmt::Display for ReplyId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// A reply that this process may deliver, until the lease runs out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ReplyClaim {
    /// Whose it is.
    pub tenant: TenantId,
    /// Which one.
    pub reply: ReplyId,
    lease: i64,
}

/// Why something is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReplyKind {
    /// It answers what the customer wrote.
    Answer,
    /// It is said though nobody wrote.
    FollowUp,
    /// A person says it through us.
    Agent,
    /// That somebody gets no more messages: the one message that he still gets.
    Farewell,
    /// It tells an agent of a lead that is handed over.
    Card,
}

impl ReplyKind {
    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::FollowUp => "follow_up",
            Self::Agent => "agent",
            Self::Farewell => "farewell",
            Self::Card => "card",
        }
    }

    pub(crate) fn from_stored(kind: &str) -> Result<Self, StorageError> {
        [
            Self::Answer,
            Self::FollowUp,
            Self::Agent,
            Self::Farewell,
            Self::Card,
        ]
        .into_iter()
        .find(|known| known.as_str() == kind)
        .ok_or(StorageError::Inconsistent {
            table: "outbox",
            column: "kind",
        })
    }
}

/// How far a reply is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Nothing of it was done.
    Queued,
    /// The customer sees that somebody types.
    Typing,
    /// An attempt was begun.
    Sending,
}

/// Whom a reply answers: somebody who waits for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answers {
    /// When the first of the messages reached us that it answers.
    pub since: OffsetDateTime,
    /// What the tenant is promised.
    pub class: TenantClass,
}

/// A reply, ready to be sent.
#[derive(Debug, Clone)]
pub struct Reply {
    /// The claim that it was read by.
    pub claim: ReplyClaim,
    /// The conversation that it is said in.
    pub conversation: ConversationId,
    /// The session that sends it.
    pub session: SessionName,
    /// Where it goes.
    pub chat: ChatId,
    /// What it says.
    pub body: String,
    /// Why.
    pub kind: ReplyKind,
    /// Whether the customer has never written.
    pub first_contact: bool,
    /// How far it is.
    pub stage: Stage,
    /// WhatsApp's id for it, once one was taken.
    pub stanza: Option<String>,
    /// How often sending it was begun before.
    pub attempts: i32,
    /// When the last attempt began.
    pub begun_at: Option<OffsetDateTime>,
    /// Whether nobody saw how that attempt ended.
    pub in_doubt: bool,
    /// When the turn decided it.
    pub created_at: OffsetDateTime,
    /// Whether the person it goes to wants no messages.
    pub opted_out: bool,
    /// Whom it answers; `None`: nobody, or it goes on with an answer.
    pub answers: Option<Answers>,
    /// The trace that it belongs to.
    pub traceparent: Option<String>,
}

/// Something that a turn says.
#[derive(Debug, Clone)]
pub struct Saying<'a> {
    /// In which conversation.
    pub conversation: &'a Conversation,
    /// Its place in the turn.
    pub position: i32,
    /// What.
    pub body: String,
    /// Why.
    pub kind: ReplyKind,
    /// When it may be said.
    pub due_at: OffsetDateTime,
    /// Whether the person it goes to wants no messages.
    pub opted_out: bool,
    /// Whether it is leased to this process at once, which delivers it: it is due, and nothing else waits in its chat.
    pub taken: bool,
    /// Whom it answers; `None`: nobody, or it goes on with an answer.
    pub answers: Option<Answers>,
    /// The trace that it belongs to.
    pub traceparent: Option<String>,
}

/// Puts what turns say into the outbox. A turn that is done twice says it once. Answers, ready to be sent, what is taken.
pub async fn add(
    tx: &mut Tx,
    sayings: &[Saying<'_>],
    lease: Duration,
    now: OffsetDateTime,
) -> Result<Vec<Reply>, StorageError> {
    if sayings.is_empty() {
        return Ok(Vec::new());
    }
    let number =
        |value: fn(&Saying<'_>) -> i64| -> Vec<i64> { sayings.iter().map(value).collect() };
    let text = |value: for<'s> fn(&'s Saying<'_>) -> &'s str| -> Vec<String> {
        sayings
            .iter()
            .map(|saying| value(saying).to_owned())
            .collect()
    };
    let flag =
        |value: fn(&Saying<'_>) -> bool| -> Vec<bool> { sayings.iter().map(value).collect() };
    let positions: Vec<i32> = sayings.iter().map(|saying| saying.position).collect();
    let due: Vec<OffsetDateTime> = sayings.iter().map(|saying| saying.due_at).collect();
    let since: Vec<Option<OffsetDateTime>> = sayings
        .iter()
        .map(|saying| Some(saying.answers?.since))
        .collect();
    let traces: Vec<Option<&str>> = sayings
        .iter()
        .map(|saying| saying.traceparent.as_deref())
        .collect();
    let rows = sqlx::query!(
        "insert into outbox (tenant_id, conversation_id, session, chat_id, turn, position, body, kind,
                             first_contact, due_at, traceparent, lease, lease_until, created_at, answers_since)
         select x.tenant_id, x.conversation_id, x.session, x.chat_id, x.turn, x.position, x.body, x.kind,
                x.first_contact, x.due_at, x.traceparent, case when x.taken then nextval('leases') end,
                case when x.taken then $13::timestamptz end, $14, x.answers_since
         from unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::bigint[], $6::int[], $7::text[],
                     $8::text[], $9::bool[], $10::timestamptz[], $11::text[], $12::bool[], $15::timestamptz[])
              x (tenant_id, conversation_id, session, chat_id, turn, position, body, kind, first_contact, due_at,
                 traceparent, taken, answers_since)
         on conflict (tenant_id, conversation_id, turn, position) do nothing
         returning conversation_id, position, id, lease",
        &number(|saying| saying.conversation.at.tenant.get()),
        &number(|saying| saying.conversation.at.conversation.0),
        &text(|saying| saying.conversation.session.as_str()),
        &text(|saying| saying.conversation.chat.as_str()),
        &number(|saying| saying.conversation.turn),
        &positions,
        &text(|saying| &saying.body),
        &text(|saying| saying.kind.as_str()),
        &flag(|saying| saying.conversation.is_first_contact()),
        &due,
        &traces as &[Option<&str>],
        &flag(|saying| saying.taken),
        now + lease,
        now,
        &since as &[Option<OffsetDateTime>],
    )
    .fetch_all(&mut **tx)
    .await?;
    let leases: HashMap<(i64, i32), (i64, i64)> = rows
        .into_iter()
        .filter_map(|row| Some(((row.conversation_id, row.position), (row.id, row.lease?))))
        .collect();
    let taken = sayings.iter().filter_map(|saying| {
        let place = (saying.conversation.at.conversation.0, saying.position);
        let (id, lease) = leases.get(&place)?;
        Some(saying.reply(ReplyId(*id), *lease, now))
    });
    Ok(taken.collect())
}

impl Saying<'_> {
    /// As it is read when it is claimed.
    fn reply(&self, reply: ReplyId, lease: i64, now: OffsetDateTime) -> Reply {
        let conversation = self.conversation;
        Reply {
            claim: ReplyClaim {
                tenant: conversation.at.tenant,
                reply,
                lease,
            },
            conversation: conversation.at.conversation,
            session: conversation.session.clone(),
            chat: conversation.chat.clone(),
            body: self.body.clone(),
            kind: self.kind,
            first_contact: conversation.is_first_contact(),
            stage: Stage::Queued,
            stanza: None,
            attempts: 0,
            begun_at: None,
            in_doubt: false,
            created_at: now,
            opted_out: self.opted_out,
            answers: self.answers,
            traceparent: self.traceparent.clone(),
        }
    }
}

/// Claims replies that are due: one of each conversation, its oldest; everybody's first before anybody's second.
pub async fn claim_due(
    database: &Database,
    share: Share<'_>,
    lease: Duration,
    now: OffsetDateTime,
) -> Result<Vec<ReplyClaim>, StorageError> {
    let rows = sqlx::query!(
        "select tenant_id as \"tenant_id!\", reply_id as \"reply_id!\", lease as \"lease!\"
         from claim_due_replies($1, $2, $3, $4, $5)",
        now,
        share.at_most,
        share.per_tenant,
        interval(lease),
        &share.busy(),
    )
    .fetch_all(database.pool())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(ReplyClaim {
                tenant: row.tenant_id.try_into().map_err(invalid("tenant_id"))?,
                reply: ReplyId(row.reply_id),
                lease: row.lease,
            })
        })
        .collect()
}

fn invalid<E>(column: &'static str) -> impl Fn(E) -> StorageError {
    move |_| StorageError::Inconsistent {
        table: "outbox",
        column,
    }
}

/// Reads claimed replies. Those that were cancelled or closed meanwhile, or that another worker has, are left out.
pub async fn lookup(tx: &mut Tx, claims: &[ReplyClaim]) -> Result<Vec<Reply>, StorageError> {
    let (tenants, ids, leases) = columns(claims);
    let rows = sqlx::query!(
        "select o.tenant_id, o.id, o.lease as \"lease!\", o.conversation_id, o.session, o.chat_id, o.body, o.kind,
                o.first_contact, o.state, o.stanza, o.attempts, o.begun_at,
                o.state = 'sending' and o.reason is null as \"in_doubt!\", o.created_at, o.traceparent, p.opted_out_at is not null as \"opted_out!\",
                o.answers_since, t.class
         from unnest($1::bigint[], $2::bigint[], $3::bigint[]) claim (tenant_id, id, lease)
         join outbox o on o.tenant_id = claim.tenant_id and o.id = claim.id and o.lease = claim.lease
         join conversations c on c.tenant_id = o.tenant_id and c.id = o.conversation_id
         join contacts p on p.tenant_id = c.tenant_id and p.id = c.contact_id
         join tenants t on t.id = o.tenant_id
         where o.state not in ('sent', 'failed', 'cancelled')",
        &tenants,
        &ids,
        &leases,
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let class = row.class.parse().map_err(invalid("class"))?;
            Ok(Reply {
                claim: ReplyClaim {
                    tenant: row.tenant_id.try_into().map_err(invalid("tenant_id"))?,
                    reply: ReplyId(row.id),
                    lease: row.lease,
                },
                conversation: ConversationId(row.conversation_id),
                session: row.session.try_into().map_err(invalid("session"))?,
                chat: row.chat_id.try_into().map_err(invalid("chat_id"))?,
                body: row.body,
                kind: ReplyKind::from_stored(&row.kind)?,
                first_contact: row.first_contact,
                stage: match row.state.as_str() {
                    "queued" => Stage::Queued,
                    "typing" => Stage::Typing,
                    _ => Stage::Sending,
                },
                stanza: row.stanza,
                attempts: row.attempts,
                begun_at: row.begun_at,
                in_doubt: row.in_doubt,
                created_at: row.created_at,
                opted_out: row.opted_out,
                answers: row.answers_since.map(|since| Answers { since, class }),
                traceparent: row.traceparent,
            })
        })
        .collect()
}

fn columns(claims: &[ReplyClaim]) -> (Vec<i64>, Vec<i64>, Vec<i64>) {
    (
        claims.iter().map(|claim| claim.tenant.get()).collect(),
        claims.iter().map(|claim| claim.reply.0).collect(),
        claims.iter().map(|claim| claim.lease).collect(),
    )
}
