//! Words that mean the same to people and that AWS's services do not use alike: what one service calls
//! `SUCCEEDED` is `COMPLETE` of another.

use crate::text::letters_and_digits;

/// Words for one thing, in sets: those of a set are as good as each other, and each set is a worse guess than
/// the one before it.
type Thing = &'static [&'static [&'static str]];

const THINGS: [Thing; 17] = [
    &[
        &[
            "success",
            "successful",
            "succeeded",
            "succeed",
            "complete",
            "completed",
            "finished",
            "finish",
            "done",
            "passed",
        ],
        &["available", "ready", "ok", "current"],
    ],
    &[
        &["running", "started", "start", "inprogress", "progressing", "executing", "active", "live"],
        &["starting", "launching", "initiated"],
    ],
    &[
        &["failed", "failure", "fail", "unsuccessful"],
        &["error", "errored", "errors"],
        &["fault", "faulted"],
        &["aborted", "crashed"],
    ],
    &[&["cancelled", "canceled", "cancel"], &["aborted", "abort"], &["stopped", "stop"], &["terminated"]],
    &[
        &["stopped", "stop", "halted", "off", "offline"],
        &["aborted"],
        &["cancelled", "canceled"],
        &["terminated"],
    ],
    &[&["deleted", "delete", "removed", "remove", "destroyed"], &["terminated", "deregistered"]],
    &[&["alarm", "alert", "alarming", "inalarm", "firing", "triggered", "breached", "breach", "critical"]],
    &[&["ok", "okay", "normal", "healthy", "clear", "cleared", "recovered", "resolved"]],
    &[&["timedout", "timeout"], &["expired"]],
    &[&["issue", "outage", "incident", "disruption", "problem"]],
    &[&["scheduledchange", "scheduled", "maintenance", "scheduledevent"]],
    &[&["accountnotification", "notification"]],
    &[&["created", "create", "added", "add", "new", "put", "insert", "inserted"]],
    &[&["updated", "update", "modified", "modify", "changed", "change", "edited"]],
    &[&["enter", "entered", "entry", "entering", "inside"]],
    &[&["exit", "exited", "exiting", "leave", "left", "outside"]],
    &[&["open", "opened"], &["active", "new"]],
];

/// Further words, of what is found rather than of what is done.
const FOUND: [Thing; 14] = [
    &[&["active", "available", "inservice"]],
    &[&["closed", "close", "ended"], &["resolved", "archived"]],
    &[&["medium", "moderate"]],
    &[&["informational", "info", "information"]],
    &[&["critical", "severe", "highest", "blocker"]],
    &[&["noncompliant", "violation", "violated"], &["failed"]],
    &[&["compliant"], &["passed", "pass"]],
    &[&["warn", "warning"]],
    &[&["rejected", "denied", "declined"]],
    // The kinds of S3's own notifications, to functions, queues and topics (S3 user guide, "Event
    // notification types and destinations").
    &[&["putobject", "put", "objectcreatedput", "s3objectcreatedput"]],
    &[&["postobject", "post", "objectcreatedpost", "s3objectcreatedpost"]],
    &[&["copyobject", "copy", "objectcreatedcopy", "s3objectcreatedcopy"]],
    &[&[
        "completemultipartupload",
        "multipartupload",
        "objectcreatedcompletemultipartupload",
        "s3objectcreatedcompletemultipartupload",
    ]],
    &[&["deleteobject", "objectremoveddelete", "s3objectremoveddelete"]],
];

/// The one of these values that means what a text says; none where it may be several.
pub(super) fn synonym_in(text: &str, values: &[&'static str]) -> Option<&'static str> {
    let asked = letters_and_digits(text);
    let things = THINGS.iter().chain(&FOUND).filter(|sets| sets.iter().any(|set| set.contains(&&*asked)));
    things.into_iter().find_map(|sets| {
        sets.iter().find_map(|set| {
            let mut same = values.iter().filter(|value| set.contains(&&*letters_and_digits(value)));
            let one = same.next()?;
            same.next().is_none().then_some(*one)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::synonym_in;

    #[test]
    fn a_value_is_meant_by_a_word_that_another_service_has_for_it() {
        for (text, values, wanted) in [
            ("started", &["pending", "running", "stopped"][..], Some("running")),
            ("COMPLETED", &["RUNNING", "SUCCEEDED", "FAILED"], Some("SUCCEEDED")),
            ("SUCCEEDED", &["COMPLETE", "ERROR"], Some("COMPLETE")),
            ("FAILED", &["COMPLETE", "ERROR"], Some("ERROR")),
            ("ERROR", &["FAILED", "FAULT"], Some("FAILED")),
            ("STOPPED", &["ABORTED", "RUNNING"], Some("ABORTED")),
            ("outage", &["issue", "investigation"], Some("issue")),
            ("ALERT", &["OK", "ALARM"], Some("ALARM")),
            ("ENTERED", &["ENTER", "EXIT"], Some("ENTER")),
            ("COMPLETED", &["AVAILABLE", "FAILED"], Some("AVAILABLE")),
            ("done", &["Success", "Completed"], None),
            ("banana", &["ENTER", "EXIT"], None),
        ] {
            assert_eq!(synonym_in(text, values), wanted, "{text}");
        }
    }
}
