//! The sample library: whole events of many services, as EventBridge delivers them, to try a pattern on
//! before any event was seen. They are written after the examples in the EventBridge event reference and the
//! services' own pages; those of AWS Proton are historical, the service ended on 7 October 2026.

/// A sample event.
pub(in crate::app) struct Sample {
    /// What it is, in a few words.
    pub name: &'static str,
    /// Its text.
    pub text: &'static str,
}

macro_rules! samples {
    ($($name:literal in $file:literal),* $(,)?) => {
        &[$(Sample { name: $name, text: include_str!(concat!("../../assets/samples/", $file, ".json")) }),*]
    };
}

/// The samples, in the order they are offered.
pub(in crate::app) const SAMPLES: &[Sample] = samples![
    "EC2 instance stopped" in "ec2-instance-stopped",
    "EC2 instance terminated" in "ec2-instance-terminated",
    "EC2 AMI failed" in "ec2-ami-failed",
    "EBS snapshots, several resources" in "ebs-snapshots-shared",
    "CloudTrail: S3 CreateBucket" in "cloudtrail-s3-create-bucket",
    "CloudTrail: STS AssumeRole, read-only" in "cloudtrail-sts-assume-role",
    "S3 object created" in "s3-object-created",
    "Auto Scaling launch failed, null and empty fields" in "autoscaling-launch-unsuccessful",
    "Macie finding, numbers" in "macie-finding",
    "Order placed, arrays of objects" in "order-placed",
    "Partner: ticket updated" in "partner-ticket",
    "Scheduled event" in "scheduled-event",
    "Proton environment (historical)" in "proton-environment",
    "Proton account connection (historical)" in "proton-environment-account-connection",
    "Proton environment template (historical)" in "proton-environment-template",
    "Proton environment template version (historical)" in "proton-environment-template-version",
    "Proton service (historical)" in "proton-service",
    "Proton service instance (historical)" in "proton-service-instance",
    "Proton service pipeline (historical)" in "proton-service-pipeline",
    "Proton service template (historical)" in "proton-service-template",
    "Proton service template version (historical)" in "proton-service-template-version",
    "Proton component (historical)" in "proton-component",
];

#[cfg(test)]
mod tests {
    use super::SAMPLES;
    use crate::json::Document;

    #[test]
    fn every_sample_is_a_whole_event_laid_out_one_field_a_line() {
        for sample in SAMPLES {
            let event = Document::parse(sample.text).expect(sample.name);
            for field in crate::pattern::ENVELOPE {
                assert!(event.root().get(field).is_some(), "{}: {field}", sample.name);
            }
            let time = event.root().get("time").and_then(crate::json::Value::text).expect(sample.name);
            assert!(time.as_str().expect("text").parse::<jiff::Timestamp>().is_ok(), "{}", sample.name);
        }
    }
}
