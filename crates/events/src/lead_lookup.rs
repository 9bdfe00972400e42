//! Whose lead a customer of a shared session is: the question and the answer.

use bytes::Bytes;
use domain::{Phone, TenantId};
use prost::Message;

use crate::{DecodeError, wire};

/// The question of webhook-ingress.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindLeadsByPhone {
    /// The customer's number.
    pub phone: Phone,
}

/// Whose lead a customer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeadsByPhone {
    /// Nobody's.
    Nobody,
    /// One tenant's alone.
    One(TenantId),
    /// Several tenants': the number tells none of them.
    Several,
}

impl FindLeadsByPhone {
    /// Where it is asked.
    pub const SUBJECT: &'static str = "peyk.leads.find_by_phone";

    /// The question as bytes of the contract.
    pub fn encode(&self) -> Bytes {
        let question = wire::FindLeadsByPhone {
            phone: self.phone.as_str().to_owned(),
        };
        question.encode_to_vec().into()
    }

    /// Reads what [`FindLeadsByPhone::encode`] wrote.
    pub fn decode(bytes: Bytes) -> Result<Self, DecodeError> {
        let question = wire::FindLeadsByPhone::decode(bytes)?;
        Ok(Self {
            phone: question
                .phone
                .parse()
                .map_err(DecodeError::field("phone"))?,
        })
    }
}

impl LeadsByPhone {
    /// From all tenants that have the number; two are enough of them.
    pub fn of(tenants: &[TenantId]) -> Self {
        match tenants {
            [] => Self::Nobody,
            [tenant] => Self::One(*tenant),
            _ => Self::Several,
        }
    }

    /// The answer as bytes of the contract; `None` says that there is none at this moment.
    pub fn encode(found: Option<&[TenantId]>) -> Bytes {
        let ids = found.into_iter().flatten().take(2);
        let answer = wire::LeadsByPhone {
            tenant_ids: ids.map(|tenant| tenant.get()).collect(),
            unavailable: found.is_none(),
        };
        answer.encode_to_vec().into()
    }

    /// Reads what [`LeadsByPhone::encode`] wrote.
    pub fn decode(bytes: Bytes) -> Result<Option<Self>, DecodeError> {
        let answer = wire::LeadsByPhone::decode(bytes)?;
        if answer.unavailable {
            return Ok(None);
        }
        let tenants = answer.tenant_ids.into_iter().map(TenantId::try_from);
        let tenants: Vec<_> = tenants
            .collect::<Result<_, _>>()
            .map_err(DecodeError::field("tenant_ids"))?;
        Ok(Some(Self::of(&tenants)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tenant(id: i64) -> TenantId {
        id.try_into().expect("positive")
    }

    #[test]
    fn question_and_answer_survive_the_wire() {
        let question = FindLeadsByPhone {
            phone: "971509876543".parse().expect("a phone"),
        };
        assert_eq!(
            FindLeadsByPhone::decode(question.encode()).expect("its own bytes"),
            question
        );
        let (five, twelve, thirteen) = (tenant(5), tenant(12), tenant(13));
        for (found, answer) in [
            (None, None),
            (Some(&[][..]), Some(LeadsByPhone::Nobody)),
            (Some(&[five][..]), Some(LeadsByPhone::One(five))),
            (Some(&[five, twelve][..]), Some(LeadsByPhone::Several)),
            (
                Some(&[five, twelve, thirteen][..]),
                Some(LeadsByPhone::Several),
            ),
        ] {
            let bytes = LeadsByPhone::encode(found);
            assert_eq!(LeadsByPhone::decode(bytes).expect("its own bytes"), answer);
        }
    }
}
