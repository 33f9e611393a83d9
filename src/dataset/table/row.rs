//! From a record to a row: the id, the name, and what had to be done to get them.
//!
//! In one case pandas is not followed: where the *first* row has too many fields, it takes the first columns for an
//! index and gives every product its neighbour's fields. Such a row is malformed here like any other.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::tokenizer::{Quotes, Record, Records};
use super::{Delimiter, Header, is_missing};
use crate::Result;

/// What to do with a row that has more fields than the header.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RowPolicy {
    /// Put the torn name together again and keep the product.
    #[default]
    Repair,
    /// Leave the row out, as pandas does with `on_bad_lines='skip'`.
    Skip,
}

impl fmt::Display for RowPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Repair => "repair",
            Self::Skip => "skip",
        })
    }
}

/// One row of the file, understood as far as possible.
#[derive(Debug)]
pub(crate) struct Row<'a> {
    pub(crate) line: u64,
    pub(crate) raw: &'a str,
    /// The id where it can be read, also of a malformed row.
    pub(crate) id: Option<i64>,
    pub(crate) content: Content<'a>,
}

/// What a row holds, or why it holds nothing.
#[derive(Debug)]
pub(crate) enum Content<'a> {
    Good(Product<'a>),
    Malformed(String),
}

/// The fields of a usable row.
#[derive(Debug)]
pub(crate) struct Product<'a> {
    pub(crate) id: i64,
    pub(crate) fields: Vec<Cow<'a, str>>,
    /// What was repaired, in words.
    pub(crate) repaired: Option<String>,
}

/// The rows below a header.
pub(crate) struct Rows<'a> {
    pub(crate) header: Header,
    pub(crate) delimiter: Delimiter,
    records: Records<'a>,
    policy: RowPolicy,
}

impl<'a> Rows<'a> {
    /// Finds the delimiter and reads the header.
    pub(crate) fn new(text: &'a str, policy: RowPolicy) -> Result<Self> {
        let delimiter = Delimiter::detect(text);
        let header = Header::read(text, delimiter)?;
        let quotes = match policy {
            RowPolicy::Repair => Quotes::Repair,
            RowPolicy::Skip => Quotes::AsPandas,
        };
        let mut records = Records::new(text, delimiter, quotes);
        records.next();
        Ok(Self {
            header,
            delimiter,
            records,
            policy,
        })
    }

    fn understand(&self, record: Record<'a>) -> Row<'a> {
        let (line, raw) = (record.line, record.raw);
        let id_field = record.fields.get(self.header.id);
        let id = id_field.and_then(|field| whole_number(field));
        let content = match self.product(record) {
            Ok(product) => Content::Good(product),
            Err(reason) => Content::Malformed(reason),
        };
        let id = match &content {
            Content::Good(product) => Some(product.id),
            Content::Malformed(_) => id,
        };
        Row {
            line,
            raw,
            id,
            content,
        }
    }

    fn product(&self, record: Record<'a>) -> Result<Product<'a>, String> {
        let mut notes = Vec::new();
        if record.open_quote {
            self.repairing("a quotation mark is opened and never closed")?;
            notes.push("an unclosed quotation mark was kept as text".to_owned());
        }
        let mut fields = record.fields;
        if fields.len() > self.header.names.len() {
            let excess = format!(
                "{} fields where the header has {}",
                fields.len(),
                self.header.names.len()
            );
            self.repairing(&excess)?;
            let done = self.join_torn(&mut fields);
            notes.push(format!("{excess}: {done}"));
        }
        fields.resize(self.header.names.len(), Cow::Borrowed(""));
        let id = self.id(&fields[self.header.id], &mut notes)?;
        Ok(Product {
            id,
            fields,
            repaired: (!notes.is_empty()).then(|| notes.join("; ")),
        })
    }

    /// Lets a repair go on, or names the fault where rows are not to be repaired.
    fn repairing(&self, fault: &str) -> Result<(), String> {
        match self.policy {
            RowPolicy::Repair => Ok(()),
            RowPolicy::Skip => Err(fault.to_owned()),
        }
    }

    /// Brings a row with too many fields to the header's number. Empty fields at the end are trailing delimiters and
    /// go; then the excess is given to the text column, as if its delimiters had been quoted.
    fn join_torn(&self, fields: &mut Vec<Cow<'a, str>>) -> String {
        let wanted = self.header.names.len();
        let before = fields.len();
        while fields.len() > wanted && fields.last().is_some_and(|field| field.is_empty()) {
            fields.pop();
        }
        if fields.len() == wanted {
            return format!("{} empty fields at the end were dropped", before - wanted);
        }
        let column = self.header.text_column();
        let torn = column..=column + fields.len() - wanted;
        let joined = fields[torn.clone()].join(self.delimiter.as_str());
        fields.splice(torn, [Cow::Owned(joined)]);
        format!(
            "the text between the surplus {}s was put together as {}",
            self.delimiter, self.header.names[column]
        )
    }

    fn id(&self, field: &str, notes: &mut Vec<String>) -> Result<i64, String> {
        if let Some(id) = whole_number(field) {
            return Ok(id);
        }
        let id = field.trim().split_once('.').and_then(|(whole, fraction)| {
            let zeros = fraction.bytes().all(|byte| byte == b'0');
            whole_number(whole).filter(|_| zeros)
        });
        match (id, self.policy) {
            (Some(id), RowPolicy::Repair) => {
                notes.push(format!("the id \"{}\" was read as {id}", field.trim()));
                Ok(id)
            }
            _ if is_missing(field.trim()) => Err("the id is empty".to_owned()),
            _ => {
                let shown: String = field.trim().chars().take(40).collect();
                Err(format!("the id \"{shown}\" is not a whole number"))
            }
        }
    }
}

impl<'a> Iterator for Rows<'a> {
    type Item = Row<'a>;

    fn next(&mut self) -> Option<Row<'a>> {
        let record = self.records.next()?;
        Some(self.understand(record))
    }
}

impl Product<'_> {
    /// The name as pandas would write it back: empty where it reads NaN. Without a name column the id is the name.
    pub(crate) fn name(&self, header: &Header) -> String {
        match header.name {
            Some(column) if is_missing(&self.fields[column]) => String::new(),
            Some(column) => self.fields[column].to_string(),
            None => self.id.to_string(),
        }
    }

