//! What queues keep, give, hide and refuse.

#![allow(clippy::needless_pass_by_value, clippy::ref_option)] // calls read better with the JSON as it stands

use super::super::account::{Account, REGION};
use super::super::error::{ApiError, ApiResult};
use super::{SqsContext, call};
use crate::model::Millis;
use serde_json::{Value, json};

const NOW: Millis = 1_795_262_400_000;
const URL: &str = "http://127.0.0.1:9/111122223333/";

struct Bench {
    account: Account,
    now: Millis,
}

impl Bench {
    fn with(queue: &str, attributes: Value) -> Self {
        let mut bench = Self { account: Account::empty(REGION, 1, NOW), now: NOW };
        bench.call("CreateQueue", json!({"QueueName": queue, "Attributes": attributes}));
        bench
    }

    fn try_call(&mut self, operation: &str, input: Value) -> ApiResult<Value> {
        let context = SqsContext { now: self.now, host: "127.0.0.1:9" };
        call(&mut self.account, operation, input, &context)
    }

    fn call(&mut self, operation: &str, input: Value) -> Value {
        self.try_call(operation, input).unwrap_or_else(|error| panic!("{operation}: {}", error.message))
    }

    fn refused(&mut self, operation: &str, input: Value) -> ApiError {
        self.try_call(operation, input).expect_err("a refusal")
    }

    fn send(&mut self, queue: &str, body: &str) -> Value {
        self.call("SendMessage", json!({"QueueUrl": format!("{URL}{queue}"), "MessageBody": body}))
    }

    fn receive(&mut self, queue: &str) -> Vec<Value> {
        let input = json!({"QueueUrl": format!("{URL}{queue}"), "MaxNumberOfMessages": 10, "AttributeNames": ["All"]});
        self.call("ReceiveMessage", input)["Messages"].as_array().cloned().unwrap_or_default()
    }

    fn attribute(&mut self, queue: &str, name: &str) -> String {
        let input = json!({"QueueUrl": format!("{URL}{queue}"), "AttributeNames": ["All"]});
        self.call("GetQueueAttributes", input)["Attributes"][name].as_str().unwrap_or_default().to_owned()
    }
}

#[test]
fn a_message_is_hidden_while_it_is_out_and_gone_when_it_is_deleted() {
    let mut bench = Bench::with("q", json!({"VisibilityTimeout": "60"}));
    let sent = bench.send("q", "hello");
    assert_eq!(sent["MD5OfMessageBody"], "5d41402abc4b2a76b9719d911017c592");
    let first = bench.receive("q");
    assert_eq!((&first[0]["Body"], &first[0]["MessageId"]), (&json!("hello"), &sent["MessageId"]));
    assert_eq!(first[0]["Attributes"]["ApproximateReceiveCount"], "1");
    assert_eq!(bench.receive("q"), Vec::<Value>::new());
    assert_eq!(bench.attribute("q", "ApproximateNumberOfMessagesNotVisible"), "1");
    bench.now += 61_000;
    let second = bench.receive("q");
    assert_eq!(second[0]["Attributes"]["ApproximateReceiveCount"], "2");
    let input = json!({"QueueUrl": format!("{URL}q"), "ReceiptHandle": second[0]["ReceiptHandle"]});
    bench.call("DeleteMessage", input);
    bench.now += 61_000;
    assert_eq!(bench.receive("q"), Vec::<Value>::new());
    assert_eq!(bench.attribute("q", "ApproximateNumberOfMessages"), "0");
}

