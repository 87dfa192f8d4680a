//! Things that are made, changed, removed, described and listed alike: archives, replays, connections, API
//! destinations, partner sources, endpoints.

use super::super::account::{block_on, block_on_within, connect, each_page};
use super::super::args::Global;
use super::super::exit::{Exit, Failure};
use super::super::output::{Output, Table};
use super::super::source::file_text;
use super::described;
use super::options::{GivenSettings, Settable};
use super::{arn_from_name, by_option, carry_out, open, refuse, whole};
use crate::aws::{Client, Pages};
use crate::model::{
    Arn, Change, ChangeFault, Held, Secret, SettingField, Thing, ThingKind, example_auth, fields,
    retention_in_words,
};
use crate::text::capitalised;
use crate::text::time::in_full;
use serde::Serialize;
use serde_json::Value;
use std::path::PathBuf;

/// A kind of thing that has a command of its own.
pub(in crate::cli) trait Things: Settable {
    /// Which.
    const KIND: ThingKind;

    /// Prints all of them.
    async fn list(client: &Client, json: bool) -> Result<Exit, Failure>;
}

/// A column of a list.
#[derive(Clone, Copy, Debug)]
pub(in crate::cli) enum ListColumn {
    /// Its title, and the member of what is listed that it shows as it is.
    Of(&'static str, &'static str),
    /// Its title, and the member that is an ARN, of which the name is shown.
    NameOf(&'static str, &'static str),
    /// Its title, and the member that is a time, shown in UTC.
    Time(&'static str, &'static str),
    /// Its title, and the member that is a number of days, of which 0 means for ever.
    Days(&'static str, &'static str),
}

impl ListColumn {
    fn title(self) -> &'static str {
        match self {
            Self::Of(title, _) | Self::NameOf(title, _) | Self::Time(title, _) | Self::Days(title, _) => {
                title
            }
        }
    }

    fn of(self, row: &Value) -> String {
        match self {
            Self::Of(_, member) => match row.get(member) {
                None | Some(Value::Null) => String::new(),
                Some(Value::String(text)) => text.clone(),
                Some(other) => other.to_string(),
            },
            Self::NameOf(_, member) => {
                let arn = row.get(member).and_then(Value::as_str).unwrap_or_default();
                Arn::from(arn).name().to_owned()
            }
            Self::Days(_, member) => {
                row.get(member).and_then(Value::as_i64).map(retention_in_words).unwrap_or_default()
            }
            Self::Time(_, member) => {
                row.get(member).and_then(Value::as_i64).map(|at| in_full(at, false, 0)).unwrap_or_default()
            }
        }
    }
}

macro_rules! things {
    ($($(#[$doc:meta])* $Name:ident: $list:ident, $columns:expr;)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug)]
            pub(in crate::cli) enum $Name {}

            impl Settable for $Name {
                fn fields() -> &'static [SettingField] {
                    fields(ThingKind::$Name)
                }
            }

            impl Things for $Name {
                const KIND: ThingKind = ThingKind::$Name;

                async fn list(client: &Client, json: bool) -> Result<Exit, Failure> {
                    print_list(client.$list(), $columns, json).await
                }
            }
        )*
    };
}

/// The kind of partner sources, by the name of their command.
pub(in crate::cli) type Partner = Source;

use ListColumn::{Days, NameOf, Of, Time};

things! {
    /// Archives.
    Archive: archives, [
        Of("name", "name"), Of("state", "state"), NameOf("bus", "source"), Days("days", "retention_days"),
        Of("reason", "reason"),
    ];
    /// Replays.
    Replay: replays, [
        Of("name", "name"), Of("state", "state"), NameOf("archive", "source"), Time("from (UTC)", "from"),
        Time("to (UTC)", "to"), Time("reached (UTC)", "reached"), Of("reason", "reason"),
    ];
    /// Connections.
    Connection: connections, [
        Of("name", "name"), Of("state", "state"), Of("authorization", "authorization"), Of("reason", "reason"),
    ];
    /// API destinations.
    Destination: api_destinations, [
        Of("name", "name"), Of("state", "state"), Of("method", "method"), Of("endpoint", "endpoint"),
    ];
    /// Partner event sources.
    Source: event_sources, [
        Of("name", "name"), Of("state", "state"), Of("created by", "created_by"),
    ];
    /// Global endpoints.
    Endpoint: endpoints, [
        Of("name", "name"), Of("state", "state"), Of("URL", "url"), Of("reason", "reason"),
    ];
}

/// A `NEW` thing, or one that is there, and its settings.
#[derive(Clone, Debug, clap::Args)]
pub(in crate::cli) struct Create<K: Settable, const NEW: bool = true> {
    /// Its name.
    name: String,
    #[command(flatten)]
    given: GivenSettings<K, NEW>,
    #[command(flatten)]
    yes: Yes,
}

/// Do not ask.
#[derive(Clone, Copy, Debug, clap::Args)]
pub(in crate::cli) struct Yes {
    /// Do not ask; needed where there is no terminal to ask on.
    #[arg(long, short)]
    pub(in crate::cli) yes: bool,
}

/// A thing by its name.
#[derive(Clone, Debug, clap::Args)]
pub(in crate::cli) struct Named {
    /// Its name.
    pub(in crate::cli) name: String,
    #[command(flatten)]
    pub(in crate::cli) yes: Yes,
}

/// A list.
#[derive(Clone, Debug, clap::Args)]
pub(in crate::cli) struct List {
    /// One JSON object a line.
    #[arg(long)]
    json: bool,
}

