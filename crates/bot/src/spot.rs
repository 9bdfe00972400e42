//! A point on the map in a message: a `geo:` URI (RFC 5870) behind the place's name, which people can read and open.

use std::fmt;

/// A point on the map.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spot {
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
}

const SCHEME: &str = "geo:";

impl Spot {
    /// A point on the earth; `None` for one that is not.
    pub fn new(latitude: f64, longitude: f64) -> Option<Self> {
        let is_on_earth = latitude.abs() <= 90.0 && longitude.abs() <= 180.0;
        is_on_earth.then_some(Self {
            latitude,
            longitude,
        })
    }

    /// The name of a place, and its point: the last word, if it is one.
    pub(crate) fn split(place: &str) -> (&str, Option<Self>) {
        let place = place.trim();
        let start = place.rfind(char::is_whitespace).map_or(0, |at| at + 1);
        // Behind whitespace of several bytes `start` is no boundary, and the word is no ASCII either.
        let word = place.get(start..).unwrap_or_default();
        match Self::read(word) {
            Some(spot) => (
                place.get(..start).unwrap_or_default().trim_end(),
                Some(spot),
            ),
            None => (place, None),
        }
    }

    fn read(word: &str) -> Option<Self> {
        let (latitude, longitude) = word.strip_prefix(SCHEME)?.split_once(',')?;
        Self::new(latitude.parse().ok()?, longitude.parse().ok()?)
    }
}

impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{SCHEME}{:.6},{:.6}", self.latitude, self.longitude)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_is_read_behind_the_name() {
        let marina = Spot::new(25.0805, 55.1403);
        for (place, name, spot) in [
            (
                "Marina Mall, Dubai\ngeo:25.080500,55.140300",
                "Marina Mall, Dubai",
                marina,
            ),
            ("geo:25.0805,55.1403", "", marina),
            ("Marina Mall", "Marina Mall", None),
            ("geo:91,0", "geo:91,0", None),
            ("geo:NaN,0", "geo:NaN,0", None),
            ("geo:1", "geo:1", None),
            (
                "\u{2003}x\u{2003}geo:25.0805,55.1403 ",
                "x\u{2003}geo:25.0805,55.1403",
                None,
            ),
            ("", "", None),
        ] {
            assert_eq!(Spot::split(place), (name, spot), "{place:?}");
        }
        assert_eq!(
            marina.expect("on earth").to_string(),
            "geo:25.080500,55.140300"
        );
        assert_eq!(Spot::new(f64::NAN, 0.0), None);
    }
}
