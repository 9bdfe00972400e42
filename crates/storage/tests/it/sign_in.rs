//! Who is not known yet is found through their own door, and through no other.

use std::time::Duration;

use storage::{
    Realm, api_tokens,
    audit::{self, Actor, Filter, Reading},
    login_sessions, sign_in_attempts,
    users::{self, EMAIL_UNIQUE, Role, TENANT_EXISTS},
};

use crate::{database, tenant};

const HOUR: Duration = Duration::from_hours(1);

#[tokio::test]
async fn users_and_tokens_are_seen_by_their_realm_alone() {
    let (_test, database) = database().await;
    let palm = tenant(&database, "Palm Homes").await;
    let marina = tenant(&database, "Marina Estates").await;
    let people = [
        (Role::Owner(palm), "ana@palm.example"),
        (Role::Agent(marina), "olga@marina.example"),
        (Role::Operator, "op@peyk.example"),
    ];
    for (number, (role, email)) in (0..).zip(people) {
        let realm = role.realm();
        let mut tx = database.begin_in(realm).await.unwrap();
        let user = users::add(&mut tx, role, email, "a hash").await.unwrap();
        login_sessions::add(&mut tx, realm, user.id, &[number; 32], HOUR)
            .await
            .unwrap();
        api_tokens::add(&mut tx, realm, email, &[number; 32])
            .await
            .unwrap();
        let actor = Actor {
            name: email.to_owned(),
            is_operator: role == Role::Operator,
        };
        audit::add(&mut tx, realm, &actor, "tested", None)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }
    let realms = people.map(|(role, _)| role.realm());
    for mine in realms {
        for asked in realms {
            // A transaction of one realm, asked for another's, sees nothing.
            let mut tx = database.begin_in(mine).await.unwrap();
            let users = users::list(&mut tx, asked, 10).await.unwrap().len();
            let tokens = api_tokens::list(&mut tx, asked, 10).await.unwrap().len();
            let expected = usize::from(mine == asked);
            assert_eq!((users, tokens), (expected, expected), "{mine:?} {asked:?}");
        }
    }
    let mut tx = database.begin(palm).await.unwrap();
    let operator = users::add(&mut tx, Role::Operator, "evil@palm.example", "a hash").await;
    assert!(
        operator.is_err(),
        "a tenant's transaction makes no operator"
    );
    drop(tx);
    // The doors find each, whosever they are.
    for (number, (role, email)) in (0..).zip(people) {
        let account = users::find_account(&database, email)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(account.identity.role, role);
        let session = login_sessions::find(&database, &[number; 32])
            .await
            .unwrap();
        assert_eq!(session.unwrap(), account.identity);
        let token = api_tokens::find_used(&database, &[number; 32])
            .await
            .unwrap();
        assert_eq!(token.unwrap().realm, role.realm());
    }
    let list = async |reading, filter| {
        let entries = audit::list(&database, reading, filter, 10).await.unwrap();
        let tenants = entries.iter().map(|entry| entry.tenant);
        tenants.collect::<Vec<_>>()
    };
    let all = Filter::default();
    let (onwards, back) = (Reading::After(0), Reading::Before(None));
    assert_eq!(list(onwards, all).await, [Some(palm), Some(marina), None]);
    assert_eq!(list(back, all).await, [None, Some(marina), Some(palm)]);
    let of_marina = Filter {
        tenant: Some(marina),
        action: Some("tested"),
    };
    let untested = Filter {
        tenant: None,
        action: Some("untested"),
    };
    for reading in [onwards, back] {
        assert_eq!(list(reading, of_marina).await, [Some(marina)]);
        assert_eq!(list(reading, untested).await, []);
    }
    for asked in [palm, marina] {
        let mut tx = database.begin(palm).await.unwrap();
        let entries = audit::list_of_tenant(&mut tx, asked, None, &[], 10).await;
        let actors: Vec<_> = entries.unwrap().into_iter().map(|e| e.actor.name).collect();
        let expected: &[&str] = if asked == palm {
            &["ana@palm.example"]
        } else {
            &[]
        };
        assert_eq!(actors, expected, "{asked}");
    }
}

