//! What belongs together: rules, and what they need around them to be the same rules in an account that has
//! none of it. How that is written is each notation's.
//!
//! Made are a rule's bus, the roles of its targets, log groups, and whatever lets EventBridge in. Functions,
//! queues, topics and the like have contents that nobody can tell from a rule: they are named as what has to
//! be there before. What another account or region has to do is told, not made.

use super::grants;
use super::{Whole, WholeBus};
use crate::model::{Arn, Bus, RolePermission, Rule, Tag, Target, TargetKind, statements_in};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A bus, with rules or without.
pub(super) struct BusPart<'a> {
    pub(super) name: &'a str,
    /// What is known of it beyond its name.
    pub(super) known: Option<&'a Bus>,
    pub(super) tags: &'a [Tag],
}

impl BusPart<'_> {
    /// Whether its policy lets a role in: one that is made beside it has to be there before.
    pub(super) fn names(&self, role: &RolePart) -> bool {
        let policy = self.known.and_then(|bus| bus.policy.as_deref());
        policy.is_some_and(|policy| policy.contains(&format!("\"{}\"", role.arn)))
    }

    /// The statements of its policy.
    pub(super) fn statements(&self) -> Vec<Value> {
        let policy = self.known.and_then(|bus| bus.policy.as_deref());
        policy.map(statements_in).unwrap_or_default()
    }
}

/// A role that EventBridge assumes.
pub(super) struct RolePart {
    pub(super) arn: Arn,
    pub(super) permissions: Vec<RolePermission>,
}

impl RolePart {
    pub(super) fn name(&self) -> &str {
        self.arn.name_without_path()
    }

    /// `/` or a path between slashes.
    pub(super) fn path(&self) -> &str {
        let resource = self.arn.resource().strip_prefix("role").unwrap_or_default();
        &resource[..resource.len() - self.name().len().min(resource.len())]
    }

    /// The inline policies: name and document.
    pub(super) fn policies(&self) -> impl Iterator<Item = (String, Value)> + use<'_> {
        self.permissions.iter().map(|permission| {
            let resource = permission.resources.first().map_or("*", String::as_str);
            let document = grants::document([grants::allowing(permission)]);
            (grants::role_policy_name(permission.action, resource, &document), document)
        })
    }
}

/// A queue or topic, and the statements of its policy.
pub(super) struct Fed {
    pub(super) arn: Arn,
    /// By what a policy that has it says: the ARN of what sends, or the id of the statement.
    pub(super) statements: BTreeMap<String, Value>,
}

impl Fed {
    /// The statements, each with a text that tells a policy that has it from others.
    pub(super) fn marked_statements(&self) -> impl Iterator<Item = (String, &Value)> {
        self.statements.iter().map(|(told, statement)| (format!("\"{told}\""), statement))
    }

    /// The policy of a topic, which lets its owner in as well.
    pub(super) fn with_owner(&self) -> Value {
        let statements = self.statements.values().cloned();
        grants::document(std::iter::once(grants::owner_of_topic(&self.arn)).chain(statements))
    }
}

/// All that is to be made, in the order in which it is.
#[derive(Default)]
pub(super) struct Parts<'a> {
    /// The ARN of one of the rules or buses: all are in its account and region.
    pub(super) place: Option<&'a Arn>,
    pub(super) buses: Vec<BusPart<'a>>,
    pub(super) roles: Vec<RolePart>,
    pub(super) groups: Vec<Arn>,
    /// Functions, each with a rule that invokes it.
    pub(super) functions: Vec<(Arn, &'a Rule)>,
    pub(super) queues: Vec<Fed>,
    pub(super) topics: Vec<Fed>,
    /// What has to be there before.
    pub(super) expected: BTreeSet<Arn>,
    /// Sentences about what is left to others, without quotation marks: shells read them when they are
    /// pasted.
    pub(super) left: Vec<String>,
}

