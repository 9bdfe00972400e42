//! What a message holds beside words: a file, a place, contact cards.

use bot::Spot;
use storage::media::{MediaKind, Wanted};
use waha::{FilePath, Location, Message};

use super::work::without_nul;

/// The longest name of a place or of a file, and the longest type, in characters.
const LONGEST_NAME: usize = 200;
/// So many cards of one message, and numbers of one card, are noted.
const MOST: usize = 5;

/// The file of a message, if it has one.
pub(super) fn file(message: &Message, session: &str) -> Option<Wanted> {
    let kind = match message.media_kind? {
        waha::MediaKind::Voice => MediaKind::Voice,
        waha::MediaKind::Audio => MediaKind::Audio,
        waha::MediaKind::Image => MediaKind::Image,
        waha::MediaKind::Video => MediaKind::Video,
        waha::MediaKind::Sticker => MediaKind::Sticker,
        waha::MediaKind::Document => MediaKind::Document,
    };
    let media = message.media.as_ref();
    let path = media
        .and_then(|media| media.url.as_deref())
        .and_then(|url| FilePath::of_url(url, session));
    Some(Wanted {
        kind,
        mime: media.and_then(|media| tidy(media.mimetype.as_deref()?)),
        filename: media.and_then(|media| tidy(media.filename.as_deref()?)),
        waha_id: without_nul(message.id.to_string()),
        waha_path: path.map(|path| path.to_string()),
    })
}

/// A place in words: its name and address, and behind them its point. What else the message says is not words: WEBJS
/// puts a picture of the map there.
pub(super) fn place(location: &Location) -> Option<String> {
    let words = [location.name.as_deref(), location.address.as_deref()];
    let mut words: Vec<String> = words.into_iter().flatten().filter_map(tidy).collect();
    words.dedup();
    let mut place = words.join(", ");
    if let Some(spot) = Spot::new(location.latitude, location.longitude) {
        if !place.is_empty() {
            place.push('\n');
        }
        place.push_str(&spot.to_string());
    }
    (!place.is_empty()).then_some(place)
}

/// Contact cards in words: whose, and their numbers, a line each.
pub(super) fn cards(vcards: &[String]) -> Option<String> {
    let lines: Vec<String> = vcards
        .iter()
        .take(MOST)
        .filter_map(|card| line(card))
        .collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

fn line(vcard: &str) -> Option<String> {
    let values = |wanted: &'static str| {
        vcard.lines().filter_map(move |line| {
            let (field, value) = line.split_once(':')?;
            // `TEL;type=CELL`, and `item1.TEL;waid=971501234567` as iPhones write it.
            let field = field.split(';').next()?;
            let field = field.rsplit('.').next()?;
            field
                .eq_ignore_ascii_case(wanted)
                .then(|| tidy(&unescaped(value)))?
        })
    };
    let name = values("FN").next().or_else(|| values("ORG").next());
    let mut parts: Vec<String> = name.into_iter().chain(values("TEL").take(MOST)).collect();
    parts.dedup();
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn unescaped(value: &str) -> String {
    value
        .replace("\\n", " ")
        .replace("\\,", ",")
        .replace("\\;", ";")
}

/// One line of bounded length, without anything that is not shown.
fn tidy(text: &str) -> Option<String> {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let shown = line.chars().filter(|c| !c.is_control());
    let line: String = shown.take(LONGEST_NAME).collect();
    (!line.is_empty()).then_some(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_its_words_and_its_point() {
        let place = |name: Option<&str>, address: Option<&str>, latitude, longitude| {
            super::place(&Location {
                latitude,
                longitude,
                name: name.map(str::to_owned),
                address: address.map(str::to_owned),
            })
        };
        for (name, address, expected) in [
            (
                Some("Main office"),
                Some("1 Example\0 Street"),
                "Main office, 1 Example Street\ngeo:38.897700,-77.036500",
            ),
            (
                Some("Deira"),
                Some("Deira"),
                "Deira\ngeo:38.897700,-77.036500",
            ),
            (Some(" \n"), None, "geo:38.897700,-77.036500"),
        ] {
            assert_eq!(
                place(name, address, 38.8977, -77.0365).as_deref(),
                Some(expected)
            );
        }
        assert_eq!(place(Some("Mars"), None, 1e9, 0.0).as_deref(), Some("Mars"));
        assert_eq!(place(None, None, f64::NAN, 0.0), None);
        let long = place(Some(&"x".repeat(10_000)), None, 0.0, 0.0).unwrap();
        assert!(long.len() < 300, "{}", long.len());
    }

    #[test]
    fn a_card_is_a_name_and_its_numbers() {
        let cards = |cards: &[&str]| {
            super::cards(
                &cards
                    .iter()
                    .map(|&card| card.to_owned())
                    .collect::<Vec<_>>(),
            )
        };
        let android = "BEGIN:VCARD\nVERSION:3.0\nN:;Ali;;;\nFN:Ali from the bank\nTEL;type=CELL;waid=971501234567:+971 50 123 4567\nEND:VCARD";
        let iphone = "BEGIN:VCARD\r\nFN:سارا\\, مدیر\r\nitem1.TEL;waid=98912:+98 912\r\nitem1.X-ABLabel:Mobile\r\nEND:VCARD";
        assert_eq!(
            cards(&[android]).as_deref(),
            Some("Ali from the bank, +971 50 123 4567")
        );
        assert_eq!(
            cards(&[android, iphone]).as_deref(),
            Some("Ali from the bank, +971 50 123 4567\nسارا, مدیر, +98 912")
        );
        assert_eq!(
            cards(&["BEGIN:VCARD\nTEL:+1\nTEL:+1"]).as_deref(),
            Some("+1")
        );
        for odd in ["", ":", "FN", "FN:", "FN:\0", ";;;:::"] {
            assert_eq!(cards(&[odd]), None, "{odd:?}");
        }
        let many = cards(&[android; 1000]).unwrap();
        assert_eq!(many.lines().count(), MOST);
    }
}
