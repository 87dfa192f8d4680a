//! Documented targets that are no kind of their own here: they have no settings, and nothing is asked of
//! their services.

use super::Target;
use super::permission::RolePermission;

impl Target {
    /// What the role of such a target must be allowed (EventBridge user guide, "Amazon EventBridge targets").
    /// What EventBridge does to instances and volumes itself, it does to those that the event or the input
    /// names.
    pub(super) fn of_further(&self) -> Vec<RolePermission> {
        let resource = self.arn.resource();
        let (action, on) = match self.arn.service() {
            "glue" if resource.starts_with("workflow/") => ("glue:notifyEvent", self.arn.as_str()),
            "ssm-incidents" if resource.starts_with("response-plan/") => {
                ("ssm-incidents:StartIncident", self.arn.as_str())
            }
            "events" if resource == "target/create-snapshot" => ("ec2:CreateSnapshot", "*"),
            "events" if resource == "target/reboot-instance" => ("ec2:RebootInstances", "*"),
            "events" if resource == "target/stop-instance" => ("ec2:StopInstances", "*"),
            "events" if resource == "target/terminate-instance" => ("ec2:TerminateInstances", "*"),
            _ => return Vec::new(),
        };
        vec![RolePermission::new(action, on)]
    }
}
