//! The macro for closed lists of values that the registry itself defines.

/// Declares an enum whose variants have a permanent code, in the order that bincode numbers them.
///
/// Stored events name a variant by its number, so a list grows only at its end. The labels that
/// people read stand in `api/labels/`, keyed by `list.CODE`.
macro_rules! choices {
    (
        $(#[$doc:meta])*
        pub enum $name:ident as $list:literal {
            $($(#[$variant_doc:meta])* $variant:ident = $code:literal,)+
        }
    ) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize,
        )]
        pub enum $name {
            $($(#[$variant_doc])* #[serde(rename = $code)] $variant,)+
        }

        impl $name {
            /// Every value, in the order of the list.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];
            /// Every code, in the order of the list.
            pub const CODES: &'static [&'static str] = &[$($code,)+];

            /// The permanent code, as it travels in JSON and CSV.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// The value of a code.
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.code())
            }
        }

        impl $crate::describe::Described for $name {
            const SHAPE: $crate::describe::Shape =
                $crate::describe::Shape::Choice { list: $list, codes: Self::CODES };
        }

        impl $crate::describe::Referable for $name {}
    };
}

pub(crate) use choices;
