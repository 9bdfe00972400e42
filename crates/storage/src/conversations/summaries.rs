//! Conversations as people look them over.

use domain::{ChatId, Phone, TenantId};
use time::{OffsetDateTime, macros::datetime};

use super::{ConversationId, LastMessage, last_message};
use crate::{
    StorageError, Tx, contacts::ContactId, leads::LeadId, pattern::containing, turns::Gate,
};

/// Of more unread messages nobody wants to know how many.
const MOST_UNREAD: i64 = 100;

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
    /// Since when the customer waits for a person; also where the customer is none whom the tenant answers.
    pub needs_person_since: Option<OffsetDateTime>,
    /// What was written last.
    pub last_message: Option<LastMessage>,
    /// How many messages of the customer nobody of the tenant has read or answered, 100 at most.
    pub unread: i64,
    /// The customer's lead, if there is one.
    pub lead: Option<LeadId>,
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

/// Which conversations are wanted.
#[derive(Debug, Clone, Copy)]
pub struct Filter<'a> {
    /// Those whose contact's name or address contains this.
    pub search: Option<&'a str>,
    /// Those that are this way.
    pub way: Option<Way>,
    /// Whether the owner's private chats are left alone.
    pub shield: bool,
    /// Who is no customer but hears of leads.
    pub agent: Option<ContactId>,
    /// What time it is: until then or longer a person may have the chat.
    pub now: OffsetDateTime,
}

impl Filter<'_> {
    /// All of them, at this time.
    pub fn all(now: OffsetDateTime) -> Self {
        Self {
            search: None,
            way: None,
            shield: false,
            agent: None,
            now,
        }
    }
}

/// How a conversation can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// The customer waits for a person.
    NeedsPerson,
    /// The bot answers.
    Bot,
    /// A person has the chat.
    Paused,
    /// The customer wants no messages.
    OptedOut,
    /// The customer wrote what nobody of the tenant has read.
    Unread,
}

impl Way {
    const ALL: [Self; 5] = [
        Self::NeedsPerson,
        Self::Bot,
        Self::Paused,
        Self::OptedOut,
        Self::Unread,
    ];

    /// As requests say it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NeedsPerson => "needs_person",
            Self::Bot => "bot",
            Self::Paused => "paused",
            Self::OptedOut => "opted_out",
            Self::Unread => "unread",
        }
    }

    /// The way of this word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.as_str() == word)
    }
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
    needs_person_since: Option<OffsetDateTime>,
    unread: i64,
    lead_id: Option<i64>,
    last_id: Option<i64>,
    last_direction: Option<String>,
    last_kind: Option<String>,
    last_media: Option<String>,
    last_body: Option<String>,
    last_sent_at: Option<OffsetDateTime>,
    last_reply_kind: Option<String>,
    last_ack: Option<i16>,
    last_revoked: bool,
}

impl TryFrom<Row> for Summary {
    type Error = StorageError;

    fn try_from(row: Row) -> Result<Self, StorageError> {
        let chat = |text: String, table, column| {
            ChatId::try_from(text).map_err(|_| StorageError::Inconsistent { table, column })
        };
        let addresses = row.addresses.into_iter();
        let addresses = addresses.map(|text| chat(text, "contact_addresses", "address"));
        let last = last_message::Row {
            id: row.last_id,
            direction: row.last_direction,
            kind: row.last_kind,
            media: row.last_media,
            body: row.last_body,
            sent_at: row.last_sent_at,
            reply_kind: row.last_reply_kind,
            ack: row.last_ack,
            revoked: row.last_revoked,
        };
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
            needs_person_since: row.needs_person_since,
            last_message: last.message()?,
            unread: row.unread.min(MOST_UNREAD),
            lead: row.lead_id.map(LeadId::new),
        })
    }
}

/// Reads conversations `c`: the rows of a relation, in an order or by a condition.
///
/// Of each, the newest message and those that nobody has read are looked for in the index of its history: one, and a
/// hundred at most.
macro_rules! summaries {
    ($relation:tt, $rest:tt, $($argument:expr),* $(,)?) => {
        sqlx::query_as!(
            Row,
            "select c.id, c.chat_id, coalesce(l.name, p.push_name) as name, a.addresses as \"addresses!\",
                    p.opted_out_at, c.gate, c.gate_reason, c.paused_until, c.waiting_since, c.turns, c.failure,
                    coalesce(greatest(c.customer_wrote_at, c.person_wrote_at), c.created_at) as \"active_at!\",
                    c.needs_person_since, u.unread as \"unread!\", l.id as \"lead_id?\", m.id as \"last_id?\",
                    m.direction as \"last_direction?\", m.kind as \"last_kind?\", d.kind as \"last_media?\",
                    left(coalesce(n.edited, m.body), 200) as last_body, m.sent_at as \"last_sent_at?\",
                    o.kind as \"last_reply_kind?\", o.ack as \"last_ack?\", n.revoked as \"last_revoked!\"
             from " + $relation + " c
             join contacts p on p.tenant_id = c.tenant_id and p.id = c.contact_id
             left join leads l on l.tenant_id = c.tenant_id and l.contact_id = c.contact_id
             cross join lateral (
                 select coalesce(array_agg(a.address order by a.created_at, a.address), '{}') as addresses
                 from contact_addresses a where a.tenant_id = c.tenant_id and a.contact_id = c.contact_id
             ) a
             cross join lateral (
                 select count(*) as unread from (
                     select from messages m
                     where m.tenant_id = c.tenant_id and m.conversation_id = c.id and m.direction = 'in'
                       and m.sent_at > greatest(c.read_at, c.person_wrote_at, '-infinity')
                     order by m.sent_at limit 100
                 ) m
             ) u
             left join lateral (
                 select m.id, m.key, m.direction, m.stanza, m.kind, m.body, m.sent_at from messages m
                 where m.tenant_id = c.tenant_id and m.conversation_id = c.id
                 order by m.sent_at desc, m.id desc limit 1
             ) m on true
             left join media d on d.tenant_id = c.tenant_id and d.message_key = m.key
             left join outbox o on o.tenant_id = c.tenant_id and o.stanza = m.stanza and m.direction = 'out'
             cross join lateral (
                 select max(x.body) filter (where x.kind = 'edit') as edited,
                        coalesce(bool_or(x.kind = 'deletion'), false) as revoked
                 from message_changes x where x.tenant_id = c.tenant_id and x.message_key = m.key
             ) n "
            + $rest,
            $($argument),*
        )
    };
}

