//! The words of the pages, in each language of the interface.
//!
//! A [`Texts`] has one field for each text, so a language that lacks one does not compile. Texts are literals of this crate: they
//! may go into a page as they are, with `Escaped` where they hold a sign of HTML. Names of characters, scripts and
//! blocks stay English in every language; categories, properties and their values have words of ours (`terms`), as have the messages of
//! the library (`messages`).

mod chinese;
mod emoji_terms;
mod english;
mod message_rows;
mod messages;
mod russian;
mod terms;
mod value_terms;

pub(in crate::http) use self::messages::Message;
pub(in crate::http) use self::terms::Term;

use crate::Field;

/// A language of the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::http) enum Interface {
    English,
    Russian,
    Chinese,
}

impl Interface {
    pub(in crate::http) const ALL: [Self; 3] = [Self::English, Self::Russian, Self::Chinese];

    /// The language of a tag such as `ru` or `zh-Hant-TW`.
    pub(in crate::http) fn parse(tag: &str) -> Option<Self> {
        let language = tag.split(['-', '_']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|interface| interface.tag().eq_ignore_ascii_case(language))
    }

    pub(in crate::http) fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Russian => "ru",
            Self::Chinese => "zh",
        }
    }

    /// What the language calls itself.
    pub(in crate::http) fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Russian => "Русский",
            Self::Chinese => "中文",
        }
    }

    pub(in crate::http) fn texts(self) -> &'static Texts {
        match self {
            Self::English => &english::TEXTS,
            Self::Russian => &russian::TEXTS,
            Self::Chinese => &chinese::TEXTS,
        }
    }
}

/// All words of the pages.
pub(in crate::http) struct Texts {
    pub(in crate::http) interface: Interface,
    // Every page.
    pub(in crate::http) description: &'static str,
    pub(in crate::http) skip: &'static str,
    pub(in crate::http) search_label: &'static str,
    pub(in crate::http) search_placeholder: &'static str,
    pub(in crate::http) find: &'static str,
    pub(in crate::http) menu: &'static str,
    pub(in crate::http) identify: &'static str,
    pub(in crate::http) browse: &'static str,
    pub(in crate::http) help: &'static str,
    pub(in crate::http) settings: &'static str,
    pub(in crate::http) no_font: &'static str,
    pub(in crate::http) book_mode: &'static str,
    pub(in crate::http) for_programs: &'static str,
    // The search.
    pub(in crate::http) welcome: &'static str,
    pub(in crate::http) examples: &'static str,
    pub(in crate::http) things_to_try: &'static str,
    pub(in crate::http) try_words: &'static str,
    pub(in crate::http) try_words_queries: &'static [&'static str],
    pub(in crate::http) try_notation: &'static str,
    pub(in crate::http) try_filter: &'static str,
    pub(in crate::http) try_set: &'static str,
    pub(in crate::http) count: fn(usize) -> String,
    pub(in crate::http) nothing: &'static str,
    pub(in crate::http) nothing_hint: &'static str,
    pub(in crate::http) some_words: &'static str,
    pub(in crate::http) did_you_mean: &'static str,
    pub(in crate::http) more: fn(usize) -> String,
    pub(in crate::http) range_of: fn(usize, usize, usize) -> String,
    pub(in crate::http) first_page: &'static str,
    pub(in crate::http) not_understood: &'static str,
    pub(in crate::http) as_of_unicode: &'static str,
    pub(in crate::http) denotes: &'static str,
    pub(in crate::http) field: fn(Field) -> &'static str,
    // Errors.
    pub(in crate::http) not_found: &'static str,
    pub(in crate::http) not_found_detail: &'static str,
    // Settings.
    pub(in crate::http) interface_language: &'static str,
    pub(in crate::http) keyword_languages: &'static str,
    pub(in crate::http) keyword_languages_hint: &'static str,
    pub(in crate::http) no_other_language: &'static str,
    pub(in crate::http) theme: &'static str,
    pub(in crate::http) theme_system: &'static str,
    pub(in crate::http) theme_light: &'static str,
    pub(in crate::http) theme_dark: &'static str,
    pub(in crate::http) save: &'static str,
    pub(in crate::http) cookies: &'static str,
    // The page of a code point.
    pub(in crate::http) copy: &'static str,
    pub(in crate::http) previous: &'static str,
    pub(in crate::http) next: &'static str,
    pub(in crate::http) appearance: &'static str,
    pub(in crate::http) stack_text: &'static str,
    pub(in crate::http) stack_serif: &'static str,
    pub(in crate::http) stack_mono: &'static str,
    pub(in crate::http) stack_symbol: &'static str,
    pub(in crate::http) as_text: &'static str,
    pub(in crate::http) as_emoji: &'static str,
    pub(in crate::http) no_glyph: fn(&str) -> String,
    pub(in crate::http) names: &'static str,
    pub(in crate::http) notes: &'static str,
    pub(in crate::http) see_also: &'static str,
    pub(in crate::http) keywords: &'static str,
    pub(in crate::http) encodings: &'static str,
    pub(in crate::http) more_encodings: &'static str,
    pub(in crate::http) input: &'static str,
    pub(in crate::http) case_and_forms: &'static str,
    pub(in crate::http) uppercase: &'static str,
    pub(in crate::http) lowercase: &'static str,
    pub(in crate::http) titlecase: &'static str,
    pub(in crate::http) folded: &'static str,
    pub(in crate::http) decomposition: &'static str,
    pub(in crate::http) looks_like: &'static str,
    pub(in crate::http) ideograph: &'static str,
    pub(in crate::http) definition: &'static str,
    pub(in crate::http) radical: &'static str,
    pub(in crate::http) strokes: &'static str,
    pub(in crate::http) properties: &'static str,
    pub(in crate::http) more_properties: &'static str,
    pub(in crate::http) also_in: &'static str,
    pub(in crate::http) numeric_value: &'static str,
    pub(in crate::http) terminal_cells: &'static str,
    pub(in crate::http) combining_class: &'static str,
    pub(in crate::http) mirror: &'static str,
    pub(in crate::http) identifiers: &'static str,
    pub(in crate::http) block: &'static str,
    pub(in crate::http) script: &'static str,
    pub(in crate::http) category: &'static str,
    pub(in crate::http) since: &'static str,
    pub(in crate::http) heading: &'static str,
    pub(in crate::http) part_of: &'static str,
    pub(in crate::http) characters_of: &'static str,
    pub(in crate::http) kind_control: &'static str,
    pub(in crate::http) kind_private: &'static str,
    pub(in crate::http) kind_surrogate: &'static str,
    pub(in crate::http) kind_noncharacter: &'static str,
    pub(in crate::http) kind_reserved: &'static str,
    // Lists.
    pub(in crate::http) blocks: &'static str,
    pub(in crate::http) scripts: &'static str,
    pub(in crate::http) categories: &'static str,
    pub(in crate::http) versions: &'static str,
    pub(in crate::http) emoji: &'static str,
    pub(in crate::http) range: &'static str,
    pub(in crate::http) assigned: fn(usize) -> String,
    pub(in crate::http) name: &'static str,
    pub(in crate::http) search_in: &'static str,
    // Identifying a text.
    pub(in crate::http) identify_title: &'static str,
    pub(in crate::http) identify_invitation: &'static str,
    pub(in crate::http) identify_label: &'static str,
    pub(in crate::http) findings: &'static str,
    pub(in crate::http) no_findings: &'static str,
    pub(in crate::http) summary: &'static str,
    pub(in crate::http) bytes: &'static str,
    pub(in crate::http) code_points: &'static str,
    pub(in crate::http) graphemes: &'static str,
    pub(in crate::http) cells: &'static str,
    pub(in crate::http) utf16_units: &'static str,
    pub(in crate::http) normal_forms: &'static str,
    pub(in crate::http) characters: &'static str,
    pub(in crate::http) offset: &'static str,
    pub(in crate::http) text_cut: fn(usize) -> String,
    pub(in crate::http) too_long: fn(usize) -> String,
    // Help.
    pub(in crate::http) help_box: &'static str,
    pub(in crate::http) help_keys: &'static str,
    pub(in crate::http) help_rows: &'static [(&'static str, &'static str)],
    pub(in crate::http) keys: &'static [(&'static str, &'static str)],
    // Without a network.
    pub(in crate::http) offline_title: &'static str,
    pub(in crate::http) offline_page: &'static str,
    /// What the script says: names of attributes and their texts. `%` stands for what it speaks of.
    pub(in crate::http) spoken: &'static [(&'static str, &'static str)],
}

