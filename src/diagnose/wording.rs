//! A ladder in words: the one maker of the sentences that the command prints, the screen shows and a ticket
//! gets, so that all three say the same.
//!
//! What is wrong is the checks' to say; here it is only put in order. How wide a line may be, and in what
//! colour it stands, is for whoever shows it.

use super::evidence::{Expected, Origin};
use super::ladder::{Ask, Finding, Ladder, QUESTIONS, Rung, Status, Tells};
use super::remedy::Remedy;
use super::same_cause::{SameCause, by_cause};
use std::fmt::Write as _;

impl Status {
    /// A sign, for where there is no room for the word.
    pub fn sign(self) -> char {
        match self {
            Self::Ok => '✓',
            Self::CannotSee => '?',
            Self::Suspect => '!',
            Self::Fault => '✗',
        }
    }

    /// The word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::CannotSee => "cannot see",
            Self::Suspect => "suspect",
            Self::Fault => "fault",
        }
    }
}

impl Rung {
    /// What it asks.
    pub fn question(&self) -> &'static str {
        QUESTIONS.get(usize::from(self.number)).copied().unwrap_or_default()
    }
}

impl Finding {
    /// Its id, and the target that it is about.
    pub fn name(&self) -> String {
        let target = self.target.as_deref().map(|target| format!(" (target {target})")).unwrap_or_default();
        format!("{}{target}", self.id)
    }

    /// What to do, where there is something to do: nothing for what is in order.
    pub fn to_do(&self) -> Option<&Remedy> {
        self.remedy.as_ref().filter(|_| self.status >= Status::Suspect)
    }
}

impl Ask {
    /// How the command is told to ask for it.
    pub fn as_option(self) -> &'static str {
        match self {
            Self::Event => "`--event FILE` gives one; `buslens tail` prints those that come to a rule.",
            Self::DeadLetters => "`--dlq` reads the dead letters, which counts as receiving them.",
            Self::History => "`--history` asks who changed the rule.",
        }
    }
}

impl Expected {
    /// `event 14:03:12 UTC OrderPlaced (from the tail)`: what tells it from others.
    pub fn described(&self) -> String {
        let root = self.event.root();
        let text = |name: &str| root.get(name)?.owned_text();
        let time = text("time").and_then(|time| Some(time.get(11..19)?.to_owned()));
        let kind = text("detail-type").unwrap_or_else(|| "without detail-type".to_owned());
        let from = match self.origin {
            Origin::Bus => "from the tail",
            Origin::Brought => "not seen on this bus",
            Origin::Captured => "of its kind, from a tail",
            Origin::Kept => "of its kind, from a log group",
        };
        let time = time.map(|time| format!("{time} UTC ")).unwrap_or_default();
        format!("event {time}{kind} ({from})")
    }
}

impl Ladder {
    /// Which rule and which event it is about.
    pub fn subject(&self) -> String {
        let about = self.event_id.as_deref().map(|id| format!(", event {id}")).unwrap_or_default();
        format!("{} › {}{about}", self.bus, self.rule)
    }

    /// The likeliest cause in a sentence; none where nothing is wrong as far as can be seen.
    pub fn headline(&self) -> Option<String> {
        let cause = self.cause()?;
        let is_known = cause.status == Status::Fault && matches!(cause.tells, Tells::Cause | Tells::Refusal);
        let word = if is_known { "The likeliest cause" } else { "The first thing to look at" };
        let known = if self.comes_all_the_same(cause) {
            " Deliveries come all the same (R4).".to_owned()
        } else if self.works() && cause.status == Status::Fault {
            " Yet targets were invoked, and no delivery was given up (R4): see whether that was before it."
                .to_owned()
        } else {
            self.unexplained()
                .map(|failure| format!(" It is known that deliveries fail ({}).", failure.id))
                .unwrap_or_default()
        };
        Some(format!("{word}: {} {}{known}", cause.id, cause.title))
    }

    /// What to say where no fault was found: how much is suspect, and how much could not be seen.
    pub fn doubts(&self) -> Option<String> {
        let (suspect, unseen) = (self.count(Status::Suspect), self.count(Status::CannotSee));
        if self.has_fault() || suspect + unseen == 0 {
            return None;
        }
        let unseen = crate::text::counted(unseen, "thing", "things");
        Some(format!("No fault was found; {suspect} suspect, {unseen} could not be seen."))
    }

    fn count(&self, status: Status) -> usize {
        self.rungs.iter().flat_map(|rung| &rung.findings).filter(|finding| finding.status == status).count()
    }

