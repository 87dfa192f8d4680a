//! The detail of a rule or bus as a page: everything that is known of it, and what of it cannot be seen.

use super::Browse;
use crate::app::command::Context;
use crate::app::page::{Line, Page, Role, json};
use crate::app::remote::Remote;
use crate::app::shared::Shared;
use crate::model::{Bus, InputTransformer, RetryPolicy, Rule, RuleMetrics, Tag, Target};
use crate::schedule::Schedule;
use crate::text::counted;
use jiff::Timestamp;

/// Columns of the names of fields.
const LABEL: usize = 15;

impl Browse {
    /// The page of what is selected, no wider than `width`.
    pub(super) fn page(&self, shared: &Shared, width: usize) -> Page {
        let about_bus = self.view.is_about_bus();
        let page = match (about_bus, self.selected_bus(shared), self.selected(shared)) {
            (true, Some(bus), _) => bus_page(bus, shared, width),
            (false, _, Some(rule)) => rule_page(rule, shared, width),
            (true, None, _) => Page::text(Role::Dim, "No bus is selected."),
            (false, _, None) => Page::text(Role::Dim, "No rule is selected."),
        };
        page.wrapped(width)
    }
}

fn rule_page(rule: &Rule, shared: &Shared, width: usize) -> Page {
    let account = &shared.account;
    let mut page = Page::new();
    page.push(Line::of(Role::Heading, &rule.name).hang(2));
    if let Some(description) = rule.description.as_deref().filter(|text| !text.trim().is_empty()) {
        page.push(Line::of(Role::Text, description));
    }
    let problems = account.problems(&rule.key());
    if !problems.is_empty() {
        page.gap();
    }
    for problem in problems {
        page.push(Line::of(Role::Warn, &format!("! {problem}")).hang(2));
    }
    page.gap();
    let (glyph, shade) = state_mark(rule);
    page.push(
        label("state")
            .add(shade, &format!("{glyph} {}", rule.state.word()))
            .add(Role::Dim, &long_state(rule)),
    );
    if let Some(owner) = &rule.managed_by {
        let line = label("managed by").add(Role::Warn, owner);
        page.push(line.add(Role::Dim, "  only that service can change it"));
    }
    match &rule.role {
        Some(assumed) => field(&mut page, "role", assumed.as_str()),
        None => page.push(label("role").add(Role::Dim, "none")),
    }
    if let Some(creator) = &rule.created_by {
        field(&mut page, "created by", creator);
    }
    if let Some(schedule) = &rule.schedule {
        push_schedule(&mut page, schedule, rule.state.is_disabled(), shared);
    }
    if let Some(pattern) = &rule.pattern {
        page.gap();
        page.push(
            Line::of(Role::Heading, "pattern")
                .add(Role::Dim, &format!("  {} characters", pattern.chars().count())),
        );
        page.append(json::fitted(pattern, width));
    }
    page.gap();
    push_targets(&mut page, account.targets.get(&rule.key()), width);
    page.gap();
    push_metrics(&mut page, account.metrics.get(&rule.key()), shared, width);
    page.gap();
    push_tags(&mut page, account.tags.get(&rule.arn));
    field(&mut page, "arn", rule.arn.as_str());
    field(&mut page, "bus", &rule.bus);
    page
}

