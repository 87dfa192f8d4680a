//! What became of each event, line by line, and how a later run goes on from those lines.
//!
//! An event's line is its id; or `- failed`, `- not known` or `- not sent`, and why. A run that came to its
//! end has a line for every event. One that was killed has fewer: the batch that was under way then may have
//! been taken, so those events are not known either. What a run that itself went on from an earlier one has
//! no line for may have been sent by either, so it says in its first line that it did, and the outputs of
//! both are needed.

use super::super::commands_in_sentences::with_chosen_options;
use super::super::exit::{Exit, Failure, complain, say};
use super::super::output::Output;
use crate::model::EntryOutcome;
use crate::text::counted;

const FAILED: &str = "- failed ";
const NOT_KNOWN: &str = "- not known: ";
const NOT_SENT: &str = "- not sent: ";
/// The first line of a run that went on from an earlier one.
const RESUMED: &str = "- resumed: what has no line here may have one in the earlier output";
/// Events that may have been under way when a run was killed: one call's.
const UNDER_WAY: usize = 10;

/// What to do about each event of the file, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ResumePlan {
    steps: Vec<EntryPlan>,
    /// It goes on from an earlier run.
    resumed: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum EntryPlan {
    Send,
    /// An earlier run has settled it, with this line.
    Keep(String),
    /// An earlier run has left it not known, with this line.
    Leave(String),
}

impl ResumePlan {
    pub(super) fn all(events: usize) -> Self {
        Self { steps: vec![EntryPlan::Send; events], resumed: false }
    }

    /// Goes on from the outputs of earlier runs, each with its name, in the order of the runs: each but the
    /// first went on from the one before it.
    pub(super) fn resume(
        outputs: &[(String, String)],
        events: usize,
        send_unknown: bool,
    ) -> Result<Self, String> {
        let mut steps = vec![EntryPlan::Send; events];
        for (at, (name, output)) in outputs.iter().enumerate() {
            let mut lines: Vec<&str> =
                output.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
            let resumed = lines.first() == Some(&RESUMED);
            if resumed {
                lines.remove(0);
            }
            if lines.len() > events {
                return Err(format!(
                    "{name}: it has {} for {}: it is the output of another file",
                    counted(lines.len(), "line", "lines"),
                    counted(events, "event", "events")
                ));
            }
            if at > 0 && !resumed {
                return Err(format!(
                    "{name}: it is not the output of a run that went on from an earlier one"
                ));
            }
            if at == 0 && resumed && lines.len() < events && !send_unknown {
                return Err(format!(
                    "{name}: this run went on from an earlier one and ended early, so what it has no line for may \
                     have been sent before. Give both outputs: --resume EARLIER --resume {name}. Where the earlier \
                     one is gone, --send-unknown sends all that has no line, which may arrive twice"
                ));
            }
            // A disk that was full, or a machine that went down, leaves the last line cut.
            if !output.ends_with('\n') && lines.last().is_some_and(|last| is_cut(last)) {
                lines.pop();
            }
            for (step, (number, line)) in steps.iter_mut().zip(lines.iter().enumerate()) {
                *step = step_of(line, send_unknown).ok_or_else(|| {
                    format!("{name}: line {} is not output of `buslens put`: {line}", number + 1)
                })?;
            }
            let missing = steps.iter_mut().skip(lines.len()).filter(|step| **step == EntryPlan::Send);
            for step in missing.take(if send_unknown { 0 } else { UNDER_WAY }) {
                let why = "the earlier run ended while this may have been under way";
                *step = EntryPlan::Leave(format!("{NOT_KNOWN}{why}"));
            }
        }
        Ok(Self { steps, resumed: !outputs.is_empty() })
    }

    /// The places of the events that an earlier run has delivered, with their ids.
    pub(super) fn delivered(&self) -> impl Iterator<Item = (usize, &str)> {
        self.steps.iter().enumerate().filter_map(|(at, step)| match step {
            EntryPlan::Keep(id) => Some((at, id.as_str())),
            EntryPlan::Send | EntryPlan::Leave(_) => None,
        })
    }

