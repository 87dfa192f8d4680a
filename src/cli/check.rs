//! `buslens check`: runs suites, and says what is not as expected.

use super::args::Global;
use super::exit::{Exit, Failure, complain};
use super::explanation::{reason, remedy};
use super::output::Output;
use super::source::{OpenInput, STANDARD_INPUT, is_stdin, one_stdin};
use crate::pattern::Verdict;
use crate::suite::{self, CaseOutcome, Suite, Surprise};
use crate::text::{counted, is_unsafe, xml_escaped};
use serde::Serialize;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Arguments of `check`.
#[derive(Clone, Debug, clap::Args)]
#[command(arg_required_else_help = true)]
pub struct Args {
    /// Files with a suite each, or directories: those below that end on .suite.json, else on .json; - is
    /// standard input.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Write the outcome as JUnit XML there too, for what collects the results of tests.
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,
    /// One JSON object a case: {"file","case","line","result","surprises"}; "result" is expected, surprise,
    /// or error where the file could not be read: then it has no case, and the errors are its "surprises".
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct CheckedCase<'a> {
    file: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    case: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    result: &'static str,
    surprises: Vec<String>,
}

/// A suite by its file's name, or why there is none.
struct GivenSuite {
    name: String,
    suite: Result<Suite, Vec<String>>,
}

pub(super) fn run(global: &Global, args: &Args) -> Result<Exit, Failure> {
    global.no_account_of("a suite is judged without an account")?;
    one_stdin(&args.files.iter().map(PathBuf::as_path).collect::<Vec<_>>())?;
    let mut out = Output::new();
    let (mut cases, mut surprised, mut broken, mut told) = (0, 0, 0, 0);
    let mut junit = String::new();
    for GivenSuite { name, suite } in args.files.iter().flat_map(|path| suites(path)) {
        let suite = match suite {
            Ok(suite) => suite,
            Err(faults) => {
                complain(&faults);
                junit.push_str(&unread(&name, &faults));
                if args.json {
                    let row = CheckedCase {
                        file: &name,
                        case: None,
                        line: None,
                        result: "error",
                        surprises: faults,
                    };
                    out.json(&row)?;
                }
                broken += 1;
                continue;
            }
        };
        let outcomes = suite.run();
        told += 1;
        cases += outcomes.len();
        surprised += outcomes.iter().filter(|outcome| !outcome.surprises.is_empty()).count();
        if args.json {
            outcomes.iter().try_for_each(|outcome| out.json(&row(&name, outcome)))?;
        } else {
            tell(&mut out, &name, &outcomes)?;
        }
        junit.push_str(&testsuite(&name, &outcomes));
    }
    if !args.json && told + broken > 1 {
        let as_expected = cases - surprised;
        let unread = if broken == 0 {
            String::new()
        } else {
            format!("; {} could not be read", counted(broken, "file", "files"))
        };
        out.line(&format!("{as_expected} of {} as expected{unread}", counted(cases, "case", "cases")))?;
    }
    out.flush()?;
    if let Some(path) = &args.junit {
        let text =
            format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n{junit}</testsuites>\n");
        std::fs::write(path, text).map_err(|error| {
            Failure::bad_in(&path.display(), format_args!("the report cannot be written: {error}."))
        })?;
    }
    Ok(match (broken, surprised) {
        (0, 0) => Exit::Done,
        (0, _) => Exit::No,
        _ => Exit::BadInput,
    })
}

/// The suites of a path: of a file its own, of a directory those below it.
fn suites(path: &Path) -> Vec<GivenSuite> {
    let is_directory = path.is_dir();
    let files = if is_directory { below_directory(path) } else { Ok(vec![path.to_owned()]) };
    match files {
        Ok(files) if is_directory => of_directory(path, files.iter().map(|file| read_suite(file)).collect()),
        Ok(files) => files.iter().map(|file| read_suite(file)).collect(),
        Err(failure) => {
            vec![GivenSuite { name: path.display().to_string(), suite: Err(vec![failure.message]) }]
        }
    }
}

/// The suites below a directory. Each other file there is a line of its own; where no file is a suite, all of
/// them are one line.
fn of_directory(path: &Path, mut found: Vec<GivenSuite>) -> Vec<GivenSuite> {
    if found.len() > 1 && found.iter().all(|one| one.suite.is_err()) {
        let name = path.display().to_string();
        let files = counted(found.len(), "file", "files");
        let why = format!(
            "{name}: none of {files} below it that end on .json is a suite, which has \"pattern\" and \"cases\"."
        );
        return vec![GivenSuite { name, suite: Err(vec![why]) }];
    }
    for one in &mut found {
        if let Err(faults) = &mut one.suite
            && faults.len() > 1
        {
            let more = counted(faults.len() - 1, "more fault", "more faults");
            faults.truncate(1);
            if let Some(first) = faults.first_mut() {
                let _ = write!(first, " ({more} in this file)");
            }
        }
    }
    found
}

/// The files with suites below a directory.
fn below_directory(path: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    below(path, &mut found)?;
    found.sort();
    let is_suite = |file: &PathBuf| file.to_string_lossy().ends_with(".suite.json");
    if found.iter().any(is_suite) {
        found.retain(is_suite);
    }
    if found.is_empty() {
        let why = "no file in it ends on .json. The workbench saves suites as NAME.suite.json.";
        return Err(Failure::bad_in(&path.display(), why));
    }
    Ok(found)
}

