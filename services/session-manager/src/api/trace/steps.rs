//! The steps of a way, as its rows tell them.

use domain::Direction;
use serde::Serialize;
use storage::traces::{Arrival, Departure};
use time::OffsetDateTime;
use utoipa::ToSchema;

/// Figures in a row that could be somebody's number.
const NUMBER: usize = 6;

/// A step of a message's way.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TraceStep)]
pub(in crate::api) struct StepBody {
    /// `written` (by WhatsApp's clock, which has whole seconds), `received` (by webhook-ingress), `stored` (in the mailbox),
    /// `turn` (the reply is decided), `due` (it may be said), `begun` (the last attempt to send it), `sent` (WhatsApp has it),
    /// `delivered`, `read`, `refused` (by WhatsApp), `failed` (given up), `cancelled`: an open set.
    name: &'static str,
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
    /// How long after the step before, in milliseconds.
    after_ms: i64,
    /// What is to be known of it, in words for people.
    #[schema(required)]
    detail: Option<String>,
}

/// A step and its time, before it has its place.
struct Step {
    name: &'static str,
    at: OffsetDateTime,
    detail: Option<String>,
}

/// The steps in the order of their times.
pub(super) fn steps(arrival: Option<&Arrival>, departures: &[Departure]) -> Vec<StepBody> {
    let mut steps = Vec::new();
    if let Some(arrival) = arrival {
        steps.extend(way_in(arrival));
    }
    for (place, departure) in departures.iter().enumerate() {
        let part =
            (departures.len() > 1).then(|| format!("part {} of {}", place + 1, departures.len()));
        // All parts are of one turn.
        let out = way_out(departure).into_iter().skip(usize::from(place > 0));
        steps.extend(out.map(|step| with_part(step, part.as_deref())));
    }
    // Of one moment: as they were put together.
    steps.sort_by_key(|step| step.at);
    let mut before = steps.first().map(|step| step.at);
    let bodies = steps.into_iter().map(|step| {
        let after = step.at - before.replace(step.at).unwrap_or(step.at);
        StepBody {
            name: step.name,
            at: step.at,
            after_ms: i64::try_from(after.whole_milliseconds()).unwrap_or(i64::MAX),
            detail: step.detail,
        }
    });
    bodies.collect()
}

fn way_in(arrival: &Arrival) -> Vec<Step> {
    let whose = match arrival.direction {
        Direction::In => None,
        Direction::Out => Some("on the tenant's own phone".to_owned()),
    };
    let how = arrival.backfilled;
    vec![
        step("written", arrival.sent_at, whose),
        step("received", arrival.received_at, None),
        step(
            "stored",
            arrival.stored_at,
            how.then(|| "from WAHA's history".to_owned()),
        ),
    ]
}

/// Begins with the turn.
fn way_out(reply: &Departure) -> Vec<Step> {
    let kind = Some(reply.kind.as_str().to_owned());
    let mut steps = vec![
        step("turn", reply.created_at, kind),
        step("due", reply.due_at, None),
    ];
    let attempt = (reply.attempts > 1).then(|| format!("attempt {}", reply.attempts));
    let times = [
        ("begun", reply.begun_at, attempt),
        ("sent", reply.sent_at, None),
        ("delivered", reply.delivered_at, None),
        ("read", reply.read_at, None),
    ];
    let known = times
        .into_iter()
        .filter_map(|(name, at, detail)| Some(step(name, at?, detail)));
    steps.extend(known);
    let end = match reply.state.as_str() {
        "failed" if reply.ack.is_some_and(|ack| ack < 0) => "refused",
        "failed" => "failed",
        "cancelled" => "cancelled",
        _ => return steps,
    };
    let reason = reply.reason.as_deref().map(without_numbers);
    let Some(at) = reply.ended_at else {
        // From before it was noted.
        let last = steps.iter().map(|step| step.at).max();
        let when = "then or later";
        let reason = reason.map_or(when.to_owned(), |reason| format!("{when}: {reason}"));
        steps.push(step(end, last.unwrap_or(reply.created_at), Some(reason)));
        return steps;
    };
    steps.push(step(end, at, reason));
    steps
}

