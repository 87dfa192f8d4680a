//! What the operator sees.

use super::testing::text;
use crate::app::testing::Explorer;

#[test]
fn a_terminal_that_is_too_small_gets_one_sentence_with_its_size() {
    for size in [(79, 24), (80, 23), (10, 3), (1, 1), (0, 0)] {
        let it = Explorer::small(size);
        let text = text(&it.model).split_whitespace().collect::<Vec<_>>().join(" ");
        if size.0 >= 79 {
            assert!(text.contains(&format!("80 columns and 24 rows; this terminal has {} and {}", size.0, size.1)), "{text}");
        }
    }
}
