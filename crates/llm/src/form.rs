//! The form that a model fills in.

use serde::Deserialize;
use serde_json::{Value, json};
use understanding::{Currency, Financing, Language, Period, PropertyType, Timeline};

use crate::Error;

/// A form as it was filled in: of the right shape, and not yet believed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    pub(crate) language: Option<Language>,
    pub(crate) intent: Option<Intent>,
    pub(crate) budget: Option<Budget>,
    pub(crate) bedrooms: Option<Bedrooms>,
    pub(crate) area: Vec<String>,
    pub(crate) area_not: Vec<String>,
    pub(crate) property_type: Vec<PropertyType>,
    pub(crate) timeline: Option<Timeline>,
    pub(crate) financing: Option<Financing>,
    pub(crate) name: Option<String>,
    pub(crate) faq: Vec<i64>,
}

/// What a model may say is wanted. That somebody wants no more messages, or wants them again, is for the rules to see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Intent {
    Buy,
    Rent,
    Sell,
    Invest,
    Human,
    Greeting,
    Other,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Budget {
    pub(crate) min: Option<u64>,
    pub(crate) max: Option<u64>,
    pub(crate) currency: Option<Currency>,
    pub(crate) period: Option<Period>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Bedrooms {
    pub(crate) min: Option<u32>,
    pub(crate) max: Option<u32>,
}

impl Form {
    /// Reads what a model wrote. Some put a fence around it though they are told not to.
    pub fn read(written: &str) -> Result<Self, Error> {
        let text = written.trim();
        let text = text
            .strip_prefix("```json")
            .or_else(|| text.strip_prefix("```"))
            .and_then(|text| text.strip_suffix("```"))
            .unwrap_or(text);
        serde_json::from_str(text).map_err(|_| Error::OffForm)
    }

    /// Its JSON Schema, of those words only that all servers know: every field required, none more.
    pub fn schema() -> Value {
        let one_of = |codes: &[&str]| {
            let codes = codes.iter().map(|code| json!(code)).chain([Value::Null]);
            json!({"type": ["string", "null"], "enum": codes.collect::<Vec<_>>()})
        };
        let strings = json!({"type": "array", "items": {"type": "string"}});
        let number = json!({"type": ["integer", "null"]});
        let object = |kind: Value, fields: &[(&str, Value)]| {
            let names: Vec<_> = fields.iter().map(|(name, _)| *name).collect();
            let fields = fields
                .iter()
                .map(|(name, value)| ((*name).to_owned(), value.clone()));
            let fields: serde_json::Map<_, _> = fields.collect();
            json!({
                "type": kind,
                "properties": fields,
                "required": names,
                "additionalProperties": false,
            })
        };
        let nullable = json!(["object", "null"]);
        let budget = object(
            nullable.clone(),
            &[
                ("min", number.clone()),
                ("max", number.clone()),
                ("currency", one_of(CURRENCIES)),
                ("period", one_of(&["year", "month"])),
            ],
        );
        let bedrooms = object(nullable, &[("min", number.clone()), ("max", number)]);
        let kinds = json!({"type": "array", "items": {"type": "string", "enum": KINDS}});
        object(
            json!("object"),
            &[
                ("language", one_of(&["en", "fa", "ar", "ru"])),
                ("intent", one_of(INTENTS)),
                ("budget", budget),
                ("bedrooms", bedrooms),
                ("area", strings.clone()),
                ("area_not", strings),
                ("property_type", kinds),
                ("timeline", one_of(TIMELINES)),
                ("financing", one_of(FINANCING)),
                ("name", json!({"type": ["string", "null"]})),
                (
                    "faq",
                    json!({"type": "array", "items": {"type": "integer"}}),
                ),
            ],
        )
    }
}

const INTENTS: &[&str] = &[
    "buy", "rent", "sell", "invest", "human", "greeting", "other",
];
const CURRENCIES: &[&str] = &[
    "AED", "USD", "EUR", "GBP", "RUB", "SAR", "QAR", "KWD", "INR", "IRR",
];
const KINDS: &[&str] = &[
    "apartment",
    "villa",
    "townhouse",
    "penthouse",
    "studio",
    "office",
    "land",
];
const TIMELINES: &[&str] = &["now", "1-3m", "3-6m", "6m+", "browsing"];
const FINANCING: &[&str] = &["cash", "mortgage", "preapproved", "undecided"];

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A form in which nothing is filled in.
    pub(crate) fn empty() -> Value {
        json!({
            "language": null, "intent": null, "budget": null, "bedrooms": null, "area": [], "area_not": [],
            "property_type": [], "timeline": null, "financing": null, "name": null, "faq": [],
        })
    }

    fn with(field: &str, value: Value) -> Result<Form, Error> {
        let mut form = empty();
        form[field] = value;
        Form::read(&form.to_string())
    }

    #[test]
    fn every_word_of_the_schema_is_one_of_ours() {
        let schema = Form::schema();
        let properties = schema["properties"].as_object().expect("an object");
        assert_eq!(
            schema["required"].as_array().map(Vec::len),
            Some(properties.len())
        );
        for (field, rule) in properties {
            for code in rule["enum"].as_array().into_iter().flatten() {
                assert!(with(field, code.clone()).is_ok(), "{field}: {code}");
            }
            for code in rule["items"]["enum"].as_array().into_iter().flatten() {
                assert!(with(field, json!([code])).is_ok(), "{field}: {code}");
            }
        }
        for code in CURRENCIES {
            let budget = json!({"min": 1, "max": null, "currency": code, "period": "year"});
            assert!(with("budget", budget).is_ok(), "{code}");
        }
    }

    #[test]
    fn what_is_not_the_form_is_refused() {
        for (field, value) in [
            ("intent", json!("stop")),
            ("intent", json!("resume")),
            ("language", json!("de")),
            ("budget", json!(5)),
            (
                "budget",
                json!({"min": -1, "max": null, "currency": null, "period": null}),
            ),
            (
                "budget",
                json!({"min": 1.5, "max": null, "currency": null, "period": null}),
            ),
            ("bedrooms", json!({"min": 1, "max": 2, "halls": 3})),
            ("area", json!("Dubai Marina")),
            ("say", json!("The villa is 1 AED")),
            ("faq", json!(["1"])),
        ] {
            assert_eq!(
                with(field, value.clone()),
                Err(Error::OffForm),
                "{field}: {value}"
            );
        }
        for text in [
            "",
            "null",
            "[]",
            "Sure! Here is the form:",
            "{\"language\":",
        ] {
            assert_eq!(Form::read(text), Err(Error::OffForm), "{text}");
        }
        let deep = "[".repeat(100_000);
        assert_eq!(Form::read(&deep), Err(Error::OffForm));
    }

    #[test]
    fn a_fence_around_it_is_forgiven() {
        let fenced = format!("```json\n{}\n```", empty());
        assert_eq!(Form::read(&fenced), Ok(Form::default()));
    }
}
