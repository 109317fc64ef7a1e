#!/usr/bin/env python3
"""A client on asyncio's streams: writes four lines, prints the lines that come back. Rules: ../README.md.

    python3 stream_client.py [tcp://HOST:PORT]        # localhost, port 2222
"""

import asyncio
import contextlib
import sys

from command_line import say, split_address

DEFAULT_ADDRESS = ('localhost', 2222)
LAST_LINE = b'Last line.\n'
LINES = [b'First line.\n', b'Second line.\n', b'Third line.\n', LAST_LINE]


async def main(arguments):
    address, _ = split_address(arguments, DEFAULT_ADDRESS)
    reader, writer = await asyncio.open_connection(*address)
    for line in LINES:
        writer.write(line)
    say('Lines received')
    while True:
        line = await reader.readline()
        say(line)
        if line == LAST_LINE or not line:
            break
    writer.close()
    with contextlib.suppress(ConnectionError):
        await writer.wait_closed()


if __name__ == '__main__':
    asyncio.run(main(sys.argv[1:]))
