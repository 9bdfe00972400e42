//! Leads as people look them over.

use domain::TenantId;
use sqlx::types::Json;
use time::{OffsetDateTime, macros::datetime};

use super::{Class, Entry, LeadId, Reason, Slots, Stage, entry::Row};
use crate::{
    StorageError, Tx, contacts::ContactId, conversations::ConversationId, pattern::containing,
    users::UserId,
};

/// Which leads are wanted; what is not said filters nothing.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Of these stages.
    pub stages: Vec<Stage>,
    /// Of this class.
    pub class: Option<Class>,
    /// In this language.
    pub language: Option<String>,
    /// Whose they are.
    pub assigned: Assigned,
    /// Of the contact of this conversation.
    pub conversation: Option<ConversationId>,
    /// Whose name, here or on WhatsApp, number or wish contains this.
    pub search: Option<String>,
}

/// Who works on the leads that are wanted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Assigned {
    /// Whoever it is.
    #[default]
    ToAnybody,
    /// Nobody.
    ToNobody,
    /// This user.
    To(UserId),
}

impl Filter {
    pub(super) fn stages(&self) -> Vec<String> {
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

    pub(super) fn pattern(&self) -> Option<String> {
        self.search.as_deref().map(containing)
    }

    /// The user whose leads are wanted.
    pub(super) fn user(&self) -> Option<i64> {
        match self.assigned {
            Assigned::To(user) => Some(user.get()),
            Assigned::ToAnybody | Assigned::ToNobody => None,
        }
    }

    /// Whether those that are nobody's are wanted.
    pub(super) fn is_unassigned(&self) -> bool {
        self.assigned == Assigned::ToNobody
    }

    /// Whose leads are wanted: contacts after the first of these, and not after the second. `None`: nobody's.
    pub(super) async fn contacts(
        &self,
        tx: &mut Tx,
        tenant: TenantId,
    ) -> Result<Option<(i64, i64)>, StorageError> {
        let Some(conversation) = self.conversation else {
            return Ok(Some((0, i64::MAX)));
        };
        let contact = sqlx::query_scalar!(
            "select contact_id from conversations where tenant_id = $1 and id = $2",
            tenant.get(),
            conversation.0,
        )
        .fetch_optional(&mut **tx)
        .await?;
        Ok(contact.map(|contact| (contact - 1, contact)))
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
    if filter.conversation.is_some() {
        // One at most: by its contact it is found at once.
        let mut found = list_all(tx, tenant, filter, None, limit).await?;
        found.retain(|lead| {
            let place = lead.place();
            (place.updated_at, place.id.0) < (after.updated_at, after.id.0)
        });
        return Ok(found);
    }
    sqlx::query_as!(
        Row,
        "select l.id as \"id!\", l.contact_id as \"contact_id!\", c.id as \"conversation_id?\", l.whatsapp_phone,
                l.name, p.push_name, l.wish, l.language, l.stage as \"stage!\", l.score, l.score_class,
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
               and (not $10 or l.assigned_to is null)
               and ($8::text is null or l.name ilike $8 or l.whatsapp_phone like $8 or l.wish ilike $8
                    or exists (select from contacts p
                               where p.tenant_id = $1 and p.id = l.contact_id and p.push_name ilike $8))
             order by l.updated_at desc, l.id desc limit $9
         ) l
         join contacts p on p.tenant_id = l.tenant_id and p.id = l.contact_id
         left join conversations c on c.tenant_id = l.tenant_id and c.contact_id = l.contact_id
         order by l.updated_at desc, l.id desc limit $9",
        tenant.get(),
        &filter.stages(),
        after.updated_at,
        after.id.0,
        filter.class.map(Class::as_str),
        filter.language,
        filter.user(),
        filter.pattern(),
        limit,
        filter.is_unassigned(),
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
    let Some((first, last)) = filter.contacts(tx, tenant).await? else {
        return Ok(Vec::new());
    };
    sqlx::query_as!(
        Row,
        "select l.id, l.contact_id, c.id as \"conversation_id?\", l.whatsapp_phone, l.name, p.push_name, l.wish, l.language,
                l.stage, l.score, l.score_class, l.score_reasons as \"score_reasons: Json<Vec<Reason>>\",
                l.slots as \"slots: Json<Slots>\", l.assigned_to, l.created_at, l.updated_at
         from leads l
         join contacts p on p.tenant_id = l.tenant_id and p.id = l.contact_id
         left join conversations c on c.tenant_id = l.tenant_id and c.contact_id = l.contact_id
         where l.tenant_id = $1 and l.contact_id > $3 and l.contact_id <= $9 and l.stage = any ($2)
           and ($4::text is null or l.score_class = $4)
           and ($5::text is null or l.language = $5)
           and ($6::bigint is null or l.assigned_to = $6)
           and (not $10 or l.assigned_to is null)
           and ($7::text is null or l.name ilike $7 or l.whatsapp_phone like $7 or l.wish ilike $7 or p.push_name ilike $7)
         order by l.contact_id limit $8",
        tenant.get(),
        &filter.stages(),
        after.map_or(first, |contact| contact.0.max(first)),
        filter.class.map(Class::as_str),
        filter.language,
        filter.user(),
        filter.pattern(),
        limit,
        last,
        filter.is_unassigned(),
    )
    .fetch_all(&mut **tx)
    .await?
    .into_iter()
    .map(Entry::try_from)
    .collect()
}