/// The conversations of a tenant, newest activity first: those after this place, at most so many. Those in which nobody
/// has written are not among them.
pub async fn list(
    tx: &mut Tx,
    tenant: TenantId,
    filter: &Filter<'_>,
    after: Option<Place>,
    limit: i64,
) -> Result<Vec<Summary>, StorageError> {
    let after = after.unwrap_or(BEFORE_ALL);
    let search = filter.search.map(containing);
    let agent = filter.agent.map(|agent| agent.0);
    // Those that need a person have an index of their own.
    let rows = if filter.way == Some(Way::NeedsPerson) {
        summaries!(
            "(
                 select * from conversations c
                 where c.tenant_id = $1 and c.needs_person_since is not null
                   and (greatest(c.customer_wrote_at, c.person_wrote_at), c.id) < ($2::timestamptz, $3::bigint)
                   and not ($6 and c.gate is not distinct from 'shielded')
                   and c.contact_id is distinct from $7::bigint
                   and not exists (select from contacts p
                                   where p.tenant_id = $1 and p.id = c.contact_id and p.opted_out_at is not null)
                   and ($5::text is null
                        or exists (select from contacts p
                                   where p.tenant_id = $1 and p.id = c.contact_id and p.push_name ilike $5)
                        or exists (select from leads l
                                   where l.tenant_id = $1 and l.contact_id = c.contact_id and l.name ilike $5)
                        or exists (select from contact_addresses a
                                   where a.tenant_id = $1 and a.contact_id = c.contact_id and a.address like $5))
                 order by greatest(c.customer_wrote_at, c.person_wrote_at) desc, c.id desc
                 limit $4
             )",
            "order by greatest(c.customer_wrote_at, c.person_wrote_at) desc, c.id desc",
            tenant.get(),
            after.active_at,
            after.id.0,
            limit,
            search,
            filter.shield,
            agent,
        )
        .fetch_all(&mut **tx)
        .await?
    } else {
        summaries!(
            "(
                 select * from conversations c
                 where c.tenant_id = $1
                   and (greatest(c.customer_wrote_at, c.person_wrote_at), c.id) < ($2::timestamptz, $3::bigint)
                   and ($8::text is null or case
                       when $8 = 'unread' then
                           c.customer_wrote_at > greatest(c.read_at, c.person_wrote_at, '-infinity')
                       when c.contact_id = $7::bigint then false
                       when exists (select from contacts p where p.tenant_id = $1 and p.id = c.contact_id
                                                             and p.opted_out_at is not null) then $8 = 'opted_out'
                       when c.paused_until > $9 then $8 = 'paused'
                       when $6 and c.gate = 'shielded' then false
                       else $8 = 'bot' end)
                   and ($5::text is null
                        or exists (select from contacts p
                                   where p.tenant_id = $1 and p.id = c.contact_id and p.push_name ilike $5)
                        or exists (select from leads l
                                   where l.tenant_id = $1 and l.contact_id = c.contact_id and l.name ilike $5)
                        or exists (select from contact_addresses a
                                   where a.tenant_id = $1 and a.contact_id = c.contact_id and a.address like $5))
                 order by greatest(c.customer_wrote_at, c.person_wrote_at) desc, c.id desc
                 limit $4
             )",
            "order by greatest(c.customer_wrote_at, c.person_wrote_at) desc, c.id desc",
            tenant.get(),
            after.active_at,
            after.id.0,
            limit,
            search,
            filter.shield,
            agent,
            filter.way.map(Way::as_str),
            filter.now,
        )
        .fetch_all(&mut **tx)
        .await?
    };
    rows.into_iter().map(Summary::try_from).collect()
}

/// A conversation by its id.
pub async fn lookup(
    tx: &mut Tx,
    tenant: TenantId,
    conversation: ConversationId,
) -> Result<Option<Summary>, StorageError> {
    summaries!(
        "conversations",
        "where c.tenant_id = $1 and c.id = $2",
        tenant.get(),
        conversation.0,
    )
    .fetch_optional(&mut **tx)
    .await?
    .map(Summary::try_from)
    .transpose()
}
