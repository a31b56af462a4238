"""One transcriber behind a fixed number of workers, and its counters. Knows nothing of HTTP."""

import os
import threading
import time
from concurrent.futures import CancelledError, ThreadPoolExecutor


class Stopping(Exception):
    """Asked for work after the stop."""


class Counters:
    def __init__(self):
        self._lock = threading.Lock()
        self._values = {
            "requests_running": 0,
            "requests_waiting": 0,
            "requests_total": 0,
            "request_errors_total": 0,
            "queue_seconds_total": 0.0,
            "transcribe_seconds_total": 0.0,
        }

    def add(self, **changes):
        with self._lock:
            for name, change in changes.items():
                self._values[name] += change

    def value(self, name):
        with self._lock:
            return self._values[name]

    def render(self):
        with self._lock:
            values = dict(self._values)
        lines = []
        for name, value in values.items():
            kind = "counter" if name.endswith("_total") else "gauge"
            lines += [f"# TYPE whisper_{name} {kind}", f"whisper_{name} {value:g}"]
        return "\n".join(lines) + "\n"


class Service:
    """Queue time, until a worker is free, is told apart from transcription time."""

    def __init__(self, transcriber, options):
        self.transcriber, self.options = transcriber, options
        self.counters, self.ready = Counters(), False
        self._pool = ThreadPoolExecutor(options.workers, thread_name_prefix="transcribe")

    def health(self):
        loaded, options = self.transcriber, self.options
        return {
            "status": "ok" if self.ready else "loading",
            "model": options.model_name,
            "device": loaded.device,
            "compute_type": loaded.compute_type,
            "workers": options.workers,
            "threads": options.threads,
            "beam_size": options.beam_size,
            "load_seconds": loaded.load_seconds,
            "pid": os.getpid(),
        }

    def transcribe(self, audio, language, temperature):
        asked = time.monotonic()
        self.counters.add(requests_waiting=1)
        try:
            job = self._pool.submit(self._work, asked, audio, language, temperature)
        except RuntimeError as error:  # the pool takes no work after its shutdown
            self.counters.add(requests_waiting=-1)
            raise Stopping from error
        try:
            return job.result()
        except CancelledError as error:
            self.counters.add(requests_waiting=-1)
            raise Stopping from error

    def _work(self, asked, audio, language, temperature):
        started = time.monotonic()
        self.counters.add(requests_waiting=-1, requests_running=1, queue_seconds_total=started - asked)
        try:
            text, duration = self.transcriber.transcribe(audio, language, temperature)
        finally:
            took = time.monotonic() - started
            self.counters.add(requests_running=-1, transcribe_seconds_total=took)
        return {
            "text": text,
            "queue_seconds": round(started - asked, 6),
            "transcribe_seconds": round(took, 6),
            "duration_seconds": round(duration, 6),
        }

    def busy(self):
        return self.counters.value("requests_running") > 0

    def stop(self):
        self._pool.shutdown(wait=False, cancel_futures=True)
