#!/usr/bin/env python3
"""Makes a small model folder for `vllm serve DIR --load-format dummy`: config and tokenizer, no weights.

An 8-layer Qwen2 shape whose KV cache costs 4,096 bytes per token, and a byte-pair tokenizer of 2,048
tokens trained here on a built-in word list. Standard library only; the same bytes on every machine.
"""

import argparse
import json
import sys
from collections import Counter, defaultdict
from itertools import product
from pathlib import Path

VOCABULARY = 2048
SPECIALS = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")
UNKNOWN = "<unk>"
SPACE, NEWLINE, TAB = "\u0120", "\u010a", "\u0109"  # how byte-level BPE spells these three

WORDS = """the of and to a in is it you that he was for on are with as his they be at one have this
from or had by hot but some what there we can out other were all your when up use word how said an
each she which do their time if will way about many then them would write like so these her long make
thing see him two has look more day could go come did my sound no most number who over know water than
call first people may down side been now find any new work part take get place made live where after
back little only round man year came show every good me give our under name very through just form
much great think say help low line before turn cause same mean differ move right boy old too does tell
sentence set three want air well also play small end put home read hand port large spell add even land
here must big high such follow act why ask men change went light kind off need house picture try us
again animal point mother world near build self earth father head stand own page should country found
answer school grow study still learn plant cover food sun four thought let keep eye never last door
between city tree cross since hard start might story saw far sea draw left late run while press close
night real life few stop open seem together next white children begin got walk example ease paper often
always music those both mark book letter until mile river car feet care second group carry took rain
eat room friend began idea fish mountain north once base hear horse cut sure watch colour face wood
main enough plain girl usual young ready above ever red list though feel talk bird soon body dog family
direct pose leave song measure state product black short numeral class wind question happen complete
ship area half rock order fire south problem piece told knew pass farm top whole king size heard best
hour better true during hundred remember step early hold west ground interest reach fast five sing
listen six table travel less morning ten simple several toward war lay against pattern slow centre love
person money serve appear road map science rule govern pull cold notice voice fall power town fine
certain fly unit lead cry dark machine note wait plan figure star box noun field rest correct able
pound done beauty drive stood contain front teach week final gave green oh quick develop sleep warm
free minute strong special mind behind clear tail produce fact street inch lot nothing course stay
wheel full force blue object decide surface deep moon island foot yet busy test record boat common gold
possible plane age dry wonder laugh thousand ago ran check game shape yes model engine memory speech
answer tokens voice assistant""".split()

CHAT_TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}<|im_end|>\n"
    "{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)

MODEL_CONFIG = {
    "architectures": ["Qwen2ForCausalLM"],
    "model_type": "qwen2",
    "hidden_size": 512,
    "intermediate_size": 1408,
    "num_hidden_layers": 8,
    "num_attention_heads": 8,
    "num_key_value_heads": 2,
    "max_position_embeddings": 4096,
    "max_window_layers": 8,
    "use_sliding_window": False,
    "sliding_window": None,
    "vocab_size": VOCABULARY,
    "hidden_act": "silu",
    "initializer_range": 0.02,
    "rms_norm_eps": 1e-06,
    "rope_theta": 10000.0,
    "tie_word_embeddings": True,
    "attention_dropout": 0.0,
    "use_cache": True,
    "torch_dtype": "bfloat16",
    "bos_token_id": 0,
    "eos_token_id": 2,
}


def training_words():
    """Word -> weight: common words first, then syllables, so that there is enough to merge."""
    counts = Counter()
    for rank, word in enumerate(WORDS):
        counts[SPACE + word] += 2000 - rank
        counts[word.capitalize()] += 400 - rank // 2
    onsets = "b br c ch d dr f g gr h j l m n p pl qu r s sh st t tr v w z".split()
    for onset, vowel, coda in product(onsets, "a e i o u ai ea ou".split(), "n r l t ck st".split()):
        counts[onset + vowel + coda] += 1
    for number in range(100):
        counts[SPACE + str(number)] += 50
    return counts


def train_merges(wanted):
    """The most frequent pair first; ties by spelling. Returns `wanted` pairs in order."""
    words = [(list(word), count) for word, count in sorted(training_words().items())]
    pairs, homes = Counter(), defaultdict(set)

    def count_in(index, sign):
        symbols, count = words[index]
        for pair in zip(symbols, symbols[1:]):
            pairs[pair] += sign * count
            homes[pair].add(index)

    for index in range(len(words)):
        count_in(index, 1)
    merges = []
    while len(merges) < wanted:
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        if pairs[best] == 0:
            sys.exit(f"make-model: the word list gives only {len(merges)} of {wanted} merges")
        merges.append(best)
        for index in homes.pop(best):
            count_in(index, -1)
            join(words[index][0], best)
            count_in(index, 1)
        del pairs[best]
    return merges


def join(symbols, pair):
    at = 0
    while at < len(symbols) - 1:
        if (symbols[at], symbols[at + 1]) == pair:
            symbols[at : at + 2] = [pair[0] + pair[1]]
        at += 1


def make_tokenizer():
    """Only printable ASCII: a token that is half a character would hold back streamed text."""
    alphabet = [chr(code) for code in range(33, 127)] + [SPACE, NEWLINE, TAB]
    merges, vocabulary = train_merges(VOCABULARY), {}
    for token in (*SPECIALS, UNKNOWN, *alphabet):
        vocabulary[token] = len(vocabulary)
    kept = []
    for left, right in merges:
        if len(vocabulary) == VOCABULARY:
            break
        vocabulary.setdefault(left + right, len(vocabulary))
        kept.append([left, right])
    byte_level = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}
    special = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [{"id": vocabulary[token], "content": token, **special} for token in SPECIALS],
        "normalizer": None,
        "pre_tokenizer": byte_level,
        "post_processor": None,
        "decoder": byte_level,
        "model": {
            "type": "BPE",
            "dropout": None,
            "unk_token": UNKNOWN,
            "continuing_subword_prefix": "",
            "end_of_word_suffix": "",
            "fuse_unk": False,
            "byte_fallback": False,
            "ignore_merges": False,
            "vocab": vocabulary,
            "merges": kept,
        },
    }


def tokenizer_config():
    return {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": MODEL_CONFIG["max_position_embeddings"],
        "eos_token": "<|im_end|>",
        "pad_token": "<|endoftext|>",
        "unk_token": UNKNOWN,
        "clean_up_tokenization_spaces": False,
        "chat_template": CHAT_TEMPLATE,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="folder to make, for `vllm serve FOLDER --load-format dummy`")
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        "config.json": MODEL_CONFIG,
        "generation_config.json": {"eos_token_id": [2, 0], "pad_token_id": 0, "do_sample": False},
        "tokenizer.json": make_tokenizer(),
        "tokenizer_config.json": tokenizer_config(),
    }
    for name, content in files.items():
        text = json.dumps(content, indent=1, ensure_ascii=True) + "\n"
        (folder / name).write_text(text, encoding="utf-8")
    print(f"made {folder}: {', '.join(files)}")


if __name__ == "__main__":
    main()