/// The files below a directory that end on `.json`; hidden ones and links are passed over.
fn below(directory: &Path, found: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let unreadable = |error: std::io::Error| {
        Failure::bad_in(&directory.display(), format_args!("it cannot be read: {error}."))
    };
    for entry in std::fs::read_dir(directory).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let (kind, name) = (entry.file_type().map_err(unreadable)?, entry.file_name());
        let name = name.to_string_lossy();
        if name.starts_with('.') {
            continue;
        }
        if kind.is_dir() {
            below(&entry.path(), found)?;
        } else if kind.is_file() && name.ends_with(".json") {
            found.push(entry.path());
        }
    }
    Ok(())
}

/// The suite in a file.
fn read_suite(path: &Path) -> GivenSuite {
    let name = if is_stdin(path) { STANDARD_INPUT.to_owned() } else { path.display().to_string() };
    let suite = OpenInput::open(path).and_then(OpenInput::bytes).map_err(|failure| vec![failure.message]);
    let suite = suite.and_then(|bytes| match std::str::from_utf8(&bytes) {
        Ok(text) => suite::read(text.trim_start_matches('\u{feff}')).map_err(|faults| {
            let sentence = |fault: suite::SuiteFault| {
                format!("{name}:{}:{}: {}", fault.place.line, fault.place.column, fault.sentence)
            };
            faults.into_iter().map(sentence).collect()
        }),
        Err(_) => Err(vec![format!("{name}: The suite is not UTF-8. Save it as such.")]),
    });
    GivenSuite { name, suite }
}

/// What is not as expected, in a sentence.
fn sentence(outcome: &CaseOutcome<'_>, surprise: &Surprise) -> String {
    match surprise {
        Surprise::Verdict { found, .. } => {
            let expected = if outcome.case.matches { "a match" } else { "no match" };
            let found = match found {
                Verdict::Match => "it matches",
                Verdict::NoMatch => "it does not match",
                Verdict::Undecided => "whether it matches is not known",
            };
            format!("expected {expected}, and {found}")
        }
        Surprise::Received { target, expected, found } => {
            format!("the target {target} receives {found}, expected {expected}")
        }
        Surprise::NotSent { target, why } => format!("the target {target} receives nothing: {why}"),
    }
}

fn row<'a>(file: &'a str, outcome: &'a CaseOutcome<'_>) -> CheckedCase<'a> {
    let result = if outcome.surprises.is_empty() { "expected" } else { "surprise" };
    let surprises = outcome.surprises.iter().map(|surprise| sentence(outcome, surprise)).collect();
    let (case, line) = (Some(outcome.case.name.as_str()), Some(outcome.case.place.line));
    CheckedCase { file, case, line, result, surprises }
}

fn tell(out: &mut Output, name: &str, outcomes: &[CaseOutcome<'_>]) -> Result<(), Failure> {
    let well = outcomes.iter().filter(|outcome| outcome.surprises.is_empty()).count();
    out.safe_line(&format!("{name}: {well} of {} as expected", counted(outcomes.len(), "case", "cases")))?;
    for outcome in outcomes {
        let mark = if outcome.surprises.is_empty() { '✓' } else { '✗' };
        let place = outcome.case.place;
        out.safe_line(&format!("  {mark} {}  {name}:{}:{}", outcome.case.name, place.line, place.column))?;
        for surprise in &outcome.surprises {
            out.folded_line("      ", &crate::text::safe(&sentence(outcome, surprise)))?;
            if let Surprise::Verdict { explanation, .. } = surprise {
                for (node, miss) in explanation.misses() {
                    reason(out, "      ", &node.path, miss)?;
                    remedy(out, "        ", miss)?;
                }
            }
        }
    }
    Ok(())
}

/// A suite that could not be read, as JUnit has it: one case, which is an error.
fn unread(name: &str, faults: &[String]) -> String {
    let (name, first) = (escaped(name), faults.first().map(|fault| escaped(fault)).unwrap_or_default());
    let all: Vec<_> = faults.iter().map(|fault| escaped(fault)).collect();
    format!(
        "  <testsuite name=\"{name}\" tests=\"1\" failures=\"0\" errors=\"1\">\n    \
         <testcase name=\"the suite is read\" classname=\"{name}\" file=\"{name}\">\n      \
         <error message=\"{first}\">{}</error>\n    </testcase>\n  </testsuite>\n",
        all.join("\n")
    )
}

/// A suite as JUnit has it.
fn testsuite(name: &str, outcomes: &[CaseOutcome<'_>]) -> String {
    let failures = outcomes.iter().filter(|outcome| !outcome.surprises.is_empty()).count();
    let (tests, name) = (outcomes.len(), escaped(name));
    let mut xml =
        format!("  <testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">\n");
    for outcome in outcomes {
        let (case, line) = (escaped(&outcome.case.name), outcome.case.place.line);
        let _ =
            write!(xml, "    <testcase name=\"{case}\" classname=\"{name}\" file=\"{name}\" line=\"{line}\"");
        if outcome.surprises.is_empty() {
            xml.push_str("/>\n");
            continue;
        }
        xml.push_str(">\n");
        let sentences: Vec<_> =
            outcome.surprises.iter().map(|surprise| escaped(&sentence(outcome, surprise))).collect();
        let mut reasons = Vec::new();
        for surprise in &outcome.surprises {
            if let Surprise::Verdict { explanation, .. } = surprise {
                let misses = explanation.misses();
                reasons.extend(
                    misses.iter().map(|(node, miss)| escaped(&format!("{}: {}", node.path, miss.sentence))),
                );
            }
        }
        let _ = writeln!(
            xml,
            "      <failure message=\"{}\">{}</failure>",
            sentences.join("; "),
            reasons.join("\n")
        );
        xml.push_str("    </testcase>\n");
    }
    xml.push_str("  </testsuite>\n");
    xml
}

/// A text of XML; what a terminal would act on is replaced, too.
fn escaped(text: &str) -> String {
    xml_escaped(&text.replace(is_unsafe, "\u{fffd}"))
}
