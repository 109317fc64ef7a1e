#!/usr/bin/env python3
"""Compares charfinder's tables with other implementations of the Unicode Standard, for every code point.

    python3 conformance/names/check_names.py [--packages DIR] [--write]

It runs `cargo run --release -p charfinder --example dump_names` and compares

* names, general categories and aliases with `unicodedata2` 18.0.0;
* ages with the characters that `unicodedata2` of each older version from 15.0 knows, with `unicodedata.ucd_3_2_0`
  of this Python, and with the property Age of Perl, where there is one;
* names, words (`\\w`) and what is printable, as of this Python's own version of Unicode, with this Python.

The packages are installed with pip into DIR (`.data-cache/pip` unless told), which needs the network once.
With `--write` the result goes to RESULT.txt beside this file; it holds nothing that differs between machines but
the versions of Python and Perl. The exit code is 0 when everything agrees.
"""

import argparse
import hashlib
import pathlib
import platform
import re
import subprocess
import sys
import unicodedata

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
LATEST = '18.0.0'
# Wheels of these exist for the Pythons of today; 17.0.1 is a later packaging of the data of 17.0.0.
OLDER = ['17.0.1', '16.0.0', '15.1.0', '15.0.0']
SURROGATES = range(0xD800, 0xE000)
CODE_POINTS = [c for c in range(0x110000) if c not in SURROGATES]
DIFFERENCES_SHOWN = 20

# Runs in a Python that sees one version of unicodedata2, and prints what the dump prints.
DESCRIBE = '''
import sys, unicodedata2 as u
out = [u.unidata_version]
for c in range(0x110000):
    if not 0xD800 <= c < 0xE000:
        out.append(u.name(chr(c), '') + ';' + u.category(chr(c)))
sys.stdout.write('\\n'.join(out))
'''

ALIASES = '''
import sys, unicodedata2 as u
for line in sys.stdin:
    alias = line.rstrip('\\n')
    try:
        print('%04X' % ord(u.lookup(alias)))
    except KeyError:
        print('-')
'''


class Report:
    """The lines of the result, and whether anything differs."""

    def __init__(self):
        self.lines = []
        self.agrees = True

    def compare(self, title, count, differences):
        verdict = 'all agree' if not differences else f'{len(differences)} DIFFER'
        self.lines.append(f'{title}: {count:,} compared, {verdict}')
        for difference in differences[:DIFFERENCES_SHOWN]:
            self.lines.append(f'    {difference}')
        self.agrees = self.agrees and not differences


def install(version, packages):
    target = packages / f'unicodedata2-{version}'
    if not target.exists():
        subprocess.run(
            [sys.executable, '-m', 'pip', 'install', '--quiet', '--root-user-action', 'ignore', '--only-binary', ':all:', '--no-deps',
             '--target', str(target), f'unicodedata2=={version}'],
            check=True,
        )
    return target


def run_with(version, packages, program, given=''):
    done = subprocess.run(
        [sys.executable, '-c', program], env={'PYTHONPATH': str(install(version, packages))},
        input=given, capture_output=True, text=True, check=True,
    )
    return done.stdout


def describe(version, packages):
    """The version of the data, and (name, category) for each of CODE_POINTS."""
    data_version, *lines = run_with(version, packages, DESCRIBE).split('\n')
    return data_version, [tuple(line.split(';')) for line in lines]


def age_key(age):
    return tuple(map(int, age.split('.'))) if age else (99,)


def check_latest(report, dump, packages):
    version, described = describe(LATEST, packages)
    report.lines.append(f'unicodedata2 {LATEST}, data of Unicode {version}')
    named = sum(1 for name, _ in described if name)
    report.compare(
        f'names of all code points ({named:,} have one)', len(described),
        [f'U+{c:04X} {dump[c][0]!r}, expected {name!r}'
         for c, (name, _) in zip(CODE_POINTS, described) if dump[c][0] != name],
    )
    report.compare(
        'general categories', len(described),
        [f'U+{c:04X} {dump[c][2]}, expected {category}'
         for c, (_, category) in zip(CODE_POINTS, described) if dump[c][2] != category],
    )
    aliases = [(c, alias) for c in CODE_POINTS for alias in dump[c][3]]
    found = run_with(LATEST, packages, ALIASES, '\n'.join(alias for _, alias in aliases)).split()
    report.compare(
        'name aliases', len(aliases),
        [f'U+{c:04X} {alias!r}, which is of {other}'
         for (c, alias), other in zip(aliases, found, strict=True) if other != f'{c:04X}'],
    )


