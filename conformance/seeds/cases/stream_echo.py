"""Sessions with stream_echo.py."""

from steps import *

READ_BYTES_MAX = 8192


def echo(name, data):
    return send(name, data) + prints(1) + receive(name, len(data))


def echo_cut(name, data):
    return send(name, data) + receive(name, len(data)) + prints_cut(READ_BYTES_MAX, data)


GREETED = prints(1)
OPENED = connect('a') + GREETED
HALF_CLOSED = half_close('a') + end('a')
SERVED_NEXT = connect('z') + GREETED + echo('z', b'next\n') + half_close('z') + end('z')
LINES = b'First line.\nSecond line.\nThird line.\nLast line.\n'

CASES = {
    'the session of the text': OPENED + echo('a', LINES) + leave('a') + SERVED_NEXT,
    'a connection and nothing else': connect('a') + leave('a') + GREETED + SERVED_NEXT,
    'a connection half-closed at once': OPENED + HALF_CLOSED + SERVED_NEXT,
    'half-closed after a line': OPENED + echo('a', b'abc\r\n') + HALF_CLOSED,
    'half-closed before the answer is read':
        OPENED + send('a', b'abc') + half_close('a') + prints(1) + receive('a', 3) + end('a'),
    'no newline': OPENED + echo('a', b'abc') + HALF_CLOSED,
    'one byte at a time': OPENED + [step for byte in b'abc\r\n' for step in echo('a', bytes([byte]))] + HALF_CLOSED,
    'pipelined lines are one piece': OPENED + echo('a', b'one\ntwo\n\nthree') + HALF_CLOSED,
    'quotes on the console': OPENED + echo('a', b"it's") + echo('a', b'"x"') + echo('a', b"""it's "x\"""") + HALF_CLOSED,
    'a backslash and a tab on the console': OPENED + echo('a', b'a\\b\tc') + HALF_CLOSED,
    'text that is not ASCII': OPENED + echo('a', 'Привет, 世界 🙂\n'.encode()) + HALF_CLOSED,
    'every byte': OPENED + echo('a', bytes(range(256))) + HALF_CLOSED,
    'as much as is read at once': OPENED + echo_cut('a', b'x' * READ_BYTES_MAX) + HALF_CLOSED,
    'one byte more than is read at once': OPENED + echo_cut('a', b'x' * READ_BYTES_MAX + b'y') + HALF_CLOSED,
    'a line of 70,000 bytes': OPENED + echo_cut('a', LONG_LINE) + HALF_CLOSED,
    'a mebibyte': OPENED + echo_cut('a', runs(MEBIBYTE)) + HALF_CLOSED,
    'a mebibyte and half-closed before the answer is read':
        OPENED + send('a', runs(MEBIBYTE)) + half_close('a') + receive('a', MEBIBYTE)
        + prints_cut(READ_BYTES_MAX, runs(MEBIBYTE)) + end('a'),
    'two clients in turn':
        connect('a') + GREETED + connect('b') + GREETED + echo('a', b'a1\n') + echo('b', b'b1\n') + echo('a', b'a2\n')
        + echo('b', b'b2\n') + leave('a') + echo('b', b'b3\n') + half_close('b') + end('b'),
    'a silent client holds nobody up':
        connect('a') + GREETED + connect('b') + GREETED + echo('b', b'b1\n') + half_close('b') + end('b') + HALF_CLOSED,
    'a reset ends that client alone':
        connect('a') + GREETED + connect('b') + GREETED + echo('a', b'a1\n') + reset('a') + echo('b', b'b1\n')
        + half_close('b') + end('b') + SERVED_NEXT,
    'a reset before a byte': OPENED + reset('a') + SERVED_NEXT,
    'leaves without its answer': OPENED + send('a', b'abc') + prints(1) + leave('a') + SERVED_NEXT,
}
