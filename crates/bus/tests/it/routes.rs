//! Tenant routes, written here and followed there.

use std::time::Duration;

use bus::RouteTable;
use domain::SessionName;
use events::TenantRoute;
use tokio::sync::watch;

use crate::{PATIENCE, connect, server, tenant};

fn route(id: i64, enabled: bool) -> TenantRoute {
    let tenant = tenant(id);
    TenantRoute {
        tenant,
        sessions: vec![SessionName::of_tenant(tenant)],
        enabled,
        key_versions: vec![1],
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_follows_the_bucket() {
    let (server, bus) = server().await;
    let routes = bus.tenant_routes().await.unwrap();
    assert!(routes.list().await.unwrap().is_empty());
    routes.put(&route(1, true)).await.unwrap();
    routes.put(&route(2, true)).await.unwrap();
    assert_eq!(
        routes.list().await.unwrap(),
        [route(1, true), route(2, true)]
    );

    let table = RouteTable::default();
    let (loaded, mut is_loaded) = watch::channel(false);
    let follower = connect(&server).await.tenant_routes().await.unwrap();
    let following = tokio::spawn({
        let table = table.clone();
        async move { follower.follow(&table, &loaded).await }
    });
    tokio::time::timeout(PATIENCE, is_loaded.wait_for(|loaded| *loaded))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        table.get(tenant(2)),
        Some(route(2, true).into()),
        "complete when it says so"
    );

    routes.put(&route(2, false)).await.unwrap();
    routes.remove(tenant(1)).await.unwrap();
    let follows = async {
        while table.get(tenant(1)).is_some() || table.get(tenant(2)) != Some(route(2, false).into())
        {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(PATIENCE, follows).await.unwrap();
    assert_eq!(routes.list().await.unwrap(), [route(2, false)]);
    following.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_bucket_is_loaded_too() {
    let (_server, bus) = server().await;
    let routes = bus.tenant_routes().await.unwrap();
    let table = RouteTable::default();
    let (loaded, mut is_loaded) = watch::channel(false);
    let following = tokio::spawn(async move { routes.follow(&table, &loaded).await });
    tokio::time::timeout(PATIENCE, is_loaded.wait_for(|loaded| *loaded))
        .await
        .unwrap()
        .unwrap();
    following.abort();
}
