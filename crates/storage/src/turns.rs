//! Turns: conversations locked, read and written, many in one transaction.

use domain::{ChatId, SessionName, TenantId};
use serde_json::Value;
use time::OffsetDateTime;

use crate::{
    StorageError, Tx,
    contacts::ContactId,
    conversations::{Claim, ConversationId, Due, invalid},
    messages::{self, Waiting},
};

/// A conversation, locked for a turn.
#[derive(Debug, Clone)]
pub struct Conversation {
    /// Whose and which.
    pub at: Due,
    /// The contact.
    pub contact: ContactId,
    /// The session through which replies go.
    pub session: SessionName,
    /// The address that replies go to.
    pub chat: ChatId,
    /// The bot's state; `None` until its first turn.
    pub state: Option<Value>,
    /// The number of the turn that is taken now, from 1.
    pub turn: i64,
    /// Until when a person speaks here.
    pub paused_until: Option<OffsetDateTime>,
    /// When the customer last wrote, by WhatsApp's clock; `None`: never.
    pub customer_wrote_at: Option<OffsetDateTime>,
    /// Since when the customer waits for this turn.
    pub waiting_since: Option<OffsetDateTime>,
    /// Since when the customer waits for a person.
    pub needs_person_since: Option<OffsetDateTime>,
    /// Whether the bot may speak here; `None`: nobody has looked yet.
    pub gate: Option<Gate>,
    /// Since when the contact wants no messages.
    pub opted_out_at: Option<OffsetDateTime>,
    /// Whether something of an earlier turn is still to be said here.
    pub speaking: bool,
    /// How often in a row its turn failed.
    pub failures: i32,
    /// What the customer wrote since the last turn, in the order in which it was written.
    pub waiting: Vec<Waiting>,
    /// How many of those were written before something that an earlier turn took: they came late.
    pub late: usize,
    taken_id: i64,
    taken_sent_at: Option<OffsetDateTime>,
}

impl Conversation {
    /// Whether the customer has never written.
    pub fn is_first_contact(&self) -> bool {
        self.customer_wrote_at.is_none()
    }
}

/// Whether the bot may speak in a chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// It may.
    Open,
    /// It is the owner's private chat.
    Shielded,
}

impl Gate {
    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Shielded => "shielded",
        }
    }

    pub(crate) fn from_stored(gate: &str) -> Result<Self, StorageError> {
        [Self::Open, Self::Shielded]
            .into_iter()
            .find(|known| known.as_str() == gate)
            .ok_or_else(|| invalid("gate")(()))
    }
}

/// What a turn made of a conversation.
#[derive(Debug, Clone)]
pub struct Taken<'a> {
    /// The conversation as it was.
    pub conversation: &'a Conversation,
    /// The bot's state; `None` leaves it, and the turn is not counted.
    pub state: Option<Value>,
    /// Whether it said something, which may be taken back as long as it is not sent.
    pub spoke: bool,
    /// When the next turn is due though nobody writes.
    pub wake_at: Option<OffsetDateTime>,
    /// Since when the customer waits for a person, if the bot leaves it at that.
    pub needs_person_since: Option<OffsetDateTime>,
    /// Whether the bot may speak here from now on, and why.
    pub gate: Option<(Gate, &'static str)>,
}

