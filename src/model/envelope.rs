//! The envelope that EventBridge puts around an event's detail.

use super::Millis;
use crate::text::time::rfc3339;
use serde_json::json;

/// What stands beside `detail` in an event as it is delivered (EventBridge User Guide, "Structure of
/// events"). Of the version there is only `0`.
pub struct Envelope<'a> {
    /// The event's own, a UUID.
    pub id: &'a str,
    /// `detail-type`.
    pub detail_type: &'a str,
    /// Who sent it, such as `aws.ec2`.
    pub source: &'a str,
    /// Twelve digits; empty where it is not known, and then left out.
    pub account: &'a str,
    /// When it happened; written in whole seconds, as the service does.
    pub time: Millis,
    /// Empty where it is not known, and then left out.
    pub region: &'a str,
    /// ARNs of what it is about.
    pub resources: &'a [String],
}

impl Envelope<'_> {
    /// The event with this detail, which is the text of a JSON object and keeps its numbers as they are
    /// written.
    pub fn around(&self, detail: &str) -> String {
        let mut event = json!({
            "version": "0", "id": self.id, "detail-type": self.detail_type, "source": self.source,
            "account": self.account, "time": rfc3339(self.time.div_euclid(1_000) * 1_000),
            "region": self.region, "resources": self.resources,
        });
        if let Some(members) = event.as_object_mut() {
            members.retain(|name, value| !matches!(name.as_str(), "account" | "region") || value != "");
        }
        let event = event.to_string();
        format!("{},\"detail\":{detail}}}", event.strip_suffix('}').unwrap_or(&event))
    }
}
