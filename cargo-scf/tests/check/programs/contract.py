"""A function by SCF's contract alone, with the standard library: `contract.py event` or `contract.py http`."""

import json
import os
import signal
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Head and body are two writes: the second is not to wait for the first to be acknowledged.
    disable_nagle_algorithm = True

    def log_message(self, format, *values):
        print(json.dumps({"message": format % values}), flush=True)

    def body(self):
        """The body, or None where the client has gone."""
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            return self.chunks()
        length = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(length)
        return body if len(body) == length else None

    def chunks(self):
        body = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass
        return body

    def reply(self, status, kind, body):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def json(self, status, value):
        self.reply(status, "application/json", json.dumps(value).encode())

    def error(self, status, kind, message):
        self.json(status, {"errorType": kind, "errorMessage": message, "statusCode": status})


class EventHandler(Handler):
    def do_POST(self):
        body = self.body()
        if body is None:
            self.close_connection = True
        elif self.path != "/event-invoke":
            self.error(404, "NotFound", "events come to /event-invoke")
        else:
            self.invoke(body)

    def invoke(self, body):
        try:
            event = json.loads(body)
        except (ValueError, RecursionError) as error:
            self.error(400, "InvalidEvent", str(error))
        else:
            self.event(event)

    def event(self, event):
        self.json(200, {"requestId": self.headers.get("X-Scf-Request-Id"), "event": event})

    def do_GET(self):
        self.error(404, "NotFound", "events come to /event-invoke")

    do_HEAD = do_GET


class HttpHandler(Handler):
    def do_GET(self):
        self.answer()

    def answer(self):
        body = self.body()
        if body is None:
            self.close_connection = True
        elif self.path in ("/", "/stream"):
            self.page(body)
        else:
            self.reply(404, "text/plain", b"there is nothing here\n")

    def page(self, body):
        self.reply(200, "text/plain", b"hello\n")

    do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_GET


class Server(ThreadingHTTPServer):
    request_queue_size = 128
    daemon_threads = True


def serve(handler, server=Server, address="0.0.0.0"):
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    # Elsewhere than on the platform its port may be taken.
    running = server((address, int(os.environ.get("PORT", 9000))), handler)
    print(json.dumps({"message": "ready", "port": running.server_port}), flush=True)
    running.serve_forever()


if __name__ == "__main__":
    serve({"event": EventHandler, "http": HttpHandler}[sys.argv[1]])
