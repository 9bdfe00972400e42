//! What a customer once wrote, as the moves of a rehearsal.

use std::time::Duration;

use storage::media::MediaKind;
use storage::messages::MessageKind;
use storage::messages::past::Line;

use super::{Act, Move};

/// The bot answers so long after the customer's last message, and not longer than this after the first: what is written
/// within is one burst. The defaults of bot-worker; another pace of its settings is not known here.
const DEBOUNCE: Duration = Duration::from_secs(6);
const DEBOUNCE_CEILING: Duration = Duration::from_secs(25);

/// The moves that the lines are, in their order: those of a burst are at the time of its last.
pub(crate) fn moves_of(lines: &[Line]) -> Vec<Move> {
    let mut moves = Vec::with_capacity(lines.len());
    let mut rest = lines;
    while let Some((begin, last)) = rest.first().zip(burst(rest)) {
        let (burst, others) = rest.split_at(last + 1);
        let at = burst.last().map_or(begin.sent_at, |line| line.sent_at);
        moves.extend(burst.iter().map(|line| Move { at, act: act(line) }));
        rest = others;
    }
    moves
}

/// The place of the last of the lines that are one burst with the first.
fn burst(lines: &[Line]) -> Option<usize> {
    let first = lines.first()?.sent_at;
    let goes_on = |pair: &[Line]| match pair {
        [before, next] => {
            next.sent_at - before.sent_at <= DEBOUNCE && next.sent_at - first <= DEBOUNCE_CEILING
        }
        _ => false,
    };
    Some(lines.windows(2).take_while(|pair| goes_on(pair)).count())
}

/// Whether there is anything among them that the bot could read.
pub(crate) fn has_words(moves: &[Move]) -> bool {
    moves.iter().any(|it| match &it.act {
        Act::Text(text) | Act::Captioned(text) => !text.trim().is_empty(),
        _ => false,
    })
}

/// A message, as the bot of customers takes it.
fn act(line: &Line) -> Act {
    let body = line.body.clone();
    match (line.kind, body) {
        (MessageKind::Text | MessageKind::Other, Some(text)) => Act::Text(text),
        (MessageKind::Text | MessageKind::Other, None) => Act::Wordless,
        (MessageKind::Media, Some(caption)) => Act::Captioned(caption),
        (MessageKind::Media, None) if line.media == Some(MediaKind::Voice) => Act::Voice,
        (MessageKind::Media, None) => Act::Media,
        (MessageKind::Location, place) => Act::Place(place.unwrap_or_default()),
        (MessageKind::Contact, name) => Act::Contact(name.unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests {
    use time::OffsetDateTime;
    use time::macros::datetime;

    use super::*;

    const NOON: OffsetDateTime = datetime!(2026-11-27 12:00 UTC);

    fn line(second: i64, kind: MessageKind, body: Option<&str>) -> Line {
        Line {
            id: second,
            kind,
            body: body.map(str::to_owned),
            media: (kind == MessageKind::Media).then_some(MediaKind::Voice),
            sent_at: NOON + time::Duration::seconds(second),
        }
    }

    fn times(seconds: &[i64]) -> Vec<i64> {
        let lines: Vec<_> = seconds
            .iter()
            .map(|second| line(*second, MessageKind::Text, Some("Hi")))
            .collect();
        let moves = moves_of(&lines);
        moves
            .iter()
            .map(|it| (it.at - NOON).whole_seconds())
            .collect()
    }

    #[test]
    fn what_the_worker_would_answer_together_is_one_burst() {
        assert!(times(&[]).is_empty());
        assert_eq!(times(&[0, 0, 6, 13]), [6, 6, 6, 13]);
        // Who does not stop writing is answered nevertheless.
        assert_eq!(
            times(&[0, 5, 10, 15, 20, 25, 30]),
            [25, 25, 25, 25, 25, 25, 30]
        );
    }

    #[test]
    fn messages_are_what_the_bot_takes_them_for() {
        let lines = [
            line(0, MessageKind::Text, Some("Hi")),
            line(0, MessageKind::Media, Some("my flat")),
            line(0, MessageKind::Media, None),
            line(0, MessageKind::Location, Some("Marina")),
            line(0, MessageKind::Contact, None),
            line(0, MessageKind::Other, None),
        ];
        let moves = moves_of(&lines);
        let acts: Vec<_> = moves.iter().map(|it| it.act.clone()).collect();
        let expected = [
            Act::Text("Hi".to_owned()),
            Act::Captioned("my flat".to_owned()),
            Act::Voice,
            Act::Place("Marina".to_owned()),
            Act::Contact(String::new()),
            Act::Wordless,
        ];
        assert_eq!(acts, expected);
        assert!(has_words(&moves[..1]) && has_words(&moves[1..2]));
        assert!(!has_words(&moves[2..]));
    }
}
