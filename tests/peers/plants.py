"""Plants causes into an empty account of `moto_server`, and rules that are in order beside them.

    plants.py ENDPOINT

Prints one JSON object a line: {"bus","rule","causes":[ids; none where the rule is in order],"about","event"?}, and
last {"viewer":{"key","secret"}}: credentials that may only list and describe what EventBridge has.

    plants.py ENDPOINT locked|open

Has moto ask everybody for a permission from now on, or nobody.
"""

import io
import json
import sys
import urllib.request
import zipfile

import boto3

if len(sys.argv) > 2:
    calls = {"locked": b"0", "open": b"inf"}[sys.argv[2]]
    way = urllib.request.Request(sys.argv[1] + "/moto-api/reset-auth", data=calls, method="POST")
    way.add_header("Content-Type", "text/plain")
    urllib.request.urlopen(way)
    sys.exit()

ACCOUNT, OTHER, REGION = "123456789012", "999988887777", "us-east-1"
HOW = dict(endpoint_url=sys.argv[1], region_name=REGION, aws_access_key_id="test", aws_secret_access_key="test")
events, sqs, sns, iam, kms, logs, s3, functions, streams, states = (
    boto3.client(name, **HOW) for name in "events sqs sns iam kms logs s3 lambda kinesis stepfunctions".split()
)
EVENTS = {"Service": "events.amazonaws.com"}
BOTH = {"Service": ["events.amazonaws.com", "delivery.logs.amazonaws.com"]}
WRITE = ["logs:CreateLogStream", "logs:PutLogEvents"]
TRAIL = "AWS API Call via CloudTrail"
SOURCE = {"source": ["com.acme.billing"]}
planted = []


def arn(service, rest, account=ACCOUNT, region=REGION):
    return f"arn:aws:{service}:{region}:{account}:{rest}"


def policy(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action, resource="*", principal=EVENTS, **more):
    return {"Effect": "Allow", "Principal": principal, "Action": action, "Resource": resource, **more}


def may(action, resource="*"):
    return policy({"Effect": "Allow", "Action": action, "Resource": resource})


def queue(name, text=None, **attributes):
    url = sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
    if text:
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": text})
    return arn("sqs", name)


def topic(name, text=None, **attributes):
    made = sns.create_topic(Name=name, Attributes=attributes)["TopicArn"]
    if text:
        sns.set_topic_attributes(TopicArn=made, AttributeName="Policy", AttributeValue=text)
    return made


def role(name, principal="events.amazonaws.com", inline=None, managed=None, boundary=None, **more):
    trust = policy({"Effect": "Allow", "Principal": {"Service": principal}, "Action": "sts:AssumeRole", **more})
    fields = dict(RoleName=name, AssumeRolePolicyDocument=trust)
    if boundary:
        fields["PermissionsBoundary"] = boundary
    made = iam.create_role(**fields)["Role"]["Arn"]
    if inline:
        iam.put_role_policy(RoleName=name, PolicyName="p", PolicyDocument=inline)
    if managed:
        iam.attach_role_policy(RoleName=name, PolicyArn=managed)
    return made


def key(*statements):
    own = allow("kms:*", principal={"AWS": f"arn:aws:iam::{ACCOUNT}:root"})
    return kms.create_key(Policy=policy(own, *statements))["KeyMetadata"]["KeyId"]


def group(name, **more):
    logs.create_log_group(logGroupName=name, **more)
    return arn("logs", f"log-group:{name}")


def plant(causes, about, target=None, pattern=SOURCE, bus="billing", event=None, name=None, **rule):
    name = name or f"r-{len(planted):02}"
    if "ScheduleExpression" not in rule:
        rule["EventPattern"] = json.dumps(pattern)
    events.put_rule(Name=name, EventBusName=bus, **rule)
    targets = [OPEN if target is None else target] if target != [] else []
    targets = [{"Id": "t", **({"Arn": one} if isinstance(one, str) else one)} for one in targets]
    if targets:
        answer = events.put_targets(Rule=name, EventBusName=bus, Targets=targets)
        assert not answer["FailedEntryCount"], answer
    planted.append({"bus": bus, "rule": name, "causes": causes.split(), "about": about, "event": event})


for bus in ("billing", "ledger"):
    events.create_event_bus(Name=bus)
OPEN = queue("open", policy(allow("sqs:SendMessage")))
code = io.BytesIO()
with zipfile.ZipFile(code, "w") as archive:
    archive.writestr("m.py", "def h(e, c): return 1")
RUNS = role("runs", "lambda.amazonaws.com")


def function(name, **permission):
    made = functions.create_function(
        FunctionName=name, Runtime="python3.12", Role=RUNS, Handler="m.h", Code={"ZipFile": code.getvalue()}
    )["FunctionArn"]
    if permission:
        fields = {"StatementId": "s", "Action": "lambda:InvokeFunction", "Principal": "events.amazonaws.com"}
        functions.add_permission(FunctionName=name, **{**fields, **permission})
    return made


