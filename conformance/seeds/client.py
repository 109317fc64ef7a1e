#!/usr/bin/env python3
"""The client of upper.py: sends its arguments as a line, prints the first bytes of the answer. Rules: ../README.md.

    python3 client.py [tcp://HOST:PORT] [WORD …]        # localhost, port 9999
"""

import socket
import sys

from command_line import say, split_address

DEFAULT_ADDRESS = ('localhost', 9999)
ANSWER_BYTES_MAX = 1024


def main(arguments):
    address, words = split_address(arguments, DEFAULT_ADDRESS)
    message = ' '.join(words)
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as sock:
        sock.connect(address)
        sock.sendall(f'{message}\n'.encode('utf-8'))
        answer = sock.recv(ANSWER_BYTES_MAX).decode('utf-8')
    say(f'Отправлено: {message}')
    say(f'Получено: {answer}')


if __name__ == '__main__':
    main(sys.argv[1:])
