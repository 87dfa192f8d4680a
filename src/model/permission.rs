//! What a role must be allowed so that EventBridge can use a target in it. The one place that knows it: exports and
//! fixes write it into policies, the diagnosis holds a role's policies against it, and the embedded account delivers
//! by it.
//!
//! Sources: EventBridge user guide, "Using identity-based policies for Amazon EventBridge"; ECS developer guide,
//! "Amazon ECS EventBridge IAM Role"; Batch user guide, "Restrict to job definition prefix"; Redshift management
//! guide, "Authorizing access to the Amazon Redshift Data API".

use super::{Arn, Target, TargetKind};
use serde_json::{Value, json};

/// Something that a role must be allowed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Permission {
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

impl Permission {
    fn new(action: &'static str, resource: impl Into<String>) -> Self {
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
    /// All that its role must be allowed, the main thing first; nothing where that is not documented, or the kind
    /// takes no role. `rule` is the rule's ARN.
    pub(crate) fn permissions(&self, rule: &Arn) -> Vec<Permission> {
        let arn = self.arn.as_str();
        let one = |action| vec![Permission::new(action, arn)];
        match self.kind() {
            TargetKind::Lambda => one("lambda:InvokeFunction"),
            TargetKind::Sqs => one("sqs:SendMessage"),
            TargetKind::Sns => one("sns:Publish"),
            TargetKind::StepFunctions => one("states:StartExecution"),
            TargetKind::Kinesis => one("kinesis:PutRecord"),
            TargetKind::Firehose => one("firehose:PutRecord"),
            TargetKind::Ecs => self.of_task(),
            TargetKind::Batch => {
                let queue = Permission::new("batch:SubmitJob", arn);
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
                // The action is about `apis/ID`, and a target's ARN says `endpoints/graphql-api/ID`. Which field the
                // operation asks for is in its GraphQL text.
                let id = self.arn.resource().rsplit('/').next().unwrap_or_default();
                let (partition, region, account) = (self.arn.partition(), rule.region(), rule.account());
                let fields = format!("arn:{partition}:appsync:{region}:{account}:apis/{id}/types/Mutation/*");
                vec![Permission::new("appsync:GraphQL", fields)]
            }
            TargetKind::Inspector => vec![Permission::new("inspector:StartAssessmentRun", "*")],
            TargetKind::Logs | TargetKind::Other => Vec::new(),
        }
    }

    /// The text at `GROUP.NAME` of its own settings.
    fn parameter(&self, group: &str, name: &str) -> Option<&str> {
        self.parameters.get(group)?.get(name)?.as_str()
    }

    fn of_task(&self) -> Vec<Permission> {
        let Some(task) = self.parameter("EcsParameters", "TaskDefinitionArn") else { return Vec::new() };
        let run = Permission::new("ecs:RunTask", revised(task)).with("ecs:cluster", self.arn.as_str());
        let to = "ecs-tasks.amazonaws.com";
        let pass = Permission {
            condition: Some(json!({"StringLike": {"iam:PassedToService": to}})),
            ..Permission::new("iam:PassRole", "*")
        };
        let pass = pass.with("iam:PassedToService", to);
        vec![run, pass.unless("a task whose definition names no role needs it not")]
    }

    fn job_definition(&self, job: &str) -> String {
        if job.starts_with("arn:") {
            return revised(job);
        }
        let (partition, region, account) = (self.arn.partition(), self.arn.region(), self.arn.account());
        revised(&format!("arn:{partition}:batch:{region}:{account}:job-definition/{job}"))
    }

    fn of_systems_manager(&self, rule: &Arn) -> Vec<Permission> {
        let (arn, resource) = (self.arn.as_str(), self.arn.resource());
        if resource == "opsitem" || resource.starts_with("opsitem/") {
            return vec![Permission::new("ssm:CreateOpsItem", "*")];
        }
        if resource.starts_with("automation-definition/") {
            return vec![Permission::new("ssm:StartAutomationExecution", arn)];
        }
        if !resource.starts_with("document/") {
            return Vec::new();
        }
        let send = Permission::new("ssm:SendCommand", arn);
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
                vec![ids.iter().map(instance).fold(send, Permission::and)]
            }
            // Policies for Run Command name instances by their tag.
            (key, [value]) if key.starts_with("tag:") => {
                let tag = key.trim_start_matches("tag:");
                let instances = send.and(place("ec2", "instance/*"));
                let tagged = |keys: Permission, of: &str| keys.with(format!("{of}/{tag}"), *value);
                let names = ["ec2:ResourceTag", "ssm:resourceTag", "aws:ResourceTag"];
                vec![names.into_iter().fold(instances, tagged)]
            }
            _ => vec![send.and(place("ec2", "instance/*"))],
        }
    }

    fn of_statement(&self) -> Vec<Permission> {
        let arn = self.arn.as_str();
        let run = Permission::new("redshift-data:ExecuteStatement", arn);
        let get = "redshift:GetClusterCredentials";
        let more = if let Some(secret) = self.parameter("RedshiftDataParameters", "SecretManagerArn") {
            Permission::new("secretsmanager:GetSecretValue", secret)
        } else if self.arn.service() == "redshift-serverless" {
            Permission::new("redshift-serverless:GetCredentials", arn)
        } else if let Some(user) = self.parameter("RedshiftDataParameters", "DbUser") {
            let cluster = self.arn.resource().rsplit(':').next().unwrap_or_default();
            let (partition, region, account) = (self.arn.partition(), self.arn.region(), self.arn.account());
            let of = |what: &str, name: &str| {
                format!("arn:{partition}:redshift:{region}:{account}:{what}:{cluster}/{name}")
            };
            let credentials = Permission::new(get, of("dbuser", user));
            match self.parameter("RedshiftDataParameters", "Database") {
                Some(database) => credentials.and(of("dbname", database)),
                None => credentials,
            }
        } else {
            Permission::new(get, "*").unless("without a DbUser the role may have other means to sign in")
        };
        vec![run, more]
    }
}

/// The ARN of a task or job definition with any revision, where it has none of its own: the newest is run, and what
/// is checked is the ARN of that one.
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
