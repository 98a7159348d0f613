//! The image that `check` is given: judged by the rules, and then an engine's that is to run it.

use clap::Args;

use crate::image::LoginArgs;
use crate::image::judge::{self, Row};
use crate::image::origin::{self, Origin};
use crate::image::progress::Progress;
use crate::image::rules::{self, Subject};
use crate::platform::in_full;
use crate::stop::Stop;

/// An image of any origin that is to be judged: an argument of `check`.
#[derive(Debug, Args)]
pub(crate) struct JudgedArgs {
    /// Judge an image of any origin by the platform's rules, and check it as podman or docker runs it: an archive, a folder
    /// with an OCI layout, an image of podman's or docker's, or one in a registry
    #[arg(
        long,
        value_name = "ARCHIVE|DIR|REF",
        conflicts_with_all = ["named", "command", "bin", "release", "url"],
        help_heading = "Images"
    )]
    image: Option<String>,

    /// Judge it alone, and run nothing
    #[arg(
        long,
        requires = "image",
        conflicts_with_all = ["what", "is_http", "only", "skip"],
        help_heading = "Images"
    )]
    no_run: bool,

    /// Pass although a rule is broken, by its number; may be given several times
    #[arg(long, value_name = "NUMBER", value_parser = rules::number(), requires = "image", help_heading = "Images")]
    allow: Vec<u8>,

    #[command(flatten)]
    login: LoginArgs,
}

/// An image, and what came of each rule.
pub(crate) struct Judged {
    pub(crate) named: String,
    pub(crate) rows: Vec<Row>,
}

impl JudgedArgs {
    pub(crate) fn is_given(&self) -> bool {
        self.image.is_some()
    }

    /// Whether it is not to be run.
    pub(crate) fn is_all(&self) -> bool {
        self.no_run
    }

    /// Judges the image that is named, for a function of so much memory; tells people at once what it finds.
    pub(crate) async fn judge(&self, memory_mb: Option<u32>, is_told: bool) -> Result<(Judged, Origin), Stop> {
        let named = self.image.clone().unwrap_or_default();
        let origin = origin::find(&named, &self.login, Progress::on_stderr()).await?;
        let subject = Subject { image: &origin.image, reference: origin.reference.as_ref(), memory_mb };
        let rows = judge::ask(&subject, &self.allow, is_told);
        Ok((Judged { named, rows }, origin))
    }
}

impl Judged {
    pub(crate) fn is_broken(&self) -> bool {
        self.rows.iter().any(Row::is_broken)
    }

    /// Why it could not be started, by whomever.
    pub(crate) fn prevents_start(&self) -> Option<String> {
        let row = self.rows.iter().find(|row| row.rule.prevents_start && row.is_broken())?;
        Some(format!("it breaks rule {}, `{}`", row.rule.number, in_full(row.rule.rule)))
    }
}
