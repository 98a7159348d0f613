//! What the platform demands of an image, as a list of rules, each with its reason, and how each is asked.
//!
//! ```text
//! let subject = Subject { image: &source::read(&store)?, reference: None, memory_mb: Some(128) };
//! for rule in &RULES { let found = rule.ask(&subject); … }
//! ```

mod ask;

use clap::builder::RangedI64ValueParser;
use clap::value_parser;

use crate::finding::Found;
use crate::image::reference::Reference;
use crate::image::source::Image;

/// An image, and what is to be done with it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Subject<'a> {
    pub(crate) image: &'a Image,
    /// Where it lies, or is to.
    pub(crate) reference: Option<&'a Reference>,
    /// What the function has.
    pub(crate) memory_mb: Option<u32>,
}

#[derive(Debug)]
pub(crate) struct Rule {
    /// Stays the same: scripts go by it.
    pub(crate) number: u8,
    pub(crate) rule: &'static str,
    pub(crate) reason: &'static str,
    pub(crate) limit: &'static str,
    /// What to do where it is broken.
    pub(crate) remedy: &'static str,
    /// The page of the platform's documentation, or what else it rests on.
    pub(crate) source: &'static str,
    /// Whether an image that breaks it cannot be started, here or there.
    pub(crate) prevents_start: bool,
    ask: fn(&Subject<'_>) -> Found,
}

impl Rule {
    pub(crate) fn ask(&self, subject: &Subject<'_>) -> Found {
        (self.ask)(subject)
    }
}

/// How a rule is named on the command line.
pub(crate) fn number() -> RangedI64ValueParser<u8> {
    value_parser!(u8).range(1..=i64::try_from(RULES.len()).unwrap_or(i64::MAX))
}

pub(crate) const RULES: [Rule; 14] = [
    Rule {
        number: 1,
        rule: "one image under one name",
        reason: "that the platform chooses from an index is not documented, nor that it skips attestations",
        limit: "one manifest, no index, no attestation",
        remedy: "build by `cargo scf image`, or by `docker build --platform linux/amd64 --provenance=false`",
        source: "583/41076, which names manifests alone",
        prevents_start: false,
        ask: ask::one_image,
    },
    Rule {
        number: 2,
        rule: "a format that the platform reads",
        reason: "the platform takes two formats, and neither knows other layers than tar and gzip",
        limit: "Docker's manifest v2 schema 2, or OCI 1.0",
        remedy: "convert it: `skopeo copy --format oci --dest-compress-format gzip`",
        source: "583/41076",
        prevents_start: false,
        ask: ask::format,
    },
    Rule {
        number: 3,
        rule: "all parts are what they are called",
        reason: "who pulls it checks every digest, and refuses what does not fit (444)",
        limit: "every digest and size is right",
        remedy: "build or copy it again",
        source: "OCI image specification 1.0",
        prevents_start: true,
        ask: ask::undamaged,
    },
    Rule {
        number: 4,
        rule: "for x86-64 Linux",
        reason: "the platform runs nothing else, and such a program does not start (405)",
        limit: "linux/amd64, and so the program and its libraries",
        remedy: "build for it: `cargo scf image` does, docker with `--platform linux/amd64`",
        source: "583/41076",
        prevents_start: true,
        ask: ask::x86_64,
    },
    Rule {
        number: 5,
        rule: "a program to start",
        reason: "a container without one ends at once (405, 445)",
        limit: "entry point or command lead to a file in the image",
        remedy: "set `ENTRYPOINT` to the program's path",
        source: "583/35311",
        prevents_start: true,
        ask: ask::program,
    },
    Rule {
        number: 6,
        rule: "the program may be run",
        reason: "without the executable bit for the image's user nothing starts (405)",
        limit: "mode 0755, and a user that the image knows or a number",
        remedy: "`chmod 755` it before it is copied, and name the user by number",
        source: "583/97808",
        prevents_start: true,
        ask: ask::may_be_run,
    },
    Rule {
        number: 7,
        rule: "static, or with all its libraries",
        reason: "the platform brings no libraries: a program without its own does not start (405)",
        limit: "no loader and no library that is not in the image",
        remedy: "link statically (`-C target-feature=+crt-static`, `CGO_ENABLED=0`), or copy the libraries in",
        source: "583/35311",
        prevents_start: true,
        ask: ask::libraries,
    },
    Rule {
        number: 8,
        rule: "below 1 GiB",
        reason: "the platform refuses larger images; the documentation of Chinese origin means the packed size",
        limit: "1 GiB packed",
        remedy: "leave out what does not run: compilers, caches, debug information; a ticket raises the limit",
        source: "583/41076",
        prevents_start: false,
        ask: ask::size,
    },
    Rule {
        number: 9,
        rule: "nothing needed lies in {writable}",
        reason: "the platform mounts an empty {writable} over that of the image",
        limit: "no file below {writable} is part of the start",
        remedy: "put it elsewhere, and copy it to {writable} when the function starts if it is to be written to",
        source: "583/97808",
        prevents_start: true,
        ask: ask::nothing_in_tmp,
    },
    Rule {
        number: 10,
        rule: "memory for an image of this size",
        reason: "the page has a table of what an image's size calls for; a start that has less may fail or be slow",
        limit: "256 MB below 256 MB of image, 512 MB below 512 MB, above that more than 1 GB",
        remedy: "give the function more memory, or make the image smaller",
        source: "583/41076",
        prevents_start: false,
        ask: ask::memory,
    },
    Rule {
        number: 11,
        rule: "in a registry that the platform pulls from",
        reason: "functions take images of the two kinds of the platform's own registry, of their region",
        limit: "`ccr.ccs.tencentyun.com/namespace/name:tag` or `….tencentcloudcr.com/namespace/name:tag`",
        remedy: "push it to one of the two",
        source: "583/41076; SDK, ImageConfig",
        prevents_start: false,
        ask: ask::registry,
    },
    Rule {
        number: 12,
        rule: "a tag that says which",
        reason: "`latest` is another image tomorrow: what runs cannot be told, and new instances may differ from old ones",
        limit: "a tag that is not `latest`",
        remedy: "tag by version or commit, and deploy by the digest",
        source: "SDK, ImageConfig",
        prevents_start: false,
        ask: ask::tag,
    },
    Rule {
        number: 13,
        rule: "port {port}",
        reason: "the platform sends to this port and no other (446)",
        limit: "what the image says to expose is {port}, or nothing",
        remedy: "listen on {port}, and say `EXPOSE {port}`",
        source: "583/41076",
        prevents_start: false,
        ask: ask::port,
    },
    Rule {
        number: 14,
        rule: "no variables of the platform's",
        reason: "names that begin like those are reserved: what the image sets is replaced, or misleads the program",
        limit: "no SCF_, QCLOUD_, TENCENTCLOUD_",
        remedy: "choose another name",
        source: "583/32748",
        prevents_start: false,
        ask: ask::variables,
    },
];
