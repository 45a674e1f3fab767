//! Walks through a value and shows each of its texts, with the name of the field it stands in.

use std::fmt;

use serde::Serialize;
use serde::ser::{self, Impossible, Serializer};

/// Where a text stands: in which field, and in which list the record of that field stands.
#[derive(Clone, Copy, Default)]
pub(super) struct Place {
    pub(super) field: &'static str,
    pub(super) within: &'static str,
}

/// A walk, and whom it shows what it meets.
pub(super) struct Walk<'a> {
    pub(super) place: Place,
    pub(super) take: &'a mut dyn FnMut(Place, &str),
}

/// A value that no personal payload has.
#[derive(Debug, thiserror::Error)]
#[error("not a value of a personal payload")]
pub(super) struct Unwalkable;

impl ser::Error for Unwalkable {
    fn custom<T: fmt::Display>(_message: T) -> Self {
        Self
    }
}

type Walked = Result<(), Unwalkable>;

impl Walk<'_> {
    fn at(&mut self, place: Place) -> Walk<'_> {
        Walk { place, take: &mut *self.take }
    }

    fn item<T: Serialize + ?Sized>(&mut self, value: &T) -> Walked {
        let place = Place { field: "", within: self.place.field };
        value.serialize(self.at(place))
    }

    fn field<T: Serialize + ?Sized>(&mut self, field: &'static str, value: &T) -> Walked {
        let place = Place { field, ..self.place };
        value.serialize(self.at(place))
    }
}

macro_rules! nothing {
    ($($name:ident: $type:ty),+) => {$(
        fn $name(self, _value: $type) -> Walked {
            Ok(())
        }
    )+};
}

impl Serializer for Walk<'_> {
    type Ok = ();
    type Error = Unwalkable;
    type SerializeSeq = Self;
    type SerializeTuple = Self;
    type SerializeTupleStruct = Self;
    type SerializeTupleVariant = Impossible<(), Unwalkable>;
    type SerializeMap = Impossible<(), Unwalkable>;
    type SerializeStruct = Self;
    type SerializeStructVariant = Self;

    nothing! {
        serialize_bool: bool, serialize_i8: i8, serialize_i16: i16, serialize_i32: i32,
        serialize_i64: i64, serialize_u8: u8, serialize_u16: u16, serialize_u32: u32,
        serialize_u64: u64, serialize_f32: f32, serialize_f64: f64, serialize_char: char,
        serialize_bytes: &[u8], serialize_unit_struct: &'static str
    }

    fn serialize_str(self, text: &str) -> Walked {
        (self.take)(self.place, text);
        Ok(())
    }

    fn serialize_none(self) -> Walked {
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Walked {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Walked {
        Ok(())
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, name: &'static str) -> Walked {
        self.serialize_str(name)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Walked {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        mut self,
        _: &'static str,
        _: u32,
        name: &'static str,
        value: &T,
    ) -> Walked {
        self.field(name, value)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self, Unwalkable> {
        Ok(self)
    }

    fn serialize_tuple(self, _: usize) -> Result<Self, Unwalkable> {
        Ok(self)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self, Unwalkable> {
        Ok(self)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Unwalkable> {
        Err(Unwalkable)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, Unwalkable> {
        Err(Unwalkable)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self, Unwalkable> {
        Ok(self)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        _: usize,
    ) -> Result<Self, Unwalkable> {
        Ok(Self { place: Place { field: name, ..self.place }, ..self })
    }
}

macro_rules! items {
    ($($trait:ident $method:ident),+) => {$(
        impl ser::$trait for Walk<'_> {
            type Ok = ();
            type Error = Unwalkable;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Walked {
                self.item(value)
            }

            fn end(self) -> Walked {
                Ok(())
            }
        }
    )+};
}

items! {
    SerializeSeq serialize_element, SerializeTuple serialize_element,
    SerializeTupleStruct serialize_field
}

macro_rules! fields {
    ($($trait:ident),+) => {$(
        impl ser::$trait for Walk<'_> {
            type Ok = ();
            type Error = Unwalkable;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                field: &'static str,
                value: &T,
            ) -> Walked {
                self.field(field, value)
            }

            fn end(self) -> Walked {
                Ok(())
            }
        }
    )+};
}

fields! { SerializeStruct, SerializeStructVariant }

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[derive(Serialize)]
    struct Person {
        given_name: String,
        phone: Option<String>,
        address: Option<String>,
        age: u16,
        documents: Vec<Document>,
        languages: Vec<&'static str>,
        contact: Contact,
    }

    #[derive(Serialize)]
    struct Document {
        kind: Kind,
        number: String,
        photo: [u8; 3],
    }

    #[derive(Serialize)]
    enum Kind {
        Passport,
    }

    #[derive(Serialize)]
    enum Contact {
        Relative { name: String, phone: Phone },
    }

    #[derive(Serialize)]
    struct Phone(String);

    fn person() -> Person {
        let number = "A 01".to_owned();
        Person {
            given_name: "Awa".to_owned(),
            phone: Some("77 123".to_owned()),
            address: None,
            age: 30,
            documents: vec![Document { kind: Kind::Passport, number, photo: [1, 2, 3] }],
            languages: vec!["wo", "fr"],
            contact: Contact::Relative { name: "Sow".to_owned(), phone: Phone("78".to_owned()) },
        }
    }

    /// Texts with the fields and lists that they stand in, as JSON says them.
    fn in_json(value: &Value, (field, within): (&str, &str), to: &mut Vec<[String; 3]>) {
        match value {
            Value::String(text) => to.push([field, within, text].map(str::to_owned)),
            Value::Array(items) => items.iter().for_each(|item| in_json(item, ("", field), to)),
            Value::Object(fields) => {
                fields.iter().for_each(|(name, value)| in_json(value, (name, within), to));
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    #[test]
    fn a_walk_meets_the_texts_that_json_would_show() {
        let (mut met, mut shown) = (Vec::new(), Vec::new());
        let mut take = |place: Place, text: &str| {
            met.push([place.field, place.within, text].map(str::to_owned));
        };
        person().serialize(Walk { place: Place::default(), take: &mut take }).unwrap();
        in_json(&serde_json::to_value(person()).unwrap(), ("", ""), &mut shown);
        assert_eq!(met, shown);
        assert_eq!(met.len(), 8);
    }
}
