//! All that is known of a person, or of a tenant, as lines of JSON: a few at a time, each with where it goes on.

use domain::{ChatId, Phone, TenantId};
use serde_json::Value;
use time::OffsetDateTime;

use crate::{StorageError, Tx, contacts::ContactId};

/// How many messages, or rows of the outbox, are read at once.
const PAGE: i64 = 200;

/// Something that is known.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// What it is, in one word: `contact`, `message`.
    pub kind: String,
    /// What is known of it: as it stands in its row, without what only we need.
    pub data: Value,
}

/// Where an export of a contact goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// With the contact, its lead and its conversation.
    Contact(ContactId),
    /// With the conversation's messages, after this one.
    Messages(i64, OffsetDateTime, i64),
    /// With what was said there through us, after this place.
    Said(i64, i64, i32),
}

/// The next lines of a contact, and where it goes on; `None`: that was all. Of a contact that is gone there are none.
pub async fn contact_lines(
    tx: &mut Tx,
    tenant: TenantId,
    place: Place,
) -> Result<(Vec<Line>, Option<Place>), StorageError> {
    match place {
        Place::Contact(contact) => {
            let lines = contact_itself(tx, tenant, contact).await?;
            let conversation = sqlx::query_scalar!(
                "select id from conversations where tenant_id = $1 and contact_id = $2",
                tenant.get(),
                contact.0,
            )
            .fetch_optional(&mut **tx)
            .await?;
            let begin = OffsetDateTime::UNIX_EPOCH;
            Ok((lines, conversation.map(|id| Place::Messages(id, begin, 0))))
        }
        Place::Messages(conversation, sent_at, id) => {
            messages(tx, tenant, conversation, (sent_at, id)).await
        }
        Place::Said(conversation, turn, position) => {
            said(tx, tenant, conversation, (turn, position)).await
        }
    }
}

async fn contact_itself(
    tx: &mut Tx,
    tenant: TenantId,
    contact: ContactId,
) -> Result<Vec<Line>, StorageError> {
    let lines = sqlx::query_as!(
        Line,
        "select kind as \"kind!\", data as \"data!\" from (
             select 1 as place, p.id as number, 'contact' as kind, to_jsonb(p) - 'tenant_id' as data
             from contacts p where p.tenant_id = $1 and p.id = $2
             union all
             select 2, row_number() over (order by a.created_at, a.address), 'address', to_jsonb(a) - 'tenant_id'
             from contact_addresses a where a.tenant_id = $1 and a.contact_id = $2
             union all
             select 3, m.id, 'merge', to_jsonb(m) - 'tenant_id'
             from contact_merges m where m.tenant_id = $1 and m.kept_contact_id = $2
             union all
             select 4, l.id, 'lead', to_jsonb(l) - 'tenant_id'
             from leads l where l.tenant_id = $1 and l.contact_id = $2
             union all
             select 5, h.id, 'lead_change', to_jsonb(h) - '{tenant_id,actor}'::text[] || jsonb_build_object(
                 'actor', case when h.by_operator then 'an operator' else h.actor end)
             from lead_changes h where h.tenant_id = $1 and h.contact_id = $2
             union all
             select 6, d.id, 'crm_delivery', to_jsonb(d) - '{tenant_id,lease,lease_until}'::text[]
             from leads l join crm_deliveries d on d.tenant_id = $1 and d.lead_id = l.id
             where l.tenant_id = $1 and l.contact_id = $2
             union all
             select 7, c.id, 'conversation', to_jsonb(c) - '{tenant_id,lease,lease_until}'::text[]
             from conversations c where c.tenant_id = $1 and c.contact_id = $2
         ) known order by place, number",
        tenant.get(),
        contact.0,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(lines)
}

async fn messages(
    tx: &mut Tx,
    tenant: TenantId,
    conversation: i64,
    (sent_at, id): (OffsetDateTime, i64),
) -> Result<(Vec<Line>, Option<Place>), StorageError> {
    let rows = sqlx::query!(
        "select m.sent_at, m.id, to_jsonb(m) - '{tenant_id,traceparent}'::text[] || jsonb_build_object(
             'changes', (
                 select coalesce(jsonb_agg(to_jsonb(x) - '{tenant_id,message_key}'::text[] order by x.changed_at), '[]')
                 from message_changes x where x.tenant_id = $1 and x.message_key = m.key),
             'media', (
                 select jsonb_build_object('kind', f.kind, 'state', f.state, 'mime', f.mime, 'filename', f.filename,
                                           'size', f.size, 'sha256', encode(f.sha256, 'hex'), 'reason', f.reason,
                                           'path', case when f.state = 'stored' then
                                               '/api/tenants/' || $1::bigint || '/messages/' || m.id || '/media' end)
                 from media f where f.tenant_id = $1 and f.message_key = m.key)) as \"data!\"
         from messages m
         where m.tenant_id = $1 and m.conversation_id = $2 and (m.sent_at, m.id) > ($3, $4)
         order by m.sent_at, m.id limit $5",
        tenant.get(),
        conversation,
        sent_at,
        id,
        PAGE,
    )
    .fetch_all(&mut **tx)
    .await?;
    let next = match rows.last() {
        Some(last) if i64::try_from(rows.len()) == Ok(PAGE) => {
            Place::Messages(conversation, last.sent_at, last.id)
        }
        _ => Place::Said(conversation, i64::MIN, 0),
    };
    let lines = rows.into_iter().map(|row| line("message", row.data));
    Ok((lines.collect(), Some(next)))
}