fn bus_page(bus: &Bus, shared: &Shared, width: usize) -> Page {
    let account = &shared.account;
    let full = account.bus.get(&bus.name);
    let bus = full.and_then(Remote::value).unwrap_or(bus);
    let mut page = Page::new();
    page.push(Line::of(Role::Heading, &bus.name).hang(2));
    if let Some(description) = bus.description.as_deref().filter(|text| !text.trim().is_empty()) {
        page.push(Line::of(Role::Text, description));
    }
    page.gap();
    let rules = account.rules.get(&bus.name);
    let count = match rules {
        Some(rules) if rules.at().is_some() => rules.rows().len().to_string(),
        _ => "not known yet".into(),
    };
    field(&mut page, "rules", &count);
    if bus.is_partner() {
        field(&mut page, "fed by", "a partner event source");
    }
    field(&mut page, "arn", bus.arn.as_str());
    let is_read = full.is_some_and(|full| full.value().is_some());
    push_settings(&mut page, bus, is_read, shared);
    for (name, at) in [("created", bus.created), ("changed", bus.modified)] {
        if let Some(at) = at {
            field(&mut page, name, &shared.date_and_time(at));
        }
    }
    push_tags(&mut page, account.tags.get(&bus.arn));
    if let Some(full) = full {
        push_trouble(&mut page, full, "details");
    }
    match &bus.policy {
        Some(policy) => {
            page.gap();
            page.push(Line::of(Role::Heading, "resource policy"));
            page.append(json::fitted(policy, width));
        }
        None if is_read => {
            page.push(label("policy").add(Role::Dim, "none: no other account may send to the bus"));
        }
        None => {}
    }
    page
}

/// What is set of a bus; what is not set is said once that is known (EventBridge user guide, "Encrypting
/// Amazon EventBridge event buses" and "Configuring logs for Amazon EventBridge event buses").
fn push_settings(page: &mut Page, bus: &Bus, is_read: bool, shared: &Shared) {
    let logs = bus.log_level.as_deref().or(is_read.then_some("OFF")).map(|level| {
        let way = if level == "OFF" { "says how to switch them on" } else { "shows them" };
        let detail = match bus.log_detail.as_deref() {
            _ if level == "OFF" => "",
            Some("FULL") => ", with the events' details",
            Some("NONE") => ", without the events' details",
            Some(_) | None => "",
        };
        shared.keymap.fill(&format!("{level}{detail}: {{bus-log}} {way}"), Context::Browse)
    });
    let settings = [
        ("encrypted by", bus.kms_key.as_deref(), "a key that AWS owns"),
        ("dead letters", bus.dead_letter.as_ref().map(crate::model::Arn::as_str), "no queue"),
        ("bus logs", logs.as_deref(), ""),
    ];
    for (name, value, unset) in settings {
        match value {
            Some(value) => field(page, name, value),
            None if is_read => page.push(label(name).add(Role::Dim, unset)),
            None => {}
        }
    }
}

fn label(name: &str) -> Line {
    Line::of(Role::Dim, &format!("{name:LABEL$}")).hang(LABEL)
}

fn field(page: &mut Page, name: &str, value: &str) {
    page.push(label(name).add(Role::Text, value));
}

/// Glyph and role of a rule's state.
pub fn state_mark(rule: &Rule) -> (char, Role) {
    use crate::model::RuleState::{Disabled, Enabled, EnabledWithAllCloudTrail, Other};
    match rule.state {
        Enabled => ('●', Role::Good),
        Disabled => ('○', Role::Dim),
        EnabledWithAllCloudTrail => ('◉', Role::Good),
        Other(_) => ('?', Role::Warn),
    }
}

fn long_state(rule: &Rule) -> String {
    use crate::model::RuleState::{Disabled, Enabled, EnabledWithAllCloudTrail, Other};
    match rule.state {
        Enabled | Disabled => String::new(),
        EnabledWithAllCloudTrail => format!("  {}", rule.state.as_str()),
        Other(_) => "  a state this version does not know".into(),
    }
}

fn push_schedule(page: &mut Page, text: &str, off: bool, shared: &Shared) {
    field(page, "schedule", text);
    match Schedule::parse(text) {
        Ok(schedule) => {
            page.push(label("").add(Role::Text, &schedule.sentence()));
            if let Schedule::Cron(_) = schedule
                && let Ok(now) = Timestamp::from_millisecond(shared.now)
            {
                let next: Vec<_> = schedule
                    .runs(now, now)
                    .take(3)
                    .map(|at| shared.date_and_time(at.as_millisecond()))
                    .collect();
                let line = if next.is_empty() { "never again".into() } else { next.join(", ") };
                page.push(
                    label(if off { "next if on" } else { "next" })
                        .add(Role::Text, &line)
                        .add(Role::Dim, if shared.utc { " UTC" } else { " local" }),
                );
            }
        }
        Err(_) => page.push(label("").add(Role::Warn, "! not valid, see above")),
    }
}

