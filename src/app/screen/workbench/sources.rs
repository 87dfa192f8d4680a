//! Events from elsewhere: a file, the clipboard.

use super::entries::Taking;
use super::keys::{OpenPrompt, PromptFor};
use super::{Focus, Workbench};
use crate::app::command::Context;
use crate::app::effect::Effect;
use crate::app::prompt::{Prompt, PromptOutcome};
use crate::app::read::Read;
use crate::app::shared::{Level, Shared};
use crate::json::{Document, Kind};
use crate::model::CallError;
use crate::text::counted;
use crossterm::event::KeyEvent;
use std::sync::Arc;

impl Workbench {
    /// The line being typed.
    pub(in crate::app::screen) fn prompt(&self) -> Option<&Prompt> {
        self.asking.as_ref().map(|asking| &asking.prompt)
    }

    /// Asks for the path of a file with events.
    pub(super) fn ask_path(&mut self, shared: &Shared) {
        self.completion = None;
        let hint = shared.keymap.fill("a path, or paste the event · {cancel} leaves", Context::Prompt);
        self.asking =
            Some(OpenPrompt { wanted: PromptFor::Events, prompt: Prompt::new("open", &self.path, hint) });
    }

    pub(super) fn asking_key(&mut self, key: KeyEvent, shared: &mut Shared, out: &mut Vec<Effect>) {
        let Some(OpenPrompt { wanted, mut prompt }) = self.asking.take() else { return };
        let typed = prompt.key(key, &shared.keymap);
        match wanted {
            PromptFor::Events => self.path_typed(typed, prompt, shared, out),
            PromptFor::Needle { from } => self.needle_typed(typed, from, prompt, shared),
            PromptFor::Replacement => self.replacement_typed(typed, prompt, shared),
            PromptFor::Suite => match typed {
                PromptOutcome::Accepted => self.begin_case(prompt.text(), shared, out),
                PromptOutcome::Cancelled => {}
                PromptOutcome::Changed
                | PromptOutcome::Same
                | PromptOutcome::Complete
                | PromptOutcome::Move(_) => {
                    self.asking = Some(OpenPrompt { wanted, prompt });
                }
            },
        }
    }

    fn path_typed(
        &mut self,
        typed: PromptOutcome,
        prompt: Prompt,
        shared: &mut Shared,
        out: &mut Vec<Effect>,
    ) {
        match typed {
            PromptOutcome::Accepted => {
                let path = unquoted(prompt.text()).to_owned();
                if path.is_empty() {
                    return;
                }
                self.path.clone_from(&path);
                shared.fetch(Read::EventFile(path), true, out);
            }
            PromptOutcome::Cancelled => {}
            PromptOutcome::Changed
            | PromptOutcome::Same
            | PromptOutcome::Complete
            | PromptOutcome::Move(_) => {
                self.asking = Some(OpenPrompt { wanted: PromptFor::Events, prompt });
            }
        }
    }

    /// Pasted into the line being typed; where that is a path, it may be the events themselves.
    pub(super) fn asking_paste(&mut self, text: &str, shared: &mut Shared) {
        let Some(OpenPrompt { wanted, mut prompt }) = self.asking.take() else { return };
        match wanted {
            PromptFor::Events => {
                self.asking = Some(OpenPrompt { wanted, prompt });
                self.path_paste(text, shared);
            }
            PromptFor::Needle { from } => {
                prompt.paste(text);
                self.needle_typed(PromptOutcome::Changed, from, prompt, shared);
            }
            PromptFor::Suite => {
                prompt.paste(text.trim());
                self.asking = Some(OpenPrompt { wanted, prompt });
            }
            PromptFor::Replacement => {
                prompt.paste(text);
                self.replacement_typed(PromptOutcome::Changed, prompt, shared);
            }
        }
    }

    fn path_paste(&mut self, text: &str, shared: &mut Shared) {
        if text.trim_start().starts_with(['{', '[']) {
            self.asking = None;
            let mut taking = Taking::new(shared);
            match events(text, &mut taking) {
                Ok(found) => self.take_events("pasted", found, taking.note(), shared),
                Err(why) => shared.alert("What was pasted is not an event", why),
            }
        } else if let Some(asking) = &mut self.asking {
            asking.prompt.paste(text.trim());
        }
    }

