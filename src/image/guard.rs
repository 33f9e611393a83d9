//! The one place where a panic inside a decoding library becomes a damaged picture.
//!
//! The decoders are third-party code fed with whatever lies in a folder. Should one of them hit an internal check on a
//! malformed file, that file is skipped and the other 44,440 are embedded.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::error::DecodeError;

thread_local! {
    static INSIDE: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread is inside a decoding library. A panic hook asks, to stay silent: such a panic is caught and
/// reported as a damaged picture.
pub fn inside_decoder() -> bool {
    INSIDE.get()
}

/// Runs `decode`; a panic in it is [`DecodeError::Damaged`].
pub(crate) fn guarded<T>(
    decode: impl FnOnce() -> Result<T, DecodeError>,
) -> Result<T, DecodeError> {
    let before = INSIDE.replace(true);
    // All that `decode` touches is dropped with it, so nothing half-changed is seen afterwards.
    let result = catch_unwind(AssertUnwindSafe(decode));
    INSIDE.set(before);
    result.unwrap_or_else(|_| {
        Err(DecodeError::damaged(
            "the decoder could not make sense of it",
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_a_damaged_picture() {
        assert_eq!(guarded(|| Ok(inside_decoder())), Ok(true));
        let result: Result<(), _> = guarded(|| panic!("expected in this test"));
        assert!(matches!(result, Err(DecodeError::Damaged(_))));
        assert!(!inside_decoder());
    }
}
