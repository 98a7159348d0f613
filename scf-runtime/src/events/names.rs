//! [`names!`]: a field whose texts are known, and may be others.

/// Makes an enumeration of a field's texts, with `Other` for those that are not known.
///
/// ```text
/// names! {
///     /// …
///     pub enum Action {
///         /// …
///         Closing = "closing" | "close",
///     }
/// }
/// ```
///
/// Each is read in any case. The text after the first is another that is known for it.
macro_rules! names {
    (
        $(#[$about:meta])*
        $visibility:vis enum $Names:ident {
            $($(#[$says:meta])* $Name:ident = $text:literal $(| $other:literal)*,)*
        }
    ) => {
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        $visibility enum $Names {
            $($(#[$says])* #[doc = concat!("\n\nDocumented as `", $text, "`.")] $Name,)*
            /// Another, as it came.
            Other(String),
        }

        impl $Names {
            /// The text that stands for it.
            $visibility fn as_str(&self) -> &str {
                match self {
                    $(Self::$Name => $text,)*
                    Self::Other(text) => text,
                }
            }

            fn of_text(text: String) -> Self {
                $(
                    if [$text $(, $other)*].iter().any(|known| known.eq_ignore_ascii_case(text.trim())) {
                        return Self::$Name;
                    }
                )*
                Self::Other(text)
            }
        }

        impl Default for $Names {
            fn default() -> Self {
                Self::Other(String::new())
            }
        }

        impl ::std::fmt::Display for $Names {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl ::serde::Serialize for $Names {
            fn serialize<S: ::serde::Serializer>(&self, into: S) -> Result<S::Ok, S::Error> {
                into.serialize_str(self.as_str())
            }
        }

        impl $crate::events::field::Leaf for $Names {
            const TAKES: &'static str = "a text";

            fn of(scalar: $crate::events::field::Scalar<'_>) -> $crate::events::field::Read<Self> {
                use $crate::events::field::Read;

                match <String as $crate::events::field::Leaf>::of(scalar) {
                    Read::Plain(text) => {
                        let name = Self::of_text(text.clone());
                        if name.as_str() == text { Read::Plain(name) } else { Read::Odd(name, text.into()) }
                    }
                    read => read.map(Self::of_text),
                }
            }
        }
    };
}

pub(crate) use names;
