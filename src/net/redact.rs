//! Addresses as they may be shown.

use reqwest::Url;

/// An address without what may be secret in it: user name, password, query and fragment. Signed addresses carry their
/// signature in the query. What is no address is not shown at all.
pub fn redact(address: &str) -> String {
    Url::parse(address).map_or_else(|_| "(an unreadable address)".to_owned(), |url| shown(&url))
}

/// The same for an address that is known to be one.
pub(super) fn shown(url: &Url) -> String {
    let mut url = url.clone();
    // Addresses that cannot have a user name have none to hide.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.set_query(None);
    url.set_fragment(None);
    url.into()
}

/// Redacts every address within a text.
pub(crate) fn redact_all(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("://") {
        let start = rest[..at]
            .rfind(|c: char| !c.is_ascii_alphanumeric())
            .map_or(0, |before| {
                before + rest[before..].chars().next().map_or(1, char::len_utf8)
            });
        let end = rest[at..]
            .find(|c: char| c.is_whitespace() || "\"'<>)".contains(c))
            .map_or(rest.len(), |length| at + length);
        shown.push_str(&rest[..start]);
        shown.push_str(&redact(&rest[start..end]));
        rest = &rest[end..];
    }
    shown.push_str(rest);
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hides_what_may_be_secret() {
        assert_eq!(
            redact("https://me:pw@storage.example/a/b.zip?X-Sig=abc&k=1#f"),
            "https://storage.example/a/b.zip"
        );
        assert_eq!(redact("not an address?key=1"), "(an unreadable address)");
    }

    #[test]
    fn hides_within_a_text() {
        assert_eq!(
            redact_all(
                "error (https://h.example/x?sig=abc) and é\"http://u:p@[::1]:80/\" end://?k"
            ),
            "error (https://h.example/x) and é\"http://[::1]/\" end://"
        );
        assert_eq!(redact_all("nothing here"), "nothing here");
    }
}
