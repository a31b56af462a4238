"""faster-whisper behind two calls: load, which proves device and compute type, and transcribe."""

import io
import sys
import time


class WrongDevice(RuntimeError):
    """What was loaded is not what was asked for."""


class BadAudio(ValueError):
    """The file could not be decoded as audio; the client's fault."""


class Transcriber:
    def __init__(self, options):
        self._options = options
        self._model = None
        self.device = None
        self.compute_type = None
        self.load_seconds = None

    def load(self):
        """Blocks until a first transcription has run: some GPU libraries fail only there."""
        from faster_whisper import WhisperModel

        options, started = self._options, time.monotonic()
        self._model = WhisperModel(
            options.model,
            device=options.device,
            compute_type=options.compute_type,
            num_workers=options.workers,  # replicas in CTranslate2; they share one copy of the weights
            cpu_threads=options.threads,
            local_files_only=not options.allow_download,
        )
        inner = self._model.model
        self.device, self.compute_type = inner.device, inner.compute_type
        require_same(options.device, options.compute_type, self.device, self.compute_type)
        self._run(silence(seconds=1))
        self.load_seconds = round(time.monotonic() - started, 3)

    def transcribe(self, audio_bytes, language=None, temperature=0.0):
        """Returns (text, duration in seconds)."""
        from faster_whisper import decode_audio

        try:
            audio = decode_audio(io.BytesIO(audio_bytes))
        except Exception as error:
            raise BadAudio(f"the file is not audio that can be decoded: {error}") from error
        if len(audio) == 0:
            raise BadAudio("the file holds no audio")
        return self._run(audio, language, temperature), len(audio) / 16000

    def _run(self, audio, language=None, temperature=0.0):
        # One temperature: the usual retries at higher ones would make the work depend on chance.
        segments, _ = self._model.transcribe(
            audio,
            language=language or self._options.language,
            beam_size=self._options.beam_size,
            temperature=temperature,
        )
        return " ".join(segment.text.strip() for segment in segments).strip()


def silence(seconds):
    import numpy

    return numpy.zeros(16000 * seconds, dtype=numpy.float32)


def require_same(wanted_device, wanted_type, device, compute_type):
    """CTranslate2 completes plain "int8" with a float type; anything else must come back as asked."""
    same_type = compute_type == wanted_type or (
        wanted_type == "int8" and compute_type.startswith("int8_")
    )
    if device != wanted_device or not same_type:
        raise WrongDevice(
            f"asked for {wanted_type} on {wanted_device}, CTranslate2 loaded {compute_type} on {device}"
        )


def supported_types(device):
    """What CTranslate2 can run on the device, for the error message; empty when it cannot say."""
    try:
        import ctranslate2

        return sorted(ctranslate2.get_supported_compute_types(device))
    except Exception as error:
        print(f"whisper-server: {error}", file=sys.stderr)
        return []
