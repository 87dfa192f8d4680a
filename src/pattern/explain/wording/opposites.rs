//! Texts that deny each other, however near they are in spelling.

/// The words of a text in small letters: what stands between marks, or begins with a capital as in
/// `AttachRolePolicy`.
pub(in crate::pattern::explain) fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = None;
    for c in text.chars() {
        let begins = before.is_none_or(|before: char| {
            !before.is_alphanumeric() || (before.is_lowercase() && c.is_uppercase())
        });
        before = Some(c);
        if !c.is_alphanumeric() {
            continue;
        }
        if begins {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.extend(c.to_lowercase());
        }
    }
    words
}

/// Whether one text denies the other: `NON_COMPLIANT` and `COMPLIANT`, `inactive` and `active`.
pub(in crate::pattern::explain) fn is_opposite(a: &str, b: &str) -> bool {
    // What stands apart: `IN_PROGRESS` says nothing against `PROGRESS`.
    const APART: [&str; 3] = ["non", "not", "no"];
    // Glued to a word, a beginning is a denial only before what is a word by itself, and most of these make
    // other words as well: `invoice` says nothing against `voice`.
    const GLUED: [&str; 4] = ["non", "not", "no", "un"];
    const DENIED: [(&str, &[&str]); 8] = [
        (
            "in",
            &[
                "accessible",
                "active",
                "compatible",
                "complete",
                "correct",
                "effective",
                "eligible",
                "secure",
                "sufficient",
                "valid",
                "visible",
            ],
        ),
        (
            "dis",
            &[
                "allow",
                "allowed",
                "approved",
                "associate",
                "associated",
                "connect",
                "connected",
                "connecting",
            ],
        ),
        (
            "de",
            &[
                "activate",
                "activated",
                "allocated",
                "authorized",
                "escalated",
                "provisioned",
                "queued",
                "register",
                "registered",
            ],
        ),
        ("im", &["balanced", "mutable", "possible", "proper"]),
        ("il", &["legal", "logical"]),
        ("ir", &["regular", "relevant"]),
        ("a", &["moral", "sync", "synchronous", "typical"]),
        ("n", &["ok"]),
    ];
    /// Opposites that are near each other in spelling.
    const PAIRS: [(&str, &str); 20] = [
        ("success", "unsuccessful"),
        ("get", "put"),
        ("get", "set"),
        ("start", "stop"),
        ("attached", "detached"),
        ("attach", "detach"),
        ("enabled", "disabled"),
        ("enable", "disable"),
        ("inbound", "outbound"),
        ("ingress", "egress"),
        ("import", "export"),
        ("imported", "exported"),
        ("encrypt", "decrypt"),
        ("include", "exclude"),
        ("internal", "external"),
        ("increase", "decrease"),
        ("upload", "download"),
        ("online", "offline"),
        ("ascending", "descending"),
        ("inclusive", "exclusive"),
    ];
    const WORDS: usize = 4;
    // Texts that differ in one word, which denies the other's.
    let (these, those) = (words(a), words(b));
    let (a, b) = (a.to_lowercase(), b.to_lowercase());
    if PAIRS.iter().any(|(x, y)| (a == *x && b == *y) || (a == *y && b == *x)) {
        return true;
    }
    if these.len() > 1 && these.len() == those.len() {
        let mut apart = these.iter().zip(&those).filter(|(a, b)| a != b);
        return apart.next().is_some_and(|(a, b)| is_opposite(a, b)) && apart.next().is_none();
    }
    let (long, short) = if a.len() > b.len() { (a, b) } else { (b, a) };
    let Some(before) = long.strip_suffix(short.as_str()) else { return false };
    let denial = before.trim_end_matches(|c: char| !c.is_alphanumeric());
    let plain = short.chars().all(|c| c.is_alphabetic() || matches!(c, '_' | '-' | ' '));
    if denial.len() < before.len() {
        return plain && APART.contains(&denial);
    }
    let by_word = DENIED.iter().any(|(before, words)| *before == denial && words.contains(&short.as_str()));
    plain && (short.len() >= WORDS && GLUED.contains(&denial) || by_word)
}

#[cfg(test)]
mod tests {
    use super::is_opposite;

    #[test]
    fn what_denies_a_text() {
        for (a, b) in [
            ("NON_COMPLIANT", "COMPLIANT"),
            ("active", "INACTIVE"),
            ("Not Ready", "Ready"),
            ("unhealthy", "healthy"),
        ] {
            assert!(is_opposite(a, b) && is_opposite(b, a), "{a} {b}");
        }
        for (a, b) in [
            ("index", "dex"),
            ("north", "south"),
            ("inv-17", "v-17"),
            ("a", "a"),
            ("IN_PROGRESS", "PROGRESS"),
            ("IN_SERVICE", "SERVICE"),
            ("invoice", "voice"),
            ("discover", "cover"),
        ] {
            assert!(!is_opposite(a, b), "{a} {b}");
        }
    }
}
