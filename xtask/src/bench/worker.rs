//! `cargo xtask bench worker`.

mod costs;
mod measure;
mod pgbench;
mod report;
mod stack;
mod statements;
mod world;

use anyhow::Result;

use self::{
    measure::{Measurement, Row},
    report::Report,
    stack::{Answering, Ground},
    statements::Statements,
    world::World,
};
use crate::interrupt::Interrupt;

/// How much few and many are.
const FEW: u64 = 10;
const MANY: u64 = 10_000;
/// Who answers a steady load. One uses all cores; each more wakes up for what another has taken already.
const STEADY_WORKERS: u16 = 1;
/// As in bot-worker's `config.default.toml`.
const DEFAULT_SETTLE: &str = "2s";

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// How long each case is measured
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=600))]
    seconds: u64,
    /// Only these cases
    #[arg(long, value_enum, value_delimiter = ',', default_values_t = Case::ALL)]
    cases: Vec<Case>,
    /// Customers who write; each waits for his answer before he writes again
    #[arg(long, default_value_t = 500, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    chats: u64,
    /// Tenants that they write to
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u64).range(1..=10_000))]
    tenants: u64,
    /// Customers in the cases of long histories; each has up to 10,000 messages
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u64).range(1..=10_000))]
    history_chats: u64,
    /// Messages that one tenant is flooded with in the case of a flood
    #[arg(long, default_value_t = 50_000, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    flood: u64,
    /// How often the two of a pair are measured in turn
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u64).range(1..=20))]
    pairs: u64,
    /// Also write which statements Postgres spent its time on; needs psql
    #[arg(long)]
    statements: bool,
}

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
#[value(rename_all = "snake_case")]
enum Case {
    /// One worker, flat out: events come over the bus, as many at once as there are customers
    #[value(name = "workers_1")]
    Workers1,
    /// Two of them
    #[value(name = "workers_2")]
    Workers2,
    /// Four of them
    #[value(name = "workers_4")]
    Workers4,
    /// Two workers, flat out, and no echo nor acknowledgement of what they send
    WithoutEchoes,
    /// 50 webhooks a second, from HTTP to HTTP, one worker
    #[value(name = "steady_50")]
    Steady50,
    /// 200 of them
    #[value(name = "steady_200")]
    Steady200,
    /// 50 of them, quiet and while another tenant is flooded
    Flood,
    /// What a turn costs with 10 tenants and with 10,000
    Tenants,
    /// What a turn costs with 10 messages in each chat and with 10,000
    History,
    /// The bare SQL of turns, one by one and 64 at a time
    Pgbench,
    /// The design in Python that Peyk replaces: flat out, and its latency at 200 webhooks a second
    PythonSeed,
}

impl Case {
    const ALL: [Self; 11] = [
        Self::Workers1,
        Self::Workers2,
        Self::Workers4,
        Self::WithoutEchoes,
        Self::Steady50,
        Self::Steady200,
        Self::Flood,
        Self::Tenants,
        Self::History,
        Self::Pgbench,
        Self::PythonSeed,
    ];
}

struct Bench<'a> {
    ground: Ground<'a>,
    arguments: &'a Arguments,
    usual: World,
}

pub(super) fn run(arguments: &Arguments, interrupt: &Interrupt) -> Result<()> {
    let usual = World {
        database: "usual",
        tenants: arguments.tenants,
        chats: arguments.chats,
        history: 10,
    };
    let has = |case| arguments.cases.contains(&case);
    let mut worlds = vec![usual];
    if has(Case::Tenants) {
        worlds.extend([FEW, MANY].map(of_tenants));
    }
    if has(Case::History) {
        worlds.extend([FEW, MANY].map(|history| of_history(history, arguments.history_chats)));
    }
    if has(Case::Pgbench) {
        worlds.push(of_pgbench());
    }
    let mut ground = Ground::prepare(&worlds, has(Case::PythonSeed), interrupt)?;
    if arguments.statements {
        ground.statements = Some(Statements::open(&mut ground)?);
    }
    let bench = Bench {
        ground,
        arguments,
        usual,
    };
    let mut report = Report::default();
    report::head();
    for case in &arguments.cases {
        interrupt.check()?;
        bench.measure(*case, &mut report)?;
    }
    report.finish()
}

