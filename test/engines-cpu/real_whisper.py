"""The real server with real weights; needs the folder that engines/setup-cpu.py makes.

Run: DREAM_CPU_ENV=FOLDER python3 test/engines-cpu/real_whisper.py
"""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import unittest
from contextlib import contextmanager
from pathlib import Path

from support import ROOT, form, get, post

ENVIRONMENT = Path(os.environ.get("DREAM_CPU_ENV", ROOT / ".dream/cpu")).absolute()
PYTHON, CLIPS = ENVIRONMENT / "venv/bin/python", ROOT / "config/workloads/librivox"
SERVER = ROOT / "engines/whisper-server/whisper_server.py"


def command(model, *flags):
    base = [PYTHON, SERVER, "--model", ENVIRONMENT / "models" / f"whisper-{model}", "--model-name", model]
    return [str(part) for part in (*base, "--language", "en", "--port", "0", *flags)]


@contextmanager
def running(model, *flags):
    """Yields (process, port) as soon as the server listens."""
    server = subprocess.Popen(command(model, *flags), stderr=subprocess.PIPE, text=True)
    try:
        line = server.stderr.readline()
        threading.Thread(target=server.stderr.read, daemon=True).start()
        yield server, int(re.search(r"listening on \S+:(\d+)", line).group(1))
    finally:
        server.kill()
        server.wait()


def wait_ready(server, port):
    while server.poll() is None:
        status, text = get(port, "/health")
        if status == 200:
            return json.loads(text)
        time.sleep(0.1)
    raise AssertionError(f"the server ended with {server.returncode} before it was ready")


def words(text):
    return re.sub(r"[^a-z ]", "", text.lower().replace("-", " ").replace("mr.", "mister")).split()


class RealWhisperTest(unittest.TestCase):
    def transcribe_all(self, model):
        with running(model, "--device", "cpu", "--compute-type", "int8", "--workers", "2") as (server, port):
            health = wait_ready(server, port)
            expected = {"status": "ok", "model": model, "device": "cpu", "compute_type": "int8_float32"}
            self.assertEqual({key: health[key] for key in expected}, expected)
            self.assertEqual((health["workers"], health["pid"]), (2, server.pid))
            wrong = total = 0
            for line in map(json.loads, (CLIPS / "transcripts.jsonl").read_text().splitlines()):
                audio = (CLIPS / line["clip"]).read_bytes()
                status, answer = post(port, form(file=audio, model=model))
                self.assertEqual(status, 200)
                self.assertGreater(answer["transcribe_seconds"], 0)
                reference, heard = words(line["text"]), words(answer["text"])
                wrong += len(set(reference) ^ set(heard))
                total += len(reference)
            self.assertEqual(post(port, form(file=b"no audio", model=model))[0], 400)
            server.send_signal(signal.SIGTERM)
            self.assertEqual(server.wait(10), 0)
        self.assertLess(wrong / total, 0.2)

    def test_tiny_en_transcribes_the_clips(self):
        self.transcribe_all("tiny.en")

    def test_base_transcribes_the_clips(self):
        self.transcribe_all("base")

    def test_what_the_machine_cannot_do_ends_the_server_with_the_reason(self):
        # CTranslate2 would quietly run float16 as float32 if asked for "default".
        flags = ("--device", "cpu", "--compute-type", "float16")
        done = subprocess.run(command("tiny.en", *flags), capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 1)
        self.assertIn("Requested float16 compute type, but the target device", done.stderr)

    def test_a_model_that_is_not_there_is_not_downloaded(self):
        flags = ("--device", "cpu", "--compute-type", "int8")
        done = subprocess.run(command("large-v9", *flags), capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 1)
        self.assertIn("cannot load large-v9", done.stderr)


if __name__ == "__main__":
    if not PYTHON.exists():
        sys.exit(f"real_whisper: {PYTHON} is missing; make it with engines/setup-cpu.py {ENVIRONMENT}")
    unittest.main()
