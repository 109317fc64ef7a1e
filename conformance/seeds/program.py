"""A program under test: its process, its console, and the address that it reports on standard error."""

import asyncio
import contextlib
import os
import re
import signal

LISTENING = re.compile(rb'listening on tcp://[^/]*:(\d+)')
START_SECONDS_MAX = 10
CONSOLE_LINE_BYTES_MAX = 1 << 24


class Wrong(Exception):
    """The program did what the case rules out."""


class Program:
    """The program under test, in a process group of its own."""

    def __init__(self, process):
        self.process = process
        self.errors = b''
        self.listening = asyncio.get_running_loop().create_future()
        self.watching = asyncio.create_task(self.watch_errors())

    @classmethod
    async def start(cls, command):
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(
            *command, stdin=asyncio.subprocess.DEVNULL, stdout=pipe, stderr=pipe, limit=CONSOLE_LINE_BYTES_MAX,
            env=os.environ | {'PYTHONUTF8': '1'}, start_new_session=True)
        return cls(process)

    async def watch_errors(self):
        async for line in self.process.stderr:
            self.errors += line
            match = LISTENING.search(line)
            if match and not self.listening.done():
                self.listening.set_result(int(match[1]))
        if not self.listening.done():
            self.listening.set_exception(Wrong('it ended without an address'))
            # A client has none, and nobody asks for it.
            self.listening.exception()

    async def port(self):
        try:
            return await asyncio.wait_for(asyncio.shield(self.listening), START_SECONDS_MAX)
        except asyncio.TimeoutError:
            raise Wrong('it reported no address') from None

    async def console_line(self):
        line = await self.process.stdout.readline()
        if not line.endswith(b'\n'):
            raise Wrong(f'the console ended with {line!r}')
        return line[:-1]

    async def stop(self):
        """Ends it with all its children, unless it has ended; returns what it printed that nobody has read."""
        if self.process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
        rest = await self.process.stdout.read()
        await self.process.wait()
        await self.watching
        return rest