#[tokio::test]
async fn an_address_is_one_users_and_a_tenant_exists() {
    let (_test, database) = database().await;
    let palm = tenant(&database, "Palm Homes").await;
    let marina = tenant(&database, "Marina Estates").await;
    let add = async |role: Role| {
        let mut tx = database.begin_in(role.realm()).await.unwrap();
        let added = users::add(&mut tx, role, "ana@palm.example", "a hash").await;
        tx.commit().await.unwrap();
        added
    };
    add(Role::Owner(palm)).await.unwrap();
    for role in [Role::Owner(palm), Role::Agent(marina), Role::Operator] {
        assert!(add(role).await.unwrap_err().violates(EMAIL_UNIQUE));
    }
    let nowhere = 999_999.try_into().unwrap();
    let mut tx = database.begin(nowhere).await.unwrap();
    let added = users::add(&mut tx, Role::Owner(nowhere), "b@x", "a hash").await;
    assert!(added.unwrap_err().violates(TENANT_EXISTS));
    drop(tx);
    let mut tx = database.begin(nowhere).await.unwrap();
    let added = api_tokens::add(&mut tx, nowhere.into(), "x", &[0; 32]).await;
    assert!(added.unwrap_err().violates(api_tokens::TENANT_EXISTS));
}

#[tokio::test]
async fn a_login_ends_by_itself_and_is_forgotten() {
    let (test, database) = database().await;
    let palm = tenant(&database, "Palm Homes").await;
    let realm = Realm::Tenant(palm);
    let mut tx = database.begin(palm).await.unwrap();
    let user = users::add(&mut tx, Role::Owner(palm), "ana@palm.example", "a hash").await;
    let user = user.unwrap().id;
    for (token, lifetime) in [([1; 32], HOUR), ([2; 32], Duration::ZERO)] {
        login_sessions::add(&mut tx, realm, user, &token, lifetime)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    let there = async |token| {
        login_sessions::find(&database, token)
            .await
            .unwrap()
            .is_some()
    };
    assert!(there(&[1; 32]).await);
    assert!(!there(&[2; 32]).await);
    login_sessions::forget_expired(&database, HOUR)
        .await
        .unwrap();
    let left = "select count(*)::text from login_sessions";
    assert_eq!(test.ask(left).await.unwrap().as_deref(), Some("1"));

    let mut tx = database.begin(palm).await.unwrap();
    users::remove(&mut tx, realm, user).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    assert!(!there(&[1; 32]).await);
}

#[tokio::test]
async fn attempts_are_counted_within_their_window() {
    let (test, database) = database().await;
    let subject = [7; 32];
    let count = async || {
        let mut tx = database.begin_for(&[]).await.unwrap();
        let counted = sign_in_attempts::count(&mut tx, &subject, HOUR).await;
        tx.commit().await.unwrap();
        counted.unwrap()
    };
    assert_eq!(count().await.count, 1);
    let second = count().await;
    assert_eq!(second.count, 2);
    assert!(second.rest <= HOUR && second.rest > HOUR / 2, "{second:?}");
    let mut tx = database.begin_for(&[]).await.unwrap();
    sign_in_attempts::give_back(&mut tx, &subject)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(count().await.count, 2);

    test.execute("update sign_in_attempts set since = since - interval '1 hour'")
        .await
        .unwrap();
    let anew = count().await;
    assert_eq!(anew.count, 1);
    assert!(anew.rest > HOUR / 2, "{anew:?}");
}

#[tokio::test]
async fn a_tokens_use_is_noted_once_a_minute() {
    let (test, database) = database().await;
    let palm = tenant(&database, "Palm Homes").await;
    let mut tx = database.begin(palm).await.unwrap();
    api_tokens::add(&mut tx, palm.into(), "export", &[3; 32])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let used = async || {
        api_tokens::find_used(&database, &[3; 32])
            .await
            .unwrap()
            .unwrap();
        let at = "select last_used_at::text from api_tokens";
        test.ask(at).await.unwrap().unwrap()
    };
    let first = used().await;
    assert_eq!(used().await, first);
    test.execute("update api_tokens set last_used_at = last_used_at - interval '2 minutes'")
        .await
        .unwrap();
    let before = "select last_used_at::text from api_tokens";
    let before = test.ask(before).await.unwrap().unwrap();
    assert_ne!(used().await, before);
}
