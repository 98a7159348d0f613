//! What a program needs before it can start, read from its file.

use object::elf::{self, FileHeader64};
use object::endian::Endianness;
use object::read::elf::{Dyn, FileHeader, ProgramHeader, SectionHeader};

/// A program or a library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Elf {
    pub(crate) machine: Machine,
    /// The loader that starts it; a static program has none.
    pub(crate) interpreter: Option<String>,
    pub(crate) needed: Vec<String>,
    /// Where it looks for them first.
    pub(crate) paths: Vec<String>,
    /// Bytes that only a debugger reads.
    pub(crate) for_debuggers: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Machine {
    X86_64,
    /// By name.
    Other(String),
}

pub(crate) const MAGIC: &[u8] = b"\x7fELF";

/// `None` where it is no such file, or a broken one.
pub(crate) fn read(file: &[u8]) -> Option<Elf> {
    let machine = machine(file)?;
    let mut elf =
        Elf { machine, interpreter: None, needed: Vec::new(), paths: Vec::new(), for_debuggers: for_debuggers(file) };
    if elf.machine == Machine::X86_64 {
        read_needs(file, &mut elf)?;
    }
    Some(elf)
}

/// From the first bytes, which are alike in all kinds of ELF files but for the order of two of them.
fn machine(file: &[u8]) -> Option<Machine> {
    if !file.starts_with(MAGIC) {
        return None;
    }
    let ident = file.get(4..6)?;
    let is_64 = ident.first() == Some(&elf::ELFCLASS64.0);
    let is_big = ident.last() == Some(&elf::ELFDATA2MSB.0);
    let bytes = [*file.get(18)?, *file.get(19)?];
    let number = if is_big { u16::from_be_bytes(bytes) } else { u16::from_le_bytes(bytes) };
    let name = match elf::Machine(number) {
        elf::EM_X86_64 if is_64 => return Some(Machine::X86_64),
        elf::EM_X86_64 | elf::EM_386 => "32-bit x86",
        elf::EM_AARCH64 => "ARM64",
        elf::EM_ARM => "ARM",
        elf::EM_RISCV => "RISC-V",
        elf::EM_PPC64 => "POWER",
        elf::EM_S390 => "IBM Z",
        _ => return Some(Machine::Other(format!("machine {number} of the ELF standard"))),
    };
    Some(Machine::Other(name.to_owned()))
}

fn read_needs(file: &[u8], elf: &mut Elf) -> Option<()> {
    let header = FileHeader64::<Endianness>::parse(file).ok()?;
    let endian = header.endian().ok()?;
    // By the segments alone: a program starts without sections, too.
    let segments = header.program_headers(endian, file).ok()?;
    let mut dynamic: &[_] = &[];
    for segment in segments {
        if let Some(interpreter) = segment.interpreter(endian, file).ok()? {
            elf.interpreter = Some(text(interpreter));
        }
        if let Some(entries) = segment.dynamic(endian, file).ok()? {
            dynamic = entries;
        }
    }
    let values = |tag| dynamic.iter().filter(move |entry| entry.d_tag(endian) == tag).map(|entry| entry.d_val(endian));
    let strings = (values(elf::DT_STRTAB).next(), values(elf::DT_STRSZ).next());
    let (Some(address), Some(size)) = strings else { return Some(()) };
    let mut load = segments.iter().filter(|segment| segment.p_type(endian) == elf::PT_LOAD);
    let strings = load.find_map(|segment| segment.data_range(endian, file, address, size).ok()?)?;
    let string =
        |offset: u64| Some(text(strings.get(usize::try_from(offset).ok()?..)?.split(|byte| *byte == 0).next()?));
    elf.needed = values(elf::DT_NEEDED).filter_map(string).collect();
    let paths = values(elf::DT_RPATH).chain(values(elf::DT_RUNPATH)).filter_map(string);
    elf.paths = paths.flat_map(|paths| paths.split(':').map(str::to_owned).collect::<Vec<_>>()).collect();
    Some(())
}

/// The sections that are not loaded, but for the notes and names of a few bytes.
fn for_debuggers(file: &[u8]) -> u64 {
    let sections = || {
        let header = FileHeader64::<Endianness>::parse(file).ok()?;
        let endian = header.endian().ok()?;
        let sections = header.sections(endian, file).ok()?;
        let symbols = |name: &[u8]| name == b".symtab" || name == b".strtab" || name.starts_with(b".debug_");
        let named = sections.iter().filter(|section| sections.section_name(endian, section).is_ok_and(symbols));
        Some(named.map(|section| section.sh_size(endian)).sum())
    };
    sections().unwrap_or_default()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
