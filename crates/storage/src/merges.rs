//! Two contacts that turn out to be one person: merged once, and written down so that it can be undone.

use domain::TenantId;
use time::OffsetDateTime;

use crate::{StorageError, Tx, contacts::ContactId, leads::Stage};

/// The id of a merge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct MergeId(i64);

/// Makes one contact of two: addresses, messages, replies, the conversation's state and the lead go to `kept`. Of two
/// states the one that has come further counts; of two values of a lead the older contact's.
///
/// `told_by` is the address that told that they are one.
pub(crate) async fn merge(
    tx: &mut Tx,
    tenant: TenantId,
    kept: ContactId,
    merged: ContactId,
    told_by: &str,
    now: OffsetDateTime,
) -> Result<MergeId, StorageError> {
    // Turns and intake hold these rows while they work on them.
    sqlx::query!(
        "select id from conversations where tenant_id = $1 and contact_id in ($2, $3) order by id for no key update",
        tenant.get(),
        kept.0,
        merged.0,
    )
    .fetch_all(&mut **tx)
    .await?;
    let merge = sqlx::query_scalar!(
        "insert into contact_merges (tenant_id, kept_contact_id, merged_contact_id, told_by, merged_at, merged)
         select p.tenant_id, $2, p.id, $4, $5, jsonb_build_object(
             'contact', to_jsonb(p),
             'addresses', (select jsonb_agg(a.address) from contact_addresses a
                           where a.tenant_id = $1 and a.contact_id = p.id),
             'lead', (select to_jsonb(l) from leads l where l.tenant_id = $1 and l.contact_id = p.id),
             'lead_changes', (select coalesce(jsonb_agg(h), '[]') from lead_changes h
                              where h.tenant_id = $1 and h.contact_id = p.id),
             'conversation', to_jsonb(c),
             'turns_before', coalesce((select k.turns from conversations k
                                       where k.tenant_id = $1 and k.contact_id = $2), 0),
             'messages', (select jsonb_agg(m.id) from messages m
                          where m.tenant_id = $1 and m.conversation_id = c.id),
             'outbox', (select jsonb_agg(o.id) from outbox o
                        where o.tenant_id = $1 and o.conversation_id = c.id))
         from contacts p
         left join conversations c on c.tenant_id = p.tenant_id and c.contact_id = p.id
         where p.tenant_id = $1 and p.id = $3
         returning id",
        tenant.get(),
        kept.0,
        merged.0,
        told_by,
        now,
    )
    .fetch_one(&mut **tx)
    .await?;
    merge_conversations(tx, tenant, kept, merged).await?;
    merge_leads(tx, tenant, kept, merged).await?;
    sqlx::query!(
        "update contact_addresses set contact_id = $2 where tenant_id = $1 and contact_id = $3",
        tenant.get(),
        kept.0,
        merged.0,
    )
    .execute(&mut **tx)
    .await?;
    // Whoever refused messages as one of the two refused them.
    sqlx::query!(
        "update contacts k set push_name = coalesce(k.push_name, m.push_name),
                               opted_out_at = coalesce(k.opted_out_at, m.opted_out_at)
         from contacts m where m.tenant_id = $1 and m.id = $3 and k.tenant_id = $1 and k.id = $2",
        tenant.get(),
        kept.0,
        merged.0,
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "delete from contacts where tenant_id = $1 and id = $2",
        tenant.get(),
        merged.0,
    )
    .execute(&mut **tx)
    .await?;
    Ok(MergeId(merge))
}

