//! [`choice!`]: one of a few texts, or another one.

/// Makes an enum of texts. Case and spaces around do not matter; a text that is none of them is kept in `Other`.
///
/// ```text
/// choice! {
///     /// …
///     pub enum Status {
///         /// …
///         Finished = "FINISH";
///     }
/// }
/// ```
macro_rules! choice {
    (
        $(#[$about:meta])*
        $visibility:vis enum $Choice:ident {
            $(
                $(#[$says:meta])*
                $Variant:ident = $text:literal $(| $other:literal)*;
            )*
        }
    ) => {
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        $visibility enum $Choice {
            $(
                $(#[$says])*
                #[doc = concat!("\n\nDocumented as `", $text, "`.")]
                $Variant,
            )*
            /// Any other text; an empty one where there is none.
            Other(String),
        }

        impl $Choice {
            /// The text that stands for it.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$Variant => $text,)*
                    Self::Other(text) => text,
                }
            }
        }

        impl Default for $Choice {
            fn default() -> Self {
                Self::Other(String::new())
            }
        }

        impl From<&str> for $Choice {
            fn from(text: &str) -> Self {
                let known = text.trim();
                $(
                    if [$text $(, $other)*].iter().any(|name| name.eq_ignore_ascii_case(known)) {
                        return Self::$Variant;
                    }
                )*
                Self::Other(text.to_owned())
            }
        }

        impl ::std::fmt::Display for $Choice {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        $crate::events::choice::as_text!($Choice);
    };
}

/// Reads and writes a type as the text that `From<&str>` takes and `Display` shows.
macro_rules! as_text {
    ($Choice:ident) => {
        impl ::serde::Serialize for $Choice {
            fn serialize<S: ::serde::Serializer>(&self, into: S) -> Result<S::Ok, S::Error> {
                into.collect_str(self)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $Choice {
            fn deserialize<D: ::serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                ::std::borrow::Cow::<str>::deserialize(from).map(|text| Self::from(&*text))
            }
        }

        impl $crate::events::field::Leaf for $Choice {
            const TAKES: &'static str = "a text";

            fn of(scalar: $crate::events::field::Scalar<'_>) -> $crate::events::field::Read<Self> {
                use $crate::events::field::Read;

                match <String as $crate::events::field::Leaf>::of(scalar) {
                    Read::Plain(text) => {
                        let choice = Self::from(text.as_str());
                        if choice.to_string() == text { Read::Plain(choice) } else { Read::Odd(choice, text.into()) }
                    }
                    Read::Odd(text, raw) => Read::Odd(Self::from(text.as_str()), raw),
                    Read::Unfit(raw) => Read::Unfit(raw),
                }
            }
        }
    };
}

pub(crate) use {as_text, choice};
