"""A stub transcriber behind the real HTTP service, and a client that speaks multipart."""

import http.client
import json
import sys
import threading
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "engines" / "whisper-server"))

import handler  # noqa: E402
import service as service_module  # noqa: E402
import whisper_server  # noqa: E402

BOUNDARY = "----dream-test"


class StubTranscriber:
    """Answers with the number of bytes, or raises what the test put into `failure`."""

    device, compute_type, load_seconds = "cpu", "int8_float32", 0.1

    def __init__(self):
        self.failure, self.gate, self.calls = None, None, []
        self.entered = threading.Semaphore(0)

    def transcribe(self, audio, language=None, temperature=0.0):
        self.calls.append((audio, language, temperature))
        self.entered.release()
        if self.gate:
            self.gate.wait(10)
        if self.failure:
            raise self.failure
        return f"{len(audio)} bytes", 1.5


@contextmanager
def serving(stub, *flags, ready=True):
    base = ["--model", "m", "--model-name", "tiny.en", "--device", "cpu", "--compute-type", "int8"]
    options = whisper_server.options_from([*base, "--port", "0", *flags])
    service = service_module.Service(stub, options)
    service.ready, stub.service = ready, service
    server = handler.make_server(service)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        service.stop()


def form(boundary=BOUNDARY, **fields):
    body = b""
    for name, value in fields.items():
        extra = '; filename="clip.wav"\r\nContent-Type: audio/wav' if name == "file" else ""
        content = value if isinstance(value, bytes) else value.encode()
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"{extra}\r\n\r\n'
        body += head.encode() + content + b"\r\n"
    return body + f"--{boundary}--\r\n".encode()


@contextmanager
def connected(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        yield connection
    finally:
        connection.close()


def post_on(connection, body, path="/v1/audio/transcriptions", **headers):
    headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}", **headers}
    connection.request("POST", path, body, headers, encode_chunked="Transfer-Encoding" in headers)
    answer = connection.getresponse()
    return answer.status, json.loads(answer.read())


def post(port, body, **more):
    with connected(port) as connection:
        return post_on(connection, body, **more)


def get(port, path):
    with connected(port) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
