"""Sessions with simple_echo_protocol.py. Each of them ends the server."""

from steps import *

READ_BYTES_MAX = 256 * 1024
PREFIX = b'echo:'


def echo(name, data):
    return send(name, data) + prints(1) + receive(name, len(PREFIX + data))


def echo_cut(name, data):
    return send(name, data) + receive_cut(name, PREFIX, READ_BYTES_MAX, data) + prints_cut(READ_BYTES_MAX, data)


GREETED, LOST = prints(1), prints(1)
OPENED = connect('a') + GREETED
HALF_CLOSED = half_close('a') + end('a') + LOST + exits() + refused('b')
LEFT = leave('a') + LOST + exits()

CASES = {
    'the session of the text': OPENED + echo('a', b'a') + echo('a', b'b') + echo('a', b'c') + LEFT,
    'a connection and nothing else': connect('a') + leave('a') + GREETED + LOST + exits(),
    'a connection half-closed at once': OPENED + HALF_CLOSED,
    'half-closed after a line': OPENED + echo('a', b'abc\r\n') + HALF_CLOSED,
    'half-closed before the answer is read':
        OPENED + send('a', b'abc') + half_close('a') + prints(1) + receive('a', 8) + end('a') + LOST + exits(),
    'no newline': OPENED + echo('a', b'abc') + HALF_CLOSED,
    'newlines alone': OPENED + echo('a', b'\n') + echo('a', b'\r\n') + LEFT,
    'pipelined lines are one piece': OPENED + echo('a', b'one\ntwo\n\nthree') + LEFT,
    'its own prefix': OPENED + echo('a', b'echo:echo:') + LEFT,
    'quotes on the console': OPENED + echo('a', b"it's") + echo('a', b'"x"') + echo('a', b"""it's "x\"""") + LEFT,
    'a backslash and a tab on the console': OPENED + echo('a', b'a\\b\tc') + LEFT,
    'text that is not ASCII': OPENED + echo('a', 'Привет, 世界 🙂\n'.encode()) + LEFT,
    'every byte': OPENED + echo('a', bytes(range(256))) + LEFT,
    'a line of 70,000 bytes': OPENED + echo_cut('a', LONG_LINE) + HALF_CLOSED,
    'a mebibyte': OPENED + echo_cut('a', runs(MEBIBYTE)) + HALF_CLOSED,
    'a mebibyte and half-closed before the answer is read':
        OPENED + send('a', runs(MEBIBYTE)) + half_close('a') + receive_cut('a', PREFIX, READ_BYTES_MAX, runs(MEBIBYTE))
        + prints_cut(READ_BYTES_MAX, runs(MEBIBYTE)) + end('a') + LOST + exits(),
    'two clients in turn':
        connect('a') + GREETED + connect('b') + GREETED + echo('a', b'a1') + echo('b', b'b1') + echo('a', b'a2')
        + leave('a') + LOST + leave('b') + LOST + exits(),
    'who stays is served when another has left':
        connect('a') + GREETED + connect('b') + GREETED + leave('a') + LOST + echo('b', b'b1') + refused('c')
        + echo('b', b'b2') + half_close('b') + end('b') + LOST + exits() + refused('d'),
    'three clients leave one by one':
        connect('a') + GREETED + connect('b') + GREETED + connect('c') + GREETED + leave('b') + LOST + echo('a', b'a1')
        + leave('a') + LOST + echo('c', b'c1') + leave('c') + LOST + exits(),
    'a reset closes the server too': OPENED + echo('a', b'abc') + reset('a') + LOST + exits() + refused('b'),
    'a reset before a byte': OPENED + reset('a') + LOST + exits(),
    'a reset while another is served':
        connect('a') + GREETED + connect('b') + GREETED + reset('a') + LOST + echo('b', b'b1') + leave('b') + LOST + exits(),
    'leaves without its answer': OPENED + send('a', b'abc') + prints(1) + leave('a') + LOST + exits(),
}
