//! Messages of `application/vnd.amazon.eventstream`, the binary stream that StartLiveTail answers with.

use aws_smithy_eventstream::frame::write_message_to;
use aws_smithy_types::event_stream::{Header, HeaderValue, Message};
use bytes::Bytes;
use serde_json::Value;

fn message(headers: [(&'static str, &str); 3], payload: &Value) -> Bytes {
    let headers = headers
        .into_iter()
        .map(|(name, value)| Header::new(name, HeaderValue::String(value.to_owned().into())))
        .collect();
    let message = Message::new_from_parts(headers, payload.to_string().into_bytes());
    let mut bytes = Vec::new();
    match write_message_to(&message, &mut bytes) {
        Ok(()) => Bytes::from(bytes),
        // Only a payload beyond the format's 16 MB can fail, and updates are far smaller; an empty chunk ends
        // nothing.
        Err(_) => Bytes::new(),
    }
}

/// An event of the stream, such as `sessionStart` or `sessionUpdate`.
pub(in crate::local) fn event(kind: &str, payload: &Value) -> Bytes {
    message(
        [(":event-type", kind), (":content-type", "application/json"), (":message-type", "event")],
        payload,
    )
}

/// An exception, after which the stream ends.
pub(in crate::local) fn exception(kind: &str, payload: &Value) -> Bytes {
    message(
        [(":exception-type", kind), (":content-type", "application/json"), (":message-type", "exception")],
        payload,
    )
}
