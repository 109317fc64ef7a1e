"""What the programs have in common on the command line and the console.

The console of a program is fixed by the rules of ../README.md, so the address that a server got goes to standard error.
"""

import re
import sys

TCP = re.compile(r'tcp://(?P<host>[^/]*):(?P<port>\d{1,5})')


def split_address(arguments, default):
    """(host, port) and the other arguments; the first one is the address when it looks like one, else the default holds."""
    match = TCP.fullmatch(arguments[0]) if arguments else None
    if match is None:
        return default, arguments
    return (match['host'], int(match['port'])), arguments[1:]


def report_listening(listener):
    host, port = listener.getsockname()[:2]
    print(f'listening on tcp://{host}:{port}', file=sys.stderr, flush=True)


def say(line):
    """Prints a line in one write, so that the lines of two threads or processes never mix."""
    print(line, flush=True)
