#!/usr/bin/env python3
"""Measures an event function written with `scf` beside the same function written by hand with actix-web.

All programs are measured in one run, taking turns, on 127.0.0.1. README.md says what each number is.
"""

import argparse
import contextlib
import dataclasses
import gc
import json
import os
import pathlib
import platform
import random
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).absolute().parent
WORKSPACE = HERE.parent
TARGET = "x86_64-unknown-linux-gnu"
CONNECTIONS = 16
# Up to this share of the machine's time, what other processes do hardly shows in the medians.
QUIET = 0.05

REQUEST_ID = "6f1c2d4e-8a3b-4c5d-9e7f-0a1b2c3d4e5f"
PATH = "/event-invoke"
BODY = json.dumps(
    {
        "name": "Ada",
        "items": [
            {"sku": "A-1", "qty": 1, "price": 2.5},
            {"sku": "B-22", "qty": 3, "price": 10.0},
            {"sku": "C-333", "qty": 2, "price": 0.25},
        ],
    }
)
REPLY = {"text": "Hello, Ada: A-1, B-22, C-333", "total": 33.0, "request_id": REQUEST_ID}
# What the platform sends with each event.
HEADERS = {
    "Content-Type": "application/json",
    "X-Scf-Request-Id": REQUEST_ID,
    "X-Scf-Memory": "128",
    "X-Scf-Timeout": "3000",
    "X-Scf-Version": "$LATEST",
    "X-Scf-Name": "greet",
    "X-Scf-Namespace": "default",
    "X-Scf-Region": "ap-guangzhou",
    "X-Scf-Appid": "1250000000",
    "X-Scf-Uin": "100000000001",
}


@dataclasses.dataclass(frozen=True)
class Program:
    name: str
    package: str
    binary: str
    features: tuple[str, ...] = ()
    environment: tuple[tuple[str, str], ...] = ()
    logs: bool = False


# On the platform ours writes JSON by itself; here it has to be asked for.
JSON_LOG = ("FN_LOG", "json")
PROGRAMS = [
    Program("baseline", "bench-baseline", "bench-baseline"),
    Program("baseline-logged", "bench-baseline", "bench-baseline-logged", features=("logged",), logs=True),
    Program("ours-quiet", "bench-event", "bench-event", environment=(JSON_LOG, ("RUST_LOG", "off"))),
    Program("ours", "bench-event", "bench-event", environment=(JSON_LOG,), logs=True),
]


@dataclasses.dataclass(frozen=True)
class Effort:
    first_reply_runs: int
    pss_runs: int
    load_rounds: int
    load_seconds: int
    instruction_runs: int
    counted_requests: int


THOROUGH = Effort(60, 7, 9, 3, 3, 1000)
QUICK = Effort(16, 3, 3, 1, 1, 200)


class Failed(Exception):
    """Ends the script with one line."""


@dataclasses.dataclass
class Row:
    """One line of the table: for each column its samples, one for each round."""

    title: str
    unit: str
    higher_is_better: bool
    samples: list[list[float]]
    summary: object = statistics.median

    def values(self):
        return [self.summary(samples) for samples in self.samples]

    def ratios(self):
        """To the first column. By rounds, because what disturbs a round disturbs all of its programs."""
        if self.summary is statistics.median:
            return [statistics.median(ratios) for ratios in self.ratios_by_round()]
        values = self.values()
        return [value / values[0] for value in values]

    def ratios_by_round(self):
        return [[value / first for value, first in zip(samples, self.samples[0])] for samples in self.samples]


# ---- Measures ------------------------------------------------------------------------------------------------------


def measure_first_reply(bench):
    def once(program):
        port = free_port()
        started = time.perf_counter_ns()
        with running(bench, program, port) as process:
            with process.connect() as connection:
                connection.sendall(request("close"))
                read_reply(connection)
                return (time.perf_counter_ns() - started) / 1e6

    # The first run of each brings its file into the page cache.
    for program in bench.programs:
        once(program)
    # A collection in the middle of a measurement would be measured too.
    gc.disable()
    try:
        samples = bench.in_turns("first-reply", bench.effort.first_reply_runs, once)
    finally:
        gc.enable()
    yield Row("exec to first reply, median", "ms", False, samples)
    yield Row("exec to first reply, fastest", "ms", False, samples, summary=min)