/// A thing to be described.
#[derive(Clone, Debug, clap::Args)]
pub(in crate::cli) struct Describe {
    /// Its name.
    pub(in crate::cli) name: String,
    /// The API's answer as one JSON object.
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

/// What authorizes a connection.
#[derive(Clone, Debug, clap::Args)]
pub(in crate::cli) struct Auth {
    /// File with AuthParameters in the API's JSON; - is standard input. It is sent, and kept nowhere.
    #[arg(long, value_name = "FILE")]
    auth: Option<PathBuf>,
}

impl Auth {
    /// Reads it, for a connection with this authorization.
    fn read(self, authorization: Option<&str>) -> Result<Option<Secret>, Failure> {
        let Some(path) = self.auth else { return Ok(None) };
        let (name, text) = file_text(&path)?;
        // What is in the file must not be repeated, not even in an error.
        let value = serde_json::from_str::<Value>(&text).ok().filter(Value::is_object);
        let value = value.ok_or_else(|| {
            let is = if text.trim().is_empty() { "empty" } else { "not a JSON object" };
            Failure::bad(format!(
                "{} is {is}. Write for example {}.",
                capitalised(&name),
                example_auth(authorization.unwrap_or_default())
            ))
        })?;
        Ok(Some(Secret::new(value)))
    }
}

/// What is done to things of a kind.
#[derive(Clone, Debug)]
pub(in crate::cli) enum Action<K: Settable> {
    /// Make one.
    Create(Create<K>, Option<Auth>),
    /// Change one.
    Update(Create<K, false>, Option<Auth>),
    /// Remove one.
    Delete(Named),
    /// Take a connection's authorization away.
    Deauthorize(Named),
    /// Set a partner source's state.
    Set(Named, &'static str),
}

/// Makes, changes or removes a thing.
pub(in crate::cli) fn act<K: Things>(global: Global, action: Action<K>) -> Result<Exit, Failure> {
    block_on(async {
        let site = open(global).await?;
        let mut missing = Vec::new();
        let change = match action {
            Action::Create(Create { name, given, yes }, auth) => {
                let mut held = Held::with_settings(serde_json::Map::new());
                given.into(&mut held)?;
                missing = arn_from_name::in_place_of_names(&site.client, K::KIND, &mut held).await;
                let authorization = held.text("AuthorizationType");
                let secret = auth.map(|auth| auth.read(authorization)).transpose()?.flatten();
                (Change::create(Thing::of(K::KIND, name), held).with_secret(secret), yes)
            }
            Action::Update(Create { name, given, yes }, auth) => {
                let thing = Thing::of(K::KIND, name);
                let was = whole(&site.client, &thing).await?;
                let mut to = was.clone();
                given.into(&mut to)?;
                missing = arn_from_name::in_place_of_names(&site.client, K::KIND, &mut to).await;
                let authorization = to.text("AuthorizationType");
                let secret = auth.map(|auth| auth.read(authorization)).transpose()?.flatten();
                (Change::update(thing, was, to).with_secret(secret), yes)
            }
            Action::Delete(Named { name, yes }) => {
                let thing = Thing::of(K::KIND, name);
                let was = whole(&site.client, &thing).await?;
                (Change::delete(thing, was), yes)
            }
            Action::Deauthorize(Named { name, yes }) => {
                let thing = Thing::of(K::KIND, name);
                let was = whole(&site.client, &thing).await?;
                let to = Held { deauthorized: true, ..was.clone() };
                (Change::update(thing, was, to), yes)
            }
            Action::Set(Named { name, yes }, state) => {
                let thing = Thing::of(K::KIND, name);
                let was = whole(&site.client, &thing).await?;
                let mut to = was.clone();
                to.set("State", Some(Value::from(state)));
                (Change::update(thing, was, to), yes)
            }
        };
        if !missing.is_empty() {
            // What else is wrong is told at the same time.
            let account = site.client.account().await;
            let mut others = change.0.faults(account.as_deref());
            others.retain(|fault| missing.iter().all(|one: &ChangeFault| one.place != fault.place));
            refuse(missing.into_iter().chain(others).map(|fault| by_option(K::KIND, fault)))?;
        }
        carry_out(&site, &[change.0], change.1.yes).await
    })
}

/// What is read of things of a kind.
#[derive(Clone, Debug)]
pub(in crate::cli) enum Look {
    /// All of them.
    List(List),
    /// One in full.
    Describe(Describe),
}

/// Lists things, or describes one.
pub(in crate::cli) fn list_and_describe<K: Things>(global: Global, look: Look) -> Result<Exit, Failure> {
    match look {
        Look::Describe(Describe { name, json }) => describe(global, &Thing::of(K::KIND, name), json),
        Look::List(List { json }) => block_on_within(global.timeout, async {
            let client = connect(global).await?;
            K::list(&client, json).await
        }),
    }
}

/// Prints a list: these columns of each row, or the rows as they came.
pub(in crate::cli) async fn print_list<T: Serialize, const N: usize>(
    pages: Pages<T>,
    columns: [ListColumn; N],
    json: bool,
) -> Result<Exit, Failure> {
    let mut out = Output::new();
    let mut table = Table::new(columns.map(ListColumn::title));
    let exit = each_page(pages, |rows| {
        if json {
            rows.iter().try_for_each(|row| out.json(row))?;
            return out.flush();
        }
        table.add(rows.iter().map(|row| {
            let row = serde_json::to_value(row).unwrap_or_default();
            columns.map(|column| column.of(&row))
        }));
        Ok(())
    })
    .await;
    table.show(&mut out)?;
    exit
}

/// Prints everything that describing a thing tells.
pub(in crate::cli) fn describe(global: Global, thing: &Thing, json: bool) -> Result<Exit, Failure> {
    block_on_within(global.timeout, async {
        let client = connect(global).await?;
        described::print(&client.describe(thing).await?, json)
    })
}
