"""Plays a session: starts the program, takes the other side of its connections, and writes down what it does.

One step is taken after the other, and each step that expects something waits until it has come, so nothing depends on
time. How bytes are cut into reads does depend on it; `receive_cut` and `prints_cut` accept every cut that the rules allow.
"""

import ast
import asyncio
import contextlib
import socket
import sys

from peer import Peer
from pieces import pieces
from program import Program, Wrong

LOCALHOST = '127.0.0.1'
STEP_SECONDS_MAX = 10


async def play_server(command, options, steps):
    """The transcript of clients that talk to a server. It is stopped in the end, unless it has ended by itself."""
    async with running([*command, f'tcp://{LOCALHOST}:0', *options]) as program:
        session = Session(program, address=(LOCALHOST, await program.port()))
        return await session.play(steps)


async def play_client(command, arguments, listens, steps):
    """The transcript of a client that talks to a server, which is played."""
    with socket.socket() as listener:
        listener.setblocking(False)
        listener.bind((LOCALHOST, 0))
        if listens:
            listener.listen()
        address = 'tcp://{}:{}'.format(*listener.getsockname())
        async with running([*command, address, *arguments]) as program:
            return await Session(program, listener=listener).play(steps)


@contextlib.asynccontextmanager
async def running(command):
    program = await Program.start(command)
    try:
        yield program
    except BaseException:
        await program.stop()
        sys.stderr.buffer.write(program.errors)
        raise
    if rest := await program.stop():
        raise Wrong(f'more was printed than was waited for: {rest!r}')


class Session:
    """Takes the steps of one case; `transcript` is what the file keeps of them."""

    def __init__(self, program, address=None, listener=None):
        self.program = program
        self.address = address
        self.listener = listener
        self.peers = {}
        self.addresses = {}
        self.transcript = []

    def keep(self, **step):
        self.transcript.append(step)

    async def play(self, steps):
        try:
            for number, (verb, *arguments) in enumerate(steps, 1):
                try:
                    await asyncio.wait_for(getattr(self, verb)(*arguments), STEP_SECONDS_MAX)
                except (Wrong, OSError, asyncio.TimeoutError) as error:
                    raise Wrong(f'step {number}, {verb}: {str(error) or type(error).__name__}') from error
        finally:
            for peer in self.peers.values():
                peer.sock.close()
        return self.transcript

    async def connect(self, name):
        sock = socket.socket()
        sock.setblocking(False)
        self.peers[name] = Peer(sock)
        await asyncio.get_running_loop().sock_connect(sock, self.address)
        self.addresses[name] = sock.getsockname()
        self.keep(connect=name)

    async def refused(self, name):
        with socket.socket() as sock:
            sock.setblocking(False)
            try:
                await asyncio.get_running_loop().sock_connect(sock, self.address)
            except ConnectionRefusedError:
                return self.keep(refused=name)
        raise Wrong('the connection was not refused')

    async def accept(self, name):
        sock, _ = await asyncio.get_running_loop().sock_accept(self.listener)
        self.peers[name] = Peer(sock)
        self.keep(accept=name)

    async def send(self, name, data):
        self.peers[name].send(data)
        self.keep(send=name, bytes=pieces(data))

    async def receive(self, name, count):
        self.keep(receive=name, bytes=pieces(await self.peers[name].receive(count)))

    async def receive_cut(self, name, before, bytes_max, data):
        await self.peers[name].receive_cut(before, bytes_max, data)
        self.keep(receive_cut=name, before=before.decode(), bytes_max=bytes_max, bytes=pieces(data))

    async def half_close(self, name):
        self.peers[name].half_close()
        self.keep(half_close=name)

    async def end(self, name):
        await self.peers[name].end(or_reset=False)
        self.keep(end=name)

    async def end_or_reset(self, name):
        await self.peers[name].end(or_reset=True)
        self.keep(end_or_reset=name)

    async def leave(self, name):
        await self.peers[name].close()
        self.keep(leave=name)

    async def reset(self, name):
        await self.peers[name].close(resetting=True)
        self.keep(reset=name)

    async def prints(self, count):
        for _ in range(count):
            line = await self.program.console_line()
            for name, address in self.addresses.items():
                line = line.replace(repr(address).encode(), f'{{{name}}}'.encode())
            self.keep(print=pieces(line))

    async def prints_cut(self, bytes_max, data):
        printed = b''
        while len(printed) < len(data):
            line = (await self.program.console_line()).decode()
            part = ast.literal_eval(line)
            if repr(part) != line or not 1 <= len(part) <= bytes_max:
                raise Wrong(f'printed {line!r}')
            printed += part
        if printed != data:
            raise Wrong(f'printed {printed!r} in all')
        self.keep(print_cut=pieces(data), bytes_max=bytes_max)

    async def exits(self):
        self.keep(exit=await self.program.process.wait())
