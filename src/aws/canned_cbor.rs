//! Just enough of CBOR for tests of CloudWatch, whose protocol it is: JSON there and back. A whole number
//! under a name that ends in `Time` or `Timestamps` is a time in seconds.

use aws_smithy_cbor::{Decoder, Encoder};
use aws_smithy_types::DateTime;
use serde_json::{Map, Number, Value};

/// The CBOR of a JSON value.
pub(super) fn from_json(json: &Value) -> Vec<u8> {
    let mut out = Encoder::new(Vec::new());
    write(&mut out, json, false);
    out.into_writer()
}

fn write(out: &mut Encoder, json: &Value, time: bool) {
    match json {
        Value::Null => drop(out.null()),
        Value::Bool(value) => drop(out.boolean(*value)),
        Value::Number(number) => match number.as_i64() {
            Some(seconds) if time => drop(out.timestamp(&DateTime::from_secs(seconds))),
            Some(whole) => drop(out.long(whole)),
            None => drop(out.double(number.as_f64().unwrap())),
        },
        Value::String(text) => drop(out.str(text)),
        Value::Array(items) => {
            out.array(items.len());
            for item in items {
                write(out, item, time);
            }
        }
        Value::Object(fields) => {
            out.map(fields.len());
            for (name, value) in fields {
                out.str(name);
                write(out, value, name.ends_with("Time") || name == "Timestamps");
            }
        }
    }
}

/// The JSON of a CBOR body.
pub(super) fn to_json(body: &[u8]) -> Value {
    read(&mut Decoder::new(body), body)
}

fn read(from: &mut Decoder<'_>, body: &[u8]) -> Value {
    let first = body[from.position()];
    match first >> 5 {
        0 | 1 => Value::from(from.long().unwrap()),
        3 => Value::from(from.string().unwrap()),
        4 => {
            let mut left = from.list().unwrap();
            let mut items = Vec::new();
            while more(from, body, &mut left) {
                items.push(read(from, body));
            }
            Value::Array(items)
        }
        5 => {
            let mut left = from.map().unwrap();
            let mut fields = Map::new();
            while more(from, body, &mut left) {
                let name = from.string().unwrap();
                fields.insert(name, read(from, body));
            }
            Value::Object(fields)
        }
        6 => Value::from(from.timestamp().unwrap().secs()),
        _ => match first {
            0xf4 | 0xf5 => Value::from(from.boolean().unwrap()),
            0xfa => Number::from_f64(from.float().unwrap().into()).into(),
            0xfb => Number::from_f64(from.double().unwrap()).into(),
            _ => {
                from.skip().unwrap();
                Value::Null
            }
        },
    }
}

/// True while the list or map goes on; steps over the mark that ends one of unknown length.
fn more(from: &mut Decoder<'_>, body: &[u8], left: &mut Option<u64>) -> bool {
    match left {
        Some(0) => false,
        Some(count) => {
            *count -= 1;
            true
        }
        None if body[from.position()] == 0xff => {
            from.set_position(from.position() + 1);
            false
        }
        None => true,
    }
}
