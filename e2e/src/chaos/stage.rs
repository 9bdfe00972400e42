//! The house that is broken, and what breaks it.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context, Result};
use domain::TenantId;
use private_servers::free_port;
use tempfile::TempDir;

use super::{
    disk::SmallDisk,
    door::HastyDoor,
    fault::{Fault, How},
    guarantee::Guarantee,
};
use crate::{
    eventually,
    fire::{House, PATIENCE, Plan, Weather, agency, session},
};

/// What a worker waits for a message that later ones have overtaken. Webhooks that are held back come 50 to 200 ms
/// late.
const SETTLE: Duration = Duration::from_millis(500);
/// A few tenants write as much as many do elsewhere. Were that a flood, recovery would be the time in which a flood is
/// taken in: a quarter of the workers'.
const NO_FLOOD: [(&str, &str); 2] = [
    ("PEYK__WEBHOOK__TENANT_BURST", "100000"),
    ("PEYK__WEBHOOK__TENANT_PER_SECOND", "10000"),
];
/// Lies about the time of day to one program; Debian's package `faketime` has it.
const CLOCKS: [&str; 2] = [
    "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
    "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1",
];

/// All that a run needs.
#[derive(Debug)]
pub(super) struct Stage {
    pub(super) house: House,
    pub(super) tenants: Vec<TenantId>,
    clock: Option<Clock>,
    _hasty: Option<HastyDoor>,
    // Last: NATS has its files there.
    disk: Option<SmallDisk>,
}

impl Stage {
    /// Builds it; tells on standard error which faults are not possible here.
    pub(super) async fn build(
        tenants: u16,
        faults: &mut Vec<&'static Fault>,
        without: Option<Guarantee>,
    ) -> Result<Self> {
        let programs = std::env::current_exe()?;
        let programs = programs.parent().context("a folder of programs")?;
        let mut plan = Plan::new(programs, SETTLE);
        plan.wired = true;
        let no_flood = NO_FLOOD.map(|(name, value)| (name.to_owned(), value.to_owned()));
        plan.of_door = no_flood.into();
        let wants = |wanted: fn(&How) -> bool| faults.iter().any(|fault| wanted(&fault.how));
        let disk = wants(|how| matches!(how, How::FillDisk)).then(SmallDisk::mount);
        let clock = wants(|how| matches!(how, How::Clock(_))).then(Clock::find);
        let disk = possible("fill-disk", disk);
        let clock = possible("clock-ahead and clock-behind", clock);
        faults.retain(|fault| match fault.how {
            How::FillDisk => disk.is_some(),
            How::Clock(_) => clock.is_some(),
            _ => true,
        });
        plan.nats_store = disk.as_ref().map(SmallDisk::store);
        plan.of_first_worker = clock.as_ref().map(Clock::environment).unwrap_or_default();
        if without.is_some_and(|guarantee| !guarantee.fetches_history()) {
            let never = ("PEYK__GAP_FILL__PERIOD", "1h");
            plan.of_manager = vec![(never.0.to_owned(), never.1.to_owned())];
        }
        let mut hasty = None;
        if without == Some(Guarantee::StoredFirst) {
            let port = free_port()?;
            let door = HastyDoor::before(port).await?;
            plan.door = Some(port);
            plan.before_door = Some(door.port());
            hasty = Some(door);
        }
        let house = House::start(&plan).await?;
        if let Some(sabotage) = without.and_then(Guarantee::sabotage) {
            house.database.execute(sabotage).await?;
        }
        Ok(Self {
            tenants: house.tenants(tenants.into()).await?,
            house,
            clock,
            _hasty: hasty,
            disk,
        })
    }

