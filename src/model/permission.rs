//! What a role must be allowed so that EventBridge can use a target in it. The one place that knows it:
//! exports and fixes write it into policies, the diagnosis holds a role's policies against it, and the
//! embedded account delivers by it.
//!
//! Sources: EventBridge user guide, "Using identity-based policies for Amazon EventBridge"; ECS developer
//! guide, "Amazon ECS EventBridge IAM Role" and "Grant permission to tag resources on creation"; Batch user
//! guide, "Restrict to job definition prefix"; Redshift management guide, "Authorizing access to the Amazon
//! Redshift Data API".

use super::{Arn, Target, TargetKind};
use serde_json::{Value, json};

/// Something that a role must be allowed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct RolePermission {
    /// Such as `states:StartExecution`.
    pub(crate) action: &'static str,
    /// ARNs, all of which are needed. A `*` in one stands for what is not known from the target.
    pub(crate) resources: Vec<String>,
    /// A condition that keeps a statement for it narrow.
    pub(crate) condition: Option<Value>,
    /// Condition keys that the request is known to have, with their values.
    pub(crate) context: Vec<(String, String)>,
    /// When it may not be needed, a clause; none where it surely is.
    pub(crate) unless: Option<&'static str>,
}

impl RolePermission {
    pub(super) fn new(action: &'static str, resource: impl Into<String>) -> Self {
        Self { action, resources: vec![resource.into()], condition: None, context: Vec::new(), unless: None }
    }

    fn and(mut self, resource: impl Into<String>) -> Self {
        self.resources.push(resource.into());
        self
    }

    fn with(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.context.push((key.into(), value.into()));
        self
    }

    fn unless(self, when: &'static str) -> Self {
        Self { unless: Some(when), ..self }
    }
}

impl Target {
    /// All that its role must be allowed, the main thing first; nothing where that is not documented, or the
    /// kind takes no role. `rule` is the rule's ARN.
    pub(crate) fn permissions(&self, rule: &Arn) -> Vec<RolePermission> {
        let arn = self.arn.as_str();
        let one = |action| vec![RolePermission::new(action, arn)];
        match self.kind() {
            TargetKind::Lambda => one("lambda:InvokeFunction"),
            TargetKind::Sqs => one("sqs:SendMessage"),
            TargetKind::Sns => one("sns:Publish"),
            TargetKind::StepFunctions => {
                let (machine, qualifier) = self.arn.unqualified_machine();
                let start = RolePermission::new("states:StartExecution", machine);
                vec![match qualifier {
                    Some(qualifier) => start.with("states:StateMachineQualifier", qualifier),
                    None => start,
                }]
            }
            TargetKind::Kinesis => one("kinesis:PutRecord"),
            TargetKind::Firehose => one("firehose:PutRecord"),
            TargetKind::Ecs => self.of_task(),
            TargetKind::Batch => {
                let queue = RolePermission::new("batch:SubmitJob", arn);
                vec![match self.parameter("BatchParameters", "JobDefinition") {
                    Some(job) => queue.and(self.job_definition(job)),
                    None => queue,
                }]
            }
            TargetKind::Bus => one("events:PutEvents"),
            TargetKind::ApiDestination => one("events:InvokeApiDestination"),
            TargetKind::ApiGateway => one("execute-api:Invoke"),
            TargetKind::CodeBuild => one("codebuild:StartBuild"),
            TargetKind::CodePipeline => one("codepipeline:StartPipelineExecution"),
            TargetKind::Ssm => self.of_systems_manager(rule),
            TargetKind::Redshift => self.of_statement(),
            TargetKind::SageMaker => one("sagemaker:StartPipelineExecution"),
            TargetKind::AppSync => {
                // The action is about `apis/ID`, and a target's ARN says `endpoints/graphql-api/ID`.
                let id = self.arn.name_without_path();
                let (partition, region, account) = (self.arn.partition(), rule.region(), rule.account());
                let operation = self.parameter("AppSyncParameters", "GraphQLOperation");
                let fields = operation.and_then(fields_of).map(|fields| {
                    fields.into_iter().map(|field| format!("fields/{field}")).collect::<Vec<_>>()
                });
                let mutation = format!("arn:{partition}:appsync:{region}:{account}:apis/{id}/types/Mutation");
                let resources = fields.unwrap_or_else(|| vec!["*".to_owned()]);
                let resources = resources.iter().map(|field| format!("{mutation}/{field}")).collect();
                vec![RolePermission { resources, ..RolePermission::new("appsync:GraphQL", mutation) }]
            }
            TargetKind::Inspector => vec![RolePermission::new("inspector:StartAssessmentRun", "*")],
            TargetKind::Logs => Vec::new(),
            TargetKind::Other => self.of_further(),
        }
    }

