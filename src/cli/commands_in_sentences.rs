//! Commands that a sentence offers: they go to the account that this run's options choose, whatever shell
//! they are pasted into.

use super::args::Global;
use crate::export::ours;
use crate::model::{Endpoint, Session};
use std::sync::OnceLock;

/// What this run's options choose.
static CHOSEN: OnceLock<Session> = OnceLock::new();

/// Lets the commands that are offered go to the account that these options choose.
pub(super) fn choose(global: &Global) {
    let _ = CHOSEN.set(session(global));
}

fn session(global: &Global) -> Session {
    Session {
        profile: global.profile.clone(),
        region: global.region.clone().unwrap_or_default(),
        endpoint: global.endpoint_url.as_deref().map(Endpoint::from),
        ..Session::default()
    }
}

/// The command between two backticks, with those options.
pub(super) fn with_chosen_options(command: &str) -> String {
    CHOSEN.get().map_or_else(|| format!("`buslens {command}`"), |session| ours(session, command))
}

#[cfg(test)]
mod tests {
    use super::session;
    use crate::cli::args::Global;
    use crate::export::ours;

    #[test]
    fn a_command_that_is_offered_goes_where_this_one_went() {
        assert_eq!(ours(&session(&Global::default()), "undo --list"), "`buslens undo --list`");
        let global = Global {
            profile: Some("pay roll".into()),
            region: Some("eu-west-1".into()),
            endpoint_url: Some("http://127.0.0.1:4566".into()),
            ..Global::default()
        };
        assert_eq!(
            ours(&session(&global), "buses"),
            "`buslens buses --region eu-west-1 --profile 'pay roll' --endpoint-url http://127.0.0.1:4566`"
        );
    }
}
