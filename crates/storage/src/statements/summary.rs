//! What a statement does to which tables, in a few words: `insert messages select contacts`.
//!
//! Of nothing but keywords and names of tables: no value, no text. An operation is said again only after another one.

/// The longest summary of OpenTelemetry's conventions; what is more is left out.
const LONGEST: usize = 255;

/// Functions with a `from` within their brackets that names no table.
const FUNCTIONS: [&str; 4] = ["extract", "overlay", "substring", "trim"];

/// What ends a list of tables.
const AFTER_TABLES: [&str; 12] = [
    "except",
    "for",
    "group",
    "having",
    "intersect",
    "limit",
    "order",
    "returning",
    "set",
    "union",
    "where",
    "window",
];

/// The statement in a few words.
pub(super) fn of(sql: &str) -> String {
    let mut summary = Summary::default();
    let tokens: Vec<&str> = Tokens(sql).collect();
    // What stands before each bracket that is open.
    let mut open = Vec::new();
    // In how many brackets a list of tables goes on.
    let mut list = None;
    for (at, &token) in tokens.iter().enumerate() {
        let before = at.checked_sub(1).map_or("", |at| tokens[at]);
        let next = &tokens[at + 1..];
        match token {
            "(" => open.push(before),
            ")" => {
                open.pop();
                list = list.filter(|depth| *depth <= open.len());
            }
            "," if list == Some(open.len()) => summary.table(next, false),
            _ if is(token, &AFTER_TABLES) => list = list.filter(|depth| *depth != open.len()),
            _ if is(token, &["select", "insert", "delete"]) => summary.operation(token),
            // Not of `do update`, `for update`, `for no key update`.
            _ if is(token, &["update"]) && !is(before, &["do", "for", "key"]) => {
                summary.operation(token);
                summary.table(next, false);
            }
            _ if is(token, &["into"]) => summary.table(next, true),
            _ if is(token, &["join", "using"]) => summary.table(next, false),
            _ if is(token, &["from"]) => {
                let of_function = open.last().is_some_and(|it| is(it, &FUNCTIONS));
                if !of_function && !is(before, &["distinct"]) {
                    summary.table(next, false);
                    list = Some(open.len());
                }
            }
            // `with recursive family (contact) as (…), due as (…)`: parts of the statement and no tables.
            _ if is(token, &["with", "recursive"]) => summary.parts.extend(next.first()),
            _ if is(token, &["as"]) && is_part(next) => summary.parts.push(before),
            _ if at == 0 => summary.operation(token),
            _ => {}
        }
    }
    summary.text
}

fn is(token: &str, any: &[&str]) -> bool {
    any.iter().any(|it| token.eq_ignore_ascii_case(it))
}

/// Whether this follows the `as` of a part.
fn is_part(tokens: &[&str]) -> bool {
    let after = tokens.iter().find(|it| !is(it, &["materialized", "not"]));
    after == Some(&"(")
}

#[derive(Default)]
struct Summary<'a> {
    text: String,
    operation: &'a str,
    /// The tables that stand after the operation.
    tables: Vec<&'a str>,
    parts: Vec<&'a str>,
}

impl<'a> Summary<'a> {
    fn operation(&mut self, operation: &'a str) {
        if !self.operation.eq_ignore_ascii_case(operation) {
            self.operation = operation;
            self.tables.clear();
            self.say(operation);
        }
    }

    /// The table that these begin with, if it is one. A name with a bracket after it is a function, but not in
    /// `insert into messages (…)`.
    fn table(&mut self, tokens: &[&'a str], with_columns: bool) {
        let mut tokens = tokens.iter().skip_while(|it| is(it, &["lateral", "only"]));
        let Some(&table) = tokens.next() else { return };
        let is_function = !with_columns && tokens.next() == Some(&"(");
        let is_name =
            table.starts_with(|first: char| first.is_alphabetic() || "_\"".contains(first));
        let is_known = self.parts.contains(&table) || self.tables.contains(&table);
        if is_name && !is_function && !is_known && !is(table, &["select", "values"]) {
            self.tables.push(table);
            self.say(table);
        }
    }

    fn say(&mut self, word: &str) {
        let space = usize::from(!self.text.is_empty());
        if self.text.len() + space + word.len() <= LONGEST {
            if space > 0 {
                self.text.push(' ');
            }
            self.text.push_str(word);
        }
    }
}

/// The words, brackets and commas of a statement; without its texts, numbers, parameters and comments.
struct Tokens<'a>(&'a str);

