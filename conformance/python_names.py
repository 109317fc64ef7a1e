#!/usr/bin/env python3
"""Lists every public name of Python's server modules, one a line, for the manual's page `coming_from_python.md`.

    python3.11 conformance/python_names.py            # writes python_names.txt beside this file
    python3.11 conformance/python_names.py --check    # says whether that file is what would be written

The names are those of `socketserver`, of asyncio's streams, transports, protocols, `Server` and event loop, and of the
generator scheduler that got_echo.py stands for. A class's names are its own methods and class attributes, the public
attributes its methods assign, and what makes it work in `with`, `async with` and `async for`. `cargo xtask tidy` holds
that each has a row in the manual.
"""

import ast
import asyncio
import inspect
import pathlib
import socketserver
import sys
import textwrap

NAMES = pathlib.Path(__file__).resolve().with_suffix('.txt')
VERSION = (3, 11)
STATEMENTS = ('__enter__', '__aenter__', '__aiter__')

STREAMS = ('StreamReader', 'StreamWriter', 'StreamReaderProtocol', 'IncompleteReadError', 'LimitOverrunError')
STREAM_FUNCTIONS = ('open_connection', 'start_server', 'open_unix_connection', 'start_unix_server')
LOOPS = ('run', 'get_event_loop', 'get_running_loop', 'new_event_loop', 'set_event_loop')
SCHEDULER = ('tasks', 'recv_wait', 'send_wait', 'run', "yield 'recv'", "yield 'send'", 'tcp_server', 'echo_handler')


def is_public(name):
    return not name.startswith('_') or name in STATEMENTS


def assigned(cls):
    """The public attributes that the methods of `cls` assign to `self`."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(cls)))
    for node in ast.walk(tree):
        is_target = isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
        if is_target and isinstance(node.value, ast.Name) and node.value.id == 'self':
            yield node.attr


def of_class(shown, *classes):
    yield shown
    own = {name for cls in classes for name in (*vars(cls), *assigned(cls))}
    yield from (f'{shown}.{name}' for name in sorted(own) if is_public(name))


def of_socketserver():
    for name in sorted(socketserver.__all__):
        yield from of_class(name, getattr(socketserver, name))


def of_asyncio():
    yield from STREAM_FUNCTIONS
    classes = (*STREAMS, *asyncio.transports.__all__, *asyncio.protocols.__all__)
    for name in classes:
        yield from of_class(name, getattr(asyncio, name))
    yield from of_class('Server', asyncio.Server, asyncio.AbstractServer)
    yield from (f'asyncio.{name}' for name in LOOPS)
    loop = vars(asyncio.AbstractEventLoop)
    yield from (f'loop.{name}' for name in sorted(loop) if is_public(name))
    for cls in (asyncio.Handle, asyncio.TimerHandle):
        yield from (name for name in of_class(cls.__name__, cls) if '.' in name)


def main(arguments):
    if sys.version_info[:2] != VERSION:
        sys.exit('needs Python %d.%d, whose names are listed' % VERSION)
    scheduler = (f'scheduler: {name}' for name in SCHEDULER)
    names = [*of_socketserver(), *of_asyncio(), *scheduler]
    assert len(names) == len(set(names)), 'a name is listed twice'
    text = ''.join(f'{name}\n' for name in names)
    if arguments != ['--check']:
        NAMES.write_text(text)
    elif NAMES.read_text() != text:
        sys.exit(f'{NAMES.name} is not what Python has')


if __name__ == '__main__':
    main(sys.argv[1:])