    /// The places of the events to send.
    pub(super) fn to_send(&self) -> impl Iterator<Item = usize> {
        self.steps.iter().enumerate().filter(|(_, step)| **step == EntryPlan::Send).map(|(at, _)| at)
    }
}

/// What a line says to do; `None` where it is no line of ours.
fn step_of(line: &str, send_unknown: bool) -> Option<EntryPlan> {
    if line.starts_with(FAILED) || line.starts_with(NOT_SENT) {
        Some(EntryPlan::Send)
    } else if line.starts_with(NOT_KNOWN) {
        Some(if send_unknown { EntryPlan::Send } else { EntryPlan::Leave(line.to_owned()) })
    } else {
        is_event_id(line).then(|| EntryPlan::Keep(line.to_owned()))
    }
}

/// Whether it is the beginning of a line of ours and not the whole of one.
fn is_cut(line: &str) -> bool {
    let id = "00000000-0000-0000-0000-000000000000";
    let is_begun = |(c, of): (char, char)| if of == '-' { c == '-' } else { c.is_ascii_hexdigit() };
    let of_an_id = line.len() < id.len() && line.chars().zip(id.chars()).all(is_begun);
    of_an_id || [FAILED, NOT_KNOWN, NOT_SENT].iter().any(|start| start.starts_with(line))
}

/// Whether it is an id as EventBridge gives events, a UUID.
fn is_event_id(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
        && groups.concat().chars().all(|c| c.is_ascii_hexdigit())
}

/// Prints the lines.
pub(super) struct Report {
    out: Output,
    steps: std::vec::IntoIter<EntryPlan>,
    /// Events that this run had taken.
    taken: usize,
    /// Events that were told as not sent.
    unsent: usize,
    exit: Exit,
}

impl Report {
    /// The first line of a run that goes on from another is out before anything is sent.
    pub(super) fn begin(plan: ResumePlan) -> Result<Self, Failure> {
        let mut out = Output::new();
        if plan.resumed {
            out.safe_line(RESUMED).and_then(|()| out.flush()).map_err(|failure| {
                Failure::new(Exit::OutputGone, format!("{} Nothing was sent.", why(&failure)))
            })?;
        }
        Ok(Self { out, steps: plan.steps.into_iter(), taken: 0, unsent: 0, exit: Exit::Done })
    }

    /// A batch's outcomes, in order.
    pub(super) fn add(&mut self, outcomes: &[EntryOutcome]) -> Result<(), Failure> {
        let mut lines = Vec::new();
        for outcome in outcomes {
            self.up_to_next_sent(&mut lines);
            lines.push(self.line(outcome));
            self.taken += usize::from(matches!(outcome, EntryOutcome::Done { .. }));
            self.unsent += usize::from(matches!(outcome, EntryOutcome::NotSent { .. }));
        }
        self.print(&lines)
    }

    /// Prints lines, and all that waits; the failure tells what was and what was not sent.
    fn print(&mut self, lines: &[String]) -> Result<(), Failure> {
        let mut printed = lines.iter().try_for_each(|line| self.out.safe_line(line));
        printed = printed.and_then(|()| self.out.flush());
        printed.map_err(|failure| self.failure_with_lines(&failure, lines))
    }

    /// These lines may be missing in the output, so standard error has them.
    fn failure_with_lines(&self, failure: &Failure, lines: &[String]) -> Failure {
        let left = self.to_send();
        if !lines.is_empty() {
            say("these lines may be missing in the output:");
            complain(lines);
        }
        let taken = counted(self.taken, "event was", "events were");
        let text = format!("{} {taken} taken, {} not sent.", why(failure), self.unsent + left);
        let all_well = failure.message.is_empty() && left == 0;
        let exit = if self.exit == Exit::NotKnown || all_well { self.exit } else { Exit::OutputGone };
        Failure::new(exit, text)
    }

    /// How many events are still to be sent.
    fn to_send(&self) -> usize {
        self.steps.as_slice().iter().filter(|step| **step == EntryPlan::Send).count()
    }

