//! Names that were misspelt: the one that was meant.

/// The known name that is most like this one, if one is like it at all.
pub(crate) fn nearest_name<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let plain = |name: &str| name.to_lowercase().replace(['_', '-'], "");
    let spelled: Vec<(String, &str)> = known.map(|name| (plain(name), name)).collect();
    let all: Vec<&str> = spelled.iter().map(|(plain, _)| plain.as_str()).collect();
    let found =
        similar::get_close_matches(plain(name).as_str(), &all, 1, 0.6).first().copied().map(str::to_owned)?;
    spelled.into_iter().find(|(plain, _)| *plain == found).map(|(_, name)| name)
}
