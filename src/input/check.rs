//! What `PutTargets` refuses. Texts marked as recorded are the service's own; for breaches of the request
//! model it answers `1 validation error detected: …` with the whole value in it, and we say it in our words.

use super::path::{PathFault, inside};
use super::refusal::{Refusal, Setting};
use super::template::Template;
use super::{InputTransformer, JsonPath, Predefined, TargetInput};
use crate::json::{Document, Flaw};
use crate::text::grouped;

/// Limits of the request model (API reference, "Target" and "InputTransformer"), in UTF-16 units and entries.
const MAX_INPUT: usize = 8192;
const MAX_TEMPLATE: usize = 8192;
const MAX_PATH: usize = 256;
const MAX_NAME: usize = 256;
const MAX_VARIABLES: usize = 100;

/// Judges the settings as `PutTargets` does.
///
/// ```
/// use buslens::input::{TargetInput, check};
///
/// let target = TargetInput { id: "queue", input: Some("no JSON"), ..TargetInput::default() };
/// assert!(check(&target).is_err());
/// ```
pub fn check(target: &TargetInput<'_>) -> Result<(), Refusal> {
    let id = inside(target.id);
    limits(target)?;
    let set = [target.input.is_some(), target.input_path.is_some(), target.transformer.is_some()];
    if set.iter().filter(|set| **set).count() > 1 {
        return Err(refused(
            Setting::Target,
            Flaw::of(
                "",
                0..0,
                format!(
                    "Only one of Input, InputPath, or InputTransformer must be provided for target {id}."
                ),
                "Keep the one that is meant.",
            ),
            true,
        ));
    }
    if let Some(input) = target.input {
        json_input(&id, input)?;
    }
    if let Some(path) = target.input_path {
        json_path(&id, path, Setting::InputPath)?;
    }
    match target.transformer {
        Some(transformer) => self::transformer(&id, transformer),
        None => Ok(()),
    }
}

/// What the request model bounds, before the service looks at the content.
fn limits(target: &TargetInput<'_>) -> Result<(), Refusal> {
    let too_long = |setting: Setting, what: &str, text: &str, most: usize| {
        let units = text.encode_utf16().count();
        if units <= most {
            return Ok(());
        }
        let what =
            format!("{what} has {} characters; {} is the most.", grouped(units as u64), grouped(most as u64));
        Err(refused(setting, Flaw::of(text, 0..text.len(), what, "Shorten it."), false))
    };
    too_long(Setting::Input, "Input", target.input.unwrap_or_default(), MAX_INPUT)?;
    too_long(Setting::InputPath, "InputPath", target.input_path.unwrap_or_default(), MAX_PATH)?;
    let Some(transformer) = target.transformer else { return Ok(()) };
    let unfit = |setting: Setting, what: String, remedy: &str| {
        Err(refused(setting, Flaw::of("", 0..0, what, remedy), false))
    };
    let count = transformer.paths.len();
    if count > MAX_VARIABLES {
        let message = format!("InputPathsMap has {count} variables; {MAX_VARIABLES} is the most.");
        return unfit(Setting::Target, message, "Take out the variables that the template does not use.");
    }
    for (name, path) in &transformer.paths {
        let setting = Setting::Variable(name.clone());
        if Predefined::by_name(name).is_some() {
            let message = format!("The variable {name} is predefined and cannot be given a path.");
            return unfit(
                setting,
                message,
                "Take it out of InputPathsMap; the template may use it all the same.",
            );
        }
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
        if name.is_empty() || name.len() > MAX_NAME || !name.bytes().all(fits) {
            let message = format!("`{}` is not a name for a variable.", inside(name));
            return unfit(setting, message, "Use 1 to 256 letters, digits, `_` and `-`.");
        }
        too_long(setting, &format!("The path of {name}"), path, MAX_PATH)?;
    }
    if transformer.template.is_empty() {
        return unfit(
            Setting::Template,
            "InputTemplate is empty.".to_owned(),
            "Write a template, or take InputTransformer out.",
        );
    }
    too_long(Setting::Template, "InputTemplate", &transformer.template, MAX_TEMPLATE)
}

