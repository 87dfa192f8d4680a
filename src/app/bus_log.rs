//! A bus's own log on the screen: the events that no rule matched, to choose one from, and the way of one
//! event; where there is no log, how to switch it on.
//!
//! It is read in `runtime`; what a record says, and what is never logged, is `model`'s.

use super::effect::Effect;
use super::popup::{Action, Pick, PickItem, Popup};
use super::read::Read;
use super::shared::Shared;
use super::step::Step;
use crate::model::CallError;
use crate::model::bus_log::{
    BLIND, BusLog, BusLogOf, NOT_KNOWN, NOTHING_OF_IT, Record, SWITCHED_ON, elsewhere, head, limits,
    log_is_off, none_unmatched, unmatched,
};
use crate::text::counted;
use crate::text::time::clock_with_millis;

/// What the log tells is asked for.
pub(super) fn ask(of: BusLogOf, shared: &mut Shared, out: &mut Vec<Effect>) {
    let what = format!("the log of bus {}", of.bus);
    shared.fetch_to_open(Read::BusLog(of), what, out);
}

/// The id of an event, where it has one.
pub(super) fn id_of(event: &crate::json::Document) -> Option<String> {
    event.root().get("id")?.owned_text()
}

/// It has come.
pub(super) fn on_log(of: &BusLogOf, outcome: &Result<BusLog, CallError>, shared: &mut Shared) -> Step {
    let bus = &of.bus;
    let title = match &of.event {
        Some(id) => format!("Event {id} in the log of bus {bus}"),
        None => format!("Events on bus {bus} that no rule matched"),
    };
    let text = match outcome {
        Err(error) => {
            shared.alert(format!("The log of bus {bus}"), error.to_string());
            return Step::Stay;
        }
        Ok(BusLog::Off { why, steps }) => {
            let steps = steps.iter().map(|step| format!("  {step}\n")).collect::<String>();
            format!("{}\n\n{steps}\n{SWITCHED_ON}", log_is_off(bus, why))
        }
        Ok(BusLog::Elsewhere { to }) => elsewhere(bus, to),
        Ok(BusLog::Read { level, from, inactive, records, is_cut }) => {
            let mut head = vec![head(bus, level, &shared.date_and_time(*from), *is_cut)];
            head.extend(inactive.iter().cloned());
            match &of.event {
                Some(_) => timeline(records, head, shared),
                None => match inbox(of, &title, records, level, &mut head, shared) {
                    Some(step) => return step,
                    None => head.join("\n\n"),
                },
            }
        }
    };
    Step::Popup(Popup::message(title, text))
}

/// The way of one event, a record a line.
fn timeline(records: &[Record], mut head: Vec<String>, shared: &Shared) -> String {
    let first = records.first().map_or(0, |record| record.at);
    let line = |record: &Record| record.line(&clock_with_millis(record.at, shared.offset()), first);
    if records.is_empty() {
        head.push(NOTHING_OF_IT.to_owned());
        head.extend(BLIND.map(str::to_owned));
    } else {
        head.push(records.iter().map(line).collect::<Vec<_>>().join("\n"));
    }
    head.join("\n\n")
}

/// The events that no rule matched, to choose one from; where there are none, that is added to what is said.
fn inbox(
    of: &BusLogOf,
    title: &str,
    records: &[Record],
    level: &str,
    head: &mut Vec<String>,
    shared: &Shared,
) -> Option<Step> {
    let found = unmatched(records);
    if found.is_empty() {
        head.push(none_unmatched(level).to_owned());
        head.extend(limits(level).into_iter().map(str::to_owned));
        return None;
    }
    head.extend(limits(level).into_iter().map(str::to_owned));
    let hint = PickItem {
        label: "What this list does not have".to_owned(),
        note: format!("level {level}"),
        also: String::new(),
        arn: None,
        action: Action::Read { title: title.to_owned(), text: head.join("\n\n") },
    };
    let items = found.iter().map(|one| {
        let text = |text: &Option<String>| text.clone().unwrap_or_else(|| NOT_KNOWN.to_owned());
        PickItem {
            label: format!(
                "{}  {} · {}",
                shared.time_of_day_full(one.at),
                text(&one.source),
                text(&one.detail_type)
            ),
            note: String::new(),
            also: one.event.clone(),
            arn: None,
            action: Action::BusLog(BusLogOf { bus: of.bus.clone(), event: Some(one.event.clone()) }),
        }
    });
    let items: Vec<_> = items.chain([hint]).collect();
    let title = format!(
        "{} of the last hour that no rule of bus {} matched",
        counted(found.len(), "event", "events"),
        of.bus
    );
    Some(Step::Popup(Popup::Pick(Pick::new(title, items, 0))))
}

#[cfg(test)]
mod tests {
    use crate::app::popup::Popup;
    use crate::app::testing::{Explorer, Fake};
    use crate::model::bus_log::{BusLog, Record};

    fn record(kind: &str, event: &str) -> Record {
        let kind = kind.to_owned();
        Record {
            at: 1_794_900_000_000,
            event: event.into(),
            kind,
            source: Some("shop".into()),
            ..Record::default()
        }
    }

    fn asked(log: Option<Vec<Record>>) -> Explorer {
        let mut fake = Fake::small();
        if let Some(records) = log {
            let log =
                BusLog::Read { level: "INFO".into(), from: 0, inactive: Vec::new(), records, is_cut: false };
            fake.bus_logs.insert("default".into(), log);
        }
        let mut it = Explorer::over(fake, (100, 30));
        it.press("enter :");
        it.type_text("bus-log");
        it.press("enter");
        it
    }

    fn text(it: &Explorer) -> &str {
        match &it.model.popup {
            Some(Popup::Message(note)) => &note.text,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_no_rule_matched_leads_to_the_way_of_one_event() {
        let mut it = asked(Some(vec![
            record("EVENT_INGEST_SUCCESS", "e1"),
            record("NO_STANDARD_RULES_MATCHED", "e1"),
        ]));
        let Some(Popup::Pick(pick)) = &it.model.popup else { panic!("{:?}", it.model.popup) };
        assert!(
            pick.title.contains("1 event of the last hour that no rule of bus default matched"),
            "{}",
            pick.title
        );
        it.press("enter");
        assert!(text(&it).contains("+     0 ms   no rule matches"), "{}", text(&it));
    }

    #[test]
    fn what_an_event_was_is_not_known_where_no_record_that_was_read_says_so() {
        let unmatched = Record { source: None, ..record("NO_STANDARD_RULES_MATCHED", "e1") };
        let it = asked(Some(vec![unmatched]));
        let Some(Popup::Pick(pick)) = &it.model.popup else { panic!("{:?}", it.model.popup) };
        assert!(pick.items[0].label.ends_with("not known · not known"), "{}", pick.items[0].label);
    }

    #[test]
    fn an_empty_list_and_a_log_that_is_off_say_what_is_not_seen_and_what_to_do() {
        let it = asked(Some(vec![record("EVENT_INGEST_SUCCESS", "e1")]));
        assert!(
            text(&it).contains("no event of this time that no rule matched")
                && text(&it).contains("AWS services that no rule matches")
        );
        let it = asked(None);
        assert!(
            text(&it).contains("its log is off") && text(&it).contains("aws events update"),
            "{}",
            text(&it)
        );
    }
}
