//! Texts as XML writes them (W3C, "Extensible Markup Language (XML) 1.0", 2.2 Characters and 2.4 Character
//! Data).

/// A text between tags or in quotation marks; a character that XML has no way to write is replaced.
pub(crate) fn xml_escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // A reader takes it for a line feed where it stands as it is.
            '\r' => out.push_str("&#xd;"),
            '\t' | '\n' => out.push(c),
            '\0'..'\u{20}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::xml_escaped;

    #[test]
    fn signs_of_xml_are_escaped_and_what_it_cannot_say_replaced() {
        assert_eq!(xml_escaped("a < \"b\" & c > d"), "a &lt; &quot;b&quot; &amp; c &gt; d");
        assert_eq!(xml_escaped("1\t2\n3\r4\u{1b}5\u{ffff}6é"), "1\t2\n3&#xd;4\u{fffd}5\u{fffd}6é");
    }
}
