//! How many leads there are.

use std::collections::HashMap;

use domain::TenantId;

use super::{Class, Filter, Stage};
use crate::{StorageError, Tx};

/// How many leads are in each stage, in the order of the stages; what the filter says of stages does not count.
pub async fn count_by_stage(
    tx: &mut Tx,
    tenant: TenantId,
    filter: &Filter,
) -> Result<[(Stage, i64); 6], StorageError> {
    let Some((first, last)) = filter.contacts(tx, tenant).await? else {
        return Ok(Stage::ALL.map(|stage| (stage, 0)));
    };
    let rows = sqlx::query!(
        "select l.stage, count(*) as \"leads!\" from leads l
         where l.tenant_id = $1 and l.contact_id > $2 and l.contact_id <= $3
           and ($4::text is null or l.score_class = $4)
           and ($5::text is null or l.language = $5)
           and ($6::bigint is null or l.assigned_to = $6)
           and (not $7 or l.assigned_to is null)
           and ($8::text is null or l.name ilike $8 or l.whatsapp_phone like $8 or l.wish ilike $8
                or exists (select from contacts p
                           where p.tenant_id = $1 and p.id = l.contact_id and p.push_name ilike $8))
         group by l.stage",
        tenant.get(),
        first,
        last,
        filter.class.map(Class::as_str),
        filter.language,
        filter.user(),
        filter.is_unassigned(),
        filter.pattern(),
    )
    .fetch_all(&mut **tx)
    .await?;
    let counted: HashMap<String, i64> =
        rows.into_iter().map(|row| (row.stage, row.leads)).collect();
    Ok(Stage::ALL.map(|stage| (stage, counted.get(stage.as_str()).copied().unwrap_or(0))))
}
