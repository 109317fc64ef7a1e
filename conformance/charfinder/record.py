#!/usr/bin/env python3
"""Runs the sessions of cases.py against reference_server.py and writes what went over the wire to transcripts.json.

    python3 record.py            # writes transcripts.json
    python3 record.py --check    # only compares; exits 1 when they differ

Needs a Python with Unicode 14.0, which is 3.11. The file's format is described in ../README.md.
"""

import asyncio
import json
import pathlib
import re
import sys
import unicodedata

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent))

from cases import CASES, HALF_CLOSE, LEAVES
from pieces import pieces
import reference_server

TRANSCRIPTS = pathlib.Path(__file__).with_name('transcripts.json')
UNICODE_VERSION = '14.0.0'
RESULTS_MAX = 1000
SESSION_SECONDS_MAX = 30
ANSWER_BYTES_MAX = 1 << 20
LAST_CONSOLE_LINE = 'Close the client socket'


async def record(index, case):
    console = []
    closed = asyncio.Event()

    def log(line):
        console.append(line)
        if line == LAST_CONSOLE_LINE:
            closed.set()

    server = await reference_server.start(index, log, port=0)
    async with server:
        received, peer = await talk(server.sockets[0].getsockname(), case)
        await closed.wait()
    for total in re.findall(rb'^(\d+) matches', received, re.MULTILINE):
        assert int(total) <= RESULTS_MAX, f'{case.name}: {int(total)} results'
    return {
        'name': case.name,
        'sent': [pieces(chunk) for chunk in case.chunks],
        'end': case.end,
        'received': pieces(received),
        'console': [pieces(line.replace(repr(peer), '{peer}').encode()) for line in console],
    }


async def talk(address, case):
    reader, writer = await asyncio.open_connection(*address, limit=ANSWER_BYTES_MAX)
    peer = writer.get_extra_info('sockname')

    async def send():
        for chunk in case.chunks:
            writer.write(chunk)
            await writer.drain()
        if case.end == HALF_CLOSE:
            writer.write_eof()

    async def receive():
        if case.end != LEAVES:
            return await reader.read(-1)
        # Who leaves does so once each line has had its prompt, the first one included.
        prompts = 1 + b''.join(case.chunks).count(b'\n')
        received = b''
        for _ in range(prompts):
            received += await reader.readuntil(reference_server.PROMPT)
        return received

    received, _ = await asyncio.gather(receive(), send())
    writer.close()
    return received, peer


async def record_all():
    index = reference_server.NameIndex()
    return [await asyncio.wait_for(record(index, case), SESSION_SECONDS_MAX) for case in CASES]


def main(check):
    if unicodedata.unidata_version != UNICODE_VERSION:
        sys.exit(f'this Python has Unicode {unicodedata.unidata_version}; the transcripts are made with {UNICODE_VERSION}')
    assert len({case.name for case in CASES}) == len(CASES), 'two cases have the same name'
    sessions = ',\n'.join(json.dumps(session, ensure_ascii=True) for session in asyncio.run(record_all()))
    text = f'{{"unicode": "14.0", "sessions": [\n{sessions}\n]}}\n'
    if not check:
        TRANSCRIPTS.write_text(text, encoding='ascii')
        print(f'{len(CASES)} sessions recorded')
    elif text != TRANSCRIPTS.read_text(encoding='ascii'):
        sys.exit(f'{TRANSCRIPTS.name} differs from what the reference answers now')
    else:
        print(f'{len(CASES)} sessions as recorded')


if __name__ == '__main__':
    main(check='--check' in sys.argv[1:])
