//! The width of a text in columns of the terminal, and how a text is cut, filled up or wrapped to a width.
//!
//! The text must be safe ([`super::safe()`]): terminals disagree about the width of unsafe characters.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns that a character takes: 0, 1 or 2.
pub fn columns(c: char) -> usize {
    c.width().unwrap_or(0)
}

/// Columns that a user-perceived character takes, which may be made of several: terminals draw them as one.
pub fn cluster_width(cluster: &str) -> usize {
    cluster.width()
}

/// Columns that a text takes.
pub fn width(text: &str) -> usize {
    text.chars().map(columns).sum()
}

/// The text cut to `width` columns, with `…` as its last column where something was cut.
pub fn fit(text: &str, width: usize) -> String {
    let mut used = 0;
    let mut out = String::new();
    for c in text.chars() {
        let w = columns(c);
        if used + w > width {
            while used + 1 > width {
                let Some(last) = out.pop() else { return out };
                used -= columns(last);
            }
            out.push('…');
            return out;
        }
        used += w;
        out.push(c);
    }
    out
}

/// A sentence, or where it is wider than `width` the longest beginning of it that stands by itself: up to a
/// full stop, semicolon, colon or bracket, else up to a comma; not up to one within a name, such as
/// `a.b.com`. Where there is none, it is cut as [`fit`] does.
pub fn fit_sentence(sentence: &str, width: usize) -> String {
    if self::width(sentence) <= width {
        return sentence.to_owned();
    }
    let beginning = |ends: &[char]| {
        let is_end = |at: usize, mark: &str| match mark {
            "(" => sentence[..at].ends_with(' '),
            _ => sentence[at + mark.len()..].chars().next().is_none_or(char::is_whitespace),
        };
        let ends = sentence.match_indices(ends).filter(|(at, mark)| is_end(*at, mark));
        let ends = ends.map(|(at, _)| sentence[..at].trim_end());
        let mut longest = ends.rev();
        longest
            .find(|beginning| self::width(beginning) <= width && beginning.contains(' '))
            .map(str::to_owned)
    };
    let found = beginning(&['.', ';', ':', '(']).or_else(|| beginning(&[',']));
    found.unwrap_or_else(|| fit(sentence, width))
}

/// The text cut to `width` columns, with `…` in its middle where something was cut: of names and ARNs, the
/// end tells one from the other.
pub fn fit_middle(text: &str, width: usize) -> String {
    if self::width(text) <= width || width < 3 {
        return fit(text, width);
    }
    let kept = width - 1;
    let front: String = {
        let mut used = 0;
        let fits = |c: &char| {
            used += columns(*c);
            used <= kept.div_ceil(2)
        };
        text.chars().take_while(fits).collect()
    };
    let room = width - self::width(&front);
    format!("{front}{}", cut_front(text, room))
}

/// An ARN cut to `width` columns: its service at the front, and as much of its end as there is room for,
/// where its name stands.
pub fn cut_arn(arn: &str, width: usize) -> String {
    let service = arn.match_indices(':').nth(2).map_or(0, |(at, _)| at + 1);
    let (front, rest) = arn.split_at(service);
    if self::width(arn) <= width || self::width(front) * 2 > width {
        return fit_middle(arn, width);
    }
    format!("{front}{}", cut_front(rest, width - self::width(front)))
}

/// The text's last `width` columns, with `…` as the first where something was cut.
pub fn cut_front(text: &str, width: usize) -> String {
    if self::width(text) <= width {
        return text.to_owned();
    }
    let mut used = 1;
    let mut kept: Vec<char> = Vec::new();
    for c in text.chars().rev() {
        used += columns(c);
        if used > width {
            break;
        }
        kept.push(c);
    }
    let mut out = String::from(if width == 0 { "" } else { "…" });
    out.extend(kept.iter().rev());
    out
}

