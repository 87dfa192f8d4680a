//! Whose account is on screen: connecting, trying again, switching to another.
//!
//! A switch clears everything at once: what is known of the account, the answers still awaited, the screens
//! over the first one. No row of one account ever stands under another's name.

use super::effect::{Effect, Work};
use super::model::Model;
use super::popup::{Action, Menu, MenuItem, Popup, Switch};
use super::read::Account;
use super::request::Pending;
use super::screen::Screen;
use super::screen::browse::Browse;
use super::shared::Level;
use super::switching::Switching;
use crate::model::{ReadOnly, Session};

impl Model {
    /// What is to be done before the first message: connect.
    pub fn start(&mut self) -> Vec<Effect> {
        let mut out = Vec::new();
        connect(self, &mut out);
        out
    }

    /// What is to be done after the last message, however the program ends: every screen ends what it holds
    /// open, and an edit that is not yet on disk is sent there.
    pub fn finish(&mut self) -> Vec<Effect> {
        let mut out = Vec::new();
        for screen in &mut self.stack {
            screen.close(&mut self.shared, &mut out);
        }
        out
    }
}

/// Connects to the account that the session names.
pub(super) fn connect(model: &mut Model, out: &mut Vec<Effect>) {
    let shared = &mut model.shared;
    shared.connection.start();
    let req = shared.requests.start(Pending::Connection);
    shared.connected_by = Some(req);
    let region = Some(shared.session.region.clone()).filter(|region| !region.is_empty());
    out.push(Effect::Work(Work::Connect { req, profile: shared.session.profile.clone(), region }));
}

/// The connection stands; said once when calls can be made, and again when the account's number is known.
pub(super) fn connected(model: &mut Model, session: Session) {
    let shared = &mut model.shared;
    if shared.connection.is_loading() {
        shared.account = Account::default();
    }
    shared.connection.set((), shared.now);
    shared.session = session;
}

/// Switches to another profile or region; asks first when an edit is not saved.
pub(super) fn switch(model: &mut Model, to: Switch, out: &mut Vec<Effect>) {
    if model.shared.session.embedded {
        let text = "This is the embedded stand-in account, which has one profile and one region; quit, and \
            run `buslens`.";
        return model.shared.notify(Level::Problem, text);
    }
    if model.is_modified() {
        model.popup = Some(Popup::Menu(Menu::new(
            "Switch with an unsaved edit?",
            vec![
                MenuItem::new('b', "back to the edit", Action::Nothing),
                MenuItem::new('s', "switch; the edit is kept as a draft", Action::Switch(to)),
            ],
        )));
        return;
    }
    switch_now(model, to, out);
}

/// Switches, whatever is open.
pub(super) fn switch_now(model: &mut Model, to: Switch, out: &mut Vec<Effect>) {
    let Model { shared, stack, popup, moved } = model;
    *moved = shared.requests.newest();
    while stack.len() > 1 {
        if let Some(mut screen) = stack.pop() {
            screen.close(shared, out);
        }
    }
    shared.left.end_all(out);
    stack.clear();
    stack.push(Screen::Browse(Browse::default()));
    *popup = None;
    shared.requests.forget_all();
    shared.account = Account::default();
    shared.switching = Switching::default();
    shared.changing.clear();
    shared.gatherings.clear();
    shared.probe = None;
    shared.forms.clear();
    shared.left_forms.clear();
    shared.made = None;
    shared.alerts.clear();
    shared.acknowledged.clear();
    // What was last said, too, is of the old account.
    shared.notice = None;
    let old = std::mem::take(&mut shared.session);
    // Another profile brings its own region.
    let elsewhere = !matches!(to, Switch::Region(_));
    let (profile, region) = match to {
        Switch::Profile(profile) => (Some(profile), String::new()),
        Switch::Environment => (None, String::new()),
        Switch::Region(region) => (old.profile.clone(), region),
    };
    if profile == old.profile && (region.is_empty() || region == old.region) {
        // The heading stays as it was: without a word it would look as if nothing had been done.
        let was = match (&profile, elsewhere) {
            (Some(profile), true) => format!("Profile {profile} is in use already"),
            (None, true) => "No profile was in use anyway".to_owned(),
            (Some(_) | None, false) => format!("{region} is already in use"),
        };
        shared.notify(Level::Info, format!("{was}: connecting anew, and reading everything again."));
    }
    shared.session = Session {
        profile,
        region,
        // Another profile may have another endpoint.
        endpoint: old.endpoint.filter(|_| !elsewhere),
        read_only: old.read_only.map(ReadOnly::elsewhere),
        ..Session::default()
    };
    connect(model, out);
}
