#!/usr/bin/env python3
"""Plays the sessions of cases/ with the reference programs and writes what went over wire and console to transcripts.json.

    python3 record.py                                     # writes transcripts.json
    python3 record.py --check                             # only compares; exits 1 when they differ
    python3 record.py --check --only got_echo             # … for one program
    python3 record.py --check --against got_echo=COMMAND  # … with a program that is not ours

Needs Python 3.11. COMMAND gets the arguments of the program it stands for. The format is described in ../README.md.
"""

import argparse
import asyncio
import json
import os
import pathlib
import shlex
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent))

from cases import client, got_echo, simple_echo_protocol, stream_client, stream_echo, upper
from pieces import pieces
from program import Wrong
from session import play_client, play_server

HERE = pathlib.Path(__file__).parent
TRANSCRIPTS = HERE / 'transcripts.json'
PYTHON_VERSION = (3, 11)
PROGRAMS = ['got_echo', 'upper', 'client', 'simple_echo_protocol', 'stream_echo', 'stream_client']


class Recorder:
    """Plays the cases; what goes wrong with one is kept in `failures`, and its session is left out."""

    def __init__(self, against):
        self.against = against
        self.failures = []

    def command(self, program):
        return self.against.get(program) or [sys.executable, str(HERE / f'{program}.py')]

    async def sessions(self, program):
        """The transcripts of a program, each with its name and what it was started with."""
        record = {'upper': self.upper, 'client': self.client, 'stream_client': self.client}.get(program, self.server)
        return [session async for session in record(program)]

    async def server(self, program):
        cases = {'got_echo': got_echo, 'simple_echo_protocol': simple_echo_protocol, 'stream_echo': stream_echo}
        for name, steps in cases[program].CASES.items():
            transcript = await self.play(f'{program}, {name}', play_server(self.command(program), [], steps))
            if transcript is not None:
                yield {'name': name, 'steps': transcript}

    async def upper(self, program):
        for models, cases in [
            (upper.MODELS, upper.CASES), (upper.SERIAL, upper.SERIAL_CASES), (upper.CONCURRENT, upper.CONCURRENT_CASES),
        ]:
            for name, steps in cases.items():
                transcripts = []
                for model in models:
                    playing = play_server(self.command(program), ['--model', model], steps)
                    transcripts.append(await self.play(f'{program} --model {model}, {name}', playing))
                if any(transcript != transcripts[0] for transcript in transcripts):
                    self.failures.append(f'{program}, {name}: the models differ')
                elif transcripts[0] is not None:
                    yield {'name': name, 'models': models, 'steps': transcripts[0]}

    async def client(self, program):
        cases = {'client': client, 'stream_client': stream_client}
        for name, case in cases[program].CASES.items():
            arguments = [os.fsencode(argument) for argument in case.arguments]
            playing = play_client(self.command(program), arguments, case.listens, case.steps)
            transcript = await self.play(f'{program}, {name}', playing)
            if transcript is not None:
                arguments = [pieces(argument) for argument in arguments]
                yield {'name': name, 'arguments': arguments, 'listens': case.listens, 'steps': transcript}

    async def play(self, name, playing):
        try:
            return await playing
        except Wrong as error:
            self.failures.append(f'{name}: {error}')
            return None


def main(arguments):
    parser = argparse.ArgumentParser()
    parser.add_argument('--check', action='store_true')
    parser.add_argument('--only', choices=PROGRAMS)
    parser.add_argument('--against', action='append', default=[], metavar='PROGRAM=COMMAND')
    options = parser.parse_args(arguments)
    against = {}
    for item in options.against:
        program, _, command = item.partition('=')
        if program not in PROGRAMS or not command:
            parser.error(f'--against takes PROGRAM=COMMAND, not {item}')
        against[program] = shlex.split(command)
    if not options.check and (against or options.only):
        parser.error('only all of the reference programs together can be recorded')
    if sys.version_info[:2] != PYTHON_VERSION:
        sys.exit('the transcripts are made with Python {}.{}'.format(*PYTHON_VERSION))
    recorder = Recorder(against)
    recorded = asyncio.run(record(recorder, [options.only] if options.only else PROGRAMS))
    wrong = recorder.failures or (differences(recorded) if options.check else [])
    if wrong:
        sys.exit('\n'.join(wrong))
    if not options.check:
        write(recorded)
    print(', '.join(f'{program}: {len(sessions)}' for program, sessions in recorded.items()), 'sessions as they should be')


async def record(recorder, programs):
    return {program: await recorder.sessions(program) for program in programs}


def write(recorded):
    sections = []
    for program, sessions in recorded.items():
        lines = ',\n'.join(json.dumps(session, ensure_ascii=True) for session in sessions)
        sections.append(f'{{"program": "{program}", "sessions": [\n{lines}\n]}}')
    text = ',\n'.join(sections)
    TRANSCRIPTS.write_text(f'{{"python": "3.11", "programs": [\n{text}\n]}}\n', encoding='ascii')


def differences(recorded):
    """The sessions that are not, or not so, in the file, and those of the file that were not played."""
    file = json.loads(TRANSCRIPTS.read_text(encoding='ascii'))
    kept = {section['program']: by_name(section['sessions']) for section in file['programs']}
    wrong = []
    for program, sessions in recorded.items():
        # As they would be read from the file, where there are no tuples.
        now = by_name(json.loads(json.dumps(sessions)))
        names = kept[program] | now
        wrong += [f'{program}, {name}: not as recorded' for name in names if now.get(name) != kept[program].get(name)]
    return wrong


def by_name(sessions):
    return {session['name']: session for session in sessions}


if __name__ == '__main__':
    main(sys.argv[1:])
