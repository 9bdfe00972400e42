//! What a tenant's model was asked lately: one meter for all services.

use domain::TenantId;
use time::{Date, Duration, OffsetDateTime};

use crate::{StorageError, Tx};

/// What a model may cost, and how often it may be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// What may be spent in a day by UTC, in millionths.
    pub daily_budget: i64,
    /// How many requests there may be in a minute.
    pub requests_per_minute: i32,
}

/// What is used up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Spent {
    /// The requests of this minute.
    Minute,
    /// The money of this day.
    Day,
    /// It failed, and is left alone for a while.
    Resting,
}

/// A meter, as it is between [`lock_meter`] and [`save_meter`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meter {
    tenant: TenantId,
    minute_began: OffsetDateTime,
    minute_requests: i32,
    day: Date,
    /// How often it was asked today.
    pub day_requests: i64,
    /// How often in vain.
    pub day_failures: i64,
    /// How many tokens it was asked today.
    pub day_input_tokens: i64,
    /// How many it answered.
    pub day_output_tokens: i64,
    /// What was spent today, in millionths, with what those who ask at this moment may spend.
    pub day_cost: i64,
    /// How often in a row it failed.
    pub failures: i32,
    /// Until when it is left alone.
    pub resting_until: Option<OffsetDateTime>,
    /// How it failed last, in words for people.
    pub failure: Option<String>,
    /// And when.
    pub failed_at: Option<OffsetDateTime>,
}

impl Meter {
    /// One that has counted nothing.
    fn new(tenant: TenantId, now: OffsetDateTime) -> Self {
        Self {
            tenant,
            minute_began: now,
            minute_requests: 0,
            day: day(now),
            day_requests: 0,
            day_failures: 0,
            day_input_tokens: 0,
            day_output_tokens: 0,
            day_cost: 0,
            failures: 0,
            resting_until: None,
            failure: None,
            failed_at: None,
        }
    }

    /// Begins another minute and another day, where it is time.
    fn turn(&mut self, now: OffsetDateTime) {
        if now - self.minute_began >= Duration::MINUTE || now < self.minute_began {
            self.minute_began = now;
            self.minute_requests = 0;
        }
        // A clock that is a little behind begins no day again.
        if day(now) > self.day {
            self.day = day(now);
            self.day_requests = 0;
            self.day_failures = 0;
            self.day_input_tokens = 0;
            self.day_output_tokens = 0;
            self.day_cost = 0;
        }
    }

    /// What is used up at this moment, for a request that may cost so much.
    pub fn is_spent(&self, limits: Limits, cost: i64, now: OffsetDateTime) -> Option<Spent> {
        let mut meter = self.clone();
        meter.turn(now);
        let is_costly = cost > 0 && meter.day_cost.saturating_add(cost) > limits.daily_budget;
        // Last: who disturbs it all the same has the other two to keep.
        let is_resting = meter.resting_until.is_some_and(|until| until > now);
        if is_costly {
            Some(Spent::Day)
        } else if meter.minute_requests >= limits.requests_per_minute {
            Some(Spent::Minute)
        } else {
            is_resting.then_some(Spent::Resting)
        }
    }

    /// Counts a request that may cost so much, before it is made: what is never settled stays counted.
    pub fn reserve(&mut self, cost: i64, now: OffsetDateTime) {
        self.turn(now);
        self.minute_requests = self.minute_requests.saturating_add(1);
        self.day_requests += 1;
        self.day_cost = self.day_cost.saturating_add(cost);
    }

    /// Replaces what a request may have cost by what it did, and its tokens.
    pub fn settle(
        &mut self,
        reserved: i64,
        cost: i64,
        (input, output): (i64, i64),
        now: OffsetDateTime,
    ) {
        let was = self.day;
        self.turn(now);
        // What was reserved yesterday is forgotten already.
        let reserved = if was == self.day { reserved } else { 0 };
        self.day_cost = self.day_cost.saturating_sub(reserved).saturating_add(cost);
        self.day_cost = self.day_cost.max(0);
        self.day_input_tokens = self.day_input_tokens.saturating_add(input);
        self.day_output_tokens = self.day_output_tokens.saturating_add(output);
    }
}

/// A meter's row, but for whose it is.
struct Row {
    minute_began: OffsetDateTime,
    minute_requests: i32,
    day: Date,
    day_requests: i64,
    day_failures: i64,
    day_input_tokens: i64,
    day_output_tokens: i64,
    day_cost: i64,
    failures: i32,
    resting_until: Option<OffsetDateTime>,
    failure: Option<String>,
    failed_at: Option<OffsetDateTime>,
}

impl Row {
    fn of(self, tenant: TenantId) -> Meter {
        Meter {
            tenant,
            minute_began: self.minute_began,
            minute_requests: self.minute_requests,
            day: self.day,
            day_requests: self.day_requests,
            day_failures: self.day_failures,
            day_input_tokens: self.day_input_tokens,
            day_output_tokens: self.day_output_tokens,
            day_cost: self.day_cost,
            failures: self.failures,
            resting_until: self.resting_until,
            failure: self.failure,
            failed_at: self.failed_at,
        }
    }
}

fn day(now: OffsetDateTime) -> Date {
    now.to_offset(time::UtcOffset::UTC).date()
}

