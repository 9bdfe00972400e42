//! `PUT /api/tenants/{tenant_id}/bot-settings`

use axum::Json;
use axum::extract::State;
use domain::Phone;
use jiff::tz::TimeZone;
use storage::bot_settings::{self, BotSettings};
use storage::{audit, tenants};

use super::{SettingsBody, phrases};
use crate::api::Shared;
use crate::auth::Principal;
use crate::extract::{self, TenantPath};
use crate::problem::Problem;

/// Says how the tenant wants its bot: all of it.
///
/// It counts from the bot's next turn on; what is due already waits for the morning as well.
#[utoipa::path(
    put,
    path = "/api/tenants/{tenant_id}/bot-settings",
    tag = "conversations",
    request_body = SettingsBody,
    responses((status = 200, description = "The settings, as they are now.", body = SettingsBody))
)]
pub(in crate::api) async fn replace(
    State(api): Shared,
    principal: Principal,
    TenantPath(tenant): TenantPath,
    extract::Json(body): extract::Json<SettingsBody>,
) -> Result<Json<SettingsBody>, Problem> {
    let settings = checked(&body)?;
    let mut tx = api.whatsapp.database.begin(tenant).await?;
    // Two who change them at once do so one after the other, and neither while the tenant goes.
    if tenants::lock(&mut tx, tenant).await?.is_none() {
        return Err(Problem::tenant_not_found());
    }
    bot_settings::save(&mut tx, tenant, &settings).await?;
    let actor = principal.actor();
    audit::add(&mut tx, tenant.into(), &actor, "bot_settings_changed", None).await?;
    tx.commit().await?;
    Ok(Json(settings.into()))
}

fn checked(body: &SettingsBody) -> Result<BotSettings, Problem> {
    let (quiet_from, quiet_until) = body.quiet_hours.checked()?;
    Ok(BotSettings {
        time_zone: time_zone(&body.time_zone)?,
        quiet_from,
        quiet_until,
        quiet_answers: body.quiet_hours.answers(),
        shield: body.shield,
        deep_link_codes: phrases::checked("deep_link_codes", &body.deep_link_codes)?,
        trigger_words: phrases::checked("trigger_words", &body.trigger_words)?,
        agent_phone: body.agent_phone.as_deref().map(phone).transpose()?,
    })
}

/// A number as people write it, with spaces in it.
fn phone(text: &str) -> Result<Phone, Problem> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let phone = text.parse().ok();
    // A national number begins with a zero, an international one never does.
    let phone = phone.filter(|phone: &Phone| !phone.as_str().starts_with('0'));
    phone.ok_or_else(|| {
        let message = "must be a number in international form, such as +971501234567";
        Problem::field("agent_phone", message)
    })
}

/// The zone's name as the database of time zones spells it.
fn time_zone(name: &str) -> Result<String, Problem> {
    let zone = TimeZone::get(name.trim()).ok();
    zone.filter(|zone| !zone.is_unknown())
        .and_then(|zone| zone.iana_name().map(str::to_owned))
        .ok_or_else(|| {
            let message = "must be the IANA name of a time zone, such as Asia/Dubai";
            Problem::field("time_zone", message)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_taken_as_they_are_answered() {
        let body = SettingsBody::from(BotSettings::default());
        assert_eq!(checked(&body).unwrap(), BotSettings::default());
    }

    #[test]
    fn time_zones_are_known_by_name() {
        assert_eq!(time_zone(" asia/dubai ").unwrap(), "Asia/Dubai");
        assert_eq!(time_zone("UTC").unwrap(), "UTC");
        for wrong in [
            "",
            "Dubai",
            "Mars/Olympus",
            "+04:00",
            "GST-4",
            "Etc/Unknown",
        ] {
            assert!(time_zone(wrong).is_err(), "{wrong}");
        }
    }
}
