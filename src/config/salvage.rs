//! What can still be read of a JSON file that was cut short or written over in part.

use serde_json::Value;

/// Places to which a text is cut back in search of something that can be read, at most.
const TRIES: usize = 64;

/// The value in a text, as far as it can be read from the beginning: a whole value with rubbish behind it, or
/// what is complete of one that ends too early or goes wrong further on. `None` when there is nothing.
pub(super) fn salvage(text: &str) -> Option<Value> {
    read(text, false)
}

/// Like [`salvage`], with the beginning of a string in which the text is cut off: of use where half of a
/// string is, such as a text that somebody was typing.
pub(super) fn salvage_with_cut_string(text: &str) -> Option<Value> {
    read(text, true)
}

fn read(text: &str, with_cut_string: bool) -> Option<Value> {
    let text = &without_strays(text);
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    if let Some(Ok(value)) = values.next() {
        return Some(value);
    }
    // Behind a comma or an opening bracket everything before it is complete; at the end of the text a string
    // may be open, whose beginning is worth having too.
    let mut open: Vec<char> = Vec::new();
    let mut cuts: Vec<(usize, String)> = Vec::new();
    let (mut quoted, mut escaped) = (false, false);
    for (at, c) in text.char_indices() {
        if quoted {
            quoted = c != '"' || escaped;
            escaped = c == '\\' && !escaped;
            continue;
        }
        match c {
            '"' => quoted = true,
            '{' | '[' => open.push(if c == '{' { '}' } else { ']' }),
            '}' | ']' => {
                open.pop();
            }
            ',' => cuts.push((at, open.iter().rev().collect())),
            _ => {}
        }
    }
    let close: String = open.iter().rev().collect();
    let mut ends = vec![(text.len(), close.clone())];
    if quoted && with_cut_string {
        // An escape may be cut in its middle: `\u12`.
        let back = (0..=6).filter_map(|n| text.len().checked_sub(n)).filter(|at| text.is_char_boundary(*at));
        ends.extend(back.map(|at| (at, format!("\"{close}"))));
    }
    ends.extend(cuts.into_iter().rev());
    ends.into_iter().take(TRIES).find_map(|(at, close)| {
        let candidate = format!("{}{close}", text.get(..at)?);
        serde_json::from_str(&candidate).ok()
    })
}

/// The text without characters that cannot stand outside of strings: the mark that some editors put before
/// what they save, and what became of damaged bytes.
fn without_strays(text: &str) -> String {
    let (mut quoted, mut escaped) = (false, false);
    let mut kept = String::with_capacity(text.len());
    for c in text.chars() {
        if !(quoted || c.is_ascii_graphic() || c.is_ascii_whitespace()) {
            continue;
        }
        let ends = c == '"' && !escaped;
        escaped = quoted && c == '\\' && !escaped;
        quoted ^= ends;
        kept.push(c);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::{salvage, salvage_with_cut_string};
    use serde_json::json;

    #[test]
    fn whatever_is_complete_is_read() {
        let whole = r#"{"a": {"state": "x", "at": 1}, "b": {"state": "y", "at": 2}}"#;
        assert_eq!(salvage(whole), serde_json::from_str(whole).ok());
        assert_eq!(salvage(&format!("{whole}}}garbage")), serde_json::from_str(whole).ok());
        let first = &json!({"state": "x", "at": 1});
        for cut in 28..whole.len() {
            let found = salvage(&whole[..cut]).unwrap_or_else(|| panic!("{}", &whole[..cut]));
            assert_eq!(&found["a"], first, "{}", &whole[..cut]);
        }
        let broken = r#"{"a": {"state": "x", "at": 1}, "b": {"state" "y", "at": 2}, "c": 3}"#;
        assert_eq!(&salvage(broken).unwrap()["a"], first);
        for nothing in ["", "\u{0}\u{0}", "x", "\"", "{\"a", "]"] {
            let found = salvage(nothing);
            assert!(
                found.is_none_or(|value| value.as_object().is_none_or(serde_json::Map::is_empty)),
                "{nothing}"
            );
        }
    }

    #[test]
    fn a_text_that_is_cut_gives_its_beginning() {
        let text = r#"{"rule":"r","text":"{\n  \"source\": [\"caf\u00e9"#;
        for cut in 20..=text.len() {
            assert!(
                salvage(&text[..cut]).is_none_or(|found| found["text"].is_null()),
                "no half is taken for a whole"
            );
            let found = salvage_with_cut_string(&text[..cut]).unwrap();
            assert_eq!(found["rule"], "r");
            let begun = found["text"].as_str().unwrap();
            assert!("{\n  \"source\": [\"café".starts_with(begun), "{begun}");
            assert!(begun.len() + 7 >= cut.saturating_sub(26), "{begun:?} of {}", &text[..cut]);
        }
    }

    #[test]
    fn any_text_at_all_is_survived() {
        proptest::proptest!(|(text in "[\\PC\\x00-\\x1f{}\\[\\]\",:0-9]{0,80}")| {
            let _ = (salvage(&text), salvage_with_cut_string(&text));
        });
    }
}
