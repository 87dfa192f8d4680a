//! One word in two forms: `SUCCESS` and `SUCCEEDED`, `run` and `running`, `prod` and `production`.

use crate::pattern::explain::value::text_ladder::MEANT;
use crate::pattern::explain::value::{Pair, arn, standards, units};
use crate::pattern::explain::wording::opposites::{is_opposite, words};
use crate::pattern::explain::wording::similarity::quoted;
use crate::pattern::explain::wording::slips::is_only_a_slip;
use crate::pattern::lint::known::is_kind;

/// How a word is formed. What is going on and what is over are two states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Bare,
    /// `fails`, `orders`.
    WithS,
    Past,
    GoingOn,
    /// `failure`, `successful`, `yearly`.
    Derived,
}

/// Endings, each with what stands in their place in the bare word.
const ENDINGS: [(&str, &str, Form); 12] = [
    ("ication", "y", Form::Derived),
    ("ation", "", Form::Derived),
    ("ment", "", Form::Derived),
    ("ance", "", Form::Derived),
    ("ful", "", Form::Derived),
    ("ure", "", Form::Derived),
    ("ion", "", Form::Derived),
    ("ing", "", Form::GoingOn),
    ("ed", "", Form::Past),
    ("ly", "", Form::Derived),
    ("es", "", Form::WithS),
    ("s", "", Form::WithS),
];

/// Forms that no ending tells.
const IRREGULAR: [(&str, &str, Form); 39] = [
    ("payment", "pay", Form::Derived),
    ("approval", "approve", Form::Derived),
    ("arrival", "arrive", Form::Derived),
    ("denial", "deny", Form::Derived),
    ("disposal", "dispose", Form::Derived),
    ("proposal", "propose", Form::Derived),
    ("referral", "refer", Form::Derived),
    ("refusal", "refuse", Form::Derived),
    ("removal", "remove", Form::Derived),
    ("renewal", "renew", Form::Derived),
    ("rental", "rent", Form::Derived),
    ("withdrawal", "withdraw", Form::Derived),
    ("timedout", "timeout", Form::Past),
    ("success", "succeed", Form::Derived),
    ("expiry", "expire", Form::Derived),
    ("delivery", "deliver", Form::Derived),
    ("recovery", "recover", Form::Derived),
    ("loss", "lose", Form::Derived),
    ("sale", "sell", Form::Derived),
    ("submission", "submit", Form::Derived),
    ("registration", "register", Form::Derived),
    ("paid", "pay", Form::Past),
    ("sent", "send", Form::Past),
    ("lost", "lose", Form::Past),
    ("built", "build", Form::Past),
    ("held", "hold", Form::Past),
    ("won", "win", Form::Past),
    ("sold", "sell", Form::Past),
    ("began", "begin", Form::Past),
    ("begun", "begin", Form::Past),
    ("ran", "run", Form::Past),
    ("bought", "buy", Form::Past),
    ("made", "make", Form::Past),
    ("kept", "keep", Form::Past),
    ("taken", "take", Form::Past),
    ("broken", "break", Form::Past),
    ("frozen", "freeze", Form::Past),
    ("withdrawn", "withdraw", Form::Past),
    ("chosen", "choose", Form::Past),
];

/// Words that are written short, each with what it is short for.
const SHORT_WORDS: [&[&str]; 47] = [
    &["kg", "kilo", "kilogram", "kilograms"],
    &["g", "gram", "grams"],
    &["lb", "lbs", "pound", "pounds"],
    &["oz", "ounce", "ounces"],
    &["km", "kilometer", "kilometers", "kilometre", "kilometres"],
    &["cm", "centimeter", "centimeters", "centimetre", "centimetres"],
    &["mm", "millimeter", "millimeters", "millimetre", "millimetres"],
    &["l", "liter", "liters", "litre", "litres"],
    &["pcs", "pc", "piece", "pieces"],
    &["prod", "prd", "production"],
    &["preprod", "preproduction"],
    &["nonprod", "nonproduction"],
    &["dev", "develop", "development"],
    &["stg", "stag", "stage", "staging"],
    &["tst", "test", "testing"],
    &["sbx", "sandbox"],
    &["int", "integration"],
    &["perf", "performance"],
    &["info", "information", "informational"],
    &["warn", "warning"],
    &["err", "error"],
    &["crit", "critical"],
    &["emerg", "emergency"],
    &["prio", "priority"],
    &["med", "medium"],
    &["admin", "administrator"],
    &["config", "cfg", "configuration"],
    &["app", "application"],
    &["db", "database"],
    &["max", "maximum"],
    &["min", "minimum"],
    &["avg", "average"],
    &["std", "standard"],
    &["tmp", "temp", "temporary"],
    &["msg", "message"],
    &["req", "request"],
    &["resp", "response"],
    &["repo", "repository"],
    &["org", "organization", "organisation"],
    &["dept", "department"],
    &["svc", "service"],
    &["k8s", "kubernetes"],
    &["pkg", "package"],
    &["img", "image"],
    &["auto", "automatic", "automated"],
    &["xl", "extralarge", "xlarge"],
    &["xs", "extrasmall", "xsmall"],
];

