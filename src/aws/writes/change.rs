//! A change carried out: read before, refused when somebody else has changed the thing meanwhile, each call
//! sent once, read back after.

use super::super::client::Client;
use super::super::errors::may_have_acted;
use super::super::untrusted_text::sentence;
use super::was_and_is;
use crate::model::{
    Bus, CallError, Change, ChangeFault, ChangeOutcome, Changed, ErrorKind, FieldDifference, Held,
    PlannedCall, Thing, Uses,
};
use crate::text::{counted, one_line};
use futures_util::StreamExt as _;
use serde_json::Value;

impl Client {
    /// Carries a change out.
    ///
    /// Errors: [`ErrorKind::Invalid`] before anything is sent, for what the service is known to refuse;
    /// [`ErrorKind::Managed`] for what another service owns; [`ErrorKind::Changed`] when the thing is not
    /// what it was, or there already, or gone; [`ErrorKind::NotKnown`] when an answer was lost and reading
    /// back does not tell. When a later call of several fails, the error says which were done.
    pub async fn carry_out(&self, change: &Change) -> Result<Changed, CallError> {
        let outcome = self.carried_out(change).await;
        self.naming_who_overtook(change, outcome).await
    }

    async fn naming_who_overtook<T>(
        &self,
        change: &Change,
        outcome: Result<T, CallError>,
    ) -> Result<T, CallError> {
        match outcome {
            // What is there already may be there since long: nobody changed it meanwhile.
            Err(error) if error.kind == ErrorKind::Changed && change.was.is_some() => {
                Err(self.naming_who(&change.thing, error).await)
            }
            outcome => outcome,
        }
    }

    async fn carried_out(&self, change: &Change) -> Result<Changed, CallError> {
        let steps = change.steps();
        let Some(first) = steps.first() else {
            return Err(CallError::new(ErrorKind::Invalid, change.title(), "there is nothing to change")
                .advise("It is already as you want it."));
        };
        let account = self.account().await;
        if let Some(owner) = change.was.as_ref().and_then(|was| was.managed_by.as_ref()) {
            let why = format!("{} is managed by {owner}", change.thing);
            return Err(CallError::new(ErrorKind::Managed, first.operation, why)
                .advise("Only that service can change it."));
        }
        let faults: Vec<String> =
            change.faults(account.as_deref()).iter().map(ChangeFault::sentence).collect();
        if !faults.is_empty() {
            return Err(CallError::new(ErrorKind::Invalid, change.title(), faults.join("\n"))
                .advise("Nothing was sent."));
        }
        let about = change.was.as_ref().or(change.to.as_ref()).cloned().unwrap_or_default();
        let now = self.read_whole(&change.thing, &about).await?;
        refuse_if_changed(change, now.as_ref(), first.operation, "it was read")?;
        self.refuse_if_used(change).await?;
        self.refuse_without_bus(change).await?;
        self.refuse_if_missing(change).await?;
        // Tags are named by the ARN, which a thing has once it is there.
        let mut sent = change.clone();
        if let (Some(was), Some(now)) = (&mut sent.was, &now) {
            was.arn = now.arn.clone();
        }
        let mut done: Vec<&str> = Vec::new();
        let steps = sent.steps();
        for step in &steps {
            let outcome = match self.send_write(step.operation, &sent.body(step)).await {
                Ok(answer) => refused_entries(step, &answer),
                Err(error) => Err(error),
            };
            match outcome {
                Ok(()) => done.push(step.operation),
                Err(error) if error.kind == ErrorKind::NotKnown => {
                    return self.after_lost_answer(&sent, error, &done, steps.len()).await;
                }
                Err(error) => return Err(after(error, &done)),
            }
        }
        // Of what is new, all that it has: what is added later by others must be seen when it is taken back.
        let read = match &change.was {
            None => self.whole(&change.thing).await,
            Some(_) => self.read_whole(&change.thing, &about).await,
        };
        let now = read.map_err(|error| {
            let why = format!("the service took it, but reading it back failed: {}", error.message);
            CallError { kind: ErrorKind::NotKnown, message: why, ..error }
                .advise("Refresh to see what it is now.")
        })?;
        // A replay that is cancelled stays as it is.
        if change.outcome(now.as_ref()) == ChangeOutcome::NotMade
            && !matches!(change.thing, Thing::Replay(_))
            && !now.as_ref().is_some_and(is_going)
        {
            let operation = steps.last().map_or(first.operation, |step| step.operation);
            return Err(nothing_of_it(
                operation,
                &change.thing,
                match (&change.was, &change.to) {
                    (None, _) => "is not there",
                    (Some(_), None) => "is still there",
                    (Some(_), Some(_)) => "is as it was",
                },
            ));
        }
        Ok(outcome_of(change, now))
    }

