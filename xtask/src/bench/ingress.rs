//! `cargo xtask bench ingress`.

use std::{fs, process::Command, time::Duration};

use anyhow::{Context, Result};
use private_servers::{NatsOptions, NatsServer, Process, free_port, nats, tools_dir, wait_for};
use serde::Serialize;

use super::{
    case::{self, Case, Programs},
    cost::{self, Cost},
    load::{self, Pace, Requests, Seen},
    python,
    report::{self, Report},
};
use crate::{cargo, http, interrupt::Interrupt, room::Room};

const ALL: [Case; 7] = [
    Case::A,
    Case::B,
    Case::C,
    Case::DBatch,
    Case::DSingle,
    Case::ESeed,
    Case::EJetstream,
];
const CONNECTIONS: [u64; 4] = [16, 64, 256, 1024];
/// Requests that are made ahead for each second: more than is expected of anything that removes duplicates.
const MADE_A_SECOND: u64 = 40_000;
/// Before anything is measured: connections to be opened, code to be loaded.
const WARM_UP: Duration = Duration::from_secs(1);
/// The first message of the warm-up, which shares none with the load.
const FIRST_OF_WARM_UP: u64 = 1 << 40;
const FEW_TENANTS: u64 = 10;
const MANY_TENANTS: u64 = 10_000;
/// How often few and many tenants are measured in turn.
const PAIRS: usize = 3;
/// The connections at which the extra figures are taken.
const USUAL: u64 = 256;
/// The great load: this many webhooks over this many connections.
const SOAK_WEBHOOKS: u64 = 1_000_000;
const SOAK_CONNECTIONS: u64 = 5_000;
const SOAK_STEP: u64 = 10;
const PATIENCE: Duration = Duration::from_secs(20);

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// How long each case is measured
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=60))]
    seconds: u64,
    /// At how many connections
    #[arg(long, value_delimiter = ',', default_values_t = CONNECTIONS)]
    connections: Vec<u64>,
    /// Only these cases
    #[arg(long, value_enum, value_delimiter = ',', default_values_t = ALL)]
    cases: Vec<Case>,
    /// Only the table: not half the rate, many tenants, nor the count of fsync
    #[arg(long)]
    table_only: bool,
    /// Also send 1,000,000 webhooks over 5,000 connections and watch the memory; takes some minutes
    #[arg(long)]
    soak: bool,
}

/// What was measured of one case.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Row {
    pub(super) case: &'static str,
    pub(super) connections: u64,
    pub(super) rps: f64,
    pub(super) p50_ms: f64,
    pub(super) p99_ms: f64,
    pub(super) p999_ms: f64,
    /// Of the case's own process, while it was measured.
    pub(super) cpu_s: f64,
    pub(super) rss_mb: f64,
    pub(super) requests: u64,
    pub(super) errors: u64,
    /// Whether the load was too small: some of it was sent twice, and found to be known.
    pub(super) repeated: bool,
    /// Of nats-server, where there is one.
    pub(super) nats_cpu_s: Option<f64>,
}

struct Bench<'a> {
    programs: Programs,
    nats: std::path::PathBuf,
    room: Room,
    load: Requests,
    warm_up: Requests,
    seconds: u64,
    interrupt: &'a Interrupt,
}

/// What runs while a case is measured.
struct Running {
    port: u16,
    server: Option<Process>,
    nats: Option<NatsServer>,
}

pub(super) fn run(arguments: &Arguments, interrupt: &Interrupt) -> Result<()> {
    load::require_wrk()?;
    let bench = prepare(arguments, interrupt)?;
    let mut report = Report::default();
    report::head();
    for connections in &arguments.connections {
        for case in &arguments.cases {
            interrupt.check()?;
            let row = bench.measure(*case, *connections, FEW_TENANTS, &bench.load)?;
            report::line(&row);
            report.rows.push(row);
        }
    }
    if !arguments.table_only {
        bench.half_rate(&mut report)?;
        bench.many_tenants(&mut report)?;
        bench.fsyncs(&mut report)?;
    }
    if arguments.soak {
        bench.soak(&mut report)?;
    }
    report.finish()
}

