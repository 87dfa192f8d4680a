//! Names in the place of account ids, for what leaves the account: tickets, chats.

use serde_json::Value;
use std::collections::BTreeMap;

/// Names for account ids, the same one for the same account.
#[derive(Clone, Debug, Default)]
pub struct Masks(BTreeMap<String, String>);

impl Masks {
    /// The text with every run of just twelve digits replaced.
    pub fn apply(&mut self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
            let (before, digits) = rest.split_at(start);
            out.push_str(before);
            let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
            let (digits, behind) = digits.split_at(end);
            out.push_str(&if digits.len() == 12 { self.name(digits) } else { digits.to_owned() });
            rest = behind;
        }
        out.push_str(rest);
        out
    }

    fn name(&mut self, account: &str) -> String {
        let next = self.0.len() + 1;
        self.0.entry(account.to_owned()).or_insert_with(|| format!("ACCOUNT-{next}")).clone()
    }

    /// Masks the accounts in all texts of a value, names of fields among them.
    pub fn value(&mut self, value: Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.apply(&text)),
            Value::Array(list) => list.into_iter().map(|value| self.value(value)).collect(),
            Value::Object(members) => {
                members.into_iter().map(|(name, value)| (self.apply(&name), self.value(value))).collect()
            }
            other @ (Value::Null | Value::Bool(_) | Value::Number(_)) => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Masks;
    use serde_json::json;

    #[test]
    fn account_ids_are_masked_alike_and_nothing_else_is() {
        let mut masks = Masks::default();
        assert_eq!(
            masks.apply("arn:aws:sqs:us-east-1:111122223333:q to 444455556666, 1111222233334, 2026"),
            "arn:aws:sqs:us-east-1:ACCOUNT-1:q to ACCOUNT-2, 1111222233334, 2026"
        );
        assert_eq!(masks.value(json!({"a": ["444455556666", 7]})), json!({"a": ["ACCOUNT-2", 7]}));
    }
}
