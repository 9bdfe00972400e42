//! The area that a point on the map is in, as nearly as its centre tells.

/// A place of the gazetteer: where its centre is, and how far it reaches.
struct Place {
    name: &'static str,
    latitude: f64,
    longitude: f64,
    kilometres: f64,
}

const fn place(name: &'static str, latitude: f64, longitude: f64, kilometres: f64) -> Place {
    Place {
        name,
        latitude,
        longitude,
        kilometres,
    }
}

/// Communities; the nearest counts.
const COMMUNITIES: &[Place] = &[
    place("Dubai Marina", 25.0805, 55.1403, 2.5),
    place("Jumeirah Village Circle", 25.0602, 55.2094, 2.5),
    place("Jumeirah Village Triangle", 25.0470, 55.1900, 2.0),
    place("Jumeirah Lake Towers", 25.0693, 55.1445, 2.0),
    place("Downtown Dubai", 25.1950, 55.2744, 2.5),
    place("Palm Jumeirah", 25.1124, 55.1390, 3.5),
    place("Business Bay", 25.1850, 55.2650, 2.5),
    place("Jumeirah Beach Residence", 25.0783, 55.1335, 1.5),
    place("Dubai Hills Estate", 25.1110, 55.2480, 3.0),
    place("Arabian Ranches", 25.0520, 55.2680, 3.0),
    place("Al Barsha", 25.1050, 55.2000, 3.0),
    place("Deira", 25.2710, 55.3250, 3.0),
    place("Bur Dubai", 25.2530, 55.2980, 2.5),
    place("Dubai Creek Harbour", 25.2050, 55.3450, 2.5),
    place("Dubai Silicon Oasis", 25.1210, 55.3810, 3.0),
    place("International City", 25.1640, 55.4080, 3.0),
    place("Discovery Gardens", 25.0400, 55.1430, 2.0),
    place("DAMAC Hills", 25.0270, 55.2490, 3.0),
    place("Mirdif", 25.2180, 55.4200, 3.0),
    place("Al Furjan", 25.0260, 55.1480, 2.5),
    place("Dubai South", 24.8900, 55.1500, 6.0),
    place("DIFC", 25.2120, 55.2810, 1.5),
    place("City Walk", 25.2075, 55.2620, 1.5),
    place("Jumeirah", 25.2010, 55.2400, 3.0),
    place("Dubai Sports City", 25.0390, 55.2180, 2.5),
    place("Motor City", 25.0450, 55.2390, 2.0),
    place("Al Nahda", 25.2910, 55.3720, 2.0),
    place("Meydan", 25.1560, 55.3000, 3.0),
    place("Al Qusais", 25.2770, 55.3800, 2.5),
    place("The Springs", 25.0580, 55.1750, 2.0),
    place("Bluewaters Island", 25.0790, 55.1210, 1.0),
    place("Emirates Hills", 25.0690, 55.1650, 2.0),
    place("Sobha Hartland", 25.1780, 55.3080, 2.0),
    place("Yas Island", 24.4990, 54.6070, 5.0),
    place("Al Reem Island", 24.4970, 54.4060, 3.0),
    place("Saadiyat Island", 24.5440, 54.4330, 5.0),
    place("Al Marjan Island", 25.6740, 55.7420, 3.0),
];

/// Cities, for what is in no community that we know.
const CITIES: &[Place] = &[
    place("Dubai", 25.1500, 55.2700, 25.0),
    place("Sharjah", 25.3463, 55.4209, 9.0),
    place("Ajman", 25.4052, 55.5136, 8.0),
    place("Abu Dhabi", 24.4539, 54.3773, 25.0),
    place("Ras Al Khaimah", 25.7895, 55.9432, 20.0),
];

/// The canonical name of the area around a point, in degrees north and east; `None` far from all that is known.
pub fn nearest_area(latitude: f64, longitude: f64) -> Option<&'static str> {
    let nearest = |places: &'static [Place]| {
        let within = places.iter().filter_map(|place| {
            let distance = place.distance(latitude, longitude);
            (distance <= place.kilometres).then_some((distance, place.name))
        });
        within.min_by(|one, other| one.0.total_cmp(&other.0))
    };
    let found = nearest(COMMUNITIES).or_else(|| nearest(CITIES))?;
    Some(found.1)
}

impl Place {
    /// In kilometres: over so few of them the earth is flat.
    fn distance(&self, latitude: f64, longitude: f64) -> f64 {
        const A_DEGREE: f64 = 111.2;
        let north = (latitude - self.latitude) * A_DEGREE;
        let east = (longitude - self.longitude) * A_DEGREE * self.latitude.to_radians().cos();
        north.hypot(east)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::areas::Gazetteer;

    #[test]
    fn every_centre_is_a_place_of_the_gazetteer_and_every_place_has_one() {
        let gazetteer = Gazetteer::load().expect("the gazetteer");
        let mut known: Vec<&str> = gazetteer.areas.iter().map(|area| &*area.name).collect();
        let mut here: Vec<&str> = COMMUNITIES
            .iter()
            .chain(CITIES)
            .map(|place| place.name)
            .collect();
        known.sort_unstable();
        here.sort_unstable();
        assert_eq!(here, known);
    }

    #[test]
    fn a_centre_is_in_its_area() {
        for place in COMMUNITIES {
            assert_eq!(
                nearest_area(place.latitude, place.longitude),
                Some(place.name)
            );
        }
    }

    #[test]
    fn a_point_is_in_the_nearest_community_or_else_the_city_or_nowhere() {
        for (latitude, longitude, expected) in [
            // The Burj Khalifa, Marina Mall, the Atlantis, Dragon Mart, Al Majaz.
            (25.1972, 55.2744, Some("Downtown Dubai")),
            (25.0763, 55.1407, Some("Dubai Marina")),
            (25.1304, 55.1171, Some("Palm Jumeirah")),
            (25.1726, 55.4187, Some("International City")),
            (25.3260, 55.3860, Some("Sharjah")),
            // The airport, Berlin, the sea, no point.
            (25.2532, 55.3657, Some("Dubai")),
            (52.5200, 13.4050, None),
            (0.0, 0.0, None),
            (f64::NAN, 55.0, None),
            (f64::INFINITY, f64::NEG_INFINITY, None),
        ] {
            assert_eq!(
                nearest_area(latitude, longitude),
                expected,
                "{latitude} {longitude}"
            );
        }
    }
}
