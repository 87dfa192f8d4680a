//! The recipes of `.github/CONTRIBUTING.md` and the map of `src/lib.rs` name files and modules that are
//! there.

use super::source::root;

/// The paths from the package's folder on that a text names between backticks; those with stars are left out.
fn paths(text: &str) -> Vec<&str> {
    let folders = ["src/", "tests/", "assets/", "benches/", "fuzz/", ".ci/", ".github/"];
    text.split('`')
        .skip(1)
        .step_by(2)
        .filter(|word| {
            folders.iter().any(|folder| word.starts_with(folder)) && !word.contains(['*', ' ', '\n'])
        })
        .collect()
}

#[test]
fn every_file_that_a_recipe_names_is_there() {
    let recipes = std::fs::read_to_string(root().join(".github/CONTRIBUTING.md")).unwrap();
    let named = paths(&recipes);
    assert!(named.len() > 60, "{named:?}");
    let gone: Vec<&&str> = named.iter().filter(|path| !root().join(path).exists()).collect();
    assert!(gone.is_empty(), "{gone:?}");
}

#[test]
fn every_module_has_its_row_in_the_map() {
    let map = std::fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let modules: Vec<&str> = map
        .lines()
        .filter_map(|line| {
            line.strip_prefix("pub mod ").or_else(|| line.strip_prefix("mod "))?.strip_suffix(';')
        })
        .collect();
    assert!(modules.len() > 15, "{modules:?}");
    let missing: Vec<&&str> = modules
        .iter()
        .filter(|module| !["`", "[`"].iter().any(|mark| map.contains(&format!("//! | {mark}{module}`"))))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn a_path_is_found_between_backticks_alone() {
    assert_eq!(paths("in `src/a.rs` (`run`), not src/b.rs, `src/**/c` nor `src/d e`"), ["src/a.rs"]);
}