    /// The lines up to the next event that was to be sent.
    fn up_to_next_sent(&mut self, lines: &mut Vec<String>) {
        while let Some(step) = self.steps.next() {
            match step {
                EntryPlan::Send => break,
                EntryPlan::Keep(line) => lines.push(line),
                EntryPlan::Leave(line) => {
                    self.worst(Exit::NotKnown);
                    lines.push(line);
                }
            }
        }
    }

    fn line(&mut self, outcome: &EntryOutcome) -> String {
        match outcome {
            EntryOutcome::Done { id } => id.clone(),
            EntryOutcome::Failed { code, message } => {
                let (meaning, exit) = meaning(code);
                say(&format!("PutEvents refused the event: {message} ({code}). {meaning}"));
                self.worst(exit);
                format!("{FAILED}{code}: {message}")
            }
            EntryOutcome::NotKnown { why } => {
                self.worst(Exit::NotKnown);
                format!("{NOT_KNOWN}{why}")
            }
            EntryOutcome::NotSent { why } => format!("{NOT_SENT}{why}"),
        }
    }

    /// The run ends while a batch is under way.
    pub(super) fn cut_short(&mut self) -> Result<(), Failure> {
        let left = self.to_send();
        let under_way = left.min(UNDER_WAY);
        let lost = EntryOutcome::NotKnown { why: "stopped while it was under way".to_owned() };
        let rest = EntryOutcome::NotSent { why: "stopped before it".to_owned() };
        self.add(&vec![lost; under_way])?;
        self.add(&vec![rest; left - under_way])
    }

    /// Keeps the most serious exit code; "not known" outranks all.
    pub(super) fn worst(&mut self, exit: Exit) {
        if self.exit != Exit::NotKnown && exit != Exit::Done {
            self.exit = exit;
        }
    }

    /// Prints what is left of an earlier run, and gives the exit code.
    pub(super) fn finish(mut self) -> Result<Exit, Failure> {
        let mut lines = Vec::new();
        while !self.steps.as_slice().is_empty() {
            self.up_to_next_sent(&mut lines);
        }
        self.print(&lines)?;
        if self.exit == Exit::NotKnown {
            let tail = with_chosen_options("tail");
            say(&format!(
                "not known whether all events were taken: look for them ({tail}, the bus's metrics, an archive) before \
                 you send them again. `--resume` leaves them out unless --send-unknown is given.",
            ));
        }
        Ok(self.exit)
    }
}

/// Why standard output takes nothing any more.
fn why(failure: &Failure) -> String {
    if failure.message.is_empty() {
        "Nobody reads standard output any more.".to_owned()
    } else {
        failure.message.clone()
    }
}

/// What a refused entry's code means, and whose fault it is (EventBridge user guide, "Handling failures when
/// sending events").
fn meaning(code: &str) -> (&'static str, Exit) {
    match code.strip_suffix("Exception").unwrap_or(code) {
        "InternalFailure" | "Internal" => ("The service failed: send it again.", Exit::Aws),
        "Throttling" => ("Too many events a second for this account: wait, then send it again.", Exit::Aws),
        "NotAuthorizedForSource" => {
            ("Sources that begin with `aws.` are AWS's own: choose another.", Exit::No)
        }
        "NotAuthorizedForDetailType" => ("This detail-type is AWS's own: choose another.", Exit::No),
        "InvalidAccountId" => ("The bus's ARN names an account that cannot be: correct it.", Exit::No),
        "InvalidArgument" => ("A field has a value that is not allowed: correct it.", Exit::No),
        "MalformedDetail" => ("`detail` is not a valid JSON object.", Exit::No),
        "RedactionFailure" => ("A field could not be made anonymous.", Exit::No),
        "NotAuthorizedForDestination" | "AccessDenied" => {
            ("The bus's policy or yours does not let you send to it.", Exit::No)
        }
        _ => ("Correct the event and send it again.", Exit::No),
    }
}

#[cfg(test)]
mod tests {
    use super::{RESUMED, ResumePlan};

    /// The outputs with an id of an event for each line `id-N`.
    fn plan(outputs: &[&str], events: usize, send_unknown: bool) -> Result<Vec<usize>, String> {
        let id = |line: &str| match line.strip_prefix("id-") {
            Some(n) => format!("{n:0>8}-5c2e-4f0a-9d3b-0123456789ab\n"),
            None => format!("{line}\n"),
        };
        let outputs: Vec<_> =
            outputs.iter().map(|text| ("out".to_owned(), text.lines().map(id).collect::<String>())).collect();
        ResumePlan::resume(&outputs, events, send_unknown).map(|plan| plan.to_send().collect())
    }

