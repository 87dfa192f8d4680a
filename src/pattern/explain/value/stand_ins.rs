//! Signs and letters that stand for others in what people and other matchers write: `%`, `##`, `xxxx`,
//! `10.0.0.x`, `/orders/{id}`.

use crate::pattern::address::Cidr;
use crate::pattern::explain::wording::similarity::literal;
use crate::pattern::item::Scalar;

/// A text with a star for each sign that other matchers and people let stand for characters: `%`, `?`, dots
/// at the end, and letters where the value has digits, `xxxx`, `YYYY`.
pub(super) fn with_stars(text: &str, value: &str) -> String {
    if let Some(wildcard) = with_digits(text, value) {
        return wildcard;
    }
    let (mut out, mut rest) = (String::new(), text);
    while let Some(c) = rest.chars().next() {
        let length = rest.len() - rest.trim_start_matches(c).len();
        let stands = match c {
            // Behind a number it says percent.
            '%' => !out.ends_with(|c: char| c.is_ascii_digit()),
            // At the end of a question, or before a query, it stands for itself.
            '?' => !text.contains([' ', '=']),
            '.' => length == 3 && rest.len() == length,
            '…' => rest.len() == length,
            _ => false,
        };
        if !stands {
            out.extend(std::iter::repeat_n(c, length / c.len_utf8()));
        } else if !out.ends_with('*') {
            out.push('*');
        }
        rest = rest.get(length..).unwrap_or_default();
    }
    out
}

/// A text in which runs of a letter or sign stand for digits, `ID-xxx`, `YYYY/MM`, as a wildcard; none where
/// the value has anything but digits there.
pub(super) fn with_digits(text: &str, value: &str) -> Option<String> {
    /// A letter alone is part of a word, and one at two places of it hardly tells more.
    const RUN: usize = 2;
    const STAND_INS: &str = "xXnN#yYmMdDhHsS0";
    /// Longer texts, in bytes, are not aligned.
    const LONGEST: usize = 200;
    if text.len() > LONGEST || value.len() > LONGEST {
        return None;
    }
    let (mut wildcard, mut rest, mut there) = (String::new(), text, value);
    let mut runs = 0;
    while let Some(c) = rest.chars().next() {
        let length = rest.len() - rest.trim_start_matches(c).len();
        let digits = there.len() - there.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let is_run = c != '0' && STAND_INS.contains(c) && length >= RUN;
        // As many digits; of a run that no other one follows there may be more or fewer.
        let ends = !rest.get(length..).is_some_and(|rest| rest.starts_with(|c: char| STAND_INS.contains(c)));
        let taken = if ends && digits > 0 { digits } else { length };
        if is_run && digits >= taken {
            runs += 1;
            if !wildcard.ends_with('*') {
                wildcard.push('*');
            }
            (rest, there) = (rest.get(length..)?, there.get(taken..)?);
        } else {
            there = there.strip_prefix(c)?;
            wildcard.push(c);
            rest = rest.get(c.len_utf8()..)?;
        }
    }
    (runs > 0 && there.is_empty()).then_some(wildcard)
}

/// The first digit of a class of HTTP's status codes, `5xx`.
pub(super) fn status_class(text: &str) -> Option<u32> {
    let (first, rest) = text.trim().split_at_checked(1)?;
    let digit = first.parse().ok().filter(|digit| (1..=5).contains(digit))?;
    rest.eq_ignore_ascii_case("xx").then_some(digit)
}

/// `192.168.14.x` or `192.168.14.0-255` as a block, if the address lies in it.
pub(super) fn addresses_with_stand_ins(text: &str, met: &Scalar<'_>) -> Option<String> {
    let address = met.address()?;
    let parts: Vec<&str> = text.split('.').collect();
    let known = parts.iter().take_while(|part| part.parse::<u8>().is_ok()).count();
    let open = |part: &&str| matches!(*part, "x" | "X" | "xxx" | "0-255");
    if parts.len() != 4 || known == 0 || known == 4 || !parts.iter().skip(known).all(open) {
        return None;
    }
    let fixed = parts.get(..known)?.join(".");
    let block = format!("{fixed}{}/{}", ".0".repeat(4 - known), known * 8);
    let holds = Cidr::read(block.as_bytes()).is_ok_and(|cidr| cidr.contains(address));
    holds.then(|| format!("{{\"cidr\": {}}}", literal(block.as_bytes())))
}

/// A route with named parts, `/orders/{id}` or `/orders/:id`, or a topic with signs for levels, `plants/+/#`,
/// as a wildcard; none for any other text.
pub(super) fn route(text: &str) -> Option<String> {
    let word =
        |name: &str| !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "_-+".contains(c));
    // As topics of MQTT are subscribed to: one level, and all that follow.
    let is_topic = text.ends_with("/#") || text.contains("/+/") || text.starts_with("+/");
    let named = |part: &str| {
        if is_topic && matches!(part, "+" | "#") {
            return true;
        }
        let inner = part.strip_prefix('{').and_then(|part| part.strip_suffix('}'));
        inner.or_else(|| part.strip_prefix(':')).is_some_and(word)
    };
    let is_route = text.contains('/') && !text.contains(['*', '\\']) && text.split('/').any(named);
    is_route.then(|| {
        let parts = text.split('/').map(|part| if named(part) { "*" } else { part });
        parts.collect::<Vec<_>>().join("/")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_stand_for_digits_where_the_value_has_them() {
        for (text, value, wildcard) in [
            ("ID-xxx", "ID-123", Some("ID-*")),
            ("ID-NNN", "ID-12345", Some("ID-*")),
            ("5xx", "503", Some("5*")),
            ("yyyy-mm-dd", "2026-11-28", Some("*-*-*")),
            ("YYYYMMDD", "20261128", Some("*")),
            ("logs/YYYY/MM/", "logs/2026/11/", Some("logs/*/*/")),
            ("RUNNNG", "RUNNING", None),
            ("XXXL", "XXL", None),
            ("address", "address", None),
            ("ID-xxx", "ID-abc", None),
        ] {
            assert_eq!(with_digits(text, value).as_deref(), wildcard, "{text}");
        }
        assert_eq!((status_class("5XX"), status_class("9xx"), status_class("500")), (Some(5), None, None));
    }
}
