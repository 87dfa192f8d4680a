//! The catalogue against itself and the engine's list of kinds; what it doubts in a pattern, and what it
//! leaves alone.

use super::*;
use crate::pattern::Pattern;
use serde_json::json;
use std::collections::BTreeSet;

fn said(pattern: &str) -> Vec<String> {
    doubts(&Pattern::parse(pattern).unwrap())
        .into_iter()
        .map(|doubt| format!("{}.", doubt.flaw.what))
        .collect()
}

#[test]
fn the_file_is_whole() {
    assert_eq!((kinds().len(), sources().len()), (438, 95));
    assert!(kinds().iter().flat_map(|kind| &kind.fields).all(|field| !field.types.is_empty()));
    let kind = of("aws.ec2", "EC2 Instance State-change Notification").unwrap();
    assert_eq!(
        kind.field("detail.state").map(|field| field.types.as_slice()),
        Some(&[FieldType::String][..])
    );
    assert_eq!(of_source("aws.nothing"), []);
}

#[test]
fn the_engine_knows_the_kinds_of_the_catalogue() {
    let line = |kind: &EventKind| {
        let of_calls = kind.detail_type.ends_with(" via CloudTrail");
        // The names of a kind that is known by examples are not all.
        let fields = kind.fields.iter().filter(|_| !of_calls && kind.whole);
        let names: BTreeSet<&str> = fields.filter_map(|field| field.path.split('.').nth(1)).collect();
        let names: Vec<&str> = names.into_iter().collect();
        format!("{}\t{}\t{}\n", kind.detail_type, kind.source, names.join(" "))
    };
    let mut lines: Vec<String> = kinds().iter().map(line).collect();
    // Of those that are known by name alone, the name.
    let named = values::senders().filter(|(source, text)| of(source, text).is_none());
    lines.extend(named.map(|(source, text)| format!("{text}\t{source}\t\n")));
    lines.sort_unstable();
    lines.dedup();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/pattern/lint/kinds.txt");
    if std::env::var_os("BUSLENS_BLESS").is_some() {
        std::fs::write(path, lines.concat()).unwrap();
    }
    assert!(std::fs::read_to_string(path).unwrap() == lines.concat(), "BUSLENS_BLESS=1 writes {path} anew");
}

#[test]
fn what_a_kind_requires_is_never_doubted() {
    for kind in kinds() {
        let mut pattern = serde_json::json!({"source": [kind.source], "detail-type": [kind.detail_type]});
        let mut detail = serde_json::Map::new();
        let required =
            kind.fields.iter().filter(|field| !field.optional && field.types != [FieldType::Object]);
        // Whether an object is there cannot be asked.
        let objects = ["detail.requestParameters", "detail.responseElements"];
        let required = required.filter(|field| !objects.contains(&&*field.path));
        for field in required.filter(|field| !field.types.iter().any(|kind| matches!(kind, FieldType::Map))) {
            // Names with a full stop in them are one path with those that have none.
            detail.insert(field.path["detail.".len()..].to_owned(), serde_json::json!([{"exists": true}]));
        }
        if !detail.is_empty() {
            pattern["detail"] = detail.into();
        }
        let pattern = Pattern::parse(&pattern.to_string()).unwrap();
        assert_eq!(doubts(&pattern), [], "{}", pattern.text());
    }
}

