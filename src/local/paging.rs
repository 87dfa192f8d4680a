//! Pages and the opaque tokens between them.
//!
//! A token holds the key of the last item given, sealed with the list it belongs to: a token of another list,
//! or one that somebody made up, is refused as AWS refuses it. Because the key and not an index is held, a
//! list that changes between two pages loses and repeats nothing that was there all along.

use crate::text::fnv;
use std::fmt::Write as _;

/// Enough to tell a token of ours from one that is not.
fn seal(scope: &str, cursor: &str) -> u64 {
    fnv(scope.bytes().chain([0]).chain(cursor.bytes()))
}

/// A token for the place `cursor` in the list called `scope`.
pub(super) fn token(scope: &str, cursor: &str) -> String {
    let mut out = format!("{:016x}", seal(scope, cursor));
    for byte in cursor.bytes() {
        let _ = write!(out, "{:02x}", byte ^ 0x5a);
    }
    out
}

/// The place a token of the list `scope` stands for; `None` when it is not such a token.
pub(super) fn cursor(scope: &str, token: &str) -> Option<String> {
    let sealed = u64::from_str_radix(token.get(..16)?, 16).ok()?;
    let rest = token.get(16..)?;
    if rest.len() % 2 != 0 || !rest.is_ascii() {
        return None;
    }
    let bytes: Option<Vec<u8>> = (0..rest.len())
        .step_by(2)
        .map(|at| {
            rest.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok()).map(|byte| byte ^ 0x5a)
        })
        .collect();
    let cursor = String::from_utf8(bytes?).ok()?;
    (seal(scope, &cursor) == sealed).then_some(cursor)
}

/// One page of items in the order of their keys.
pub(super) struct Page<T> {
    pub(super) items: Vec<T>,
    pub(super) next: Option<String>,
}

/// The page of at most `limit` items that follows `after` (a token's cursor). `items` come in rising order of
/// key.
pub(super) fn page<T>(
    scope: &str,
    items: impl IntoIterator<Item = (String, T)>,
    after: Option<&str>,
    limit: usize,
) -> Page<T> {
    let mut rest = items.into_iter().skip_while(|(key, _)| after.is_some_and(|after| key.as_str() <= after));
    let mut page = Vec::new();
    let mut last = String::new();
    for (key, item) in rest.by_ref().take(limit) {
        last = key;
        page.push(item);
    }
    let next = rest.next().map(|_| token(scope, &last));
    Page { items: page, next }
}

#[cfg(test)]
mod tests {
    use super::{cursor, page, token};

    #[test]
    fn pages_follow_each_other_and_the_last_has_no_token() {
        let items = || ["a", "b", "c", "d", "e"].map(|key| (key.to_owned(), key));
        let first = page("list", items(), None, 2);
        assert_eq!(first.items, ["a", "b"]);
        let after = cursor("list", &first.next.unwrap()).unwrap();
        let second = page("list", items(), Some(&after), 3);
        assert_eq!(second.items, ["c", "d", "e"]);
        assert_eq!(second.next, None);
    }

    #[test]
    fn tokens_of_another_list_or_made_up_are_refused() {
        let sealed = token("rules/default", "ordérs");
        assert_eq!(cursor("rules/default", &sealed).as_deref(), Some("ordérs"));
        assert_eq!(cursor("rules/other", &sealed), None);
        for bad in ["", "x", "0123456789abcdef", "zzzz", "0123456789abcdef0", "0123456789abcdefé"] {
            assert_eq!(cursor("rules/default", bad), None, "{bad}");
        }
    }
}