fn step(name: &'static str, at: OffsetDateTime, detail: Option<String>) -> Step {
    Step { name, at, detail }
}

fn with_part(step: Step, part: Option<&str>) -> Step {
    let Some(part) = part.filter(|_| step.name != "turn") else {
        return step;
    };
    let detail = match step.detail {
        Some(detail) => format!("{part}, {detail}"),
        None => part.to_owned(),
    };
    Step {
        detail: Some(detail),
        ..step
    }
}

/// A reason without what could be a customer's number.
fn without_numbers(text: &str) -> String {
    let mut told = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let same = |char: char| char.is_ascii_digit() == first.is_ascii_digit();
        let end = rest.find(|char| !same(char)).unwrap_or(rest.len());
        let (run, others) = rest.split_at(end);
        let is_number = first.is_ascii_digit() && run.len() >= NUMBER;
        told.push_str(if is_number { "…" } else { run });
        rest = others;
    }
    told
}

#[cfg(test)]
mod tests {
    use storage::outbox::ReplyKind;
    use time::Duration;
    use time::macros::datetime;

    use super::*;

    const NOON: OffsetDateTime = datetime!(2026-11-27 12:00 UTC);

    fn at(ms: i64) -> OffsetDateTime {
        NOON + Duration::milliseconds(ms)
    }

    fn reply() -> Departure {
        Departure {
            reply: 7,
            conversation: storage::conversations::ConversationId::new(3),
            kind: ReplyKind::Answer,
            state: "sent".to_owned(),
            created_at: at(8000),
            due_at: at(8000),
            begun_at: Some(at(8100)),
            attempts: 1,
            sent_at: Some(at(8600)),
            delivered_at: None,
            read_at: None,
            ended_at: None,
            ack: Some(1),
            reason: None,
            traceparent: None,
        }
    }

    fn told(departures: &[Departure]) -> Vec<(&'static str, i64, Option<String>)> {
        let steps = steps(None, departures).into_iter();
        steps.map(|it| (it.name, it.after_ms, it.detail)).collect()
    }

    #[test]
    fn a_reply_has_its_steps_in_the_order_of_time() {
        let answer = || Some("answer".to_owned());
        let expected = [
            ("turn", 0, answer()),
            ("due", 0, None),
            ("begun", 100, None),
            ("sent", 500, None),
        ];
        assert_eq!(told(&[reply()]), expected);
        let later = Departure {
            attempts: 3,
            due_at: at(9000),
            begun_at: Some(at(9500)),
            ..reply()
        };
        let names: Vec<_> = told(&[later]).into_iter().map(|step| step.0).collect();
        assert_eq!(names, ["turn", "sent", "due", "begun"], "an echo closed it");
    }

    #[test]
    fn parts_of_an_answer_are_one_turn() {
        let second = Departure {
            due_at: at(9000),
            sent_at: None,
            begun_at: None,
            ..reply()
        };
        let steps = told(&[reply(), second]);
        let turns = steps.iter().filter(|step| step.0 == "turn").count();
        assert_eq!(turns, 1);
        let last = steps.last().cloned();
        assert_eq!(last, Some(("due", 400, Some("part 2 of 2".to_owned()))));
    }

    #[test]
    fn an_end_is_told_without_anybodys_number() {
        let failed = Departure {
            state: "failed".to_owned(),
            sent_at: None,
            ack: None,
            reason: Some("971501234567@c.us is not on WhatsApp (463)".to_owned()),
            ended_at: Some(at(8400)),
            ..reply()
        };
        let end = told(std::slice::from_ref(&failed)).pop();
        let reason = Some("…@c.us is not on WhatsApp (463)".to_owned());
        assert_eq!(end, Some(("failed", 300, reason)));
        let refused = Departure {
            ack: Some(-1),
            ended_at: None,
            reason: None,
            ..failed
        };
        let end = told(&[refused]).pop();
        assert_eq!(end, Some(("refused", 0, Some("then or later".to_owned()))));
    }
}