fn push_targets(page: &mut Page, targets: Option<&Remote<Vec<Target>>>, width: usize) {
    let mut heading = Line::of(Role::Heading, "targets");
    let Some(targets) = targets else {
        page.push(heading.add(Role::Dim, "  not read yet"));
        return;
    };
    if targets.is_loading() {
        heading.push(Role::Dim, "  reading…");
    } else if targets.at().is_some() && !targets.is_stale() {
        match targets.rows().len() {
            0 => heading.push(Role::Warn, "  none"),
            n => heading.push(Role::Dim, &format!("  {n}")),
        }
    } else if targets.error().is_some() {
        let before = if targets.rows().is_empty() { "" } else { "; before, there were these" };
        heading.push(Role::Bad, &format!("  cannot be seen, see above{before}"));
    }
    page.push(heading);
    for target in targets.rows() {
        push_target(page, target, width);
    }
}

fn push_target(page: &mut Page, target: &Target, width: usize) {
    let line = Line::of(Role::Accent, &format!("{:LABEL$}", target.kind_word()));
    page.push(line.add(Role::Heading, target.arn.name()).hang(LABEL));
    let indented = |name: &str| label(&format!("  {name}"));
    page.push(indented("id").add(Role::Text, &target.id));
    page.push(indented("arn").add(Role::Text, target.arn.as_str()));
    if let Some(role) = &target.role {
        page.push(indented("role").add(Role::Text, role.as_str()));
    }
    let mut block = |name: &str, text: &str| {
        page.push(indented(name));
        let inner = width.saturating_sub(4);
        page.append(json::fitted(text, inner).wrapped(inner).indented(4));
    };
    if let Some(input) = &target.input {
        block("input (constant)", input);
    }
    if let Some(InputTransformer { paths, template }) = &target.transformer {
        block("input template", template);
        for (name, path) in paths {
            page.push(
                Line::of(Role::Dim, "    where <")
                    .add(Role::JsonKey, name)
                    .add(Role::Dim, "> is ")
                    .add(Role::Text, path),
            );
        }
    }
    if let Some(path) = &target.input_path {
        page.push(indented("input").add(Role::Dim, "the event's ").add(Role::Text, path));
    }
    if target.gets_whole_event() {
        page.push(indented("input").add(Role::Dim, "the whole event"));
    }
    match &target.dead_letter {
        Some(queue) => page.push(indented("dead letter").add(Role::Text, queue.as_str())),
        None => {
            page.push(indented("dead letter").add(Role::Dim, "no queue: what cannot be delivered is lost"));
        }
    }
    page.push(indented("retry").add(Role::Dim, &retry(target.retry.as_ref())));
    for (name, value) in &target.parameters {
        page.push(indented(name));
        let inner = width.saturating_sub(4);
        page.append(json::fitted(&value.to_string(), inner).wrapped(inner).indented(4));
    }
}

/// The retry policy in words. EventBridge API reference, "RetryPolicy": the defaults are 185 attempts and 24
/// hours.
fn retry(policy: Option<&RetryPolicy>) -> String {
    let Some(policy) = policy else { return "185 attempts within 24 h (the default)".into() };
    let attempts = policy.attempts.unwrap_or(185);
    let age = policy.age_seconds.unwrap_or(86_400);
    let span = match age {
        age if age % 3600 == 0 => format!("{} h", age / 3600),
        age if age % 60 == 0 => format!("{} min", age / 60),
        age => format!("{age} s"),
    };
    format!("{} within {span}", counted(attempts, "attempt", "attempts"))
}

