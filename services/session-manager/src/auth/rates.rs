//! How many requests one caller may make: of each credential, and of each address that shows none.
//!
//! Counted in this process alone: with several session-managers a caller has as many times more. It keeps one
//! caller from the others' share of Postgres and WAHA, and is no means against a flood, which a proxy has.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use governor::clock::{Clock, MonotonicClock};
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};
use storage::api_tokens::ApiTokenId;
use storage::login_sessions::TokenHash;

use super::client_address::network;
use super::{Credential, Principal};
use crate::problem::Problem;
use crate::settings::ApiSettings;

/// After how many requests those who have not asked for a while are forgotten.
const SWEEP_AFTER: u32 = 1024;

/// Whose requests are counted together.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Caller {
    /// The token of the settings.
    OperatorToken,
    /// A machine's token.
    ApiToken(ApiTokenId),
    /// A browser's login.
    Login(TokenHash),
    /// Who shows nothing, or nothing that is known.
    Address(IpAddr),
}

type Limiter = RateLimiter<
    Caller,
    HashMapStateStore<Caller>,
    MonotonicClock,
    NoOpMiddleware<<MonotonicClock as Clock>::Instant>,
>;

/// Counts requests.
#[derive(Clone)]
pub(crate) struct Rates {
    limiter: Arc<Limiter>,
    counted: Arc<AtomicU32>,
}

impl Rates {
    pub(crate) fn new(settings: &ApiSettings) -> Self {
        let quota = Quota::per_minute(at_least_one(settings.requests_per_minute))
            .allow_burst(at_least_one(settings.request_burst));
        let limiter = RateLimiter::new(quota, HashMapStateStore::default(), MonotonicClock);
        Self {
            limiter: Arc::new(limiter),
            counted: Arc::default(),
        }
    }

    /// Counts a request, or says when the next may be made.
    pub(super) fn count(&self, caller: &Caller) -> Result<(), Problem> {
        let counted = self.counted.fetch_add(1, Ordering::Relaxed);
        if counted % SWEEP_AFTER == SWEEP_AFTER - 1 {
            // Callers whose share is whole again are not told apart from new ones, so they need no memory.
            self.limiter.retain_recent();
            self.limiter.shrink_to_fit();
        }
        self.limiter.check_key(caller).map_err(|refused| {
            let now = MonotonicClock.now();
            Problem::too_many_requests(refused.wait_time_from(now))
        })
    }
}

impl Caller {
    pub(super) fn of(principal: &Principal) -> Self {
        match &principal.credential {
            Credential::OperatorToken => Self::OperatorToken,
            Credential::ApiToken(token) => Self::ApiToken(token.id),
            Credential::Login(login) => Self::Login(login.token),
        }
    }

    pub(super) fn at(address: IpAddr) -> Self {
        Self::Address(network(address))
    }
}

/// The settings are checked when they are read.
fn at_least_one(number: u32) -> NonZeroU32 {
    NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN)
}

#[cfg(test)]
mod tests {
    use axum::response::IntoResponse;

    use super::*;
    use crate::testing::settings;

    fn rates(per_minute: &str, burst: &str) -> Rates {
        let rates = [
            ("api.requests_per_minute", per_minute),
            ("api.request_burst", burst),
        ];
        Rates::new(&settings(&rates).api)
    }

    #[test]
    fn each_caller_has_a_share_and_is_told_when_to_come_again() {
        let rates = rates("2", "3");
        let token = |id| Caller::ApiToken(ApiTokenId::new(id));
        for _ in 0..3 {
            rates.count(&token(1)).unwrap();
        }
        let refused = rates.count(&token(1)).unwrap_err().into_response();
        assert_eq!(refused.status(), 429);
        let seconds = refused.headers()["retry-after"].to_str().unwrap();
        let seconds: u64 = seconds.parse().unwrap();
        assert!((29..=31).contains(&seconds), "{seconds}");
        rates.count(&token(2)).unwrap();
        rates.count(&Caller::OperatorToken).unwrap();
    }

    #[test]
    fn one_customers_addresses_have_one_share() {
        let rates = rates("1", "1");
        let at = |text: &str| Caller::at(text.parse().unwrap());
        rates.count(&at("2001:db8:1:2::3")).unwrap();
        assert!(rates.count(&at("2001:db8:1:2:ffff::1")).is_err());
        rates.count(&at("2001:db8:1:3::1")).unwrap();
    }

    #[test]
    fn who_has_not_asked_for_a_while_is_forgotten() {
        // A share is whole again after a sixtieth of a millisecond.
        let rates = rates("3600000", "1");
        for number in 0..10 * SWEEP_AFTER {
            let address = Caller::at(std::net::Ipv4Addr::from_bits(number).into());
            rates.count(&address).unwrap();
        }
        let known = rates.limiter.len();
        assert!(known <= 2 * SWEEP_AFTER as usize, "{known}");
    }
}