    /// Whether a change would be sent, as far as what is there now tells; answers what of it others have
    /// changed and the change leaves alone, as a sentence.
    ///
    /// Errors: [`ErrorKind::Changed`] and [`ErrorKind::Managed`], as [`Client::carry_out`] has them; what is
    /// there cannot be read.
    pub async fn may_carry_out(&self, change: &Change) -> Result<Option<String>, CallError> {
        let about = change.was.as_ref().or(change.to.as_ref()).cloned().unwrap_or_default();
        let now = self.read_whole(&change.thing, &about).await?;
        // What is so already is nothing to be refused.
        if matches!(change.outcome(now.as_ref()), ChangeOutcome::Made(_)) {
            return Ok(None);
        }
        let operation = change.steps().first().map_or("Writing", |step| step.operation);
        let outcome = refuse_if_changed(change, now.as_ref(), operation, "it was changed from here");
        self.naming_who_overtook(change, outcome).await?;
        Ok(now.and_then(|now| change.others_changes_sentence(&now)))
    }

    /// A bus that has rules cannot go; the service says so too, but not which.
    async fn refuse_if_used(&self, change: &Change) -> Result<(), CallError> {
        let (Thing::Bus(name), None) = (&change.thing, &change.to) else { return Ok(()) };
        if name == Bus::DEFAULT {
            return Ok(());
        }
        let Some(Ok(rules)) = self.rules(name).next().await else { return Ok(()) };
        let mut uses = Uses::default();
        uses.has_rules(rules);
        let Some(why) = uses.in_the_way(&change.thing) else { return Ok(()) };
        Err(CallError::new(ErrorKind::Invalid, change.title(), why).advise("Nothing was sent."))
    }

    /// A partner's source is active once there is a bus for it; the service only says in which state it is.
    /// Where the bus cannot be looked at, the service decides.
    async fn refuse_without_bus(&self, change: &Change) -> Result<(), CallError> {
        let (Thing::Source(name), Some(to)) = (&change.thing, &change.to) else { return Ok(()) };
        if to.text("State") != Some("ACTIVE") {
            return Ok(());
        }
        let Ok(None) = self.read_whole(&Thing::Bus(name.clone()), &Held::default()).await else {
            return Ok(());
        };
        let why = format!("{} has no event bus of its name yet, and is active only with one", change.thing);
        Err(CallError::new(ErrorKind::Invalid, change.title(), why)
            .advise("Nothing was sent. Make a bus of the source's name, which also makes the source active."))
    }

