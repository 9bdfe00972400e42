//! What should have happened already: turns, replies, figures.

use service_runtime::{clock, telemetry};
use storage::Database;
use storage::checkup::{self, Delay, Overdue};
use time::{Duration, OffsetDateTime};

use super::book::Section;
use super::finding::Finding;

/// A customer notices.
const SLOW: Duration = Duration::seconds(30);
/// A customer has gone.
const STANDING: Duration = Duration::minutes(5);
/// Figures are counted every half minute, a minute late.
const FIGURES_SLOW: Duration = Duration::minutes(15);

pub(super) async fn check(database: &Database) -> Vec<Finding> {
    let now = clock::now();
    let delay = match checkup::delay(database, now).await {
        Ok(delay) => delay,
        Err(error) => {
            return vec![Finding::wrong(
                "work",
                format!("what waits is not known: {}", telemetry::chain(&error)),
                "Mend what is said of Postgres and its migrations, and look again.",
            )];
        }
    };
    let mut findings = vec![
        overdue("turns", "conversations wait for the bot", delay.turns, now)
            .see(Section::MailboxesOverdue),
        overdue("replies", "replies wait to be sent", delay.replies, now)
            .see(Section::RepliesOverdue),
        failed(&delay),
    ];
    findings.extend(figures(&delay, now));
    findings
}

fn overdue(subject: &'static str, waits: &str, work: Overdue, now: OffsetDateTime) -> Finding {
    let Some(since) = work.since else {
        return Finding::fine(subject, "none is overdue");
    };
    let late = now - since;
    let abandoned = match work.abandoned {
        0 => String::new(),
        abandoned => format!("; of {abandoned} the lease has run out: their worker died"),
    };
    let told = format!(
        "{} {waits}, the first for {}{abandoned}",
        work.count,
        worded(late)
    );
    let remedy = "Look whether bot-workers run and are ready (/readyz), at their logs, and whether WAHA answers; with \
                  more of them it goes faster (--scale bot-worker=4).";
    if late > STANDING {
        return Finding::wrong(subject, format!("{told}. Customers get no answer"), remedy);
    }
    if late > SLOW {
        return Finding::warning(subject, told, remedy);
    }
    Finding::fine(subject, told)
}

fn failed(delay: &Delay) -> Finding {
    let subject = "failed replies";
    match delay.failed_lately {
        0 => Finding::fine(subject, "none within the last hour"),
        failed => Finding::warning(
            subject,
            format!(
                "{failed} were given up within the last hour: their customers did not get them"
            ),
            "Each says why in its chat, on the dashboard; many at once have one cause: a WAHA node or WhatsApp itself.",
        )
        .see(Section::RepliesFail),
    }
}

fn figures(delay: &Delay, now: OffsetDateTime) -> Option<Finding> {
    let behind = now - delay.uncounted_since?;
    (behind > FIGURES_SLOW).then(|| {
        Finding::warning(
            "figures",
            format!(
                "tenants' figures are {} behind the messages",
                worded(behind)
            ),
            "session-manager counts them: look in its log for \"messages are not counted yet\".",
        )
    })
}

/// How long, in one unit.
pub(super) fn worded(time: Duration) -> String {
    let seconds = time.whole_seconds().max(0);
    match seconds {
        0..120 => format!("{seconds} s"),
        120..7200 => format!("{} min", seconds / 60),
        7200..172_800 => format!("{} h", seconds / 3600),
        _ => format!("{} days", seconds / 86400),
    }
}

#[cfg(test)]
mod tests {
    use super::super::finding::Level;
    use super::*;

    #[test]
    fn what_is_late_is_told_by_how_late_it_is() {
        let now = OffsetDateTime::UNIX_EPOCH;
        let of = |late: Option<i64>| {
            let work = Overdue {
                count: 3,
                since: late.map(|seconds| now - Duration::seconds(seconds)),
                abandoned: 1,
            };
            overdue("turns", "conversations wait for the bot", work, now)
        };
        assert_eq!(of(None).level, Level::Fine);
        assert_eq!(of(Some(5)).level, Level::Fine);
        assert_eq!(of(Some(45)).level, Level::Warning);
        let standing = of(Some(3600));
        assert_eq!(standing.level, Level::Wrong);
        assert!(
            standing.what.contains("for 60 min; of 1 the lease"),
            "{}",
            standing.what
        );
    }
}
