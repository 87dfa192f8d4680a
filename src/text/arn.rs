//! Amazon Resource Names as texts, for whoever has one to take apart. Source: IAM user guide, "Identify AWS
//! resources with Amazon Resource Names (ARNs)".

/// The six parts: `arn`, partition, service, region, account and resource, which keeps its colons; none of
/// what has fewer.
pub(crate) fn arn_parts(text: &str) -> Option<[&str; 6]> {
    let mut parts = text.splitn(6, ':');
    let mut next = || parts.next();
    let parts = [next()?, next()?, next()?, next()?, next()?, next()?];
    parts.first().is_some_and(|first| *first == "arn").then_some(parts)
}

#[cfg(test)]
mod tests {
    use super::arn_parts;

    #[test]
    fn an_arn_has_six_parts_and_the_last_keeps_its_colons() {
        let arn = "arn:aws:lambda:eu-west-1:111122223333:function:f:live";
        assert_eq!(
            arn_parts(arn),
            Some(["arn", "aws", "lambda", "eu-west-1", "111122223333", "function:f:live"])
        );
        assert_eq!(arn_parts("arn:aws:s3:::bucket").map(|parts| parts[5]), Some("bucket"));
        for text in ["", "arn", "arn:aws:s3", "urn:aws:s3:::bucket", "orders"] {
            assert_eq!(arn_parts(text), None, "{text}");
        }
    }
}
