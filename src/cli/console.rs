//! Where the command line's words go on Windows.
//!
//! A program with a window has no console there, also when it is started in one: without this, `--help` would say
//! nothing. Where the output goes into a file or another program it needs no console and is left as it is.

/// Uses the console that the program was started in, if there is one.
#[cfg(windows)]
#[allow(unsafe_code, reason = "the system is called directly")]
pub(super) fn attach() {
    use windows_sys::Win32::Foundation::HANDLE;
    use windows_sys::Win32::Storage::FileSystem::{FILE_TYPE_DISK, FILE_TYPE_PIPE, GetFileType};
    use windows_sys::Win32::System::Console::{
        ATTACH_PARENT_PROCESS, AttachConsole, ENABLE_VIRTUAL_TERMINAL_PROCESSING, GetConsoleMode,
        GetStdHandle, STD_ERROR_HANDLE, STD_INPUT_HANDLE, STD_OUTPUT_HANDLE, SetConsoleMode,
        SetStdHandle,
    };
    const STREAMS: [u32; 3] = [STD_INPUT_HANDLE, STD_OUTPUT_HANDLE, STD_ERROR_HANDLE];
    // SAFETY: each call is given numbers and handles of this process, and memory of this function for what it tells. One
    // that fails changes nothing.
    unsafe {
        let redirected =
            |handle: HANDLE| matches!(GetFileType(handle), FILE_TYPE_DISK | FILE_TYPE_PIPE);
        let given = STREAMS.map(|stream| (stream, GetStdHandle(stream)));
        if AttachConsole(ATTACH_PARENT_PROCESS) == 0 {
            log::debug!("there is no console to write to");
            return;
        }
        // To attach leads all three to the console, also those that cmd.exe had led into a file.
        for (stream, handle) in given {
            if redirected(handle) {
                SetStdHandle(stream, handle);
            }
        }
        // Progress is written over itself.
        let (terminal, mut mode) = (GetStdHandle(STD_ERROR_HANDLE), 0);
        if GetConsoleMode(terminal, &raw mut mode) != 0 {
            SetConsoleMode(terminal, mode | ENABLE_VIRTUAL_TERMINAL_PROCESSING);
        }
    }
}

/// Elsewhere a program writes to the terminal that it was started in.
#[cfg(not(windows))]
pub(super) fn attach() {}