def check_ages(report, dump, packages):
    for version in OLDER:
        data_version, described = describe(version, packages)
        newest = age_key('.'.join(data_version.split('.')[:2]))
        # Noncharacters have an age, but no implementation calls them assigned.
        differences = [
            f'U+{c:04X} of age {dump[c][1]!r}' for c, (_, category) in zip(CODE_POINTS, described)
            if (category != 'Cn') != (age_key(dump[c][1]) <= newest and dump[c][2] != 'Cn')
        ]
        report.compare(f'known to {data_version} (unicodedata2 {version})', len(described), differences)
        names = [
            f'U+{c:04X} {dump[c][0]!r}, then {name!r}' for c, (name, _) in zip(CODE_POINTS, described)
            if name and name != dump[c][0]
        ]
        report.compare(f'names of {data_version}', sum(1 for name, _ in described if name), names)
    old = unicodedata.ucd_3_2_0
    report.compare(
        'known to 3.2 (unicodedata.ucd_3_2_0)', len(CODE_POINTS),
        [f'U+{c:04X} of age {dump[c][1]!r}' for c in CODE_POINTS
         if (old.category(chr(c)) != 'Cn') != (age_key(dump[c][1]) <= (3, 2) and dump[c][2] != 'Cn')],
    )


PERL = '''
use Unicode::UCD qw(prop_invmap);
my ($starts, $ages) = prop_invmap("Age");
print Unicode::UCD::UnicodeVersion(), "\\n";
print "$$starts[$_] $$ages[$_]\\n" for 0 .. $#$starts;
'''


def check_perl(report, dump):
    try:
        done = subprocess.run(['perl', '-e', PERL], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        report.lines.append('Perl: not here, not compared')
        return
    version, *rows = done.stdout.split('\n')[:-1]
    newest = age_key('.'.join(version.split('.')[:2]))
    runs = [(int(start), age) for start, age in (row.split(' ') for row in rows)] + [(0x110000, None)]
    expected = {}
    for (start, age), (end, _) in zip(runs, runs[1:]):
        # Perl writes V6_3 or 6.3, and Unassigned for what its version does not know.
        age = age.lstrip('V').replace('_', '.')
        expected.update((c, age) for c in range(start, end))
    differences = [
        f'U+{c:04X} {dump[c][1]!r}, expected {expected[c]!r}' for c in CODE_POINTS
        if (dump[c][1] if age_key(dump[c][1]) <= newest else 'Unassigned') != expected[c]
    ]
    report.compare(f'ages up to {version} (Perl)', len(CODE_POINTS), differences)


def check_this_python(report, dump):
    """What the first edition sees of the data, with this Python's `re` and `str`."""
    version = unicodedata.unidata_version
    newest = age_key('.'.join(version.split('.')[:2]))
    if newest > age_key('18.0'):
        report.lines.append(f'this Python has Unicode {version}, which is newer: not compared')
        return
    word = re.compile(r'\w')
    known = {c: age_key(dump[c][1]) <= newest for c in CODE_POINTS}
    report.compare(
        f'words as of {version} (this Python)', len(CODE_POINTS),
        [f'U+{c:04X} {dump[c][2]}' for c in CODE_POINTS
         if bool(word.match(chr(c))) != (c == 0x5F or (known[c] and dump[c][2][0] in 'LN'))],
    )
    report.compare(
        f'printable as of {version} (this Python)', len(CODE_POINTS),
        [f'U+{c:04X} {dump[c][2]}' for c in CODE_POINTS
         if chr(c).isprintable() != (c == 0x20 or (known[c] and dump[c][2][0] not in 'ZC'))],
    )
    # Python up to 3.11 knows no names of Tangut ideographs; charfinder follows the standard.
    report.compare(
        f'names as of {version} but for Tangut (this Python)', len(CODE_POINTS),
        [f'U+{c:04X} {dump[c][0]!r}, expected {unicodedata.name(chr(c), "")!r}' for c in CODE_POINTS
         if unicodedata.name(chr(c), '') != (dump[c][0] if known[c] else '')
         and not dump[c][0].startswith('TANGUT IDEOGRAPH-')],
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('--packages', type=pathlib.Path, default=ROOT / '.data-cache' / 'pip')
    parser.add_argument('--write', action='store_true', help='write RESULT.txt')
    options = parser.parse_args()

    made = subprocess.run(
        ['cargo', 'run', '--quiet', '--release', '-p', 'charfinder', '--example', 'dump_names'],
        cwd=ROOT, capture_output=True, check=True,
    ).stdout
    dump = {}
    for line in made.decode('ascii').splitlines():
        code, name, age, category, aliases = line.split(';')
        dump[int(code, 16)] = (name, age, category, aliases.split(',') if aliases else [])

    report = Report()
    report.lines.append('Written by check_names.py --write')
    table = (ROOT / 'crates/charfinder/data/unicode.bin').read_bytes()
    report.lines.append(f'sha256 of unicode.bin {hashlib.sha256(table).hexdigest()}')
    report.lines.append(f'sha256 of the dump    {hashlib.sha256(made).hexdigest()}')
    report.lines.append(f'Python {platform.python_version()}, unicodedata of Unicode {unicodedata.unidata_version}')
    report.compare('code points in the dump', len(dump), sorted(set(CODE_POINTS) ^ set(dump)))
    check_latest(report, dump, options.packages)
    check_ages(report, dump, options.packages)
    check_perl(report, dump)
    check_this_python(report, dump)
    report.lines.append('Everything agrees.' if report.agrees else 'NOT everything agrees.')

    text = '\n'.join(report.lines) + '\n'
    print(text, end='')
    if options.write:
        (HERE / 'RESULT.txt').write_text(text)
    return 0 if report.agrees else 1


if __name__ == '__main__':
    sys.exit(main())