/// Locks conversations for a turn, if they are not locked yet, and reads all that it needs. Those that are not due any
/// more, or that somebody else holds, are left out.
pub async fn lock(
    tx: &mut Tx,
    due: &[Due],
    now: OffsetDateTime,
) -> Result<Vec<Conversation>, StorageError> {
    let tenants: Vec<i64> = due.iter().map(|due| due.tenant.get()).collect();
    let ids: Vec<i64> = due.iter().map(|due| due.conversation.0).collect();
    let rows = sqlx::query!(
        "select c.tenant_id, c.id, c.contact_id, c.session, c.chat_id, c.state, c.turns,
                c.paused_until, c.customer_wrote_at, c.waiting_since, c.gate, c.failures, c.taken_id,
                c.taken_sent_at, c.needs_person_since, p.opted_out_at,
                exists (
                    select from outbox o
                    where o.tenant_id = c.tenant_id and o.conversation_id = c.id
                      and o.state in ('queued', 'typing', 'sending')) as \"speaking!\"
         from unnest($1::bigint[], $2::bigint[]) due (tenant_id, id)
         join conversations c on c.tenant_id = due.tenant_id and c.id = due.id
         join contacts p on p.tenant_id = c.tenant_id and p.id = c.contact_id
         where c.wake_at <= $3 and (c.lease_until is null or c.lease_until <= $3)
         order by c.id for no key update of c skip locked",
        &tenants,
        &ids,
        now,
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut conversations = Vec::with_capacity(rows.len());
    for row in rows {
        let tenant: TenantId = row.tenant_id.try_into().map_err(invalid("tenant_id"))?;
        conversations.push(Conversation {
            at: Due {
                tenant,
                conversation: ConversationId(row.id),
            },
            contact: ContactId(row.contact_id),
            session: row.session.try_into().map_err(invalid("session"))?,
            chat: row.chat_id.try_into().map_err(invalid("chat_id"))?,
            state: row.state,
            turn: row.turns + 1,
            paused_until: row.paused_until,
            customer_wrote_at: row.customer_wrote_at,
            waiting_since: row.waiting_since,
            needs_person_since: row.needs_person_since,
            gate: row.gate.as_deref().map(Gate::from_stored).transpose()?,
            opted_out_at: row.opted_out_at,
            speaking: row.speaking,
            failures: row.failures,
            waiting: Vec::new(),
            late: 0,
            taken_id: row.taken_id,
            taken_sent_at: row.taken_sent_at,
        });
    }
    let asked: Vec<_> = conversations
        .iter()
        .map(|it| (it.at.tenant, it.at.conversation, it.taken_id))
        .collect();
    let mut waiting = messages::waiting(tx, &asked).await?;
    for conversation in &mut conversations {
        let messages = waiting.remove(&conversation.at.conversation);
        conversation.waiting = messages.unwrap_or_default();
        let late = |message: &&Waiting| Some(message.sent_at) < conversation.taken_sent_at;
        conversation.late = conversation.waiting.iter().filter(late).count();
    }
    Ok(conversations)
}

/// Ends turns: what was taken, the states and the next alarms are written and the conversations are given back.
pub async fn save(tx: &mut Tx, turns: &[Taken<'_>]) -> Result<(), StorageError> {
    let number = |value: fn(&Taken<'_>) -> i64| -> Vec<i64> { turns.iter().map(value).collect() };
    let time = |value: fn(&Taken<'_>) -> Option<OffsetDateTime>| -> Vec<Option<OffsetDateTime>> {
        turns.iter().map(value).collect()
    };
    let states: Vec<Option<&Value>> = turns.iter().map(|turn| turn.state.as_ref()).collect();
    let spoke: Vec<bool> = turns.iter().map(|turn| turn.spoke).collect();
    let gates: Vec<Option<&str>> = turns
        .iter()
        .map(|turn| Some(turn.gate?.0.as_str()))
        .collect();
    let reasons: Vec<Option<&str>> = turns.iter().map(|turn| Some(turn.gate?.1)).collect();
    sqlx::query!(
        "update conversations c
         set before_state = case when x.spoke then c.state end,
             before_taken_id = case when x.spoke then c.taken_id end,
             before_taken_sent_at = case when x.spoke then c.taken_sent_at end,
             before_waiting_since = case when x.spoke then c.waiting_since end,
             state = coalesce(x.state, c.state),
             turns = c.turns + case when x.state is null then 0 else 1 end,
             taken_id = greatest(c.taken_id, x.taken_id),
             taken_sent_at = greatest(c.taken_sent_at, x.taken_sent_at),
             waiting_since = null, wake_at = x.wake_at, needs_person_since = x.needs_person_since,
             gate = coalesce(x.gate, c.gate), gate_reason = coalesce(x.gate_reason, c.gate_reason),
             failures = 0, failure = null, lease = null, lease_until = null
         from unnest($1::bigint[], $2::bigint[], $3::jsonb[], $4::bool[], $5::bigint[], $6::timestamptz[],
                     $7::timestamptz[], $8::timestamptz[], $9::text[], $10::text[])
              x (tenant_id, id, state, spoke, taken_id, taken_sent_at, wake_at, needs_person_since, gate, gate_reason)
         where c.tenant_id = x.tenant_id and c.id = x.id",
        &number(|turn| turn.conversation.at.tenant.get()),
        &number(|turn| turn.conversation.at.conversation.0),
        &states as &[Option<&Value>],
        &spoke,
        &number(|turn| turn.conversation.waiting.iter().map(|m| m.id).max().unwrap_or(0)),
        &time(|turn| turn.conversation.waiting.iter().map(|m| m.sent_at).max()) as &[Option<OffsetDateTime>],
        &time(|turn| turn.wake_at) as &[Option<OffsetDateTime>],
        &time(|turn| turn.needs_person_since) as &[Option<OffsetDateTime>],
        &gates as &[Option<&str>],
        &reasons as &[Option<&str>],
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Notes whether the bot may speak in a claimed conversation and why, and gives it back for its turn; `false`: the claim
/// is nobody's any more, and nothing was noted.
pub async fn open_gate(
    tx: &mut Tx,
    claim: &Claim,
    gate: Gate,
    reason: &str,
    now: OffsetDateTime,
) -> Result<bool, StorageError> {
    let noted = sqlx::query!(
        "update conversations
         set gate = coalesce(gate, $4), gate_reason = coalesce(gate_reason, $5), wake_at = least(wake_at, $6),
             lease = null, lease_until = null
         where tenant_id = $1 and id = $2 and lease = $3",
        claim.tenant.get(),
        claim.conversation.0,
        claim.lease,
        gate.as_str(),
        reason,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(noted.rows_affected() > 0)
}