    pub(super) fn file_read(&mut self, path: &str, outcome: &Result<String, CallError>, shared: &mut Shared) {
        match outcome {
            Ok(text) => {
                let name = path.rsplit('/').next().unwrap_or(path);
                let mut taking = Taking::new(shared);
                match events(text, &mut taking) {
                    Ok(found) => self.take_events(name, found, taking.note(), shared),
                    Err(why) => shared.alert(format!("{path} was not opened"), why),
                }
            }
            Err(error) => shared.alert("No event was opened", error.to_string()),
        }
    }

    pub(super) fn take_events(&mut self, from: &str, found: Vec<Arc<str>>, note: &str, shared: &mut Shared) {
        let opened = counted(found.len(), "event", "events");
        let how = if found.len() > 1 { " Next and previous go through them." } else { "" };
        let text = format!("Opened {opened}: {from}.{how}{note}");
        shared.notify(Level::Done, text);
        self.put_event_back();
        self.events.open(from, found);
        self.load_event();
        if self.focus == Focus::Inputs {
            self.focus = Focus::Event;
        }
    }
}

/// A path as terminals paste it when a file is dropped on them, without its quotes.
fn unquoted(path: &str) -> &str {
    let path = path.trim();
    ['\'', '"'].iter().find_map(|quote| path.strip_prefix(*quote)?.strip_suffix(*quote)).unwrap_or(path)
}

/// The events of a text: one object, an array of objects, or an object on each line.
fn events(text: &str, taking: &mut Taking<'_>) -> Result<Vec<Arc<str>>, String> {
    let whole = match Document::parse(text) {
        Ok(document) => document,
        Err(error) => return lines(text, taking).unwrap_or_else(|| Err(sentence(&error, 0))),
    };
    let root = whole.root();
    match root.kind() {
        Kind::Object => taking.events(root),
        Kind::Array if root.elements().next().is_none() => Err("The list holds no event.".to_owned()),
        Kind::Array => {
            let mut all = Vec::new();
            for (n, event) in root.elements().enumerate() {
                if event.kind() != Kind::Object {
                    let n = n + 1;
                    return Err(format!(
                        "Element {n} of the list is not a JSON object, so it is not an event."
                    ));
                }
                all.extend(taking.events(event)?);
            }
            Ok(all)
        }
        Kind::String | Kind::Number | Kind::True | Kind::False | Kind::Null => {
            Err("It is JSON, but not an object: an event is one, with `source`, `detail-type` and `detail`."
                .to_owned())
        }
    }
}

/// An object on each line; `None` when the first line is not an object: then the error of the whole text says
/// more.
fn lines(text: &str, taking: &mut Taking<'_>) -> Option<Result<Vec<Arc<str>>, String>> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let is_object = |line: &str| Document::parse(line).is_ok_and(|line| line.root().kind() == Kind::Object);
    if !lines.clone().next().is_some_and(|(_, first)| is_object(first)) {
        return None;
    }
    let one = |(n, line): (usize, &str)| match Document::parse(line) {
        Ok(event) if event.root().kind() == Kind::Object => taking.events(event.root()),
        Ok(_) => Err(format!("Line {} is not a JSON object, so it is not an event.", n + 1)),
        Err(error) => Err(sentence(&error, n)),
    };
    let all: Result<Vec<_>, _> = lines.map(one).collect();
    Some(all.map(|all| all.concat()))
}

