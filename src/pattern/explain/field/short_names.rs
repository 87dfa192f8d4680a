//! Names of fields that are written short: `qty` for `quantity`, `custNo` for `customerNumber`.

use crate::pattern::explain::value::word_forms::is_short_for;
use crate::pattern::explain::wording::opposites::words;

/// Words that are written short in names, each with what it is short for; of values they say less.
const SHORT: [&[&str]; 26] = [
    &["qty", "quantity"],
    &["no", "nr", "num", "number"],
    &["cust", "customer"],
    &["addr", "address"],
    &["amt", "amount"],
    &["desc", "descr", "description"],
    &["id", "identifier"],
    &["ts", "timestamp"],
    &["ref", "reference"],
    &["acct", "account"],
    &["usr", "user"],
    &["src", "source"],
    &["dst", "dest", "destination"],
    &["ver", "version"],
    &["tel", "telephone"],
    &["cnt", "count"],
    &["curr", "currency"],
    &["loc", "location"],
    &["lang", "language"],
    &["pct", "percent", "percentage"],
    &["pos", "position"],
    &["tx", "txn", "transaction"],
    &["lat", "latitude"],
    &["lon", "lng", "longitude"],
    &["temperature", "temp"],
    &["env", "environment"],
];

/// Whether two names are one, word by word, of which some are written short.
pub(super) fn are_one(a: &str, b: &str) -> bool {
    let (these, those) = (words(a), words(b));
    let one = |a: &String, b: &String| {
        let of_names =
            || SHORT.iter().any(|group| group.contains(&a.as_str()) && group.contains(&b.as_str()));
        a == b || of_names() || is_short_for(a, b)
    };
    these.len() == those.len() && these.iter().zip(&those).all(|(a, b)| one(a, b))
}

#[cfg(test)]
mod tests {
    use super::are_one;

    #[test]
    fn names_are_one_where_their_words_are() {
        for (a, b) in [
            ("orderQty", "orderQuantity"),
            ("custNo", "customer_number"),
            ("dbConfig", "database-configuration"),
            ("envName", "environmentName"),
        ] {
            assert!(are_one(a, b) && are_one(b, a), "{a} {b}");
        }
        for (a, b) in [("orderQty", "orderPrice"), ("userId", "user"), ("custNo", "supplierNumber")] {
            assert!(!are_one(a, b), "{a} {b}");
        }
    }
}