fn prepare<'a>(arguments: &Arguments, interrupt: &'a Interrupt) -> Result<Bench<'a>> {
    let room = Room::open("bench")?;
    let python = arguments.cases.iter().any(|case| case.needs_python());
    let python = python.then(python::find).transpose()?;
    println!("building with optimisations …");
    let build = [
        "build",
        "--release",
        "--locked",
        "-p",
        "webhook-ingress",
        "-p",
        "bench",
    ];
    cargo::run(&mut cargo::command(&build), interrupt, Some(&room.pids))?;
    let nats = interrupt.blocking(|| nats::find(&tools_dir(), &|message| println!("{message}")))?;
    let folder = case::programs_folder()?;
    let programs = Programs {
        ingress: folder.join("webhook-ingress"),
        bench: folder.join("peyk-bench"),
        python,
        folder: room.folder.clone(),
        pids: room.pids.clone(),
    };
    println!("making requests …");
    let requests = |name: &str, count, first| {
        let folder = room.folder.join(name);
        Requests::write(&programs.bench, folder, count, first, FEW_TENANTS)
    };
    let load = requests("load", arguments.seconds * MADE_A_SECOND, 0)?;
    let warm_up = requests("warm-up", MADE_A_SECOND, FIRST_OF_WARM_UP)?;
    Ok(Bench {
        programs,
        nats,
        load,
        warm_up,
        room,
        seconds: arguments.seconds,
        interrupt,
    })
}

impl Bench<'_> {
    /// Measures a case with servers and a store of its own.
    fn measure(&self, case: Case, connections: u64, tenants: u64, load: &Requests) -> Result<Row> {
        let running = self.start(case, tenants)?;
        if !case.listens() {
            return self.feed(case, connections, &running);
        }
        let pace = self.pace(connections);
        self.row(case, &running, pace, load)
    }

    fn pace(&self, connections: u64) -> Pace {
        Pace {
            connections,
            seconds: self.seconds,
            wait_ms: 0.0,
        }
    }

    fn start(&self, case: Case, tenants: u64) -> Result<Running> {
        let nats = case.needs_nats().then(|| self.start_nats()).transpose()?;
        if let Some(nats) = &nats {
            self.bench(nats, &["tenants", &format!("--count={tenants}")])?;
        }
        let port = free_port()?;
        let server = case
            .listens()
            .then(|| self.programs.serve(case, nats.as_ref(), port));
        Ok(Running {
            port,
            server: server.transpose()?,
            nats,
        })
    }

    fn start_nats(&self) -> Result<NatsServer> {
        let store = self.room.folder.join("nats");
        if store.exists() {
            fs::remove_dir_all(&store).context("remove the last store")?;
        }
        fs::create_dir_all(&store).context("make a store")?;
        NatsServer::start(NatsOptions {
            binary: Some(self.nats.clone()),
            store_dir: Some(store),
            pids: Some(self.room.pids.clone()),
            ..NatsOptions::default()
        })
    }

    fn bench(&self, nats: &NatsServer, arguments: &[&str]) -> Result<String> {
        let arguments: Vec<String> = arguments.iter().map(|it| (*it).to_owned()).collect();
        self.programs.bench(nats, &arguments)
    }

    /// Measures a server that runs.
    fn row(&self, case: Case, running: &Running, pace: Pace, load: &Requests) -> Result<Row> {
        let warm_up = Pace {
            seconds: WARM_UP.as_secs(),
            ..pace
        };
        self.warm_up.send(running.port, warm_up)?;
        let before = running.costs()?;
        let seen = load.send(running.port, pace)?;
        self.interrupt.check()?;
        let after = running.costs()?;
        Ok(row(case, pace.connections, seen, before, after))
    }

    fn feed(&self, case: Case, connections: u64, running: &Running) -> Result<Row> {
        let nats = running.nats.as_ref().context("a NATS")?;
        let mut arguments = vec!["feed".to_owned(), format!("--seconds={}", self.seconds)];
        arguments.extend(case.feed(connections));
        let before = cost::of(nats.pid())?;
        let printed = self.programs.bench(nats, &arguments)?;
        let after = cost::of(nats.pid())?;
        let seen: Seen = serde_json::from_str(&printed).context("the feed's report")?;
        Ok(row(case, connections, seen, (before, None), (after, None)))
    }

    /// How long a webhook takes when the door is half as busy as it can be.
    fn half_rate(&self, report: &mut Report) -> Result<()> {
        let Some(full) = report.rps(Case::B, USUAL) else {
            return Ok(());
        };
        let running = self.start(Case::B, FEW_TENANTS)?;
        let wanted = full / 2.0;
        #[expect(clippy::cast_precision_loss, reason = "a count of connections")]
        let pace = Pace {
            wait_ms: USUAL as f64 / wanted * 1000.0,
            ..self.pace(USUAL)
        };
        let row = self.row(Case::B, &running, pace, &self.load)?;
        report.say("half_rate", "half the rate", &row);
        Ok(())
    }

    /// What a webhook costs with many tenants, beside what it costs with few.
    fn many_tenants(&self, report: &mut Report) -> Result<()> {
        let folder = self.room.folder.join("many-tenants");
        let count = self.seconds * MADE_A_SECOND;
        let many = Requests::write(&self.programs.bench, folder, count, 0, MANY_TENANTS)?;
        for _ in 0..PAIRS {
            let few = self.measure(Case::B, USUAL, FEW_TENANTS, &self.load)?;
            let many = self.measure(Case::B, USUAL, MANY_TENANTS, &many)?;
            report.pairs.push((few, many));
        }
        report.say_pairs();
        Ok(())
    }

    /// How often nats-server has the disk written, beside how many batches it acknowledged.
    fn fsyncs(&self, report: &mut Report) -> Result<()> {
        let running = self.start(Case::B, FEW_TENANTS)?;
        let nats = running.nats.as_ref().context("a NATS")?;
        let output = self.room.folder.join("strace");
        let mut strace = Command::new("strace");
        strace
            .args(["-f", "-c", "-e", "trace=fsync,fdatasync", "-p"])
            .arg(nats.pid().to_string())
            .arg("-o")
            .arg(&output);
        let log = self.room.folder.join("strace.log");
        let signal = private_servers::Signal::INT;
        let started = Process::spawn("strace", &mut strace, signal, &log, Some(&self.room.pids));
        let Ok(mut strace) = started else {
            println!("fsync is not counted: there is no strace (`apt-get install strace`)");
            return Ok(());
        };
        let attached = wait_for(PATIENCE, || {
            Ok(strace.log_tail(1).contains("attached").then_some(()))
        })?;
        attached.context("strace does not attach to nats-server")?;
        let before = running.batches()?;
        self.load.send(running.port, self.pace(USUAL))?;
        let batches = running.batches()? - before;
        strace.stop(PATIENCE)?;
        let counted = fs::read_to_string(&output).context("strace's count")?;
        report.say_fsyncs(report::fsyncs(&counted), batches);
        Ok(())
    }

    /// The memory of a door that has seen much.
    fn soak(&self, report: &mut Report) -> Result<()> {
        let running = self.start(Case::B, FEW_TENANTS)?;
        let nats = running.nats.as_ref().context("a NATS")?;
        let (mut sent, mut errors, mut step) = (0, 0, 1);
        while sent < SOAK_WEBHOOKS {
            self.interrupt.check()?;
            let folder = self.room.folder.join("soak");
            let count = SOAK_STEP * MADE_A_SECOND;
            let load =
                Requests::write(&self.programs.bench, folder, count, step << 32, FEW_TENANTS)?;
            let pace = Pace {
                connections: SOAK_CONNECTIONS,
                seconds: SOAK_STEP,
                wait_ms: 0.0,
            };
            let seen = load.send(running.port, pace)?;
            // As if workers had taken them.
            self.bench(nats, &["store", "empty"])?;
            (sent, errors, step) = (sent + seen.requests, errors + seen.errors, step + 1);
            println!("{sent} webhooks over {SOAK_CONNECTIONS} connections …");
        }
        let server = running.server.as_ref().context("a server")?;
        report.say_soak(sent, errors, cost::of(server.pid())?);
        Ok(())
    }
}