fn push_tags(page: &mut Page, tags: Option<&Remote<Vec<Tag>>>) {
    let Some(tags) = tags else { return };
    push_trouble(page, tags, "tags");
    for (n, tag) in tags.rows().iter().enumerate() {
        let line = label(if n == 0 { "tags" } else { "" });
        page.push(line.add(Role::Text, &tag.key).add(Role::Dim, " = ").add(Role::Text, &tag.value));
    }
    if tags.rows().is_empty() && tags.at().is_some() {
        page.push(label("tags").add(Role::Dim, "none"));
    }
}

/// Why a part is not there, in one line; read in full with the key for messages.
fn push_trouble<T>(page: &mut Page, remote: &Remote<T>, what: &str) {
    if let Some(error) = remote.error() {
        let denied = error.kind == crate::model::ErrorKind::Denied;
        let text = if denied { format!("cannot see the {what}: {error}") } else { format!("✗ {error}") };
        page.push(Line::of(Role::Bad, &text).hang(2));
        if remote.value().is_some() {
            page.push(Line::of(Role::Dim, &format!("  The {what} shown were read before that.")).hang(2));
        }
    }
}

fn push_metrics(page: &mut Page, metrics: Option<&Remote<RuleMetrics>>, shared: &Shared, width: usize) {
    let Some(metrics) = metrics else { return };
    if metrics.error().is_some() {
        push_trouble(page, metrics, "metrics");
        if metrics.value().is_none() {
            return;
        }
    }
    let Some(value) = metrics.value() else {
        page.push(label("last hour").add(Role::Dim, "reading…"));
        return;
    };
    let shown: Vec<_> = METRICS.iter().filter_map(|(name, word)| Some((value.get(name)?, *word))).collect();
    if shown.is_empty() {
        // Absence is never proof: the metrics are best effort (EventBridge user guide, "Monitoring Amazon
        // EventBridge").
        page.push(
            label("last hour").add(Role::Dim, "no metrics, which proves nothing: they are best effort"),
        );
        return;
    }
    page.push(
        Line::of(Role::Heading, "last hour")
            .add(Role::Dim, &format!("  to {}", shared.time_of_day(value.to))),
    );
    let columns = width.saturating_sub(LABEL + 10).min(60);
    for (series, word) in shown {
        let bad = word.contains("failed") || word.contains("lost") || word.contains("held");
        let role = if bad && series.total() > 0.0 { Role::Bad } else { Role::Accent };
        let line = label(word).add(role, &sparkline(&series.points, value, columns));
        page.push(line.add(Role::Text, &format!(" {}", series.total())));
    }
}

/// The metrics shown, and the words for them.
const METRICS: [(&str, &str); 6] = [
    ("MatchedEvents", "matched"),
    ("Invocations", "invoked"),
    ("FailedInvocations", "failed"),
    ("ThrottledRules", "held back"),
    ("InvocationsSentToDlq", "dead letters"),
    ("InvocationsFailedToBeSentToDlq", "lost"),
];

/// Points over the span as bars of eighths; a span without a point is a blank, which is not the same as zero.
fn sparkline(points: &[(i64, f64)], metrics: &RuleMetrics, columns: usize) -> String {
    const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let columns = columns.max(1);
    let span = (metrics.to - metrics.from).max(1);
    let mut sums: Vec<Option<f64>> = vec![None; columns];
    for (at, value) in points {
        let column = i128::from(at - metrics.from) * columns as i128 / i128::from(span);
        let column = usize::try_from(column.max(0)).unwrap_or(0).min(columns - 1);
        if let Some(sum) = sums.get_mut(column) {
            *sum = Some(sum.unwrap_or(0.0) + value);
        }
    }
    let top = sums.iter().flatten().copied().fold(0.0, f64::max);
    let bar = |sum: f64| {
        let eighths = if top > 0.0 { (sum / top * 7.0).round() } else { 0.0 };
        // 0.0 to 7.0 by construction
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        BARS.get(eighths as usize).copied().unwrap_or('█')
    };
    sums.into_iter().map(|sum| sum.map_or(' ', bar)).collect()
}
