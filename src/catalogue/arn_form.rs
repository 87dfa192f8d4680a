//! How ARNs are written: IAM user guide, "Amazon Resource Names", and the services' pages in the Service
//! Authorization Reference, "Resource types".

use crate::text::{is_account_number, is_region_code, partitions};

/// A resource in an ARN: the service, how the resource begins, and whether a region and an account stand
/// before it.
pub(super) struct Form {
    service: &'static str,
    begins: &'static str,
    pub(super) is_regional: bool,
}

const fn regional(service: &'static str, begins: &'static str) -> Form {
    Form { service, begins, is_regional: true }
}

/// Resources with one way to be written.
const FORMS: [Form; 32] = [
    regional("athena", "workgroup/"),
    regional("batch", "job-definition/"),
    regional("batch", "job-queue/"),
    regional("batch", "job/"),
    regional("cloudformation", "stack/"),
    regional("cloudwatch", "alarm:"),
    regional("codebuild", "build/"),
    regional("codebuild", "project/"),
    regional("dynamodb", "table/"),
    regional("ec2", "instance/"),
    regional("ec2", "security-group/"),
    regional("ec2", "subnet/"),
    regional("ec2", "vpc/"),
    regional("ecr", "repository/"),
    regional("ecs", "cluster/"),
    regional("ecs", "container-instance/"),
    regional("ecs", "service/"),
    regional("ecs", "task-definition/"),
    regional("ecs", "task/"),
    regional("eks", "cluster/"),
    regional("events", "event-bus/"),
    regional("events", "rule/"),
    regional("kinesis", "stream/"),
    regional("kms", "key/"),
    regional("lambda", "function:"),
    regional("rds", "db:"),
    regional("rds", "snapshot:"),
    regional("secretsmanager", "secret:"),
    regional("states", "execution:"),
    regional("states", "stateMachine:"),
    Form { service: "iam", begins: "role/", is_regional: false },
    Form { service: "iam", begins: "user/", is_regional: false },
];

impl Form {
    pub(super) fn find(service: &str, begins: &str) -> Option<&'static Self> {
        FORMS.iter().find(|form| form.service == service && form.begins == begins)
    }

    /// The form that a resource is meant to have: it begins so, but for what stands behind the type.
    fn meant_by(service: &str, resource: &str) -> Option<&'static Self> {
        let is_it = |form: &&Self| {
            let kind = form.begins.trim_end_matches([':', '/']);
            let rest = resource.strip_prefix(kind);
            form.service == service && rest.is_some_and(|rest| rest.starts_with([':', '/']))
        };
        FORMS.iter().find(is_it)
    }
}

/// What is wrong with an ARN by its form alone, and what to do; `held` is the service and the beginning of
/// the resource that the field holds.
pub(super) fn form_fault(text: &str, held: Option<(&str, &str)>) -> Option<(String, String)> {
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    let [_, partition, service, region, account, resource] = parts.as_slice() else {
        return Some((
            format!("an ARN has six parts with colons between them, and `{text}` has fewer"),
            "Copy the whole ARN from an event or from the service.".to_owned(),
        ));
    };
    if !partitions().any(|known| known == *partition) {
        return Some((
            format!("no partition of AWS is known that is called `{partition}`, as in `{text}`"),
            "Write \"aws\" there; \"aws-cn\" in China, \"aws-us-gov\" in GovCloud.".to_owned(),
        ));
    }
    if let Some((right, _)) = held.filter(|(right, _)| right != service) {
        return Some((
            format!("the ARNs there are of the service `{right}`, and `{text}` is of `{service}`"),
            format!("Write the ARN of what `{right}` has."),
        ));
    }
    // Snapshots' ARNs come with the region in the account's place, and AWS's own policies with a word.
    if !account.is_empty() && !is_account_number(account) && !is_region_code(account) && *account != "aws" {
        return Some((
            format!("an account has twelve digits, and `{account}` in `{text}` is none"),
            "Write the account's number.".to_owned(),
        ));
    }
    if *service == "s3" && !resource.contains([':', '/']) && !(region.is_empty() && account.is_empty()) {
        return Some((
            format!("the ARN of a bucket has no region and no account, and `{text}` has"),
            format!("Write \"arn:{partition}:s3:::{resource}\"."),
        ));
    }
    if let Some(form) = Form::meant_by(service, resource)
        && let Some(fault) = against(form, text, &[region, account, resource])
    {
        return Some(fault);
    }
    let (_, begins) = held?;
    (!resource.starts_with(begins)).then(|| {
        (
            format!("the resource in the ARNs there begins with `{begins}`, and `{resource}` does not"),
            "Write the ARN of the thing that the field names.".to_owned(),
        )
    })
}

/// What is wrong with an ARN against the form that its resource is meant to have; `parts` are its region,
/// account and resource.
fn against(form: &Form, text: &str, parts: &[&str; 3]) -> Option<(String, String)> {
    let [region, account, resource] = parts;
    if !resource.starts_with(form.begins) {
        let name = resource.split([':', '/']).skip(1).collect::<Vec<_>>().join("/");
        return Some((
            format!("the resource in such an ARN begins with `{}`, and `{resource}` does not", form.begins),
            format!("Write \"{}{name}\" there.", form.begins),
        ));
    }
    if form.is_regional && (region.is_empty() || account.is_empty()) {
        return Some((
            format!("such an ARN has a region and an account, and `{text}` lacks one"),
            "Copy the whole ARN from an event or from the service.".to_owned(),
        ));
    }
    (!form.is_regional && !region.is_empty()).then(|| {
        (
            format!("the ARNs of {} have no region, and `{text}` has", form.service.to_uppercase()),
            "Leave the region empty, between its two colons.".to_owned(),
        )
    })
}

/// The name in an ARN: what stands at its end, or all behind the type where names have slashes (ECR, Systems
/// Manager, CloudWatch Logs in the Service Authorization Reference). That of a parameter with levels begins
/// with a slash, which its ARN has once.
pub(super) fn name_in(arn: &str) -> String {
    let resource = arn.splitn(6, ':').nth(5).unwrap_or(arn);
    if let Some(name) = resource.strip_prefix("parameter/") {
        return if name.contains('/') { format!("/{name}") } else { name.to_owned() };
    }
    let with_slashes = ["repository/", "log-group:"].iter().find_map(|kind| resource.strip_prefix(kind));
    let name = with_slashes.map(|name| name.trim_end_matches(":*"));
    name.or(arn.rsplit([':', '/']).next()).unwrap_or(arn).to_owned()
}
