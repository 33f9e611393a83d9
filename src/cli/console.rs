//! Where the command line's words go on Windows.
//!
//! A program with a window has no console there, also when it is started in one: without this, `--help` would say
//! nothing. Where the output goes into a file or another program it needs no console and is left as it is.

/// Uses the console that the program was started in, if there is one.
#[cfg(windows)]
#[allow(unsafe_code, reason = "the system is called directly")]
pub(super) fn attach() {
    use windows_sys::Win32::System::Console::{ATTACH_PARENT_PROCESS, AttachConsole};
    // SAFETY: nothing is passed but a number. Without a console to attach to, the call fails and changes nothing.
    if unsafe { AttachConsole(ATTACH_PARENT_PROCESS) } == 0 {
        log::debug!("there is no console to write to");
    }
}

/// Elsewhere a program writes to the terminal that it was started in.
#[cfg(not(windows))]
pub(super) fn attach() {}