def measure_pss(bench):
    def once(program):
        with running(bench, program, free_port()) as process:
            with process.connect() as connection:
                connection.sendall(request("close"))
                read_reply(connection)
            # The connection's end and threads that start after the reply belong to it.
            time.sleep(0.1)
            rollup = pathlib.Path(f"/proc/{process.pid}/smaps_rollup").read_text()
            return int(re.search(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)[1]) / 1024

    yield Row("PSS after the first reply", "MiB", False, bench.in_turns("pss", bench.effort.pss_runs, once))


def measure_kept(bench):
    yield from measure_load(bench, "kept", "kept connections", "keep-alive")


def measure_new(bench):
    yield from measure_load(bench, "new", "a new connection each", "close")


def measure_load(bench, name, title, connection_header):
    def once(program):
        with running(bench, program, free_port()) as process:
            exchange(process, 200, connection_header)
            before = process.cpu_seconds()
            load = wrk(process.port, bench.effort.load_seconds, connection_header)
            cpu = process.cpu_seconds() - before
            if load["errors"]:
                raise Failed(f"wrk counted {load['errors']} errors with {program.name} ({name})")
            return load["requests"] / load["microseconds"] * 1e6, cpu / load["requests"] * 1e6

    samples = bench.in_turns(name, bench.effort.load_rounds, once)
    yield Row(f"requests a second, {title}", "1/s", True, [[rate for rate, _ in each] for each in samples])
    yield Row(f"CPU time a request, {title}", "µs", False, [[cpu for _, cpu in each] for each in samples])


def measure_size(bench):
    samples = [[os.path.getsize(bench.executables[program]) / 1e6] for program in bench.programs]
    yield Row("size of the static binary", "MB", False, samples)


def measure_instructions(bench):
    for title, connection_header in (("kept connection", "keep-alive"), ("a new connection each", "close")):

        def once(program, connection_header=connection_header):
            few = bench.effort.counted_requests // 10
            many = few + bench.effort.counted_requests
            # Start, first replies and end are in both, and so in neither.
            return (
                count_instructions(bench, program, many, connection_header)
                - count_instructions(bench, program, few, connection_header)
            ) / (many - few)

        samples = bench.in_turns(f"instructions, {title}", bench.effort.instruction_runs, once)
        yield Row(f"instructions a request, {title}", "", False, samples)


MEASURES = {
    "first-reply": measure_first_reply,
    "pss": measure_pss,
    "kept": measure_kept,
    "new": measure_new,
    "size": measure_size,
    "instructions": measure_instructions,
}


@dataclasses.dataclass
class Bench:
    programs: list[Program]
    executables: dict[Program, str]
    effort: Effort
    # Where the measured programs run, so that they and the load never wait for the same core.
    program_core: int | None
    # What others used of the machine's time during the run.
    disturbance: float = 0.0

    def in_turns(self, what, rounds, once):
        """`once` for each program in each round; who begins changes, so that no place in the row is an advantage."""
        samples = [[] for _ in self.programs]
        for number in range(rounds):
            say(f"\r{what}: round {number + 1} of {rounds} ", end="")
            for turn in range(len(self.programs)):
                column = (number + turn) % len(self.programs)
                samples[column].append(once(self.programs[column]))
        say()
        return samples

    def check(self):
        """That the programs do the same: a comparison of different work would say nothing."""
        for program in self.programs:
            with tempfile.TemporaryFile() as log:
                with running(self, program, free_port(), stdout=log.fileno()) as process:
                    exchange(process, 2, "keep-alive")
                    exchange(process, 2, "close")
                    process.finish(10)
                log.seek(0)
                lines = log.read().decode().splitlines()
            of_requests = [json.loads(line) for line in lines if REQUEST_ID in line]
            if not program.logs and lines:
                raise Failed(f"{program.name} is to write nothing, and wrote: {lines[0]}")
            if program.logs and len(of_requests) != 4:
                raise Failed(f"{program.name} is to write a line for each of 4 requests, and wrote {len(of_requests)}")


# ---- Programs ------------------------------------------------------------------------------------------------------


