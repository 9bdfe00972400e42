//! The arithmetic.

use serde::Serialize;

use super::measured::Measured;

const SECONDS_AN_HOUR: f64 = 3600.0;
const MICROSECONDS: f64 = 1e6;
const BYTES_A_GB: f64 = 1e9;

/// What tenants do. Guesses, to be replaced by what `GET /api/usage` says of yours.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Load {
    /// Messages that a tenant's customers write a day
    #[arg(long, default_value_t = 200.0)]
    messages: f64,
    /// Which part of a day's messages comes in the busiest hour
    #[arg(long, default_value_t = 0.15)]
    busiest_hour: f64,
    /// How much more comes in the busiest minutes than in the busiest hour's others
    #[arg(long, default_value_t = 2.0)]
    peak: f64,
    /// Webhooks for each message: itself, who types, the reply's echo and its acknowledgements
    #[arg(long, default_value_t = 8.0)]
    webhooks: f64,
    /// Bytes that a message and its reply take in Postgres, with indexes
    #[arg(long, default_value_t = 4_000.0)]
    bytes: f64,
    /// For how many days messages are kept
    #[arg(long, default_value_t = 365.0)]
    days: f64,
}

/// What machines have.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Room {
    /// Which part of a processor is used at most, so that a peak and a lost machine find room
    #[arg(long, default_value_t = 0.5)]
    used: f64,
    /// Processors of the largest Postgres
    #[arg(long, default_value_t = 32.0)]
    postgres: f64,
    /// Sessions on one WAHA node. WAHA's own figure for GOWS: 500 need 5 to 8 processors and 25 GB
    #[arg(long, default_value_t = 500.0)]
    sessions: f64,
    /// Tenants in one cell, at most: what one mistake may reach
    #[arg(long, default_value_t = 20_000.0)]
    cell: f64,
}

/// What so many tenants need, in all.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Need {
    pub(super) tenants: f64,
    messages_a_second: f64,
    webhooks_a_second: f64,
    door_cores: f64,
    nats_cores: f64,
    worker_cores: f64,
    postgres_cores: f64,
    postgres_gb: f64,
    waha_nodes: f64,
    /// Streams of events, by what one takes with three copies.
    streams: f64,
    cells: f64,
    /// How full one cell of everything would be with all of them: what is above 1 has to be parted.
    fill: [(&'static str, f64); 3],
}

impl Need {
    pub(super) fn of(tenants: f64, load: &Load, room: &Room, measured: &Measured) -> Self {
        let messages = tenants * load.messages * load.busiest_hour * load.peak / SECONDS_AN_HOUR;
        let webhooks = messages * load.webhooks;
        let cores = |count: f64, each_us: f64| count * each_us / MICROSECONDS / room.used;
        let postgres_cores = cores(messages, measured.postgres_us);
        let stream = measured.stream_rate[1] * room.used;
        let fill = [
            ("one Postgres", postgres_cores / room.postgres),
            ("one stream of events", webhooks / stream),
            ("one cell", tenants / room.cell),
        ];
        let most = fill.iter().map(|(_, fill)| *fill).fold(0.0, f64::max);
        Self {
            tenants,
            messages_a_second: messages,
            webhooks_a_second: webhooks,
            door_cores: cores(webhooks, measured.door_us),
            nats_cores: cores(webhooks, measured.store_us) + cores(messages, measured.deliver_us),
            worker_cores: cores(messages, measured.worker_us),
            postgres_cores,
            postgres_gb: tenants * load.messages * load.days * load.bytes / BYTES_A_GB,
            waha_nodes: (tenants / room.sessions).ceil(),
            streams: (webhooks / stream).ceil(),
            cells: most.ceil(),
            fill,
        }
    }

    pub(super) fn lines(&self) -> [(&'static str, f64, &'static str); 10] {
        [
            ("customers' messages", self.messages_a_second, "a second"),
            ("webhooks", self.webhooks_a_second, "a second"),
            ("webhook-ingress", self.door_cores, "processors"),
            ("NATS, one copy", self.nats_cores, "processors"),
            ("bot-worker", self.worker_cores, "processors"),
            ("Postgres", self.postgres_cores, "processors"),
            ("Postgres", self.postgres_gb, "GB"),
            ("WAHA", self.waha_nodes, "nodes"),
            ("streams of events, three copies", self.streams, ""),
            ("cells", self.cells, ""),
        ]
    }

    /// What is full first as tenants come, and how full.
    pub(super) fn first_limit(&self) -> String {
        let fullest = self
            .fill
            .iter()
            .max_by(|one, other| one.1.total_cmp(&other.1));
        fullest.map_or_else(String::new, |(what, fill)| {
            format!("{what}, {:.0} % full", fill * 100.0)
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Given {
        #[command(flatten)]
        load: Load,
        #[command(flatten)]
        room: Room,
    }

    fn measured() -> Measured {
        let ingress = json!({ "rows": [
            { "case": "b", "connections": 256, "requests": 1000, "cpu_s": 0.05, "nats_cpu_s": 0.03 },
        ] });
        let worker = json!({ "rows": [
            { "case": "workers_1", "turns": 1000, "cpu_s": 0.4, "postgres_cpu_s": 0.6, "nats_cpu_s": 0.3 },
        ] });
        let nats = json!({ "rows": [
            { "replicas": 1, "sync_always": true, "batch": 64, "rps": 20_000.0 },
            { "replicas": 3, "sync_always": true, "batch": 64, "rps": 4_000.0 },
        ] });
        Measured::from(&ingress, &worker, &nats).unwrap()
    }

    fn need(tenants: f64) -> Need {
        let given = Given::parse_from(["scale"]);
        Need::of(tenants, &given.load, &given.room, &measured())
    }

    fn close(one: f64, other: f64) -> bool {
        (one - other).abs() < 1e-6 * other.abs().max(1.0)
    }

    #[test]
    fn processors_are_what_a_piece_costs_times_the_pieces_by_what_may_be_used() {
        let need = need(6_000.0);
        // 6,000 × 200 × 0.15 × 2 / 3,600 messages a second, of 600 µs each, on halves of processors.
        assert!(close(need.messages_a_second, 100.0), "{need:?}");
        assert!(close(need.postgres_cores, 0.12), "{need:?}");
        assert!(close(need.webhooks_a_second, 800.0), "{need:?}");
        assert!(close(need.door_cores, 0.08), "{need:?}");
        assert!(
            close(need.waha_nodes, 12.0) && close(need.cells, 1.0),
            "{need:?}"
        );
    }

    #[test]
    fn what_is_full_first_says_how_many_cells_there_are() {
        let need = need(60_000.0);
        // 8,000 webhooks a second, where half of 4,000 are taken.
        assert!(
            need.first_limit()
                .starts_with("one stream of events, 400 %"),
            "{need:?}"
        );
        assert!(
            close(need.cells, 4.0) && close(need.streams, 4.0),
            "{need:?}"
        );
    }

    #[test]
    fn a_benchmark_that_was_not_run_with_all_cases_is_named() {
        let none = json!({ "rows": [] });
        let error = Measured::from(&none, &none, &none).unwrap_err().to_string();
        assert!(
            error.contains("case") && error.contains("run it"),
            "{error}"
        );
    }
}
