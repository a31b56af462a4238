"""The HTTP face of the service: routes, limits, and errors as OpenAI words them."""

import json
import math
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import multipart
from service import Stopping
from transcriber import BadAudio

OUT_OF_MEMORY = "out of memory"


class Refusal(Exception):
    """An HTTP answer that is not 200; `close` when the rest of the request was not read."""

    def __init__(self, status, message, code=None, close=False):
        super().__init__(message)
        self.status, self.message, self.code, self.close = status, message, code, close


class Handler(BaseHTTPRequestHandler):
    service = None  # set by make_server
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "dream-whisper", ""
    disable_nagle_algorithm = True
    wbufsize = 64 * 1024
    timeout = 120

    def do_GET(self):
        service, path = self.service, self.path.split("?")[0]
        if path == "/health":
            self._json(200 if service.ready else 503, service.health())
        elif path == "/metrics":
            self._send(200, service.counters.render().encode(), "text/plain; version=0.0.4")
        elif path == "/v1/models":
            model = {"id": service.options.model_name, "object": "model", "owned_by": "local"}
            self._json(200, {"object": "list", "data": [model]})
        else:
            self._refuse(Refusal(404, f"no such path: {path}"))

    def do_POST(self):
        if self.path.split("?")[0] != "/v1/audio/transcriptions":
            self._refuse(Refusal(404, f"no such path: {self.path}", close=True))
            return
        self.service.counters.add(requests_total=1)
        try:
            self._json(200, self._transcribe())
        except Refusal as refusal:
            self.service.counters.add(request_errors_total=1)
            self._refuse(refusal)
        except Exception as error:  # the server outlives a failed request, out of memory included
            self.service.counters.add(request_errors_total=1)
            print(f"whisper-server: transcription failed: {error}", file=sys.stderr, flush=True)
            code = "out_of_memory" if OUT_OF_MEMORY in str(error).lower() else "transcription_failed"
            self._refuse(Refusal(500, str(error) or type(error).__name__, code))

    def _transcribe(self):
        body = self._body()
        if not self.service.ready:
            raise Refusal(503, "the model is still loading")
        try:
            fields = multipart.parse(self.headers.get("Content-Type"), body)
        except multipart.BadMultipart as error:
            raise Refusal(400, str(error), "bad_multipart") from error
        check_fields(fields, self.service.options)
        language = fields.get("language", b"").decode("utf-8", "replace").strip() or None
        try:
            return self.service.transcribe(fields["file"], language, temperature_of(fields))
        except BadAudio as error:
            raise Refusal(400, str(error), "bad_audio") from error
        except Stopping as error:
            raise Refusal(503, "the server is stopping", close=True) from error

    def _body(self):
        limit = self.service.options.max_body_bytes
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            return self._chunks(limit)
        length = self.headers.get("Content-Length", "")
        if not length.isdigit():
            raise Refusal(411, "send Content-Length or chunked transfer encoding", close=True)
        if int(length) > limit:
            raise Refusal(413, f"the body has {length} bytes; the limit is {limit}", close=True)
        body = self.rfile.read(int(length))
        if len(body) < int(length):
            raise Refusal(400, "the body is shorter than its Content-Length", close=True)
        return body

    def _chunks(self, limit):
        body = b""
        while True:
            try:
                size = int(self.rfile.readline(64).split(b";")[0], 16)
            except ValueError:
                raise Refusal(400, "a chunk has no valid size", close=True) from None
            if size < 0 or len(body) + size > limit:
                raise Refusal(413, f"the body is over the limit of {limit} bytes", close=True)
            if size == 0:
                while self.rfile.readline(1024).strip():
                    pass
                return body
            body += self.rfile.read(size)
            self.rfile.readline(8)

    def _refuse(self, refusal):
        kind = "server_error" if refusal.status >= 500 else "invalid_request_error"
        if refusal.close:
            self.close_connection = True
        error = {"message": refusal.message, "type": kind, "code": refusal.code}
        self._json(refusal.status, {"error": error})

    def _json(self, status, value):
        self._send(status, json.dumps(value, ensure_ascii=False).encode(), "application/json")

    def _send(self, status, content, kind):
        try:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            if self.close_connection:
                self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(content)
            self.wfile.flush()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the client has left

    def log_message(self, form, *values):
        pass  # one line per request would be measured too


def check_fields(fields, options):
    if not fields.get("file"):
        raise Refusal(400, "the field 'file' is missing or empty", "missing_file")
    form = fields.get("response_format", b"json").decode("utf-8", "replace").strip()
    if form not in ("", "json"):
        raise Refusal(400, f"response_format {form!r} is not supported; use json", "bad_format")
    asked = fields.get("model", b"").decode("utf-8", "replace").strip()
    if asked and asked not in (options.model_name, options.alias):
        raise Refusal(404, f"model {asked!r} is not loaded; this server has {options.model_name!r}", "no_model")


def temperature_of(fields):
    text = fields.get("temperature", b"").decode("utf-8", "replace").strip() or "0"
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 <= value <= 1:
        raise Refusal(400, f"temperature {text!r} is not a number from 0 to 1", "bad_temperature")
    return value


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request, client_address):
        error = sys.exc_info()[1]
        if not isinstance(error, (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)


def make_server(service):
    """Bound at once, so that a taken port fails before the model is loaded."""
    handler = type("BoundHandler", (Handler,), {"service": service})
    return Server((service.options.host, service.options.port), handler)
