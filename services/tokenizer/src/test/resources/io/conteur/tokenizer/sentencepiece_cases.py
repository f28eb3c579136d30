"""Trains one SentencePiece model per case folder: options.json and corpus.txt in, reference.vocab
(or reference.error) and reference.ids, the ids of the corpus's first lines, out."""
import json
import pathlib
import sys

import sentencepiece

for folder in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    options = json.loads((folder / "options.json").read_text("utf-8"))
    prefix = str(folder / "reference")
    try:
        sentencepiece.SentencePieceTrainer.train(
            input=str(folder / "corpus.txt"), model_prefix=prefix, model_type="bpe",
            minloglevel=5, **options)
    except Exception as error:
        (folder / "reference.error").write_text(str(error), "utf-8")
        continue
    processor = sentencepiece.SentencePieceProcessor(model_file=prefix + ".model")
    with open(folder / "reference.ids", "w") as ids:
        for line in (folder / "text.txt").read_bytes().decode("utf-8").split("\n"):
            print(*processor.encode(line), file=ids)
