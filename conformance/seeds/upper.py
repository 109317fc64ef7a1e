#!/usr/bin/env python3
"""Answers the first bytes of a connection in upper case, on socketserver, under each of its models. Rules: ../README.md.

    python3 upper.py [tcp://HOST:PORT] [--model serial|threads|processes]        # localhost, port 9999, serial

Unlike the original, it does not reset a connection whose input it left unread, up to a limit: the client gets the answer.
"""

import argparse
import contextlib
import socket
import socketserver
import sys
import time

from command_line import report_listening, say, split_address

DEFAULT_ADDRESS = ('localhost', 9999)
MESSAGE_BYTES_MAX = 1024
DISCARD_BYTES_MAX = 64 * 1024
LINGER_SECONDS_MAX = 1.0


class UpperHandler(socketserver.BaseRequestHandler):
    def handle(self):
        message = self.request.recv(MESSAGE_BYTES_MAX).strip()
        say(f'{self.client_address[0]} отправил:')
        text = message.decode('utf-8')
        say(text)
        self.request.sendall(text.upper().encode('utf-8'))


class LingeringClose:
    """Reads what the client still sends before the socket is closed, so that the close does not reset the connection."""

    def shutdown_request(self, request):
        with contextlib.suppress(OSError):
            request.shutdown(socket.SHUT_WR)
            discard(request)
        self.close_request(request)


def discard(request):
    deadline = time.monotonic() + LINGER_SECONDS_MAX
    discarded = 0
    while discarded < DISCARD_BYTES_MAX and (left := deadline - time.monotonic()) > 0:
        request.settimeout(left)
        data = request.recv(4096)
        if not data:
            return
        discarded += len(data)


class SerialServer(LingeringClose, socketserver.TCPServer):
    pass


class ThreadsServer(LingeringClose, socketserver.ThreadingTCPServer):
    pass


class ProcessesServer(LingeringClose, socketserver.ForkingTCPServer):
    pass


SERVERS = {'serial': SerialServer, 'threads': ThreadsServer, 'processes': ProcessesServer}


def main(arguments):
    address, arguments = split_address(arguments, DEFAULT_ADDRESS)
    parser = argparse.ArgumentParser()
    parser.add_argument('--model', choices=SERVERS, default='serial')
    model = parser.parse_args(arguments).model
    with SERVERS[model](address, UpperHandler) as server:
        report_listening(server.socket)
        server.serve_forever()


if __name__ == '__main__':
    main(sys.argv[1:])
