//! Cutting csv text into records and fields exactly where pandas' C parser cuts.
//!
//! The rules that differ from RFC 4180, and from the `csv` crate: a quotation mark counts only at the very start of
//! a field (`3.5"` is text); what follows a closing mark up to the next delimiter belongs to the field; a line
//! break is `\n`, `\r\n` or a lone `\r`; lines of nothing but blanks are no records; blanks around fields stay.

use std::borrow::Cow;

use super::Delimiter;

/// Longer quoted fields than this are taken for a quotation mark that was never meant as one.
const LONGEST_QUOTED: usize = 1 << 20;

/// What to do with quotation marks that do not behave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quotes {
    /// As pandas: a field may run over any number of lines and end in the middle of another one.
    AsPandas,
    /// A field that runs over a line break must be closed properly; otherwise its mark is part of the text, and a
    /// single stray mark costs one row, not all rows up to the next mark.
    Repair,
}

/// One record: a line, or several where a quoted field holds line breaks.
#[derive(Debug)]
pub(super) struct Record<'a> {
    /// The line on which it starts, counted from 1.
    pub(super) line: u64,
    /// The text as it stands in the file, without the line end.
    pub(super) raw: &'a str,
    pub(super) fields: Vec<Cow<'a, str>>,
    /// Whether a quotation mark was opened and never closed, so that it was taken as text.
    pub(super) open_quote: bool,
}

/// Iterates over the records of a text.
pub(super) struct Records<'a> {
    text: &'a str,
    delimiter: u8,
    quotes: Quotes,
    position: usize,
    line: u64,
}

impl<'a> Records<'a> {
    pub(super) fn new(text: &'a str, delimiter: Delimiter, quotes: Quotes) -> Self {
        Self {
            text,
            delimiter: delimiter.byte(),
            quotes,
            position: 0,
            line: 1,
        }
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    /// The position after the line break at `at`, or `at` where there is none.
    fn after_break(&self, at: usize) -> usize {
        match (self.byte(at), self.byte(at + 1)) {
            (Some(b'\r'), Some(b'\n')) => at + 2,
            (Some(b'\r' | b'\n'), _) => at + 1,
            _ => at,
        }
    }

    /// Moves past lines that are empty or hold only blanks.
    fn skip_blank_lines(&mut self) {
        loop {
            let mut end = self.position;
            while matches!(self.byte(end), Some(byte @ (b' ' | b'\t')) if byte != self.delimiter) {
                end += 1;
            }
            if self.byte(end).is_none() {
                self.position = end;
                return;
            }
            let next = self.after_break(end);
            if next == end {
                return;
            }
            self.position = next;
            self.line += 1;
        }
    }

    /// Where an unquoted stretch of text that starts at `from` ends.
    fn plain_end(&self, from: usize) -> usize {
        let rest = &self.text.as_bytes()[from..];
        let ends = |byte: &u8| *byte == self.delimiter || matches!(byte, b'\n' | b'\r');
        rest.iter()
            .position(ends)
            .map_or(self.text.len(), |at| from + at)
    }

    /// The field whose opening quotation mark is at `start`, and its end; nothing if the mark is not closed.
    fn quoted(&self, start: usize) -> Option<(Cow<'a, str>, usize)> {
        let mut text = Cow::Borrowed("");
        let mut from = start + 1;
        loop {
            let length = self.text.as_bytes()[from..]
                .iter()
                .take(LONGEST_QUOTED)
                .position(|&byte| byte == b'"')?;
            let mark = from + length;
            append(&mut text, &self.text[from..mark]);
            if self.byte(mark + 1) != Some(b'"') {
                return self.close(start, mark, text);
            }
            append(&mut text, "\"");
            from = mark + 2;
        }
    }

    /// Ends a quoted field at its closing mark; text between the mark and the delimiter still belongs to it.
    fn close(
        &self,
        start: usize,
        mark: usize,
        mut text: Cow<'a, str>,
    ) -> Option<(Cow<'a, str>, usize)> {
        let end = self.plain_end(mark + 1);
        let improper = end > mark + 1;
        let broken = || self.text[start..mark].contains(['\n', '\r']);
        if improper && self.quotes == Quotes::Repair && broken() {
            return None;
        }
        append(&mut text, &self.text[mark + 1..end]);
        Some((text, end))
    }
}

/// Joins without copying while one side is empty.
fn append<'a>(text: &mut Cow<'a, str>, more: &'a str) {
    if text.is_empty() {
        *text = Cow::Borrowed(more);
    } else if !more.is_empty() {
        text.to_mut().push_str(more);
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        self.skip_blank_lines();
        let start = self.position;
        self.byte(start)?;
        let mut fields = Vec::with_capacity(10);
        let mut open_quote = false;
        let mut at = start;
        loop {
            let quoted = self.byte(at) == Some(b'"');
            let field = if quoted { self.quoted(at) } else { None };
            open_quote |= quoted && field.is_none();
            let (field, end) = field.unwrap_or_else(|| {
                let end = self.plain_end(at);
                (Cow::Borrowed(&self.text[at..end]), end)
            });
            fields.push(field);
            at = end;
            if self.byte(at) != Some(self.delimiter) {
                break;
            }
            at += 1;
        }
        let raw = &self.text[start..at];
        let line = self.line;
        self.position = self.after_break(at);
        self.line += 1 + breaks(raw);
        Some(Record {
            line,
            raw,
            fields,
            open_quote,
        })
    }
}