impl<'a> Iterator for Tokens<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        loop {
            let first = self.0.chars().next()?;
            let of_word = |it: char| it.is_alphanumeric() || "_.$".contains(it);
            match first {
                _ if self.0.starts_with("--") => self.skip(until(self.0, "\n")),
                _ if self.0.starts_with("/*") => self.skip(until(self.0, "*/")),
                // A quote within is written twice, so that it ends one text and begins the next.
                '\'' => self.skip(1 + until(&self.0[1..], "'")),
                '"' => return Some(self.take(1 + until(&self.0[1..], "\""))),
                '(' | ')' | ',' => return Some(self.take(1)),
                _ if of_word(first) => {
                    let end = self.0.find(|it| !of_word(it)).unwrap_or(self.0.len());
                    let word = self.take(end);
                    if first.is_alphabetic() || first == '_' {
                        return Some(word);
                    }
                }
                _ => self.skip(first.len_utf8()),
            }
        }
    }
}

impl<'a> Tokens<'a> {
    fn skip(&mut self, length: usize) {
        self.0 = &self.0[length..];
    }

    fn take(&mut self, length: usize) -> &'a str {
        let (token, rest) = self.0.split_at(length);
        self.0 = rest;
        token
    }
}

/// How long the text is up to the end of `end`, or to its own.
fn until(text: &str, end: &str) -> usize {
    text.find(end).map_or(text.len(), |at| at + end.len())
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_statement_is_told_by_what_it_does_to_which_tables() {
        for (sql, summary) in [
            (
                "select * from tenants where name = 'from leads'",
                "select tenants",
            ),
            ("SELECT 1", "SELECT"),
            ("select set_config('app.tenant_ids', $1, true)", "select"),
            (
                "insert into messages (id) select id from old",
                "insert messages select old",
            ),
            (
                "insert into usage values (1) on conflict (id) do update set n = 2",
                "insert usage",
            ),
            (
                "select a from b, only c join lateral f(b.x) on true, d",
                "select b c d",
            ),
            (
                "delete from outbox using tenants t where t.id = 1",
                "delete outbox tenants",
            ),
            (
                "select extract(epoch from seen_at) from contacts",
                "select contacts",
            ),
            (
                "select 1 from a where x is distinct from y for no key update of a",
                "select a",
            ),
            (
                "with due as materialized (select id from outbox for update skip locked)
                 update outbox set state = 'sent' from due where due.id = outbox.id returning id",
                "select outbox update outbox",
            ),
            (
                "with recursive kin (id) as (select id from contacts union select 1 from kin) select 1 from kin",
                "select contacts",
            ),
            (
                "-- from nowhere\nselect /* from */ id from (select id from leads) l, unnest($1) u",
                "select leads",
            ),
            ("select id from \"odd name\"", "select \"odd name\""),
            ("listen changes", "listen"),
            ("", ""),
        ] {
            assert_eq!(of(sql), summary, "{sql}");
        }
    }

    #[test]
    fn a_long_one_is_cut_between_words() {
        let tables: Vec<String> = (0..100).map(|table| format!("table_{table}")).collect();
        let summary = of(&format!("select * from {}", tables.join(", ")));
        assert!(summary.len() <= LONGEST, "{}", summary.len());
        assert!(summary.len() > LONGEST - 10, "{}", summary.len());
        let words = summary.split(' ').skip(1);
        assert!(words.zip(&tables).all(|(word, table)| word == table));
    }

    /// Every statement of this crate is told by its operations and by tables that there are.
    #[test]
    fn of_our_own_statements_nothing_is_told_but_tables() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let mut tables = BTreeSet::new();
        for file in fs::read_dir(root.join("migrations")).unwrap() {
            let Ok(sql) = fs::read_to_string(file.unwrap().path()) else {
                continue;
            };
            let words: Vec<&str> = Tokens(&sql).collect();
            for pair in words
                .windows(2)
                .filter(|pair| is(pair[0], &["table", "view"]))
            {
                tables.insert(pair[1].to_owned());
            }
        }
        let mut statements = 0;
        for file in fs::read_dir(root.join(".sqlx")).unwrap() {
            let text = fs::read_to_string(file.unwrap().path()).unwrap();
            let file: serde_json::Value = serde_json::from_str(&text).unwrap();
            let sql = file["query"].as_str().unwrap();
            let summary = of(sql);
            let mut words = summary.split(' ');
            let operations = ["select", "insert", "update", "delete"];
            assert!(is(words.next().unwrap(), &operations), "{summary}: {sql}");
            for word in words {
                let is_table = tables.contains(word) || word.starts_with("pg_");
                assert!(
                    is_table || is(word, &operations),
                    "{word} of {summary}: {sql}"
                );
            }
            statements += 1;
        }
        assert!(statements > 100, "{statements}");
    }

    proptest! {
        #[test]
        fn no_value_is_told(value in "[^']*", number in any::<i64>()) {
            let sql = format!("select * from leads where name = '{value}' and score = {number} and id = $1");
            prop_assert_eq!(of(&sql), "select leads");
        }

        #[test]
        fn whatever_comes_is_borne(sql in any::<String>()) {
            prop_assert!(of(&sql).len() <= LONGEST);
        }
    }
}
