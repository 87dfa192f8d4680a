//! The services that are called, and what each is called elsewhere.

/// Declares the services once.
macro_rules! services {
    ($($service:ident),+ $(,)?) => {
        /// The services buslens calls.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Service {
            $($service),+
        }

        impl Service {
            /// All of them, in the order of the declaration.
            pub(super) const ALL: [Self; [$(stringify!($service)),+].len()] = [$(Self::$service),+];
        }
    };
}

services! {
    Events,
    Logs,
    CloudWatch,
    Sts,
    Lambda,
    Sqs,
    Sns,
    StepFunctions,
    Iam,
    Kms,
    CloudTrail,
    S3,
}

impl Service {
    /// The prefix of its IAM actions.
    pub(super) fn iam(self) -> &'static str {
        match self {
            Self::Events => "events",
            Self::Logs => "logs",
            Self::CloudWatch => "cloudwatch",
            Self::Sts => "sts",
            Self::Lambda => "lambda",
            Self::Sqs => "sqs",
            Self::Sns => "sns",
            Self::StepFunctions => "states",
            Self::Iam => "iam",
            Self::Kms => "kms",
            Self::CloudTrail => "cloudtrail",
            Self::S3 => "s3",
        }
    }

    /// The name by which configuration files and variables know it ("Service-specific endpoints", AWS SDKs
    /// and Tools reference guide).
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::Events => "EventBridge",
            Self::Logs => "CloudWatch Logs",
            Self::CloudWatch => "CloudWatch",
            Self::Sts => "STS",
            Self::Lambda => "Lambda",
            Self::Sqs => "SQS",
            Self::Sns => "SNS",
            Self::StepFunctions => "SFN",
            Self::Iam => "IAM",
            Self::Kms => "KMS",
            Self::CloudTrail => "CloudTrail",
            Self::S3 => "S3",
        }
    }
}