async fn said(
    tx: &mut Tx,
    tenant: TenantId,
    conversation: i64,
    (turn, position): (i64, i32),
) -> Result<(Vec<Line>, Option<Place>), StorageError> {
    let rows = sqlx::query!(
        "select o.turn, o.position,
                to_jsonb(o) - '{tenant_id,traceparent,lease,lease_until}'::text[] as \"data!\"
         from outbox o
         where o.tenant_id = $1 and o.conversation_id = $2 and (o.turn, o.position) > ($3, $4)
         order by o.turn, o.position limit $5",
        tenant.get(),
        conversation,
        turn,
        position,
        PAGE,
    )
    .fetch_all(&mut **tx)
    .await?;
    let next = rows.last().map(|last| (last.turn, last.position));
    let next = next.filter(|_| i64::try_from(rows.len()) == Ok(PAGE));
    let lines = rows.into_iter().map(|row| line("said", row.data));
    let next = next.map(|(turn, position)| Place::Said(conversation, turn, position));
    Ok((lines.collect(), next))
}

/// What a tenant has set and who its people are; secrets are not among it.
pub async fn tenant_lines(tx: &mut Tx, tenant: TenantId) -> Result<Vec<Line>, StorageError> {
    let lines = sqlx::query_as!(
        Line,
        "select kind as \"kind!\", data as \"data!\" from (
             select 1 as place, t.id as number, 'tenant' as kind,
                    jsonb_build_object('id', t.id, 'name', t.name, 'created_at', t.created_at) as data
             from tenants t where t.id = $1
             union all
             select 2, u.id, 'user', jsonb_build_object('id', u.id, 'email', u.email, 'role', u.role,
                                                        'created_at', u.created_at)
             from users u where u.tenant_id = $1
             union all
             select 3, 0, 'privacy_settings', to_jsonb(s) - 'tenant_id' from privacy_settings s where s.tenant_id = $1
             union all
             select 4, 0, 'bot_settings', to_jsonb(s) - 'tenant_id' from bot_settings s where s.tenant_id = $1
             union all
             select 5, 0, 'faq', to_jsonb(s) - 'tenant_id' from faqs s where s.tenant_id = $1
             union all
             select 6, 0, 'crm', jsonb_build_object('url', s.url, 'created_at', s.created_at)
             from crm_hooks s where s.tenant_id = $1
             union all
             select 7, 0, 'llm', to_jsonb(s) - '{tenant_id,key}'::text[] from llm_settings s where s.tenant_id = $1
             union all
             select 8, 0, 'flow', to_jsonb(f) - 'tenant_id' from flows f where f.tenant_id = $1
             union all
             select 9, v.version, 'flow_version', to_jsonb(v) - 'tenant_id'
             from flow_versions v where v.tenant_id = $1
         ) known order by place, number",
        tenant.get(),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(lines)
}

/// The tenant's next contact after this one, by number.
pub async fn contacts_after(
    tx: &mut Tx,
    tenant: TenantId,
    after: Option<ContactId>,
) -> Result<Option<ContactId>, StorageError> {
    let next = sqlx::query_scalar!(
        "select id from contacts where tenant_id = $1 and id > $2 order by id limit 1",
        tenant.get(),
        after.map_or(0, |contact| contact.0),
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(next.map(ContactId))
}

/// The contacts who have this number, as an address or as what a lead is reached by.
pub async fn find_contacts(
    tx: &mut Tx,
    tenant: TenantId,
    phone: &Phone,
) -> Result<Vec<ContactId>, StorageError> {
    let address = ChatId::from(phone);
    let ids = sqlx::query_scalar!(
        "select a.contact_id as \"id!\" from contact_addresses a where a.tenant_id = $1 and a.address = $2
         union
         select l.contact_id from leads l where l.tenant_id = $1 and l.whatsapp_phone = $3
         order by 1",
        tenant.get(),
        address.as_str(),
        phone.as_str(),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(ids.into_iter().map(ContactId).collect())
}

/// The contact that a conversation is held with.
pub async fn find_by_conversation(
    tx: &mut Tx,
    tenant: TenantId,
    conversation: i64,
) -> Result<Vec<ContactId>, StorageError> {
    let ids = sqlx::query_scalar!(
        "select contact_id from conversations where tenant_id = $1 and id = $2",
        tenant.get(),
        conversation,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(ids.into_iter().map(ContactId).collect())
}

/// The contact whose lead it is.
pub async fn find_by_lead(
    tx: &mut Tx,
    tenant: TenantId,
    lead: i64,
) -> Result<Vec<ContactId>, StorageError> {
    let ids = sqlx::query_scalar!(
        "select contact_id from leads where tenant_id = $1 and id = $2",
        tenant.get(),
        lead,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(ids.into_iter().map(ContactId).collect())
}

fn line(kind: &str, data: Value) -> Line {
    Line {
        kind: kind.to_owned(),
        data,
    }
}