/// The text in exactly `room` columns: cut as by [`fit`], or filled up with blanks.
pub fn padded(text: &str, room: usize) -> String {
    let mut text = fit(text, room);
    let gap = room.saturating_sub(width(&text));
    text.extend(std::iter::repeat_n(' ', gap));
    text
}

/// The text wrapped to lines of at most so many columns, at blanks where there are any.
pub fn fold(text: &str, columns: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let Some(line) = lines.last_mut() else { break };
        if line.is_empty() {
            line.push_str(word);
        } else if width(line) + 1 + width(word) <= columns {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::{cut_arn, cut_front, fit, fit_middle, fit_sentence, fold, padded};

    #[test]
    fn a_sentence_that_is_too_wide_ends_where_its_beginning_stands_by_itself() {
        let new = "Make something new: a rule, a bus or whatever is listed; in a tail, a rule.";
        let managed =
            "AutoScalingManagedRule is managed by autoscaling.amazonaws.com: only that service can delete it";
        for (sentence, width, shown) in [
            ("Copy it.", 8, "Copy it."),
            (new, 30, "Make something new"),
            (new, 60, "Make something new: a rule, a bus or whatever is listed"),
            ("Show the policy for what was called, or for all.", 40, "Show the policy for what was called"),
            ("Go to the next event that the edit gains.", 20, "Go to the next even…"),
            (managed, 62, "AutoScalingManagedRule is managed by autoscaling.amazonaws.com"),
            (managed, 50, "AutoScalingManagedRule is managed by autoscaling.…"),
        ] {
            assert_eq!(fit_sentence(sentence, width), shown);
        }
    }

    #[test]
    fn cutting_counts_columns_and_shows_the_cut() {
        assert_eq!(fit("abc", 3), "abc");
        assert_eq!(fit("abcd", 3), "ab…");
        assert_eq!(fit("日本語", 4), "日…");
        assert_eq!(fit("日本語", 6), "日本語");
        assert_eq!(fit("x", 0), "");
    }

    #[test]
    fn cutting_in_the_middle_keeps_both_ends() {
        assert_eq!(fit_middle("aws.partner/example.com/1", 11), "aws.p…com/1");
        assert_eq!(fit_middle("aws.partner/example.com/4", 11), "aws.p…com/4");
        assert_eq!(fit_middle("abcdef", 4), "ab…f");
        assert_eq!(fit_middle("abcd", 4), "abcd");
        assert_eq!(fit_middle("日本語の文", 6), "日…文");
        assert_eq!((fit_middle("abcd", 2).as_str(), fit_middle("abcd", 0).as_str()), ("a…", ""));
    }

    #[test]
    fn an_arn_keeps_its_service_and_the_end_of_its_name() {
        let arn = "arn:aws:sqs:eu-west-1:123456789012:orders-dead-letters";
        assert_eq!(cut_arn(arn, 60), arn);
        assert_eq!(cut_arn(arn, 34), "arn:aws:sqs:…2:orders-dead-letters");
        assert_eq!(cut_arn(arn, 11), "arn:a…tters");
        assert_eq!(cut_arn("no arn of anything at all", 11), "…ing at all");
    }

    #[test]
    fn cutting_in_front_keeps_the_end() {
        assert_eq!(cut_front("abcd", 3), "…cd");
        assert_eq!(cut_front("abc", 3), "abc");
        assert_eq!(cut_front("日本語", 4), "…語");
        assert_eq!(cut_front("abc", 0), "");
    }

    #[test]
    fn padding_counts_columns() {
        assert_eq!(padded("日本", 6), "日本  ");
        assert_eq!(padded("abcd", 3), "ab…");
        assert_eq!(padded("日本", 3), "日…");
    }

    #[test]
    fn sentences_are_broken_between_words() {
        assert_eq!(fold("one two three", 7), ["one two", "three"]);
        assert_eq!(fold("unbreakable 日本 x", 6), ["unbreakable", "日本 x"]);
        assert_eq!(fold("", 6), [""]);
    }
}