    /// The image file that the row names itself.
    pub(crate) fn image(&self, header: &Header) -> Option<&str> {
        let value = self.fields[header.image?].trim();
        (!is_missing(value)).then_some(value)
    }
}

/// An integer with a sign or blanks around it, as pandas reads one.
fn whole_number(field: &str) -> Option<i64> {
    field.trim_ascii().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "id,colour,name\n";

    fn rows(text: &str, policy: RowPolicy) -> Vec<Result<(i64, String, bool), String>> {
        let rows = Rows::new(text, policy).unwrap();
        let header = Header::read(text, rows.delimiter).unwrap();
        rows.map(|row| match row.content {
            Content::Good(product) => Ok((
                product.id,
                product.name(&header),
                product.repaired.is_some(),
            )),
            Content::Malformed(reason) => Err(reason),
        })
        .collect()
    }

    #[test]
    fn a_torn_name_is_put_together_or_skipped() {
        let text = format!("{HEADER}1,Red,Live, Life,Laugh\n2,Blue,Cap\n");
        let repaired = rows(&text, RowPolicy::Repair);
        assert_eq!(repaired[0], Ok((1, "Live, Life,Laugh".to_owned(), true)));
        assert_eq!(repaired[1], Ok((2, "Cap".to_owned(), false)));
        let skipped = rows(&text, RowPolicy::Skip);
        assert_eq!(
            skipped[0],
            Err("5 fields where the header has 3".to_owned())
        );
        assert_eq!(skipped[1], Ok((2, "Cap".to_owned(), false)));
    }

    #[test]
    fn a_torn_name_in_the_middle_is_put_together() {
        let text = "name,id,colour\nLive, Laugh,7,Red\n";
        assert_eq!(
            rows(text, RowPolicy::Repair),
            [Ok((7, "Live, Laugh".to_owned(), true))]
        );
    }

    #[test]
    fn trailing_delimiters_and_missing_fields() {
        let text = format!("{HEADER}1,Red,Cap,,\n2\n3,Red,NA\n");
        let expected = [
            Ok((1, "Cap".to_owned(), true)),
            Ok((2, String::new(), false)),
            Ok((3, String::new(), false)),
        ];
        assert_eq!(rows(&text, RowPolicy::Repair), expected);
    }

    #[test]
    fn ids_are_whole_numbers() {
        let text = format!("{HEADER} 12 ,r,a\n+3,r,b\n4.0,r,c\nx7,r,d\n,r,e\n4.5,r,f\n");
        let found = rows(&text, RowPolicy::Repair);
        assert_eq!(found[0], Ok((12, "a".to_owned(), false)));
        assert_eq!(found[1], Ok((3, "b".to_owned(), false)));
        assert_eq!(found[2], Ok((4, "c".to_owned(), true)));
        assert_eq!(
            found[3],
            Err("the id \"x7\" is not a whole number".to_owned())
        );
        assert_eq!(found[4], Err("the id is empty".to_owned()));
        assert!(found[5].is_err());
        assert!(rows(&text, RowPolicy::Skip)[2].is_err());
    }

    #[test]
    fn without_an_id_column_the_error_names_the_columns() {
        let error = Rows::new("sku,title\n1,a\n", RowPolicy::Repair)
            .err()
            .unwrap();
        assert!(error.to_string().contains("sku, title"), "{error}");
    }
}
