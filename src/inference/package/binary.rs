//! What the first bytes of a library say: for which system and processor it was made, and whether it is all there.
//!
//! Loading a library runs its code, and loading one that is cut off can end the process: so a file is looked at
//! before any loader sees it. Only headers are read: ELF (Linux), PE (Windows) and Mach-O (macOS).

use std::fmt;
use std::fs::File;
use std::io;
use std::path::Path;

use crate::archive::{fill, is_web_page};

/// Headers stand at the beginning of the file.
const HEADERS: usize = 64 << 10;

/// What a library was made for.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Binary {
    system: System,
    /// Processors, in the names that Rust uses; macOS has libraries for several.
    machines: Vec<&'static str>,
    /// So many bytes the file must have at least.
    length: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum System {
    Linux,
    Windows,
    MacOs,
}

/// Checks that the file is a whole library for this system and processor (names as in [`std::env::consts`]), without
/// loading it. The error is a clause that says what it is instead.
pub(in crate::inference) fn check_library(path: &Path, os: &str, arch: &str) -> Result<(), String> {
    let (start, length) = start_of(path).map_err(|cause| cause.to_string())?;
    let Some(binary) = read(&start) else {
        return Err(not_a_library(&start));
    };
    if !binary.system.runs_on(os) || !binary.machines.contains(&arch) {
        return Err(format!(
            "it is made for {binary}, and this computer runs {}",
            for_people(os, arch)
        ));
    }
    if length < binary.length {
        return Err(format!(
            "it is cut off: {length} of at least {} bytes are there",
            binary.length
        ));
    }
    Ok(())
}

fn start_of(path: &Path) -> io::Result<(Vec<u8>, u64)> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    let mut start = vec![0; HEADERS];
    let read = fill(&mut file, &mut start)?;
    start.truncate(read);
    Ok((start, length))
}

fn not_a_library(start: &[u8]) -> String {
    let what = if start.is_empty() {
        "it is empty"
    } else if is_web_page(start) {
        "it is a web page"
    } else if start.starts_with(b"PK") || start.starts_with(&[0x1f, 0x8b]) {
        "it is an archive, not a library"
    } else {
        "it is not a library"
    };
    what.to_owned()
}

fn read(start: &[u8]) -> Option<Binary> {
    match start.get(..4)? {
        b"\x7fELF" => elf(start),
        b"\xcf\xfa\xed\xfe" => mach_o(start),
        b"\xca\xfe\xba\xbe" => fat_mach_o(start),
        [b'M', b'Z', ..] => pe(start),
        _ => None,
    }
}

/// A shared object of 64 bits, little end first, and the end of its last part that is loaded.
fn elf(start: &[u8]) -> Option<Binary> {
    const SHARED_OBJECT: u16 = 3;
    const LOADED: u32 = 1;
    if start.get(4..6)? != [2, 1] || u16_at(start, 16)? != SHARED_OBJECT {
        return None;
    }
    let machine = match u16_at(start, 18)? {
        62 => "x86_64",
        183 => "aarch64",
        _ => "another processor",
    };
    let table = usize::try_from(u64_at(start, 0x20)?).ok()?;
    let (size, count) = (u16_at(start, 0x36)?, u16_at(start, 0x38)?);
    let mut length = 0;
    for number in 0..usize::from(count) {
        let at = table.checked_add(number * usize::from(size))?;
        if u32_at(start, at)? == LOADED {
            let end = u64_at(start, at + 8)?.checked_add(u64_at(start, at + 32)?)?;
            length = length.max(end);
        }
    }
    Some(Binary {
        system: System::Linux,
        machines: vec![machine],
        length,
    })
}

/// A DLL, and the end of its last section.
fn pe(start: &[u8]) -> Option<Binary> {
    const IS_DLL: u16 = 0x2000;
    let header = u32_at(start, 0x3c)? as usize;
    let signed = start.get(header..header.checked_add(4)?)? == b"PE\0\0";
    if !signed || u16_at(start, header + 22)? & IS_DLL == 0 {
        return None;
    }
    let machine = match u16_at(start, header + 4)? {
        0x8664 => "x86_64",
        0xaa64 => "aarch64",
        0x014c => "x86",
        _ => "another processor",
    };
    let table = header + 24 + usize::from(u16_at(start, header + 20)?);
    let mut length = 0;
    for number in 0..usize::from(u16_at(start, header + 6)?) {
        let section = table + number * 40;
        let (size, place) = (u32_at(start, section + 16)?, u32_at(start, section + 20)?);
        length = length.max(u64::from(size) + u64::from(place));
    }
    Some(Binary {
        system: System::Windows,
        machines: vec![machine],
        length,
    })
}

