//! Leads as people look them over.

use domain::TenantId;
use sqlx::types::Json;
use time::{OffsetDateTime, macros::datetime};

use super::{Class, Entry, LeadId, Reason, Slots, Stage, entry::Row};
use crate::{StorageError, Tx, contacts::ContactId, pattern::containing, users::UserId};

/// Which leads are wanted; `None`, and no stages, filter nothing.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Of these stages.
    pub stages: Vec<Stage>,
    /// Of this class.
    pub class: Option<Class>,
    /// In this language.
    pub language: Option<String>,
    /// Of this user.
    pub assigned_to: Option<UserId>,
    /// Whose name, number or wish contains this.
    pub search: Option<String>,
}

impl Filter {
    fn stages(&self) -> Vec<String> {
        let stages = match self.stages.as_slice() {
            [] => &Stage::ALL,
            stages => stages,
        };
        let mut words: Vec<String> = stages
            .iter()
            .map(|stage| stage.as_str().to_owned())
            .collect();
        // One that is named twice is not listed twice.
        words.sort();
        words.dedup();
        words
    }

    fn pattern(&self) -> Option<String> {
        self.search.as_deref().map(containing)
    }
}

/// A place in the list of leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// When it was changed.
    pub updated_at: OffsetDateTime,
    /// Of several of that moment, which.
    pub id: LeadId,
}

/// The place before all others.
const BEFORE_ALL: Place = Place {
    updated_at: datetime!(9999-12-31 00:00 UTC),
    id: LeadId(i64::MAX),
};

impl Entry {
    /// Its place in the list.
    pub fn place(&self) -> Place {
        Place {
            updated_at: self.updated_at,
            id: self.id,
        }
    }
}

/// The leads of a tenant, the last changed first: those after this place, at most so many. Each stage is read in its
/// order and the stages put together, so that no page reads more than a page of each.
pub async fn list(
    tx: &mut Tx,
    tenant: TenantId,
    filter: &Filter,
    after: Option<Place>,
    limit: i64,
) -> Result<Vec<Entry>, StorageError> {
    let after = after.unwrap_or(BEFORE_ALL);
    sqlx::query_as!(
        Row,
        "select l.id as \"id!\", l.contact_id as \"contact_id!\", c.id as \"conversation_id?\", l.whatsapp_phone,
                l.name, l.wish, l.language, l.stage as \"stage!\", l.score, l.score_class,
                l.score_reasons as \"score_reasons!: Json<Vec<Reason>>\", l.slots as \"slots!: Json<Slots>\",
                l.assigned_to, l.created_at as \"created_at!\", l.updated_at as \"updated_at!\"
         from unnest($2::text[]) wanted (stage)
         cross join lateral (
             select * from leads l
             where l.tenant_id = $1 and l.stage = wanted.stage
               and (l.updated_at, l.id) < ($3::timestamptz, $4::bigint)
               and ($5::text is null or l.score_class = $5)
               and ($6::text is null or l.language = $6)
               and ($7::bigint is null or l.assigned_to = $7)
               and ($8::text is null or l.name ilike $8 or l.whatsapp_phone like $8 or l.wish ilike $8)
             order by l.updated_at desc, l.id desc limit $9
         ) l
         left join conversations c on c.tenant_id = l.tenant_id and c.contact_id = l.contact_id
         order by l.updated_at desc, l.id desc limit $9",
        tenant.get(),
        &filter.stages(),
        after.updated_at,
        after.id.0,
        filter.class.map(Class::as_str),
        filter.language,
        filter.assigned_to.map(UserId::get),
        filter.pattern(),
        limit,
    )
    .fetch_all(&mut **tx)
    .await?
    .into_iter()
    .map(Entry::try_from)
    .collect()
}

/// All leads that fit, in an order that no change touches: those of contacts after this one, at most so many. Whoever
/// reads on and on misses none that was there when the reading began.
pub async fn list_all(
    tx: &mut Tx,
    tenant: TenantId,
    filter: &Filter,
    after: Option<ContactId>,
    limit: i64,
) -> Result<Vec<Entry>, StorageError> {
    sqlx::query_as!(
        Row,
        "select l.id, l.contact_id, c.id as \"conversation_id?\", l.whatsapp_phone, l.name, l.wish, l.language,
                l.stage, l.score, l.score_class, l.score_reasons as \"score_reasons: Json<Vec<Reason>>\",
                l.slots as \"slots: Json<Slots>\", l.assigned_to, l.created_at, l.updated_at
         from leads l
         left join conversations c on c.tenant_id = l.tenant_id and c.contact_id = l.contact_id
         where l.tenant_id = $1 and l.contact_id > $3 and l.stage = any ($2)
           and ($4::text is null or l.score_class = $4)
           and ($5::text is null or l.language = $5)
           and ($6::bigint is null or l.assigned_to = $6)
           and ($7::text is null or l.name ilike $7 or l.whatsapp_phone like $7 or l.wish ilike $7)
         order by l.contact_id limit $8",
        tenant.get(),
        &filter.stages(),
        after.map_or(0, |contact| contact.0),
        filter.class.map(Class::as_str),
        filter.language,
        filter.assigned_to.map(UserId::get),
        filter.pattern(),
        limit,
    )
    .fetch_all(&mut **tx)
    .await?
    .into_iter()
    .map(Entry::try_from)
    .collect()
}