fn json_input(id: &str, input: &str) -> Result<(), Refusal> {
    match Document::parse(input) {
        Ok(_) => Ok(()),
        Err(error) => {
            let what = format!("JSON syntax error in input for target {id}.");
            let flaw = Flaw::of(input, error.offset..error.offset, what, error.flaw().to_string());
            Err(refused(Setting::Input, flaw, true))
        }
    }
}

fn json_path(id: &str, path: &str, setting: Setting) -> Result<(), Refusal> {
    match JsonPath::parse(path) {
        Err(PathFault { flaw, refused: true }) => {
            let remedy = match &flaw.fix {
                Some(fix) => {
                    format!("In `{}` {}: write `{}`.", inside(path), flaw.what, inside(&fix.apply(path)))
                }
                None => format!("In `{}` {}. {}", inside(path), flaw.what, flaw.remedy),
            };
            let what = format!("InputPath for target {id} is invalid.");
            Err(refused(
                setting,
                Flaw::of(path, flaw.span.clone(), what, remedy).with(flaw.fix.clone()),
                true,
            ))
        }
        Ok(_) | Err(PathFault { refused: false, .. }) => Ok(()),
    }
}

fn refused(setting: Setting, flaw: Flaw, recorded: bool) -> Refusal {
    Refusal { setting, flaw: Box::new(flaw), recorded }
}

fn transformer(id: &str, transformer: &InputTransformer) -> Result<(), Refusal> {
    for (name, path) in &transformer.paths {
        json_path(id, path, Setting::Variable(name.clone()))?;
    }
    let template = Template::new(&transformer.template);
    for placeholder in template.placeholders() {
        let refusal = |what: String, remedy: String| {
            let flaw = Flaw::of(template.text(), placeholder.span.clone(), what, remedy);
            refused(Setting::Template, flaw, true)
        };
        let name = inside(placeholder.name);
        if placeholder.predefined.is_none() && !transformer.paths.contains_key(placeholder.name) {
            let message = format!("InputTemplate for target {id} contains invalid placeholder {name}.");
            return Err(refusal(message, invalid_placeholder(placeholder.name, transformer)));
        }
        if placeholder.predefined == Some(Predefined::EventJson) && !template.is_json() {
            return Err(refusal(
                format!(
                    "InputTemplate for target {id} contains placeholder {name} valid only for JSON template."
                ),
                "Write the template as an object, such as `{\"event\": <aws.events.event.json>}`.".to_owned(),
            ));
        }
    }
    shape(&template)
}

fn invalid_placeholder(name: &str, transformer: &InputTransformer) -> String {
    let same =
        |known: &&str| known.eq_ignore_ascii_case(name.trim()) || (name.len() > 2 && known.ends_with(name));
    let known = transformer.paths.keys().map(String::as_str);
    match known.chain(Predefined::ALL.map(Predefined::name)).find(same) {
        Some(known) => format!("Write `<{known}>`, or give `{}` a path in InputPathsMap.", inside(name)),
        None => format!(
            "Give `{}` a path in InputPathsMap; if it is meant as text, `<` and `>` cannot be written in a \
                template.",
            inside(name)
        ),
    }
}

/// "For Strings, quotes are required": an object, one value, or quoted lines. The service says `Invalid
/// InputTemplate for target …` with its parser's words.
fn shape(template: &Template<'_>) -> Result<(), Refusal> {
    let (skeleton, places) = template.skeleton();
    let Err(error) = Document::parse(skeleton.as_str()) else { return Ok(()) };
    let refusal = |at: usize, advice: String| {
        let (from, place) = places.iter().rev().find(|(from, _)| *from <= at).copied().unwrap_or((0, 0));
        let at = (place + at - from).min(template.text().len());
        let what = "Invalid InputTemplate: with its placeholders filled in it is not JSON.";
        refused(Setting::Template, Flaw::of(template.text(), at..at, what, advice), false)
    };
    if template.is_json() {
        return Err(refusal(error.offset, error.flaw().to_string()));
    }
    let mut at = 0;
    for line in skeleton.split('\n') {
        if !line.trim().is_empty()
            && let Err(error) = Document::parse(line)
        {
            return Err(refusal(
                at + error.offset,
                "Write an object, or put each line of text in double quotes.".to_owned(),
            ));
        }
        at += line.len() + 1;
    }
    Ok(())
}
