//! Tags as lines of a field: `KEY=VALUE`, where a `=` that belongs to the key is written `\=`.

/// A tag's line.
pub(super) fn line(key: &str, value: &str) -> String {
    format!("{}={value}", key.replace('=', "\\="))
}

/// The tag of a line, without the blanks around its key and its value; `None` where there is none.
pub(super) fn read(line: &str) -> Option<(String, String)> {
    let ends = |at: &usize| !line[..*at].ends_with('\\');
    let at = line.match_indices('=').map(|(at, _)| at).find(ends)?;
    Some((line[..at].trim().replace("\\=", "="), line[at + 1..].trim().to_owned()))
}

/// What stands in the field, where `typed` was made of `base` and `now` stands there meanwhile: the lines
/// that were typed or taken away, and all that others did.
pub fn merged(base: &str, typed: &str, now: &str) -> String {
    let has = |text: &str, line: &str| text.lines().any(|other| other == line);
    let kept = now.lines().filter(|line| !has(base, line) || has(typed, line));
    let new = typed.lines().filter(|line| !has(base, line) && !has(now, line));
    kept.chain(new).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::{line, merged, read};

    #[test]
    fn a_key_may_have_an_equals_sign_in_it() {
        for (key, value) in [("a=b", "c"), ("a", "b=c"), ("a", ""), ("=", "=")] {
            assert_eq!(read(&line(key, value)), Some((key.to_owned(), value.to_owned())));
        }
        assert_eq!(read(" team = shop "), Some(("team".to_owned(), "shop".to_owned())));
        assert_eq!((read("none"), read("none\\=")), (None, None));
    }

    #[test]
    fn what_others_did_to_other_lines_stays() {
        assert_eq!(merged("a=1\nb=2", "a=1\nc=3", "a=1\nb=2\nd=4"), "a=1\nd=4\nc=3");
        assert_eq!(merged("a=1", "a=2", "b=1"), "b=1\na=2");
    }
}
