//! The table of the values that fields of AWS's events have: `assets/catalogue/values.txt`, whose head says
//! how it is written, with the enumerations of AWS's APIs that it names, `assets/catalogue/enums.txt`.

use super::RECORDED;
use std::collections::HashMap;
use std::sync::OnceLock;

const TABLE: &str = include_str!("../../assets/catalogue/values.txt");
const ENUMS: &str = include_str!("../../assets/catalogue/enums.txt");

/// The values of one field.
#[derive(Debug)]
pub(super) struct ValueRow {
    /// The source; none for what comes through CloudTrail from any.
    pub(super) source: Option<&'static str>,
    /// The detail-types.
    pub(super) kinds: Vec<&'static str>,
    /// The field's path, with `detail.`.
    pub(super) path: String,
    /// What it may be, first what a sample has.
    pub(super) values: Vec<&'static str>,
    /// It may be nothing else, as AWS documents it.
    pub(super) closed: bool,
    /// The page that says so.
    pub(super) page: &'static str,
}

/// All rows.
pub(super) fn rows() -> &'static [ValueRow] {
    static ROWS: OnceLock<Vec<ValueRow>> = OnceLock::new();
    ROWS.get_or_init(|| {
        let enums: HashMap<&str, Vec<&str>> = ENUMS
            .lines()
            .filter_map(|line| {
                let (name, values) = line.split_once('\t')?;
                Some((name, values.split('\t').collect()))
            })
            .collect();
        let mut page = "";
        let mut rows = Vec::new();
        for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
            match line.strip_prefix("@ ") {
                Some(next) => page = next,
                None => rows.extend(row(line, page, &enums)),
            }
        }
        rows
    })
}

fn row(line: &'static str, page: &'static str, enums: &HashMap<&str, Vec<&'static str>>) -> Option<ValueRow> {
    let mut cells = line.split(" | ");
    let (source, kinds, field, list) = (cells.next()?, cells.next()?, cells.next()?, cells.next()?);
    let kinds = if kinds == "$RECORDED" { RECORDED.to_vec() } else { kinds.split("; ").collect() };
    let (mut values, mut closed): (Vec<&str>, bool) = (Vec::new(), true);
    for item in list.split(", ") {
        if item == "..." {
            closed = false;
        } else if let Some(name) = item.strip_prefix('$') {
            let own = enums.get(name).into_iter().flatten();
            let new: Vec<&str> = own.filter(|value| !values.contains(*value)).copied().collect();
            values.extend(new);
        } else if let Some(none) = item.strip_prefix('-') {
            values.retain(|value| *value != none);
        } else {
            values.push(item);
        }
    }
    let source = Some(source).filter(|source| *source != "*");
    Some(ValueRow { source, kinds, path: format!("detail.{field}"), values, closed, page })
}

#[cfg(test)]
mod tests {
    use super::{ENUMS, TABLE, rows};

    #[test]
    fn every_line_is_a_row_with_its_page_and_its_values() {
        let lines = TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with(['#', '@']));
        assert_eq!(rows().len(), lines.count());
        for row in rows() {
            assert!(row.page.starts_with("https://docs.aws.amazon.com/"), "{row:?}");
            assert!(!row.values.is_empty() && row.values.iter().all(|value| !value.contains('$')), "{row:?}");
            let mut once = row.values.clone();
            once.sort_unstable();
            once.dedup();
            assert_eq!(once.len(), row.values.len(), "{row:?}");
        }
        let named = |name: &str| TABLE.contains(&format!("${name}"));
        let names: Vec<&str> = ENUMS.lines().filter_map(|line| line.split('\t').next()).collect();
        assert!(names.iter().all(|name| named(name)));
        let asked =
            TABLE.lines().filter(|line| !line.starts_with('#')).flat_map(|line| line.split([',', '|']));
        let asked = asked.filter_map(|item| item.trim().strip_prefix('$')).filter(|name| name.contains('.'));
        for name in asked {
            assert!(names.contains(&name), "make_enums.py writes {name}");
        }
    }
}
