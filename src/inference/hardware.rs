//! What is built into this machine, as far as the system tells without a driver's library.
//!
//! Only names for people and fingerprints for memory come from here: whether a device works is what
//! [`self_test`](super::self_test) finds out.

use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

use super::{Device, OpenVinoTarget};
use crate::job::run_limited;

/// How long a system tool may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// A graphics card as its driver describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// Its name.
    pub name: String,
    /// Its memory in bytes, where the driver tells.
    pub memory: Option<u64>,
    /// Version of its driver, where the driver tells.
    pub driver: Option<String>,
}

/// What a device is called on this machine.
pub fn device_name(device: Device) -> Option<String> {
    match device {
        Device::Cpu | Device::OpenVino(OpenVinoTarget::Cpu) => processor_name(),
        _ => card(device).map(|card| card.name.clone()),
    }
}

/// Memory of a device of its own, in bytes.
pub fn device_memory(device: Device) -> Option<u64> {
    card(device)?.memory
}

/// What has to be tested again when it changes: the driver, and where it gives no version, the system.
pub(super) fn driver_fingerprint(device: Device) -> String {
    let card = card(device);
    let name = card.map_or_else(String::new, |card| card.name.clone());
    let driver = card.and_then(|card| card.driver.clone());
    format!(
        "{name} {}",
        driver.or_else(system_version).unwrap_or_default()
    )
}

/// Whether this processor computes with 16-bit floats of the bf16 kind.
pub fn has_bf16() -> bool {
    #[cfg(target_arch = "x86_64")]
    return std::arch::is_x86_feature_detected!("avx512bf16");
    #[cfg(target_arch = "aarch64")]
    return std::arch::is_aarch64_feature_detected!("bf16");
    #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
    return false;
}

/// The card that a device most likely is. Asked once: cards do not change while the program runs.
fn card(device: Device) -> Option<&'static Card> {
    static NVIDIA: OnceLock<Vec<Card>> = OnceLock::new();
    static ALL: OnceLock<Vec<Card>> = OnceLock::new();
    let nvidia = || NVIDIA.get_or_init(nvidia_cards).first();
    let all = || ALL.get_or_init(system_cards);
    match device {
        Device::Cuda => nvidia(),
        Device::OpenVino(OpenVinoTarget::Gpu) => {
            all().iter().find(|card| card.name.contains("Intel"))
        }
        Device::DirectMl | Device::CoreMl => all().iter().max_by_key(|card| card.memory),
        Device::Cpu | Device::OpenVino(OpenVinoTarget::Cpu) => None,
    }
}

fn nvidia_cards() -> Vec<Card> {
    let arguments = [
        "--query-gpu=name,memory.total,driver_version",
        "--format=csv,noheader,nounits",
    ];
    let answer = ask("nvidia-smi", &arguments).unwrap_or_default();
    answer.lines().filter_map(parse_nvidia).collect()
}

/// `NVIDIA GeForce RTX 3060, 12288, 550.54.14`; the memory in MiB.
fn parse_nvidia(line: &str) -> Option<Card> {
    let mut fields = line.split(',').map(str::trim);
    Some(Card {
        name: fields.next().filter(|name| !name.is_empty())?.to_owned(),
        memory: fields.next()?.parse().ok().map(|mib: u64| mib << 20),
        driver: fields.next().map(str::to_owned),
    })
}

#[cfg(windows)]
fn system_cards() -> Vec<Card> {
    // The class of display adapters.
    let class =
        r"HKLM\SYSTEM\CurrentControlSet\Control\Class\{4d36e968-e325-11ce-bfc1-08002be10318}";
    parse_registry(&ask("reg", &["query", class, "/s"]).unwrap_or_default())
}

#[cfg(target_os = "macos")]
fn system_cards() -> Vec<Card> {
    let name = ask("sysctl", &["-n", "machdep.cpu.brand_string"]);
    let card = |name: String| Card {
        name: name.trim().to_owned(),
        memory: None,
        driver: None,
    };
    name.map(card).into_iter().collect()
}

#[cfg(not(any(windows, target_os = "macos")))]
fn system_cards() -> Vec<Card> {
    let cards = std::fs::read_dir("/sys/class/drm")
        .into_iter()
        .flatten()
        .flatten();
    let vendor =
        |card: std::fs::DirEntry| std::fs::read_to_string(card.path().join("device/vendor")).ok();
    let mut vendors: Vec<String> = cards.filter_map(vendor).collect();
    vendors.sort();
    vendors.dedup();
    vendors
        .iter()
        .filter_map(|vendor| vendor_card(vendor.trim()))
        .collect()
}