/// A source, what its console shows, and what its events have for it.
const CONSOLE: [(&str, &str, &str); 4] = [
    ("aws.cloudwatch", "In alarm", "ALARM"),
    ("aws.cloudwatch", "IN_ALARM", "ALARM"),
    ("aws.codepipeline", "In progress", "STARTED"),
    ("aws.codepipeline", "InProgress", "STARTED"),
];

/// What it costs to look for the forms of two words.
const COST: usize = 500;

/// Whether a mark may mean something to another matcher.
fn is_meant(mark: char) -> bool {
    MEANT.contains(mark)
}

impl Pair<'_> {
    /// How two texts are one word in two forms, or two writings of what a standard names, as a clause. What
    /// AWS gives a name has one.
    pub(super) fn in_another_word(&self, met: &str, wanted: &str) -> Option<String> {
        let named = match self.path {
            "id" | "account" | "time" | "region" => true,
            "source" => [met, wanted].iter().any(|text| text.starts_with("aws.")),
            "detail-type" => is_kind(wanted),
            _ => [met, wanted].iter().any(|text| arn::parts(text).is_some()),
        };
        if named || !self.effort.spend(COST) {
            return None;
        }
        let shown = |(source, shown, name): &(&str, &str, &str)| {
            wanted.eq_ignore_ascii_case(shown) && met == *name && self.source() == *source
        };
        if CONSOLE.iter().any(shown) {
            return Some("the console shows it as the one, and the event has the other".to_owned());
        }
        // A letter too many or too few is told as such, and what has other marks is no word.
        let lower = || (met.to_lowercase(), wanted.to_lowercase());
        let is_slip = |(there, asked): (String, String)| {
            is_only_a_slip(&there, &asked) && self.edits(&there, &asked, 1).is_some()
        };
        let plain = !met.contains(is_meant) && !wanted.contains(is_meant);
        let other = || of_texts(met, wanted).filter(|_| !is_slip(lower()));
        standards::of_texts(self.path, met, wanted).or_else(|| if plain { other() } else { None })
    }
}

/// Said of a letter and a word that begins with it.
pub(super) const FIRST_LETTER: &str =
    "the one is the first letter of the other and may stand for it, and EventBridge compares the characters";

/// How two texts are one word, or the same words but for one, as a clause.
pub(super) fn of_texts(met: &str, wanted: &str) -> Option<String> {
    /// Texts of more words are sentences.
    const MOST: usize = 8;
    /// What stands in longer texts is named in full.
    const LONGEST: usize = 80;
    if met.len().max(wanted.len()) > LONGEST {
        return None;
    }
    let clause = |what: &str| Some(format!("{what}, and EventBridge compares the characters"));
    let (these, those) = (words(met), words(wanted));
    if is_short_for(&these.concat(), &those.concat()) {
        return clause("the one is short for the other");
    }
    if these.len().max(those.len()) > MOST || is_opposite(met, wanted) {
        return None;
    }
    if these.len() != those.len() {
        let (this, that) = (these.concat(), those.concat());
        return if are_forms_of_one(&this, &that) { clause(&one_word(&this, &that)) } else { None };
    }
    let mut apart = these.iter().zip(&those).filter(|(a, b)| a != b);
    let (a, b) = apart.next().filter(|_| apart.next().is_none())?;
    let several = these.len() > 1;
    let both = || format!("{} and {}", quoted(a.as_bytes()), quoted(b.as_bytes()));
    if is_short_for(a, b) {
        return clause(&format!("{} may stand for one word, the one short for the other", both()));
    }
    if are_forms_of_one(a, b) {
        return if several {
            clause(&format!("{} are two forms of one word", both()))
        } else {
            clause(&one_word(a, b))
        };
    }
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    let initial = !several
        && short.len() == 1
        && (3..=8).contains(&long.len())
        && long.chars().all(char::is_alphabetic)
        && long.starts_with(short.as_str());
    if initial { Some(FIRST_LETTER.to_owned()) } else { None }
}

/// That two words are one, as a clause: what is derived from a word may be another thing, as `production` is
/// no `product`.
fn one_word(a: &str, b: &str) -> String {
    let is_derived = |word: &str| {
        let ending =
            |(ending, _, form): &&(&str, &str, Form)| *form == Form::Derived && word.ends_with(ending);
        ENDINGS.iter().any(|entry| ending(&entry))
    };
    let is = if is_derived(a) || is_derived(b) || a.ends_with("ing") != b.ends_with("ing") {
        "may be"
    } else {
        "is"
    };
    format!("it {is} the same word in another form")
}

