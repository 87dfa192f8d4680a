//! What people call AWS's services, and what these call themselves: as the source of an event, and as the
//! host that CloudTrail has in `eventSource`.

use crate::text::letters_and_digits;

/// A service that is called otherwise than it calls itself.
struct KnownService {
    /// Its names without marks and in lower case.
    called: &'static [&'static str],
    /// Without `aws.`; none where one of these names is a source itself.
    source: Option<&'static str>,
    /// Without its ending.
    host: &'static str,
}

const fn service(
    called: &'static [&'static str],
    source: Option<&'static str>,
    host: &'static str,
) -> KnownService {
    KnownService { called, source, host }
}

/// True for a source of an AWS service; partners' begin with `aws.partner/`.
pub(crate) fn is_of_aws(source: &str) -> bool {
    source.starts_with("aws.") && !source.starts_with("aws.partner/")
}

const SERVICES: [KnownService; 48] = [
    service(&["stepfunctions", "stepfunction", "sfn"], Some("states"), "states"),
    service(&["eventbridge", "cloudwatchevents", "cloudwatchevent", "eventbus"], Some("events"), "events"),
    service(&["cloudwatchlogs"], Some("logs"), "logs"),
    service(
        &["cloudwatchalarms", "cloudwatchalarm", "alarms", "alarm", "cw"],
        Some("cloudwatch"),
        "monitoring",
    ),
    service(&["cloudwatch"], None, "monitoring"),
    service(
        &["elb", "elbv2", "alb", "nlb", "loadbalancer", "elasticloadbalancer", "elasticloadbalancingv2"],
        Some("elasticloadbalancing"),
        "elasticloadbalancing",
    ),
    service(&["efs"], Some("elasticfilesystem"), "elasticfilesystem"),
    // It sends events of two kinds under two sources.
    service(&["emr"], None, "elasticmapreduce"),
    service(&["cognito"], None, "cognito-idp"),
    service(&["kinesisfirehose", "datafirehose"], Some("firehose"), "firehose"),
    service(&["opensearch", "elasticsearch", "opensearchservice"], Some("es"), "es"),
    service(&["systemsmanager", "parameterstore"], Some("ssm"), "ssm"),
    service(&["databasemigrationservice"], Some("dms"), "dms"),
    service(&["certificatemanager"], Some("acm"), "acm"),
    service(&["sesv2", "simpleemail", "simpleemailservice"], Some("ses"), "ses"),
    service(&["mwaa", "managedworkflows"], Some("airflow"), "airflow"),
    service(&["asg", "ec2autoscaling", "autoscalinggroup"], Some("autoscaling"), "autoscaling"),
    service(&["cfn"], Some("cloudformation"), "cloudformation"),
    service(&["datalifecyclemanager"], Some("dlm"), "dlm"),
    service(&["ddb", "dynamo"], Some("dynamodb"), "dynamodb"),
    service(&["vpc", "ec2spot", "elasticcomputecloud", "elasticcompute"], Some("ec2"), "ec2"),
    service(&["containerregistry", "elasticcontainerregistry"], Some("ecr"), "ecr"),
    service(&["fargate", "containerservice", "elasticcontainerservice"], Some("ecs"), "ecs"),
    service(&["location", "locationservice"], Some("geo"), "geo"),
    service(
        &["phd", "personalhealth", "personalhealthdashboard", "healthdashboard"],
        Some("health"),
        "health",
    ),
    service(&["keymanagementservice", "keymanagement"], Some("kms"), "kms"),
    service(&["macie2"], Some("macie"), "macie2"),
    service(&["dnsfirewall"], Some("route53resolver"), "route53resolver"),
    service(&["simplestorageservice", "s3bucket", "simplestorage"], Some("s3"), "s3"),
    service(&["canary", "canaries"], Some("synthetics"), "synthetics"),
    service(&["sftp", "transferfamily"], Some("transfer"), "transfer"),
    service(&["console", "consolesignin", "consolelogin"], Some("signin"), "signin"),
    service(&["eventbridgescheduler"], Some("scheduler"), "scheduler"),
    service(&["eventbridgepipes"], Some("pipes"), "pipes"),
    service(
        &["msk", "managedkafka", "managedstreamingforkafka", "managedstreamingforapachekafka"],
        Some("kafka"),
        "kafka",
    ),
    service(&["simplenotificationservice", "simplenotification"], Some("sns"), "sns"),
    service(&["simplequeueservice", "simplequeue"], Some("sqs"), "sqs"),
    service(&["securitytokenservice"], Some("sts"), "sts"),
    service(&["relationaldatabaseservice", "relationaldatabase", "aurora", "documentdb"], Some("rds"), "rds"),
    service(&["elastickubernetesservice", "kubernetes"], Some("eks"), "eks"),
    service(&["identityandaccessmanagement"], Some("iam"), "iam"),
    service(&["identitycenter", "iamidentitycenter", "singlesignon"], Some("sso"), "sso"),
    service(&["secrets", "secretmanager"], Some("secretsmanager"), "secretsmanager"),
    service(&["mq", "activemq", "rabbitmq"], Some("amazonmq"), "amazonmq"),
    service(&["apigw"], Some("apigateway"), "apigateway"),
    service(&["orgs", "organization"], Some("organizations"), "organizations"),
    service(&["sechub", "securityhubfindings"], Some("securityhub"), "securityhub"),
    service(&["beanstalk"], Some("elasticbeanstalk"), "elasticbeanstalk"),
];