# Functions, queues, topics, their keys.
plant("T1", "no targets", [])
plant("T2", "a function that is gone", arn("lambda", "function:never-was"))
plant("T3", "a function with a policy for S3 alone", function("for-s3", Principal="s3.amazonaws.com"))
of_default = arn("events", "rule/bus-left-out")
plant("T5", "a policy without the bus", function("no-bus", SourceArn=of_default), name="bus-left-out")
plant("T6", "a topic as it is made", topic("plain"))
plant("T7", "a queue without a policy", queue("shut"))
vpc = {"Effect": "Deny", "Principal": "*", "Action": "sqs:*", "Resource": "*"}
vpc["Condition"] = {"StringNotEquals": {"aws:SourceVpce": "vpce-1"}}
plant("T7", "a queue shut to all but a network", queue("vpc", policy(allow("sqs:*"), vpc)))
queue("twice.fifo", policy(allow("sqs:SendMessage")), FifoQueue="true")
in_groups = {"SqsParameters": {"MessageGroupId": "all"}}
plant("T8", "a FIFO queue that cannot tell copies", {"Arn": arn("sqs", "twice.fifo"), **in_groups})
open_to = policy(allow("sqs:SendMessage"))
plant("K1", "a key that lets nobody", queue("k1", open_to, KmsMasterKeyId=key()))
plant("K1", "the key that AWS keeps", queue("k2", open_to, KmsMasterKeyId="alias/aws/sqs"))
whose = allow(["kms:GenerateDataKey*", "kms:Decrypt"], Condition={"StringEquals": {"aws:SourceAccount": ACCOUNT}})
plant("K1", "a topic's key with a source", topic("k3", policy(allow("sns:Publish")), KmsMasterKeyId=key(whose)))
plant("T16", "a queue of another region", arn("sqs", "open", region="eu-central-1"))
plant("T22", "a dead-letter queue without a policy", {"Arn": OPEN, "DeadLetterConfig": {"Arn": arn("sqs", "shut")}})

# Roles.
streams.create_stream(StreamName="st", ShardCount=1)
STREAM = arn("kinesis", "stream/st")
put = iam.create_policy(PolicyName="put", PolicyDocument=may(["kinesis:PutRecord", "kinesis:PutRecords"], STREAM))
PUT = put["Policy"]["Arn"]
bound = iam.create_policy(PolicyName="bound", PolicyDocument=may(["s3:*", "sqs:*"]))["Policy"]["Arn"]
plant("T9", "a stream without a role", STREAM)
plant("T10", "a role that trusts Scheduler", {"Arn": STREAM, "RoleArn": role("sch", "scheduler.amazonaws.com", managed=PUT)})
plant("T10", "a role within a boundary", {"Arn": STREAM, "RoleArn": role("bound", managed=PUT, boundary=bound)})
starts = role("starts", inline=may("states:StartExecution"))
machine = dict(name="refunds", roleArn=starts, definition='{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}')
REFUNDS = states.create_state_machine(**machine)["stateMachineArn"]
plant("T2", "a state machine that is gone", {"Arn": arn("states", "stateMachine:refund"), "RoleArn": starts})
plant("T2", "a state machine without its alias", {"Arn": f"{REFUNDS}:live", "RoleArn": starts})
plant("T10", "a state machine that the role may not start", {"Arn": REFUNDS, "RoleArn": role("reads", inline=may("s3:*"))})
but = policy({"Effect": "Deny", "NotAction": "s3:*", "Resource": "*"})
plant("T10", "a role that denies all but S3", {"Arn": STREAM, "RoleArn": role("deny", managed=PUT, inline=but)})
plant("T10", "a role that is gone", {"Arn": STREAM, "RoleArn": f"arn:aws:iam::{ACCOUNT}:role/gone"})

# Log groups.
logs.put_resource_policy(policyName="ok", policyDocument=policy(allow(WRITE, arn("logs", "log-group:/ok/*:*"), BOTH)))
source = {"Condition": {"ArnLike": {"aws:SourceArn": arn("events", "rule/*")}}}
narrow = allow(WRITE, arn("logs", "log-group:/narrow/*"), BOTH, **source)
logs.put_resource_policy(policyName="narrow", policyDocument=policy(narrow))
GROUP = group("/ok/one")
plant("L1", "a group that no policy names", group("/none"))
plant("L2", "a policy with a source", group("/narrow/one"))
plant("L3", "a role on a group", {"Arn": GROUP, "RoleArn": RUNS})
plant("L4", "a group's ARN with a star", GROUP + ":*")
plant("L5", "a part of the event for a group", {"Arn": GROUP, "InputPath": "$.detail"})
plant("L7", "a group that is gone", arn("logs", "log-group:/ok/gone"))
plant("L11", "a group's key as it is made", group("/ok/key", kmsKeyId=kms.create_key()["KeyMetadata"]["Arn"]))

