#!/usr/bin/env python3
"""The reference for charfinder's TCP session: what must go over the wire, in a page of plain Python.

It answers queries from `unicodedata`, so its Unicode version is that of the Python that runs it (3.11: Unicode 14.0).
The rules are stated in ../README.md; `record.py` records this program's answers, and the Rust server is held to them.

    python3 reference_server.py [ADDRESS [PORT]]
"""

import asyncio
import re
import sys
import unicodedata

PROMPT = b'?> '
CRLF = b'\r\n'
LINE_BYTES_MAX = 65536
FIRST_CODE_POINT, LAST_CODE_POINT = 32, 0x10FFFE

WORD = re.compile(r'\w+')
CJK_PREFIXES = ('CJK UNIFIED IDEOGRAPH', 'CJK COMPATIBILITY IDEOGRAPH')

# Telnet (RFC 854): the byte that opens a sequence, and the commands that need telling apart.
IAC = 0xFF
SE, SB = 0xF0, 0xFA
WILL, DONT = 0xFB, 0xFE
EOF, SUSP, ABORT = 0xEC, 0xED, 0xEE
BRK, IP = 0xF3, 0xF4
CLOSING_COMMANDS = {EOF, ABORT, BRK, IP}
FIRST_COMMAND = EOF

# What the original takes a line for that it cannot decode: a control character, which ends the session.
UNDECODABLE = '\x00'


class NameIndex:
    """Which characters have a word in their name."""

    def __init__(self):
        self.chars_of = {}
        for code in range(FIRST_CODE_POINT, LAST_CODE_POINT + 1):
            name = unicodedata.name(chr(code), None)
            if name is None:
                continue
            # The hexadecimal tail of an ideograph's name is not a word.
            name = next((prefix for prefix in CJK_PREFIXES if name.startswith(prefix)), name)
            for word in words(name):
                self.chars_of.setdefault(word, set()).add(code)

    def find(self, query):
        """The code points whose names have all words of the query, ascending."""
        sets = [self.chars_of.get(word, set()) for word in words(query)]
        return sorted(set.intersection(*sets)) if sets else []


def words(text):
    return [match.group().upper() for match in WORD.finditer(text)]


def result_line(code):
    return '{:7}\t{}\t{}'.format(f'U+{code:04X}', chr(code), unicodedata.name(chr(code)))


def status_line(query, total):
    if total == 0:
        return f'No match for {query!r}'
    return '{} {} for {!r}'.format(total, 'match' if total == 1 else 'matches', query)


class Closing(Exception):
    """The line asks, by a telnet command, for the end of the session; or it is not telnet at all."""


def strip_telnet(line):
    """The line without its telnet sequences; those that the end of the line cuts short are dropped too."""
    data = bytearray()
    rest = iter(line)
    for byte in rest:
        if byte != IAC:
            data.append(byte)
            continue
        command = next(rest, None)
        if command is None or command < FIRST_COMMAND or command in CLOSING_COMMANDS:
            raise Closing
        if WILL <= command <= DONT:
            next(rest, None)
        elif command == SB:
            for byte in rest:
                if byte == IAC and next(rest, None) == SE:
                    break
    return bytes(data)


def query_of(line):
    """The query in a line of bytes; `UNDECODABLE` when there cannot be one."""
    try:
        return strip_telnet(line).decode('utf-8').strip()
    except (Closing, UnicodeDecodeError):
        return UNDECODABLE


class LineTooLong(Exception):
    """A line had more than LINE_BYTES_MAX bytes before its end; it has been read and dropped."""


async def read_line(reader):
    """The next line without its LF, or None at the end; what stands before the end without an LF is a line."""
    try:
        return (await reader.readuntil(b'\n'))[:-1]
    except asyncio.IncompleteReadError as end:
        return end.partial or None
    except asyncio.LimitOverrunError as overrun:
        await skip_line(reader, overrun.consumed)
        raise LineTooLong


async def skip_line(reader, consumed):
    while True:
        await reader.readexactly(consumed)
        try:
            await reader.readuntil(b'\n')
            return
        except asyncio.IncompleteReadError:
            return
        except asyncio.LimitOverrunError as overrun:
            consumed = overrun.consumed


async def handle_session(index, log, reader, writer):
    client = writer.get_extra_info('peername')
    while True:
        writer.write(PROMPT)
        await writer.drain()
        try:
            line = await read_line(reader)
        except LineTooLong:
            writer.write(f'Line too long (limit {LINE_BYTES_MAX} bytes)'.encode() + CRLF)
            continue
        if line is None:
            break
        query = query_of(line)
        log(f'Received from {client}: {query!r}')
        if not query:
            continue
        if ord(query[0]) < 32:
            break
        found = index.find(query)
        for code in found:
            writer.write(result_line(code).encode() + CRLF)
            await writer.drain()
        writer.write(status_line(query, len(found)).encode() + CRLF)
        await writer.drain()
        log(f'Sent {len(found)} results')
    log('Close the client socket')
    writer.close()


async def start(index, log, address='127.0.0.1', port=2323):
    async def handle(reader, writer):
        try:
            await handle_session(index, log, reader, writer)
        except ConnectionError:
            log('Close the client socket')
            writer.close()

    return await asyncio.start_server(handle, address, port, limit=LINE_BYTES_MAX)


async def main(address='127.0.0.1', port=2323):
    server = await start(NameIndex(), print, address, int(port))
    print(f'Serving on {server.sockets[0].getsockname()}. Hit CTRL-C to stop.')
    async with server:
        await server.serve_forever()


if __name__ == '__main__':
    try:
        asyncio.run(main(*sys.argv[1:]))
    except KeyboardInterrupt:
        print('Server shutting down.')