#[test]
fn what_the_schema_does_not_have_is_doubted() {
    let cases = [
        (
            r#"{"source":["aws.ec2"],"detail-type":["EC2 Instance State-change Notification"],"detail":{"State":["running"]}}"#,
            "EC2 Instance State-change Notification is not known to have `detail.State`; there is `detail.state`.",
        ),
        (
            r#"{"source":["aws.guardduty"],"detail-type":["GuardDuty Finding"],"detail":{"severity":["7"]}}"#,
            "`detail.severity` is a number in AWS's schema of this event, and the pattern asks for something else.",
        ),
        (
            r#"{"source":["aws.ec2"],"detail-type":["EC2 instance state change notification"]}"#,
            "aws.ec2 is not known to send `EC2 instance state change notification`; it sends `EC2 Instance \
             State-change Notification`.",
        ),
        (
            r#"{"source":["aws.ec2"],"detail-type":["Object Created"]}"#,
            "aws.ec2 is not known to send `Object Created`; aws.s3 is.",
        ),
        (
            r#"{"source":["aws.s3"],"detail-type":["Object Created"],"detail":{"bucket":["mine"]}}"#,
            "`detail.bucket` of Object Created is an object, which a list of values never fits.",
        ),
    ];
    let more = [
        (
            r#"{"source":["aws.s3"],"detail-type":["AWS API Call via CloudTrail"],"detail":{"bucket":{"name":["b"]}}}"#,
            "CloudTrail's record is not known to have `detail.bucket.name`; `Object ACL Updated`, `Object Access Tier \
             Changed`, `Object Annotation Created` and 10 more of aws.s3 are.",
        ),
        (
            r#"{"detail-type":["AWS API Call via CloudTrail"],"detail":{"requestparameters":{"bucketName":["b"]}}}"#,
            "CloudTrail's record is not known to have `detail.requestparameters.bucketName`; there is \
             `detail.requestParameters.bucketName`.",
        ),
        (
            r#"{"source":["aws.autoscaling"],"detail-type":["EC2 Instance Launch Successful"],"detail":{"LifecycleTransition":["x"]}}"#,
            "EC2 Instance Launch Successful is not known to have `detail.LifecycleTransition`; `EC2 Instance-launch \
             Lifecycle Action` and `EC2 Instance-terminate Lifecycle Action` of aws.autoscaling are.",
        ),
        (
            r#"{"source":["aws.ec2"],"detail-type":["EC2 AMI State Change"],"detail":{"state":["available"]}}"#,
            "EC2 AMI State Change is not known to have `detail.state`; there is `detail.State`.",
        ),
        (
            r#"{"source":["batch"],"detail-type":["Batch Job State Change"]}"#,
            "No AWS service is known to send with the source `batch`; one sends with `aws.batch`.",
        ),
        (
            r#"{"source":["ec2"]}"#,
            "No AWS service is known to send with the source `ec2`; one sends with `aws.ec2`.",
        ),
        (
            r#"{"source":["aws.guardduy"]}"#,
            "No AWS service is known to send with the source `aws.guardduy`; one sends with `aws.guardduty`.",
        ),
    ];
    for (pattern, wanted) in cases.into_iter().chain(more) {
        assert_eq!(said(pattern), [wanted]);
    }
}

