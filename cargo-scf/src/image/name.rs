//! What an image is called: in an archive, in a registry.

use crate::image::assembly::Assembly;
use crate::image::provenance::Provenance;
use crate::image::reference::{self, Reference};
use crate::stop::Stop;

/// The reference with a tag.
pub(super) fn tagged(reference: &Reference, provenance: &Provenance) -> Result<Reference, Stop> {
    if reference.digest.is_some() {
        return Err(Stop::new(format!(
            "`{reference}` has a digest, which an image gets by being made: name a tag alone"
        )));
    }
    let tag = reference.tag.clone().or_else(|| provenance.version.as_deref().map(as_tag));
    let Some(tag) = tag else {
        return Err(Stop::new(format!(
            "`{reference}` has no tag, and a program has no version: write `{reference}:TAG`"
        )));
    };
    Ok(Reference { tag: Some(tag), ..reference.clone() })
}

/// A tag has no `+`, which a version may have.
fn as_tag(version: &str) -> String {
    version.replace('+', "-")
}

/// The name that is given, that in the registry, or that of what is in it.
pub(super) fn name(
    given: Option<&str>,
    project: &str,
    provenance: &Provenance,
    reference: Option<&Reference>,
    image: &Assembly,
) -> String {
    let digest = image.config.descriptor.digest.hex().get(..12).unwrap_or_default();
    let tag = provenance.version.as_deref().map_or_else(|| digest.to_owned(), as_tag);
    match (given, reference) {
        (Some(name), _) if has_tag(name) => name.to_owned(),
        (Some(name), _) => format!("{name}:{tag}"),
        (None, Some(reference)) => reference.to_string(),
        (None, None) => format!("{}:{tag}", as_name(project)),
    }
}

/// A program may be called what no image is.
fn as_name(name: &str) -> String {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-".contains(c);
    let name = name.to_ascii_lowercase().replace(|c| !allowed(c), "-");
    let name = name.trim_matches(|c: char| !c.is_ascii_alphanumeric());
    if name.is_empty() { "function".to_owned() } else { name.to_owned() }
}

fn has_tag(name: &str) -> bool {
    name.rsplit('/').next().is_some_and(|last| last.contains(':'))
}

/// A name with or without a registry.
pub(super) fn parse(text: &str) -> Result<String, String> {
    let domain = text.split_once('/').map(|(domain, _)| domain).filter(|domain| domain.contains(['.', ':']));
    let with_domain = if domain.is_some() { text.to_owned() } else { format!("localhost/{text}") };
    match with_domain.parse::<Reference>() {
        Ok(reference) if reference.digest.is_none() => Ok(text.to_owned()),
        Ok(_) => Err("a digest is not to choose: write `NAME:TAG`".to_owned()),
        Err(why) => Err(why.replace(reference::FORM, "write it as `NAME:TAG`")),
    }
}
