//! From Markdown to blocks.
//!
//! The parser knows all of `CommonMark`; what the window cannot draw is refused here, so that a test finds it and no
//! reader is shown half a page.

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::block::{Block, Link, Span, Style, anchor_of};
use crate::{Error, Result};

/// The blocks of a page. The error names what cannot be drawn.
pub fn parse(text: &str) -> Result<Vec<Block>> {
    let events = Parser::new_ext(text, Options::ENABLE_TABLES);
    Reader { events }.blocks(None)
}

struct Reader<'a> {
    events: Parser<'a>,
}

/// Running text, and pictures that stand in it.
#[derive(Default)]
struct Inline {
    spans: Vec<Span>,
    picture: Option<Block>,
}

impl<'a> Reader<'a> {
    /// Blocks up to the end of what contains them, or of the page.
    fn blocks(&mut self, end: Option<TagEnd>) -> Result<Vec<Block>> {
        let mut blocks = Vec::new();
        // The text of a list's item stands in it without a paragraph where the list is tight.
        let mut bare = Vec::new();
        while let Some(event) = self.events.next() {
            match event {
                Event::End(found) if Some(found) == end => break,
                Event::Start(tag @ (Tag::Strong | Tag::Emphasis | Tag::Link { .. })) => {
                    self.tag(tag, Style::default(), None, &mut bare)?;
                }
                Event::Start(tag) => {
                    end_paragraph(&mut bare, &mut blocks);
                    blocks.push(self.block(tag)?);
                }
                text => bare.push(span(text, Style::default(), None)?),
            }
        }
        end_paragraph(&mut bare, &mut blocks);
        Ok(blocks)
    }

    fn block(&mut self, tag: Tag<'a>) -> Result<Block> {
        match tag {
            Tag::Heading { level, .. } => {
                let text = plain(&self.inline(TagEnd::Heading(level))?.spans);
                Ok(Block::Heading {
                    level: level_number(level),
                    anchor: anchor_of(&text),
                    text,
                })
            }
            Tag::Paragraph => {
                let inline = self.inline(TagEnd::Paragraph)?;
                match inline.picture {
                    Some(picture) if inline.spans.is_empty() => Ok(picture),
                    Some(_) => Err(Error::new("A picture stands within a text")),
                    None => Ok(Block::Paragraph(inline.spans)),
                }
            }
            Tag::List(first) => self.list(first),
            Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) => self.code(),
            Tag::Table(_) => self.table(),
            Tag::BlockQuote(kind) => Ok(Block::Note(self.blocks(Some(TagEnd::BlockQuote(kind)))?)),
            other => Err(cannot_be_drawn(&Event::Start(other))),
        }
    }

    fn list(&mut self, first: Option<u64>) -> Result<Block> {
        let mut items = Vec::new();
        while let Some(event) = self.events.next() {
            match event {
                Event::Start(Tag::Item) => items.push(self.blocks(Some(TagEnd::Item))?),
                Event::End(TagEnd::List(_)) => break,
                other => return Err(cannot_be_drawn(&other)),
            }
        }
        Ok(Block::List { first, items })
    }

    fn code(&mut self) -> Result<Block> {
        let mut code = String::new();
        for event in self.events.by_ref() {
            match event {
                Event::Text(text) => code.push_str(&text),
                Event::End(TagEnd::CodeBlock) => break,
                other => return Err(cannot_be_drawn(&other)),
            }
        }
        code.truncate(code.trim_end().len());
        Ok(Block::Code(code))
    }

    fn table(&mut self) -> Result<Block> {
        let (mut head, mut rows) = (Vec::new(), Vec::new());
        while let Some(event) = self.events.next() {
            match event {
                Event::Start(Tag::TableHead) => head = self.row(TagEnd::TableHead)?,
                Event::Start(Tag::TableRow) => rows.push(self.row(TagEnd::TableRow)?),
                Event::End(TagEnd::Table) => break,
                other => return Err(cannot_be_drawn(&other)),
            }
        }
        Ok(Block::Table { head, rows })
    }

    fn row(&mut self, end: TagEnd) -> Result<Vec<Vec<Span>>> {
        let mut cells = Vec::new();
        while let Some(event) = self.events.next() {
            match event {
                Event::Start(Tag::TableCell) => cells.push(self.inline(TagEnd::TableCell)?.spans),
                Event::End(found) if found == end => break,
                other => return Err(cannot_be_drawn(&other)),
            }
        }
        Ok(cells)
    }

    /// Running text up to the end of what contains it.
    fn inline(&mut self, end: TagEnd) -> Result<Inline> {
        let mut inline = Inline::default();
        while let Some(event) = self.events.next() {
            match event {
                Event::End(found) if found == end => break,
                Event::Start(Tag::Image { dest_url, .. }) => {
                    let alt = plain(&self.inline(TagEnd::Image)?.spans);
                    let file = dest_url.strip_prefix("pictures/").unwrap_or(&dest_url);
                    let file = file.to_owned();
                    inline.picture = Some(Block::Picture { file, alt });
                }
                Event::Start(tag) => self.tag(tag, Style::default(), None, &mut inline.spans)?,
                other => inline.spans.push(span(other, Style::default(), None)?),
            }
        }
        Ok(inline)
    }

    /// What stands in bold, in italics or in a link.
    fn tag(
        &mut self,
        tag: Tag<'a>,
        style: Style,
        link: Option<&Link>,
        spans: &mut Vec<Span>,
    ) -> Result<()> {
        let (mut style, mut link) = (style, link.cloned());
        match &tag {
            Tag::Strong => style.strong = true,
            Tag::Emphasis => style.emphasis = true,
            Tag::Link { dest_url, .. } => link = Some(link_to(dest_url)),
            _ => return Err(cannot_be_drawn(&Event::Start(tag))),
        }
        let end = tag.to_end();
        while let Some(event) = self.events.next() {
            match event {
                Event::End(found) if found == end => break,
                Event::Start(tag) => self.tag(tag, style, link.as_ref(), spans)?,
                other => spans.push(span(other, style, link.clone())?),
            }
        }
        Ok(())
    }
}

