//! What describing a thing answers, for people: times as times, and names in words.

use super::Millis;
use crate::text::time::rfc3339;
use serde_json::Value;

/// The same answer with its times written out, UTC: in the API's JSON they are seconds since 1970.
#[must_use]
pub fn with_times(answer: Value) -> Value {
    match answer {
        Value::Object(members) => {
            members.into_iter().map(|(name, value)| (name.clone(), member(&name, value))).collect()
        }
        Value::Array(all) => all.into_iter().map(with_times).collect(),
        other @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => other,
    }
}

fn member(name: &str, value: Value) -> Value {
    time_of(name, &value).map_or_else(|| with_times(value), |time| rfc3339(time).into())
}

/// A time in the API's JSON, where it is seconds since 1970.
#[must_use]
pub fn from_seconds(value: &Value) -> Option<Millis> {
    #[allow(clippy::cast_possible_truncation)]
    // milliseconds of our age; what is far from it ends at i64's ends
    value.as_f64().map(|seconds| (seconds * 1000.0).round() as Millis)
}

/// The time that a member of that name holds; none where it holds something else.
#[must_use]
pub fn time_of(name: &str, value: &Value) -> Option<Millis> {
    from_seconds(value).filter(|_| name.ends_with("Time"))
}

/// A member's name in words: `EventSourceArn` as `event source ARN`.
pub fn in_words(name: &str) -> String {
    let letters: Vec<char> = name.replace("OAuth", "Oauth").chars().collect();
    let mut words: Vec<String> = Vec::new();
    for (at, c) in letters.iter().enumerate() {
        let is_upper = |at: usize| letters.get(at).is_some_and(|c| c.is_uppercase());
        // Capitals in a row are one word, such as in `ClientID`.
        let begins = c.is_uppercase()
            && (!is_upper(at.wrapping_sub(1)) || letters.get(at + 1).is_some_and(|c| c.is_lowercase()));
        match words.last_mut() {
            Some(word) if !begins => word.push(*c),
            Some(_) | None => words.push(c.to_string()),
        }
    }
    let word = |word: String| match word.as_str() {
        "Arn" => "ARN".to_owned(),
        "Arns" => "ARNs".to_owned(),
        "Kms" => "KMS".to_owned(),
        "Http" => "HTTP".to_owned(),
        "Url" => "URL".to_owned(),
        "Api" => "API".to_owned(),
        "Oauth" => "OAuth".to_owned(),
        capitals if capitals.len() > 1 && !capitals.chars().any(char::is_lowercase) => capitals.to_owned(),
        _ => word.to_lowercase(),
    };
    words.into_iter().map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{in_words, with_times};
    use serde_json::json;

    #[test]
    fn seconds_become_times_wherever_they_stand_and_other_numbers_stay() {
        let answer = json!({"CreationTime": 1_794_900_000.5, "RetentionDays": 7, "Inner": [{"EndTime": 0}]});
        let times = json!({
            "CreationTime": "2026-11-17T07:20:00.5Z", "RetentionDays": 7,
            "Inner": [{"EndTime": "1970-01-01T00:00:00Z"}],
        });
        assert_eq!(with_times(answer), times);
    }

    #[test]
    fn names_become_words() {
        for (name, words) in [
            ("Name", "name"),
            ("EventSourceArn", "event source ARN"),
            ("KmsKeyIdentifier", "KMS key identifier"),
            ("FilterArns", "filter ARNs"),
            ("OAuthParameters", "OAuth parameters"),
            ("ClientID", "client ID"),
            ("ApiDestinationArn", "API destination ARN"),
            ("EndpointUrl", "endpoint URL"),
            ("InvocationRateLimitPerSecond", "invocation rate limit per second"),
        ] {
            assert_eq!(in_words(name), words);
        }
    }
}