    /// The text at `GROUP.NAME` of its own settings.
    fn parameter(&self, group: &str, name: &str) -> Option<&str> {
        self.parameters.get(group)?.get(name)?.as_str()
    }

    fn of_task(&self) -> Vec<RolePermission> {
        let Some(task) = self.parameter("EcsParameters", "TaskDefinitionArn") else { return Vec::new() };
        let run = RolePermission::new("ecs:RunTask", revised(task)).with("ecs:cluster", self.arn.as_str());
        let to = "ecs-tasks.amazonaws.com";
        let pass = RolePermission {
            condition: Some(json!({"StringLike": {"iam:PassedToService": to}})),
            ..RolePermission::new("iam:PassRole", "*")
        };
        let pass = pass.with("iam:PassedToService", to);
        let mut all = vec![run, pass.unless("not needed if the task definition names no role")];
        let settings = self.parameters.get("EcsParameters");
        let has =
            |name: &str| settings.and_then(|settings| settings.get(name)).is_some_and(|set| !is_off(set));
        if ["Tags", "PropagateTags", "EnableECSManagedTags"].into_iter().any(has) {
            let (arn, cluster) = (&self.arn, self.arn.name_without_path());
            let (partition, region, account) = (arn.partition(), arn.region(), arn.account());
            let tasks = format!("arn:{partition}:ecs:{region}:{account}:task/{cluster}/*");
            let tag = RolePermission::new("ecs:TagResource", tasks).with("ecs:CreateAction", "RunTask");
            all.push(tag.unless("not needed if the account has switched tag authorization off"));
        }
        all
    }

    fn job_definition(&self, job: &str) -> String {
        if job.starts_with("arn:") {
            return revised(job);
        }
        let (partition, region, account) = (self.arn.partition(), self.arn.region(), self.arn.account());
        revised(&format!("arn:{partition}:batch:{region}:{account}:job-definition/{job}"))
    }