impl Texts {
    /// What the standard calls `name`, in the language of the pages where there is a word for it.
    pub(in crate::http) fn term<'a>(&self, name: &'a str) -> Term<'a> {
        Term::new(self.interface, name)
    }

    /// What an encoding or a way to type is called; most are names, the same in every language.
    pub(in crate::http) fn label<'a>(&self, label: &'a str) -> &'a str {
        terms::label(self.interface, label)
    }

    /// A message of the library, which speaks English, in the language of the pages.
    pub(in crate::http) fn message(&self, english: &str) -> Message {
        Message::new(self.interface, english)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_is_left_out() {
        let names = |texts: &Texts| texts.spoken.iter().map(|(name, _)| *name).collect::<Vec<_>>();
        let english = Interface::English.texts();
        for interface in Interface::ALL {
            let texts = interface.texts();
            assert_eq!(names(texts), names(english), "{interface:?}");
            assert_eq!(texts.keys.len(), english.keys.len());
            assert_eq!(texts.help_rows.len(), english.help_rows.len());
            for ((_, text), (_, model)) in texts.spoken.iter().zip(english.spoken) {
                assert_eq!(text.contains('%'), model.contains('%'), "{text}");
            }
            for field in Field::ALL {
                assert!(!(texts.field)(field).is_empty());
            }
            for number in [0, 1, 2, 5, 11, 21, 22, 111, 1234] {
                assert!((texts.count)(number).chars().any(char::is_numeric), "{number}");
            }
        }
    }

    #[test]
    fn russian_counts_as_russians_do() {
        let count = Interface::Russian.texts().count;
        assert_eq!(count(1), "1 символ");
        assert_eq!(count(2), "2 символа");
        assert_eq!(count(5), "5 символов");
        assert_eq!(count(11), "11 символов");
        assert_eq!(count(21), "21 символ");
        assert_eq!(count(112), "112 символов");
    }

    #[test]
    fn a_tag_names_its_language() {
        assert_eq!(Interface::parse("zh-Hant-TW"), Some(Interface::Chinese));
        assert_eq!(Interface::parse("RU"), Some(Interface::Russian));
        assert_eq!(Interface::parse("fr"), None);
        assert_eq!(Interface::parse(""), None);
    }
}
