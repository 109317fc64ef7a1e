"""The other side of one connection of the program under test."""

import asyncio
import contextlib
import socket
import struct

from program import Wrong

READ_BYTES = 1 << 16
# A close that throws away what is unsent and sends RST.
RESETTING = struct.pack('ii', 1, 0)


class Peer:
    def __init__(self, sock):
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sock = sock
        self.sending = None

    def send(self, data):
        # What fits leaves at once, in one piece; the rest while other steps are taken.
        if self.sending is None:
            try:
                data = data[self.sock.send(data):]
            except BlockingIOError:
                pass
            except ConnectionError:
                return
        if data:
            self.afterwards(lambda: asyncio.get_running_loop().sock_sendall(self.sock, data))

    def half_close(self):
        async def shutdown():
            self.sock.shutdown(socket.SHUT_WR)

        self.afterwards(shutdown)

    def afterwards(self, action):
        """Has `action` done when all that was sent before has been taken; a connection that is gone takes nothing."""
        earlier = self.sending

        async def wait_and_act():
            if earlier is not None:
                await earlier
            with contextlib.suppress(OSError):
                await action()

        self.sending = asyncio.create_task(wait_and_act())

    async def sent(self):
        if self.sending is not None:
            await self.sending

    async def read(self, count):
        return await asyncio.get_running_loop().sock_recv(self.sock, count)

    async def receive(self, count):
        received = b''
        while len(received) < count:
            data = await self.read(count - len(received))
            if not data:
                raise Wrong(f'the connection ended after {received!r}')
            received += data
        return received

    async def receive_cut(self, before, bytes_max, expected):
        received = bytearray()
        while len(received) <= len(expected) or received.replace(before, b'') != expected:
            data = await self.read(READ_BYTES)
            if not data or len(received) > len(expected) * (1 + len(before)):
                raise Wrong(f'{len(received)} bytes are not what was expected')
            received += data
        first, *parts = bytes(received).split(before)
        if first or not all(1 <= len(part) <= bytes_max for part in parts):
            raise Wrong(f'cut into {[len(part) for part in parts]}')

    async def end(self, or_reset):
        try:
            rest = await self.read(READ_BYTES)
        except ConnectionResetError:
            if not or_reset:
                raise Wrong('the connection was reset') from None
            return
        if rest:
            raise Wrong(f'{rest!r} came instead of the end')

    async def close(self, resetting=False):
        await self.sent()
        if resetting:
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESETTING)
        self.sock.close()
