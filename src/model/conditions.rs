//! How calls to an account fare at present, beyond their own answers.

use super::Millis;
use crate::text::time::span;
use serde::{Deserialize, Serialize};

/// What an operator must know while calls go on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conditions {
    /// The service refuses calls because they come too fast: as many a second are made now.
    pub slowed: Option<u32>,
    /// Milliseconds for which the service has asked to be left alone, where that is long.
    #[serde(default)]
    pub wait: Option<Millis>,
    /// The operation that has had no answer for some seconds.
    pub unanswered: Option<String>,
    /// Milliseconds by which the service's clock is ahead of this machine's; 0 within a few seconds.
    pub skew: Millis,
}

impl Conditions {
    /// Seconds without an answer before it is said.
    pub const PATIENCE: u64 = 3;

    /// The longest wait that a service may ask for.
    pub const LONGEST_WAIT: Millis = 120_000;

    /// The sentences for what has come up since. What lasts is not said again, and of what is over only that
    /// the clocks agree.
    pub fn news(&self, before: &Self) -> Vec<String> {
        let is_other_way = before.skew.signum() != self.skew.signum();
        let mut news = Self {
            slowed: self.slowed.filter(|_| before.slowed.is_none()),
            wait: self.wait.filter(|_| before.wait.is_none()),
            unanswered: self.unanswered.clone().filter(|_| before.unanswered.is_none()),
            skew: if is_other_way { self.skew } else { 0 },
        }
        .sentences();
        // What was said of the clock would be believed for as long as the program runs.
        if before.skew != 0 && self.skew == 0 {
            news.push("This machine's clock agrees with the service's again.".to_owned());
        }
        news
    }

    /// One sentence for each thing that is not as it should be.
    pub fn sentences(&self) -> Vec<String> {
        let mut all = Vec::new();
        if let Some(asked) = self.wait {
            let early = if asked > Self::LONGEST_WAIT {
                format!(", which is not waited out: it is asked again after {}", span(Self::LONGEST_WAIT))
            } else {
                String::new()
            };
            all.push(format!("The service asks to wait {} before the next call{early}.", span(asked)));
        } else if let Some(rate) = self.slowed {
            all.push(format!(
                "The service limits how fast calls may come: going on with at most {rate} a second."
            ));
        }
        if let Some(operation) = &self.unanswered {
            all.push(format!(
                "{operation} has had no answer for {} s; still waiting, for less than a minute in all.",
                Self::PATIENCE
            ));
        }
        if self.skew != 0 {
            let (span, side) = (span(self.skew.abs()), side(self.skew));
            all.push(format!(
                "This machine's clock is {span} {side} the service's; times are the service's."
            ));
        }
        all
    }
}

/// Where this machine's clock stands against the service's.
fn side(skew: Millis) -> &'static str {
    if skew > 0 { "behind" } else { "ahead of" }
}

#[cfg(test)]
mod tests {
    use super::Conditions;
    use crate::text::time::DAY;

    #[test]
    fn each_trouble_has_its_sentence_and_all_well_has_none() {
        assert_eq!(Conditions::default().sentences(), Vec::<String>::new());
        let all = Conditions {
            slowed: Some(4),
            unanswered: Some("ListRules".to_owned()),
            skew: -120_000,
            ..Conditions::default()
        };
        let said = all.sentences();
        assert!(said[0].contains("4 a second") && said[1].contains("ListRules"), "{said:?}");
        assert_eq!(said[2], "This machine's clock is 2 min ahead of the service's; times are the service's.");
        assert_eq!(all.news(&all), Vec::<String>::new(), "nothing is said twice");
        assert_eq!(all.news(&Conditions { slowed: Some(9), ..Conditions::default() }).len(), 2);
        for (wait, said) in [
            (30_000, "The service asks to wait 30 s before the next call."),
            (
                DAY,
                "The service asks to wait 1 d before the next call, which is not waited out: it is asked again \
                    after 2 min.",
            ),
        ] {
            let waits = Conditions { wait: Some(wait), ..all.clone() };
            assert_eq!(waits.sentences()[0], said);
        }
        let behind = Conditions { skew: 5_000, ..Conditions::default() };
        assert!(behind.sentences()[0].contains("5 s behind"), "{:?}", behind.sentences());
        let right = Conditions::default();
        assert_eq!(right.news(&behind), ["This machine's clock agrees with the service's again."]);
        assert_eq!(right.news(&right), Vec::<String>::new());
        assert!(Conditions { skew: -9_000, ..right }.news(&behind)[0].contains("9 s ahead of"));
    }
}