    /// The answer in a sentence, whatever it is.
    pub fn conclusion(&self) -> String {
        if let Some(headline) = self.headline() {
            return headline;
        }
        let nothing = "Nothing was found that stops it";
        let known = if self.works() && self.matches {
            format!(
                "{nothing}: the pattern matches the event, targets were invoked, and no delivery was given up"
            )
        } else if self.works() {
            format!("{nothing}: targets were invoked, and no delivery was given up")
        } else if let Some(left_out) = &self.left_out {
            format!("{nothing} but its pattern: {left_out}")
        } else {
            nothing.to_owned()
        };
        match self.count(Status::CannotSee) {
            0 => format!("{known}."),
            unseen => {
                format!("{known}; {} could not be seen.", crate::text::counted(unseen, "thing", "things"))
            }
        }
    }

    /// The ladder for a ticket.
    pub fn markdown(&self) -> String {
        let mut out = match self.cause() {
            Some(cause) if !self.comes_all_the_same(cause) => {
                format!("## Why `{}` on `{}` does not fire\n\n", self.rule, self.bus)
            }
            Some(_) | None => {
                format!("## `{}` on `{}`: nothing was found that stops it\n\n", self.rule, self.bus)
            }
        };
        if let Some(id) = &self.event_id {
            let _ = writeln!(out, "Event `{id}`.\n");
        }
        let _ = writeln!(out, "**{}**", escaped(&self.conclusion()));
        for rung in &self.rungs {
            let _ = writeln!(
                out,
                "\n### {} {} {} {}",
                rung.number,
                rung.question(),
                rung.status.sign(),
                rung.status.word()
            );
            if !rung.findings.is_empty() {
                out.push('\n');
            }
            for cause in by_cause(&rung.findings) {
                cause.write_markdown(&mut out);
            }
        }
        out
    }
}

impl SameCause<'_> {
    fn write_markdown(&self, out: &mut String) {
        let first = self.first;
        let (sign, word) = (first.status.sign(), first.status.word());
        let _ = writeln!(out, "- {sign} {word}: **{}** {}", escaped(&self.name()), escaped(&self.title()));
        if first.status < Status::Suspect {
            return;
        }
        for exhibit in self.all().flat_map(|finding| &finding.evidence) {
            let json = exhibit.json.to_string();
            let _ = writeln!(out, "  - {}: {}", escaped(&exhibit.source), code(&json));
        }
        let Some(remedy) = first.to_do() else { return };
        if !remedy.text.is_empty() {
            let _ = writeln!(out, "  - To do: {}", escaped(&remedy.text));
        }
        let commands = self.commands();
        if !commands.is_empty() {
            let fence = fence(&commands.join("\n"));
            let _ = writeln!(out, "\n  {fence}sh");
            for command in commands {
                let _ = writeln!(out, "  {command}");
            }
            let _ = writeln!(out, "  {fence}\n");
        }
    }
}

/// A text in which Markdown finds no markup, except code that is meant as code.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut in_code = false;
    let paired = text.matches('`').count().is_multiple_of(2);
    for c in text.chars() {
        match c {
            '`' if paired => {
                in_code = !in_code;
                out.push(c);
            }
            '*' | '_' | '<' | '>' | '[' | ']' | '\\' | '`' | '|' if !in_code => {
                out.push('\\');
                out.push(c);
            }
            '\n' | '\r' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// The longest run of backticks in a text.
fn ticks(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

/// A text as code within a line.
fn code(text: &str) -> String {
    match ticks(text) {
        0 => format!("`{text}`"),
        n => {
            let ticks = "`".repeat(n + 1);
            format!("{ticks} {text} {ticks}")
        }
    }
}

/// What encloses a text as a block of code.
fn fence(text: &str) -> String {
    "`".repeat((ticks(text) + 1).max(3))
}

#[cfg(test)]
mod tests {
    use super::{code, escaped, fence};

    #[test]
    fn texts_from_outside_cannot_leave_their_place_in_a_ticket() {
        assert_eq!(escaped("a_b *c* <img> `x_y`"), r"a\_b \*c\* \<img\> `x_y`");
        assert_eq!(escaped("one ` tick\n# heading"), r"one \` tick # heading");
        assert_eq!(code("a`b"), "`` a`b ``");
        assert_eq!((code("{}"), fence("x"), fence("````")), ("`{}`".into(), "```".into(), "`````".into()));
    }
}