    /// The answer to a call was lost: what is there now may tell.
    async fn after_lost_answer(
        &self,
        change: &Change,
        lost: CallError,
        done: &[&str],
        steps: usize,
    ) -> Result<Changed, CallError> {
        let about = change.was.as_ref().or(change.to.as_ref()).cloned().unwrap_or_default();
        let last = done.len() + 1 == steps;
        let Ok(now) = self.read_whole(&change.thing, &about).await else { return Err(after(lost, done)) };
        let is_as_it_was = match (&change.was, &now) {
            (Some(was), Some(now)) => change.overtaken(now).is_empty() && was.state == now.state,
            (was, now) => was.is_none() && now.is_none(),
        };
        let off = |now: &Held| matches!(now.state.as_deref(), Some("DEAUTHORIZED" | "DEAUTHORIZING"));
        // An authorization that is gone is told by the state alone.
        let told_otherwise =
            change.to.as_ref().is_some_and(|to| to.deauthorized) && !now.as_ref().is_some_and(off);
        if last && change.secret.is_none() && !is_as_it_was && !told_otherwise {
            let found = outcome_of(change, now.clone());
            if found.differences.is_empty() {
                return Ok(found);
            }
        }
        let mut lost = lost;
        // Something of it was done, by this call or one before it.
        lost.partial = !is_as_it_was;
        if lost.partial {
            lost.goes_on(&format!(". Read right after, {}", what_is_there(change, now.as_ref())));
        } else {
            let but =
                if change.secret.is_some() { " in all that can be read; its secret cannot" } else { "" };
            let how = if change.was.is_some() { "is as it was" } else { "is not there" };
            lost.goes_on(&format!(". Read right after, {} {how}{but}", change.thing));
            lost = lost.advise(
                "It may still arrive: refresh in a minute, and repeat the change only if nothing has changed \
                    by then.",
            );
        }
        Err(after(lost, done))
    }
}

/// What is there where a change was begun, and it is not known how far it came.
fn what_is_there(change: &Change, now: Option<&Held>) -> String {
    let thing = &change.thing;
    let Some(now) = now else { return format!("{thing} is not there") };
    let lacks = |to: &Held| {
        let lacking = to.not_as_wanted(now).into_iter();
        lacking.filter(|(_, wanted, _)| wanted.is_some()).map(|(name, ..)| name).collect::<Vec<_>>()
    };
    let more = match (&change.was, &change.to) {
        (Some(_), _) => otherwise(change, now).join("; "),
        (None, Some(to)) => match lacks(to).as_slice() {
            [] => String::new(),
            lacking => format!("not as it should be yet: {}", lacking.join(", ")),
        },
        (None, None) => String::new(),
    };
    if more.is_empty() { format!("{thing} is there") } else { format!("{thing} is there, {more}") }
}

/// Each difference between what was and what is now, of what the change writes, as a clause.
fn otherwise(change: &Change, now: &Held) -> Vec<String> {
    let differences = change.overtaken(now).into_iter();
    differences.map(|(name, then, now)| was_and_is(&name, then.as_deref(), now.as_deref())).collect()
}

/// A change is about what was read, `since` which it may have become another: that is left alone.
fn refuse_if_changed(
    change: &Change,
    now: Option<&Held>,
    operation: &'static str,
    since: &str,
) -> Result<(), CallError> {
    let refuse = |why: String| {
        Err(CallError::new(ErrorKind::Changed, operation, why)
            .advise("Nothing was written. Refresh, look at what it is now, and repeat the change."))
    };
    match (&change.was, now) {
        (None, None) => Ok(()),
        (None, Some(_)) => {
            let why = format!("{} is there already", change.thing);
            Err(CallError::new(ErrorKind::Changed, operation, why)
                .advise("Nothing was written. Choose another name, or change the one that is there."))
        }
        (Some(_), None) => refuse(format!("{} is not there any more", change.thing)),
        (Some(_), Some(now)) => {
            if let Some(owner) = &now.managed_by {
                let why = format!("{} is managed by {owner}", change.thing);
                return Err(CallError::new(ErrorKind::Managed, operation, why)
                    .advise("Only that service can change it."));
            }
            let differing = otherwise(change, now);
            if differing.is_empty() {
                return Ok(());
            }
            refuse(format!("{} was changed since {since}: {}", change.thing, differing.join("; ")))
        }
    }
}

/// Its deletion takes its time.
fn is_going(now: &Held) -> bool {
    now.state.as_deref() == Some("DELETING")
}

/// The service said yes, and what is read right after has nothing of it.
pub(super) fn nothing_of_it(operation: &'static str, thing: &Thing, how: &str) -> CallError {
    let why =
        format!("not known whether it was done: the service took it, but read right after, {thing} {how}");
    CallError::new(ErrorKind::NotKnown, operation, why).advise(
        "It may take a moment to show: look again in a minute, and repeat the change only if nothing has changed \
         by then.",
    )
}