    fn sends(output: &str, events: usize, send_unknown: bool) -> Vec<usize> {
        plan(&[output], events, send_unknown).unwrap()
    }

    #[test]
    fn a_later_run_sends_what_failed_or_was_not_sent_and_nothing_that_may_be_there() {
        let output = "id-0\n- failed InternalFailure: later\n- not known: no answer\n- not sent: stopped\n";
        assert_eq!(sends(output, 4, false), [1, 3]);
        assert_eq!(sends(output, 4, true), [1, 2, 3]);
    }

    #[test]
    fn what_is_no_output_of_put_is_refused_before_anything_is_sent() {
        for wrong in ["garbage", "{}", "0123456-5c2e-4f0a-9d3b-0123456789ab", "id"] {
            let why = plan(&[&format!("id-0\n{wrong}\n")], 5, false).unwrap_err();
            assert!(why.contains(&format!("line 2 is not output of `buslens put`: {wrong}")), "{why}");
        }
    }

    #[test]
    fn the_batch_under_way_when_a_run_was_killed_is_not_known() {
        assert_eq!(sends("id-0\nid-1\n", 15, false), [12, 13, 14]);
        assert_eq!(sends("id-0\nid-1\n", 4, true), [2, 3]);
    }

    #[test]
    fn a_run_that_went_on_and_was_killed_sends_nothing_again() {
        // Event 3 failed, all others were delivered; the second run was killed before it said a word of an
        // event.
        let mut first: Vec<String> = (0..1000).map(|n| format!("id-{n}")).collect();
        "- failed InternalFailure: later".clone_into(&mut first[3]);
        let (first, second) = (first.join("\n"), format!("{RESUMED}\n"));
        let alone = plan(&[&second], 1000, false).unwrap_err();
        assert!(alone.contains("--resume EARLIER --resume out"), "{alone}");
        assert_eq!(plan(&[&first, &second], 1000, false).unwrap(), [0; 0], "the third may be there as well");
        assert_eq!(plan(&[&first, &second], 1000, true).unwrap(), [3]);
        assert!(plan(&[&first, &first], 1000, false).is_err());
        // Of many that are to be sent, the batch under way is the next ten of them, wherever they stand.
        let first: Vec<String> = (0..60)
            .map(|n| if n % 3 == 0 { "- not sent: stopped".to_owned() } else { format!("id-{n}") })
            .collect();
        let second = format!("{RESUMED}\nid-0\nid-1\n");
        let left: Vec<usize> = (11..20).map(|n| n * 3).collect();
        assert_eq!(plan(&[&first.join("\n"), &second], 60, false).unwrap(), left);
        // One that came to its end has a line for each.
        let whole = format!("{RESUMED}\nid-0\n- failed InternalFailure: later\n");
        assert_eq!(sends(&whole, 2, false), [1]);
    }

    #[test]
    fn a_last_line_that_was_cut_is_no_line() {
        let cut = |end: &str| {
            let output = format!("00000000-5c2e-4f0a-9d3b-0123456789ab\n{end}");
            let plan = ResumePlan::resume(&[("out".to_owned(), output)], 15, false)?;
            Ok::<_, String>(plan.to_send().collect::<Vec<_>>())
        };
        for end in ["888d6d6e-6551-4b27-9c34-df", "8", "- fai", "- not known:"] {
            assert_eq!(cut(end).unwrap(), [11, 12, 13, 14], "{end}");
        }
        assert!(cut("888d6d6e-65\n").is_err(), "a whole line that is none of ours");
        assert!(cut("garbage").is_err());
    }

    #[test]
    fn what_is_no_output_of_ours_is_refused() {
        assert!(plan(&["a\nb\n"], 1, false).unwrap_err().contains("another file"));
        assert!(plan(&["oh no\n"], 2, false).unwrap_err().contains("line 1"));
    }
}
