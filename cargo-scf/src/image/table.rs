//! What is in an image, and what of it could still go.

use anstyle::Style;

use crate::image::assembly::Assembly;
use crate::image::contents::{PROGRAM, Part};
use crate::image::layer::Layer;
use crate::image::progress::bytes;
use crate::image::source::Image;
use crate::image::start;
use crate::image::tree::Tree;

const HEADING: Style = Style::new().bold();

/// Less than this is not worth a word.
const WORTH: u64 = 16 * 1024;

fn name(part: Part) -> &'static str {
    match part {
        Part::Program => PROGRAM,
        Part::Files => "files",
        Part::Certificates => "certificates",
        Part::TimeZones => "time zones",
        Part::Folders => "folders",
    }
}

/// On stderr: stdout is for what a script goes on with.
pub(crate) fn print(layer: &Layer, image: &Assembly, read: &Image) {
    anstream::eprintln!(
        "\n{HEADING}{:<14} {:>6} {:>12} {:>12}{HEADING:#}",
        "in the image",
        "files",
        "unpacked",
        "packed"
    );
    for (part, sizes) in layer.parts.iter().filter(|(part, _)| **part != Part::Folders) {
        row(name(*part), &sizes.files.to_string(), sizes.unpacked, sizes.packed);
    }
    let files: u64 = layer.parts.values().map(|sizes| sizes.files).sum();
    let unpacked = read.tree.as_ref().map(Tree::size).unwrap_or_default();
    row("all", &files.to_string(), unpacked, image.packed());
    anstream::eprintln!("\n{HEADING}to gain{HEADING:#}");
    let gains = gains(layer, read);
    for gain in &gains {
        anstream::eprintln!("  {gain}");
    }
    if gains.is_empty() {
        anstream::eprintln!(
            "  nothing that leaves the program as it is; what the program itself has, `cargo bloat` tells"
        );
    }
    anstream::eprintln!();
}

fn row(name: &str, files: &str, unpacked: u64, packed: u64) {
    anstream::eprintln!("{name:<14} {files:>6} {:>12} {:>12}", bytes(unpacked).to_string(), bytes(packed).to_string());
}

fn gains(layer: &Layer, read: &Image) -> Vec<String> {
    let mut gains = Vec::new();
    let start = read.tree.as_ref().ok().and_then(|tree| start::find(&read.config.config, tree).ok());
    let debugging = start.and_then(|start| start.elf).map_or(0, |elf| elf.for_debuggers);
    if debugging >= WORTH {
        gains.push(format!("{} unpacked, by `strip = \"symbols\"` in `[profile.release]`", bytes(debugging)));
    }
    for (part, instead) in [
        (Part::Certificates, "by a client that brings the authorities itself (`webpki-roots`)"),
        (Part::TimeZones, "by `--file` with the zones that are used, in place of `--timezones`"),
    ] {
        if let Some(sizes) = layer.parts.get(&part) {
            gains.push(format!("{} packed, {instead}", bytes(sizes.packed)));
        }
    }
    gains
}
