//! What a message can say, as typed values.

use serde::{Deserialize, Serialize};

use crate::{Bedrooms, Budget, Financing, PropertyType, Timeline};

/// The values that a message states; what it does not state is empty.
///
/// As JSON they have the form of the corpus: empty slots are absent, and one property type is a word, several a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Slots {
    /// What is to be paid in all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub budget: Option<Budget>,
    /// How many bedrooms.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bedrooms: Option<Bedrooms>,
    /// Wanted places, by their canonical names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub area: Vec<String>,
    /// Places that are ruled out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub area_not: Vec<String>,
    /// Kinds of property.
    #[serde(skip_serializing_if = "Vec::is_empty", with = "one_or_many")]
    pub property_type: Vec<PropertyType>,
    /// When the move or the deal shall be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timeline: Option<Timeline>,
    /// How it shall be paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub financing: Option<Financing>,
    /// The customer's name, as written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The number picked from a menu, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub choice: Option<u32>,
    /// A phone number: ASCII digits, with a leading `+` where one was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

impl Slots {
    /// Whether nothing is stated.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// One value stands alone, several are a list.
mod one_or_many {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::PropertyType;

    #[derive(Deserialize)]
    #[serde(untagged)]
    enum OneOrMany {
        One(PropertyType),
        Many(Vec<PropertyType>),
    }

    pub(super) fn serialize<S: Serializer>(
        values: &[PropertyType],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match values {
            [one] => one.serialize(serializer),
            many => many.serialize(serializer),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<PropertyType>, D::Error> {
        Ok(match OneOrMany::deserialize(deserializer)? {
            OneOrMany::One(one) => vec![one],
            OneOrMany::Many(many) => many,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_slots_are_absent_and_one_type_stands_alone() {
        assert_eq!(serde_json::to_string(&Slots::default()).unwrap(), "{}");
        let mut slots = Slots {
            property_type: vec![PropertyType::Villa],
            bedrooms: Some(Bedrooms::between(Some(2), None)),
            ..Slots::default()
        };
        let json = serde_json::to_string(&slots).unwrap();
        assert_eq!(
            json,
            r#"{"bedrooms":{"min":2,"max":null},"property_type":"villa"}"#
        );
        assert_eq!(serde_json::from_str::<Slots>(&json).unwrap(), slots);
        slots.property_type.push(PropertyType::Townhouse);
        let json = serde_json::to_string(&slots).unwrap();
        assert!(json.contains(r#""property_type":["villa","townhouse"]"#));
        assert_eq!(serde_json::from_str::<Slots>(&json).unwrap(), slots);
    }
}