/// Linux names the makers of cards by number only.
#[cfg(not(any(windows, target_os = "macos")))]
fn vendor_card(vendor: &str) -> Option<Card> {
    let name = match vendor {
        "0x8086" => "Intel graphics",
        "0x10de" => "NVIDIA graphics",
        "0x1002" => "AMD graphics",
        _ => return None,
    };
    Some(Card {
        name: name.to_owned(),
        memory: None,
        driver: None,
    })
}

/// One key after the other, a value a line: `    DriverDesc    REG_SZ    Intel(R) Iris(R) Xe Graphics`.
#[cfg(any(windows, test))]
fn parse_registry(answer: &str) -> Vec<Card> {
    let keys = answer.split("HKEY_").map(|key| {
        let value = |name: &str| {
            let line = key
                .lines()
                .find_map(|line| line.trim().strip_prefix(name))?;
            let (kind, value) = line.trim().split_once(' ')?;
            kind.starts_with("REG_").then(|| value.trim().to_owned())
        };
        let hexadecimal = |text: String| u64::from_str_radix(text.strip_prefix("0x")?, 16).ok();
        Some(Card {
            name: value("DriverDesc")?,
            memory: value("HardwareInformation.qwMemorySize").and_then(hexadecimal),
            driver: value("DriverVersion"),
        })
    });
    keys.flatten().collect()
}

fn processor_name() -> Option<String> {
    static NAME: OnceLock<Option<String>> = OnceLock::new();
    NAME.get_or_init(|| {
        let name = match std::env::consts::OS {
            "windows" => std::env::var("PROCESSOR_IDENTIFIER").ok(),
            "macos" => ask("sysctl", &["-n", "machdep.cpu.brand_string"]),
            _ => std::fs::read_to_string("/proc/cpuinfo")
                .ok()
                .and_then(|text| parse_cpuinfo(&text)),
        };
        name.map(|name| name.trim().to_owned())
            .filter(|name| !name.is_empty())
    })
    .clone()
}

fn parse_cpuinfo(text: &str) -> Option<String> {
    let line = text.lines().find(|line| line.starts_with("model name"))?;
    Some(line.split_once(':')?.1.to_owned())
}

/// Version of the system, whose drivers come with it.
fn system_version() -> Option<String> {
    let version = match std::env::consts::OS {
        "windows" => ask("cmd", &["/c", "ver"]),
        "macos" => ask("sw_vers", &["-productVersion"]),
        _ => std::fs::read_to_string("/proc/sys/kernel/osrelease").ok(),
    };
    version.map(|version| version.trim().to_owned())
}

/// What a system tool prints, if it is there and answers in time.
fn ask(program: &str, arguments: &[&str]) -> Option<String> {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null());
    let ended = run_limited(&mut command, PATIENCE, &crate::job::Control::new()).ok()?;
    ended.succeeded().then_some(ended.output)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_drivers_print_is_read() {
        let card = parse_nvidia("NVIDIA GeForce RTX 3060, 12288, 550.54.14").unwrap();
        assert_eq!(
            (card.name.as_str(), card.memory),
            ("NVIDIA GeForce RTX 3060", Some(12 << 30))
        );
        assert_eq!(card.driver.as_deref(), Some("550.54.14"));
        assert_eq!(parse_nvidia(""), None);

        let registry = "\r\nHKEY_LOCAL_MACHINE\\SYSTEM\\...\\0000\r\n    DriverDesc    REG_SZ    Intel(R) Iris(R) Xe Graphics\r\n    DriverVersion    REG_SZ    31.0.101.5333\r\n    HardwareInformation.qwMemorySize    REG_QWORD    0x40000000\r\n\r\nHKEY_LOCAL_MACHINE\\SYSTEM\\...\\Configuration\r\n    x    REG_SZ    y\r\n";
        let cards = parse_registry(registry);
        let expected = Card {
            name: "Intel(R) Iris(R) Xe Graphics".to_owned(),
            memory: Some(1 << 30),
            driver: Some("31.0.101.5333".to_owned()),
        };
        assert_eq!(cards, [expected]);

        let cpuinfo = "processor\t: 0\nmodel name\t: AMD EPYC\nstepping\t: 1\n";
        assert_eq!(
            parse_cpuinfo(cpuinfo).as_deref().map(str::trim),
            Some("AMD EPYC")
        );
    }
}
