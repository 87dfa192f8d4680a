//! A branch or tag asked for by its name, or the beginning of one, where the event has it as Git writes it in
//! full.

use crate::pattern::explain::catalogue::MissKind;
use crate::pattern::explain::fixes::if_one;
use crate::pattern::explain::miss::Nearest;
use crate::pattern::explain::value::Pair;
use crate::pattern::explain::value::text_ladder::AskedText;
use crate::pattern::explain::wording::similarity::quoted;

/// A beginning of a branch's or tag's name as Git writes it in full, with its remote left out; none of what
/// is written so.
fn as_git_writes(text: &str) -> impl Iterator<Item = String> {
    let bare = text.strip_prefix("origin/").unwrap_or(text).to_owned();
    let is_name = !bare.is_empty() && !bare.starts_with(['*', '/']) && !text.starts_with("refs/");
    ["refs/heads/", "refs/tags/"]
        .into_iter()
        .filter(move |_| is_name)
        .map(move |before| format!("{before}{bare}"))
}

impl Pair<'_> {
    /// A text with more before it, as Git writes it, that `fits`.
    pub(super) fn as_git_writes_it(
        &self,
        nearest: &mut Nearest,
        asked: &AskedText<'_>,
        fits: impl Fn(&str) -> bool,
    ) {
        let Some(full) = as_git_writes(asked.text).find(|full| fits(full)) else { return };
        nearest.offer(MissKind::Notation, 1, || {
            let sentence = format!(
                "The event has {}, and the pattern wants {}: Git writes it in full, {}, and EventBridge compares the \
                    characters.",
                self.met(),
                asked.wanted(),
                quoted(full.as_bytes())
            );
            (sentence, self.instead(asked.item(&full)).map(if_one))
        });
    }
}
