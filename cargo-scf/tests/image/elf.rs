//! Programs of some hundred bytes, with the needs that a test asks for. They are never run.

pub const X86_64: u16 = 62;
pub const AARCH64: u16 = 183;

const HEADER: usize = 64;
const SEGMENT: usize = 56;

/// What is where in memory is what is where in the file.
pub struct Program {
    pub machine: u16,
    pub interpreter: Option<&'static str>,
    pub needed: &'static [&'static str],
    pub run_path: Option<&'static str>,
}

pub fn fixed() -> Vec<u8> {
    Program { machine: X86_64, interpreter: None, needed: &[], run_path: None }.bytes()
}

/// A program or a library that needs others.
pub fn dynamic(interpreter: Option<&'static str>, needed: &'static [&'static str]) -> Vec<u8> {
    Program { machine: X86_64, interpreter, needed, run_path: None }.bytes()
}

impl Program {
    pub fn bytes(&self) -> Vec<u8> {
        let is_dynamic = !self.needed.is_empty() || self.run_path.is_some();
        let segments = 1 + usize::from(self.interpreter.is_some()) + usize::from(is_dynamic);
        let mut body = Vec::new();
        let start = HEADER + segments * SEGMENT;
        let mut table = Vec::new();

        if let Some(interpreter) = self.interpreter {
            let at = start + body.len();
            body.extend(interpreter.as_bytes());
            body.push(0);
            table.push((3, at, interpreter.len() + 1));
        }
        if is_dynamic {
            let mut strings = vec![0];
            let mut entries: Vec<(u64, usize)> = Vec::new();
            let names = self.needed.iter().map(|name| (1, *name)).chain(self.run_path.map(|path| (29, path)));
            for (tag, name) in names {
                entries.push((tag, strings.len()));
                strings.extend(name.as_bytes());
                strings.push(0);
            }
            entries.push((5, start + body.len()));
            entries.push((10, strings.len()));
            entries.push((0, 0));
            body.extend(strings);
            body.resize(body.len().next_multiple_of(8), 0);
            let at = start + body.len();
            for (tag, value) in &entries {
                body.extend(tag.to_le_bytes());
                body.extend((*value as u64).to_le_bytes());
            }
            table.push((2, at, entries.len() * 16));
        }
        table.insert(0, (1, 0, start + body.len()));

        let mut file = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0".to_vec();
        file.extend(3_u16.to_le_bytes());
        file.extend(self.machine.to_le_bytes());
        file.extend(1_u32.to_le_bytes());
        for value in [0, HEADER as u64, 0] {
            file.extend(value.to_le_bytes());
        }
        file.extend(0_u32.to_le_bytes());
        for value in [HEADER, SEGMENT, segments, 64, 0, 0] {
            file.extend(u16::try_from(value).unwrap().to_le_bytes());
        }
        for (kind, at, size) in table {
            file.extend(u32::to_le_bytes(kind));
            file.extend(5_u32.to_le_bytes());
            for value in [at, at, at, size, size, 1] {
                file.extend((value as u64).to_le_bytes());
            }
        }
        file.extend(body);
        file
    }
}
