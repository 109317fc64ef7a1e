"""How bytes stand in the transcripts: text where they are text, short where they repeat."""

import itertools

RUN_LENGTH_MIN = 256


def pieces(data):
    """Bytes as JSON: a string where they are UTF-8, else a list of strings, {"hex": …} and {"text": …, "times": n}."""
    out = []
    for is_text, group in itertools.groupby(decoded(data), key=lambda unit: unit[0]):
        if not is_text:
            out.append({'hex': b''.join(unit for _, unit in group).hex()})
            continue
        for char, run in itertools.groupby(char for _, char in group):
            times = len(list(run))
            if times >= RUN_LENGTH_MIN:
                out.append({'text': char, 'times': times})
            elif out and isinstance(out[-1], str):
                out[-1] += char * times
            else:
                out.append(char * times)
    return (out[0] if len(out) == 1 and isinstance(out[0], str) else out) or ''


def decoded(data):
    """(True, character) for each character in the data, (False, byte) for each byte that belongs to none."""
    for char in data.decode('utf-8', 'surrogateescape'):
        yield (True, char) if not '\udc80' <= char <= '\udcff' else (False, char.encode('utf-8', 'surrogateescape'))
