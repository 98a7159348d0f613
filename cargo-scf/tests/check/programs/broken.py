"""The functions of `contract.py`, each broken in one way: `broken.py WAY`."""

import contextlib
import os
import signal
import socket
import sys
import threading
import time

from contract import EventHandler, HttpHandler, Server, serve

WAY = sys.argv[1]
BEGAN = time.monotonic()

# --- event functions ---


class Event(EventHandler):
    pass


class NotReady(EventHandler):
    def invoke(self, body):
        if time.monotonic() - BEGAN < 0.4:
            self.error(503, "NotReady", "not yet")
        else:
            super().invoke(body)


class DiesOfProbe(EventHandler):
    def handle(self):
        if self.connection.recv(1, socket.MSG_PEEK) == b"":
            os._exit(1)
        super().handle()


class NoEventRoute(EventHandler):
    def invoke(self, body):
        self.error(404, "NotFound", "what is an event?")


class FailingEventRoute(EventHandler):
    def invoke(self, body):
        self.error(500, "Broken", "it fails always")


class AsksForContentType(EventHandler):
    def invoke(self, body):
        if self.headers.get("Content-Type", "").startswith("application/json"):
            super().invoke(body)
        else:
            self.error(415, "UnsupportedMediaType", "JSON alone")


class LosesBodyOfOtherType(EventHandler):
    def invoke(self, body):
        is_json = self.headers.get("Content-Type", "").startswith("application/json")
        super().invoke(body if is_json else b"{}")

    def event(self, event):
        self.json(200, event)


class SilentElsewhere(EventHandler):
    def do_GET(self):
        self.close_connection = True


class ErrorsElsewhere(EventHandler):
    def do_GET(self):
        self.error(500, "Broken", "no page")


class FearsCredentials(EventHandler):
    def invoke(self, body):
        if "X-Scf-Secret-Id" in self.headers:
            self.error(500, "Broken", "who would send that")
        else:
            super().invoke(body)


class NeedsRequestId(EventHandler):
    def invoke(self, body):
        if "X-Scf-Request-Id" in self.headers:
            super().invoke(body)
        else:
            self.error(400, "NoId", "who are you")


class TrustsTimeout(EventHandler):
    def invoke(self, body):
        try:
            int(self.headers.get("X-Scf-Timeout", 3000))
        except ValueError as error:
            self.error(500, "Broken", str(error))
        else:
            super().invoke(body)


class RefusesOddContext(EventHandler):
    def invoke(self, body):
        if len(self.headers.get("X-Scf-Name", "function")) > 60:
            self.error(400, "NoName", "no function is called so")
        else:
            super().invoke(body)


class ReadsCase(EventHandler):
    def invoke(self, body):
        if "x-scf-request-id" in self.headers.keys():
            self.error(500, "Broken", "it should be X-Scf-Request-Id")
        else:
            super().invoke(body)


class SmallBodies(EventHandler):
    def do_POST(self):
        if int(self.headers.get("Content-Length", 0)) > 100_000:
            self.close_connection = True
            self.error(413, "TooLarge", "100 kB are enough for everybody")
        else:
            super().do_POST()


class NoChunks(EventHandler):
    def chunks(self):
        self.close_connection = True
        return b""


class HalfOfChunks(EventHandler):
    def chunks(self):
        body = self.rfile.read(int(self.rfile.readline(), 16))
        self.close_connection = True
        return body


class RefusesChunks(EventHandler):
    def do_POST(self):
        if "Transfer-Encoding" in self.headers:
            self.close_connection = True
            self.error(411, "LengthRequired", "how long is it")
        else:
            super().do_POST()


class DiesOfNoText(EventHandler):
    def invoke(self, body):
        with contextlib.suppress(RecursionError):
            try:
                body.decode()
            except UnicodeDecodeError:
                os._exit(3)
        super().invoke(body)


class SilentToNoEvent(EventHandler):
    def invoke(self, body):
        if body:
            super().invoke(body)
        else:
            self.close_connection = True


class DiesOfDepth(EventHandler):
    def invoke(self, body):
        if body.count(b"[") > 50_000:
            os.kill(os.getpid(), signal.SIGSEGV)
            signal.pause()
        super().invoke(body)


class PlainErrors(EventHandler):
    def error(self, status, kind, message):
        self.reply(status, "text/plain", message.encode())


class DiesOfGarbage(EventHandler):
    def send_error(self, code, message=None, explain=None):
        os._exit(4)

    def do_SCFCHECK(self):
        self.do_GET()


class KeepsOpen(EventHandler):
    def parse_request(self):
        parsed = super().parse_request()
        self.close_connection = False
        return parsed


class CutsSecond(EventHandler):
    served = 0

    def invoke(self, body):
        self.served += 1
        if self.served > 1:
            self.close_connection = True
        else:
            super().invoke(body)


class MixesUp(EventHandler):
    current = None

    def event(self, event):
        MixesUp.current = self.headers.get("X-Scf-Request-Id")
        time.sleep(0.005)
        self.json(200, {"requestId": MixesUp.current})


class OneBodyAtATime(EventHandler):
    lock = threading.Lock()

    def body(self):
        with self.lock:
            return super().body()


class DiesOfLeaving(EventHandler):
    def body(self):
        body = super().body()
        if body is None:
            os._exit(5)
        return body


