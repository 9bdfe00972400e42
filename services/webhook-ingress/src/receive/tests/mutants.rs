//! Ten thousand bodies that WAHA would never post, rightly signed: each gets an answer, none an error of ours, and
//! what is taken can be worked on.

use std::collections::BTreeMap;

use waha::webhook::{Envelope, Event};

use super::*;

const MUTANTS: usize = 10_000;
/// The same ones each time; another number tries others.
const SEED: u64 = 0x5045_594b;
const MOST_BYTES: usize = 1024 * 1024;
const DEPTH: usize = 100_000;
/// What the process may grow by. One mutant is at most a megabyte, and lives in a few copies.
const MOST_GROWTH_KIB: usize = 96 * 1024;

/// Random numbers that are the same on every machine (`SplitMix64`).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Below `limit`, which may be 0 and is then 0.
    fn below(&mut self, limit: usize) -> usize {
        let limit = u64::try_from(limit.max(1)).expect("64 bits");
        usize::try_from(self.next() % limit).expect("below a usize")
    }

    fn one_of<'a, T: ?Sized>(&mut self, all: &[&'a T]) -> &'a T {
        all[self.below(all.len())]
    }
}

/// Puts `what` in the place of `range` of the body.
fn splice(body: &mut Vec<u8>, range: std::ops::Range<usize>, what: &[u8]) {
    body.splice(range, what.iter().copied());
}

/// Where something begins that is a value, and where it ends: after a colon, up to a comma or a bracket.
fn value(body: &[u8], dice: &mut Dice) -> std::ops::Range<usize> {
    let colons: Vec<_> = (0..body.len()).filter(|at| body[*at] == b':').collect();
    if colons.is_empty() {
        return 0..body.len();
    }
    let start = colons[dice.below(colons.len())] + 1;
    let end = body[start..]
        .iter()
        .position(|byte| matches!(byte, b',' | b'}' | b']'));
    start..end.map_or(body.len(), |length| start + length)
}

