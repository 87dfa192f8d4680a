//! Words of a shell's command line: whatever a text holds, it is one word that the shell takes back as it
//! was, and pasting it does nothing.

use super::is_unsafe;
use std::fmt::Write as _;

/// The text as one word of bash. Unsafe characters take `$'…'`, because a terminal that is pasted into would
/// act on them before any shell sees them.
pub(crate) fn shell_word(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@%+,".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    if !text.contains(is_unsafe) {
        return format!("'{}'", text.replace('\'', r"'\''"));
    }
    let mut out = String::from("$'");
    for c in text.chars() {
        match c {
            '\'' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if is_unsafe(c) => {
                // Its bytes: what bash makes of a character's number depends on the locale.
                for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                    let _ = write!(out, "\\x{byte:02x}");
                }
            }
            c => out.push(c),
        }
    }
    out.push('\'');
    out
}

/// The parts of a line of commands that are outside the quotation marks [`shell_word`] writes.
pub(crate) fn outside_quotes(line: &str) -> String {
    let mut out = String::new();
    let (mut is_quoted, mut has_escapes) = (false, true);
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' if has_escapes => drop(chars.next()),
            '\'' => {
                is_quoted = !is_quoted;
                has_escapes = !is_quoted || out.ends_with('$');
            }
            c if !is_quoted => out.push(c),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::shell_word;

    #[test]
    fn words_are_quoted_so_that_a_shell_takes_them_for_themselves() {
        for (word, wanted) in [
            ("plain-1.x/y:z", "plain-1.x/y:z"),
            ("", "''"),
            ("two words", "'two words'"),
            ("$HOME `x` \"y\"", "'$HOME `x` \"y\"'"),
            ("it's", r"'it'\''s'"),
            ("line\nend", r"$'line\nend'"),
        ] {
            assert_eq!(shell_word(word), wanted);
        }
    }

    #[test]
    fn a_shell_takes_every_text_back_as_it_was() {
        for text in [
            "",
            "plain",
            "two words",
            "it's",
            "$HOME `ls` \"x\" \\",
            "!!",
            "a\nb\tc\u{1b}[31m\u{7f}é",
            "\u{202e}9b\u{9b}1\u{e0041}",
            "-n",
            "'",
            "*?[x]~#",
        ] {
            let script = format!("printf %s {}", shell_word(text));
            for locale in ["C.UTF-8", "C"] {
                let out = std::process::Command::new("bash")
                    .args(["-c", &script])
                    .env("LC_ALL", locale)
                    .output()
                    .unwrap();
                assert_eq!(String::from_utf8(out.stdout).unwrap(), text, "{script}");
            }
            assert!(!script.contains('\u{1b}'), "nothing that a terminal would act on");
        }
    }
}
