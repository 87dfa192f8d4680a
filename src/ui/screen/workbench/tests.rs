use crate::app::screen::workbench::bench::{Bench, PATTERN};
use crate::ui::testing::with_styles;

#[test]
fn a_fault_is_underlined_where_it_is() {
    let mut bench = Bench::on(PATTERN);
    bench.resize(80, 24).go_to("aws.ec2").keys("back");
    insta::assert_snapshot!(with_styles(&bench.model));
}

#[test]
fn completions_hang_at_the_cursor() {
    let mut bench = Bench::on(PATTERN);
    bench.resize(80, 24).go_to("\"stopped\"").keys("tab down");
    insta::assert_snapshot!(with_styles(&bench.model));
}
