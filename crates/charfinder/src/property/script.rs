//! Scripts: the writing systems that characters belong to.

use std::fmt::{self, Display, Formatter};
use std::ops::RangeInclusive;
use std::sync::LazyLock;

use icu_properties::props::{NamedEnumeratedProperty, Script as Icu};
use icu_properties::script::ScriptWithExtensions;
use icu_properties::{CodePointMapData, PropertyParser};

use super::loose;
use crate::CodePoint;

/// A script, such as Greek.
///
/// Displayed, it is its name with spaces: `Old Italic`.
///
/// ```
/// use charfinder::Script;
///
/// let script = Script::of('Σ'.into());
/// assert_eq!((script.name(), script.code()), ("Greek", "Grek"));
/// assert_eq!(Script::named("grek"), Some(script));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Script(Icu);

impl Script {
    /// All scripts that characters have, by name.
    pub fn all() -> impl ExactSizeIterator<Item = Self> {
        static ALL: LazyLock<Vec<Script>> = LazyLock::new(|| {
            let mut scripts: Vec<Script> =
                CodePointMapData::<Icu>::new().iter_ranges().map(|run| Script(run.value)).collect();
            scripts.sort_unstable_by_key(|script| script.name());
            scripts.dedup();
            scripts
        });
        ALL.iter().copied()
    }

    /// The script of `c`: `Common` if it is used with several, `Inherited` if it takes that of the character before it, `Unknown`
    /// if it is not assigned.
    pub fn of(c: CodePoint) -> Self {
        Self(CodePointMapData::<Icu>::new().get32(c.value()))
    }

    /// All scripts that `c` is used with (Script_Extensions), by name: its own alone unless the standard lists more.
    pub fn extensions(c: CodePoint) -> Vec<Self> {
        let mut scripts: Vec<Self> =
            ScriptWithExtensions::new().get_script_extensions_val32(c.value()).iter().map(Self).collect();
        scripts.sort_unstable_by_key(|script| script.name());
        scripts
    }

    /// The script with this name or code, matched loosely (UAX #44, LM3).
    pub fn named(text: &str) -> Option<Self> {
        let found = Self(PropertyParser::<Icu>::new().get_loose(&loose(text))?);
        // Scripts that have a code and no character are left out, as no list has them.
        Self::all().any(|script| script == found).then_some(found)
    }

    /// Its name in the standard: `Old_Italic`.
    pub fn name(self) -> &'static str {
        self.0.long_name()
    }

    /// Its code of ISO 15924, such as `Grek`.
    pub fn code(self) -> &'static str {
        self.0.short_name()
    }

    /// How many code points have it.
    pub fn count(self) -> u32 {
        self.ranges().map(|range| range.end() - range.start() + 1).sum()
    }

    /// The runs of code points that have it, ascending.
    pub(crate) fn ranges(self) -> impl Iterator<Item = RangeInclusive<u32>> {
        CodePointMapData::<Icu>::new().iter_ranges_for_value(self.0)
    }

    /// The runs of code points that are used with it, ascending.
    pub(crate) fn extension_ranges(self) -> impl Iterator<Item = RangeInclusive<u32>> {
        ScriptWithExtensions::new().get_script_extensions_ranges(self.0)
    }
}

impl Display for Script {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.pad(&self.name().replace('_', " "))
    }
}