class Process:
    def __init__(self, program, port, pid):
        self.program = program
        self.port = port
        self.pid = pid
        self.exit_code = None

    def connect(self, seconds=20.0, pause=0.0):
        """A connection as soon as there is one to be had: without a pause, as fast as the loop turns."""
        deadline = time.monotonic() + seconds
        while True:
            connection = socket.socket()
            try:
                connection.connect(("127.0.0.1", self.port))
                # What went out in several small packets must not wait for each other.
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                connection.settimeout(20)
                return connection
            except ConnectionRefusedError:
                connection.close()
            except BaseException:
                connection.close()
                raise
            if self.has_ended():
                raise Failed(f"{self.program.name} ended with {self.exit_code} before it listened on PORT={self.port}")
            if time.monotonic() > deadline:
                raise Failed(f"{self.program.name} did not listen within {seconds:.0f} s")
            if pause:
                time.sleep(pause)

    def cpu_seconds(self):
        # The name in field 2 may hold spaces and ends with the last bracket.
        fields = pathlib.Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def has_ended(self):
        if self.exit_code is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.exit_code = os.waitstatus_to_exitcode(status)
        return self.exit_code is not None

    def finish(self, seconds):
        """Ends the program as the platform would, and waits for it."""
        os.kill(self.pid, signal.SIGTERM)
        deadline = time.monotonic() + seconds
        while not self.has_ended():
            if time.monotonic() > deadline:
                raise Failed(f"{self.program.name} did not end within {seconds} s of SIGTERM")
            time.sleep(0.005)
        if self.exit_code != 0:
            raise Failed(f"{self.program.name} ended with {self.exit_code} after SIGTERM")

    def kill(self):
        if not self.has_ended():
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)


@contextlib.contextmanager
def running(bench, program, port, stdout=None, stderr=None, below=()):
    """The program in a process of its own, which is gone afterwards, whatever happens."""
    command = [*below, bench.executables[program]]
    # Nothing of the caller's environment: a `RUST_LOG` of his would change what is measured.
    environment = {"PATH": os.environ.get("PATH", ""), "PORT": str(port), **dict(program.environment)}
    actions = []
    for number, descriptor in ((1, stdout), (2, stderr)):
        if descriptor is None:
            actions.append((os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_WRONLY, 0))
        else:
            actions.append((os.POSIX_SPAWN_DUP2, descriptor, number))
    with on_core(bench.program_core):
        pid = os.posix_spawn(command[0], command, environment, file_actions=actions)
    process = Process(program, port, pid)
    try:
        yield process
    finally:
        process.kill()


@contextlib.contextmanager
def on_core(core):
    """What is started inside runs on this core alone; `None` leaves it to the system."""
    if core is None:
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def free_port():
    """A port that no connection is given as its own: a client that waits for a port among those can meet itself."""
    first_of_clients = int(pathlib.Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    for _ in range(200):
        port = random.randrange(10_000, max(first_of_clients, 11_000))
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("0.0.0.0", port))
            return port
    raise Failed("no free port")


# ---- Requests ------------------------------------------------------------------------------------------------------


def request(connection_header):
    headers = {"Host": "127.0.0.1", "Connection": connection_header, **HEADERS, "Content-Length": str(len(BODY))}
    lines = [f"POST {PATH} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n" + BODY).encode()


def exchange(process, count, connection_header):
    """So many requests one after the other, on one connection or on one each."""
    message = request(connection_header)
    if connection_header == "close":
        for _ in range(count):
            with process.connect() as connection:
                connection.sendall(message)
                read_reply(connection)
                if connection.recv(1):
                    raise Failed(f"{process.program.name} sent more than its reply")
    else:
        with process.connect() as connection:
            for _ in range(count):
                connection.sendall(message)
                read_reply(connection)


def read_reply(connection):
    received = b""
    while b"\r\n\r\n" not in received:
        received += receive(connection)
    head, _, body = received.partition(b"\r\n\r\n")
    length = re.search(rb"^content-length: *(\d+)", head, re.IGNORECASE | re.MULTILINE)
    if not head.startswith(b"HTTP/1.1 200 ") or length is None:
        raise Failed(f"a reply that was not to be: {head.decode(errors='replace')}")
    while len(body) < int(length[1]):
        body += receive(connection)
    if json.loads(body) != REPLY:
        raise Failed(f"a reply that was not to be: {body.decode(errors='replace')}")