#[test]
fn groups_of_a_fifo_queue_keep_their_order_and_repeats_are_left_out() {
    let attributes = json!({"FifoQueue": "true", "ContentBasedDeduplication": "true"});
    let mut bench = Bench::with("q.fifo", attributes);
    for (group, body) in [("a", "1"), ("a", "1"), ("a", "2"), ("b", "3")] {
        let url = format!("{URL}q.fifo");
        bench.call("SendMessage", json!({"QueueUrl": url, "MessageBody": body, "MessageGroupId": group}));
    }
    let one = json!({"QueueUrl": format!("{URL}q.fifo"), "MaxNumberOfMessages": 1});
    let first = bench.call("ReceiveMessage", one.clone());
    assert_eq!(first["Messages"][0]["Body"], "1");
    // The next of its group waits for it, another group does not.
    assert_eq!(bench.call("ReceiveMessage", one.clone())["Messages"][0]["Body"], "3");
    assert_eq!(bench.call("ReceiveMessage", one)["Messages"], Value::Null);
    let plain = json!({"QueueUrl": format!("{URL}q.fifo"), "MessageBody": "x"});
    assert_eq!(bench.refused("SendMessage", plain).code, "MissingParameter");
}

#[test]
fn what_is_received_too_often_goes_to_the_dead_letter_queue() {
    let mut bench = Bench::with("dead", json!({}));
    let redrive =
        json!({"deadLetterTargetArn": "arn:aws:sqs:us-east-1:111122223333:dead", "maxReceiveCount": 1});
    let attributes = json!({"RedrivePolicy": redrive.to_string(), "VisibilityTimeout": "1"});
    bench.call("CreateQueue", json!({"QueueName": "q", "Attributes": attributes}));
    bench.send("q", "poison");
    assert_eq!(bench.receive("q").len(), 1);
    bench.now += 2_000;
    assert_eq!(bench.receive("q"), Vec::<Value>::new());
    assert_eq!(bench.receive("dead")[0]["Body"], "poison");
    let sources = bench.call("ListDeadLetterSourceQueues", json!({"QueueUrl": format!("{URL}dead")}));
    assert_eq!(sources["queueUrls"], json!([format!("{URL}q")]));
}

#[test]
fn batches_answer_each_entry() {
    let mut bench = Bench::with("q", json!({"MaximumMessageSize": "1024"}));
    let long = "x".repeat(1_025);
    let answer = bench.call(
        "SendMessageBatch",
        json!({"QueueUrl": format!("{URL}q"), "Entries": [
            {"Id": "a", "MessageBody": "short"}, {"Id": "b", "MessageBody": long}]}),
    );
    assert_eq!(answer["Successful"][0]["Id"], "a");
    assert_eq!(answer["Failed"][0]["Code"], "InvalidParameterValue");
    let none = json!({"QueueUrl": format!("{URL}q"), "Entries": []});
    assert_eq!(bench.refused("SendMessageBatch", none).code, "EmptyBatchRequest");
    let twice = json!({"QueueUrl": format!("{URL}q"), "Entries": [
        {"Id": "a", "MessageBody": "1"}, {"Id": "a", "MessageBody": "2"}]});
    assert_eq!(bench.refused("SendMessageBatch", twice).code, "BatchEntryIdsNotDistinct");
}

#[test]
fn queues_are_refused_in_the_services_words() {
    let mut bench = Bench::with("q", json!({}));
    assert_eq!(bench.refused("GetQueueUrl", json!({"QueueName": "gone"})).code, "QueueDoesNotExist");
    for (url, code) in [
        (format!("{URL}gone"), "QueueDoesNotExist"),
        ("http://127.0.0.1:9/999999999999/q".to_owned(), "QueueDoesNotExist"),
    ] {
        let input = json!({"QueueUrl": url, "AttributeNames": ["All"]});
        assert_eq!(bench.refused("GetQueueAttributes", input).code, code);
    }
    let unknown = json!({"QueueName": "z", "Attributes": {"Colour": "red"}});
    assert_eq!(bench.refused("CreateQueue", unknown).code, "InvalidAttributeName");
    let beyond = json!({"QueueName": "z", "Attributes": {"DelaySeconds": "901"}});
    assert_eq!(bench.refused("CreateQueue", beyond).code, "InvalidAttributeValue");
    let other = json!({"QueueName": "q", "Attributes": {"DelaySeconds": "5"}});
    assert_eq!(bench.refused("CreateQueue", other).code, "QueueNameExists");
    assert_eq!(bench.refused("CreateQueue", json!({"QueueName": "z.fifo"})).code, "InvalidParameterValue");
}
