//! Settings as options: from the one declaration of what a thing takes.

use super::super::exit::Failure;
use super::super::source::file_text;
use crate::model::{ChangeFault, FieldKind, Held, SettingField, ThingKind, fields, target_fields};
use clap::{Arg, ArgMatches, Command};
use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::path::Path;

/// Whose settings they are.
pub(in crate::cli) trait Settable: Clone + Send + Sync + 'static {
    /// The settings.
    fn fields() -> &'static [SettingField];
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $Name:ident = $fields:expr;)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug)]
            pub(in crate::cli) enum $Name {}

            impl Settable for $Name {
                fn fields() -> &'static [SettingField] {
                    $fields
                }
            }
        )*
    };
}

kinds! {
    /// A bus's.
    Bus = fields(ThingKind::Bus);
    /// A rule's.
    Rule = fields(ThingKind::Rule);
    /// A target's.
    Target = target_fields();
}

/// The settings that were given, to something `NEW` or to what is there; an empty one is taken away.
#[derive(Clone, Debug)]
pub(in crate::cli) struct GivenSettings<K, const NEW: bool = true> {
    values: Vec<(&'static SettingField, String)>,
    kind: PhantomData<K>,
}

impl<K: Settable, const NEW: bool> clap::Args for GivenSettings<K, NEW> {
    fn augment_args(command: Command) -> Command {
        // What can be given to a new thing only is taken all the same, to say that.
        let shown = |field: &'static SettingField| arg(field).hide(field.fixed && !NEW);
        K::fields().iter().fold(command, |command, field| command.arg(shown(field)))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

fn arg(field: &'static SettingField) -> Arg {
    let mut help = field.help.to_owned();
    if let FieldKind::Choice(choices) = field.kind {
        help = format!("{help}: {}", choices.join(", "));
    }
    Arg::new(field.path).long(field.flag).value_name(field.value_name()).help(help)
}

impl<K: Settable, const NEW: bool> clap::FromArgMatches for GivenSettings<K, NEW> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let given =
            |field: &'static SettingField| Some((field, matches.get_one::<String>(field.path)?.clone()));
        Ok(Self { values: K::fields().iter().filter_map(given).collect(), kind: PhantomData })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl<K: Settable, const NEW: bool> GivenSettings<K, NEW> {
    /// Puts them into what the thing is.
    pub(in crate::cli) fn into(self, held: &mut Held) -> Result<(), Failure> {
        for (field, text) in self.values {
            let bad = |why: String| Failure::bad(format!("--{}: {why}.", field.flag));
            let text = match text.strip_prefix('@') {
                Some(path) if field.value_name().contains("@FILE") => read_file(Path::new(path))?,
                Some(_) | None => text,
            };
            held.set(field.path, field.read(&text).map_err(bad)?);
        }
        Ok(())
    }
}

/// A fault of a thing of this kind, with its place as the command line has it: the option that sets it.
pub(in crate::cli) fn by_option(kind: ThingKind, fault: ChangeFault) -> ChangeFault {
    let (within, path) = match fault.place.split_once(": ") {
        Some((target, path)) => (format!("{target}: "), path.to_owned()),
        None => (String::new(), fault.place.clone()),
    };
    let settings = if within.is_empty() { fields(kind) } else { target_fields() };
    // What is given as JSON has members, which stand behind its option.
    let of = |field: &&SettingField| {
        path.strip_prefix(field.path).is_some_and(|rest| matches!(rest.as_bytes(), [] | [b'.', ..]))
    };
    let place = match settings.iter().filter(of).max_by_key(|field| field.path.len()) {
        Some(field) => format!("{within}--{}{}", field.flag, &path[field.path.len()..]),
        None if path == "Name" => "name".to_owned(),
        None if path == "Bus" => "--bus".to_owned(),
        None if path.starts_with("AuthParameters") => path.replacen("AuthParameters", "--auth", 1),
        None => fault.place.clone(),
    };
    ChangeFault { place, ..fault }
}

/// A file's text; - is standard input. The line end at its end is not a part of it.
pub(in crate::cli) fn read_file(path: &Path) -> Result<String, Failure> {
    let (_, text) = file_text(path)?;
    Ok(text.trim_end_matches(['\n', '\r']).to_owned())
}

/// Tags, each `KEY=VALUE`.
pub(in crate::cli) fn tags(given: &[String]) -> Result<BTreeMap<String, String>, Failure> {
    let one = |text: &String| {
        let pair = text.split_once('=').map(|(key, value)| (key.to_owned(), value.to_owned()));
        pair.ok_or_else(|| Failure::bad(format!("`{text}` is not a tag: write KEY=VALUE.")))
    };
    let mut tags = BTreeMap::new();
    for text in given {
        let (key, value) = one(text)?;
        if tags.contains_key(&key) {
            return Err(Failure::bad(format!(
                "The tag {key} is given twice; a key has one value. Nothing was done."
            )));
        }
        tags.insert(key, value);
    }
    Ok(tags)
}

#[cfg(test)]
mod tests {
    use super::by_option;
    use crate::model::{ChangeFault, ThingKind};

    #[test]
    fn a_fault_is_told_by_the_option_that_sets_it() {
        for (kind, place, wanted) in [
            (ThingKind::Replay, "EventSourceArn", "--archive"),
            (ThingKind::Replay, "Destination.Arn", "--bus"),
            (ThingKind::Destination, "InvocationEndpoint", "--endpoint"),
            (ThingKind::Rule, "EventPattern", "--pattern"),
            (ThingKind::Rule, "Name", "name"),
            (ThingKind::Rule, "Bus", "--bus"),
            (ThingKind::Rule, "target t: Arn", "target t: --arn"),
            (ThingKind::Rule, "target t: EcsParameters.TaskCount", "target t: --ecs.TaskCount"),
            (ThingKind::Rule, "target t", "target t"),
            (ThingKind::Rule, "targets", "targets"),
        ] {
            assert_eq!(by_option(kind, ChangeFault::at(place, "no")).place, wanted, "{place}");
        }
    }
}
