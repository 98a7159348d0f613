//! Collects what is wrong, so that five mistakes give five errors.

use std::fmt::Display;

use quote::ToTokens;

/// The errors found so far, in source order. [`finish`](Self::finish) is the only way to the value that was
/// made beside them, and [`fail`](Self::fail) where there is none: they cannot be forgotten.
#[must_use = "errors that nobody reads are mistakes that nobody hears of"]
#[derive(Default)]
pub struct Diag {
    errors: Option<syn::Error>,
}

impl Diag {
    /// Notes a mistake under the tokens that the user can change.
    pub fn error(&mut self, under: impl ToTokens, message: impl Display) {
        self.push(syn::Error::new_spanned(under, message));
    }

    /// Takes over what another stage found.
    fn push(&mut self, error: syn::Error) {
        match &mut self.errors {
            Some(errors) => errors.combine(error),
            None => self.errors = Some(error),
        }
    }

    /// The value of a stage, or all of its mistakes.
    pub fn take<T>(&mut self, stage: syn::Result<T>) -> Option<T> {
        stage.map_err(|error| self.push(error)).ok()
    }

    /// All of the mistakes, `last` among them, where one leaves nothing to go on with.
    pub fn fail(mut self, last: syn::Error) -> syn::Error {
        self.push(last.clone());
        self.errors.unwrap_or(last)
    }

    /// Hands over `value` if nothing was wrong.
    pub fn finish<T>(self, value: T) -> syn::Result<T> {
        match self.errors {
            Some(errors) => Err(errors),
            None => Ok(value),
        }
    }
}