    /// Breaks something.
    pub(super) async fn hurt(&mut self, fault: &Fault) -> Result<()> {
        match fault.how {
            How::Kill(victim) => self.house.kill(victim),
            How::Freeze(victim) => self.house.freeze(victim),
            How::StopPostgres => self.house.stop_postgres(),
            How::FillDisk => self.disk.as_ref().map_or(Ok(()), SmallDisk::fill),
            How::Network(links, weather) => {
                self.house.set(links, weather);
                Ok(())
            }
            How::Clock(seconds) => self.clock.as_ref().map_or(Ok(()), |it| it.set(seconds)),
            How::Forget => self.house.simulator.forget().await,
        }
    }

    /// Ends what [`Stage::hurt`] began.
    pub(super) async fn mend(&mut self, fault: &Fault) -> Result<()> {
        match fault.how {
            How::Kill(_) => Ok(()),
            How::Freeze(victim) => self.house.thaw(victim),
            How::StopPostgres => self.house.start_postgres(),
            How::FillDisk => self.give_room().await,
            How::Network(links, _) => {
                self.house.set(links, Weather::Fair);
                Ok(())
            }
            How::Clock(_) => self.clock.as_ref().map_or(Ok(()), |it| it.set(0)),
            How::Forget => self.link_anew().await,
        }
    }

    /// Whether there is nothing to wait for between [`Stage::hurt`] and [`Stage::mend`].
    pub(super) fn is_over_at_once(fault: &Fault) -> bool {
        matches!(fault.how, How::Kill(_) | How::Forget)
    }

    /// nats-server turns JetStream off when it cannot write, and only a restart turns it on again: then it gets one, as
    /// from an operator.
    async fn give_room(&mut self) -> Result<()> {
        let Some(disk) = &self.disk else {
            return Ok(());
        };
        disk.clear()?;
        let url = format!("{}/healthz", self.house.nats_monitor_url());
        let healthy = crate::http_client()?.get(url).send().await;
        if !healthy.is_ok_and(|answer| answer.status().is_success()) {
            eprintln!("  nats-server has turned JetStream off, and is restarted");
            self.house.restart_nats()?;
        }
        Ok(())
    }

    async fn link_anew(&self) -> Result<()> {
        let all = self.tenants.iter().map(async |tenant| {
            let (name, phone) = (session(*tenant), agency(*tenant));
            let what = format!("a QR code for tenant {tenant}");
            eventually(&what, PATIENCE, async || {
                // There may be no such session yet.
                Ok(self.house.simulator.scan(&name, &phone).await.ok())
            })
            .await?;
            self.house.is_linked(*tenant).await
        });
        futures::future::try_join_all(all).await?;
        Ok(())
    }
}

fn possible<T>(what: &str, made: Option<Result<T>>) -> Option<T> {
    match made? {
        Ok(made) => Some(made),
        Err(error) => {
            eprintln!("not on this machine: {what}: {error:#}");
            None
        }
    }
}

/// The first worker's clock.
#[derive(Debug)]
struct Clock {
    library: PathBuf,
    folder: TempDir,
}

impl Clock {
    fn find() -> Result<Self> {
        let mut all = CLOCKS.iter().map(Path::new);
        let library = all.find(|library| library.is_file());
        let library = library.context("there is no faketime (`apt-get install faketime`)")?;
        let clock = Self {
            library: library.to_owned(),
            folder: tempfile::tempdir()?,
        };
        clock.set(0)?;
        Ok(clock)
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("offset")
    }

    /// It is wrong by so many seconds from now on.
    fn set(&self, seconds: i32) -> Result<()> {
        fs::write(self.file(), format!("{seconds:+}\n")).context("set a clock")
    }

    fn environment(&self) -> Vec<(String, String)> {
        let library = self.library.to_string_lossy().into_owned();
        let file = self.file().to_string_lossy().into_owned();
        [
            ("LD_PRELOAD", library),
            ("FAKETIME_TIMESTAMP_FILE", file),
            ("FAKETIME_CACHE_DURATION", "1".to_owned()),
            // Waits are as long as they are; only the time of day is wrong.
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1".to_owned()),
            ("DONT_FAKE_MONOTONIC", "1".to_owned()),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into()
    }
}
