//! A check of the page's HTML, stricter than a browser: balanced elements, quoted attributes, no stray markup, nothing inline
//! that the Content-Security-Policy would refuse.

use std::collections::HashSet;

const VOID: [&str; 5] = ["meta", "link", "input", "img", "br"];

/// Panics, with the place, where `html` is not what we mean by HTML.
#[track_caller]
pub(super) fn check(html: &str) {
    if let Err(complaint) = Checker::new(html).run() {
        panic!("{complaint} in\n{html}");
    }
}

struct Checker<'a> {
    rest: &'a str,
    open: Vec<&'a str>,
    ids: HashSet<&'a str>,
    seen: HashSet<&'a str>,
}

type Checked<T = ()> = Result<T, String>;

impl<'a> Checker<'a> {
    fn new(html: &'a str) -> Self {
        Self { rest: html, open: Vec::new(), ids: HashSet::new(), seen: HashSet::new() }
    }

    fn run(mut self) -> Checked {
        self.rest = self.rest.strip_prefix("<!DOCTYPE html>\n").ok_or("no document type")?;
        while let Some((text, rest)) = self.rest.split_once('<') {
            check_text(text)?;
            let (tag, rest) = rest.split_once('>').ok_or("a tag without an end")?;
            self.rest = rest;
            match tag.strip_prefix('/') {
                Some(name) => match self.open.pop() {
                    Some(open) if open == name => {}
                    open => return Err(format!("</{name}> closes {open:?}")),
                },
                None => self.check_tag(tag)?,
            }
        }
        check_text(self.rest)?;
        if !self.open.is_empty() {
            return Err(format!("{:?} are not closed", self.open));
        }
        match ["html", "head", "title", "body", "main"].iter().find(|name| !self.seen.contains(*name)) {
            Some(name) => Err(format!("no <{name}>")),
            None => Ok(()),
        }
    }

    fn check_tag(&mut self, tag: &'a str) -> Checked {
        let (name, mut rest) = tag.split_once(' ').unwrap_or((tag, ""));
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) {
            return Err(format!("<{tag}> is no tag"));
        }
        self.seen.insert(name);
        let mut names = HashSet::new();
        while !rest.is_empty() {
            let end = rest.find(['=', ' ']).unwrap_or(rest.len());
            let (attribute, value_on) = rest.split_at(end);
            if attribute.is_empty()
                || !attribute.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
            {
                return Err(format!("'{attribute}' in <{tag}> is no attribute"));
            }
            if !names.insert(attribute) || attribute.starts_with("on") || attribute == "style" {
                return Err(format!("'{attribute}' in <{tag}>"));
            }
            let value = match value_on.strip_prefix("=\"") {
                Some(quoted) => {
                    let (value, after) = quoted.split_once('"').ok_or(format!("an open quote in <{tag}>"))?;
                    rest = after;
                    value
                }
                None if value_on.starts_with('=') => return Err(format!("an unquoted value in <{tag}>")),
                None => {
                    rest = value_on;
                    ""
                }
            };
            check_text(value)?;
            if attribute == "id" && !self.ids.insert(value) {
                return Err(format!("id '{value}' twice"));
            }
            rest = match rest.strip_prefix(' ') {
                Some(next) => next,
                None if rest.is_empty() => rest,
                None => return Err(format!("no space after '{attribute}' in <{tag}>")),
            };
        }
        if !VOID.contains(&name) {
            self.open.push(name);
        }
        Ok(())
    }
}

/// Text may hold no raw markup, no control character, nothing that turns the direction.
fn check_text(text: &str) -> Checked {
    if let Some(c) = text
        .chars()
        .find(|c| c.is_control() && *c != '\n' || matches!(c, '<' | '>' | '\u{202a}'..='\u{202e}'))
    {
        return Err(format!("a raw {c:?}"));
    }
    for after in text.split('&').skip(1) {
        let reference = after.split_once(';').map_or("", |(reference, _)| reference);
        let is_number =
            reference.strip_prefix("#x").is_some_and(|digits| u32::from_str_radix(digits, 16).is_ok());
        if !is_number && !matches!(reference, "amp" | "lt" | "gt" | "quot" | "#39") {
            return Err(format!("'&' before {reference:?}"));
        }
    }
    Ok(())
}

#[test]
fn the_check_finds_what_is_wrong() {
    let page = |body: &str| {
        format!(
            "<!DOCTYPE html>\n<html><head><title>x</title></head><body><main>{body}</main></body></html>\n"
        )
    };
    let complaint = |body: &str| Checker::new(&page(body)).run();
    assert_eq!(complaint("<p id=\"a\" hidden>x &amp; y</p><input name=\"q\">"), Ok(()));
    for bad in [
        "<p>",
        "</p>",
        "<b><i></b></i>",
        "<p class=a></p>",
        "<p a=\"1\" a=\"2\"></p>",
        "<p a=\"1\"b=\"2\"></p>",
        "<p onclick=\"x\"></p>",
        "<p style=\"x\"></p>",
        "<p id=\"a\"></p><p id=\"a\"></p>",
        "a & b",
        "a > b",
        "&nosuch;",
        "\u{202e}",
        "<P></P>",
        "\0",
    ] {
        assert!(complaint(bad).is_err(), "{bad}");
    }
    assert!(Checker::new("<html></html>").run().is_err());
}
