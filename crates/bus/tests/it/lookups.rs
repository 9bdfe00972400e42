//! Whose lead a customer is: asked here, answered there.

use std::time::Duration;

use bus::{LeadFinder, LookupError};
use domain::{Phone, TenantId};
use events::LeadsByPhone;
use tokio_util::sync::CancellationToken;

use crate::{PATIENCE, connect, server, tenant};

/// Knows one customer of tenant 5, and one of two tenants; cannot look at those whose number begins with 0.
struct Book;

impl LeadFinder for Book {
    async fn find(&self, phone: &Phone) -> Option<Vec<TenantId>> {
        match phone.as_str() {
            "971500000001" => Some(vec![tenant(5)]),
            "971500000002" => Some(vec![tenant(5), tenant(12)]),
            "000000" => None,
            _ => Some(Vec::new()),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_comes_from_one_of_those_who_know() {
    let (server, bus) = server().await;
    let lookup = bus.lead_lookup(PATIENCE);
    let phone = |text: &str| text.parse::<Phone>().unwrap();
    let unanswered = lookup.find(phone("971500000001")).await;
    assert!(
        matches!(unanswered, Err(LookupError::Nobody)),
        "{unanswered:?}"
    );

    let stop = CancellationToken::new();
    let mut answering = Vec::new();
    for _ in 0..2 {
        let (bus, stop) = (connect(&server).await, stop.clone());
        answering.push(tokio::spawn(async move {
            bus.answer_lead_lookups(&Book, &stop).await;
        }));
    }
    let first = async {
        loop {
            match lookup.find(phone("971500000001")).await {
                Err(LookupError::Nobody) => tokio::time::sleep(Duration::from_millis(10)).await,
                answer => return answer.unwrap(),
            }
        }
    };
    let first = tokio::time::timeout(PATIENCE, first).await.unwrap();
    assert_eq!(first, LeadsByPhone::One(tenant(5)));
    let several = lookup.find(phone("971500000002")).await.unwrap();
    assert_eq!(several, LeadsByPhone::Several);
    let nobody = lookup.find(phone("971500000003")).await.unwrap();
    assert_eq!(nobody, LeadsByPhone::Nobody);
    let unavailable = lookup.find(phone("000000")).await;
    assert!(
        matches!(unavailable, Err(LookupError::Unavailable)),
        "{unavailable:?}"
    );

    stop.cancel();
    for answering in answering {
        tokio::time::timeout(PATIENCE, answering)
            .await
            .unwrap()
            .unwrap();
    }
}

/// Takes questions and answers none.
struct Silent;

impl LeadFinder for Silent {
    async fn find(&self, _: &Phone) -> Option<Vec<TenantId>> {
        std::future::pending().await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_does_not_come_is_waited_for_no_longer_than_the_deadline() {
    let (server, bus) = server().await;
    let answerer = connect(&server).await;
    let stop = CancellationToken::new();
    let answering = tokio::spawn({
        let stop = stop.clone();
        async move { answerer.answer_lead_lookups(&Silent, &stop).await }
    });
    let lookup = bus.lead_lookup(Duration::from_millis(100));
    let late = async {
        loop {
            match lookup.find("971500000001".parse().unwrap()).await {
                Err(LookupError::Nobody) => tokio::time::sleep(Duration::from_millis(10)).await,
                answer => return answer,
            }
        }
    };
    let late = tokio::time::timeout(PATIENCE, late).await.unwrap();
    assert!(matches!(late, Err(LookupError::TimedOut)), "{late:?}");
    answering.abort();
    drop(server);
}
