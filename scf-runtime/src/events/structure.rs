//! [`structure!`]: an object of an event, from a list of its fields.

/// Makes a type of an object's fields: each with its type, the name that the platform documents, other names that
/// are known for it, and, where its form is not the natural one of the type, a codec.
///
/// ```text
/// structure! {
///     /// …
///     pub struct Message {
///         /// …
///         pub offset: Option<i64> = "offset";
///         /// …
///         pub sent: Option<OffsetDateTime> = "time" | "timer" => Seconds;
///         /// …
///         pub key: String = "key", required;
///     }
/// }
/// ```
///
/// A field that is missing has its type's default, unless it is `required`. Of a name that comes twice the last value
/// counts, as everywhere in JSON; where two names are the same field's, the first counts, and the other is in `extra`.
macro_rules! structure {
    (
        $(#[$about:meta])*
        $visibility:vis struct $Structure:ident {
            $(
                $(#[$says:meta])*
                $open:vis $field:ident: $type:ty = $name:literal $(| $other:literal)* $(=> $codec:ty)? $(, $required:ident)?;
            )*
        }
    ) => {
        $(#[$about])*
        #[derive(Clone, PartialEq)]
        #[non_exhaustive]
        $visibility struct $Structure {
            $(
                $(#[$says])*
                #[doc = concat!("\n\nDocumented as `", $name, "`.")]
                $open $field: $type,
            )*
            /// Fields that are not documented, as they came.
            $visibility extra: ::serde_json::Map<String, ::serde_json::Value>,
            pub(crate) forms: $crate::events::field::Forms,
        }

        const _: () = {
            use ::std::fmt;

            use ::serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
            use ::serde::ser::{Serialize, SerializeMap, Serializer};

            use $crate::events::field::{Codec, Field, Forms, KeyOf, ObjectOrError, ObjectOrUnfit, Read, Reading, Structure};
            use $crate::events::structure::{codec, present};

            #[allow(non_camel_case_types, clippy::upper_case_acronyms, reason = "the fields' names serve as variants")]
            enum At { $($field,)* }

            impl Structure for $Structure {
                const NAMES: &'static [&'static [&'static str]] = &[$(&[$name $(, $other)*]),*];
            }

            const NAMES: &[&[&str]] = $Structure::NAMES;

            impl Default for $Structure {
                fn default() -> Self {
                    Self {
                        $($field: <codec!($($codec)?) as Codec<$type>>::absent(),)*
                        extra: ::serde_json::Map::new(),
                        forms: Forms::default(),
                    }
                }
            }

            /// What is not there is not shown, nor is how the fields came.
            impl fmt::Debug for $Structure {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    let mut shown = f.debug_struct(stringify!($Structure));
                    $(shown.field(stringify!($field), &self.$field);)*
                    if !self.extra.is_empty() {
                        shown.field("extra", &self.extra);
                    }
                    shown.finish()
                }
            }

            struct Fields;

            impl<'de> Visitor<'de> for Fields {
                type Value = $Structure;

                fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str("an object")
                }

                fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<$Structure, A::Error> {
                    $(let mut $field: Option<$type> = None;)*
                    let mut extra = ::serde_json::Map::new();
                    let mut forms = Forms::default();
                    let mut next = 0;
                    while let Some(key) = entries.next_key_seed(KeyOf { names: NAMES, next })? {
                        next = key.index.map_or(next, |index| index + 1);
                        match key.index {
                            $(
                                Some(index)
                                    if index == At::$field as usize
                                        && ($field.is_none() || forms.has(index, key.spelled.as_deref())) =>
                                {
                                    let (value, raw) =
                                        entries.next_value_seed(Reading::<$type, codec!($($codec)?)>::new())?;
                                    if $field.is_some() {
                                        forms.forget(index);
                                    }
                                    forms.note(index, key.spelled, raw);
                                    $field = Some(value);
                                }
                            )*
                            index => {
                                let documented = index.and_then(|index| NAMES.get(index)?.first()).copied();
                                let name = key.spelled.or_else(|| documented.map(str::to_owned)).unwrap_or_default();
                                extra.insert(name, entries.next_value()?);
                            }
                        }
                    }
                    $(let $field = present!($field, $name, <codec!($($codec)?) as Codec<$type>>::absent() $(, $required)?);)*
                    Ok($Structure { $($field,)* extra, forms })
                }
            }

            impl<'de> Deserialize<'de> for $Structure {
                fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                    from.deserialize_map(Fields)
                }
            }

            impl Field for $Structure {
                const TAKES: &'static str = "an object";

                fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Read<Self>, D::Error> {
                    from.deserialize_any(ObjectOrUnfit(Fields))
                }

                // A structure may be large, and what has to fit is not wrapped on its way.
                fn read_fitting<'de, D: Deserializer<'de>>(
                    from: D,
                ) -> Result<(Self, Option<::serde_json::Value>), D::Error> {
                    from.deserialize_any(ObjectOrError(Fields)).map(|structure| (structure, None))
                }

                fn is_bare(&self) -> bool {
                    $(<codec!($($codec)?) as Codec<$type>>::is_absent(&self.$field) &&)*
                        self.extra.is_empty() && self.forms.is_empty()
                }
            }

            /// For a structure that is large, and often missing.
            impl Field for Box<$Structure> {
                const TAKES: &'static str = "an object";

                fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Read<Self>, D::Error> {
                    Ok($Structure::read(from)?.map(Self::new))
                }

                fn is_bare(&self) -> bool {
                    (**self).is_bare()
                }
            }

            impl Serialize for $Structure {
                fn serialize<S: Serializer>(&self, into: S) -> Result<S::Ok, S::Error> {
                    let mut map = into.serialize_map(None)?;
                    $(
                        self.forms.write::<$type, codec!($($codec)?), _>(At::$field as usize, $name, &self.$field, &mut map)?;
                    )*
                    for (name, value) in &self.extra {
                        map.serialize_entry(name, value)?;
                    }
                    map.end()
                }
            }
        };
    };
}

/// The codec of a field that names none is that of its type.
macro_rules! codec {
    () => {
        $crate::events::field::Natural
    };
    ($codec:ty) => {
        $codec
    };
}

/// What has been read, or what is there in its place.
macro_rules! present {
    ($read:ident, $name:literal, $absent:expr) => {
        $read.unwrap_or_else(|| $absent)
    };
    ($read:ident, $name:literal, $absent:expr, required) => {
        $read.ok_or_else(|| <A::Error as ::serde::de::Error>::missing_field($name))?
    };
}

pub(crate) use {codec, present, structure};