def receive(connection):
    received = connection.recv(65_536)
    if not received:
        raise Failed("the connection ended before the reply did")
    return received


# ---- Tools ---------------------------------------------------------------------------------------------------------


def wrk(port, seconds, connection_header):
    headers = {**HEADERS, "Connection": connection_header}
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", str(HERE / "invoke.lua")]
    command += [f"-H{name}: {value}" for name, value in headers.items()]
    command += [f"http://127.0.0.1:{port}{PATH}", "--", BODY]
    output = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 30, check=False)
    if output.returncode != 0:
        raise Failed(f"wrk ended with {output.returncode}: {output.stderr or output.stdout}")
    return json.loads(output.stdout.splitlines()[-1])


def count_instructions(bench, program, requests, connection_header):
    valgrind = [shutil.which("valgrind"), "--tool=callgrind", "--callgrind-out-file=/dev/null"]
    with tempfile.TemporaryFile() as report:
        with running(bench, program, free_port(), stderr=report.fileno(), below=valgrind) as process:
            process.connect(seconds=60, pause=0.02).close()
            exchange(process, requests, connection_header)
            process.finish(60)
        report.seek(0)
        collected = re.search(rb"Collected : (\d+)", report.read())
    if collected is None:
        raise Failed("callgrind did not say how many instructions it counted")
    return int(collected[1])


def require_tools(measures, build):
    needed = {"kept": "wrk", "new": "wrk", "instructions": "valgrind"}
    tools = {needed[measure] for measure in measures if measure in needed} | ({"cargo"} if build else set())
    missing = sorted(tool for tool in tools if shutil.which(tool) is None)
    if missing:
        raise Failed(
            f"not installed: {', '.join(missing)} (wrk and valgrind are Debian packages; `--only` does without)"
        )


def build(program):
    command = ["cargo", "build", "--release", "--locked", "--target", TARGET]
    # One program at a time: cargo would give each the features that the others ask for.
    command += ["--package", program.package, "--bin", program.binary]
    if program.features:
        command += ["--features", ",".join(program.features)]
    environment = {**os.environ, "RUSTFLAGS": "-C target-feature=+crt-static"}
    # It would win over RUSTFLAGS.
    environment.pop("CARGO_ENCODED_RUSTFLAGS", None)
    if subprocess.run(command, cwd=WORKSPACE, env=environment, stdout=sys.stderr, check=False).returncode != 0:
        raise Failed(f"{program.binary} does not build")


def executable(program):
    command = ["cargo", "metadata", "--format-version", "1", "--no-deps", "--locked"]
    metadata = subprocess.run(command, cwd=WORKSPACE, stdout=subprocess.PIPE, check=False)
    if metadata.returncode != 0:
        raise Failed("cargo does not say where it builds")
    path = pathlib.Path(json.loads(metadata.stdout)["target_directory"], TARGET, "release", program.binary)
    if not path.is_file():
        raise Failed(f"{path} is not there: run without --skip-build")
    return path


# ---- Output --------------------------------------------------------------------------------------------------------


def column_titles(programs):
    """With the same program in two columns, the second is called so."""
    titles = []
    for column, program in enumerate(programs):
        earlier = programs[:column].count(program)
        titles.append(f"{program.name} ({earlier + 1})" if earlier else program.name)
    return titles


def markdown(bench, rows):
    lines = [
        "| | " + " | ".join(column_titles(bench.programs)) + " |",
        "| --- |" + " ---: |" * len(bench.programs),
    ]
    for row in rows:
        cells = [number(value) for value in row.values()]
        for column, ratio in enumerate(row.ratios()):
            if column > 0:
                cells[column] += f" (×{ratio:.2f})"
        arrow = "↑" if row.higher_is_better else "↓"
        unit = f" ({row.unit})" if row.unit else ""
        lines.append(f"| {row.title}{unit} {arrow} | " + " | ".join(cells) + " |")
    return "\n".join([*lines, "", f"↓ less is better, ↑ more is better; × the baseline. {setting(bench)}."])