/// Locks a tenant's meter; there is one from then on.
pub async fn lock_meter(
    tx: &mut Tx,
    tenant: TenantId,
    now: OffsetDateTime,
) -> Result<Meter, StorageError> {
    sqlx::query!(
        "insert into llm_meters (tenant_id, minute_began, day) values ($1, $2, $3) on conflict do nothing",
        tenant.get(),
        now,
        day(now),
    )
    .execute(&mut **tx)
    .await?;
    let row = sqlx::query_as!(
        Row,
        "select minute_began, minute_requests, day, day_requests, day_failures, day_input_tokens,
                day_output_tokens, day_cost, failures, resting_until, failure, failed_at
         from llm_meters where tenant_id = $1 for update",
        tenant.get(),
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(row.of(tenant))
}

/// A tenant's meter as it is at this moment, to be shown.
pub async fn lookup_meter(
    tx: &mut Tx,
    tenant: TenantId,
    now: OffsetDateTime,
) -> Result<Meter, StorageError> {
    let row = sqlx::query_as!(
        Row,
        "select minute_began, minute_requests, day, day_requests, day_failures, day_input_tokens,
                day_output_tokens, day_cost, failures, resting_until, failure, failed_at
         from llm_meters where tenant_id = $1",
        tenant.get(),
    )
    .fetch_optional(&mut **tx)
    .await?;
    let mut meter = row.map_or_else(|| Meter::new(tenant, now), |row| row.of(tenant));
    meter.turn(now);
    Ok(meter)
}

/// Writes a meter, and what it counted of its day beside the days before; the caller holds it.
pub async fn save_meter(tx: &mut Tx, meter: &Meter) -> Result<(), StorageError> {
    sqlx::query!(
        "with saved as (
             update llm_meters
             set minute_began = $2, minute_requests = $3, day = $4, day_requests = $5, day_failures = $6,
                 day_input_tokens = $7, day_output_tokens = $8, day_cost = $9, failures = $10, resting_until = $11,
                 failure = $12, failed_at = $13
             where tenant_id = $1
         )
         insert into llm_days (tenant_id, day, requests, input_tokens, output_tokens) values ($1, $4, $5, $7, $8)
         on conflict (tenant_id, day) do update
         set requests = excluded.requests, input_tokens = excluded.input_tokens,
             output_tokens = excluded.output_tokens",
        meter.tenant.get(),
        meter.minute_began,
        meter.minute_requests,
        meter.day,
        meter.day_requests,
        meter.day_failures,
        meter.day_input_tokens,
        meter.day_output_tokens,
        meter.day_cost,
        meter.failures,
        meter.resting_until,
        meter.failure,
        meter.failed_at,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    const NOON: OffsetDateTime = datetime!(2026-11-27 12:00 UTC);
    const LIMITS: Limits = Limits {
        daily_budget: 1000,
        requests_per_minute: 2,
    };

    fn meter() -> Meter {
        Meter::new(TenantId::try_from(1).expect("an id"), NOON)
    }

    #[test]
    fn a_minute_has_so_many_requests_and_the_next_has_as_many() {
        let mut meter = meter();
        meter.reserve(1, NOON);
        assert_eq!(meter.is_spent(LIMITS, 1, NOON), None);
        meter.reserve(1, NOON + Duration::seconds(10));
        let late = NOON + Duration::seconds(59);
        assert_eq!(meter.is_spent(LIMITS, 1, late), Some(Spent::Minute));
        assert_eq!(meter.is_spent(LIMITS, 1, NOON + Duration::MINUTE), None);
    }

    #[test]
    fn a_day_has_so_much_money_and_what_may_be_spent_counts() {
        let mut meter = meter();
        meter.reserve(900, NOON);
        assert_eq!(meter.is_spent(LIMITS, 101, NOON), Some(Spent::Day));
        assert_eq!(meter.is_spent(LIMITS, 100, NOON), None);
        meter.settle(900, 40, (700, 80), NOON);
        assert_eq!((meter.day_cost, meter.day_input_tokens), (40, 700));
        assert_eq!(meter.is_spent(LIMITS, 960, NOON), None);
        assert_eq!(meter.is_spent(LIMITS, 961, NOON), Some(Spent::Day));
        let tomorrow = datetime!(2026-11-28 00:00 UTC);
        assert_eq!(meter.is_spent(LIMITS, 1000, tomorrow), None);
    }

    #[test]
    fn what_was_reserved_yesterday_is_not_given_back_today() {
        let mut meter = meter();
        let before = datetime!(2026-11-27 23:59:59 UTC);
        meter.reserve(900, before);
        meter.settle(900, 30, (1, 1), before + Duration::seconds(2));
        assert_eq!(meter.day_cost, 30);
        // A clock that is behind does not open the day again.
        meter.reserve(5, before);
        assert_eq!(meter.day_cost, 35);
    }

    #[test]
    fn what_costs_nothing_has_no_budget() {
        let free = Limits {
            daily_budget: 0,
            ..LIMITS
        };
        assert_eq!(meter().is_spent(free, 0, NOON), None);
        assert_eq!(meter().is_spent(free, 1, NOON), Some(Spent::Day));
    }

    #[test]
    fn what_failed_is_left_alone_until_then() {
        let mut meter = meter();
        meter.resting_until = Some(NOON + Duration::SECOND);
        assert_eq!(meter.is_spent(LIMITS, 1, NOON), Some(Spent::Resting));
        assert_eq!(meter.is_spent(LIMITS, 1001, NOON), Some(Spent::Day));
        let later = NOON + Duration::SECOND;
        assert_eq!(meter.is_spent(LIMITS, 1, later), None);
    }
}
