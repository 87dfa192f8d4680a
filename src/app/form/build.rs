//! From what stands in the fields to the change.

use super::log_policy::letting_write;
use super::special_forms::ALL_TARGETS;
use super::{Form, FormField, Slot, Subject, YES, auth, condition_fault, initial_text, tags, text, who};
use crate::model::{
    Arn, Bus, Change, ChangeFault, Held, ResourcePolicy, RuleKey, TARGETS_OF_A_RULE, Thing, ThingKind,
    letting_in, no_queue, not_json, wrong_statement_id,
};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Characters of an id that is made from an ARN, with room for a number.
const ID_LENGTH: usize = 60;

impl Form {
    /// The changes that the fields make; `texts` are theirs, in their order. Of several things, each is a
    /// change of its own, and whether that would be refused is not looked at. `log_policies` are the region's
    /// for log groups, as far as they are known.
    ///
    /// # Errors
    ///
    /// All that is wrong with them.
    pub fn changes(
        &self,
        texts: &[String],
        account: Option<&str>,
        log_policies: &[ResourcePolicy],
    ) -> Result<Vec<Change>, Vec<ChangeFault>> {
        let values = Values { form: self, texts };
        let mut faults = values.no_options();
        if let Subject::Together(things) = &self.subject {
            let changes = values.together(things, &mut faults);
            return if faults.is_empty() { Ok(changes) } else { Err(faults) };
        }
        let change = match &self.subject {
            Subject::New(kind) => values.creation(*kind, &mut faults),
            Subject::Settings(thing, was) => values.settings(thing, was, &mut faults),
            Subject::Target(rule, was, id) => values.target(rule, was, id.as_deref(), &mut faults),
            Subject::Tags(thing, was) => {
                let to = Held { tags: Some(values.tags(was.tags.as_ref(), &mut faults)), ..was.clone() };
                Change::update(thing.clone(), was.clone(), to)
            }
            Subject::Permission(bus, was) => values.permission(bus, was, &mut faults),
            Subject::Policy(bus, was) => values.policy(bus, was, &mut faults),
            Subject::Together(_) | Subject::Event | Subject::SavedEvent => return Ok(Vec::new()),
        };
        faults.extend(change.faults(account));
        if !faults.is_empty() {
            return Err(faults);
        }
        let policy = values.log_policy(&change, log_policies).map_err(|fault| vec![fault])?;
        Ok(std::iter::once(change).chain(policy).collect())
    }

    /// The ids of the targets that the form is about, the first one's first, as faults name them.
    pub fn target_ids(&self, texts: &[String]) -> Vec<String> {
        let values = Values { form: self, texts };
        match &self.subject {
            Subject::Target(_, _, Some(id)) => vec![id.clone()],
            Subject::Target(_, was, None) => values.new_ids(was.targets.as_ref()),
            Subject::New(_)
            | Subject::Settings(..)
            | Subject::Tags(..)
            | Subject::Permission(..)
            | Subject::Policy(..)
            | Subject::Event
            | Subject::SavedEvent
            | Subject::Together(_) => values.new_ids(None),
        }
    }
}

/// What stands in the fields.
struct Values<'f> {
    form: &'f Form,
    texts: &'f [String],
}

