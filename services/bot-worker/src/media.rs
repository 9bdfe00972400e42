//! Media: files of messages, fetched from WAHA into the store before WAHA forgets them.

mod meaning;

use std::sync::Arc;

use anyhow::Context;
use bus::Changes;
use fleet::Fleet;
use media_store::MediaStore;
use metrics::counter;
use service_runtime::{clock, telemetry};
use storage::{
    Database, StorageError,
    media::{self, Claim, Fetched, Outcome, Settled},
};
use time::OffsetDateTime;
use tokio_util::sync::CancellationToken;
use tracing::Instrument;
use waha::{Error as Waha, FilePath};

use crate::{
    MediaSettings, Settings, backoff::backoff, lease, under_way::UnderWay, wakers::Wakers,
};
use meaning::Trouble;

/// Counts what came of files.
pub(crate) const COUNTER: &str = "media_total";

/// Fetches files.
#[derive(Clone)]
pub(crate) struct Media {
    settings: Arc<MediaSettings>,
    database: Database,
    changes: Changes,
    fleet: Fleet,
    store: MediaStore,
    wakers: Arc<Wakers>,
}

impl Media {
    pub(crate) fn new(
        settings: &Settings,
        (database, changes): (Database, Changes),
        fleet: Fleet,
        wakers: Arc<Wakers>,
    ) -> anyhow::Result<Self> {
        let store = MediaStore::open(&settings.media.store).context("media.store")?;
        Ok(Self {
            settings: Arc::new(settings.media.clone()),
            database,
            changes,
            fleet,
            store,
            wakers,
        })
    }

    /// Fetches what is wanted until `stop`, then finishes what was begun.
    pub(crate) async fn run(self, stop: CancellationToken) -> anyhow::Result<()> {
        let mut under_way = UnderWay::counted_by(COUNTER);
        let mut failures = 0;
        while !stop.is_cancelled() {
            let rest = match self.begin(&mut under_way, clock::now()).await {
                Ok(()) => {
                    failures = 0;
                    self.settings.poll
                }
                Err(error) => {
                    failures += 1;
                    tracing::warn!(error = %telemetry::chain(&error), "cannot claim media");
                    backoff(failures)
                }
            };
            tokio::select! {
                () = stop.cancelled() => {}
                () = self.wakers.media.notified(), if failures == 0 => {}
                Some(()) = under_way.ended() => {}
                () = tokio::time::sleep(rest) => {}
            }
        }
        under_way.all_ended().await;
        Ok(())
    }

    /// Begins to fetch what is wanted now, as much as there is room for.
    async fn begin(
        &self,
        under_way: &mut UnderWay,
        now: OffsetDateTime,
    ) -> Result<(), StorageError> {
        under_way.sweep();
        let free = self.settings.at_once - i32::try_from(under_way.len()).unwrap_or(i32::MAX);
        if free <= 0 {
            return Ok(());
        }
        let share = (free, self.settings.per_tenant);
        let claims = media::claim_wanted(&self.database, share, self.settings.lease, now).await?;
        for claim in claims {
            let this = self.clone();
            let span =
                tracing::info_span!("media fetch", tenant = claim.tenant.get(), key = %claim.key);
            under_way.spawn(async move { this.fetch(&claim).await }.instrument(span));
        }
        Ok(())
    }

    async fn fetch(&self, claim: &Claim) {
        let done = tokio::select! {
            done = self.fetch_and_note(claim) => done,
            () = self.keep_lease(claim) => {
                counter!("leases_lost_total", "lease" => "media").increment(1);
                Ok("lost")
            }
        };
        let outcome = done.unwrap_or_else(|error| {
            tracing::warn!(error = %telemetry::chain(&error), "cannot note what came of a file; its lease will run out");
            "interrupted"
        });
        counter!(COUNTER, "outcome" => outcome).increment(1);
    }

