//! Smithy RPC v2 CBOR, CloudWatch's protocol, as JSON values and back: what is sent to AWS is read for the
//! log of calls, and the embedded account reads and writes it. Source: smithy.io, "Smithy RPC v2 CBOR
//! protocol".

use aws_smithy_cbor::data::Type;
use aws_smithy_cbor::decode::DeserializeError;
use aws_smithy_cbor::{Decoder, Encoder};
use aws_smithy_types::DateTime;
use serde_json::{Map, Number, Value};

/// Nesting beyond this is refused rather than followed.
const MAX_DEPTH: usize = 64;

/// Reads a document; a time is its seconds since the epoch, and an empty body an empty structure.
///
/// Errors: it is not CBOR, is nested too deeply, or has a type that no operation takes.
pub(crate) fn decode(bytes: &[u8]) -> Result<Value, DeserializeError> {
    if bytes.is_empty() {
        return Ok(Value::Object(Map::new()));
    }
    value(&mut Decoder::new(bytes), 0)
}

fn value(decoder: &mut Decoder<'_>, depth: usize) -> Result<Value, DeserializeError> {
    if depth > MAX_DEPTH {
        return Err(DeserializeError::custom("nested too deeply", decoder.position()));
    }
    Ok(match decoder.datatype()? {
        Type::Bool => Value::Bool(decoder.boolean()?),
        Type::Null => {
            decoder.null()?;
            Value::Null
        }
        Type::Undefined => {
            decoder.skip()?;
            Value::Null
        }
        Type::U8
        | Type::U16
        | Type::U32
        | Type::U64
        | Type::I8
        | Type::I16
        | Type::I32
        | Type::I64
        | Type::Int => Value::Number(decoder.long()?.into()),
        Type::F16 | Type::F32 => float(f64::from(decoder.float()?)),
        Type::F64 => float(decoder.double()?),
        Type::String | Type::StringIndef => Value::String(decoder.string()?),
        Type::Tag => {
            let time = decoder.timestamp()?;
            if time.subsec_nanos() == 0 { time.secs().into() } else { float(time.as_secs_f64()) }
        }
        Type::Array | Type::ArrayIndef => {
            let mut left = decoder.list()?;
            let mut items = Vec::new();
            while more(decoder, &mut left)? {
                items.push(value(decoder, depth + 1)?);
            }
            Value::Array(items)
        }
        Type::Map | Type::MapIndef => {
            let mut left = decoder.map()?;
            let mut members = Map::new();
            while more(decoder, &mut left)? {
                let name = decoder.string()?;
                members.insert(name, value(decoder, depth + 1)?);
            }
            Value::Object(members)
        }
        Type::Simple | Type::Bytes | Type::BytesIndef | Type::Break | Type::Unknown(_) => {
            return Err(DeserializeError::custom("a type no operation takes", decoder.position()));
        }
    })
}

/// Whether one more item follows: counted where the length was given, up to the break where it was not.
fn more(decoder: &mut Decoder<'_>, left: &mut Option<u64>) -> Result<bool, DeserializeError> {
    match left {
        Some(0) => Ok(false),
        Some(n) => {
            *n -= 1;
            Ok(true)
        }
        None if decoder.datatype()? == Type::Break => {
            decoder.skip()?;
            Ok(false)
        }
        None => Ok(true),
    }
}

fn float(number: f64) -> Value {
    Number::from_f64(number).map_or(Value::Null, Value::Number)
}

/// Writes a document; numbers of members that `is_moment` names become tagged timestamps.
pub(crate) fn encode(value: &Value, is_moment: fn(&str) -> bool) -> Vec<u8> {
    let mut encoder = Encoder::new(Vec::new());
    put(&mut encoder, value, is_moment, false);
    encoder.into_writer()
}

fn put(encoder: &mut Encoder, value: &Value, is_moment: fn(&str) -> bool, moment: bool) {
    match value {
        Value::Null => {
            encoder.null();
        }
        Value::Bool(flag) => {
            encoder.boolean(*flag);
        }
        Value::Number(number) if moment => {
            encoder.timestamp(&DateTime::from_secs_f64(number.as_f64().unwrap_or_default()));
        }
        Value::Number(number) => {
            match number.as_i64() {
                Some(whole) => encoder.long(whole),
                None => encoder.double(number.as_f64().unwrap_or_default()),
            };
        }
        Value::String(text) => {
            encoder.str(text);
        }
        Value::Array(items) => {
            encoder.array(items.len());
            for item in items {
                put(encoder, item, is_moment, moment);
            }
        }
        Value::Object(members) => {
            encoder.map(members.len());
            for (name, member) in members {
                encoder.str(name);
                put(encoder, member, is_moment, is_moment(name));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{decode, encode};
    use serde_json::json;

    #[test]
    fn what_is_written_reads_back_and_a_time_as_its_seconds() {
        let value = json!({
            "StartTime": 1_700_000_000, "EndTime": 1_700_000_000.5, "Ids": ["a", "b"],
            "Deep": {"n": -3, "x": 1.5, "ok": true, "none": null}
        });
        let bytes = encode(&value, |name| name.ends_with("Time"));
        assert_eq!(decode(&bytes).unwrap(), value);
        assert_eq!(bytes.split(|byte| *byte == 0xc1).count(), 3, "both times are tagged");
        assert_eq!(decode(b"").unwrap(), json!({}));
        // A list and a map without their lengths, up to the break.
        assert_eq!(decode(b"\xbf\x61a\x9f\x01\x02\xff\xff").unwrap(), json!({"a": [1, 2]}));
    }

    #[test]
    fn what_is_cut_too_deep_or_of_no_operations_type_is_refused() {
        assert!(decode(b"\xa1\x61").is_err());
        assert!(decode(&[0x81; 100]).is_err());
        assert!(decode(b"\x41\x00").is_err());
    }
}
