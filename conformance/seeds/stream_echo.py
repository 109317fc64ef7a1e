#!/usr/bin/env python3
"""An echo server on asyncio's streams. Rules: ../README.md.

    python3 stream_echo.py [tcp://HOST:PORT]        # localhost, port 2222

Unlike the original it closes a connection whose client has sent all, and waits for clients that are slow to read.
"""

import asyncio
import sys

from command_line import report_listening, say, split_address

DEFAULT_ADDRESS = ('localhost', 2222)
READ_BYTES_MAX = 8192


async def handle_client(reader, writer):
    say('Connection received!')
    try:
        while data := await reader.read(READ_BYTES_MAX):
            say(data)
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.close()


async def main(arguments):
    address, _ = split_address(arguments, DEFAULT_ADDRESS)
    server = await asyncio.start_server(handle_client, *address)
    for listener in server.sockets:
        report_listening(listener)
    async with server:
        await server.serve_forever()


if __name__ == '__main__':
    asyncio.run(main(sys.argv[1:]))