def as_json(bench, rows):
    titles = column_titles(bench.programs)
    measured = []
    for row in rows:
        columns = zip(titles, row.values(), row.ratios(), row.ratios_by_round(), row.samples)
        measured.append(
            {
                "title": row.title,
                "unit": row.unit,
                "better": "higher" if row.higher_is_better else "lower",
                "programs": {
                    title: {"value": value, "ratio": ratio, "ratio_by_round": by_round, "samples": samples}
                    for title, value, ratio, by_round, samples in columns
                },
            }
        )
    effort = dataclasses.asdict(bench.effort)
    return json.dumps({"setting": setting(bench), "effort": effort, "rows": measured}, indent=2)


def number(value):
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 100 else f"{value:.2f}"


class OtherProcesses:
    """What the machine did beside this script and the processes that it started."""

    def __init__(self):
        self.before = self.seconds()

    def share(self):
        total, others = (now - then for now, then in zip(self.seconds(), self.before))
        return max(0.0, others / total)

    @staticmethod
    def seconds():
        fields = pathlib.Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]
        user, nice, system, idle, waiting, _, soft, stolen = (int(field) / os.sysconf("SC_CLK_TCK") for field in fields)
        own = os.times()
        busy = user + nice + system + stolen
        mine = own.user + own.system + own.children_user + own.children_system
        # Soft interrupts are mostly the load's own packets.
        return busy + soft + idle + waiting, busy - mine


def setting(bench):
    name = re.search(r"^model name\s*: (.*)$", pathlib.Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    cores = f"{len(os.sched_getaffinity(0))} cores"
    if bench.program_core is not None:
        cores += ", one for the program and one for the load"
    disturbance = f"other processes used {bench.disturbance:.0%} of it"
    return f"{name[1] if name else platform.machine()}; {cores}; Linux {platform.release()}; {disturbance}"


def say(*words, end="\n"):
    print(*words, end=end, file=sys.stderr, flush=True)


# ---- The run -------------------------------------------------------------------------------------------------------


def arguments():
    def names_of(known):
        def parse(text):
            names = text.split(",")
            unknown = [name for name in names if name not in known]
            if unknown:
                raise argparse.ArgumentTypeError(f"unknown: {', '.join(unknown)}; there are {', '.join(known)}")
            return names

        return parse

    programs = [program.name for program in PROGRAMS]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a look in a minute: too few rounds for a claim")
    parser.add_argument("--only", type=names_of(MEASURES), metavar="NAMES", help=",".join(MEASURES))
    parser.add_argument(
        "--programs",
        type=names_of(programs),
        default=programs,
        metavar="NAMES",
        help=",".join(programs) + "; the first is what the others are compared with, "
        "and `baseline,baseline` shows how much is noise",
    )
    parser.add_argument("--unpinned", action="store_true", help="do not keep programs and load on a core each")
    parser.add_argument("--skip-build", action="store_true", help="take the binaries of the last build")
    parser.add_argument("--output", choices=("markdown", "json"), default="markdown")
    return parser.parse_args()


def main():
    options = arguments()
    # So that the programs end with this one.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    measures = [name for name in MEASURES if options.only is None or name in options.only]
    programs = [next(program for program in PROGRAMS if program.name == name) for name in options.programs]
    try:
        require_tools(measures, build=not options.skip_build)
        if not options.skip_build:
            for program in {program.binary: program for program in programs}.values():
                build(program)
        effort = QUICK if options.quick else THOROUGH
        cores = sorted(os.sched_getaffinity(0))
        pinned = len(cores) > 1 and not options.unpinned
        with tempfile.TemporaryDirectory() as directory:
            # Copies: nobody rebuilds them meanwhile, and no other process shares their pages, which would halve PSS.
            executables = {program: shutil.copy(executable(program), directory) for program in programs}
            bench = Bench(programs, executables, effort, cores[-1] if pinned else None)
            bench.check()
            others = OtherProcesses()
            with on_core(cores[0] if pinned else None):
                rows = [row for name in measures for row in MEASURES[name](bench)]
            bench.disturbance = others.share()
    except (Failed, OSError, subprocess.TimeoutExpired) as error:
        sys.exit(f"compare.py: {error}")
    except KeyboardInterrupt:
        sys.exit(130)
    print(as_json(bench, rows) if options.output == "json" else markdown(bench, rows))
    if bench.disturbance > QUIET:
        say(f"other processes used {bench.disturbance:.0%} of the machine meanwhile: times and rates are no evidence")


if __name__ == "__main__":
    main()
