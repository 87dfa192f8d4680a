//! What checks write their findings into.

use super::evidence::{Blind, Piece};
use super::ladder::{Ask, Exhibit, Finding, Status, Tells};
use super::remedy::{MadeBy, SettingChange};
use crate::export::Repair;
use crate::model::{Arn, Target};
use serde_json::Value;

/// The findings so far, under the id of the check that is running.
#[derive(Debug, Default)]
pub(super) struct Report {
    findings: Vec<Finding>,
    id: &'static str,
    rung: u8,
    often: u8,
    tells: Tells,
    /// The target that is being looked at.
    about: Option<CheckedThing>,
    /// Only what is wrong is wanted: nothing that is in order, nothing that cannot be seen.
    only_wrong: bool,
}

/// What a check is at: a target, or one of several other things.
#[derive(Debug)]
struct CheckedThing {
    /// The target's id; none of other things.
    id: Option<String>,
    /// What names it in full.
    arn: Arn,
    name: String,
}

impl CheckedThing {
    /// A sentence without what names the target: that of another one is the same where it says the same.
    fn without_name(&self, title: &str) -> String {
        let (whole, name) = (self.arn.as_str(), self.name.as_str());
        let title = if whole.is_empty() { title.to_owned() } else { title.replace(whole, "…") };
        let is_part = |c: char| c.is_alphanumeric() || "-_/".contains(c);
        let (mut out, mut rest) = (String::new(), title.as_str());
        while let Some((before, after)) = rest.split_once(name).filter(|_| !name.is_empty()) {
            let is_whole = !before.ends_with(is_part) && !after.starts_with(is_part);
            out.push_str(before);
            out.push_str(if is_whole { "…" } else { name });
            rest = after;
        }
        out + rest
    }
}

impl Report {
    /// A report that keeps only what is wrong.
    pub(super) fn of_wrongs() -> Self {
        Self { only_wrong: true, ..Self::default() }
    }

    pub(super) fn begin(&mut self, id: &'static str, rung: u8, often: u8, tells: Tells) {
        (self.id, self.rung, self.often, self.tells, self.about) = (id, rung, often, tells, None);
    }

    /// The target that the check is at.
    fn target(&self) -> Option<&String> {
        self.about.as_ref()?.id.as_ref()
    }

    pub(super) fn about(&mut self, target: &Target) {
        let (id, arn, name) = (Some(target.id.clone()), target.arn.clone(), target.arn.name().to_owned());
        self.about = Some(CheckedThing { id, arn, name });
    }

    /// One of several things that are no targets, by its name.
    pub(super) fn about_thing(&mut self, name: &str) {
        self.about = Some(CheckedThing { id: None, arn: Arn::default(), name: name.to_owned() });
    }

    /// What follows is about no single thing.
    pub(super) fn about_nothing(&mut self) {
        self.about = None;
    }

    /// Adds a sentence to what to do about the fault that was found last, where the running check found it of
    /// this target.
    pub(super) fn add_to_fix(&mut self, sentence: &str) {
        let (id, target) = (self.id, self.target().cloned());
        let last = self.findings.last_mut().filter(|finding| {
            finding.status == Status::Fault && finding.id == id && finding.target == target
        });
        if let Some(remedy) = last.and_then(|finding| finding.remedy.as_mut()) {
            remedy.text = format!("{} {sentence}", remedy.text);
        }
    }

    /// True for the quick checks of whole buses, which look at no target's own settings.
    pub(super) fn is_quick(&self) -> bool {
        self.only_wrong
    }

    pub(super) fn into_findings(self) -> Vec<Finding> {
        self.findings
    }

    fn add(&mut self, status: Status, title: String) -> Note<'_> {
        if self.only_wrong && status < Status::Suspect {
            return Note(None);
        }
        let about = self.about.as_ref();
        self.findings.push(Finding {
            id: self.id,
            status,
            subject: about.map(|about| about.name.clone()).unwrap_or_default(),
            alike: about.map(|about| about.without_name(&title)).unwrap_or_default(),
            title,
            target: about.and_then(|about| about.id.clone()),
            evidence: Vec::new(),
            remedy: None,
            needs: None,
            ask: None,
            tells: self.tells,
            rung: self.rung,
            often: self.often,
            order: 0,
        });
        Note(self.findings.last_mut())
    }

    /// In order.
    pub(super) fn ok(&mut self, title: impl Into<String>) -> Note<'_> {
        self.add(Status::Ok, title.into())
    }

    /// Surely keeps events from arriving.
    pub(super) fn fault(&mut self, title: impl Into<String>) -> Note<'_> {
        self.add(Status::Fault, title.into())
    }

    /// May be the cause.
    pub(super) fn suspect(&mut self, title: impl Into<String>) -> Note<'_> {
        self.add(Status::Suspect, title.into())
    }

    /// Cannot be seen: what would show it, and why it was not seen.
    pub(super) fn cannot_see(&mut self, what: &str, needs: impl Into<String>, why: &str) {
        self.unseen(what, needs, why, None);
    }

    /// Cannot be seen for want of an event.
    pub(super) fn wants_event(&mut self, what: &str, needs: &str, why: &str) {
        self.unseen(what, needs, why, Some(Ask::Event));
    }

    fn unseen(&mut self, what: &str, needs: impl Into<String>, why: &str, ask: Option<Ask>) {
        if self.only_wrong {
            return;
        }
        let needs = needs.into();
        let why = if why.is_empty() { String::new() } else { format!(" ({why})") };
        let note = self.add(Status::CannotSee, format!("{what} cannot be seen{why}: needs {needs}."));
        if let Note(Some(finding)) = note {
            finding.needs = Some(needs);
            finding.ask = ask;
        }
    }

    /// Nobody asked for it, so nothing is known to be refused.
    pub(super) fn not_asked(&mut self, what: &str, needs: &str) {
        if !self.only_wrong
            && let Note(Some(finding)) =
                self.add(Status::CannotSee, format!("{what} was not asked: {needs} would show it."))
        {
            finding.needs = Some(needs.to_owned());
        }
    }

    /// The value of a piece, or a finding that it cannot be seen. What is missing is for the check to judge
    /// first.
    pub(super) fn see<'p, T>(&mut self, what: &str, needs: &str, piece: &'p Piece<T>) -> Option<&'p T> {
        match piece {
            Piece::Seen(value) => Some(value),
            Piece::Missing => None,
            Piece::NotAsked => {
                self.not_asked(what, needs);
                None
            }
            Piece::CannotSee(Blind { needs, why }) => {
                self.cannot_see(what, needs.clone(), why);
                None
            }
        }
    }

    /// The value of a piece that is asked for only when the operator says so; `why` is a clause.
    pub(super) fn see_asked<'p, T>(
        &mut self,
        what: &str,
        needs: &str,
        why: &str,
        piece: &'p Piece<T>,
        ask: Ask,
    ) -> Option<&'p T> {
        if !piece.is_not_asked() {
            return self.see(what, needs, piece);
        }
        if !self.only_wrong
            && let Note(Some(finding)) = self.add(Status::CannotSee, format!("{what} was not asked: {why}."))
        {
            finding.needs = Some(needs.to_owned());
            finding.ask = Some(ask);
        }
        None
    }
}