/// Changes a body in one way.
#[expect(
    clippy::too_many_lines,
    reason = "a list of ways, and none is longer than another"
)]
fn mutate(body: &mut Vec<u8>, others: &[Vec<u8>], dice: &mut Dice) {
    let at = dice.below(body.len());
    match dice.below(12) {
        0 => {
            for _ in 0..=dice.below(8) {
                let at = dice.below(body.len());
                if let Some(byte) = body.get_mut(at) {
                    *byte ^= 1 << dice.below(8);
                }
            }
        }
        1 => body.truncate(at),
        2 => {
            let other = &others[dice.below(others.len())];
            body.truncate(at);
            body.extend_from_slice(&other[dice.below(other.len())..]);
        }
        3 => {
            let end = at + dice.below(body.len() - at);
            let piece = body[at..end].to_vec();
            splice(body, at..at, &piece);
        }
        4 => {
            let field = dice.one_of(&[
                r#""session":"tenant_5","#,
                r#""event":"message","#,
                r#""payload":{},"#,
                r#""payload":null,"#,
                r#""id":"evt_1","#,
                r#""id":{"_serialized":"true_1@c.us_AC"},"#,
                r#""timestamp":{"low":-1,"high":-1},"#,
            ]);
            let opened: Vec<_> = (0..body.len()).filter(|at| body[*at] == b'{').collect();
            let at = opened.get(dice.below(opened.len())).map_or(0, |at| at + 1);
            splice(body, at..at, field.as_bytes());
        }
        // Rare, because it is slow to make.
        5 if dice.below(40) == 0 => {
            let range = value(body, dice);
            let (open, close) = [("[", "]"), (r#"{"a":"#, "}"), ("[[", "]")][dice.below(3)];
            let deep = format!("{}0{}", open.repeat(DEPTH), close.repeat(DEPTH));
            splice(body, range, deep.as_bytes());
        }
        5 | 6 => {
            let range = value(body, dice);
            let digits = "9".repeat(400);
            let number = dice.one_of(&[
                "1e999999999",
                "-1e-999999999",
                "1e308",
                "-0",
                "9223372036854775808",
                "-9223372036854775809",
                "18446744073709551616",
                "0.1e1",
                "NaN",
                "-Infinity",
                "0x10",
                "01",
                &digits,
            ]);
            splice(body, range, number.as_bytes());
        }
        7 => {
            let range = value(body, dice);
            let odd = dice.one_of(&[
                "null", "true", "[]", "{}", "\"\"", "\"text\"", "0", "[[[]]]", "",
            ]);
            splice(body, range, odd.as_bytes());
        }
        // Inside a text more often than not.
        8 | 9 => {
            let piece = dice.one_of(&[
                &b"\\ud83d"[..],
                b"\\ude00\\ud83d",
                b"\\u0000",
                b"\0",
                b"\\r\\nX-Header: 1\\r\\n\\r\\n",
                b"\r\n",
                b"\xff\xfe",
                b"\xc0\x80",
                b"\xed\xa0\x80",
                b"\xf4\x90\x80\x80",
                "\u{202e}\u{2066}\u{feff}".as_bytes(),
                b"\x1b[2J",
                b"\\",
                b"\"",
                b"\\u12",
                b"_",
                b":",
                b"@c.us",
                b".>",
                b"*",
            ]);
            splice(body, at..at, piece);
        }
        10 => {
            let name = dice.one_of(&[
                r#""event":"message.any.>""#,
                r#""event":"message\r\nNats-Msg-Id: 1""#,
                r#""event":"a.b.c.d.e.f""#,
                r#""event":"\u202emessage""#,
                r#""event":".""#,
            ]);
            let text = String::from_utf8_lossy(body);
            *body = text.replacen(r#""event":"message.any""#, name, 1).into();
        }
        _ => {
            let letter = dice.one_of(&["A", "é", "👍", "\\\\"]);
            splice(body, at..at, letter.repeat(2_000).as_bytes());
        }
    }
    body.truncate(MOST_BYTES);
}

/// Every known body, as tenant 42's.
fn known() -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../crates/waha/tests/bodies");
    let mut paths: Vec<_> = ["samples", "recorded"]
        .into_iter()
        .flat_map(|folder| fs::read_dir(root.join(folder)).expect("the folder"))
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.sort();
    let body = |path| {
        let body: Value = serde_json::from_slice(&fs::read(path).expect("a body")).expect("JSON");
        let body = body.to_string();
        body.replace(r#""session":"default""#, r#""session":"tenant_42""#)
            .into_bytes()
    };
    paths.iter().map(body).collect()
}

/// The most memory that this process ever had, in KiB.
fn peak() -> usize {
    let status = fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().nth(1));
    number.expect("a number").parse().expect("a number")
}

#[tokio::test]
async fn ten_thousand_mutants_get_an_answer_and_no_error_of_ours() {
    let known = known();
    let memory = Memory::default();
    let mut door = door(&memory, true);
    door.max_body_bytes = MOST_BYTES;
    let router = door.router();
    let mut dice = Dice(SEED);
    let mut answers: BTreeMap<u16, usize> = BTreeMap::new();
    let mut worked_on = 0;
    let before = peak();
    for number in 0..MUTANTS {
        let mut body = known[dice.below(known.len())].clone();
        for _ in 0..=dice.below(3) {
            mutate(&mut body, &known, &mut dice);
        }
        let request = post_to("?tenant_id=42")
            .header(signature::HEADER, sign(42, "tenant_42", &body))
            .header(REQUEST_ID, "m1x2y3");
        let request = request.body(Body::from(body)).expect("a request");
        let response = router.clone().oneshot(request).await.expect("infallible");
        let status = response.status().as_u16();
        *answers.entry(status).or_default() += 1;
        // 401: a mutant of the session's name, which is another's then.
        assert!(
            matches!(status, 202 | 400 | 401 | 403),
            "mutant {number} of seed {SEED:#x} got {status}"
        );
        let answer = response.into_body().collect().await.expect("a body");
        let answer: Value = serde_json::from_slice(&answer.to_bytes()).expect("JSON");
        assert!(answer["status"].is_string(), "mutant {number}: {answer}");

        let stored =
            std::mem::take(&mut *memory.stored.lock().unwrap_or_else(PoisonError::into_inner));
        assert_eq!(stored.len(), usize::from(status == 202), "mutant {number}");
        for event in stored.into_values() {
            let key = event.key.as_str();
            let plain = |byte: u8| byte.is_ascii_graphic();
            assert!(key.bytes().all(plain) && key.len() < 300, "{key:?}");
            let subject = event.subject().to_string();
            assert_eq!(
                events::Subject::parse_event(&subject),
                Some((tenant(42), event.event.clone())),
                "mutant {number}"
            );
            let again = WahaEvent::decode(event.encode()).expect("its own bytes");
            assert_eq!(again.body, event.body, "mutant {number}");
            let envelope = Envelope::parse(&again.body).expect("it was read before");
            worked_on += usize::from(Event::parse(&envelope).is_ok());
        }
    }
    println!("{answers:?}, {worked_on} of them can be worked on");
    // Otherwise they would be tried on the first check alone.
    assert!(answers[&202] > MUTANTS / 10 && worked_on > MUTANTS / 20);
    assert!(answers[&400] > MUTANTS / 10);
    let growth = peak() - before;
    println!("the process grew by {growth} KiB");
    assert!(growth < MOST_GROWTH_KIB, "{growth} KiB");
}