    fn of_systems_manager(&self, rule: &Arn) -> Vec<RolePermission> {
        let (arn, resource) = (self.arn.as_str(), self.arn.resource());
        if resource == "opsitem" || resource.starts_with("opsitem/") {
            return vec![RolePermission::new("ssm:CreateOpsItem", "*")];
        }
        if resource.starts_with("automation-definition/") {
            return vec![RolePermission::new("ssm:StartAutomationExecution", arn)];
        }
        if !resource.starts_with("document/") {
            return Vec::new();
        }
        let send = RolePermission::new("ssm:SendCommand", arn);
        let (partition, region, account) = (self.arn.partition(), rule.region(), rule.account());
        let place =
            |service: &str, what: &str| format!("arn:{partition}:{service}:{region}:{account}:{what}");
        let wanted = self.parameters.get("RunCommandParameters");
        let wanted = wanted.and_then(|settings| settings["RunCommandTargets"].as_array());
        let [one] = wanted.map(Vec::as_slice).unwrap_or_default() else {
            return vec![send.and(place("ec2", "instance/*"))];
        };
        let values = one["Values"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let values: Vec<&str> = values.collect();
        match (one["Key"].as_str().unwrap_or_default(), values.as_slice()) {
            ("InstanceIds", ids) if !ids.is_empty() => {
                let instance = |id: &&str| {
                    let managed = id.starts_with("mi-");
                    let service = if managed { "ssm" } else { "ec2" };
                    place(service, &format!("{}/{id}", if managed { "managed-instance" } else { "instance" }))
                };
                vec![ids.iter().map(instance).fold(send, RolePermission::and)]
            }
            // Policies for Run Command name instances by their tag.
            (key, [value]) if key.starts_with("tag:") => {
                let tag = key.trim_start_matches("tag:");
                let instances = send.and(place("ec2", "instance/*"));
                let tagged = |keys: RolePermission, of: &str| keys.with(format!("{of}/{tag}"), *value);
                let names = ["ec2:ResourceTag", "ssm:resourceTag", "aws:ResourceTag"];
                vec![names.into_iter().fold(instances, tagged)]
            }
            _ => vec![send.and(place("ec2", "instance/*"))],
        }
    }

    fn of_statement(&self) -> Vec<RolePermission> {
        let arn = self.arn.as_str();
        let run = RolePermission::new("redshift-data:ExecuteStatement", arn);
        let get = "redshift:GetClusterCredentials";
        let more = if let Some(secret) = self.parameter("RedshiftDataParameters", "SecretManagerArn") {
            RolePermission::new("secretsmanager:GetSecretValue", secret)
        } else if self.arn.service() == "redshift-serverless" {
            RolePermission::new("redshift-serverless:GetCredentials", arn)
        } else if let Some(user) = self.parameter("RedshiftDataParameters", "DbUser") {
            let cluster = self.arn.resource().rsplit(':').next().unwrap_or_default();
            let (partition, region, account) = (self.arn.partition(), self.arn.region(), self.arn.account());
            let of = |what: &str, name: &str| {
                format!("arn:{partition}:redshift:{region}:{account}:{what}:{cluster}/{name}")
            };
            let credentials = RolePermission::new(get, of("dbuser", user));
            match self.parameter("RedshiftDataParameters", "Database") {
                Some(database) => credentials.and(of("dbname", database)),
                None => credentials,
            }
        } else {
            RolePermission::new(get, "*").unless("without a DbUser the role may have other means to sign in")
        };
        vec![run, more]
    }
}

/// The fields that a GraphQL mutation asks for; none where it is written in a way that is not followed here.
fn fields_of(operation: &str) -> Option<Vec<String>> {
    let after = operation.trim_start().strip_prefix("mutation")?;
    if after.contains(['"', '#', '@']) {
        return None;
    }
    let whole = after.get(outside(after, '(', ')').find('{')?..)?;
    let inner = whole.strip_prefix('{')?.trim_end().strip_suffix('}')?;
    let plain = outside(&outside(inner, '(', ')'), '{', '}').replace(':', " : ");
    let mut words =
        plain.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty()).peekable();
    let mut fields: Vec<String> = Vec::new();
    while let Some(mut field) = words.next() {
        // `name: field` gives the answer another name.
        if words.next_if_eq(&":").is_some() {
            field = words.next()?;
        }
        if !field.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
            return None;
        }
        if !fields.iter().any(|known| known == field) {
            fields.push(field.to_owned());
        }
    }
    Some(fields).filter(|fields| !fields.is_empty())
}

/// A text with blanks in place of what stands between brackets of a kind, and of these.
fn outside(text: &str, open: char, close: char) -> String {
    let mut depth = 0_usize;
    let keep = |c: char| {
        let blank = " ".repeat(c.len_utf8());
        if c == open {
            depth += 1;
            blank
        } else if c == close {
            depth = depth.saturating_sub(1);
            blank
        } else if depth > 0 {
            blank
        } else {
            c.to_string()
        }
    };
    text.chars().map(keep).collect()
}

