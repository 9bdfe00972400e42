//! session-manager is killed with -9 in the middle of a connect or a disconnect, wherever that is.

use std::time::Duration;

use domain::TenantId;
use e2e::{Manager, eventually};
use serde_json::Value;
use tokio::process::Child;

use crate::harness::{PATIENCE, Stack, WAHA_KEY, session};
use crate::proxy::{Held, Proxy};
use crate::states::state;

/// What is asked of the session-manager that is killed.
#[derive(Debug, Clone, Copy)]
enum Asked {
    Connect,
    Disconnect,
}

/// A session-manager to kill, and a way to ask it.
async fn victim(stack: &Stack, proxy: &Proxy) -> (Child, Manager) {
    // It does what it is asked and nothing by itself: the one that comes after it is to do the rest.
    let settings = [
        ("PEYK__WAHA__API_URL", proxy.api_url()),
        ("PEYK__RECONCILE__PERIOD", "1h".to_owned()),
    ];
    stack.spawn_manager(&settings).await
}

async fn ask(manager: &Manager, tenant: TenantId, asked: Asked) {
    let answer = match asked {
        Asked::Connect => manager.connect(tenant).await,
        Asked::Disconnect => manager.disconnect(tenant).await,
    };
    // It is dead before it can answer, or a moment after it has.
    drop(answer);
}

/// Whether WAHA has the tenant's session, and with our webhook.
async fn is_whole(stack: &Stack, tenant: TenantId) -> bool {
    let url = format!("{}/api/sessions/{}", stack.simulator.url(), session(tenant));
    let request = stack.http.get(url).header("X-Api-Key", WAHA_KEY);
    let info: Value = request.send().await.unwrap().json().await.unwrap();
    let ours = format!("{}/api/webhook/waha?tenant_id={tenant}", stack.ingress_url);
    info["config"]["webhooks"][0]["url"] == ours
}

/// Whoever comes after brings it to an end: a session as wanted, and no other.
async fn ends_well(stack: &Stack, tenant: TenantId, what: &str) {
    // The tenant is the newest: of each a new one is made.
    let wanted = "select coalesce((
            select (waha_session_name is not null and wanted = 'running')::text
            from tenants left join sessions on tenant_id = tenants.id
            order by tenants.id desc limit 1), 'false')";
    let is_wanted = stack.postgres.ask(wanted).await.unwrap();
    if is_wanted.as_deref() == Some("true") {
        state(&stack.manager, tenant, "waiting_for_scan").await;
        assert!(is_whole(stack, tenant).await, "{what}");
    } else {
        state(&stack.manager, tenant, "not_connected").await;
        eventually(what, PATIENCE, async || {
            let sessions = stack.simulator.sessions().await?;
            Ok(sessions
                .iter()
                .all(|(name, _)| *name != session(tenant))
                .then_some(()))
        })
        .await
        .unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_each_call_of_waha_it_leaves_no_orphan() {
    let proxy = Proxy::start().await;
    let stack = proxy.stack().await;
    for (asked, calls) in [(Asked::Connect, 1), (Asked::Disconnect, 2)] {
        for call in 0..calls {
            for reached in [Held::Before, Held::After] {
                let what = format!("{asked:?}, call {call}, {reached:?}");
                let tenant = stack.manager.add_tenant("Palm Homes").await.unwrap();
                if matches!(asked, Asked::Disconnect) {
                    stack.manager.connect(tenant).await.unwrap();
                }
                let between = Proxy::beside(&stack).await;
                let (mut process, manager) = victim(&stack, &between).await;
                between.hold_at(call, reached);
                let asking = tokio::spawn(async move { ask(&manager, tenant, asked).await });
                between.holds().await;
                process.kill().await.unwrap();
                between.let_go();
                asking.await.unwrap();
                ends_well(&stack, tenant, &what).await;
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_moment_it_leaves_no_orphan() {
    let proxy = Proxy::start().await;
    let stack = proxy.stack().await;
    for (asked, moment) in (0..5_u64).flat_map(|step| {
        [Asked::Connect, Asked::Disconnect].map(|asked| (asked, Duration::from_millis(step * 6)))
    }) {
        let tenant = stack.manager.add_tenant("Palm Homes").await.unwrap();
        if matches!(asked, Asked::Disconnect) {
            stack.manager.connect(tenant).await.unwrap();
        }
        let between = Proxy::beside(&stack).await;
        let (mut process, manager) = victim(&stack, &between).await;
        let asking = tokio::spawn(async move { ask(&manager, tenant, asked).await });
        // No wait for a state: the moment is what is tried.
        tokio::time::sleep(moment).await;
        process.kill().await.unwrap();
        asking.await.unwrap();
        ends_well(&stack, tenant, &format!("{asked:?} after {moment:?}")).await;
    }
    let there = stack.simulator.sessions().await.unwrap().len();
    let wanted = "select count(*)::text from tenants where waha_session_name is not null";
    let wanted = stack.postgres.ask(wanted).await.unwrap();
    assert_eq!(Some(there.to_string()), wanted);
}