/// A finding being written; nothing, where it is not wanted.
pub(super) struct Note<'r>(Option<&'r mut Finding>);

impl Note<'_> {
    fn with(mut self, change: impl FnOnce(&mut Finding)) -> Self {
        if let Some(finding) = &mut self.0 {
            change(finding);
        }
        self
    }

    /// Adds what it rests on.
    pub(super) fn with_exhibit(self, source: &str, json: impl Into<Value>) -> Self {
        let json = json.into();
        self.with(|finding| finding.evidence.push(Exhibit { source: source.to_owned(), json }))
    }

    /// Adds a policy: as JSON where it is some, else as its text.
    pub(super) fn with_policy(self, source: &str, text: &str) -> Self {
        let json = serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned()));
        self.with_exhibit(source, json)
    }

    /// Says what to do.
    pub(super) fn fix(self, text: impl Into<String>) -> Self {
        let text = text.into();
        self.with(|finding| finding.remedy.get_or_insert_default().text = text)
    }

    /// Leaves room before what to do for what else was found of deliveries.
    pub(super) fn after_others(self) -> Self {
        self.with(|finding| finding.remedy.get_or_insert_default().after_others = true)
    }

    /// Gives the calls that do it, one a line, where no resource of a template does.
    pub(super) fn calls(self, calls: impl Into<String>) -> Self {
        self.calls_about(&Arn::default(), calls)
    }

    /// Gives the calls that do it to a thing that may be of another account.
    pub(super) fn calls_about(self, of: &Arn, calls: impl Into<String>) -> Self {
        let calls = MadeBy::Calls { calls: calls.into(), of: of.clone() };
        self.with(|finding| finding.remedy.get_or_insert_default().made_by = Some(calls))
    }

    /// Gives the change, as a command and for templates; what to do has been said, and is followed by what
    /// has to be known of it.
    pub(super) fn repair(self, repair: Repair) -> Self {
        self.with(|finding| {
            let remedy = finding.remedy.get_or_insert_default();
            if let Some(warning) = repair.warning() {
                remedy.text = format!("{} {warning}", remedy.text);
            }
            remedy.made_by = Some(MadeBy::Repair(Box::new(repair)));
        })
    }

    /// Gives the change, where there is one.
    pub(super) fn repair_if(self, repair: Option<Repair>) -> Self {
        match repair {
            Some(repair) => self.repair(repair),
            None => self,
        }
    }

    /// Gives the setting before and after.
    pub(super) fn change(self, setting: &str, before: Option<&str>, after: impl Into<String>) -> Self {
        let change = SettingChange {
            setting: setting.to_owned(),
            before: before.map(str::to_owned),
            after: Some(after.into()),
        };
        self.with(|finding| finding.remedy.get_or_insert_default().change = Some(change))
    }

    /// Gives the setting that should not be there.
    pub(super) fn removal(self, setting: &str, before: &str) -> Self {
        let change =
            SettingChange { setting: setting.to_owned(), before: Some(before.to_owned()), after: None };
        self.with(|finding| finding.remedy.get_or_insert_default().change = Some(change))
    }

    /// Says how often this finding of its check is the answer, where that is another number than the check's.
    pub(super) fn often(self, often: u8) -> Self {
        self.with(|finding| finding.often = often)
    }

    /// Says what the operator can give or ask for to know more.
    pub(super) fn ask(self, ask: Option<Ask>) -> Self {
        self.with(|finding| finding.ask = ask)
    }

    /// Says that it tells that something fails, and not why.
    pub(super) fn symptom(self) -> Self {
        self.with(|finding| finding.tells = Tells::Symptom)
    }

    /// Says that the rule's own metrics cannot tell of it, whatever its check is about.
    pub(super) fn cause(self) -> Self {
        self.with(|finding| finding.tells = Tells::Cause)
    }

    /// Says that it keeps nothing away, whatever its check is about.
    pub(super) fn hint(self) -> Self {
        self.with(|finding| finding.tells = Tells::Hint)
    }

    /// Orders it among its like: smaller first.
    pub(super) fn order(self, order: u32) -> Self {
        self.with(|finding| finding.order = order)
    }
}
