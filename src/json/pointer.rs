//! Names as parts of a JSON pointer (RFC 6901, 3), and back.

use std::borrow::Cow;

/// A name as a part of a pointer.
pub(crate) fn pointer_part(name: &str) -> Cow<'_, str> {
    if name.contains(['~', '/']) { name.replace('~', "~0").replace('/', "~1").into() } else { name.into() }
}

/// The name that a part of a pointer stands for.
pub(super) fn name_of(part: &str) -> Cow<'_, str> {
    if part.contains('~') { part.replace("~1", "/").replace("~0", "~").into() } else { part.into() }
}

#[cfg(test)]
mod tests {
    use super::{name_of, pointer_part};

    #[test]
    fn a_name_comes_back_whatever_is_in_it() {
        for (name, part) in [("a", "a"), ("a/b", "a~1b"), ("~", "~0"), ("~1", "~01"), ("/~0/", "~1~00~1")] {
            assert_eq!((&*pointer_part(name), &*name_of(part)), (part, name));
        }
    }
}
