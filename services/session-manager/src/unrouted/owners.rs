//! Whose a kept event is by now.

use std::collections::{HashMap, HashSet};

use domain::{Phone, SessionName, TenantId};
use events::{LeadsByPhone, Routing, Unrouted, UnroutedEvent};
use storage::{Database, StorageError, owners};

/// What of an event tells its tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Question {
    session: SessionName,
    reason: Unrouted,
}

/// What is known of the tenants of some questions at one moment.
#[derive(Debug, Default)]
pub(super) struct Owners {
    by_session: HashMap<SessionName, TenantId>,
    by_phone: HashMap<Phone, Vec<TenantId>>,
    enabled: HashSet<TenantId>,
}

impl Question {
    pub(super) fn of(event: &UnroutedEvent) -> Self {
        Self {
            session: event.session.clone(),
            reason: event.reason.clone(),
        }
    }
}

impl Owners {
    /// Reads what answers the questions: three queries, however many they are.
    pub(super) async fn load(
        database: &Database,
        questions: &[&Question],
    ) -> Result<Self, StorageError> {
        let unowned = |question: &&&Question| question.reason.tenant().is_none();
        let shared: HashSet<_> = questions
            .iter()
            .filter(unowned)
            .map(|question| &question.session)
            .collect();
        let phones: HashSet<_> = questions
            .iter()
            .filter_map(|question| question.reason.phone())
            .collect();
        let by_session = owners::find_by_sessions(database, &Vec::from_iter(shared)).await?;
        let by_phone = owners::find_by_lead_phones(database, &Vec::from_iter(phones)).await?;
        let told = questions
            .iter()
            .filter_map(|question| question.reason.tenant());
        let tenants: HashSet<TenantId> = by_session
            .values()
            .chain(by_phone.values().flatten())
            .copied()
            .chain(told)
            .collect();
        let enabled = owners::find_enabled(database, &Vec::from_iter(tenants)).await?;
        Ok(Self {
            by_session,
            by_phone,
            enabled: enabled.into_iter().collect(),
        })
    }

    /// The one tenant that takes the event, and how it is found. As in ingress, a session that is somebody's
    /// goes before the customer's number.
    pub(super) fn of(&self, question: &Question) -> Option<(TenantId, Routing)> {
        let found = match &question.reason {
            Unrouted::TenantSuspended(tenant, routing)
            | Unrouted::TenantUnknown(tenant, routing) => Some((*tenant, *routing)),
            reason @ (Unrouted::UnknownPhone(_) | Unrouted::Ambiguous(_)) => self
                .by_session
                .get(&question.session)
                .map(|tenant| (*tenant, Routing::Session))
                .or_else(|| Some((self.of_phone(reason.phone()?)?, Routing::Phone))),
        };
        found.filter(|(tenant, _)| self.takes(*tenant))
    }

    /// Whether the tenant exists and is not suspended.
    fn takes(&self, tenant: TenantId) -> bool {
        self.enabled.contains(&tenant)
    }

    fn of_phone(&self, phone: &Phone) -> Option<TenantId> {
        match LeadsByPhone::of(self.by_phone.get(phone)?) {
            LeadsByPhone::One(tenant) => Some(tenant),
            LeadsByPhone::Nobody | LeadsByPhone::Several => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tenant(id: i64) -> TenantId {
        id.try_into().unwrap()
    }

    fn phone(text: &str) -> Phone {
        text.parse().unwrap()
    }

    /// `legacy` is tenant 5's session; 5 and 12 know one customer, 12 another alone, 7 a third; 7 is suspended.
    fn owners() -> Owners {
        Owners {
            by_session: [("legacy".parse().unwrap(), tenant(5))].into(),
            by_phone: [
                (phone("971500000001"), vec![tenant(5), tenant(12)]),
                (phone("971500000002"), vec![tenant(12)]),
                (phone("971500000003"), vec![tenant(7)]),
            ]
            .into(),
            enabled: [tenant(5), tenant(12)].into(),
        }
    }

    fn of(session: &str, reason: Unrouted) -> Option<(i64, Routing)> {
        let session = session.parse().unwrap();
        let found = owners().of(&Question { session, reason });
        found.map(|(tenant, routing)| (tenant.get(), routing))
    }

    #[test]
    fn a_customer_of_one_tenant_tells_it_whatever_was_known_before() {
        for reason in [
            Unrouted::UnknownPhone(Some(phone("971500000002"))),
            Unrouted::Ambiguous(phone("971500000002")),
        ] {
            assert_eq!(of("default", reason), Some((12, Routing::Phone)));
        }
        for reason in [
            Unrouted::Ambiguous(phone("971500000001")),
            Unrouted::UnknownPhone(Some(phone("971500000003"))),
            Unrouted::UnknownPhone(Some(phone("971500000004"))),
            Unrouted::UnknownPhone(None),
        ] {
            assert_eq!(of("default", reason.clone()), None, "{reason:?}");
        }
    }

    #[test]
    fn a_session_that_is_somebodys_by_now_goes_before_the_phone() {
        for reason in [
            Unrouted::UnknownPhone(None),
            Unrouted::UnknownPhone(Some(phone("971500000002"))),
            Unrouted::Ambiguous(phone("971500000001")),
        ] {
            assert_eq!(of("legacy", reason), Some((5, Routing::Session)));
        }
    }

    #[test]
    fn a_tenants_own_waits_until_it_takes_it() {
        let suspended = |id| Unrouted::TenantSuspended(tenant(id), Routing::Url);
        assert_eq!(of("tenant_5", suspended(5)), Some((5, Routing::Url)));
        assert_eq!(of("tenant_7", suspended(7)), None);
        let unknown = Unrouted::TenantUnknown(tenant(9), Routing::Session);
        assert_eq!(of("tenant_9", unknown), None);
        // It is signed for 12: the name of the session does not make it another's.
        assert_eq!(of("legacy", suspended(12)), Some((12, Routing::Url)));
    }
}