# The rule itself, its pattern, where its events come from.
EVENT = {
    "version": "0", "id": "7f1c", "detail-type": "Invoice Settled", "source": "com.acme.billing", "account": ACCOUNT,
    "time": "2026-11-28T12:00:00Z", "region": REGION, "resources": [],
    "detail": {"invoice": {"id": "INV-77", "lines": [{"sku": "A1", "qty": 2}, {"sku": "B9", "qty": 1}]}, "tier": "Gold"},
}
plant("M1", "a rule that is off", State="DISABLED")
plant("M2", "a service's events on a bus of one's own", pattern={"source": ["aws.ec2"]})
plant("M3", "another region", pattern={**SOURCE, "region": ["ap-south-1"]}, bus="default")
plant("M6", "the letter case", pattern={**SOURCE, "detail": {"tier": ["GOLD"]}}, event=EVENT)
plant("M10", "no detail", pattern={**SOURCE, "invoice": {"id": ["INV-77"]}}, event=EVENT)
lines = {"invoice": {"lines": {"sku": ["A1"], "qty": [1]}}}
plant("M26", "two elements of a list", pattern={**SOURCE, "detail": lines}, event=EVENT)
called = {"source": ["aws.ec2"], "detail-type": [TRAIL]}
plant("M13 M12", "calls that only read", pattern={**called, "detail": {"eventName": [{"prefix": "Describe"}]}}, bus="default")
plant("M13", "no trail", pattern={**called, "detail": {"eventName": ["RunInstances"]}}, bus="default")
s3.create_bucket(Bucket="silent")
created = {"source": ["aws.s3"], "detail-type": ["Object Created"]}
plant("M15", "a bucket that tells nothing", pattern={**created, "detail": {"bucket": {"name": ["silent"]}}}, bus="default")
plant("M23", "a year that is past", ScheduleExpression="cron(0 0 1 1 ? 2021)", bus="default")
plant("M28", "an operator outside a list", pattern={**SOURCE, "detail": {"sku": {"prefix": ["A"]}}})
plant("B1", "another account that is not let in", pattern={**SOURCE, "account": [OTHER]})

# In order.
plant("", "a function for any rule", function("any", SourceArn=arn("events", "rule/*")))
plant("", "a function by a role", {"Arn": function("by-role"), "RoleArn": role("invokes", inline=may("lambda:Invoke*"))})
rules = {"Condition": {"ArnLike": {"aws:SourceArn": f"arn:aws:events:*:{ACCOUNT}:rule/*"}}}
plant("", "a queue for any rule", queue("any", policy(allow("SQS:SendMessage", **rules))))
plain = {"Effect": "Deny", "Principal": {"AWS": "*"}, "Action": "sqs:*", "Resource": "*"}
plain["Condition"] = {"Bool": {"aws:SecureTransport": "false"}}
plant("", "a queue that wants TLS", queue("tls", policy(allow("sqs:SendMessage"), plain)))
queue("once.fifo", open_to, FifoQueue="true", ContentBasedDeduplication="true")
plant("", "a FIFO queue", {"Arn": arn("sqs", "once.fifo"), **in_groups})
opened = key(allow(["kms:GenerateDataKey*", "kms:Decrypt"]))
plant("", "a queue with a key", queue("k4", open_to, KmsMasterKeyId=opened))
account = {"Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}}}
plant("", "a topic for the account", topic("ours", policy(allow("sns:Publish", **account))))
plant("", "a stream by a managed policy", {"Arn": STREAM, "RoleArn": role("puts", managed=PUT)})
plant("", "a log group", GROUP)
ledger = may("events:PutEvents", arn("events", "event-bus/ledger"))
plant("", "another bus", {"Arn": arn("events", "event-bus/ledger"), "RoleArn": role("sends", inline=ledger)})
s3.create_bucket(Bucket="loud")
told = {"NotificationConfiguration": {"EventBridgeConfiguration": {}}}
s3.put_bucket_notification_configuration(Bucket="loud", **told)
plant("", "a bucket that tells", pattern={**created, "detail": {"bucket": {"name": ["loud"]}}}, bus="default")
plant("", "an event that matches", pattern={**SOURCE, "detail": {"tier": ["Gold"]}}, event=EVENT)
plant("", "a schedule", ScheduleExpression="rate(5 minutes)", bus="default")

for one in planted:
    print(json.dumps(one))
iam.create_user(UserName="viewer")
looks = may(["events:List*", "events:Describe*"])
iam.put_user_policy(UserName="viewer", PolicyName="p", PolicyDocument=looks)
made = iam.create_access_key(UserName="viewer")["AccessKey"]
print(json.dumps({"viewer": {"key": made["AccessKeyId"], "secret": made["SecretAccessKey"]}}))