#[test]
fn values_and_names_that_only_guides_list_are_doubted_in_another_spelling() {
    let of_kind = |source: &str, detail_type: &str, detail: &str| {
        said(&format!(r#"{{"source":["{source}"],"detail-type":["{detail_type}"],"detail":{detail}}}"#))
    };
    for (source, detail_type, detail, meant) in [
        ("aws.codebuild", "CodeBuild Build State Change", r#"{"build-status":["failed"]}"#, "FAILED"),
        ("aws.glue", "Glue Job State Change", r#"{"state":["Failed"]}"#, "FAILED"),
        ("aws.health", "AWS Health Event", r#"{"eventTypeCategory":["issues"]}"#, "issue"),
        (
            "aws.autoscaling",
            "EC2 Instance-launch Lifecycle Action",
            r#"{"LifecycleTransition":["EC2_INSTANCE_LAUNCHING"]}"#,
            "autoscaling:EC2_INSTANCE_LAUNCHING",
        ),
        ("aws.iam", "AWS API Call via CloudTrail", r#"{"userIdentity":{"type":["root"]}}"#, "Root"),
    ] {
        let said = of_kind(source, detail_type, detail);
        assert!(said.len() == 1 && said[0].ends_with(&format!("it is `{meant}`.")), "{detail}: {said:?}");
    }
    for detail in [r#"{"state":["FAILED"]}"#, r#"{"state":["Failed","FAILED"]}"#] {
        assert_eq!(of_kind("aws.glue", "Glue Job State Change", detail), [""; 0], "{detail}");
    }
    for (source, detail_type, wanted) in [
        ("aws.ssm", "Parameter Store Changed", "it sends `Parameter Store Change`."),
        ("aws.backup", "Backup Job State Changed", "it sends `Backup Job State Change`."),
        ("aws.tags", "Tag Change on Resource", "one sends with `aws.tag`."),
    ] {
        let said = said(&format!(r#"{{"source":["{source}"],"detail-type":["{detail_type}"]}}"#));
        assert!(said.len() == 1 && said[0].ends_with(wanted), "{said:?}");
    }
    assert_eq!(said(r#"{"source":["aws.backup"],"detail-type":["Backup Job State Change"]}"#), [""; 0]);
    assert_eq!(said(r#"{"version":["1"]}"#), ["Every event has the `version` 0, a text."]);
    // Of several fields with that name the one that is not far inside.
    let far = of_kind("aws.guardduty", "GuardDuty Finding", r#"{"finding":{"severity":[8]}}"#);
    assert!(far[0].ends_with("there is `detail.severity`."), "{far:?}");
}

#[test]
fn a_value_beside_others_and_conditions_are_held_against_closed_lists() {
    let of_state = |list: &str| {
        said(&format!(
            r#"{{"source":["aws.ec2"],"detail-type":["EC2 Instance State-change Notification"],"detail":{{"state":[{list}]}}}}"#
        ))
    };
    for (list, wanted) in [
        (r#""stopped","runing""#, "beside `stopped`; it is `running`."),
        (r#"{"prefix":"STOP"}"#, "This takes none of the values that `detail.state` is known to have"),
        (r#"{"suffix":"-down "}"#, "This takes none of the values"),
        (r#"{"wildcard":"term*d"}"#, ""),
        (r#"{"equals-ignore-case":"STOPPED"}"#, ""),
        (r#""stopped","terminated""#, ""),
        (r#""running","runing""#, ""),
        (r#"{"anything-but":"stopped"}"#, ""),
        (r#"{"prefix":"${State}"}"#, ""),
    ] {
        let said = of_state(list).join(" ");
        assert!(said.contains(wanted) && said.is_empty() == wanted.is_empty(), "{list}: {said}");
    }
}

#[test]
fn of_several_sources_that_send_a_detail_type_none_is_picked() {
    let said = |source: &str, detail_type: &str| {
        let pattern = format!(r#"{{"source":["{source}"],"detail-type":["{detail_type}"]}}"#);
        let found = doubts(&Pattern::parse(&pattern).unwrap());
        found.first().map(|doubt| (doubt.flaw.what.clone(), doubt.flaw.fix.is_some()))
    };
    let several = said("aws.ec2", "Import Job Completed").unwrap();
    assert!(several.0.ends_with("; aws.healthlake and aws.medical-imaging are") && !several.1, "{several:?}");
    let one = said("aws.glue", "Data Quality Evaluation Results Available").unwrap();
    assert!(one.0.ends_with("; aws.glue-dataquality is") && one.1, "{one:?}");
    assert_eq!(said("aws.glue-dataquality", "Data Quality Evaluation Results Available"), None);
    assert_eq!(source_of("Import Job Completed"), None);
    assert_eq!(source_of("EC2 Spot Instance Interruption Warning"), Some("aws.ec2"));
}

#[test]
fn nothing_is_doubted_that_is_not_known() {
    for pattern in [
        r#"{"source":["aws.config"],"detail-type":["Config Rules Compliance Change"],"detail":{"any":["x"]}}"#,
        r#"{"source":["shop"],"detail-type":["OrderPlaced"],"detail":{"State":["x"]}}"#,
        r#"{"source":["aws.ec2"],"detail-type":["AWS API Call via CloudTrail"],"detail":{"eventName":["RunInstances"]}}"#,
        r#"{"source":["aws.s3"],"detail-type":["AWS API Call via CloudTrail"],"detail":{"eventName":["PutBucketPolicy"],"vpcEndpointId":["vpce-1"],"tlsDetails":{"tlsVersion":["TLSv1.2"]},"responseElements":{"somethingNew":["x"]}}}"#,
        r#"{"source":["aws.macie2"],"detail-type":["AWS API Call via CloudTrail"],"detail":{"eventName":["DisableMacie"]}}"#,
        r#"{"source":["batch"],"detail-type":["job done"]}"#,
        r#"{"source":["aws.ec2fleet"],"detail-type":["Something Else Altogether"],"detail":{"State":["x"]}}"#,
        r#"{"source":["aws.ec2"],"detail-type":["EC2 Instance State-change Notification"],"detail":{"Reason":[{"exists":false}]}}"#,
        r#"{"source":["aws.guardduty"],"detail-type":["GuardDuty Finding"],"detail":{"severity":[{"numeric":[">=",7]}]}}"#,
        r#"{"source":["aws.ec2",{"prefix":"aws.e"}],"detail-type":["EC2 Instance State-change Notification"],"detail":{"State":["x"]}}"#,
    ] {
        assert_eq!(said(pattern), [""; 0], "{pattern}");
    }
}

#[test]
fn what_only_the_guides_document_is_not_doubted() {
    for (source, kind, detail) in [
        ("aws.acm", "ACM Certificate Approaching Expiration", r#"{"CommonName":["example.com"]}"#),
        (
            "aws.sagemaker",
            "SageMaker Model Package State Change",
            r#"{"ModelApprovalStatus":["Approved"],"ModelPackageGroupName":["churn"]}"#,
        ),
        ("aws.health", "AWS Health Event", r#"{"affectedAccount":["111122223333"],"page":["1"]}"#),
        (
            "aws.states",
            "Step Functions Execution Status Change",
            r#"{"redriveCount":[{"numeric":[">",0]}],"error":["States.Timeout"]}"#,
        ),
        ("aws.batch", "Batch Job State Change", r#"{"tags":{"team":["x"]}}"#),
        ("aws.rds", "RDS DB Snapshot Event", r#"{"EventID":["RDS-EVENT-0042"]}"#),
        ("aws.rds", "RDS DB Parameter Group Event", r#"{"EventID":["RDS-EVENT-0037"]}"#),
        (
            "aws.codepipeline",
            "CodePipeline Pipeline Execution State Change",
            r#"{"start-time":[{"exists":true}]}"#,
        ),
    ] {
        let pattern = format!(r#"{{"source":["{source}"],"detail-type":["{kind}"],"detail":{detail}}}"#);
        assert_eq!(said(&pattern), [""; 0], "{pattern}");
    }
}

#[test]
fn what_follows_an_answer_of_an_api_may_have_its_fields() {
    for (kind, paths) in [
        (
            "aws.ecs ECS Task State Change",
            "capacityProviderName enableExecuteCommand healthStatus containers.healthStatus tags.key \
                containers.managedAgents.lastStatus platformFamily ephemeralStorage.sizeInGiB",
        ),
        ("aws.ecs ECS Container Instance State Change", "capacityProviderName"),
        (
            "aws.batch Batch Job State Change",
            "arrayProperties.index timeout.attemptDurationSeconds nodeProperties.numNodes shareIdentifier \
                container.fargatePlatformConfiguration.platformVersion eksProperties.podProperties.hostNetwork",
        ),
        (
            "aws.guardduty GuardDuty Finding",
            "resource.lambdaDetails.functionName resource.rdsDbInstanceDetails.engine \
                service.runtimeDetails.process.name",
        ),
        ("aws.sagemaker SageMaker Training Job State Change", "FailureReason FinalMetricDataList.MetricName"),
        (
            "aws.cloudwatch CloudWatch Alarm State Change",
            "configuration.metrics.expression configuration.metrics.label",
        ),
    ] {
        let (source, kind) = kind.split_once(' ').unwrap();
        for path in paths.split_whitespace() {
            let detail =
                path.rsplit('.').fold(json!([{"exists": true}]), |inside, name| json!({name: inside}));
            let pattern = json!({"source": [source], "detail-type": [kind], "detail": detail}).to_string();
            assert_eq!(said(&pattern), Vec::<String>::new(), "{pattern}");
        }
    }
    for (source, kind) in [
        ("aws.iotanalytics", "IoT Analytics Dataset Lifecycle Notification"),
        ("aws.ec2", "Capacity Block Reservation Delivered"),
    ] {
        let pattern = json!({"source": [source], "detail-type": [kind]}).to_string();
        assert_eq!(said(&pattern), Vec::<String>::new(), "{pattern}");
    }
}

#[test]
fn a_name_of_another_thing_is_not_offered() {
    let of = |source: &str, kind: &str, name: &str| {
        said(&json!({"source": [source], "detail-type": [kind], "detail": {name: ["web"]}}).to_string())
            .join(" ")
    };
    let status = of("aws.ecs", "ECS Task State Change", "status");
    assert!(status.contains("there is `detail.lastStatus`"), "{status}");
    let cluster = of("aws.ecs", "ECS Task State Change", "clusterName");
    assert!(cluster.contains("there is `detail.clusterArn`"), "{cluster}");
    let machine = of("aws.states", "Step Functions Execution Status Change", "stateMachineName");
    assert!(machine.contains("there is `detail.stateMachineArn`"), "{machine}");
}

#[test]
fn a_state_in_a_sample_is_one_that_the_service_has() {
    for (source, kind, path, wanted) in [
        ("aws.ec2", "EC2 Instance State-change Notification", "/detail/state", "stopped"),
        ("aws.ecs", "ECS Task State Change", "/detail/lastStatus", "STOPPED"),
    ] {
        let found = super::of(source, kind).expect(kind);
        let sample: serde_json::Value = serde_json::from_str(&found.sample()).expect(kind);
        assert_eq!(sample.pointer(path).and_then(|value| value.as_str()), Some(wanted), "{sample:#}");
    }
}

#[test]
fn a_source_that_no_service_has_is_doubted_with_the_one_that_is_meant() {
    for (pattern, meant) in [
        (r#"{"source":["aws.elb"]}"#, "one sends with `aws.elasticloadbalancing`."),
        (r#"{"source":["aws.EventBridge"]}"#, "one sends with `aws.events`."),
        (
            r#"{"source":["aws.secretmanager"],"detail-type":["AWS API Call via CloudTrail"]}"#,
            "`aws.secretsmanager`.",
        ),
        (r#"{"source":["aws.quantumledger"]}"#, "with the source `aws.quantumledger` is known here."),
        (r#"{"detail-type":["ECS Task State-change"]}"#, "one sends `ECS Task State Change`."),
        (
            r#"{"source":["aws.lambda"],"detail-type":["Lambda Function Invocation Result - Failure"]}"#,
            "Lambda does with the source `lambda`.",
        ),
    ] {
        let said = said(pattern);
        assert!(
            said.len() == 1 && said[0].trim_end_matches('.').ends_with(meant.trim_end_matches('.')),
            "{said:?}"
        );
    }
    for sound in [
        r#"{"source":["aws.iam"]}"#,
        r#"{"source":["aws.bedrock-agentcore"]}"#,
        r#"{"source":["lambda"],"detail-type":["Lambda Function Invocation Result - Success"]}"#,
        r#"{"source":["lambda"]}"#,
        r#"{"source":["aws.partner/example.com/123/orders"]}"#,
        r#"{"source":["aws.${Service}"]}"#,
        r#"{"detail-type":["Order Placed"]}"#,
    ] {
        assert_eq!(said(sound), Vec::<String>::new(), "{sound}");
    }
}

/// What is said of a kind's pattern, with what its first fix makes of it.
fn said_of(kind: &str, detail: &str) -> (Vec<String>, Option<String>) {
    let (source, kind) = kind.split_once(": ").unwrap();
    let pattern = format!(r#"{{"source":["{source}"],"detail-type":["{kind}"],"detail":{detail}}}"#);
    let found = doubts(&Pattern::parse(&pattern).unwrap());
    let fixed = found.first().and_then(|doubt| Some(doubt.flaw.fix.as_ref()?.apply(&pattern)));
    (found.into_iter().map(|doubt| doubt.flaw.what).collect(), fixed)
}

#[test]
fn a_field_is_meant_by_the_values_that_it_is_known_to_have() {
    const IMPORTED: &str = "aws.securityhub: Security Hub Findings - Imported";
    for (kind, detail, wanted) in [
        (
            "aws.ec2: EC2 Spot Instance Interruption Warning",
            r#"{"state":["terminate"]}"#,
            r#"{"instance-action":["terminate"]}"#,
        ),
        (
            "aws.cloudwatch: CloudWatch Alarm State Change",
            r#"{"newStateValue":["ALARM"]}"#,
            r#"{"state":{"value":["ALARM"]}}"#,
        ),
        (
            "aws.config: Config Rules Compliance Change",
            r#"{"newEvaluationResult":["NON_COMPLIANT"]}"#,
            r#"{"newEvaluationResult":{"complianceType":["NON_COMPLIANT"]}}"#,
        ),
        (
            IMPORTED,
            r#"{"findings":{"severity":{"label":["HIGH"]}}}"#,
            r#"{"findings":{"Severity":{"Label":["HIGH"]}}}"#,
        ),
        (
            IMPORTED,
            r#"{"findings":{"Severity":["HIGH"]}}"#,
            r#"{"findings":{"Severity":{"Label":["HIGH"]}}}"#,
        ),
        (
            IMPORTED,
            r#"{"findings":{"Compliance":["FAILED"]}}"#,
            r#"{"findings":{"Compliance":{"Status":["FAILED"]}}}"#,
        ),
        (
            IMPORTED,
            r#"{"Findings":{"Severity":{"Label":["HIGH"]}}}"#,
            r#"{"findings":{"Severity":{"Label":["HIGH"]}}}"#,
        ),
        (
            IMPORTED,
            r#"{"finding":{"Severity":{"Label":["HIGH"]}}}"#,
            r#"{"findings":{"Severity":{"Label":["HIGH"]}}}"#,
        ),
        (IMPORTED, r#"{"findings":{"Severity":{"Normalized":["90"]}}}"#, r#"{"Normalized":[90]}"#),
        (
            "aws.ecs: ECS Task State Change",
            r#"{"containers":{"exitCode":[{"anything-but":["0"]}]}}"#,
            r#"{"exitCode":[{"anything-but": [0]}]}"#,
        ),
    ] {
        let (said, fixed) = said_of(kind, detail);
        assert_eq!(said.len(), 1, "{detail}: {said:?}");
        assert!(fixed.as_ref().is_some_and(|fixed| fixed.contains(wanted)), "{detail}: {said:?} {fixed:?}");
    }
    let (said, _) = said_of("aws.ec2: EC2 Instance State-change Notification", r#"{"region":["eu-west-1"]}"#);
    assert!(said[0].contains("`region` stands at the top"), "{said:?}");
    for (kind, detail) in [
        (IMPORTED, r#"{"findings":{"ProductFields":{"aws/securityhub/ProductName":["GuardDuty"]}}}"#),
        (IMPORTED, r#"{"findings":{"Resources":{"Details":{"AwsEc2Instance":{"VpcId":["vpc-1"]}}}}}"#),
        (
            "aws.athena: Athena Query State Change",
            r#"{"currentState":["FAILED"],"athenaError":{"errorCategory":[2]}}"#,
        ),
        ("aws.ecs: ECS Task State Change", r#"{"containers":{"exitCode":[{"anything-but":[0]}]}}"#),
        // It is known by examples, and may have a field of that name.
        ("aws.backup: Copy Job State Change", r#"{"region":["eu-west-1"]}"#),
    ] {
        assert_eq!(said_of(kind, detail).0, [""; 0], "{detail}");
    }
}

#[test]
fn names_in_arns_are_whole_and_arns_with_a_revision_are_met() {
    for (kind, detail, wanted) in [
        ("aws.ecs: ECS Task State Change", r#"{"taskDefinitionArn":["web"]}"#, r#"[{"wildcard":"*/web:*"}]"#),
        (
            "aws.ecs: ECS Task State Change",
            r#"{"taskDefinitionArn":["web:42"]}"#,
            r#"[{"suffix": "/web:42"}]"#,
        ),
        (
            "aws.ecr: ECR Image Action",
            r#"{"repository-name":["arn:aws:ecr:eu-west-1:111122223333:repository/team/payments"]}"#,
            r#"["team/payments"]"#,
        ),
    ] {
        let (said, fixed) = said_of(kind, detail);
        assert!(fixed.as_ref().is_some_and(|fixed| fixed.contains(wanted)), "{detail}: {said:?} {fixed:?}");
    }
    for (resource, wanted) in [("uploads/*", true), ("uploads/in/a.csv", true), ("uploads", false)] {
        let pattern = format!(
            r#"{{"source":["aws.s3"],"detail-type":["Object Created"],"resources":["arn:aws:s3:::{resource}"]}}"#
        );
        let found = doubts(&Pattern::parse(&pattern).unwrap());
        let fixed = found.first().map(|doubt| doubt.flaw.fix.as_ref().unwrap().apply(&pattern));
        assert_eq!(
            fixed.is_some_and(|fixed| fixed.contains(r#"["arn:aws:s3:::uploads"]"#)),
            wanted,
            "{found:?}"
        );
    }
    let short = r#"{"source":["aws.sns"],"detail-type":["AWS API Call via CloudTrail"],"detail":{"requestParameters":{"topicArn":["arn:aws:sns:eu-central-1:alerts"]}}}"#;
    let found = doubts(&Pattern::parse(short).unwrap());
    assert!(found.len() == 1 && found[0].flaw.what.contains("six parts"), "{found:?}");
}
