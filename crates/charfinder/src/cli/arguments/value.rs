//! Values of options out of a known list, which the completions of a shell offer.

use std::ffi::OsStr;
use std::fmt::Display;
use std::marker::PhantomData;
use std::str::FromStr;
use std::sync::LazyLock;

use charfinder::{Language, UnicodeVersion};
use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use clap::{Arg, Command, Error};

/// Parses a `T` as `FromStr` does, which may take more than is listed, such as `pt-BR` for `pt`.
#[derive(Clone, Debug)]
pub(super) struct Known<T> {
    value: PhantomData<fn() -> T>,
}

impl<T> Known<T> {
    pub(super) fn new() -> Self {
        Self { value: PhantomData }
    }
}

/// What is listed.
pub(super) trait Listed: Sized {
    fn listed() -> Vec<PossibleValue>;
}

impl Listed for Language {
    fn listed() -> Vec<PossibleValue> {
        Self::all().map(|language| PossibleValue::new(language.tag()).help(language.english_name())).collect()
    }
}

impl Listed for UnicodeVersion {
    fn listed() -> Vec<PossibleValue> {
        static VERSIONS: LazyLock<Vec<String>> =
            LazyLock::new(|| UnicodeVersion::all().rev().map(|version| version.to_string()).collect());
        VERSIONS.iter().map(|version| PossibleValue::new(version.as_str())).collect()
    }
}

impl<T> TypedValueParser for Known<T>
where
    T: Listed + FromStr<Err: Display> + Clone + Send + Sync + 'static,
{
    type Value = T;

    fn parse_ref(&self, command: &Command, argument: Option<&Arg>, value: &OsStr) -> Result<T, Error> {
        let parse = |text: String| text.parse::<T>().map_err(|error| error.to_string());
        StringValueParser::new().try_map(parse).parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(T::listed().into_iter()))
    }
}
