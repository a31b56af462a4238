#!/bin/sh
# python3 of the Whisper server: an environment of its own, as CTranslate2 wants CUDA 12's cuBLAS and
# cuDNN 9, and vLLM may bring others.
libraries=/opt/whisper/nvidia
export LD_LIBRARY_PATH="$libraries/cublas/lib:$libraries/cudnn/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
exec /opt/whisper/venv/bin/python3 "$@"
