//! A serialiser into JSON values that refuses what `serde_json` would turn into `null`.

use serde::ser::{self, Serialize};
use serde_json::{Map, Value};

use super::CanonicalError;

impl ser::Error for CanonicalError {
    fn custom<T: std::fmt::Display>(message: T) -> Self {
        Self::Type(message.to_string())
    }
}

/// Serialises into [`Value`].
#[derive(Clone, Copy)]
pub(super) struct Strict;

type Result<T> = std::result::Result<T, CanonicalError>;

/// Items of a sequence; a variant's name where it is one.
pub(super) struct Items(Vec<Value>, Option<&'static str>);

/// Members of an object; a variant's name where it is one, and a key that waits for its value.
pub(super) struct Members(Map<String, Value>, Option<&'static str>, Option<String>);

fn wrap(variant: Option<&'static str>, value: Value) -> Value {
    match variant {
        Some(name) => Value::Object(Map::from_iter([(name.to_owned(), value)])),
        None => value,
    }
}

fn float(value: f64) -> Result<Value> {
    serde_json::Number::from_f64(value).map(Value::Number).ok_or(CanonicalError::NotFinite)
}

macro_rules! integers {
    ($($method:ident: $type:ty),*) => {
        $(fn $method(self, value: $type) -> Result<Value> {
            Ok(Value::from(value))
        })*
    };
}

impl ser::Serializer for Strict {
    type Ok = Value;
    type Error = CanonicalError;
    type SerializeSeq = Items;
    type SerializeTuple = Items;
    type SerializeTupleStruct = Items;
    type SerializeTupleVariant = Items;
    type SerializeMap = Members;
    type SerializeStruct = Members;
    type SerializeStructVariant = Members;

    integers!(
        serialize_bool: bool, serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64, serialize_str: &str
    );

    fn serialize_f32(self, value: f32) -> Result<Value> {
        float(f64::from(value))
    }

    fn serialize_f64(self, value: f64) -> Result<Value> {
        float(value)
    }

    fn serialize_char(self, value: char) -> Result<Value> {
        Ok(Value::String(value.to_string()))
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<Value> {
        Ok(Value::Array(value.iter().copied().map(Value::from).collect()))
    }

    fn serialize_none(self) -> Result<Value> {
        Ok(Value::Null)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Value> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<Value> {
        Ok(Value::Null)
    }

    fn serialize_unit_struct(self, _name: &'static str) -> Result<Value> {
        Ok(Value::Null)
    }

    fn serialize_unit_variant(self, _name: &'static str, _index: u32, variant: &'static str) -> Result<Value> {
        Ok(Value::String(variant.to_owned()))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _name: &'static str, value: &T) -> Result<Value> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<Value> {
        Ok(wrap(Some(variant), value.serialize(self)?))
    }

    fn serialize_seq(self, _length: Option<usize>) -> Result<Items> {
        Ok(Items(Vec::new(), None))
    }

    fn serialize_tuple(self, _length: usize) -> Result<Items> {
        Ok(Items(Vec::new(), None))
    }

    fn serialize_tuple_struct(self, _name: &'static str, _length: usize) -> Result<Items> {
        Ok(Items(Vec::new(), None))
    }

    fn serialize_tuple_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        _length: usize,
    ) -> Result<Items> {
        Ok(Items(Vec::new(), Some(variant)))
    }

    fn serialize_map(self, _length: Option<usize>) -> Result<Members> {
        Ok(Members(Map::new(), None, None))
    }

    fn serialize_struct(self, _name: &'static str, _length: usize) -> Result<Members> {
        Ok(Members(Map::new(), None, None))
    }

    fn serialize_struct_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        _length: usize,
    ) -> Result<Members> {
        Ok(Members(Map::new(), Some(variant), None))
    }
}

macro_rules! items {
    ($($trait:ident::$method:ident),*) => {
        $(impl ser::$trait for Items {
            type Ok = Value;
            type Error = CanonicalError;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
                self.0.push(value.serialize(Strict)?);
                Ok(())
            }

            fn end(self) -> Result<Value> {
                Ok(wrap(self.1, Value::Array(self.0)))
            }
        })*
    };
}

items!(
    SerializeSeq::serialize_element,
    SerializeTuple::serialize_element,
    SerializeTupleStruct::serialize_field,
    SerializeTupleVariant::serialize_field
);

macro_rules! fields {
    ($($trait:ident),*) => {
        $(impl ser::$trait for Members {
            type Ok = Value;
            type Error = CanonicalError;

            fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<()> {
                self.0.insert(key.to_owned(), value.serialize(Strict)?);
                Ok(())
            }

            fn end(self) -> Result<Value> {
                Ok(wrap(self.1, Value::Object(self.0)))
            }
        })*
    };
}

fields!(SerializeStruct, SerializeStructVariant);

impl ser::SerializeMap for Members {
    type Ok = Value;
    type Error = CanonicalError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<()> {
        self.2 = Some(match key.serialize(Strict)? {
            Value::String(text) => text,
            Value::Number(number) => super::number::number(&number)?,
            _ => return Err(CanonicalError::Type("a key must be a text or an integer".to_owned())),
        });
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        let key = self.2.take().ok_or_else(|| CanonicalError::Type("a value has no key".to_owned()))?;
        match self.0.insert(key, value.serialize(Strict)?) {
            None => Ok(()),
            Some(_) => Err(CanonicalError::Type("a key stands twice in a map".to_owned())),
        }
    }

    fn end(self) -> Result<Value> {
        Ok(wrap(self.1, Value::Object(self.0)))
    }
}
