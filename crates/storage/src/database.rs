//! The pool, and transactions that say whose rows they touch.

use std::{
    collections::BTreeSet,
    ops::{Deref, DerefMut},
    str::FromStr,
    sync::Arc,
    time::{Duration, Instant},
};

use domain::TenantId;
use metrics::{gauge, histogram};
use service_runtime::Shutdown;
use sqlx::{
    AssertSqlSafe, Connection, PgPool, SqlSafeStr as _, Transaction,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use tokio::sync::watch;
use tracing::Instrument as _;

use crate::{
    Realm, Schema, Settings, StorageError,
    statements::{Alone, Server, Statements},
    timekeeping,
};

/// A connection that was idle for so long is asked whether Postgres is still there before it is used.
const ASKED_AFTER: Duration = Duration::from_millis(500);

/// How often the pool's connections are counted.
const COUNTED_EVERY: Duration = Duration::from_secs(5);

/// A pool of connections; clones share it.
#[derive(Clone)]
pub struct Database {
    pool: PgPool,
    server: Arc<Server>,
    /// Whether Postgres has said what time it is.
    timed: watch::Receiver<bool>,
}

impl Database {
    /// Prepares a pool; connections are made when they are needed, so that a service may start before
    /// Postgres does.
    pub fn connect(settings: &Settings, name: &str) -> Result<Self, StorageError> {
        let timeout = settings.statement_timeout.as_millis().to_string();
        let options = PgConnectOptions::from_str(settings.url.expose().as_str())?
            .application_name(name)
            .options([
                ("statement_timeout", timeout.as_str()),
                // Statements are few and made for their indexes: planning them anew for each set of values, or
                // compiling them, takes longer than they do.
                ("plan_cache_mode", "force_generic_plan"),
                ("jit", "off"),
                // A plan that was made while a table was small reads all of it, and is kept when it is large: until the
                // next analysis, a minute into somebody's flood.
                ("enable_seqscan", "off"),
            ]);
        let server = Arc::new(Server::of(&options));
        let (told, timed) = watch::channel(false);
        let pool = PgPoolOptions::new()
            .max_connections(settings.max_connections)
            .acquire_timeout(settings.acquire_timeout)
            // Asking before each transaction whether Postgres is there costs as much as a statement of it.
            .test_before_acquire(false)
            .before_acquire(|connection, about| {
                Box::pin(async move {
                    if about.idle_for > ASKED_AFTER {
                        connection.ping().await?;
                    }
                    Ok(true)
                })
            })
            // Before anything is planned by it; and at once when it leads to another server than before.
            .after_connect(move |connection, _| {
                let told = told.clone();
                Box::pin(async move {
                    timekeeping::ask(connection).await?;
                    told.send_replace(true);
                    Ok(())
                })
            })
            .connect_lazy_with(options);
        Ok(Self {
            pool,
            server,
            timed,
        })
    }

    /// Asks Postgres whether it is there and has all migrations of this version. One that has more is as good: a newer
    /// version runs beside this one.
    pub async fn ping(&self) -> Result<(), StorageError> {
        match self.schema().await?.pending.first() {
            Some(&migration) => Err(StorageError::Outdated { migration }),
            None => Ok(()),
        }
    }

    /// Which migrations the database has.
    pub async fn schema(&self) -> Result<Schema, StorageError> {
        let mut connection = self.pool.acquire().await?;
        Schema::read(&mut connection).await
    }

    /// Begins a transaction on one tenant's rows.
    pub async fn begin(&self, tenant: TenantId) -> Result<Tx, StorageError> {
        self.begin_for(&[tenant]).await
    }

    /// Begins a transaction on the rows of several tenants; one may be named twice.
    pub async fn begin_for(&self, tenants: &[TenantId]) -> Result<Tx, StorageError> {
        // One way to Postgres and back for both. In a task of its own, which goes on when nobody waits any more: sqlx
        // forgets a BEGIN whose answer it has not seen, and the connection would go back to the pool with a transaction
        // that is never ended.
        let begin = format!("begin; set local app.tenant_ids = '{}'", array(tenants));
        let pool = self.pool.clone();
        let begun = async move {
            let asked = Instant::now();
            let connection = pool.acquire().await;
            histogram!("database_pool_wait_seconds").record(asked.elapsed());
            let begin = AssertSqlSafe(begin).into_sql_str();
            Transaction::begin(connection?, Some(begin)).await
        };
        let begun = async {
            let begun = tokio::spawn(begun.in_current_span()).await;
            begun.unwrap_or(Err(sqlx::Error::PoolClosed))
        };
        let transaction = self.server.tell("begin", begun).await?;
        Ok(Tx(Statements {
            transaction,
            server: self.server.clone(),
        }))
    }

    /// Begins a transaction on a tenant's rows, or on those that belong to no tenant.
    pub async fn begin_in(&self, realm: Realm) -> Result<Tx, StorageError> {
        let Realm::Operators = realm else {
            return self.begin_for(realm.tenant().as_slice()).await;
        };
        let mut tx = self.begin_for(&[]).await?;
        sqlx::query_scalar!("select set_config('app.operating', 'on', true)")
            .fetch_one(&mut *tx)
            .await?;
        Ok(tx)
    }

    /// Starts what a service does beside using it, until it is asked to stop: the time is asked for again and again, and
    /// the pool's connections are counted.
    pub fn look_after(&self, shutdown: &Shutdown) {
        let (database, soft) = (self.clone(), shutdown.soft().clone());
        shutdown.spawn("database time and count", async move {
            let both = async { tokio::join!(database.keep_time(), database.keep_counting()) };
            soft.run_until_cancelled(both).await;
            Ok(())
        });
    }

    /// Waits until Postgres has said what time it is: who plans before would do it by a clock that may be wrong.
    /// [`Database::look_after`] asks.
    pub async fn time_is_known(&self) {
        // An error: there is no pool any more, as whoever waits will notice.
        let _ = self.timed.clone().wait_for(|known| *known).await;
    }

    /// Does `work` once the time is known; nothing when the service is asked to stop before.
    pub fn in_time<E, W>(
        &self,
        shutdown: &Shutdown,
        work: W,
    ) -> impl Future<Output = Result<(), E>> + use<E, W>
    where
        W: Future<Output = Result<(), E>>,
    {
        let (database, soft) = (self.clone(), shutdown.soft().clone());
        async move {
            let known = soft.run_until_cancelled(database.time_is_known()).await;
            match known {
                Some(()) => work.await,
                None => Ok(()),
            }
        }
    }

    /// Asks Postgres what time it is, again and again.
    async fn keep_time(&self) {
        loop {
            let asked = async { timekeeping::ask(&mut *self.pool.acquire().await?).await };
            let rest = match asked.await {
                Ok(()) => timekeeping::ASKED_EVERY,
                // Others say aloud that it is away.
                Err::<_, sqlx::Error>(error) => {
                    tracing::debug!(%error, "Postgres does not say what time it is");
                    timekeeping::ASKED_AGAIN
                }
            };
            tokio::time::sleep(rest).await;
        }
    }

    /// Counts the pool's connections, again and again, for as long as it is polled.
    async fn keep_counting(&self) {
        loop {
            let idle = self.pool.num_idle();
            let used = (self.pool.size() as usize).saturating_sub(idle);
            for (state, connections) in [("idle", idle), ("used", used)] {
                #[expect(clippy::cast_precision_loss, reason = "a number for a graph")]
                gauge!("database_pool_connections", "state" => state).set(connections as f64);
            }
            tokio::time::sleep(COUNTED_EVERY).await;
        }
    }

    /// Closes every connection.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    /// For statements that are each a transaction, and that see what they see without a tenant.
    pub(crate) fn pool(&self) -> Alone<'_> {
        Alone {
            pool: &self.pool,
            server: &self.server,
        }
    }
}