/// How many line breaks lie inside a record.
fn breaks(raw: &str) -> u64 {
    let bytes = raw.as_bytes();
    let is_break = |at: usize| match bytes[at] {
        b'\n' => true,
        b'\r' => bytes.get(at + 1) != Some(&b'\n'),
        _ => false,
    };
    (0..bytes.len()).filter(|&at| is_break(at)).count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, quotes: Quotes) -> Vec<Vec<String>> {
        Records::new(text, Delimiter::Comma, quotes)
            .map(|record| record.fields.iter().map(ToString::to_string).collect())
            .collect()
    }

    /// Every expectation is what pandas 3.0 answers for the same bytes.
    #[test]
    fn cuts_where_pandas_cuts() {
        let cases: [(&str, &[&[&str]]); 10] = [
            (
                "1,\"a\"\"b\" c,\n2,b\n",
                &[&["1", "a\"b c", ""], &["2", "b"]],
            ),
            ("1,\"ab\"c\n2,b\"\n", &[&["1", "abc"], &["2", "b\""]]),
            ("1,a\n\n  \n\t\n 2,b\n", &[&["1", "a"], &[" 2", "b"]]),
            (
                "1,a\r2,b\r\n3,c\n\r4,d",
                &[&["1", "a"], &["2", "b"], &["3", "c"], &["4", "d"]],
            ),
            ("1,\"a\r\nb\"\n", &[&["1", "a\r\nb"]]),
            ("1,\"x\"  \n", &[&["1", "x  "]]),
            (",\n", &[&["", ""]]),
            ("1, \"x\"\n", &[&["1", " \"x\""]]),
            ("1,\"a\n2,b\n3,\"c\"\n", &[&["1", "a\n2,b\n3,c\""]]),
            ("  ", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(cut(text, Quotes::AsPandas), expected, "{text:?}");
        }
    }

    #[test]
    fn a_stray_quotation_mark_costs_no_other_row() {
        let text = "1,\"a\n2,b\n3,\"c\"\n4,\"d\n";
        let expected: [&[&str]; 4] = [&["1", "\"a"], &["2", "b"], &["3", "c"], &["4", "\"d"]];
        assert_eq!(cut(text, Quotes::Repair), expected);
        let open: Vec<_> = Records::new(text, Delimiter::Comma, Quotes::Repair)
            .map(|record| record.open_quote)
            .collect();
        assert_eq!(open, [true, false, false, true]);
    }

    #[test]
    fn counts_lines_as_an_editor_does() {
        let text = "a\r\n\r\n\"b\nb\"\nc\rd";
        let lines: Vec<_> = Records::new(text, Delimiter::Comma, Quotes::AsPandas)
            .map(|record| (record.line, record.raw))
            .collect();
        assert_eq!(lines, [(1, "a"), (3, "\"b\nb\""), (5, "c"), (6, "d")]);
    }
}
