//! Flows to begin with.

use crate::Flow;

/// For people who look for a place to rent, and owners who let one.
pub const RENT: &str = include_str!("../templates/rent.json");
/// For people who buy, sell or invest.
pub const SALE: &str = include_str!("../templates/sale.json");
/// Takes a name and a wish, and hands over.
pub const RECEPTION: &str = include_str!("../templates/reception.json");

/// The templates' documents, each with its id.
pub const DOCUMENTS: [(&str, &str); 3] = [("rent", RENT), ("sale", SALE), ("reception", RECEPTION)];

/// The id of the template for who has no flow of his own.
pub const DEFAULT: &str = "sale";

/// The template with this id.
pub fn template(id: &str) -> Option<Flow> {
    let (_, document) = DOCUMENTS.iter().find(|(name, _)| *name == id)?;
    Some(Flow::from_json(document).expect("the templates are tested to be flows"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_templates_have_nothing_to_find_fault_with() {
        for (name, _) in DOCUMENTS {
            let flow = template(name).unwrap();
            assert_eq!(flow.id, name);
            let findings: Vec<_> = flow.lint().iter().map(ToString::to_string).collect();
            assert_eq!(findings, Vec::<String>::new(), "{name}");
        }
        assert!(template(DEFAULT).is_some());
        assert_eq!(template("lottery"), None);
    }
}