/// A transaction. It is undone when it is dropped without [`Tx::commit`].
pub struct Tx(Statements);

impl Tx {
    /// Goes on with the rows of these tenants alone, such as one that it has just added.
    pub async fn turn_to(&mut self, tenants: &[TenantId]) -> Result<(), StorageError> {
        sqlx::query_scalar!(
            "select set_config('app.tenant_ids', $1, true)",
            array(tenants)
        )
        .fetch_one(&mut self.0)
        .await?;
        Ok(())
    }

    /// Undoes it now. A transaction that is dropped is undone as well, but its locks are held until somebody gets to it.
    pub async fn rollback(self) -> Result<(), StorageError> {
        let Statements {
            transaction,
            server,
        } = self.0;
        Ok(server.tell("rollback", transaction.rollback()).await?)
    }

    /// Makes everything done in it lasting.
    pub async fn commit(self) -> Result<(), StorageError> {
        let Statements {
            transaction,
            server,
        } = self.0;
        Ok(server.tell("commit", transaction.commit()).await?)
    }
}

impl Deref for Tx {
    type Target = Statements;

    fn deref(&self) -> &Statements {
        &self.0
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Statements {
        &mut self.0
    }
}

/// As Postgres writes an array of numbers.
fn array(tenants: &[TenantId]) -> String {
    let ids: BTreeSet<TenantId> = tenants.iter().copied().collect();
    let ids: Vec<_> = ids.iter().map(ToString::to_string).collect();
    format!("{{{}}}", ids.join(","))
}