/// Services without regions: what CloudTrail records of their calls is in one region only. `AWS service
/// events delivered via CloudTrail` names IAM and Route 53; the others are global in the same way.
pub(crate) const WITHOUT_REGIONS: [&str; 4] =
    ["aws.iam", "aws.route53", "aws.organizations", "aws.cloudfront"];

/// How the hosts end.
pub(in crate::pattern) const HOST: &str = ".amazonaws.com";

fn by_name(name: &str) -> impl Iterator<Item = &'static KnownService> {
    let bare = letters_and_digits(name);
    SERVICES.iter().filter(move |service| service.called.contains(&bare.as_str()))
}

/// Whether people call the service with this source by this name, which is not its source; both without
/// `aws.`.
pub(in crate::pattern) fn is_source_of(source: &str, name: &str) -> bool {
    by_name(name).any(|service| service.source == Some(source))
}

/// Whether a name is what one of the services here calls itself as a source, without `aws.`.
pub(in crate::pattern) fn is_source(name: &str) -> bool {
    let own = |service: &KnownService| {
        service.source == Some(name) || service.source.is_none() && service.called.contains(&name)
    };
    SERVICES.iter().any(own)
}

/// Whether people call the service with this host by this name; the host without its ending, the name without
/// `aws.`.
pub(in crate::pattern) fn is_host_of(host: &str, name: &str) -> bool {
    by_name(name).any(|service| service.host == host)
}

/// The source of a service that people call so and that calls itself otherwise; both without `aws.`.
#[cfg(feature = "explorer")]
pub(crate) fn source_called(name: &str) -> Option<&'static str> {
    by_name(name).filter_map(|service| service.source).find(|source| *source != name)
}

/// What CloudTrail calls the service of a name that it does not use itself; both without `.amazonaws.com`.
pub(crate) fn host_of(name: &str) -> Option<&'static str> {
    by_name(name).map(|service| service.host).next()
}

/// Whether all of these sources are AWS's, all of these hosts CloudTrail's, and no source goes with any host:
/// the record of a call has one service as both.
pub(crate) fn are_two(sources: &[String], hosts: &[String]) -> bool {
    let services: Option<Vec<&str>> = hosts.iter().map(|host| host.strip_suffix(HOST)).collect();
    let Some(services) = services.filter(|services| !services.is_empty() && !sources.is_empty()) else {
        return false;
    };
    sources.iter().all(|source| {
        source.strip_prefix("aws.").is_some_and(|source| !services.iter().any(|host| are_one(source, host)))
    })
}

/// Whether a source, without `aws.`, and a host are one service's, which may be called otherwise in the one
/// place than in the other.
fn are_one(source: &str, host: &str) -> bool {
    let is_it = |service: &KnownService| service.source == Some(source) || service.called.contains(&source);
    source == host || SERVICES.iter().any(|service| service.host == host && is_it(service))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_are_known_by_what_they_are_called() {
        assert!(is_source_of("states", "Step-Functions") && !is_source_of("cloudwatch", "cloudwatch"));
        assert_eq!((host_of("alb"), host_of("ec2")), (Some("elasticloadbalancing"), None));
        let two = |source: &str, host: &str| are_two(&[source.to_owned()], &[host.to_owned()]);
        assert!(two("aws.s3", "ec2.amazonaws.com") && !two("aws.s3", "s3.amazonaws.com"));
        assert!(!two("aws.cloudwatch", "monitoring.amazonaws.com") && !two("my.app", "s3.amazonaws.com"));
        assert!(
            !two("aws.emr", "elasticmapreduce.amazonaws.com") && !two("aws.states", "states.amazonaws.com")
        );
        assert!(two("aws.ec2", "ssm.amazonaws.com") && two("aws.ec2", "monitoring.amazonaws.com"));
    }
}
