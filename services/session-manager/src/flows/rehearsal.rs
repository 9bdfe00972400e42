//! A conversation that nobody has: what the bot would do with a flow, at times that somebody names.
//!
//! Pure: nothing is stored and nothing is sent. What surrounds the bot is not here: the time that it takes to type, quiet
//! hours, people who take over.

use bot::{
    Agency, Circumstances, Effect, HandOff, Input, LONGEST_MESSAGE, Qualifier, Score, Script, State,
};
use flow::Flow;
use time::OffsetDateTime;
use understanding::Understanding;

/// The most turns of one rehearsal; a flow says three follow-ups at most after each silence.
const MOST_TURNS: usize = 500;

/// Something that the customer does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Move {
    pub(crate) at: OffsetDateTime,
    pub(crate) act: Act,
}

/// What it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Act {
    Text(String),
    /// A picture or a file, with words under it.
    Captioned(String),
    Voice,
    Media,
    /// With its name.
    Place(String),
    /// With the name on it.
    Contact(String),
    /// Something else that the bot cannot read.
    Wordless,
}

/// What is rehearsed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scene<'a> {
    pub(crate) flow: &'a Flow,
    pub(crate) understanding: &'a Understanding,
    /// What the agency calls itself.
    pub(crate) agency: &'a str,
    /// In the order of their times; those of one moment are one burst.
    pub(crate) moves: &'a [Move],
    /// Until when the customer is then silent.
    pub(crate) until: Option<OffsetDateTime>,
}

/// Why something is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Speech {
    Answer,
    FollowUp,
    /// The last word to a customer who wants no more.
    Farewell,
    /// The first to one who wants messages again.
    Welcome,
}

/// A turn of the bot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Taken {
    pub(crate) at: OffsetDateTime,
    /// Which of the moves it answers, from 0; none: it follows up on a silence.
    pub(crate) moves: Vec<usize>,
    pub(crate) says: Vec<(Speech, String)>,
    pub(crate) state: State,
    /// What the lead is worth by now.
    pub(crate) score: Option<Score>,
    pub(crate) hand_off: Option<HandOff>,
    /// When the bot will speak though nobody writes.
    pub(crate) wake_at: Option<OffsetDateTime>,
}

/// Plays a scene.
pub(crate) fn rehearse(scene: &Scene<'_>) -> Vec<Taken> {
    let mut play = Play {
        scene,
        taken: Vec::new(),
        opted_out: false,
    };
    let mut first = 0;
    for burst in scene.moves.chunk_by(|one, next| one.at == next.at) {
        let Some(begin) = burst.first() else { continue };
        play.silence(begin.at);
        play.turn(begin.at, first, burst);
        first += burst.len();
    }
    if let Some(until) = scene.until {
        play.silence(until);
    }
    play.taken
}

struct Play<'a> {
    scene: &'a Scene<'a>,
    taken: Vec<Taken>,
    opted_out: bool,
}

impl Play<'_> {
    /// Nobody writes until then.
    fn silence(&mut self, until: OffsetDateTime) {
        while self.taken.len() < MOST_TURNS
            && let Some(at) = self.taken.last().and_then(|last| last.wake_at)
            && at <= until
        {
            self.turn(at, 0, &[]);
        }
    }

    fn turn(&mut self, at: OffsetDateTime, first: usize, burst: &[Move]) {
        let Scene {
            flow,
            understanding,
            agency,
            ..
        } = *self.scene;
        let inputs: Vec<Input<'_>> = burst.iter().map(|it| input(&it.act)).collect();
        let last = self.taken.last();
        let turn = bot::turn(
            Script::Qualifier(Qualifier {
                flow,
                understanding,
            }),
            Agency { name: agency },
            last.map(|last| &last.state),
            &inputs,
            Circumstances {
                opted_out: self.opted_out,
                now: at,
            },
        );
        let mut taken = Taken {
            at,
            moves: (first..first + burst.len()).collect(),
            says: Vec::new(),
            state: turn.state,
            score: last.and_then(|last| last.score.clone()),
            hand_off: None,
            wake_at: turn.wake_at,
        };
        for effect in turn.effects {
            let (speech, text) = match effect {
                Effect::Say(text) => (Speech::Answer, text),
                Effect::FollowUp(text) => (Speech::FollowUp, text),
                Effect::OptOut(text) => {
                    self.opted_out = true;
                    (Speech::Farewell, text)
                }
                Effect::OptIn(text) => {
                    self.opted_out = false;
                    (Speech::Welcome, text)
                }
                Effect::Lead(update) => {
                    taken.score = update.score.or(taken.score);
                    continue;
                }
                Effect::HandOff(card) => {
                    taken.hand_off = Some(card);
                    continue;
                }
            };
            let parts = bot::split(&text, LONGEST_MESSAGE).into_iter();
            taken.says.extend(parts.map(|part| (speech, part)));
        }
        self.taken.push(taken);
    }
}

fn input(act: &Act) -> Input<'_> {
    match act {
        Act::Text(text) => Input::Text(text),
        Act::Captioned(text) => Input::Captioned(text),
        Act::Voice => Input::Voice,
        Act::Media => Input::Media,
        Act::Place(place) => Input::Place(place),
        Act::Contact(name) => Input::Contact(name),
        Act::Wordless => Input::Wordless,
    }
}

#[cfg(test)]
mod tests {
    use flow::templates;
    use time::Duration;
    use time::macros::datetime;

    use super::*;

    const NOON: OffsetDateTime = datetime!(2026-11-27 12:00 UTC);

    fn play(moves: &[(i64, &str)], until: Option<i64>) -> Vec<Taken> {
        let flow = templates::template("rent").unwrap();
        let at = |minutes: i64| NOON + Duration::minutes(minutes);
        let moves: Vec<_> = moves
            .iter()
            .map(|(minutes, text)| Move {
                at: at(*minutes),
                act: Act::Text((*text).to_owned()),
            })
            .collect();
        rehearse(&Scene {
            flow: &flow,
            understanding: &Understanding::new(),
            agency: "Palm Homes",
            moves: &moves,
            until: until.map(at),
        })
    }

    #[test]
    fn bursts_silences_and_follow_ups_come_at_their_times() {
        let day = 24 * 60;
        let taken = play(
            &[(0, "Hi"), (0, "I want to rent in JVC"), (2 * day, "stop")],
            Some(40 * day),
        );
        let moves: Vec<_> = taken.iter().map(|turn| turn.moves.clone()).collect();
        assert_eq!(moves, [vec![0, 1], vec![], vec![2]]);
        assert_eq!(taken[1].at, NOON + Duration::hours(20));
        let speeches: Vec<_> = taken
            .iter()
            .flat_map(|turn| turn.says.iter().map(|(speech, _)| *speech))
            .collect();
        assert_eq!(
            speeches,
            [Speech::Answer, Speech::FollowUp, Speech::Farewell]
        );
        assert!(taken[0].says[0].1.contains("Palm Homes"));
        assert_eq!(taken[2].wake_at, None, "nobody follows up on who left");
    }

    #[test]
    fn what_is_played_twice_is_the_same() {
        let moves = [(0, "سلام، برای اجاره"), (3, "مارینا"), (9, "2")];
        let once = play(&moves, Some(60 * 24 * 30));
        assert!(once.len() > 3, "{}", once.len());
        assert_eq!(once, play(&moves, Some(60 * 24 * 30)));
        assert!(play(&[], Some(60)).is_empty());
    }
}