/// True for a setting that is as good as absent.
fn is_off(setting: &Value) -> bool {
    match setting {
        Value::Null | Value::Bool(false) => true,
        Value::Array(list) => list.is_empty(),
        Value::String(text) => text.is_empty() || text == "NONE",
        Value::Bool(true) | Value::Number(_) | Value::Object(_) => false,
    }
}

impl Arn {
    /// The ARN of a state machine without a version or alias, and that. Calls are authorized on the machine
    /// itself (Step Functions developer guide, "Authorization for versions and aliases in Step Functions
    /// workflows").
    pub(crate) fn unqualified_machine(&self) -> (&str, Option<&str>) {
        match self.as_str().rsplit_once(':') {
            Some((machine, qualifier)) if self.resource().matches(':').count() == 2 => {
                (machine, Some(qualifier))
            }
            Some(_) | None => (self.as_str(), None),
        }
    }
}

/// The ARN of a task or job definition with any revision, where it has none of its own: the newest is run,
/// and what is checked is the ARN of that one.
fn revised(arn: &str) -> String {
    if arn.rsplit('/').next().unwrap_or_default().contains(':') { arn.to_owned() } else { format!("{arn}:*") }
}

#[cfg(test)]
mod tests {
    use super::{Arn, Target};
    use serde_json::json;

    const RULE: &str = "arn:aws:events:us-east-1:111122223333:rule/r";

    fn asked(resource: &str, settings: &serde_json::Value) -> Vec<(&'static str, Vec<String>)> {
        let target = json!({"id": "t", "arn": resource, "parameters": settings});
        let target: Target = serde_json::from_value(target).unwrap();
        let all = target.permissions(&Arn::from(RULE)).into_iter();
        all.map(|permission| (permission.action, permission.resources)).collect()
    }

    #[test]
    fn a_definition_without_a_revision_is_asked_for_with_any() {
        let cluster = "arn:aws:ecs:us-east-1:111122223333:cluster/c";
        for (task, wanted) in [("t", "t:*"), ("t:3", "t:3")] {
            let arn = |task: &str| format!("arn:aws:ecs:us-east-1:111122223333:task-definition/{task}");
            let found = asked(cluster, &json!({"EcsParameters": {"TaskDefinitionArn": arn(task)}}));
            assert_eq!(found[0], ("ecs:RunTask", vec![arn(wanted)]));
            assert_eq!(found[1], ("iam:PassRole", vec!["*".to_owned()]));
        }
        let queue = "arn:aws:batch:us-east-1:111122223333:job-queue/q";
        let definition = |job: &str| format!("arn:aws:batch:us-east-1:111122223333:job-definition/{job}");
        for (job, wanted) in [("j".to_owned(), "j:*"), ("j:2".to_owned(), "j:2"), (definition("j"), "j:*")] {
            let found = asked(queue, &json!({"BatchParameters": {"JobDefinition": job}}));
            assert_eq!(found, [("batch:SubmitJob", vec![queue.to_owned(), definition(wanted)])]);
        }
    }

    #[test]
    fn a_task_with_tags_is_tagged_and_a_version_of_a_machine_goes_by_the_machine() {
        let cluster = "arn:aws:ecs:us-east-1:111122223333:cluster/c";
        let run = |more: serde_json::Value| {
            let mut settings =
                json!({"TaskDefinitionArn": "arn:aws:ecs:us-east-1:111122223333:task-definition/t"});
            settings.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            asked(cluster, &json!({"EcsParameters": settings})).len()
        };
        assert_eq!(run(json!({"Tags": [{"Key": "a", "Value": "b"}]})), 3);
        assert_eq!(run(json!({"PropagateTags": "TASK_DEFINITION"})), 3);
        assert_eq!(run(json!({"Tags": [], "EnableECSManagedTags": false})), 2);
        let machine = "arn:aws:states:us-east-1:111122223333:stateMachine:m";
        for written in [machine.to_owned(), format!("{machine}:PROD"), format!("{machine}:3")] {
            let found = asked(&written, &json!({}));
            assert_eq!(found, [("states:StartExecution", vec![machine.to_owned()])]);
        }
    }

