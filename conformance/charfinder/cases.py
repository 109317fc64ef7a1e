"""The sessions that `record.py` records: a name, the chunks sent in order, and how the client leaves.

A client leaves by half-closing (`HALF_CLOSE`), after reading what is due (`LEAVES`), or it is the server that closes
(`SERVER_CLOSES`). Every answer stays below the thousand results at which the server cuts one by default, and none has
a TANGUT IDEOGRAPH, to which Python gives no name.
"""

from typing import NamedTuple

HALF_CLOSE, LEAVES, SERVER_CLOSES = 'half_close', 'leaves', 'server_closes'
LINE_BYTES_MAX = 65536


class Case(NamedTuple):
    name: str
    chunks: list
    end: str = HALF_CLOSE


def lines(*queries):
    """One chunk for each query, each a line as telnet sends it."""
    return [query.encode() + b'\r\n' for query in queries]


CASES = [
    # The sessions of the book.
    Case('one hit', lines('registered'), LEAVES),
    Case('no match', lines('qwertyuiop'), LEAVES),
    Case('the session of the book', lines('chess black', 'sun') + [b'\xff\xf4\xff\xfd\x06\r\n'], SERVER_CLOSES),
    Case('hits', lines('cat face'), LEAVES),
    Case('hundreds of hits', lines('digit'), LEAVES),
    Case('a connection and nothing else', [], LEAVES),
    Case('a connection half-closed at once', []),
    # Words.
    Case('word order does not matter', lines('black chess', 'chess black')),
    Case('mixed case', lines('Black CHESS quEEn')),
    Case('a word said twice', lines('trigram trigram')),
    Case('a known and an unknown word', lines('chess qwertyuiop')),
    Case('no prefix matches', lines('ches')),
    Case('a hyphen separates', lines('knight-queen', 'euro', 'currency euro')),
    Case('an underscore joins', lines('black_chess')),
    Case('an underscore alone', lines('_')),
    Case('punctuation only', lines('!!!', '...', '- -')),
    Case('punctuation separates', lines('chess,black;king', '(registered)')),
    Case('digits are words', lines('dots 12345678', 'plane 0')),
    Case('a notation is no query', lines('U+265A', '♚', '265A')),
    Case('an alias is no query', lines('nbsp', 'zwj')),
    Case('sharp s is SS', lines('ß', 'ſs')),
    Case('the ligature fi is FI', lines('ﬁ', 'ﬁnger')),
    Case('an accent belongs to the word', lines('café', 'CAFÉ')),
    Case('a combining accent separates', lines('su\u0301n', 'sun\u0301')),
    Case('full-width letters are letters', lines('ｓｕｎ')),
    Case('superscripts and fractions are word characters', lines('sun²', 'sun½', 'sun ²')),
    Case('a typographic apostrophe separates', lines('captain’s', 'sun ’ face')),
    Case('a long query', lines('latin small letter a with ring above and acute')),
    # Characters whose own line is awkward.
    Case('results that are spaces', lines('en quad', 'em space', 'line separator', 'space no break')),
    Case('results that are invisible', lines('joiner', 'hyphen soft', 'mongolian vowel separator')),
    Case('results that turn the direction', lines('override', 'isolate')),
    Case('results of four, five and six digits', lines('registered', 'clef', 'tag tilde', 'selector 256')),
    Case('results that combine', lines('combining ring')),
    # CJK and Hangul.
    Case('a CJK radical', lines('cjk radical jade', 'kangxi radical jade')),
    Case('a CJK tail is no word', lines('4e00', 'cjk 4e00', 'f900 compatibility')),
    Case('CJK strokes', lines('cjk stroke')),
    Case('a Hangul syllable is its sound', lines('hangul syllable sun', 'syllable hih', 'gag')),
    Case('Hangul jamo', lines('hangul jongseong tikeut')),
    Case('a tail that is a word', lines('character 1b170', '1b171', 'khitan 18b00')),
    Case('ideographs that are no CJK', lines('ideograph telegraph')),
    # Quotes in the status line.
    Case('an apostrophe', lines("jabberwocky's vest")),
    Case('double quotes', lines('"chess black"', 'say "cheese"')),
    Case('both quotes', lines("""a'b"c""")),
    Case('a backslash', lines('back\\slash', "back\\sl'ash")),
    Case('an apostrophe with a match', lines("chess 'black'")),
    # What repr() escapes.
    Case('a control character in the middle', lines('reg\x03istered', 'a\x00b', 'a\x1bb', 'a\x7fb')),
    Case('a delete character first', lines('\x7fabc')),
    Case('a tab in the middle', lines('chess\tblack', 'a\tb')),
    Case('control characters of the second set', lines('a\x80b', 'a\x9bb')),
    Case('format characters', lines('a\u200bb', 'a\u00adb', 'a\ufeffb', '\ufeffsun')),
    Case('bidirectional controls', lines('a\u202eb', 'a\u2066b\u2069', '\u200fsun')),
    Case('spaces that are not blank', lines('chess\u00a0black', 'a\u2003b', 'a\u3000b')),
    Case('line and paragraph separators', lines('a\u2028b', 'a\u2029b', 'a\x85b')),
    Case('private use', lines('\ue000', 'a\U000f0000b', '\U0010fffd')),
    Case('unassigned and noncharacters', lines('\u0378', '\uffff', 'a\U0010ffffb', '\U000e0fff')),
    Case('characters newer than Unicode 14', lines('a\U0001fae8b', '\U0001f6dc', '\u0cf3', '\U00031350')),
    Case('characters as new as Unicode 14', lines('\U0001f6dd', '\U0001fae0', '\u20c0')),
    Case('combining marks print', lines('\u0301abc', 'a\u0300b')),
    Case('other scripts print', lines('шахматы', '日本', 'שלום', '♚♛')),
    Case('emoji print', lines('\U0001f600', '\U0001f469\u200d\U0001f4bb')),
    # White space and blank lines.
    Case('blank lines', [b'\r\n', b'\n', b'   \r\n', b'\t\r\n'], LEAVES),
    Case('spaces around', [b'  registered  \r\n', b'\tregistered\t\n', b' \t registered \x0b\x0c\r\n']),
    Case('separators 1c to 1f are white space', [b'\x1c\r\n', b'\x1d\x1e\x1f\r\n', b'\x1fsun dial\x1c\r\n']),
    Case('other white space is stripped', lines('\x85registered\x85', '\xa0registered\u2028', '\u3000registered\u1680')),
    Case('a zero width space is not stripped', lines('\u200bregistered')),
    # Line ends.
    Case('LF alone', [b'registered\n', b'sun dial\n'], LEAVES),
    Case('CR LF and LF in turn', [b'registered\r\nqwertyuiop\nregistered\r\n']),
    Case('a lone CR ends no line', [b'chess\rblack\r\n', b'registered\r\r\n']),
    Case('a CR and no LF', [b'registered\r']),
    Case('a last line without a newline', [b'registered']),
    Case('a last line without a newline after others', [b'qwertyuiop\r\nregis', b'tered']),
    Case('blanks without a newline', [b'  ']),
    Case('half-closed between lines', lines('registered', 'qwertyuiop')),
    Case('pipelined lines', [b'registered\r\nchess black\r\n\r\nqwertyuiop\r\nsun\r\n']),
    Case('many pipelined lines', [b'registered\n' * 300]),
    Case('pipelined lines and no half-close', [b'registered\r\nchess black\r\n'], LEAVES),
    Case('a line byte by byte', [bytes([byte]) for byte in 'café sun\r\n'.encode()]),
    # The end of a session.
    Case('Ctrl-C first', [b'\x03\r\n'], SERVER_CLOSES),
    Case('Ctrl-C after an answer', [b'registered\r\n', b'\x03\r\n'], SERVER_CLOSES),
    Case('Ctrl-C before other lines', [b'\x03\r\nregistered\r\n'], SERVER_CLOSES),
    Case('Ctrl-C after blanks', [b'  \x03 sun\r\n'], SERVER_CLOSES),
    Case('Ctrl-C without a newline', [b'\x03']),
    Case('other control characters first', [b'\x1bsun\r\n'], SERVER_CLOSES),
    Case('NUL first', [b'\x00sun\r\n'], SERVER_CLOSES),
    # Telnet.
    Case("telnet's Ctrl-C", [b'\xff\xf4\xff\xfd\x06\r\n'], SERVER_CLOSES),
    Case("telnet's Ctrl-C at the end of the input", [b'\xff\xf4\xff\xfd\x06']),
    Case("telnet's Ctrl-C alone", [b'\xff\xf4\n'], SERVER_CLOSES),
    Case("telnet's Ctrl-C within a line", [b'chess\xff\xf4\xff\xfd\x06 black\r\n'], SERVER_CLOSES),
    Case("telnet's break", [b'\xff\xf3\r\n'], SERVER_CLOSES),
    Case("telnet's end of file", [b'\xff\xec\r\n'], SERVER_CLOSES),
    Case("telnet's abort", [b'\xff\xee\r\n'], SERVER_CLOSES),
    Case('telnet negotiation before a query', [b'\xff\xfd\x03\xff\xfb\x18\xff\xfb\x1fregistered\r\n'], LEAVES),
    Case('telnet negotiation within a query', [b'chess\xff\xfc\x01 bl\xff\xfe\x22ack\r\n']),
    Case('telnet negotiation within a character', [b'caf\xc3\xff\xf1\xa9\r\n']),
    Case('telnet negotiation and nothing else', [b'\xff\xfb\x1f\r\n']),
    Case('telnet subnegotiation', [b'\xff\xfa\x1f\x00\x50\x00\x18\xff\xf0registered\r\n']),
    Case('telnet subnegotiation with an escaped byte', [b'\xff\xfa\x1f\x00\xff\xff\x00\x18\xff\xf0registered\r\n']),
    Case('a line feed within a subnegotiation ends the line', [b'\xff\xfa\x1f\x00\x50\x00\n\xff\xf0registered\r\n']),
    Case('a line feed as an option ends the line', [b'sun dial\xff\xfb\nregistered\r\n']),
    Case('a subnegotiation without an end', [b'sun\xff\xfa\x18 no end of it\r\n', b'registered\r\n']),
    Case('other telnet commands', [b'\xff\xf1\xff\xf2reg\xff\xf5is\xff\xf6te\xff\xf7r\xff\xf8e\xff\xf9d\xff\xed\xff\xef\r\n']),
    Case('an escaped byte 255', [b'registered\xff\xff\r\n']),
    Case('a telnet sequence in two chunks', [b'regis\xff', b'\xfb', b'\x01tered\r\n']),
    Case('byte 255 that is not telnet', [b'sun\xffdial\r\n'], SERVER_CLOSES),
    Case('byte 255 at the end of a line', [b'sun\xff\n'], SERVER_CLOSES),
    # Bytes that are no UTF-8.
    Case('a byte of Latin-1', [b'caf\xe9\r\n'], SERVER_CLOSES),
    Case('undecodable after an answer', [b'registered\r\n\x80\r\nregistered\r\n'], SERVER_CLOSES),
    Case('a character cut short', [b'caf\xc3\r\n'], SERVER_CLOSES),
    Case('a surrogate', [b'\xed\xa0\x80\r\n'], SERVER_CLOSES),
    Case('an overlong form', [b'\xc0\xaf\r\n'], SERVER_CLOSES),
    Case('beyond the last code point', [b'\xf4\x90\x80\x80\r\n'], SERVER_CLOSES),
    Case('undecodable without a newline', [b'\xfe']),
    # The length of a line.
    Case('a long line', lines('sun ' * 500)),
    Case('a line at its limit', [b'a' * LINE_BYTES_MAX + b'\n'], LEAVES),
    Case('a line at its limit with CR', [b'a' * (LINE_BYTES_MAX - 1) + b'\r\n'], LEAVES),
    Case('a line at its limit without a newline', [b'a' * LINE_BYTES_MAX]),
    Case('a line past its limit', [b'a' * (LINE_BYTES_MAX + 1) + b'\n', b'registered\r\n'], LEAVES),
    Case('a line past its limit with CR', [b'a' * LINE_BYTES_MAX + b'\r\nregistered\r\n']),
    Case('a line far past its limit', [b'a' * 1_000_000 + b'\nregistered\r\n']),
    Case('a line past its limit without a newline', [b'a' * 1_000_000]),
    Case('an undecodable line past its limit', [b'\xfe' + b'a' * LINE_BYTES_MAX + b'\nregistered\r\n']),
    Case('a blank line past its limit', [b' ' * (LINE_BYTES_MAX + 1) + b'\r\nregistered\r\n']),
    Case('two lines past their limit', [(b'a' * (LINE_BYTES_MAX + 1) + b'\n') * 2]),
]
