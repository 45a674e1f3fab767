//! The macro that declares an aggregate's refusals (variant, permanent code, class, sentence), and
//! the way in which rules use them.

/// Declares a refusal enum. Every code stands in docs/ERRORS.md and is never used again for
/// something else.
macro_rules! refusals {
    (
        $(#[$doc:meta])*
        pub enum $name:ident {
            $($variant:ident = $code:literal, $class:ident, $sentence:literal;)+
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
        pub enum $name {
            $(#[doc = $sentence] #[error($sentence)] $variant,)+
        }

        impl $name {
            /// Every refusal: its code, class and sentence.
            pub const ALL: &'static [(&'static str, $crate::decider::Class, &'static str)] =
                &[$(($code, $crate::decider::Class::$class, $sentence),)+];

            /// The permanent code.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }
        }

        impl $crate::decider::Coded for $name {
            fn code(&self) -> &'static str {
                (*self).code()
            }

            fn class(&self) -> $crate::decider::Class {
                match self { $(Self::$variant => $crate::decider::Class::$class,)+ }
            }
        }
    };
}

/// The refusal, where the obstacle stands.
pub(crate) fn refuse_if<R>(obstacle: bool, refusal: R) -> Result<(), R> {
    if obstacle { Err(refusal) } else { Ok(()) }
}

pub(crate) use refusals;
