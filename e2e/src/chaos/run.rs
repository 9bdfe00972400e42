//! The programme from beginning to end.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use domain::TenantId;
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng, seq::SliceRandom as _};
use serde_json::json;
use tokio::{
    signal::unix::{SignalKind, signal},
    time::{Duration, Instant, sleep},
};

use super::{
    Settings,
    fault::{self, FAULTS, Fault},
    guarantee::Guarantee,
    load::Load,
    probe::{Probes, probe},
    report::{self, Recovery, Report},
    stage::Stage,
    ticker::Ticker,
};
use crate::fire::{self, Written};

/// What else goes wrong all the time: webhooks that come twice, overtake each other or never come, sends that fail and
/// those that fail after they were done.
fn rain(without: Option<Guarantee>) -> serde_json::Value {
    // What is lost shall be lost by what was taken out, and by nothing else.
    let drop = if without == Some(Guarantee::StoredFirst) {
        0.0
    } else {
        0.01
    };
    json!({
        "webhook_duplicate": 0.1,
        "webhook_reorder": 0.1,
        "webhook_drop": drop,
        "send_fail": 0.03,
        "send_fail_after_accept": 0.02,
        "ack_reorder": 0.1,
    })
}

/// Runs it and prints what it found; whether that is clean, or `None` when the user asked to stop. Dropping it, too, ends
/// all that it has started.
pub async fn run(settings: &Settings) -> Result<Option<bool>> {
    if settings.list {
        eprintln!("{}", fault::names().join("\n"));
        return Ok(Some(true));
    }
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        report = perform(settings) => report.map(Some),
        _ = interrupt.recv() => Ok(None),
        _ = terminate.recv() => Ok(None),
    }
}

async fn perform(settings: &Settings) -> Result<bool> {
    let mut faults = settings.only.clone();
    if faults.is_empty() {
        faults = FAULTS.iter().collect();
    }
    eprintln!("starting everything …");
    let mut stage = Stage::build(settings.tenants, &mut faults, settings.without).await?;
    anyhow::ensure!(!faults.is_empty(), "no fault is left that is possible here");
    let simulator = stage.house.simulator.clone();
    simulator.faults(&rain(settings.without)).await?;

    let began = Instant::now();
    let load = Load::begin(&simulator, &stage.tenants, settings.rate());
    let ticker = Ticker::start(stage.house.database.clone(), load.written());
    let mut programme = Programme {
        dice: StdRng::seed_from_u64(settings.seed),
        faults,
        long: settings.is_long(),
        until: began + settings.lasts(),
        recoveries: BTreeMap::new(),
        probed: Vec::new(),
        probes: 0,
        unanswered: 0,
    };
    programme.play(&mut stage, &ticker).await?;
    ticker.broken("settling");
    let mut written = load.finish().await?;
    written.append(&mut programme.probed);
    stage.house.all_run().await?;
    fire::settled(&stage.house, written.len()).await?;

    // What was to come of all that has come when messages that were written after it are answered.
    let none = json!({ "webhook_drop": 0.0, "send_fail": 0.0, "send_fail_after_accept": 0.0 });
    simulator.faults(&none).await?;
    let last = last_ones(&stage.tenants);
    for message in &last {
        fire::write(&simulator, message).await?;
    }
    written.extend(last);
    fire::settled(&stage.house, written.len()).await?;
    stage.house.all_run().await?;
    drop(ticker);

    let took = began.elapsed();
    let count = written.len();
    let evidence = fire::collect(&stage.house, &stage.tenants, written).await?;
    let report = Report {
        seed: settings.seed,
        rate: settings.rate(),
        took_seconds: took.as_secs_f64(),
        without: settings.without.map(report::name),
        written: count,
        findings: fire::judge(&evidence),
        slow_probes: programme.unanswered,
        recoveries: programme.recoveries,
    };
    let clean = report.clean();
    if !clean {
        fire::keep(&stage.house, &evidence).await?;
        eprintln!("{:#?}", report.findings);
    }
    eprintln!("\n{}", report.table());
    if let Some(file) = &settings.json {
        let json = serde_json::to_vec_pretty(&report)?;
        std::fs::write(file, json).with_context(|| format!("write {}", file.display()))?;
    }
    let without = report
        .without
        .as_deref()
        .map_or_else(String::new, |it| format!(" without {it}"));
    eprintln!(
        "{} after {took:.0?} at {} messages/s, seed {}{without}",
        if clean { "clean" } else { "NOT clean" },
        report.rate,
        report.seed,
    );
    Ok(clean)
}

/// The faults, one after the other.
struct Programme {
    dice: StdRng,
    faults: Vec<&'static Fault>,
    long: bool,
    until: Instant,
    recoveries: BTreeMap<&'static str, Recovery>,
    probed: Vec<Written>,
    probes: usize,
    unanswered: usize,
}

impl Programme {
    async fn play(&mut self, stage: &mut Stage, ticker: &Ticker) -> Result<()> {
        loop {
            self.faults.shuffle(&mut self.dice);
            for fault in self.faults.clone() {
                let pause = Duration::from_millis(self.dice.random_range(500..2_500));
                sleep(pause).await;
                if Instant::now() >= self.until {
                    return Ok(());
                }
                let done = self.one(stage, ticker, fault).await;
                done.with_context(|| format!("under {}", fault.name))?;
            }
        }
    }

    async fn one(
        &mut self,
        stage: &mut Stage,
        ticker: &Ticker,
        fault: &'static Fault,
    ) -> Result<()> {
        ticker.broken(fault.name);
        let began = Instant::now();
        stage.hurt(fault).await?;
        if !Stage::is_over_at_once(fault) {
            sleep(fault.lasts(self.long)).await;
        }
        stage.mend(fault).await?;
        let broken = began.elapsed();
        ticker.broken("");
        self.probes += 1;
        let probes: Probes = probe(&stage.house.simulator, &stage.tenants, self.probes).await?;
        stage.house.all_run().await?;
        self.unanswered += probes.unanswered;
        let recovery = self.recoveries.entry(fault.name).or_default();
        recovery.add(broken, &probes);
        self.probed.extend(probes.written);
        Ok(())
    }
}

/// One message to each tenant from somebody new: behind all that was to come.
fn last_ones(tenants: &[TenantId]) -> Vec<Written> {
    let now = service_runtime::clock::now().unix_timestamp();
    let last = tenants.iter().map(|tenant| Written {
        chat: fire::Chat {
            tenant: tenant.get(),
            customer: "971509999999".to_owned(),
        },
        stanza: format!("AC{tenant:0>6}LAST"),
        text: format!("{tenant}-last"),
        at: now,
    });
    last.collect()
}
