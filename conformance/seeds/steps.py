"""The vocabulary of the cases: each step names a method of `Session` and what it is called with."""


def connect(name):
    return [('connect', name)]


def refused(name):
    return [('refused', name)]


def accept(name):
    return [('accept', name)]


def send(name, data):
    return [('send', name, data)]


def receive(name, count):
    return [('receive', name, count)]


def receive_cut(name, before, bytes_max, data):
    """Reads `data`, however it is cut into pieces of at most `bytes_max` bytes with `before` in front of each."""
    return [('receive_cut', name, before, bytes_max, data)]


def half_close(name):
    return [('half_close', name)]


def end(name):
    return [('end', name)]


def end_or_reset(name):
    return [('end_or_reset', name)]


def leave(name):
    return [('leave', name)]


def reset(name):
    return [('reset', name)]


def prints(count):
    return [('prints', count)]


def prints_cut(bytes_max, data):
    """Prints `data` as `repr` shows bytes, however it is cut into lines of at most `bytes_max` bytes each."""
    return [('prints_cut', bytes_max, data)]


def exits():
    return [('exits',)]


def runs(total):
    """`total` lower-case letters in runs of lengths that differ, so that no two stretches look alike."""
    data, length = b'', 256
    while len(data) < total:
        data += bytes([ord('a') + length % 26]) * min(length, total - len(data))
        length += max(13, total // 800)
    return data


MEBIBYTE = 1 << 20
LONG_LINE = runs(69_999) + b'\n'
