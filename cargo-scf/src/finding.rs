//! What came of a check.

/// `Ok` is a rule that is kept, with what was measured, which may be nothing.
pub(crate) type Found = Result<String, Finding>;

/// A rule that is not kept, or not certainly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Finding {
    /// The platform promises or demands nothing here, and it is better mended.
    Warn(String),
    Fail(String),
    /// It could not be asked, and why.
    Skip(String),
}

/// The same without the words: what scripts count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Pass,
    Warn,
    Fail,
    Skip,
}

impl Verdict {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Warn => "warn",
            Self::Fail => "fail",
            Self::Skip => "skip",
        }
    }
}

/// A [`Found`] taken apart.
pub(crate) fn verdict(found: &Found) -> (Verdict, &str) {
    match found {
        Ok(seen) => (Verdict::Pass, seen),
        Err(Finding::Warn(why)) => (Verdict::Warn, why),
        Err(Finding::Fail(why)) => (Verdict::Fail, why),
        Err(Finding::Skip(why)) => (Verdict::Skip, why),
    }
}

/// The function breaks the rule.
pub(crate) fn fail<T>(why: impl Into<String>) -> Result<T, Finding> {
    Err(Finding::Fail(why.into()))
}

/// It does what may do harm.
pub(crate) fn warn<T>(why: impl Into<String>) -> Result<T, Finding> {
    Err(Finding::Warn(why.into()))
}

/// Nobody can say here.
pub(crate) fn skip<T>(why: impl Into<String>) -> Result<T, Finding> {
    Err(Finding::Skip(why.into()))
}
