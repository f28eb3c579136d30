package io.conteur.tokenizer.huggingface;

import io.conteur.tokenizer.model.SanitizedModel;
import io.conteur.tokenizer.model.TextRules;
import io.conteur.tokenizer.piece.Piece;
import io.conteur.tokenizer.piece.PieceType;
import io.conteur.tokenizer.piece.Vocabulary;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * {@code tokenizer.json}, from which Hugging Face's tokenizers give SentencePiece's ids. It holds
 * no added tokens: those would be cut out of the raw text before it is normalised.
 */
final class TokenizerJson {
    /** Learned pieces are shorter. */
    private static final int MAX_PIECE_CHARACTERS = 512;

    private TokenizerJson() {}

    /** Empty for a model that is not of the kind that is trained here. */
    static Optional<String> of(SanitizedModel model) {
        Vocabulary vocabulary = model.vocabulary();
        SymbolPattern pattern = new SymbolPattern(vocabulary);
        return model.isBpe()
                        && isStandard(model.rules())
                        && isPlain(vocabulary)
                        && pattern.isExact()
                ? Optional.of(json(vocabulary, pattern, model.rules()))
                : Optional.empty();
    }

    private static boolean isStandard(TextRules rules) {
        return rules.normalization().isStandard() && rules.denormalization() == null;
    }

    /** One unknown piece, no unused ones, and every character of a learned piece is a piece. */
    private static boolean isPlain(Vocabulary vocabulary) {
        return vocabulary.piece(vocabulary.unknownId()).text().equals(Piece.UNKNOWN)
                && vocabulary.pieces().stream().allMatch(piece -> isPlain(piece, vocabulary));
    }

    private static boolean isPlain(Piece piece, Vocabulary vocabulary) {
        return switch (piece.type()) {
            case UNUSED -> false;
            case NORMAL ->
                    piece.text().length() <= MAX_PIECE_CHARACTERS
                            && piece.text()
                                    .codePoints()
                                    .allMatch(c -> vocabulary.id(Character.toString(c)) != null);
            default -> piece.text().codePointCount(0, piece.text().length()) > 1;
        };
    }

    private static String json(Vocabulary vocabulary, SymbolPattern pattern, TextRules rules) {
        MergeList merges = new MergeList(vocabulary);
        return """
                {
                  "version": "1.0",
                  "truncation": null,
                  "padding": null,
                  "added_tokens": [],
                  "normalizer": %s,
                  "pre_tokenizer": %s,
                  "post_processor": null,
                  "decoder": %s,
                  "model": {
                    "type": "BPE",
                    "dropout": null,
                    "unk_token": "<unk>",
                    "continuing_subword_prefix": null,
                    "end_of_word_suffix": null,
                    "fuse_unk": true,
                    "byte_fallback": %s,
                    "ignore_merges": true,
                    "vocab": {
                      %s
                    },
                    "merges": [
                      %s
                    ]
                  }
                }
                """
                .formatted(
                        NormalizerJson.json(pattern.symbols()),
                        splitting(pattern.cuts(merges.unspellable())),
                        DecoderJson.json(vocabulary, rules.unknownSurface()),
                        vocabulary.pieces().stream().anyMatch(p -> p.type() == PieceType.BYTE),
                        vocabulary(vocabulary),
                        merges(merges.merges()));
    }

    private static String splitting(String pattern) {
        return pattern.isEmpty()
                ? "null"
                : "{\"type\": \"Split\", \"pattern\": {\"Regex\": %s}, \"behavior\": \"Isolated\", \"invert\": false}"
                        .formatted(JsonText.quote(pattern));
    }

    private static String vocabulary(Vocabulary vocabulary) {
        return IntStream.range(0, vocabulary.size())
                .mapToObj(id -> JsonText.quote(vocabulary.piece(id).text()) + ": " + id)
                .collect(Collectors.joining(",\n      "));
    }

    private static String merges(List<String[]> merges) {
        return merges.stream()
                .map(pair -> "[%s, %s]".formatted(JsonText.quote(pair[0]), JsonText.quote(pair[1])))
                .collect(Collectors.joining(",\n      "));
    }
}