/// A library for one processor, and the end of its last segment.
fn mach_o(start: &[u8]) -> Option<Binary> {
    const DYNAMIC_LIBRARY: u32 = 6;
    const SEGMENT: u32 = 0x19;
    /// Every command has a kind and a size.
    const SMALLEST: u32 = 8;
    if u32_at(start, 12)? != DYNAMIC_LIBRARY {
        return None;
    }
    let (mut at, mut length) = (32_usize, 0);
    for _ in 0..u32_at(start, 16)? {
        let (kind, size) = (u32_at(start, at)?, u32_at(start, at + 4)?);
        if size < SMALLEST {
            return None;
        }
        if kind == SEGMENT {
            let end = u64_at(start, at + 40)?.checked_add(u64_at(start, at + 48)?)?;
            length = length.max(end);
        }
        at = at.checked_add(size as usize)?;
    }
    Some(Binary {
        system: System::MacOs,
        machines: vec![mac_machine(u32_at(start, 4)?)],
        length,
    })
}

/// Libraries for several processors in one file; the numbers of its list have their big end first.
fn fat_mach_o(start: &[u8]) -> Option<Binary> {
    /// Java classes begin with the same bytes and a larger number.
    const MOST: u32 = 8;
    let big = |at: usize| Some(u32_at(start, at)?.swap_bytes());
    let count = big(4).filter(|count| (1..=MOST).contains(count))?;
    let (mut machines, mut length) = (Vec::new(), 0);
    for number in 0..count as usize {
        let at = 8 + number * 20;
        machines.push(mac_machine(big(at)?));
        length = length.max(u64::from(big(at + 8)?) + u64::from(big(at + 12)?));
    }
    Some(Binary {
        system: System::MacOs,
        machines,
        length,
    })
}

fn mac_machine(number: u32) -> &'static str {
    match number {
        0x0100_0007 => "x86_64",
        0x0100_000c => "aarch64",
        _ => "another processor",
    }
}

impl System {
    /// Linux shares its format with the BSDs; nobody is told there that a file is not for them.
    fn runs_on(self, os: &str) -> bool {
        match self {
            Self::Linux => !matches!(os, "windows" | "macos"),
            Self::Windows | Self::MacOs => self.os() == os,
        }
    }

    fn os(self) -> &'static str {
        match self {
            Self::Linux => "linux",
            Self::Windows => "windows",
            Self::MacOs => "macos",
        }
    }
}

impl fmt::Display for Binary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&for_people(self.system.os(), &self.machines.join(" and ")))
    }
}