class LargeReplies(EventHandler):
    large = b" " * (6 * 1024 * 1024 + 1)

    def event(self, event):
        self.reply(200, "text/plain", self.large)


class WritesInCall(EventHandler):
    def event(self, event):
        name = f"written-{threading.get_ident()}"
        try:
            with open(name, "w") as file:
                file.write("something")
            os.remove(name)
        except OSError as error:
            self.error(500, "Broken", error.strerror)
        else:
            super().event(event)


class TriesToWrite(EventHandler):
    def event(self, event):
        try:
            open("written", "w").close()
            os.remove("written")
        except OSError as error:
            print(f"no <cache> & no \"store\": {error}", flush=True)
        super().event(event)


class ShowsHeaders(EventHandler):
    def event(self, event):
        self.json(200, dict(self.headers))


class ShowsHeadersInErrors(EventHandler):
    def error(self, status, kind, message):
        self.json(status, {"errorType": kind, "headers": dict(self.headers)})


class LogsHeaders(EventHandler):
    def event(self, event):
        # Not flushed: it is written at the end of the process.
        print(dict(self.headers))
        super().event(event)


class LogsHeadersOfErrors(EventHandler):
    def error(self, status, kind, message):
        print(dict(self.headers), file=sys.stderr)
        super().error(status, kind, message)


class LongLines(EventHandler):
    def event(self, event):
        print("x" * 9000, flush=True)
        super().event(event)


# --- HTTP functions ---


class SilentToOptions(HttpHandler):
    def do_OPTIONS(self):
        self.close_connection = True


class FailsAlways(HttpHandler):
    def page(self, body):
        self.reply(500, "text/plain", b"no\n")


class FailsElsewhere(HttpHandler):
    def answer(self):
        if self.path.startswith("/%"):
            self.reply(500, "text/plain", b"no\n")
        else:
            super().answer()


class HeadWithBody(HttpHandler):
    def do_HEAD(self):
        self.command = "GET"
        self.answer()


class NoChunksOfHttp(HttpHandler):
    def chunks(self):
        self.close_connection = True
        return b""

    def page(self, body):
        if self.command == "POST" and not body:
            self.reply(400, "text/plain", b"nothing came\n")
        else:
            super().page(body)


class SmallHttpBodies(HttpHandler):
    def answer(self):
        if int(self.headers.get("Content-Length", 0)) > 100_000:
            self.close_connection = True
            self.reply(413, "text/plain", b"too large\n")
        else:
            super().answer()


class HeldBack(HttpHandler):
    def page(self, body):
        if self.command == "GET" and self.path == "/stream":
            time.sleep(0.15)
            self.reply(200, "text/event-stream", b"data: 1\n\ndata: 2\n\ndata: 3\n\n")
        else:
            super().page(body)


class Streams(HttpHandler):
    def page(self, body):
        if self.command != "GET" or self.path != "/stream":
            return super().page(body)
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for number in range(3):
            event = b"data: %d\n\n" % number
            self.wfile.write(b"%x\r\n%s\r\n" % (len(event), event))
            time.sleep(0.03)
        self.wfile.write(b"0\r\n\r\n")


class LargeHeaders(HttpHandler):
    def page(self, body):
        self.send_response(200)
        for number in range(5):
            self.send_header("Set-Cookie", f"cookie{number}=" + "x" * 1000)
        self.send_header("Content-Length", "0")
        self.end_headers()


# --- processes ---


class WaitsForFirstByte(Server):
    def get_request(self):
        request, address = super().get_request()
        request.recv(1, socket.MSG_PEEK)
        return request, address


class Ipv6Alone(Server):
    address_family = socket.AF_INET6

    def server_bind(self):
        self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        super().server_bind()


def never():
    print("waiting for a database", flush=True)
    threading.Event().wait()


def late():
    time.sleep(0.8)
    serve(Event)


def dies():
    print("no configuration", flush=True)
    sys.exit(3)


def ends_with_error():
    def serve_and_fail(*_):
        os._exit(7)

    ends_by(serve_and_fail)


def ends_by(handler):
    # The usual handler is set by `serve`; this one comes after it.
    set_signal = signal.signal
    signal.signal = lambda number, _: set_signal(number, handler)
    serve(Event)


def writes_at_start():
    with open("written", "w") as file:
        file.write("something")
    os.remove("written")
    serve(Event)


WAYS = {
    "never-opens": never,
    "opens-late": late,
    "dies-at-start": dies,
    "on-loopback-alone": lambda: serve(Event, address="127.0.0.1"),
    "on-ipv6-alone": lambda: serve(Event, Ipv6Alone, "::"),
    "waits-for-first-byte": lambda: serve(Event, WaitsForFirstByte),
    "writes-at-start": writes_at_start,
    "ignores-sigterm": lambda: ends_by(signal.SIG_IGN),
    "no-handler-of-sigterm": lambda: ends_by(signal.SIG_DFL),
    "ends-with-error": ends_with_error,
}


def handler_of(way):
    """`dies-of-probe` is `DiesOfProbe`."""
    return globals()["".join(word.capitalize() for word in way.split("-"))]


if WAY in WAYS:
    WAYS[WAY]()
else:
    serve(handler_of(WAY))