    /// Tries once, and writes down what came of it; one word for metrics.
    async fn fetch_and_note(&self, claim: &Claim) -> Result<&'static str, StorageError> {
        let mut tx = self.database.begin(claim.tenant).await?;
        let file = media::lookup(&mut tx, claim).await?;
        tx.commit().await?;
        let Some(file) = file else {
            return Ok("lost");
        };
        let outcome = self.attempt(claim, &file).await;
        let mut tx = self.database.begin(claim.tenant).await?;
        let settled = media::settle(&mut tx, claim, &outcome, clock::now()).await?;
        tx.commit().await?;
        let is_over = !matches!(outcome, Outcome::Again { .. });
        if is_over && !matches!(settled, Settled::Overtaken | Settled::Forgotten) {
            self.changes.message(claim.tenant, claim.key.clone()).await;
        }
        if settled == Settled::Overtaken {
            counter!("leases_lost_total", "lease" => "media").increment(1);
        }
        if settled == Settled::Forgotten {
            // The tenant went meanwhile, with all that was there.
            if let Err(error) = self.store.remove(claim.tenant, &claim.key).await {
                tracing::warn!(error = %telemetry::chain(&error), "cannot remove a file that is nobody's");
            }
        }
        Ok(match (settled, outcome) {
            (Settled::Overtaken | Settled::Forgotten, _) => "lost",
            (_, Outcome::Stored { .. }) => "stored",
            (_, Outcome::Gone(_)) => "gone",
            (_, Outcome::Refused(_)) => "refused",
            (_, Outcome::Again { asked_again, .. }) => {
                if asked_again.is_some() {
                    self.wakers.media.notify_one();
                }
                "again"
            }
        })
    }

    async fn attempt(&self, claim: &Claim, file: &Fetched) -> Outcome<'static> {
        let waha = match self.fleet.client_of(claim.tenant).await {
            Ok(waha) => waha,
            Err(error) => {
                tracing::warn!(error = %telemetry::chain(&error), "cannot look for WAHA");
                return self.outcome(Trouble::Later("no_waha"), file);
            }
        };
        let path = file.waha_path.as_deref();
        let path = path.and_then(|path| FilePath::of_path(path, file.session.as_str()));
        let trouble = match path {
            Some(path) => match self.keep(&waha, claim, file, &path).await {
                Ok(stored) => return stored,
                Err(trouble) => trouble,
            },
            None => Trouble::NotThere,
        };
        if trouble == Trouble::NotThere && !file.asked_again {
            return self.ask_again(&waha, file).await;
        }
        self.outcome(trouble, file)
    }

    /// Copies a file that WAHA has into the store.
    async fn keep(
        &self,
        waha: &waha::Client,
        claim: &Claim,
        file: &Fetched,
        path: &FilePath,
    ) -> Result<Outcome<'static>, Trouble> {
        let download = waha.files().fetch(path, self.settings.timeout).await;
        let download = download.map_err(|error| {
            tracing::info!(error = %telemetry::chain(&error), "WAHA does not hand out a file");
            Trouble::of_waha(&error)
        })?;
        let largest = self.settings.largest();
        if download.size().is_some_and(|size| size > largest) {
            return Err(Trouble::TooLarge);
        }
        let place = (claim.tenant, &claim.key);
        let content = download.into_stream();
        let kept = self
            .store
            .keep(place, file.mime.as_deref(), largest, content);
        let kept = kept.await.map_err(|error| {
            tracing::warn!(error = %telemetry::chain(&error), "a file is not kept");
            Trouble::of_keeping(&error)
        })?;
        Ok(Outcome::Stored {
            mime: kept.mime,
            size: i64::try_from(kept.size).unwrap_or(i64::MAX),
            sha256: kept.sha256,
        })
    }

    /// Has WAHA fetch the file from WhatsApp once more. The next attempt finds it where it is then.
    async fn ask_again(&self, waha: &waha::Client, file: &Fetched) -> Outcome<'static> {
        let session = file.session.as_str();
        let Ok(id) = file.waha_id.parse() else {
            return Outcome::Gone("expired");
        };
        let message = match waha.chats().download_again(session, &id).await {
            Ok(message) => message,
            Err(error) => {
                tracing::info!(error = %telemetry::chain(&error), "WAHA does not download a file again");
                let trouble = match error {
                    Waha::Unsupported(_) | Waha::Rejected { .. } => Trouble::NotThere,
                    error => Trouble::of_waha(&error),
                };
                return self.outcome(trouble, file);
            }
        };
        let media = message.and_then(|message| message.media);
        let url = media.and_then(|media| media.url);
        let path = url
            .as_deref()
            .and_then(|url| FilePath::of_url(url, session));
        match path {
            Some(path) => Outcome::Again {
                at: clock::now(),
                asked_again: Some(Some(path.to_string())),
                reason: "downloaded_again",
            },
            // It is in a bucket that we were not told of.
            None if url.is_some() => Outcome::Gone("elsewhere"),
            None => Outcome::Gone("expired"),
        }
    }

    fn outcome(&self, trouble: Trouble, file: &Fetched) -> Outcome<'static> {
        trouble.outcome(file, self.settings.give_up_after, clock::now())
    }

    /// Prolongs the lease for as long as it is polled; returns when the lease is lost.
    async fn keep_lease(&self, claim: &Claim) {
        let lease = self.settings.lease;
        lease::keep(lease, || async move {
            let mut tx = self.database.begin(claim.tenant).await?;
            let prolonged = media::prolong(&mut tx, claim, lease, clock::now()).await?;
            tx.commit().await?;
            Ok(prolonged)
        })
        .await;
    }
}