/// Whether the one word is written short for the other.
pub(in crate::pattern::explain) fn is_short_for(a: &str, b: &str) -> bool {
    let units = || {
        units::unit_by_abbreviation(a).is_some()
            && units::unit_by_abbreviation(a) == units::unit_by_abbreviation(b)
    };
    a != b && (SHORT_WORDS.iter().any(|group| group.contains(&a) && group.contains(&b)) || units())
}

/// Whether two words in small letters are forms of one. One thing and several are two.
pub(super) fn are_forms_of_one(a: &str, b: &str) -> bool {
    let is_word = |word: &str| word.len() >= 3 && word.chars().all(|c| c.is_ascii_alphabetic());
    let go_together = |a: Form, b: Form| match (a, b) {
        (Form::Bare, Form::Bare | Form::WithS)
        | (Form::WithS, Form::Bare)
        | (Form::GoingOn, Form::Past | Form::Derived)
        | (Form::Past | Form::Derived, Form::GoingOn) => false,
        (Form::Bare | Form::WithS | Form::Past | Form::GoingOn | Form::Derived, _) => true,
    };
    let these = || bases(a).into_iter();
    let those = bases(b);
    let one = |(base, form): &(String, Form)| {
        those.iter().any(|(other, as_)| base == other && go_together(*form, *as_))
    };
    a != b && is_word(a) && is_word(b) && these().any(|this| one(&this))
        // A word that is one thing or several by one reading is no other form by another one.
        && !["s", "es"].iter().any(|s| a.strip_suffix(s) == Some(b) || b.strip_suffix(s) == Some(a))
}

/// What a word may be a form of, by its beginning: without a last `e`, a doubled letter as one.
fn bases(word: &str) -> Vec<(String, Form)> {
    let mut bases = vec![(beginning(word), Form::Bare)];
    let irregular = |word: &str| IRREGULAR.iter().find(|(form, ..)| *form == word);
    bases.extend(irregular(word).map(|(_, base, form)| (beginning(base), *form)));
    for (ending, instead, form) in ENDINGS {
        // Shorter beginnings are of too many words: `sec` and `secure`.
        let least = if form == Form::Derived { 4 } else { 3 };
        let Some(rest) = word.strip_suffix(ending).filter(|rest| rest.len() >= least) else { continue };
        let bare = format!("{rest}{instead}");
        bases.extend(irregular(&bare).map(|(_, base, _)| (beginning(base), form)));
        bases.push((beginning(&bare), form));
    }
    bases
}

fn beginning(word: &str) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    // No word ends so: `stoppe`.
    let doubled = |letters: &[char]| matches!(letters, [.., before, last] if before == last);
    if letters.last() == Some(&'e') && !doubled(letters.get(..letters.len() - 1).unwrap_or_default()) {
        letters.pop();
    }
    if doubled(&letters) {
        letters.pop();
    }
    if let Some(last) = letters.last_mut().filter(|last| **last == 'i') {
        *last = 'y';
    }
    letters.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::of_texts;

    #[test]
    fn forms_of_one_word() {
        for (a, b) in [
            ("approved", "approval"),
            ("pay", "payment"),
            ("SUCCESS", "SUCCEEDED"),
            ("successful", "Succeeded"),
            ("FAILED", "failure"),
            ("fail", "Failed"),
            ("RUN", "running"),
            ("terminate", "terminated"),
            ("Cancelled", "cancellation"),
            ("canceled", "cancelled"),
            ("order.created", "OrderCreate"),
            ("Deleted", "deletion"),
            ("paid", "PAYMENT"),
            ("verified", "verification"),
            ("UPDATE_COMPLETE", "UPDATE_COMPLETED"),
            ("yearly", "year"),
            ("TIMED_OUT", "TIMEOUT"),
            ("prod", "PRODUCTION"),
            ("acme-prod-eu", "acme-production-eu"),
            ("WARN", "Warning"),
            ("L", "large"),
            ("min", "minutes"),
            ("kg", "Kilogram"),
        ] {
            assert!(of_texts(a, b).is_some() && of_texts(b, a).is_some(), "{a} {b}");
        }
        for (a, b) in [
            ("address", "addresses"),
            ("sec", "secure"),
            ("local", "location"),
            ("signed", "signal"),
            ("stopping", "stopped"),
            ("order", "orders"),
            ("plan", "plane"),
            ("not", "note"),
            ("shop", "shopp"),
            ("pending", "failed"),
            ("successful", "unsuccessful"),
            ("started", "stopped"),
            ("used", "user"),
            ("L", "5"),
            ("created", "updated"),
        ] {
            assert_eq!(of_texts(a, b), None, "{a} {b}");
        }
    }
}