impl<'a> Parts<'a> {
    pub(super) fn of(buses: &[WholeBus<'a>], rules: &[Whole<'a>]) -> Self {
        let arns = rules.iter().map(|whole| &whole.rule.arn).chain(buses.iter().map(|whole| &whole.bus.arn));
        let mut parts = Self { place: arns.into_iter().next(), ..Self::default() };
        for WholeBus { bus, tags } in buses {
            parts.bus(&bus.name, Some(bus), *tags);
        }
        for whole in rules {
            parts.bus(&whole.rule.bus, whole.bus, whole.bus_tags);
            if let Some(role) = &whole.rule.role {
                parts.role(role, Vec::new());
            }
            for target in whole.targets {
                parts.target(whole.rule, target);
                if let Some(queue) = &target.dead_letter {
                    parts.queue(&whole.rule.arn, queue);
                }
            }
            if let Some(owner) = &whole.rule.managed_by {
                parts.left.push(format!(
                    "The rule {} is managed by {owner}, which makes rules of its own in another account.",
                    whole.rule.name
                ));
            }
        }
        let made: BTreeSet<&str> =
            parts.buses.iter().filter_map(|bus| Some(bus.known?.arn.as_str())).collect();
        parts.expected.retain(|arn| !made.contains(arn.as_str()));
        parts
    }