impl Running {
    /// Of the server, and of NATS.
    fn costs(&self) -> Result<(Cost, Option<Cost>)> {
        let server = self.server.as_ref().context("a server")?;
        let nats = self.nats.as_ref().map(|nats| cost::of(nats.pid()));
        Ok((cost::of(server.pid())?, nats.transpose()?))
    }

    /// How many batches ingress has published.
    fn batches(&self) -> Result<f64> {
        let numbers = http::get(self.port, "/metrics").context("ask for the metrics")?;
        let count = |line: &str| line.strip_prefix("publish_batch_size_count ")?.parse().ok();
        Ok(numbers.body.lines().find_map(count).unwrap_or_default())
    }
}

fn row(
    case: Case,
    connections: u64,
    seen: Seen,
    before: (Cost, Option<Cost>),
    after: (Cost, Option<Cost>),
) -> Row {
    Row {
        case: case.name(),
        connections,
        rps: seen.rps,
        p50_ms: seen.p50_ms,
        p99_ms: seen.p99_ms,
        p999_ms: seen.p999_ms,
        cpu_s: after.0.cpu_s - before.0.cpu_s,
        rss_mb: after.0.peak_rss_mb,
        requests: seen.requests,
        errors: seen.errors,
        repeated: seen.repeated,
        nats_cpu_s: after
            .1
            .zip(before.1)
            .map(|(after, before)| after.cpu_s - before.cpu_s),
    }
}
