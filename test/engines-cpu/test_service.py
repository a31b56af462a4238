import json
import threading
import time
import unittest

from support import StubTranscriber, connected, form, get, post, post_on, serving
from transcriber import BadAudio, WrongDevice, require_same


class ServiceTest(unittest.TestCase):
    def test_a_transcription_answers_with_text_and_times_apart(self):
        stub = StubTranscriber()
        with serving(stub) as port:
            body = form(file=b"12345", model="tiny.en", language="en", response_format="json")
            status, answer = post(port, body)
        self.assertEqual((status, answer["text"], answer["duration_seconds"]), (200, "5 bytes", 1.5))
        self.assertEqual({"text", "queue_seconds", "transcribe_seconds", "duration_seconds"}, set(answer))
        self.assertEqual(stub.calls, [(b"12345", "en", 0.0)])

    def test_a_request_behind_a_busy_worker_counts_as_waiting_and_then_as_queue_time(self):
        stub, answers = StubTranscriber(), []
        stub.gate = threading.Event()
        with serving(stub, "--workers", "1") as port:
            clients = [
                threading.Thread(target=lambda: answers.append(post(port, form(file=b"a"))))
                for _ in range(2)
            ]
            for client in clients:
                client.start()
            stub.entered.acquire(timeout=10)
            waiting = ""
            while "whisper_requests_waiting 1" not in waiting:
                waiting = get(port, "/metrics")[1]
            stub.gate.set()
            for client in clients:
                client.join(10)
            done = get(port, "/metrics")[1]
        self.assertIn("whisper_requests_running 1", waiting)
        self.assertIn("whisper_requests_running 0", done)
        self.assertIn("whisper_requests_total 2", done)
        first, second = sorted(answer["queue_seconds"] for _, answer in answers)
        self.assertGreater(second, first)

    def test_as_many_run_at_once_as_there_are_workers(self):
        stub = StubTranscriber()
        stub.gate = threading.Event()
        with serving(stub, "--workers", "3") as port:
            clients = [threading.Thread(target=post, args=(port, form(file=b"a"))) for _ in range(3)]
            for client in clients:
                client.start()
            entered = [stub.entered.acquire(timeout=10) for _ in clients]
            stub.gate.set()
            for client in clients:
                client.join(10)
        self.assertEqual(entered, [True, True, True])

    def test_health_says_loading_until_the_model_is_ready(self):
        with serving(StubTranscriber(), ready=False) as port:
            status, text = get(port, "/health")
            refused, answer = post(port, form(file=b"a"))
        self.assertEqual((status, json.loads(text)["status"]), (503, "loading"))
        self.assertEqual((refused, answer["error"]["message"]), (503, "the model is still loading"))

    def test_health_tells_the_effective_device_and_compute_type(self):
        with serving(StubTranscriber(), "--workers", "4") as port:
            status, text = get(port, "/health")
            models = json.loads(get(port, "/v1/models")[1])
        health = json.loads(text)
        self.assertEqual(status, 200)
        told = {key: health[key] for key in ("status", "model", "device", "compute_type", "workers")}
        expected = {"status": "ok", "model": "tiny.en", "device": "cpu"}
        self.assertEqual(told, {**expected, "compute_type": "int8_float32", "workers": 4})
        self.assertGreater(health["pid"], 1)
        self.assertEqual(models["data"][0]["id"], "tiny.en")

    def test_out_of_memory_is_a_500_with_the_original_text_and_the_server_lives_on(self):
        stub = StubTranscriber()
        stub.failure = RuntimeError("CUDA failed with error out of memory")
        with serving(stub) as port:
            status, answer = post(port, form(file=b"a"))
            stub.failure = None
            later, _ = post(port, form(file=b"a"))
            metrics = get(port, "/metrics")[1]
        self.assertEqual(status, 500)
        self.assertEqual(answer["error"]["message"], "CUDA failed with error out of memory")
        self.assertEqual(answer["error"]["code"], "out_of_memory")
        self.assertEqual(later, 200)
        self.assertIn("whisper_request_errors_total 1", metrics)

    def test_bad_requests_are_refused_in_json(self):
        cases = [
            (form(), {}, 400, "missing_file"),
            (b"nonsense", {}, 400, "bad_multipart"),
            (form(file=b"a"), {"Content-Type": "text/plain"}, 400, "bad_multipart"),
            (form(file=b"a", response_format="srt"), {}, 400, "bad_format"),
            (form(file=b"a", temperature="nan"), {}, 400, "bad_temperature"),
            (form(file=b"a", model="small"), {}, 404, "no_model"),
        ]
        with serving(StubTranscriber()) as port:
            for body, headers, expected, code in cases:
                with self.subTest(code):
                    status, answer = post(port, body, **headers)
                    self.assertEqual((status, answer["error"]["code"]), (expected, code))

    def test_an_alias_is_taken_beside_the_name_of_the_model(self):
        with serving(StubTranscriber(), "--alias", "whisper") as port:
            for name, expected in (("whisper", 200), ("tiny.en", 200), ("base", 404)):
                self.assertEqual(post(port, form(file=b"a", model=name))[0], expected)
            self.assertEqual(json.loads(get(port, "/health")[1])["model"], "tiny.en")

    def test_audio_that_cannot_be_decoded_is_the_clients_fault(self):
        stub = StubTranscriber()
        stub.failure = BadAudio("not audio")
        with serving(stub) as port:
            status, answer = post(port, form(file=b"a"))
        self.assertEqual((status, answer["error"]["message"]), (400, "not audio"))

    def test_a_body_over_the_limit_is_refused_before_it_is_read(self):
        with serving(StubTranscriber(), "--max-body-bytes", "100") as port:
            with connected(port) as connection:
                connection.putrequest("POST", "/v1/audio/transcriptions")
                connection.putheader("Content-Length", "101")
                connection.endheaders()
                answer = connection.getresponse()
                self.assertEqual((answer.status, answer.getheader("Connection")), (413, "close"))
            chunks = {"Transfer-Encoding": "chunked"}
            self.assertEqual(post(port, iter([form(file=b"x" * 200)]), **chunks)[0], 413)

    def test_a_body_in_chunks_is_understood(self):
        body = form(file=b"12345")
        with serving(StubTranscriber()) as port:
            pieces = iter([body[:7], body[7:]])
            status, answer = post(port, pieces, **{"Transfer-Encoding": "chunked"})
        self.assertEqual((status, answer["text"]), (200, "5 bytes"))

    def test_one_connection_serves_many_requests_errors_included(self):
        with serving(StubTranscriber()) as port:
            statuses, ports = [], set()
            with connected(port) as connection:
                for body in (form(file=b"a"), b"nonsense", form(file=b"ab")):
                    statuses.append(post_on(connection, body)[0])
                    ports.add(connection.sock.getsockname()[1])
        self.assertEqual((statuses, len(ports)), ([200, 400, 200], 1))

    def test_a_stop_refuses_what_waits_and_lets_the_running_one_end(self):
        stub, answers = StubTranscriber(), []
        stub.gate = threading.Event()
        with serving(stub, "--workers", "1") as port:
            clients = [
                threading.Thread(target=lambda: answers.append(post(port, form(file=b"a"))[0]))
                for _ in range(2)
            ]
            for client in clients:
                client.start()
            stub.entered.acquire(timeout=10)
            while stub.service.counters.value("requests_waiting") < 1:
                time.sleep(0.01)
            stub.service.stop()
            self.assertTrue(stub.service.busy())
            stub.gate.set()
            for client in clients:
                client.join(10)
            self.assertEqual(post(port, form(file=b"a"))[0], 503)
        self.assertEqual(sorted(answers), [200, 503])
        self.assertFalse(stub.service.busy())

    def test_unknown_paths_are_404(self):
        with serving(StubTranscriber()) as port:
            self.assertEqual(get(port, "/nothing")[0], 404)
            self.assertEqual(post(port, form(), path="/v1/other")[0], 404)


class ProofTest(unittest.TestCase):
    def test_another_device_or_compute_type_is_never_accepted(self):
        for asked, got in ((("cuda", "float16"), ("cpu", "float32")), (("cpu", "float16"), ("cpu", "float32"))):
            with self.subTest(asked=asked), self.assertRaises(WrongDevice):
                require_same(*asked, *got)

    def test_plain_int8_may_be_completed_by_a_float_type(self):
        require_same("cpu", "int8", "cpu", "int8_float32")


if __name__ == "__main__":
    unittest.main()
