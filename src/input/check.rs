//! What `PutTargets` refuses. Texts marked as recorded are the service's own; for breaches of the request
//! model it answers `1 validation error detected: …` with the whole value in it, and we say it in our words.

use super::path::inside;
use super::refusal::{Place, Refusal};
use super::template::Template;
use super::{InputTransformer, JsonPath, Predefined, TargetInput};
use crate::json::{Document, SyntaxError};

/// Limits of the request model (API reference, "Target" and "InputTransformer"), in UTF-16 units and entries.
const MAX_INPUT: usize = 8192;
const MAX_TEMPLATE: usize = 8192;
const MAX_PATH: usize = 256;
const MAX_NAME: usize = 256;
const MAX_VARIABLES: usize = 100;

/// Judges the settings as `PutTargets` does.
pub fn check(target: &TargetInput<'_>) -> Result<(), Refusal> {
    let id = inside(target.id);
    limits(target)?;
    let set = [target.input.is_some(), target.input_path.is_some(), target.transformer.is_some()];
    if set.iter().filter(|set| **set).count() > 1 {
        return Err(Refusal {
            place: Place::Target,
            span: 0..0,
            message: format!(
                "Only one of Input, InputPath, or InputTransformer must be provided for target {id}."
            ),
            recorded: true,
            advice: "Keep the one that is meant.".to_owned(),
        });
    }
    if let Some(input) = target.input {
        json_input(&id, input)?;
    }
    if let Some(path) = target.input_path {
        json_path(&id, path, Place::InputPath)?;
    }
    match target.transformer {
        Some(transformer) => self::transformer(&id, transformer),
        None => Ok(()),
    }
}

/// What the request model bounds, before the service looks at the content.
fn limits(target: &TargetInput<'_>) -> Result<(), Refusal> {
    let too_long = |place: Place, what: &str, text: &str, most: usize| {
        let units = text.encode_utf16().count();
        let refusal = |advice: &str| Refusal {
            place: place.clone(),
            span: 0..text.len(),
            message: format!("{what} has {units} characters; {most} is the most."),
            recorded: false,
            advice: advice.to_owned(),
        };
        if units > most { Err(refusal("Shorten it.")) } else { Ok(()) }
    };
    too_long(Place::Input, "Input", target.input.unwrap_or_default(), MAX_INPUT)?;
    too_long(Place::InputPath, "InputPath", target.input_path.unwrap_or_default(), MAX_PATH)?;
    let Some(transformer) = target.transformer else { return Ok(()) };
    let unfit = |place: Place, message: String, advice: &str| {
        Err(Refusal { place, span: 0..0, message, recorded: false, advice: advice.to_owned() })
    };
    let count = transformer.paths.len();
    if count > MAX_VARIABLES {
        let message = format!("InputPathsMap has {count} variables; {MAX_VARIABLES} is the most.");
        return unfit(Place::Target, message, "Take out the variables that the template does not use.");
    }
    for (name, path) in &transformer.paths {
        let place = Place::Variable(name.clone());
        if Predefined::named(name).is_some() {
            let message = format!("The variable {name} is predefined and cannot be given a path.");
            return unfit(
                place,
                message,
                "Take it out of InputPathsMap; the template may use it all the same.",
            );
        }
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
        if name.is_empty() || name.len() > MAX_NAME || !name.bytes().all(fits) {
            let message = format!("`{}` is no name for a variable.", inside(name));
            return unfit(place, message, "Use 1 to 256 letters, digits, `_` and `-`.");
        }
        too_long(place, &format!("The path of {name}"), path, MAX_PATH)?;
    }
    if transformer.template.is_empty() {
        return unfit(
            Place::Template,
            "InputTemplate is empty.".to_owned(),
            "Write a template, or take InputTransformer out.",
        );
    }
    too_long(Place::Template, "InputTemplate", &transformer.template, MAX_TEMPLATE)
}

fn json_input(id: &str, input: &str) -> Result<(), Refusal> {
    match Document::parse(input) {
        Ok(_) => Ok(()),
        Err(error) => Err(Refusal {
            place: Place::Input,
            span: error.offset..error.offset,
            message: format!("JSON syntax error in input for target {id}."),
            recorded: true,
            advice: said(&error),
        }),
    }
}

fn json_path(id: &str, path: &str, place: Place) -> Result<(), Refusal> {
    match JsonPath::parse(path) {
        Err(fault) if fault.refused => Err(Refusal {
            place,
            span: fault.span,
            message: format!("InputPath for target {id} is invalid."),
            recorded: true,
            advice: match fault.fix {
                Some(fix) => format!("In `{}` {}: write `{}`.", inside(path), fault.problem, inside(&fix)),
                None => format!("In `{}` {}. {}", inside(path), fault.problem, fault.advice),
            },
        }),
        Ok(_) | Err(_) => Ok(()),
    }
}

fn transformer(id: &str, transformer: &InputTransformer) -> Result<(), Refusal> {
    for (name, path) in &transformer.paths {
        json_path(id, path, Place::Variable(name.clone()))?;
    }
    let template = Template::new(&transformer.template);
    for placeholder in template.placeholders() {
        let refusal = |message: String, advice: String| Refusal {
            place: Place::Template,
            span: placeholder.span.clone(),
            message,
            recorded: true,
            advice,
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
        Refusal {
            place: Place::Template,
            span: at..at,
            message: "Invalid InputTemplate: with its placeholders filled in it is no JSON.".to_owned(),
            recorded: false,
            advice,
        }
    };
    if template.is_json() {
        return Err(refusal(error.offset, said(&error)));
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

/// A syntax error without its place, as a sentence.
pub(super) fn said(error: &SyntaxError) -> String {
    let what = error.what();
    let mut chars = what.chars();
    let first: String = chars.next().map(|first| first.to_uppercase().collect()).unwrap_or_default();
    format!("{first}{}. {}", chars.as_str(), error.remedy())
}