/// Text that stood without a paragraph becomes one.
fn end_paragraph(bare: &mut Vec<Span>, blocks: &mut Vec<Block>) {
    if !bare.is_empty() {
        blocks.push(Block::Paragraph(std::mem::take(bare)));
    }
}

fn span(event: Event<'_>, style: Style, link: Option<Link>) -> Result<Span> {
    let (text, style) = match event {
        Event::Text(text) => (text.into_string(), style),
        Event::Code(text) => (
            text.into_string(),
            Style {
                code: true,
                ..style
            },
        ),
        Event::SoftBreak => (" ".to_owned(), style),
        other => return Err(cannot_be_drawn(&other)),
    };
    Ok(Span { text, style, link })
}

fn link_to(target: &str) -> Link {
    if target.contains("://") {
        return Link::Web(target.to_owned());
    }
    let (page, anchor) = match target.split_once('#') {
        Some((page, anchor)) => (page, Some(anchor.to_owned())),
        None => (target, None),
    };
    Link::Page {
        name: page.strip_suffix(".md").unwrap_or(page).to_owned(),
        anchor,
    }
}

fn plain(spans: &[Span]) -> String {
    spans.iter().map(|span| span.text.as_str()).collect()
}

fn level_number(level: HeadingLevel) -> u8 {
    level as u8
}

fn cannot_be_drawn(event: &Event<'_>) -> Error {
    Error::new("The guide holds something that the window cannot draw")
        .remedy("Write it with headings, texts, lists, code, tables, quotes and pictures")
        .caused_by(format!("{event:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Span {
        Span {
            text: text.to_owned(),
            style: Style::default(),
            link: None,
        }
    }

    #[test]
    fn texts_headings_and_links() {
        let blocks = parse(
            "# The title\n\nPress **Start** and read\n[more](files.md#the-files), or\n[the web](https://example.org).",
        );
        let blocks = blocks.unwrap();
        let Block::Heading {
            level: 1, anchor, ..
        } = &blocks[0]
        else {
            panic!("{blocks:?}");
        };
        assert_eq!(anchor, "the-title");
        let Block::Paragraph(spans) = &blocks[1] else {
            panic!("{blocks:?}");
        };
        assert_eq!(plain(spans), "Press Start and read more, or the web.");
        assert!(spans[1].style.strong);
        let links: Vec<_> = spans.iter().filter_map(|span| span.link.clone()).collect();
        assert_eq!(
            links,
            [
                Link::Page {
                    name: "files".into(),
                    anchor: Some("the-files".into())
                },
                Link::Web("https://example.org".into())
            ]
        );
    }

    #[test]
    fn lists_hold_texts_lists_and_code() {
        let blocks =
            parse("3. **Open** the file\n4. Type\n\n   ```sh\n   make it\n   ```\n\n   - so\n")
                .unwrap();
        let [
            Block::List {
                first: Some(3),
                items,
            },
        ] = &blocks[..]
        else {
            panic!("{blocks:?}");
        };
        let Block::Paragraph(spans) = &items[0][0] else {
            panic!("{items:?}");
        };
        assert_eq!(plain(spans), "Open the file");
        assert_eq!(items[1][1], Block::Code("make it".into()));
        assert!(matches!(&items[1][2], Block::List { first: None, items } if items.len() == 1));
        let tight = parse("- one `two` **three**\n- four").unwrap();
        let [Block::List { items, .. }] = &tight[..] else {
            panic!("{tight:?}");
        };
        assert_eq!(items.len(), 2);
        assert_eq!(items[0].len(), 1, "one paragraph: {items:?}");
    }

    #[test]
    fn tables_pictures_and_notes() {
        let blocks = parse(
            "| a | b |\n|---|---|\n| 1 | `2` |\n\n![A window](pictures/a.png)\n\n> Mind this.",
        )
        .unwrap();
        let [Block::Table { head, rows }, picture, Block::Note(note)] = &blocks[..] else {
            panic!("{blocks:?}");
        };
        assert_eq!(head, &[vec![text("a")], vec![text("b")]]);
        assert!(rows.len() == 1 && rows[0][1][0].style.code);
        let expected = Block::Picture {
            file: "a.png".into(),
            alt: "A window".into(),
        };
        assert_eq!(picture, &expected);
        assert_eq!(note, &[Block::Paragraph(vec![text("Mind this.")])]);
    }

    #[test]
    fn what_cannot_be_drawn_is_refused() {
        for text in [
            "<b>html</b>\n",
            "a line  \nbroken by hand",
            "---\n",
            "text ![in it](pictures/a.png)",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