/// What came of it.
fn outcome_of(change: &Change, now: Option<Held>) -> Changed {
    let differences = match (&change.to, &now) {
        (Some(to), Some(now)) => to
            .not_as_wanted(&change.without_others(now))
            .into_iter()
            // What a new thing was not given, the service fills in.
            .filter(|(_, wanted, _)| change.was.is_some() || wanted.is_some())
            .map(|(field, wanted, found)| FieldDifference { field, wanted, found })
            .collect(),
        (None, Some(now)) if !matches!(change.thing, Thing::Replay(_)) && !is_going(now) => {
            vec![FieldDifference {
                field: change.thing.to_string(),
                wanted: None,
                found: Some(now.state.clone().unwrap_or_else(|| "there".to_owned())),
            }]
        }
        (None, _) => Vec::new(),
        (Some(_), None) => {
            let wanted = Some("there".to_owned());
            vec![FieldDifference { field: change.thing.to_string(), wanted, found: None }]
        }
    };
    Changed { thing: change.thing.clone(), now, differences, unsent: false, copy: None }
}

/// The error with the calls before it, which were done.
fn after(mut error: CallError, done: &[&str]) -> CallError {
    if !done.is_empty() {
        error.partial = true;
        error.goes_on(&format!(". Done before it: {}", done.join(", ")));
        let then = "Look at what is there, and do the rest, or undo what was done.";
        // "Nothing was done" is true of the last call, not of the change: that advice is dropped.
        let is_of_call = matches!(error.kind, ErrorKind::Changed | ErrorKind::Refused | ErrorKind::Invalid);
        let advice = error.advice.take().filter(|_| !is_of_call).map(|advice| format!("{advice} {then}"));
        error.advice = Some(advice.unwrap_or_else(|| then.to_owned()));
    }
    error
}

/// The code of an entry that would change what another service manages.
const MANAGED: &str = "ManagedRuleException";

/// An answer of 200 can carry entries that were refused.
fn refused_entries(step: &PlannedCall, answer: &Value) -> Result<(), CallError> {
    let operation = step.operation;
    let failed = answer.get("FailedEntries").and_then(Value::as_array).cloned().unwrap_or_default();
    let count = answer.get("FailedEntryCount").and_then(Value::as_u64).unwrap_or(0);
    if failed.is_empty() && count == 0 {
        return Ok(());
    }
    let text =
        |entry: &Value, name: &str| entry.get(name).and_then(Value::as_str).map(one_line).unwrap_or_default();
    let each: Vec<String> = failed
        .iter()
        .map(|entry| {
            let (id, code) = (text(entry, "TargetId"), text(entry, "ErrorCode"));
            format!("target {id}: {code}: {}", sentence(&text(entry, "ErrorMessage")))
        })
        .collect();
    let refused = failed.len().max(usize::try_from(count).unwrap_or(0));
    let sent = ["Targets", "Ids"].iter().filter_map(|name| step.body.get(*name)?.as_array()).map(Vec::len);
    let some_taken = refused < sent.sum();
    let count = counted(refused, "entry was", "entries were");
    let codes: Vec<String> = failed.iter().map(|entry| text(entry, "ErrorCode")).collect();
    let is_said = codes.len() == refused && codes.iter().all(|code| !code.is_empty());
    if !is_said || codes.iter().any(|code| may_have_acted(code)) {
        let why = if is_said { each.join("; ") } else { "the answer does not say why".to_owned() };
        let why = format!("{count} not taken: {why}");
        return Err(CallError::new(ErrorKind::Other, operation, why).not_known());
    }
    let is_managed = codes.iter().all(|code| code == MANAGED);
    let kind = if is_managed { ErrorKind::Managed } else { ErrorKind::Invalid };
    let mut error = CallError::new(kind, operation, format!("{count} refused: {}", each.join("; ")));
    error.code = is_managed.then(|| MANAGED.to_owned());
    let error = if some_taken {
        error.advise("The others were taken. Refresh to see what is there.")
    } else {
        error.advise("Nothing of it was done.")
    };
    Err(CallError { partial: some_taken, ..error })
}