impl Bench<'_> {
    fn measure(&self, case: Case, report: &mut Report) -> Result<()> {
        let flat = |case, workers, echoes| Measurement {
            case,
            answering: Answering::Workers(workers),
            echoes,
            ..self.flat_out(&self.usual)
        };
        let steady = |case, rate| Measurement {
            case,
            answering: Answering::Door(STEADY_WORKERS),
            rate: Some(rate),
            ..self.flat_out(&self.usual)
        };
        let row = match case {
            Case::Workers1 => self.ground.measure(&flat("workers_1", 1, true))?,
            Case::Workers2 => self.ground.measure(&flat("workers_2", 2, true))?,
            Case::Workers4 => self.ground.measure(&flat("workers_4", 4, true))?,
            Case::WithoutEchoes => self.ground.measure(&flat("without_echoes", 2, false))?,
            Case::Steady50 => self.ground.measure(&steady("steady_50", 50))?,
            Case::Steady200 => self.ground.measure(&steady("steady_200", 200))?,
            Case::Flood => return self.flood(report),
            Case::Tenants => {
                let worlds = [FEW, MANY].map(of_tenants);
                return self.grow("tenants", ["tenants_10", "tenants_10000"], worlds, report);
            }
            Case::History => {
                let worlds = [FEW, MANY].map(|it| of_history(it, self.arguments.history_chats));
                return self.grow("history", ["history_10", "history_10000"], worlds, report);
            }
            Case::Pgbench => self.bare_sql(report)?,
            Case::PythonSeed => self.python(report)?,
        };
        report.add(row);
        Ok(())
    }

    /// As much as one worker takes.
    fn flat_out<'w>(&self, world: &'w World) -> Measurement<'w> {
        Measurement {
            case: "",
            world,
            answering: Answering::Workers(1),
            rate: None,
            outstanding: self.arguments.chats.min(world.chats),
            echoes: true,
            seconds: self.arguments.seconds,
            flood: 0,
            settle: "0s",
        }
    }

    /// What others notice of one tenant's flood, without it and with it: of a worker as it is by default, which waits for
    /// webhooks that were overtaken, and of one that answers at once.
    fn flood(&self, report: &mut Report) -> Result<()> {
        for (quiet, flooded, settle) in [
            ("quiet", "flood", DEFAULT_SETTLE),
            ("quiet_at_once", "flood_at_once", "0s"),
        ] {
            let quiet = Measurement {
                case: quiet,
                answering: Answering::Door(STEADY_WORKERS),
                rate: Some(50),
                settle,
                ..self.flat_out(&self.usual)
            };
            let flooded = Measurement {
                case: flooded,
                flood: self.arguments.flood,
                ..quiet
            };
            let mut stack = self.ground.start(&quiet)?;
            for what in [quiet, flooded] {
                report.add(self.ground.measure_running(&mut stack, &what)?);
            }
        }
        Ok(())
    }

    /// What a turn costs in a small world and in a large one, in turn.
    fn grow(
        &self,
        key: &'static str,
        names: [&'static str; 2],
        worlds: [World; 2],
        report: &mut Report,
    ) -> Result<()> {
        let measure = |place: usize| -> Result<Row> {
            let row = self.ground.measure(&Measurement {
                case: names[place],
                ..self.flat_out(&worlds[place])
            })?;
            report::line(&row);
            Ok(row)
        };
        let mut pairs = Vec::new();
        for _ in 0..self.arguments.pairs {
            pairs.push((measure(0)?, measure(1)?));
        }
        report.add_pairs(key, &pairs);
        Ok(())
    }

    /// The best of the clients that take turns one by one is noted beside those that take 64 together.
    fn bare_sql(&self, report: &mut Report) -> Result<Row> {
        let world = of_pgbench();
        let mut singly = Vec::new();
        for shape in pgbench::SINGLY {
            let row = self.ground.pgbench(&world, shape, self.arguments.seconds)?;
            report::line(&row);
            singly.push(serde_json::json!({ "clients": shape.clients, "row": row }));
        }
        report.note("pgbench_singly", singly.into());
        self.ground
            .pgbench(&world, pgbench::TOGETHER, self.arguments.seconds)
    }

    /// One row of two loads: turns a second flat out, and the latency at a steady rate.
    fn python(&self, report: &mut Report) -> Result<Row> {
        let flat = Measurement {
            case: "python_flat_out",
            answering: Answering::Python,
            echoes: false,
            ..self.flat_out(&self.usual)
        };
        let steady = Measurement {
            case: "python_steady_200",
            rate: Some(200),
            ..flat
        };
        let mut stack = self.ground.start(&flat)?;
        let steady = self.ground.measure_running(&mut stack, &steady)?;
        report::line(&steady);
        let flat = self.ground.measure_running(&mut stack, &flat)?;
        report::line(&flat);
        report.note(
            "python",
            serde_json::json!({ "flat_out": flat, "steady_200": steady }),
        );
        Ok(Row {
            case: "python_seed",
            p50_ms: steady.p50_ms,
            p99_ms: steady.p99_ms,
            ..flat
        })
    }
}

/// Tenants of whom all write, and who have the same number of customers in all.
fn of_tenants(tenants: u64) -> World {
    World {
        database: if tenants == FEW {
            "few_tenants"
        } else {
            "many_tenants"
        },
        tenants,
        chats: MANY,
        history: 2,
    }
}

/// Of its own, because its turns have nobody who answers.
fn of_pgbench() -> World {
    World {
        database: "bare_sql",
        tenants: 50,
        chats: 512,
        history: 10,
    }
}

fn of_history(history: u64, chats: u64) -> World {
    World {
        database: if history == FEW {
            "short_history"
        } else {
            "long_history"
        },
        tenants: 50,
        chats,
        history,
    }
}
