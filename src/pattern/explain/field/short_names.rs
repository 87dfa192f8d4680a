//! Names of fields that are written short: `qty` for `quantity`, `custNo` for `customerNumber`.

use crate::pattern::explain::wording::opposites::words;

/// Words that are written short in names, each with what it is short for; of values they say less.
const SHORT_NAMES: [&[&str]; 35] = [
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
    &["env", "environment"],
    &["db", "database"],
    &["config", "cfg", "configuration"],
    &["app", "application"],
    &["admin", "administrator"],
    &["avg", "average"],
    &["msg", "message"],
    &["req", "request"],
    &["resp", "response"],
    &["repo", "repository"],
    &["org", "organization", "organisation"],
];

/// Whether two names are one, word by word, of which some are written short.
pub(super) fn are_one(a: &str, b: &str) -> bool {
    let (these, those) = (words(a), words(b));
    let is_of = |a: &str, b: &str| SHORT_NAMES.iter().any(|group| group.contains(&a) && group.contains(&b));
    let last = these.len().saturating_sub(1);
    let one = |(at, (a, b)): (usize, (&String, &String))| {
        // In front it is a word of its own: `noRetry`.
        let is_number = || at == last && is_of(a, b);
        a == b || if [a, b].iter().any(|word| *word == "no") { is_number() } else { is_of(a, b) }
    };
    these.len() == those.len() && these.iter().zip(&those).enumerate().all(one)
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
        for (a, b) in [
            ("orderQty", "orderPrice"),
            ("userId", "user"),
            ("custNo", "supplierNumber"),
            ("noRetry", "numberRetry"),
            ("d", "day"),
        ] {
            assert!(!are_one(a, b), "{a} {b}");
        }
    }
}