impl Values<'_> {
    fn all(&self) -> impl Iterator<Item = (Slot, &str)> {
        self.form.entries.iter().map(|entry| entry.slot).zip(self.texts.iter().map(String::as_str))
    }

    fn of(&self, slot: Slot) -> &str {
        self.all().find(|(own, _)| *own == slot).map_or("", |(_, text)| text)
    }

    /// The faults of the form's own fields that take one of a few texts and have another. Those of settings
    /// are looked at with the change.
    fn no_options(&self) -> Vec<ChangeFault> {
        let wrong = |(slot, typed): (Slot, &str)| {
            let options = slot.options()?;
            let typed = typed.trim();
            let is_settings = matches!(slot, Slot::Setting(_) | Slot::Target(..));
            // An empty method is left as it is, and only a log group has a log policy.
            let is_free = (slot == Slot::AuthMethod && typed.is_empty())
                || matches!(slot, Slot::LogPolicy(nth) if !self.is_log_group(nth));
            if is_settings || is_free || options.contains(&typed) {
                return None;
            }
            let options = options.join(", ");
            let why = if typed.is_empty() {
                format!("one of these is needed: {options}.")
            } else {
                format!("`{typed}` is not one of: {options}.")
            };
            Some(ChangeFault::at(slot.place(""), why))
        };
        self.all().filter_map(wrong).collect()
    }

    /// What is typed in fields that only OAuth has, where the connection is authorized otherwise: it would
    /// not be sent.
    fn of_oauth_alone(&self, kind: &str) -> Vec<ChangeFault> {
        let fields = self.form.entries.iter().zip(self.texts);
        let is_typed = |(entry, text): &(&FormField, &String)| {
            matches!(entry.slot, Slot::AuthEndpoint | Slot::AuthMethod)
                && !text.trim().is_empty()
                && text.trim() != entry.text
        };
        let fault = |(entry, _): (&FormField, &String)| {
            let why = "this goes with OAUTH_CLIENT_CREDENTIALS alone";
            let why = format!("{why}, and {kind} is chosen: choose that, or empty this.");
            ChangeFault::at(entry.slot.place(""), why)
        };
        if matches!(kind, "API_KEY" | "BASIC") {
            fields.filter(is_typed).map(fault).collect()
        } else {
            Vec::new()
        }
    }

    fn is_log_group(&self, nth: usize) -> bool {
        Arn::from(self.target_arn(nth)).service() == "logs"
    }

    fn name(&self) -> String {
        self.of(Slot::Name).trim().to_owned()
    }

    /// Puts the settings into `held`.
    fn put_settings(&self, held: &mut Held, faults: &mut Vec<ChangeFault>) {
        for (slot, text) in self.all() {
            let Slot::Setting(field) = slot else { continue };
            match field.read(text) {
                // A field that was not touched keeps its value as it was read, however the form shows it.
                Ok(_) if text == initial_text(field, held.setting(field.path)) => {}
                Ok(value) => held.set(field.path, value),
                Err(why) => faults.push(ChangeFault::at(field.path, format!("{why}."))),
            }
        }
    }

    /// The tags. A line that was there already is the tag that it was, whatever stands in it.
    fn tags(
        &self,
        was: Option<&BTreeMap<String, String>>,
        faults: &mut Vec<ChangeFault>,
    ) -> BTreeMap<String, String> {
        let old: BTreeMap<String, (&String, &String)> =
            was.into_iter().flatten().map(|(key, value)| (tags::line(key, value), (key, value))).collect();
        self.tags_in(Slot::Tags, &old, faults)
    }

    fn tags_in(
        &self,
        slot: Slot,
        old: &BTreeMap<String, (&String, &String)>,
        faults: &mut Vec<ChangeFault>,
    ) -> BTreeMap<String, String> {
        let mut tags = BTreeMap::new();
        for line in self.of(slot).lines() {
            if let Some((key, value)) = old.get(line) {
                tags.insert((*key).clone(), (*value).clone());
            } else if let Some((key, value)) = tags::read(line) {
                tags.insert(key, value);
            } else if !line.trim().is_empty() {
                faults.push(ChangeFault::at("tags", format!("`{line}` is not a tag: write KEY=VALUE.")));
            }
        }
        tags
    }

    fn secret(&self, kind: &str, new: bool) -> Option<crate::model::Secret> {
        let typed = auth::TypedAuth {
            name: self.of(Slot::AuthName).trim(),
            secret: self.of(Slot::AuthSecret),
            endpoint: self.of(Slot::AuthEndpoint).trim(),
            method: self.of(Slot::AuthMethod).trim(),
        };
        auth::secret(kind, &typed, new)
    }

    fn creation(&self, kind: ThingKind, faults: &mut Vec<ChangeFault>) -> Change {
        let mut held = Held::with_settings(Map::new());
        self.put_settings(&mut held, faults);
        let thing = if kind == ThingKind::Rule {
            let bus = self.of(Slot::Bus).trim();
            let bus = if bus.is_empty() { Bus::DEFAULT } else { bus };
            Thing::Rule(RuleKey::new(bus, self.name()))
        } else {
            Thing::of(kind, self.name())
        };
        if kind == ThingKind::Rule {
            let wants = self.of(Slot::Where);
            if let Some(why) = condition_fault(self.of(Slot::Source), self.of(Slot::DetailType), wants) {
                faults.push(ChangeFault::at(Slot::Where.place(""), why));
            }
            let mut targets = BTreeMap::new();
            for (nth, id) in self.new_ids(None).into_iter().enumerate() {
                let target = self.target_of(Map::new(), nth, &id, faults);
                // More than its id.
                if target.len() > 1 && targets.insert(id.clone(), target).is_some() {
                    let why = format!("two targets have the id {id}: give this one another.");
                    faults.push(ChangeFault::at(Slot::TargetId(nth).place(&id), why));
                }
            }
            held.targets = Some(targets).filter(|targets| !targets.is_empty());
        }
        if matches!(kind, ThingKind::Rule | ThingKind::Bus) {
            held.tags = Some(self.tags(None, faults)).filter(|tags| !tags.is_empty());
        }
        let authorized_by = held.text("AuthorizationType").unwrap_or_default();
        faults.extend(self.of_oauth_alone(authorized_by));
        let secret = self.secret(authorized_by, true);
        Change::create(thing, held).with_secret(secret)
    }

    fn settings(&self, thing: &Thing, was: &Held, faults: &mut Vec<ChangeFault>) -> Change {
        let mut to = was.clone();
        self.put_settings(&mut to, faults);
        // With a name typed in, another thing is made.
        if self.all().any(|(slot, _)| slot == Slot::Name) {
            let key = RuleKey::new(self.of(Slot::Bus).trim(), self.name());
            return Change::create(Thing::Rule(key), to);
        }
        let authorized_by = to.text("AuthorizationType").unwrap_or_default();
        faults.extend(self.of_oauth_alone(authorized_by));
        let secret = self.secret(authorized_by, false);
        Change::update(thing.clone(), was.clone(), to).with_secret(secret)
    }

    fn target(&self, rule: &RuleKey, was: &Held, id: Option<&str>, faults: &mut Vec<ChangeFault>) -> Change {
        let mut to = was.clone();
        let targets = to.targets.get_or_insert_default();
        let is_new = id.is_none();
        let new_id = || self.new_ids(was.targets.as_ref()).into_iter().next().unwrap_or_default();
        let id = id.map_or_else(new_id, str::to_owned);
        if is_new && targets.contains_key(&id) {
            let why = format!("the rule has a target {id} already: give the new one another id.");
            faults.push(ChangeFault::at(Slot::TargetId(0).place(&id), why));
        }
        let old = targets.get(&id).filter(|_| !is_new).cloned().unwrap_or_default();
        let target = self.target_of(old, 0, &id, faults);
        targets.insert(id, target);
        Change::update(Thing::Rule(rule.clone()), was.clone(), to)
    }

    /// A target: what the fields say, and what else it had.
    fn target_of(
        &self,
        old: Map<String, Value>,
        nth: usize,
        id: &str,
        faults: &mut Vec<ChangeFault>,
    ) -> Map<String, Value> {
        let mut held = Held { settings: Some(old), ..Held::default() };
        held.set("Id", Some(text(id)));
        for (slot, typed) in self.all() {
            let Slot::Target(own, field) = slot else { continue };
            if own != nth {
                continue;
            }
            match field.read(typed) {
                Ok(_) if typed == initial_text(field, held.setting(field.path)) => {}
                Ok(value) => held.set(field.path, value),
                Err(why) => faults.push(ChangeFault::at(slot.place(id), format!("{why}."))),
            }
        }
        held.settings.unwrap_or_default()
    }

    /// The resource policy that the log groups among the targets need, where it is asked for.
    fn log_policy(&self, of: &Change, there: &[ResourcePolicy]) -> Result<Option<Change>, ChangeFault> {
        let Thing::Rule(rule) = &of.thing else { return Ok(None) };
        let asked: Vec<usize> =
            (0..TARGETS_OF_A_RULE).filter(|nth| self.of(Slot::LogPolicy(*nth)).trim() == YES).collect();
        let arns = asked.iter().map(|nth| Arn::from(self.target_arn(*nth)));
        let groups: BTreeSet<Arn> = arns.filter(|arn| arn.service() == "logs").collect();
        let Some(first) = asked.first() else { return Ok(None) };
        letting_write(groups, rule, there)
            .map_err(|why| ChangeFault::at(Slot::LogPolicy(*first).place(""), why))
    }

    /// What a target invokes, as it is typed.
    fn target_arn(&self, nth: usize) -> &str {
        let is_own = |slot: Slot| slot.is_target_arn() && slot.target() == Some(nth);
        self.all().find(|(slot, _)| is_own(*slot)).map_or("", |(_, text)| text.trim())
    }

    /// The new targets' ids: as they were typed, or from their ARNs, with a number where that is taken.
    fn new_ids(&self, taken: Option<&BTreeMap<String, Map<String, Value>>>) -> Vec<String> {
        let mut taken: BTreeSet<String> = taken.into_iter().flatten().map(|(id, _)| id.clone()).collect();
        let all = (0..TARGETS_OF_A_RULE).map(|nth| {
            let typed = self.of(Slot::TargetId(nth)).trim();
            let made = || id_for(&Arn::from(self.target_arn(nth)), &taken);
            let id = if typed.is_empty() { made() } else { typed.to_owned() };
            taken.insert(id.clone());
            id
        });
        all.collect()
    }

    /// What several things are to be.
    fn together(&self, things: &[(Thing, Held)], faults: &mut Vec<ChangeFault>) -> Vec<Change> {
        let added = self.tags_in(Slot::AddedTags, &BTreeMap::new(), faults);
        let removed: Vec<&str> =
            self.of(Slot::RemovedTags).lines().map(str::trim).filter(|key| !key.is_empty()).collect();
        let queue = self.of(Slot::DeadLetter).trim();
        let all = self.of(Slot::Which).trim() == ALL_TARGETS;
        let has_queue = self.all().any(|(slot, _)| slot == Slot::DeadLetter);
        if has_queue && !queue.is_empty() {
            faults.extend(no_queue(queue).map(|ours| ChangeFault::at("DeadLetterConfig.Arn", ours)));
        }
        let change = |(thing, was): &(Thing, Held)| {
            let mut to = was.clone();
            if let Some(tags) = &mut to.tags {
                tags.extend(added.clone());
                tags.retain(|key, _| !removed.contains(&key.as_str()));
            }
            for target in to.targets.iter_mut().flat_map(BTreeMap::values_mut).filter(|_| has_queue) {
                if all || target.get("DeadLetterConfig").is_none() {
                    let mut held = Held { settings: Some(std::mem::take(target)), ..Held::default() };
                    held.set("DeadLetterConfig.Arn", Some(text(queue)).filter(|_| !queue.is_empty()));
                    *target = held.settings.unwrap_or_default();
                }
            }
            Change::update(thing.clone(), was.clone(), to)
        };
        things.iter().map(change).collect()
    }

    /// All statements: a list of them, or a whole document.
    fn policy(&self, bus: &str, was: &Held, faults: &mut Vec<ChangeFault>) -> Change {
        let mut to = was.clone();
        let typed = self.of(Slot::Policy).trim();
        let wrong = |why: String| ChangeFault::at("Policy", why);
        match serde_json::from_str(if typed.is_empty() { "[]" } else { typed }) {
            Ok(Value::Array(statements)) if statements.iter().all(Value::is_object) => {
                to.policy = Some(statements);
            }
            Ok(Value::Object(document)) => match document.get("Statement") {
                Some(Value::Array(statements)) => to.policy = Some(statements.clone()),
                Some(statement @ Value::Object(_)) => to.policy = Some(vec![statement.clone()]),
                Some(_) | None => to.policy = Some(vec![Value::Object(document)]),
            },
            Ok(_) => faults.push(wrong("statements are a list of objects.".to_owned())),
            Err(error) => faults.push(wrong(format!("this is not JSON: {}.", not_json(typed, &error)))),
        }
        Change::update(Thing::Bus(bus.to_owned()), was.clone(), to)
    }

    fn permission(&self, bus: &str, was: &Held, faults: &mut Vec<ChangeFault>) -> Change {
        let mut to = was.clone();
        let sid = self.of(Slot::StatementId).trim();
        if let Some(why) = wrong_statement_id(sid) {
            faults.push(ChangeFault::at("Sid", why));
        }
        match who(self.of(Slot::Who)) {
            Ok(who) => {
                let new = letting_in(sid, was.arn.as_str(), &who);
                let statements = to.policy.get_or_insert_default();
                match statements.iter_mut().find(|one| one.get("Sid").and_then(Value::as_str) == Some(sid)) {
                    Some(old) => *old = new,
                    None => statements.push(new),
                }
            }
            Err(why) => faults.push(ChangeFault::at("Principal", why)),
        }
        Change::update(Thing::Bus(bus.to_owned()), was.clone(), to)
    }
}

/// An id for a target: from its ARN, with a number where that is taken.
fn id_for(arn: &Arn, taken: &BTreeSet<String>) -> String {
    let good = |c: char| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '-' };
    let name: Vec<char> = arn.name().chars().map(good).collect();
    let name: String = name.iter().skip(name.len().saturating_sub(ID_LENGTH)).collect();
    let name = name.trim_matches('-');
    let name = if name.is_empty() { "target".to_owned() } else { name.to_owned() };
    if !taken.contains(&name) {
        return name;
    }
    (2..=u32::MAX).map(|n| format!("{name}-{n}")).find(|id| !taken.contains(id)).unwrap_or(name)
}
