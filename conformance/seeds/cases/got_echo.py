"""Sessions with got_echo.py."""

from steps import *

READ_BYTES_MAX = 1000
PREFIX = b'GOT:'


def echo(name, data):
    return send(name, data) + receive(name, len(PREFIX + data))


def echo_cut(name, data):
    return send(name, data) + receive_cut(name, PREFIX, READ_BYTES_MAX, data)


# "Connection from …"; "Connection closed" and "Task done".
GREETED, GONE = prints(1), prints(2)
OPENED = connect('a') + GREETED
HALF_CLOSED = half_close('a') + end('a') + GONE

CASES = {
    'the session of the text': OPENED + echo('a', b'Hello\n') + echo('a', b'World\n') + leave('a') + GONE,
    'a connection and nothing else': connect('a') + leave('a') + GREETED + GONE,
    'a connection half-closed at once': OPENED + HALF_CLOSED,
    'half-closed after a line': OPENED + echo('a', b'Hello\n') + HALF_CLOSED,
    'half-closed before the answer is read':
        OPENED + send('a', b'Hello\n') + half_close('a') + receive('a', 10) + end('a') + GONE,
    'no newline': OPENED + echo('a', b'Hello') + HALF_CLOSED,
    'one byte at a time': OPENED + [step for byte in b'abc\r\n' for step in echo('a', bytes([byte]))] + HALF_CLOSED,
    'newlines alone': OPENED + echo('a', b'\n') + echo('a', b'\r\n') + HALF_CLOSED,
    'its own prefix': OPENED + echo('a', b'GOT:GOT:\n') + HALF_CLOSED,
    'pipelined lines are one piece': OPENED + echo('a', b'one\ntwo\n\nthree') + HALF_CLOSED,
    'text that is not ASCII': OPENED + echo('a', 'Привет, 世界 🙂\n'.encode()) + HALF_CLOSED,
    'bytes that are no text': OPENED + echo('a', bytes(range(256))) + HALF_CLOSED,
    'as much as is read at once': OPENED + echo('a', b'x' * READ_BYTES_MAX) + HALF_CLOSED,
    'one byte more than is read at once': OPENED + echo_cut('a', b'x' * READ_BYTES_MAX + b'y') + HALF_CLOSED,
    'a line of 70,000 bytes': OPENED + echo_cut('a', LONG_LINE) + HALF_CLOSED,
    'a mebibyte': OPENED + echo_cut('a', runs(MEBIBYTE)) + HALF_CLOSED,
    'a mebibyte and half-closed before the answer is read':
        OPENED + send('a', runs(MEBIBYTE)) + half_close('a') + receive_cut('a', PREFIX, READ_BYTES_MAX, runs(MEBIBYTE))
        + end('a') + GONE,
    'two clients in turn':
        connect('a') + GREETED + connect('b') + GREETED + echo('a', b'a1\n') + echo('b', b'b1\n') + echo('a', b'a2\n')
        + echo('b', b'b2\n') + leave('a') + GONE + echo('b', b'b3\n') + leave('b') + GONE,
    'a silent client holds nobody up':
        connect('a') + GREETED + connect('b') + GREETED + echo('b', b'Hello\n') + leave('b') + GONE + leave('a') + GONE,
    'one client after the other':
        [step for name in 'abc' for step in connect(name) + GREETED + echo(name, b'Hello\n') + leave(name) + GONE],
    'a reset ends that client alone':
        connect('a') + GREETED + connect('b') + GREETED + echo('a', b'Hello\n') + reset('a') + GONE
        + echo('b', b'Hello\n') + leave('b') + GONE,
    'a reset before a byte': OPENED + reset('a') + GONE + connect('b') + GREETED + echo('b', b'x') + leave('b') + GONE,
    'a client leaves without its answer':
        OPENED + send('a', b'Hello\n') + leave('a') + GONE
        + connect('b') + GREETED + echo('b', b'Hello\n') + leave('b') + GONE,
    'a reset before a long answer is read':
        OPENED + send('a', runs(100_000)) + receive('a', 8) + reset('a') + GONE
        + connect('b') + GREETED + echo('b', b'Hello\n') + leave('b') + GONE,
}
