import json
import unittest
import wave

from support import ROOT

CLIPS = ROOT / "config/workloads/librivox"


class ClipsTest(unittest.TestCase):
    def test_every_clip_has_its_transcript_and_is_16_kHz_mono(self):
        lines = [json.loads(line) for line in (CLIPS / "transcripts.jsonl").read_text().splitlines()]
        self.assertEqual(sorted(line["clip"] for line in lines), sorted(p.name for p in CLIPS.glob("*.wav")))
        for line in lines:
            with wave.open(str(CLIPS / line["clip"])) as clip:
                self.assertEqual((clip.getframerate(), clip.getnchannels(), clip.getsampwidth()), (16000, 1, 2))
            self.assertGreater(len(line["text"].split()), 5)


if __name__ == "__main__":
    unittest.main()