fn sentence(error: &crate::json::SyntaxError, lines_before: usize) -> String {
    let (line, column) = (error.position.line + lines_before, error.position.column);
    format!("It is not JSON at line {line}, column {column}: {}. {}", error.what(), error.remedy())
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bench, PATTERN, captured, rule};
    use super::{Taking, unquoted};
    use crate::app::effect::{Effect, Work};
    use crate::app::message::Message;
    use crate::app::popup::Popup;
    use crate::app::read::{Answer, Read};
    use crate::app::samples::SAMPLES;
    use crate::model::{CallError, ErrorKind};

    /// A bench whose file was asked for and answered.
    fn opening(path: &str, outcome: Result<&str, CallError>) -> Bench {
        let mut bench = Bench::empty((120, 40))
            .with_rule(rule(Some(PATTERN)))
            .push(Some(rule(None).key()), Some(captured()));
        bench.keys("ctrl-o").keys(path).keys("enter");
        let asked = Read::EventFile(path.to_owned());
        assert!(
            bench
                .out
                .iter()
                .any(|effect| matches!(effect, Effect::Work(Work::Read { read, .. }) if *read == asked)),
            "{:?}",
            bench.out
        );
        bench.answer(Answer::EventFile(path.to_owned(), outcome.map(str::to_owned)));
        bench
    }

    fn read(text: &str) -> Result<Vec<std::sync::Arc<str>>, String> {
        super::events(text, &mut Taking::new(&Bench::empty((80, 24)).model.shared))
    }

    fn title(bench: &mut Bench) -> String {
        let model = &bench.model;
        let Some(crate::app::Screen::Workbench(bench)) = model.stack.last() else { panic!() };
        bench.event_title(&model.shared)
    }

    #[test]
    fn a_file_s_events_join_the_round_and_the_first_is_tried() {
        let mut bench = opening("/tmp/orders.json", Ok("{\"source\":\"a\"}\n{\"source\":\"b\"}\n"));
        assert_eq!(bench.notice(), "Opened 2 events: orders.json. Next and previous go through them.");
        assert_eq!(
            (title(&mut bench).as_str(), bench.bench().event().editor.text()),
            ("orders.json 1/2", "{\n  \"source\": \"a\"\n}")
        );
        bench.keys("ctrl-n");
        assert_eq!(title(&mut bench), "orders.json 2/2");
        bench.keys("ctrl-n");
        assert!(title(&mut bench).starts_with("sample 1/22"), "{}", title(&mut bench));
        bench.keys("ctrl-p ctrl-p ctrl-p");
        assert!(title(&mut bench).starts_with("tail 2/2"), "{}", title(&mut bench));
    }

    #[test]
    fn a_file_that_cannot_be_used_leaves_the_event_as_it_is_and_the_path_is_kept() {
        let missing = CallError::new(ErrorKind::NotFound, "Opening x.json", "there is no such file")
            .advise("Look again.");
        let mut bench = opening("x.json", Err(missing));
        assert!(title(&mut bench).starts_with("tail 1/2"));
        assert_eq!(
            bench.model.shared.alerts[0].text,
            "Opening x.json failed: there is no such file. Look again."
        );
        bench.keys("esc ctrl-o");
        assert_eq!(bench.model.screen().prompt().unwrap().text(), "x.json");

        let bench = opening("x.json", Ok("{\n \"a\": }"));
        let alert = &bench.model.shared.alerts[0];
        assert_eq!(alert.title, "x.json was not opened");
        assert!(alert.text.starts_with("It is not JSON at line 2, column 7: "), "{}", alert.text);
    }

    #[test]
    fn an_event_pasted_for_a_path_is_taken_and_a_path_is_typed() {
        let mut bench = Bench::on(PATTERN);
        bench.keys("ctrl-o").send(Message::Paste("{\"source\": \"shop\"}\n".into()));
        assert_eq!(title(&mut bench), "pasted 1/1");
        assert!(bench.model.screen().prompt().is_none());
        bench.keys("ctrl-o").send(Message::Paste("/tmp/x.json\n".into()));
        assert_eq!(bench.model.screen().prompt().unwrap().text(), "/tmp/x.json");
        bench.keys("esc");
        assert_eq!(bench.text(), PATTERN, "nothing of it reached the pattern");
    }

    #[test]
    fn pasting_into_the_event_replaces_it_as_a_whole() {
        let mut bench = Bench::on(PATTERN);
        bench.keys("F2").send(Message::Paste("{\"source\": \"shop\"}".into()));
        assert_eq!(bench.bench().event().editor.text(), "{\"source\": \"shop\"}");
        assert!(bench.notice().starts_with("Pasted over the whole text"), "{}", bench.notice());
    }

    #[test]
    fn an_event_pasted_over_the_pattern_is_told_from_one() {
        let mut bench = Bench::on(PATTERN);
        bench.send(Message::Paste(r#"{"source":"shop","detail-type":"Order","detail":{}}"#.into()));
        assert_eq!(
            bench.notice(),
            "This is an event, not a pattern: ctrl-u undoes it, F2 goes to where events are pasted."
        );
        bench.keys("ctrl-u");
        assert_eq!(bench.text(), PATTERN);
        bench.send(Message::Paste(r#"{"source":["shop"]}"#.into()));
        assert!(bench.notice().starts_with("Pasted over the whole"), "{}", bench.notice());
    }

    #[test]
    fn the_library_is_searched_as_one_types_and_has_every_kind_of_the_catalogue() {
        let mut bench = Bench::empty((120, 40))
            .with_rule(rule(Some(PATTERN)))
            .push(Some(rule(None).key()), Some(captured()));
        let shown = |bench: &Bench| match &bench.model.popup {
            Some(Popup::Pick(pick)) => {
                pick.shown.iter().map(|at| pick.items[*at].label.clone()).collect::<Vec<_>>()
            }
            other => panic!("{other:?}"),
        };
        bench.keys("F2 x F7");
        // The one that was edited is found again, too.
        assert_eq!(shown(&bench).len(), 1 + SAMPLES.len() + crate::catalogue::kinds().len());
        bench.keys("s3 space object space created");
        assert_eq!(shown(&bench)[0], "S3 object created");
        bench.keys("enter");
        assert_eq!(title(&mut bench), "sample 7/22 S3 object created");
        bench.keys("F7 up up enter");
        assert!(title(&mut bench).starts_with("sample 5/22"), "it opens on the sample that is tried");
        bench.keys("F7 codepipeline space pipeline space execution enter");
        assert!(
            title(&mut bench).starts_with("made: CodePipeline Pipeline Execution"),
            "{}",
            title(&mut bench)
        );
        let event = bench.bench().event().editor.text().to_owned();
        assert!(event.contains("\"aws.codepipeline\"") && event.contains("\"111122223333\""), "{event}");
        bench.keys("F7 nothing-like-this enter");
        assert_eq!(shown(&bench), Vec::<String>::new(), "the list stays, with what is typed");
        bench.keys("esc ctrl-p ctrl-p");
        assert!(
            bench.bench().is_event_edited(),
            "an edited event is kept in the ring: {}",
            title(&mut bench)
        );
    }

    #[test]
    fn one_event_a_list_of_them_or_one_a_line() {
        assert_eq!(read("\n {\"a\": 1}\n").unwrap().len(), 1);
        assert_eq!(read(r#"[{"a":1},{"b":2}]"#).unwrap()[1].as_ref(), r#"{"b":2}"#);
        assert_eq!(read("{\"a\":1}\n\n{\"b\":2}\n").unwrap().len(), 2);
    }

    #[test]
    fn what_is_none_is_said_with_its_place() {
        let why = |text: &str| read(text).unwrap_err();
        assert!(
            why("{\n  \"a\": x\n}").starts_with("It is not JSON at line 2, column 8: "),
            "{}",
            why("{\n  \"a\": x\n}")
        );
        assert!(why("{\"a\":1}\n{\"b\":}\n").starts_with("It is not JSON at line 2, column 6: "));
        assert!(why("{\"a\":1}\n2\n").starts_with("Line 2 is not a JSON object"));
        assert!(why("[1]").starts_with("Element 1 of the list"));
        assert!(why("[]").starts_with("The list holds no event"));
        assert!(why("\"x\"").starts_with("It is JSON, but not an object"));
        assert!(why("").starts_with("It is not JSON at line 1, column 1"));
    }

    #[test]
    fn a_dropped_file_s_path_loses_its_quotes() {
        assert_eq!(unquoted(" '/tmp/a b.json' "), "/tmp/a b.json");
        assert_eq!(unquoted("\"x\""), "x");
        assert_eq!(unquoted("plain.json"), "plain.json");
        assert_eq!(unquoted("'"), "'");
    }
}
