"""Sessions of client.py with servers that are played: arguments, then what the server does and what must come."""

from typing import NamedTuple

from steps import *


class ClientCase(NamedTuple):
    steps: list
    arguments: list = []
    listens: bool = True


def asked(arguments, line, *then):
    """The client connects, sends `line`, and what follows happens."""
    return ClientCase([*accept('a'), *receive('a', len(line)), *(step for steps in then for step in steps)], arguments)


def answered(arguments, line, answer, lines=2):
    return asked(arguments, line, send('a', answer), prints(lines), end('a'), exits())


def fails(arguments, line, answer):
    """Nothing is printed, and the status is 1."""
    return asked(arguments, line, send('a', answer), end('a'), exits())


CASES = {
    'the session of the text':
        answered(['hello', 'world', 'with', 'TCP'], b'hello world with TCP\n', b'HELLO WORLD WITH TCP'),
    'its second line': answered(['python', 'is', 'nice'], b'python is nice\n', b'PYTHON IS NICE'),
    'no arguments': answered([], b'\n', b'x'),
    'an empty argument': answered([''], b'\n', b'x'),
    'blanks in an argument': answered(['  a  b ', '', 'c'], b'  a  b   c\n', b'A  B   C'),
    'a newline in an argument': answered(['a\nb'], b'a\nb\n', b'A\nB', lines=4),
    'an argument that looks like an option': answered(['--help', '-v'], b'--help -v\n', b'--HELP -V'),
    'arguments that are not ASCII': answered(['Привет,', '世界'], 'Привет, 世界\n'.encode(), 'ПРИВЕТ, 世界'.encode()),
    'an argument that is no UTF-8': ClientCase(accept('a') + end('a') + exits(), [b'caf\xe9']),
    'a long argument': answered([runs(70_000)], runs(70_000) + b'\n', b'X'),
    'an answer with a newline': answered(['a'], b'a\n', b'A\n', lines=3),
    'an answer as long as is read': answered(['a'], b'a\n', b'A' * 1024),
    'an answer longer than is read':
        asked(['a'], b'a\n', send('a', b'A' * 1025), prints(2), end_or_reset('a'), exits()),
    'an answer of a mebibyte':
        asked(['a'], b'a\n', send('a', runs(MEBIBYTE)), prints(2), end_or_reset('a'), exits()),
    'an answer cut within a character':
        asked(['a'], b'a\n', send('a', b'A' * 1023 + 'é'.encode()), end_or_reset('a'), exits()),
    'an answer that is no UTF-8': fails(['a'], b'a\n', b'\xff'),
    'no answer': asked(['a'], b'a\n', leave('a'), prints(2), exits()),
    'no answer and a half-close': asked(['a'], b'a\n', half_close('a'), prints(2), end('a'), exits()),
    'an answer and a half-close': asked(['a'], b'a\n', send('a', b'A'), half_close('a'), prints(2), end('a'), exits()),
    'an answer before the question':
        ClientCase(accept('a') + send('a', b'A') + prints(2) + receive('a', 2) + end('a') + exits(), ['a']),
    'a reset instead of an answer': asked(['a'], b'a\n', reset('a'), exits()),
    'nobody listens': ClientCase(exits(), ['a'], listens=False),
}
