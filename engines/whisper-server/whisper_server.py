#!/usr/bin/env python3
"""OpenAI-compatible speech-to-text server over faster-whisper, for CPU and CUDA.

Device and compute type are explicit and proved; it never falls back to another device.
"""

import argparse
import os
import queue
import signal
import sys
import threading
import time
from pathlib import Path

from handler import make_server
from service import Service
from transcriber import Transcriber, supported_types

COMPUTE_TYPES = (
    "int8", "int8_float32", "int8_float16", "int8_bfloat16", "int16", "float16", "bfloat16", "float32",
)  # fmt: skip
STOP_WAIT_SECONDS = 5


def positive(text):
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return value


def options_from(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", required=True, help="CTranslate2 model folder, or a name already in the cache")
    parser.add_argument("--model-name", help="name in /health and /v1/models (default: the folder's name)")
    parser.add_argument("--alias", help="a second name that requests may use, the same for every model")
    parser.add_argument("--device", required=True, choices=("cpu", "cuda"))
    parser.add_argument("--compute-type", required=True, choices=COMPUTE_TYPES)
    parser.add_argument("--workers", type=positive, default=1, help="transcriptions at once, one copy of the weights")
    parser.add_argument("--threads", type=positive, default=1, help="CPU threads per worker")
    parser.add_argument("--beam-size", type=positive, default=1)
    parser.add_argument("--language", help="when the request names none (default: detect it)")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8001)
    parser.add_argument("--max-body-bytes", type=positive, default=32 * 1024 * 1024)
    parser.add_argument("--allow-download", action="store_true", help="fetch a model named by --model if absent")
    options = parser.parse_args(arguments)
    options.model_name = options.model_name or Path(options.model).name
    return options


def say(text):
    print(f"whisper-server: {text}", file=sys.stderr, flush=True)


def load(service, ended):
    options = service.options
    try:
        service.transcriber.load()
    except Exception as error:
        say(f"cannot load {options.model_name} on {options.device} as {options.compute_type}")
        say(f"{type(error).__name__}: {error}")
        if not Path(options.model).is_dir():
            say(f"{options.model} is no folder; as a name it must be in the cache, or add --allow-download")
        say(f"compute types of {options.device} here: {', '.join(supported_types(options.device)) or 'none'}")
        ended.put(1)
        return
    service.ready = True
    loaded = service.transcriber
    say(f"ready: {options.model_name}, {loaded.compute_type} on {loaded.device}, {loaded.load_seconds} s")


def main():
    options = options_from()
    os.environ.setdefault("CT2_VERBOSE", "1")  # CTranslate2 says on stderr what it loaded where
    service, ended = Service(Transcriber(options), options), queue.SimpleQueue()
    try:
        server = make_server(service)
    except OSError as error:
        say(f"cannot listen on {options.host}:{options.port}: {error.strerror}")
        return 2
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.put(0))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    say(f"listening on {options.host}:{server.server_address[1]}, loading {options.model_name}")
    threading.Thread(target=load, args=(service, ended), daemon=True).start()
    code = ended.get()
    stop(service, server)
    return code


def stop(service, server):
    """Running transcriptions get a few seconds, waiting ones are refused."""
    server.shutdown()
    server.server_close()
    service.stop()
    deadline = time.monotonic() + STOP_WAIT_SECONDS
    while service.busy() and time.monotonic() < deadline:
        time.sleep(0.05)
    say("stopped")


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # native worker threads may still hold a transcription
