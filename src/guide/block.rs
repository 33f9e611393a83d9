//! What a page is made of.

/// A part of a page, one below the other.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// A heading.
    Heading {
        /// 1 is the title of the page.
        level: u8,
        /// Its words.
        text: String,
        /// The name by which links lead to it, as GitHub makes it.
        anchor: String,
    },
    /// Running text.
    Paragraph(Vec<Span>),
    /// A list, numbered from `first` where there is one.
    List {
        /// The first number.
        first: Option<u64>,
        /// What stands beside each dot or number.
        items: Vec<Vec<Self>>,
    },
    /// Something to type or a file's content, as it is.
    Code(String),
    /// A table.
    Table {
        /// The cells of the first row.
        head: Vec<Vec<Span>>,
        /// The cells of the others.
        rows: Vec<Vec<Vec<Span>>>,
    },
    /// A picture.
    Picture {
        /// Its file name in `pictures/`.
        file: String,
        /// What it shows, in words.
        alt: String,
    },
    /// A remark set off from the text.
    Note(Vec<Self>),
}

/// A piece of running text in one style.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// The words.
    pub text: String,
    /// How they are set.
    pub style: Style,
    /// Where a click on them leads.
    pub link: Option<Link>,
}

/// How words are set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// Set off by weight: names of buttons and pages.
    pub strong: bool,
    /// Set off by colour.
    pub emphasis: bool,
    /// A file name, a command, something to type.
    pub code: bool,
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    /// To another page of the guide, or to a heading on it.
    Page {
        /// The page's name.
        name: String,
        /// The heading's anchor.
        anchor: Option<String>,
    },
    /// To the web.
    Web(String),
}

/// The anchor of a heading: lower case, spaces as hyphens, without other signs.
pub fn anchor_of(heading: &str) -> String {
    let lower = heading.trim().to_lowercase();
    let kept = lower.chars().filter_map(|sign| match sign {
        ' ' => Some('-'),
        '-' | '_' => Some(sign),
        _ => sign.is_alphanumeric().then_some(sign),
    });
    kept.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_those_that_github_makes() {
        for (heading, anchor) in [
            ("Your data and kaggle.json", "your-data-and-kagglejson"),
            ("  CPU or GPU?", "cpu-or-gpu"),
            ("image_ids.npy", "image_idsnpy"),
            ("Step 1: open", "step-1-open"),
        ] {
            assert_eq!(anchor_of(heading), anchor);
        }
    }
}
