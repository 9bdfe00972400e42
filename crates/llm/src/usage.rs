//! What an answer costs.

/// How many tokens a request took.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// Of what was asked.
    pub input: u64,
    /// Of what was answered.
    pub output: u64,
}

/// Prices of a thousand tokens, in millionths of the tenant's currency.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Prices {
    /// Of what is asked.
    pub input: u64,
    /// Of what is answered.
    pub output: u64,
}

/// A token has at least so many bytes, in whichever language.
const BYTES_A_TOKEN: u64 = 2;
/// No request of ours takes more tokens: a server that says so is wrong.
const MOST: u64 = 1_000_000;

impl Usage {
    /// What a request of so many bytes may take at most, if its answer may have so many tokens.
    pub(crate) fn at_most(bytes: usize, answer: u32) -> Self {
        let bytes = u64::try_from(bytes).unwrap_or(MOST).min(MOST);
        Self {
            input: bytes.div_ceil(BYTES_A_TOKEN),
            output: u64::from(answer),
        }
    }

    /// Whether it can be true: every request takes something.
    pub(crate) fn is_likely(self) -> bool {
        (1..=MOST).contains(&self.input) && self.output <= MOST
    }

    /// What it costs, in millionths, rounded up.
    pub fn cost(self, prices: Prices) -> u64 {
        let part = |tokens: u64, price: u64| u128::from(tokens) * u128::from(price);
        let sum = part(self.input, prices.input).saturating_add(part(self.output, prices.output));
        u64::try_from(sum.div_ceil(1000)).unwrap_or(u64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cost_is_rounded_up_and_never_wraps() {
        let prices = Prices {
            input: 150,
            output: 600,
        };
        let usage = Usage {
            input: 800,
            output: 90,
        };
        assert_eq!(usage.cost(prices), 174);
        let one = Usage {
            input: 1,
            output: 0,
        };
        assert_eq!(one.cost(prices), 1);
        assert_eq!(one.cost(Prices::default()), 0);
        let much = Usage {
            input: u64::MAX,
            output: u64::MAX,
        };
        let dear = Prices {
            input: u64::MAX,
            output: u64::MAX,
        };
        assert_eq!(much.cost(dear), u64::MAX);
    }

    #[test]
    fn an_estimate_is_never_below_what_persian_takes() {
        // Persian is two bytes a letter, and no tokenizer needs more than a token a letter.
        let text = "سلام دنبال آپارتمان دوخوابه هستم";
        let estimate = Usage::at_most(text.len(), 0);
        let letters = u64::try_from(text.chars().filter(|c| c.is_alphabetic()).count()).unwrap();
        assert!(estimate.input >= letters, "{estimate:?}");
    }
}
