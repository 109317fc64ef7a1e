//! Its properties, each a link to the search for all characters with the same value.

use std::fmt::{self, Display, Formatter};

use crate::age;
use crate::http::html::{Escaped, UrlEncoded};
use crate::http::site::grid::{block_address, category_address, script_address, version_address};
use crate::http::texts::Texts;
use crate::{
    BinaryProperty, Block, Category, CodePoint, EnumeratedProperty, Script, cell_width, combining_class,
    heading, identifier_type, mirroring_glyph, numeric_value,
};

/// The section of a code point's properties.
pub(super) struct Properties<'a> {
    pub(super) code_point: CodePoint,
    pub(super) texts: &'a Texts,
}

impl Display for Properties<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "<section class=\"card\">\n<h2>{}</h2>\n<dl>", self.texts.properties)?;
        self.write_places(f)?;
        self.write_values(f)?;
        writeln!(f, "</dl>\n<details>\n<summary>{}</summary>\n<dl>", self.texts.more_properties)?;
        for property in EnumeratedProperty::all().filter(|property| property.short_name() != "gc") {
            let value = property.value(self.code_point);
            let expression = format!("[\\p{{{}={}}}]", property.short_name(), value.short_name());
            writeln!(
                f,
                "<dt title=\"{}\">{}</dt><dd><a href=\"/?q={}\" title=\"{}\">{}</a></dd>",
                property.name(),
                self.texts.term(property.name()),
                UrlEncoded(&expression),
                value.name(),
                self.texts.term(value.name()).in_lowercase()
            )?;
        }
        f.write_str("</dl>\n</details>\n")?;
        self.write_flags(f)?;
        f.write_str("</section>\n")
    }
}

impl Properties<'_> {
    /// Where it belongs: category, block, script, version.
    fn write_places(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (code_point, texts) = (self.code_point, self.texts);
        let category = Category::of(code_point);
        let row = |f: &mut Formatter<'_>, label: &str, address: &str, text: &str| {
            writeln!(f, "<dt>{label}</dt><dd><a href=\"{address}\">{}</a></dd>", Escaped(text))
        };
        writeln!(
            f,
            "<dt>{}</dt><dd><a href=\"{}\">{category}, {}</a></dd>",
            texts.category,
            category_address(category),
            texts.term(category.name())
        )?;
        if let Some(block) = Block::of(code_point) {
            row(f, texts.block, &block_address(block), block.name())?;
        }
        let script = Script::of(code_point);
        row(f, texts.script, &script_address(script), &spaced(script.name()))?;
        let others = Script::extensions(code_point).into_iter().filter(|other| *other != script);
        for other in others {
            row(f, texts.also_in, &script_address(other), &spaced(other.name()))?;
        }
        if let Some(heading) = heading(code_point) {
            writeln!(f, "<dt>{}</dt><dd lang=\"en\">{}</dd>", texts.heading, Escaped(heading))?;
        }
        if let Some(age) = age(code_point) {
            row(f, texts.since, &version_address(age), &age.to_string())?;
        }
        Ok(())
    }

    /// What only some have.
    fn write_values(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (code_point, texts) = (self.code_point, self.texts);
        if let Some(value) = numeric_value(code_point) {
            writeln!(f, "<dt>{}</dt><dd>{}</dd>", texts.numeric_value, value.as_str())?;
        }
        if let Some(width) = code_point.to_char().and_then(cell_width) {
            writeln!(f, "<dt>{}</dt><dd>{width}</dd>", texts.terminal_cells)?;
        }
        let class = combining_class(code_point);
        if class > 0 {
            writeln!(f, "<dt>{}</dt><dd>{class}</dd>", texts.combining_class)?;
        }
        if let Some(mirror) = mirroring_glyph(code_point) {
            let mirror = CodePoint::from(mirror);
            writeln!(f, "<dt>{}</dt><dd><a href=\"/{mirror}\">{mirror}</a></dd>", texts.mirror)?;
        }
        writeln!(f, "<dt>{}</dt><dd>{}</dd>", texts.identifiers, texts.term(identifier_type(code_point)))
    }

    /// The binary properties that it has.
    fn write_flags(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut flags = BinaryProperty::of(self.code_point).peekable();
        if flags.peek().is_none() {
            return Ok(());
        }
        f.write_str("<ul class=\"tags flags\">\n")?;
        for flag in flags {
            let expression = format!("[\\p{{{}}}]", flag.name());
            writeln!(
                f,
                "<li><a href=\"/?q={}\" title=\"{}\">{}</a></li>",
                UrlEncoded(&expression),
                flag.name(),
                self.texts.term(flag.name())
            )?;
        }
        f.write_str("</ul>\n")
    }
}

/// A name of the standard with spaces.
fn spaced(name: &str) -> String {
    name.replace('_', " ")
}
