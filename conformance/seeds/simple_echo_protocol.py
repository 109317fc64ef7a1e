#!/usr/bin/env python3
"""An echo server as an asyncio protocol: `echo:` before each piece, and the server closes when a client leaves.

    python3 simple_echo_protocol.py [tcp://HOST:PORT]        # localhost, port 2222

Rules: ../README.md. Unlike the original it reads no further while a client does not take its answers.
"""

import asyncio
import sys

from command_line import report_listening, say, split_address

DEFAULT_ADDRESS = ('localhost', 2222)
PREFIX = b'echo:'


class SimpleEchoProtocol(asyncio.Protocol):
    def __init__(self, close_server):
        self.close_server = close_server
        self.transport = None

    def connection_made(self, transport):
        say('Connection received!')
        self.transport = transport

    def data_received(self, data):
        say(data)
        self.transport.write(PREFIX)
        self.transport.write(data)

    def pause_writing(self):
        self.transport.pause_reading()

    def resume_writing(self):
        self.transport.resume_reading()

    def connection_lost(self, exc):
        say('Connection lost! Closing server...')
        self.close_server()


async def main(arguments):
    address, _ = split_address(arguments, DEFAULT_ADDRESS)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SimpleEchoProtocol(lambda: server.close()), *address)
    for listener in server.sockets:
        report_listening(listener)
    # Ends when the server is closed and its last connection is gone.
    await server.wait_closed()


if __name__ == '__main__':
    asyncio.run(main(sys.argv[1:]))