    /// The region that all is in.
    pub(super) fn region(&self) -> &'a str {
        self.place.map_or("", Arn::region)
    }

    fn bus(&mut self, name: &'a str, known: Option<&'a Bus>, tags: Option<&'a [Tag]>) {
        if name == Bus::DEFAULT || self.buses.iter().any(|bus| bus.name == name) {
            return;
        }
        if known.is_none() {
            self.left.push(format!(
                "Only the name of the bus {name} was known: description, key, log level and policy are missing."
            ));
        }
        if let Some(key) = known.and_then(|bus| bus.kms_key.as_deref()) {
            self.expected.insert(Arn::new(key));
        }
        if let Some((bus, queue)) = known.and_then(|bus| Some((bus, bus.dead_letter.as_ref()?))) {
            self.queue(&bus.arn, queue);
        }
        if name.starts_with("aws.partner/") {
            self.left
                .push(format!("The partner has to offer the event source {name} to the account before."));
        }
        if tags.is_none() && known.is_some() {
            self.left.push(format!("The tags of the bus {name} were not read, and are missing."));
        }
        self.buses.push(BusPart { name, known, tags: tags.unwrap_or_default() });
    }

    fn role(&mut self, arn: &Arn, permissions: Vec<RolePermission>) {
        if arn.resource().starts_with("role/aws-service-role/") {
            self.expected.insert(arn.clone());
            return;
        }
        let n = self.roles.iter().position(|role| role.arn == *arn).unwrap_or_else(|| {
            self.roles.push(RolePart { arn: arn.clone(), permissions: Vec::new() });
            self.roles.len() - 1
        });
        let known = &mut self.roles[n].permissions;
        for permission in permissions {
            if !known.contains(&permission) {
                known.push(permission);
            }
        }
    }

    fn target(&mut self, rule: &'a Rule, target: &Target) {
        let arn = &target.arn;
        let kind = target.kind();
        if kind == TargetKind::Logs {
            let group = grants::bare(arn);
            if !is_here(arn, &rule.arn) {
                let what = "its log group and a resource policy for EventBridge";
                self.elsewhere(arn, what);
            } else if !self.groups.contains(&group) {
                self.groups.push(group);
            }
            return;
        }
        self.expected.insert(arn.clone());
        if let Some(task) =
            target.parameters.get("EcsParameters").and_then(|ecs| ecs.get("TaskDefinitionArn"))
        {
            self.expected.extend(task.as_str().map(Arn::from));
        }
        let ours = rule.role.as_ref().filter(|_| target.needs_role(Some(&rule.arn)));
        if let Some(role) = target.role.as_ref().or(ours) {
            let permissions = target.permissions(&rule.arn);
            if permissions.is_empty() {
                let role = role.name();
                self.left.push(format!("What the role {role} must be allowed for {arn} is not known."));
            }
            self.role(role, permissions);
            if kind == TargetKind::Bus && arn.account() != rule.arn.account() {
                self.elsewhere(arn, &format!("a policy that lets {role} do events:PutEvents"));
            }
            return;
        }
        match kind {
            TargetKind::Lambda if is_here(arn, &rule.arn) => {
                let invoked = (arn.clone(), rule);
                if !self.functions.iter().any(|one| one.0 == invoked.0 && one.1.arn == rule.arn) {
                    self.functions.push(invoked);
                }
            }
            TargetKind::Lambda => self.elsewhere(arn, &lets("lambda:InvokeFunction", rule)),
            TargetKind::Sqs => self.queue(&rule.arn, arn),
            TargetKind::Sns if is_here(arn, &rule.arn) => {
                let statement = grants::lets_publish(arn);
                fed(&mut self.topics, arn).insert(grants::LETS_PUBLISH.to_owned(), statement);
            }
            TargetKind::Sns => {
                let open = grants::OPEN_TOPIC.trim_end_matches('.');
                self.elsewhere(arn, &format!("a policy that lets EventBridge do sns:Publish. {open}"));
            }
            TargetKind::ApiGateway => self.elsewhere(arn, &lets("execute-api:Invoke", rule)),
            TargetKind::Bus if is_here(arn, &rule.arn) => {}
            TargetKind::Bus
            | TargetKind::Logs
            | TargetKind::StepFunctions
            | TargetKind::Kinesis
            | TargetKind::Firehose
            | TargetKind::Ecs
            | TargetKind::Batch
            | TargetKind::ApiDestination
            | TargetKind::CodeBuild
            | TargetKind::CodePipeline
            | TargetKind::Ssm
            | TargetKind::Redshift
            | TargetKind::SageMaker
            | TargetKind::Inspector
            | TargetKind::AppSync => {
                self.left.push(format!(
                    "{arn} needs a role, and the target has none: nothing is delivered there."
                ));
            }
            TargetKind::Other => {
                self.left.push(format!("What {arn} needs to let EventBridge in is not known."));
            }
        }
    }

    fn queue(&mut self, source: &Arn, queue: &Arn) {
        self.expected.insert(queue.clone());
        if is_here(queue, source) {
            let statement = grants::lets_send(source, queue);
            fed(&mut self.queues, queue).insert(source.to_string(), statement);
        } else {
            let statement = format!("a policy that lets EventBridge do sqs:SendMessage for {source}");
            self.elsewhere(queue, &statement);
        }
    }

    fn elsewhere(&mut self, arn: &Arn, what: &str) {
        self.left.push(format!("The owner of {arn} has to add {what}."));
    }

    /// Like [`Self::lines`], for a notation that writes the policy of a queue or topic whole, in the place of
    /// the one that is there.
    pub(super) fn lines_with_policies(&self) -> Vec<String> {
        let mut lines = self.lines();
        let fed = || self.queues.iter().chain(&self.topics);
        if fed().next().is_some() {
            lines.push(
                "The policies of these are written whole, in the place of what is there. Where one has a policy now, add \
                    its statements to the one below before this is applied:"
                    .to_owned(),
            );
            lines.extend(fed().map(|one| crate::text::safe(&format!("  {}", one.arn))));
        }
        lines
    }

    /// What a reader must know before it is applied, one sentence or ARN a line.
    pub(super) fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if !self.expected.is_empty() {
            lines.push("These have to exist before:".to_owned());
            lines.extend(self.expected.iter().map(|arn| format!("  {arn}")));
        }
        lines.extend(self.left.iter().cloned());
        if !self.topics.is_empty() {
            lines.push(format!("Of the policies of these topics: {}", grants::OPEN_TOPIC));
            lines.extend(self.topics.iter().map(|topic| format!("  {}", topic.arn)));
        }
        // A line that ends a comment early, or that a terminal acts on, is no comment.
        lines.iter().map(|line| crate::text::safe(line)).collect()
    }
}

fn fed<'p>(all: &'p mut Vec<Fed>, arn: &Arn) -> &'p mut BTreeMap<String, Value> {
    let n = all.iter().position(|one| one.arn == *arn).unwrap_or_else(|| {
        all.push(Fed { arn: arn.clone(), statements: BTreeMap::new() });
        all.len() - 1
    });
    &mut all[n].statements
}

/// Whether a thing is in the account and region of a rule.
fn is_here(arn: &Arn, rule: &Arn) -> bool {
    (arn.account(), arn.region()) == (rule.account(), rule.region())
}

fn lets(action: &str, rule: &Rule) -> String {
    format!("a policy that lets EventBridge do {action} for {}", rule.arn)
}