async fn merge_conversations(
    tx: &mut Tx,
    tenant: TenantId,
    kept: ContactId,
    merged: ContactId,
) -> Result<(), StorageError> {
    let pair = sqlx::query!(
        "select k.id as kept, m.id as merged, k.turns
         from conversations k, conversations m
         where k.tenant_id = $1 and k.contact_id = $2 and m.tenant_id = $1 and m.contact_id = $3",
        tenant.get(),
        kept.0,
        merged.0,
    )
    .fetch_optional(&mut **tx)
    .await?;
    let Some(pair) = pair else {
        // One of them at most was ever written with.
        sqlx::query!(
            "update conversations set contact_id = $2 where tenant_id = $1 and contact_id = $3",
            tenant.get(),
            kept.0,
            merged.0,
        )
        .execute(&mut **tx)
        .await?;
        return Ok(());
    };
    // What was taken is told by the message's number as long as the numbers are one conversation's.
    sqlx::query!(
        "update messages m set waits = false from conversations c
         where c.tenant_id = $1 and c.id in ($2, $3) and m.tenant_id = $1 and m.conversation_id = c.id
           and m.waits and m.id <= c.taken_id",
        tenant.get(),
        pair.kept,
        pair.merged,
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "update messages set conversation_id = $2 where tenant_id = $1 and conversation_id = $3",
        tenant.get(),
        pair.kept,
        pair.merged,
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "update outbox set conversation_id = $2, turn = turn + $4 where tenant_id = $1 and conversation_id = $3",
        tenant.get(),
        pair.kept,
        pair.merged,
        pair.turns,
    )
    .execute(&mut **tx)
    .await?;
    // A turn that one of them is in at this moment finds its lease gone and is taken again.
    sqlx::query!(
        "update conversations k
         set session = case when m.customer_wrote_at > k.customer_wrote_at then m.session else k.session end,
             chat_id = case when m.customer_wrote_at > k.customer_wrote_at then m.chat_id else k.chat_id end,
             state = case when m.turns > k.turns then m.state else k.state end,
             turns = k.turns + m.turns,
             wake_at = least(k.wake_at, m.wake_at),
             waiting_since = least(k.waiting_since, m.waiting_since),
             taken_id = 0,
             taken_sent_at = greatest(k.taken_sent_at, m.taken_sent_at),
             before_waiting_since = null,
             paused_until = greatest(k.paused_until, m.paused_until),
             customer_wrote_at = greatest(k.customer_wrote_at, m.customer_wrote_at),
             person_wrote_at = greatest(k.person_wrote_at, m.person_wrote_at),
             read_at = greatest(k.read_at, m.read_at),
             needs_person_since = least(k.needs_person_since, m.needs_person_since),
             gate = case when 'shielded' in (k.gate, m.gate) then 'shielded' else coalesce(k.gate, m.gate) end,
             gate_reason = case when k.gate = 'shielded' then k.gate_reason
                                when m.gate = 'shielded' then m.gate_reason
                                else coalesce(k.gate_reason, m.gate_reason) end,
             lease = null, lease_until = null
         from conversations m
         where k.tenant_id = $1 and k.id = $2 and m.tenant_id = $1 and m.id = $3",
        tenant.get(),
        pair.kept,
        pair.merged,
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "delete from conversations where tenant_id = $1 and id = $2",
        tenant.get(),
        pair.merged,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Of two stages the later counts; but that nothing comes of one lead says nothing of the other.
const STAGES: [Stage; 6] = [
    Stage::Lost,
    Stage::New,
    Stage::Qualified,
    Stage::HandedOver,
    Stage::Visiting,
    Stage::Won,
];

async fn merge_leads(
    tx: &mut Tx,
    tenant: TenantId,
    kept: ContactId,
    merged: ContactId,
) -> Result<(), StorageError> {
    let both = sqlx::query!(
        "update leads k
         set whatsapp_phone = coalesce(k.whatsapp_phone, m.whatsapp_phone),
             name = case when m.slots -> 'name' ? 'corrected_by'
                          and not coalesce(k.slots -> 'name' ? 'corrected_by', false) then m.name
                         else coalesce(k.name, m.name) end,
             wish = case when m.slots -> 'wish' ? 'corrected_by'
                          and not coalesce(k.slots -> 'wish' ? 'corrected_by', false) then m.wish
                         else coalesce(k.wish, m.wish) end,
             language = coalesce(k.language, m.language),
             stage = case when array_position($4, m.stage) > array_position($4, k.stage) then m.stage else k.stage end,
             score = case when m.score > k.score or k.score is null then m.score else k.score end,
             score_class = case when m.score > k.score or k.score is null then m.score_class else k.score_class end,
             score_reasons = case when m.score > k.score or k.score is null then m.score_reasons
                                  else k.score_reasons end,
             -- A person's word goes before the customer's, and the kept contact's before the other's.
             slots = m.slots || k.slots || coalesce((
                 select jsonb_object_agg(s.key, s.value) from jsonb_each(m.slots) s
                 where s.value ? 'corrected_by' and not coalesce(k.slots -> s.key ? 'corrected_by', false)
             ), '{}'),
             assigned_to = coalesce(k.assigned_to, m.assigned_to),
             updated_at = greatest(k.updated_at, m.updated_at)
         from leads m
         where k.tenant_id = $1 and k.contact_id = $2 and m.tenant_id = $1 and m.contact_id = $3",
        tenant.get(),
        kept.0,
        merged.0,
        &STAGES.map(|stage| stage.as_str().to_owned()),
    )
    .execute(&mut **tx)
    .await?;
    if both.rows_affected() == 0 {
        sqlx::query!(
            "update leads set contact_id = $2 where tenant_id = $1 and contact_id = $3",
            tenant.get(),
            kept.0,
            merged.0,
        )
        .execute(&mut **tx)
        .await?;
    } else {
        sqlx::query!(
            "update lead_changes set contact_id = $2 where tenant_id = $1 and contact_id = $3",
            tenant.get(),
            kept.0,
            merged.0,
        )
        .execute(&mut **tx)
        .await?;
    }
    // What both had, the kept one has; the other goes with its contact.
    Ok(())
}

/// Takes a merge back: the merged contact is there again as it was, with its addresses, conversation, messages, replies
/// and lead. What the kept contact learnt from it stays. `false`: there is no such merge, or it is undone already.
pub async fn undo(
    tx: &mut Tx,
    tenant: TenantId,
    merge: MergeId,
    now: OffsetDateTime,
) -> Result<bool, StorageError> {
    let undone = sqlx::query!(
        "update contact_merges set undone_at = $3 where tenant_id = $1 and id = $2 and undone_at is null
         returning merged_contact_id, merged",
        tenant.get(),
        merge.0,
        now,
    )
    .fetch_optional(&mut **tx)
    .await?;
    let Some(undone) = undone else {
        return Ok(false);
    };
    sqlx::query!(
        "insert into contacts overriding system value
         select * from jsonb_populate_record(null::contacts, $1::jsonb -> 'contact')",
        undone.merged,
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "update contact_addresses set contact_id = $2
         where tenant_id = $1 and address in (select jsonb_array_elements_text($3::jsonb -> 'addresses'))",
        tenant.get(),
        undone.merged_contact_id,
        undone.merged,
    )
    .execute(&mut **tx)
    .await?;
    // Its history goes back with it; what it got since stays where it is.
    sqlx::query!(
        "delete from lead_changes h using jsonb_to_recordset($2::jsonb -> 'lead_changes') gone (id bigint)
         where h.tenant_id = $1 and h.id = gone.id",
        tenant.get(),
        undone.merged,
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "delete from leads where tenant_id = $1 and id = (($2::jsonb -> 'lead') ->> 'id')::bigint",
        tenant.get(),
        undone.merged,
    )
    .execute(&mut **tx)
    .await?;
    // One that was merged before leads had these columns has what they begin with, and who works on it may be gone.
    sqlx::query!(
        "insert into leads overriding system value
         select lead.* from jsonb_populate_record(
             null::leads,
             case when jsonb_typeof($2::jsonb -> 'lead') = 'object' then
                 '{\"score_reasons\": [], \"slots\": {}}' || ($2::jsonb -> 'lead') || jsonb_build_object('assigned_to', (
                     select u.id from users u
                     where u.tenant_id = $1 and u.id = (($2::jsonb -> 'lead') ->> 'assigned_to')::bigint))
             end
         ) lead
         where jsonb_typeof($2::jsonb -> 'lead') = 'object'",
        tenant.get(),
        undone.merged,
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "insert into lead_changes overriding system value
         select * from jsonb_populate_recordset(null::lead_changes, $1::jsonb -> 'lead_changes')",
        undone.merged,
    )
    .execute(&mut **tx)
    .await?;
    undo_conversation(tx, tenant, undone.merged_contact_id, &undone.merged).await?;
    Ok(true)
}

async fn undo_conversation(
    tx: &mut Tx,
    tenant: TenantId,
    contact: i64,
    merged: &serde_json::Value,
) -> Result<(), StorageError> {
    // Either it moved as it is, or it was dissolved in the other.
    let moved = sqlx::query!(
        "update conversations set contact_id = $2
         where tenant_id = $1 and id = (($3::jsonb -> 'conversation') ->> 'id')::bigint",
        tenant.get(),
        contact,
        merged,
    )
    .execute(&mut **tx)
    .await?;
    if moved.rows_affected() > 0 {
        return Ok(());
    }
    sqlx::query!(
        "insert into conversations overriding system value
         select * from jsonb_populate_record(null::conversations, $1::jsonb -> 'conversation')
         where jsonb_typeof($1::jsonb -> 'conversation') = 'object'",
        merged,
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "update messages set conversation_id = (($2::jsonb -> 'conversation') ->> 'id')::bigint
         where tenant_id = $1 and id in (select jsonb_array_elements_text($2::jsonb -> 'messages')::bigint)",
        tenant.get(),
        merged,
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "update outbox set conversation_id = (($2::jsonb -> 'conversation') ->> 'id')::bigint,
                           turn = turn - ($2::jsonb ->> 'turns_before')::bigint
         where tenant_id = $1 and id in (select jsonb_array_elements_text($2::jsonb -> 'outbox')::bigint)",
        tenant.get(),
        merged,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The newest merge into a contact that is not undone.
pub async fn find_latest(
    tx: &mut Tx,
    tenant: TenantId,
    kept: ContactId,
) -> Result<Option<MergeId>, StorageError> {
    let merge = sqlx::query_scalar!(
        "select id from contact_merges
         where tenant_id = $1 and kept_contact_id = $2 and undone_at is null order by id desc limit 1",
        tenant.get(),
        kept.0,
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(merge.map(MergeId))
}
