"""Sessions of stream_client.py with servers that are played."""

from cases.client import ClientCase
from steps import *

SENT = b'First line.\nSecond line.\nThird line.\nLast line.\n'
LINE_BYTES_MAX = 64 * 1024


def connected(*then):
    """The client connects, all four lines come, "Lines received" is printed, and what follows happens."""
    return ClientCase([*accept('a'), *receive('a', len(SENT)), *prints(1), *(step for steps in then for step in steps)])


def answered(data, lines):
    """The client reads `lines` lines and leaves."""
    return connected(send('a', data), prints(lines), end('a'), exits())


def ended(data, lines):
    """The server half-closes after `data`: the client prints what there is, then an empty line, and leaves."""
    return connected(send('a', data), half_close('a'), prints(lines + 1), end('a'), exits())


CASES = {
    'the session of the text': answered(SENT, 4),
    'the lines one by one': connected(
        send('a', b'First line.\n'), prints(1), send('a', b'Second line.\n'), prints(1), send('a', b'Third'),
        send('a', b' line.\n'), prints(1), send('a', b'Last line.\n'), prints(1), end('a'), exits()),
    'a line byte by byte': connected(*(send('a', bytes([byte])) for byte in b'Last line.\n'), prints(1), end('a'), exits()),
    'the last line first': answered(b'Last line.\n', 1),
    'other lines': answered(b'one\n\ntwo\nLast line.\n', 4),
    'many lines': answered(b'line\n' * 1000 + b'Last line.\n', 1001),
    'almost the last line': ended(b'last line.\nLast line.\r\n Last line.\nLast line. \n', 4),
    'a CR ends no line': ended(b'one\rtwo\r\nthree\n', 2),
    'no lines': ended(b'', 0),
    'the end without a newline': ended(b'First line.\nSecond', 2),
    'the last line without a newline': ended(b'First line.\nLast line.', 2),
    'the end and the server has left': connected(leave('a'), prints(1), exits()),
    'quotes': ended(b"it's\n\"x\"\nit's \"x\"\n", 3),
    'text that is not ASCII': ended('Привет, 世界 🙂\n'.encode(), 1),
    'bytes that are no text': ended(bytes(range(256)), 2),
    'a line at its limit': answered(b'a' * LINE_BYTES_MAX + b'\nLast line.\n', 2),
    'a line past its limit':
        connected(send('a', b'one\n'), prints(1), send('a', b'a' * (LINE_BYTES_MAX + 1) + b'\n'), end_or_reset('a'),
                  exits()),
    'a line of 70,000 bytes': connected(send('a', LONG_LINE + b'Last line.\n'), end_or_reset('a'), exits()),
    'a mebibyte without a newline': connected(send('a', runs(MEBIBYTE)), end_or_reset('a'), exits()),
    'a mebibyte of lines': answered((b'x' * 1023 + b'\n') * 1024 + b'Last line.\n', 1025),
    'what follows the last line is not read':
        connected(send('a', b'Last line.\nmore\nand more\n'), prints(1), end_or_reset('a'), exits()),
    'an answer before the lines': ClientCase(
        accept('a') + send('a', b'Last line.\n') + receive('a', len(SENT)) + prints(2) + end('a') + exits()),
    'a reset after a line': connected(send('a', b'First line.\n'), prints(1), reset('a'), exits()),
    'a reset instead of an answer': connected(reset('a'), exits()),
    'nobody listens': ClientCase(exits(), listens=False),
}