    #[test]
    fn an_api_is_asked_for_the_field_that_the_operation_names() {
        let api = "arn:aws:appsync:us-east-1:111122223333:endpoints/graphql-api/ID";
        let of = |operation: &str| {
            let found =
                asked(api, &json!({"AppSyncParameters": {"GraphQLOperation": operation}})).remove(0).1;
            let fields = found.iter().map(|arn| arn.rsplit_once("Mutation/").unwrap().1);
            fields.collect::<Vec<_>>().join(" ")
        };
        for (operation, field) in [
            ("mutation M($m: String) { publish(m: $m) { m } }", "fields/publish"),
            ("mutation { touch }", "fields/touch"),
            (
                "mutation M($in: In = {a: 1}) {\n  made: create(input: $in) { id at { s } }\n}",
                "fields/create",
            ),
            ("mutation M { a b }", "fields/a fields/b"),
            ("mutation M { a(x: 1) { y } twin: b(x: 2) { y }, a }", "fields/a fields/b"),
            ("mutation M { a ...Rest }", "*"),
            ("mutation M { }", "*"),
            ("mutation M { a(x: \"}\") }", "*"),
            ("subscription S { a }", "*"),
            ("", "*"),
        ] {
            assert_eq!(of(operation), field, "{operation}");
        }
    }

    #[test]
    fn systems_manager_is_asked_for_what_the_target_names() {
        let ssm = |resource: &str| format!("arn:aws:ssm:us-east-1:111122223333:{resource}");
        let none = json!({});
        assert_eq!(asked(&ssm("opsitem"), &none), [("ssm:CreateOpsItem", vec!["*".to_owned()])]);
        let automation = ssm("automation-definition/d:$DEFAULT");
        assert_eq!(asked(&automation, &none), [("ssm:StartAutomationExecution", vec![automation.clone()])]);
        assert_eq!(asked(&ssm("something-new/x"), &none), []);
        let to = |key: &str, values: serde_json::Value| json!({"RunCommandParameters": {"RunCommandTargets": [{"Key": key, "Values": values}]}});
        let instance = |id: &str| format!("arn:aws:ec2:us-east-1:111122223333:instance/{id}");
        let document = ssm("document/d");
        let wanted = vec![document.clone(), instance("i-1"), ssm("managed-instance/mi-2")];
        assert_eq!(
            asked(&document, &to("InstanceIds", json!(["i-1", "mi-2"]))),
            [("ssm:SendCommand", wanted)]
        );
        let wanted = vec![document.clone(), instance("*")];
        assert_eq!(asked(&document, &to("tag:env", json!(["prod"]))), [("ssm:SendCommand", wanted)]);
    }

    #[test]
    fn redshift_is_asked_for_the_credentials_that_it_uses() {
        let cluster = "arn:aws:redshift:us-east-1:111122223333:cluster:c";
        let with = |settings: serde_json::Value| {
            asked(cluster, &json!({"RedshiftDataParameters": settings})).remove(1)
        };
        let of = |what: &str| format!("arn:aws:redshift:us-east-1:111122223333:{what}");
        assert_eq!(
            with(json!({"Database": "d", "DbUser": "u"})),
            ("redshift:GetClusterCredentials", vec![of("dbuser:c/u"), of("dbname:c/d")])
        );
        let secret = "arn:aws:secretsmanager:us-east-1:111122223333:secret:s";
        assert_eq!(
            with(json!({"SecretManagerArn": secret})),
            ("secretsmanager:GetSecretValue", vec![secret.to_owned()])
        );
    }
}
