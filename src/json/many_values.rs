//! Texts that have several values of JSON one after the other, as programs print them: one a line, several on
//! a line, or each laid out over lines of its own. Where a value ends is told here, what is wrong with it by
//! who reads it.

/// The values of a text, each with the line, from 1, that it begins on. What stands between two of them is
/// white space alone; what is no value is handed out as if it were one.
pub(crate) fn one_by_one(text: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let (mut rest, mut line) = (text, 1);
    std::iter::from_fn(move || {
        let blank = rest.len() - rest.trim_ascii_start().len();
        line += lines(rest.get(..blank)?);
        rest = rest.get(blank..)?;
        let value = rest.get(..end(rest)).filter(|value| !value.is_empty())?;
        let begins = line;
        line += lines(value);
        rest = rest.get(value.len()..)?;
        Some((begins, value))
    })
}

fn lines(text: &[u8]) -> usize {
    memchr::memchr_iter(b'\n', text).count()
}

/// Where the first value of a text ends, by its brackets.
fn end(text: &[u8]) -> usize {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for (at, byte) in text.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => {
                in_string = !in_string;
                if depth == 0 && !in_string {
                    return at + 1;
                }
            }
            _ if in_string => {}
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at + 1;
                }
            }
            byte if depth == 0 && byte.is_ascii_whitespace() => return at,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::one_by_one;

    #[test]
    fn each_value_is_found_with_its_line() {
        let text = "\n{\"a\": \"}\\\"{\"}\n{\n  \"b\": [{}]\n}{\"c\":1} [2]\n 3 \"x y\" no";
        let found: Vec<_> =
            one_by_one(text.as_bytes()).map(|(line, value)| (line, str::from_utf8(value).unwrap())).collect();
        assert_eq!(
            found,
            [
                (2, "{\"a\": \"}\\\"{\"}"),
                (3, "{\n  \"b\": [{}]\n}"),
                (5, "{\"c\":1}"),
                (5, "[2]"),
                (6, "3"),
                (6, "\"x y\""),
                (6, "no")
            ]
        );
        assert_eq!(one_by_one(b" \n ").count(), 0);
        assert_eq!(one_by_one(b"{\"half\": [1,").count(), 1);
    }
}
