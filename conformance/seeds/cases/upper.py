"""Sessions with upper.py, under all its models or under those that take clients one at a time or together."""

from steps import *

MODELS = ('serial', 'threads', 'processes')
SERIAL = ('serial',)
CONCURRENT = ('threads', 'processes')
MESSAGE_BYTES_MAX = 1024


def answered(name, data, answer, lines=1):
    """The client sends all at once; header and message are printed; the answer comes, then the end."""
    step = [('receive', name, len(answer.encode()))] if answer else []
    return send(name, data) + prints(1 + lines) + step + end(name) + leave(name)


def message(text, answer, lines=1):
    return connect('a') + answered('a', text.encode(), answer, lines)


def undecodable(data):
    """The header is printed, and the connection ends without an answer."""
    return connect('a') + send('a', data) + prints(1) + end('a') + leave('a')


def unread(data, answer):
    """More was sent than a server can throw away on closing, so the end may be a reset."""
    return connect('a') + send('a', data) + prints(2) + receive('a', len(answer)) + end_or_reset('a') + leave('a')


SERVED_NEXT = connect('b') + answered('b', b'next\n', 'NEXT')

CASES = {
    'the session of the text':
        connect('a') + answered('a', b'hello world with TCP\n', 'HELLO WORLD WITH TCP')
        + connect('b') + answered('b', b'python is nice\n', 'PYTHON IS NICE'),
    'no newline': message('hello', 'HELLO'),
    'an answer is given once':
        connect('a') + send('a', b'one\n') + prints(2) + receive('a', 3) + end('a') + send('a', b'two\n') + leave('a')
        + SERVED_NEXT,
    'half-closed after the message':
        connect('a') + send('a', b'hello\n') + half_close('a') + prints(2) + receive('a', 5) + end('a') + leave('a'),
    'half-closed at once': connect('a') + half_close('a') + prints(2) + end('a') + leave('a'),
    'a connection and nothing else': connect('a') + leave('a') + prints(2) + SERVED_NEXT,
    'leaves without the answer': connect('a') + send('a', b'hello\n') + leave('a') + prints(2) + SERVED_NEXT,
    'white space alone': message(' \t\r\n', ''),
    'white space around': message(' \t\r\n\x0b\x0c hello \x0c\x0b\r\n\t ', 'HELLO'),
    'white space that is not ASCII stays': message('\u00a0\u0085\x1chello\u3000', '\u00a0\u0085\x1cHELLO\u3000'),
    'white space within': message('a \t  b\n', 'A \t  B'),
    'pipelined lines are one message': message('one\ntwo\r\n\nthree\n', 'ONE\nTWO\r\n\nTHREE', lines=4),
    'control characters': message('a\x00b\x1b[31m\x7f\n', 'A\x00B\x1b[31M\x7f'),
    'Cyrillic': message('Привет, мир\n', 'ПРИВЕТ, МИР'),
    'letters that become two or three': message('straße ﬁ ŉ ΐ և\n', 'STRASSE FI ʼN Ι\u0308\u0301 ԵՒ'),
    'letters that share a capital': message('σς kſ ıi ǆǅ\n', 'ΣΣ KS II ǄǄ'),
    'letters of other scripts': message('აბგ 𐐨 ᏸ ꭰ ⓐ ｘ ⅷ\n', 'ᲐᲑᲒ 𐐀 Ᏸ Ꭰ Ⓐ Ｘ Ⅷ'),
    'text without case': message('世界 🙂 123 שלום\n', '世界 🙂 123 שלום'),
    'an answer three times the message': message('ΐ' * 512, 'Ι\u0308\u0301' * 512),
    'as long as is read': message('x' * MESSAGE_BYTES_MAX, 'X' * MESSAGE_BYTES_MAX),
    'longer than is read': message('x' * MESSAGE_BYTES_MAX + 'y\n', 'X' * MESSAGE_BYTES_MAX),
    'blanks at the end of what is read': message('x' * 1000 + ' ' * 100 + 'y\n', 'X' * 1000),
    'blanks only in what is read': message(' ' * MESSAGE_BYTES_MAX + 'hello\n', ''),
    'a character cut by the end of what is read': undecodable(b'x' * 1023 + 'é'.encode()),
    'a line of 60,000 bytes': connect('a') + answered('a', runs(60_000), runs(60_000)[:1024].decode().upper()),
    'a line of 70,000 bytes': unread(LONG_LINE, LONG_LINE[:1024].upper()) + SERVED_NEXT,
    'a mebibyte': unread(runs(MEBIBYTE), runs(MEBIBYTE)[:1024].upper()) + SERVED_NEXT,
    'bytes that are no UTF-8': undecodable(b'hello \xff\n') + SERVED_NEXT,
    'Latin-1': undecodable(b'caf\xe9\n'),
    'a surrogate': undecodable(b'\xed\xa0\x80'),
    'an overlong form': undecodable(b'\xc0\xaf'),
    'a reset before a byte': connect('a') + reset('a') + SERVED_NEXT,
    'a reset after the answer':
        connect('a') + send('a', b'hello\n') + prints(2) + receive('a', 5) + end('a') + reset('a') + SERVED_NEXT,
}

SERIAL_CASES = {
    'clients are served in the order they came':
        connect('a') + connect('b') + send('b', b'second\n') + answered('a', b'first\n', 'FIRST')
        + prints(2) + receive('b', 6) + end('b') + leave('b'),
}

CONCURRENT_CASES = {
    'a silent client holds nobody up':
        connect('a') + connect('b') + answered('b', b'second\n', 'SECOND') + answered('a', b'first\n', 'FIRST'),
    'three clients at once':
        connect('a') + connect('b') + connect('c') + answered('c', b'c\n', 'C') + answered('b', b'b\n', 'B')
        + answered('a', b'a\n', 'A'),
    'an undecodable message ends that client alone':
        connect('a') + connect('b') + send('b', b'\xff\n') + prints(1) + end('b')
        + leave('b') + answered('a', b'first\n', 'FIRST'),
}