/// "Windows on aarch64".
fn for_people(os: &str, arch: &str) -> String {
    let os = match os {
        "linux" => "Linux",
        "windows" => "Windows",
        "macos" => "macOS",
        other => other,
    };
    format!("{os} on {arch}")
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let bytes = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(bytes.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(bytes.try_into().ok()?))
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    let bytes = bytes.get(at..at.checked_add(8)?)?;
    Some(u64::from_le_bytes(bytes.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Zeros with these bytes at these places.
    fn image(length: usize, parts: &[(usize, &[u8])]) -> Vec<u8> {
        let mut bytes = vec![0; length];
        for (at, part) in parts {
            bytes[*at..at + part.len()].copy_from_slice(part);
        }
        bytes
    }

    fn elf_file(machine: u8) -> Vec<u8> {
        image(
            500,
            &[
                (0, b"\x7fELF\x02\x01"),
                (16, &[3, 0, machine, 0]),
                (0x20, &[64]),
                (0x36, &[56, 0, 2, 0]),
                (64, &[1]),
                (64 + 8, &100_u64.to_le_bytes()),
                (64 + 32, &400_u64.to_le_bytes()),
            ],
        )
    }

    fn pe_file(machine: u16) -> Vec<u8> {
        image(
            600,
            &[
                (0, b"MZ"),
                (0x3c, &[128]),
                (128, b"PE\0\0"),
                (132, &machine.to_le_bytes()),
                (134, &[1]),
                (148, &[16, 0, 0, 0x20]),
                (168 + 16, &[200]),
                (168 + 20, &400_u32.to_le_bytes()),
            ],
        )
    }

    fn mac_file(machine: u32) -> Vec<u8> {
        image(
            700,
            &[
                (0, b"\xcf\xfa\xed\xfe"),
                (4, &machine.to_le_bytes()),
                (12, &[6, 0, 0, 0, 1]),
                (32, &[0x19, 0, 0, 0, 72]),
                (32 + 40, &300_u64.to_le_bytes()),
                (32 + 48, &400_u64.to_le_bytes()),
            ],
        )
    }

    fn judge(bytes: &[u8], os: &str, arch: &str) -> Result<(), String> {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("library");
        std::fs::write(&path, bytes).unwrap();
        check_library(&path, os, arch)
    }

    #[test]
    fn libraries_for_this_computer_pass() {
        judge(&elf_file(62), "linux", "x86_64").unwrap();
        judge(&elf_file(183), "linux", "aarch64").unwrap();
        judge(&pe_file(0x8664), "windows", "x86_64").unwrap();
        judge(&pe_file(0xaa64), "windows", "aarch64").unwrap();
        judge(&mac_file(0x0100_000c), "macos", "aarch64").unwrap();
        let fat = image(
            100,
            &[
                (0, b"\xca\xfe\xba\xbe\0\0\0\x02"),
                (8, &0x0100_0007_u32.to_be_bytes()),
                (28, &0x0100_000c_u32.to_be_bytes()),
                (28 + 8, &[0, 0, 0, 60, 0, 0, 0, 40]),
            ],
        );
        judge(&fat, "macos", "x86_64").unwrap();
        judge(&fat, "macos", "aarch64").unwrap();
        judge(&fat[..99], "macos", "aarch64").unwrap_err();
    }

    #[test]
    fn libraries_for_other_computers_are_told_apart() {
        let says = |bytes: &[u8], os, arch, text: &str| {
            let reason = judge(bytes, os, arch).unwrap_err();
            assert!(reason.contains(text), "{reason}");
        };
        let elf = elf_file(62);
        says(&elf, "windows", "x86_64", "made for Linux on x86_64");
        says(
            &elf,
            "linux",
            "aarch64",
            "this computer runs Linux on aarch64",
        );
        says(&pe_file(0x8664), "linux", "x86_64", "made for Windows");
        says(
            &mac_file(0x0100_0007),
            "macos",
            "aarch64",
            "macOS on x86_64",
        );
    }

    #[test]
    fn what_is_no_whole_library_is_told_apart() {
        let says = |bytes: &[u8], text: &str| {
            let reason = judge(bytes, "linux", "x86_64").unwrap_err();
            assert!(reason.contains(text), "{reason}");
        };
        says(b"", "empty");
        says(b"<!DOCTYPE html>", "a web page");
        says(b"PK\x03\x04", "an archive");
        says(b"\x1f\x8b\x08", "an archive");
        says(b"just text", "not a library");
        says(&elf_file(62)[..499], "cut off");
        for (whole, os, arch) in [
            (pe_file(0x8664), "windows", "x86_64"),
            (mac_file(0x0100_000c), "macos", "aarch64"),
        ] {
            let short = &whole[..whole.len() - 1];
            assert!(judge(short, os, arch).unwrap_err().contains("cut off"));
        }
        // A Java class and a program are no libraries.
        says(b"\xca\xfe\xba\xbe\0\0\0\x34", "not a library");
        let mut program = elf_file(62);
        program[16] = 2;
        says(&program, "not a library");
    }

    #[test]
    fn no_bytes_make_it_stumble() {
        for whole in [elf_file(62), pe_file(0x8664), mac_file(0x0100_000c)] {
            for at in 0..whole.len() {
                let _ = read(&whole[..at]);
                let mut changed = whole.clone();
                changed[at] = 0xff;
                let _ = read(&changed);
            }
        }
    }
}
