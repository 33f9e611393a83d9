//! Whether what a server offers can be the file, before any of it is used.

use super::answer::is_html;
use super::exchange::Head;
use super::remote::Remote;
use super::{Expected, status};
use crate::{Error, Result};

/// A file of another length is another file; a file of which nobody knows where it ends cannot be verified.
pub(super) fn require_size(head: &Head, remote: &Remote, expected: &Expected) -> Result<()> {
    let provable = expected.size.is_some() || expected.has_hash() || remote.is_chunked;
    match (remote.size, expected.size) {
        (Some(offered), Some(wanted)) if offered != wanted => Err(Error::new(format!(
            "{} offers another file than the expected one",
            head.host
        ))
        .meaning(format!(
            "It is {offered} bytes long in place of {wanted}, and was not downloaded"
        ))
        .remedy("Look for a newer version of this program, which may know the new file")),
        (None, _) if !provable => Err(Error::new(format!(
            "{} does not say how long the file is",
            head.host
        ))
        .meaning("It could not be told whether all of it has arrived")
        .remedy("Try another network")),
        _ => Ok(()),
    }
}

/// A web page is the log-in page of a network; anything else that begins otherwise is not the file either.
pub(super) fn require_kind(head: &Head, beginning: &[u8], expected: &Expected) -> Result<()> {
    let wanted = expected.begins_with;
    let right = wanted.map(|wanted| beginning.starts_with(wanted));
    if right != Some(true) && is_html(&head.headers, beginning) {
        return Err(status::login_page(&head.host));
    }
    if right == Some(false) {
        return Err(
            Error::new(format!("{} sent something else than the file", head.host))
                .meaning("It does not begin as a file of this kind does, and was not used")
                .remedy("Try again later, or on another network"),
        );
    }
    Ok(())
}
