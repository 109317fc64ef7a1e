#!/usr/bin/env python3
"""An echo server on a scheduler of generators: what comes back has `GOT:` before it. Rules: ../README.md.

    python3 got_echo.py [tcp://HOST:PORT]        # all IPv4 addresses, port 25000

A task yields ('recv', socket) or ('send', socket) where it would wait. Unlike the original's, the scheduler outlives a
task that fails, looks at sockets in every round, and takes descriptors of any number.
"""

import collections
import selectors
import socket
import sys
import traceback

from command_line import report_listening, say, split_address

DEFAULT_ADDRESS = ('', 25000)
BACKLOG = 128
READ_BYTES_MAX = 1000
PREFIX = b'GOT:'
EVENTS = {'recv': selectors.EVENT_READ, 'send': selectors.EVENT_WRITE}


class Scheduler:
    """Runs tasks in the order in which they became able to run, until none is left."""

    def __init__(self):
        self.runnable = collections.deque()
        self.waiting = selectors.DefaultSelector()

    def add(self, task):
        self.runnable.append(task)

    def run(self):
        while self.runnable or self.waiting.get_map():
            ready = self.waiting.select(0 if self.runnable else None)
            # Those that can receive come before those that can send, as from one select().
            for key, _ in sorted(ready, key=lambda event: event[1]):
                self.waiting.unregister(key.fileobj)
                self.runnable.append(key.data)
            for _ in range(len(self.runnable)):
                self.step(self.runnable.popleft())

    def step(self, task):
        try:
            reason, sock = task.send(None)
            self.waiting.register(sock, EVENTS[reason], task)
        except StopIteration:
            say('Task done')
        except Exception:
            traceback.print_exc()
            task.close()


def tcp_server(scheduler, listener, handler):
    while True:
        yield 'recv', listener
        try:
            client, address = listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            continue
        client.setblocking(False)
        scheduler.add(handler(client, address))


def echo_handler(client, address):
    with client:
        say(f'Connection from {address}')
        try:
            yield from echo(client)
        except ConnectionError:
            pass
        say('Connection closed')


def echo(client):
    while True:
        yield 'recv', client
        data = client.recv(READ_BYTES_MAX)
        if not data:
            return
        unsent = PREFIX + data
        while unsent:
            yield 'send', client
            unsent = unsent[client.send(unsent):]


def main(arguments):
    address, _ = split_address(arguments, DEFAULT_ADDRESS)
    with socket.create_server(address, backlog=BACKLOG) as listener:
        listener.setblocking(False)
        report_listening(listener)
        scheduler = Scheduler()
        scheduler.add(tcp_server(scheduler, listener, echo_handler))
        scheduler.run()


if __name__ == '__main__':
    main(sys.argv[1:])
