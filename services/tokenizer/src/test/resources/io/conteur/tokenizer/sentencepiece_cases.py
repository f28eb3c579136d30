"""Trains one SentencePiece model per case folder: options.json and corpus.txt or corpus.tsv in, and rules
where there are .tsv files of them; reference.model and reference.vocab (or reference.error) out. Then encodes the
lines of text.txt to reference.ids, decodes them to reference.text, decodes the lines of ids.txt,
modulo the pieces, to reference.decoded and those of pieces.txt to reference.joined, as JSON strings."""
import json
import pathlib
import sys

import sentencepiece


def lines(file):
    return file.read_bytes().split(b"\n") if file.exists() else []


def write(file, rows):
    file.write_text("".join(f"{row}\n" for row in rows), "utf-8")


for folder in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    options = {"model_type": "bpe", **json.loads((folder / "options.json").read_text("utf-8"))}
    for rules in ("normalization_rule_tsv", "denormalization_rule_tsv"):
        if (folder / f"{rules}.tsv").exists():
            options[rules] = str(folder / f"{rules}.tsv")
    prefix = str(folder / "reference")
    corpus = "corpus.tsv" if (folder / "corpus.tsv").exists() else "corpus.txt"
    try:
        sentencepiece.SentencePieceTrainer.train(
            input=str(folder / corpus), input_format="tsv" if corpus.endswith("tsv") else "text", model_prefix=prefix, minloglevel=5, **options)
    except Exception as error:
        (folder / "reference.error").write_text(str(error), "utf-8")
        continue
    processor = sentencepiece.SentencePieceProcessor(model_file=prefix + ".model")
    encoded = [processor.encode(line) for line in lines(folder / "text.txt")]
    write(folder / "reference.ids", [" ".join(map(str, ids)) for ids in encoded])
    write(folder / "reference.text", [json.dumps(processor.decode(ids)) for ids in encoded])
    size = processor.get_piece_size()
    ids = [[int(id) % size for id in line.split()] for line in lines(folder / "ids.txt")]
    write(folder / "reference.decoded", [json.dumps(processor.decode(row)) for row in ids])
    pieces = [line.decode("utf-8").split() for line in lines(folder / "pieces.txt")]
    write(folder / "reference.joined", [json.dumps(processor.decode(row)) for row in pieces])
