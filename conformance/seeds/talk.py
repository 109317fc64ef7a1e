#!/usr/bin/env python3
"""A client of the echo servers, written three times: on sockets, on asyncio's streams, and as an asyncio protocol.

    python3 talk.py sockets|streams|protocol ADDRESS PREFIX

It says a word and waits for it to come back with PREFIX in front, then sends much more than a socket takes at once,
half-closes, and reads to the end. What it prints does not depend on how bytes are cut into reads, so it is the same
with every server that echoes. ADDRESS is `tcp://HOST:PORT` or `unix:/PATH`.
"""

import asyncio
import hashlib
import socket
import sys

from command_line import say, split_address
from steps import MEBIBYTE, runs

WORD = b'Hello\n'
READ_BYTES = 1 << 16


def talk_by_sockets(address, prefix):
    family = socket.AF_UNIX if isinstance(address, str) else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as sock:
        sock.connect(address)
        sock.sendall(WORD)
        say(sock.recv(len(prefix + WORD), socket.MSG_WAITALL))
        # The server reads on while it answers only as long as its answers are read.
        sock.setblocking(False)
        asyncio.run(exchange(sock, prefix))


async def exchange(sock, prefix):
    async def send():
        await asyncio.get_running_loop().sock_sendall(sock, runs(MEBIBYTE))
        sock.shutdown(socket.SHUT_WR)

    sending = asyncio.create_task(send())
    answer = bytearray()
    while data := await asyncio.get_running_loop().sock_recv(sock, READ_BYTES):
        answer += data
    await sending
    report(answer, prefix)


async def talk_by_streams(address, prefix):
    if isinstance(address, str):
        reader, writer = await asyncio.open_unix_connection(address)
    else:
        reader, writer = await asyncio.open_connection(*address)
    writer.write(WORD)
    say(await reader.readexactly(len(prefix + WORD)))
    writer.write(runs(MEBIBYTE))
    writer.write_eof()
    report(await reader.read(), prefix)
    writer.close()
    await writer.wait_closed()


class TalkProtocol(asyncio.Protocol):
    def __init__(self, prefix):
        self.prefix = prefix
        self.received = bytearray()
        self.transport = None
        self.has_said_all = False
        self.lost = asyncio.get_running_loop().create_future()

    def connection_made(self, transport):
        self.transport = transport
        transport.write(WORD)

    def data_received(self, data):
        self.received += data
        word = self.prefix + WORD
        if not self.has_said_all and len(self.received) >= len(word):
            self.has_said_all = True
            say(bytes(self.received[:len(word)]))
            del self.received[:len(word)]
            self.transport.write(runs(MEBIBYTE))
            self.transport.write_eof()

    def connection_lost(self, exc):
        if exc is None:
            self.lost.set_result(None)
        else:
            self.lost.set_exception(exc)


async def talk_by_protocol(address, prefix):
    loop = asyncio.get_running_loop()
    if isinstance(address, str):
        _, protocol = await loop.create_unix_connection(lambda: TalkProtocol(prefix), address)
    else:
        _, protocol = await loop.create_connection(lambda: TalkProtocol(prefix), *address)
    await protocol.lost
    report(protocol.received, prefix)


def report(answer, prefix):
    data = bytes(answer).replace(prefix, b'') if prefix else bytes(answer)
    say(f'{len(data)} bytes, {hashlib.sha256(data).hexdigest()}')


def main(kind, address, prefix):
    prefix = prefix.encode()
    address = address.removeprefix('unix:') if address.startswith('unix:') else split_address([address], None)[0]
    if kind == 'sockets':
        talk_by_sockets(address, prefix)
    else:
        talk = {'streams': talk_by_streams, 'protocol': talk_by_protocol}[kind]
        asyncio.run(talk(address, prefix))


if __name__ == '__main__':
    main(*sys.argv[1:])
