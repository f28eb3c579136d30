package io.conteur.tokenizer.model;

import io.conteur.tokenizer.piece.Piece;
import io.conteur.tokenizer.piece.PieceType;
import io.conteur.tokenizer.piece.Vocabulary;
import io.conteur.tokenizer.protobuf.ProtoReader;
import io.conteur.tokenizer.protobuf.ProtoWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A model that is safe to give to SentencePiece's native code. That code does not validate its
 * input: an index out of range, or an exception in its trie, crashes the process. So the file is
 * parsed and validated here, and a new model is serialised with only what segmentation of
 * normalised text needs; a difference between the two parsers cannot be exploited.
 *
 * @param trainer the fields of the TrainerSpec that native code reads
 */
public record SanitizedModel(Vocabulary vocabulary, TextRules rules, byte[] trainer) {
    private static final byte[] NOTHING = {};
    private static final int MAX_PIECES = 1_000_000;

    /** Far above the 512 characters that a learned piece can have. */
    private static final int MAX_PIECE_BYTES = 1 << 16;

    /** Native code splits unused pieces recursively. */
    private static final int MAX_UNUSED_BYTES = 512;

    /** The most user-defined symbols that native code can match at one position of a text. */
    static final int MAX_NESTED_SYMBOLS = 64;

    /** The fields of the TrainerSpec that encoding reads: model type, whitespace, byte fallback. */
    private static final Set<Integer> TRAINER_NUMBERS = Set.of(ModelFile.MODEL_TYPE, 24, 26, 35);

    private static final int UNIGRAM = 1;

    /**
     * @throws IllegalArgumentException when the file is not a model, or cannot be used
     * @throws java.nio.BufferUnderflowException when it ends too early
     */
    public static SanitizedModel of(byte[] file) {
        List<Piece> pieces = new ArrayList<>();
        Map<Integer, byte[]> specs = new HashMap<>();
        ProtoReader reader = new ProtoReader(file);
        while (reader.next()) {
            int field = reader.field();
            switch (field) {
                case ModelFile.PIECE -> pieces.add(piece(reader.message()));
                case ModelFile.TRAINER_SPEC,
                        ModelFile.NORMALIZER_SPEC,
                        ModelFile.DENORMALIZER_SPEC ->
                        require(
                                specs.put(field, reader.message()) == null,
                                "field %d is there twice".formatted(field));
                default -> reader.skip();
            }
        }
        validate(pieces);
        byte[] trainer = specs.getOrDefault(ModelFile.TRAINER_SPEC, NOTHING);
        TextRules rules =
                TextRules.of(
                        trainer,
                        specs.getOrDefault(ModelFile.NORMALIZER_SPEC, NOTHING),
                        specs.getOrDefault(ModelFile.DENORMALIZER_SPEC, NOTHING));
        return new SanitizedModel(
                new Vocabulary(pieces), rules, nativeFields(new ProtoReader(trainer)));
    }

    /** The pieces for native code. */
    public List<Piece> nativePieces(SpellablePieces spellable) {
        boolean unigram = modelType() == UNIGRAM;
        return vocabulary.pieces().stream()
                .map(piece -> spellable.nativePiece(piece, !unigram))
                .toList();
    }

    /** Serialises a model of these pieces for native code, without normalisation. */
    public byte[] bytes(List<Piece> nativePieces) {
        ProtoWriter model = new ProtoWriter();
        model.message(ModelFile.TRAINER_SPEC, trainer);
        ProtoWriter identity = new ProtoWriter().flag(3, false).flag(4, false).flag(5, false);
        model.message(ModelFile.NORMALIZER_SPEC, identity.bytes());
        nativePieces.forEach(piece -> model.message(ModelFile.PIECE, ModelFile.message(piece)));
        return model.bytes();
    }

    /** Whether pieces are merged, as in the models that are trained here. */
    public boolean isBpe() {
        return modelType() == ModelFile.BPE;
    }

    private long modelType() {
        long type = UNIGRAM;
        ProtoReader reader = new ProtoReader(trainer);
        while (reader.next()) {
            long number = reader.number();
            type = reader.field() == ModelFile.MODEL_TYPE ? number : type;
        }
        return type;
    }

    private static void validate(List<Piece> pieces) {
        require(!pieces.isEmpty(), "it has no pieces");
        require(pieces.size() <= MAX_PIECES, "it has more than %d pieces".formatted(MAX_PIECES));
        require(
                nested(symbols(pieces)) <= MAX_NESTED_SYMBOLS,
                "more than %d symbols begin with one another".formatted(MAX_NESTED_SYMBOLS));
    }

    private static Piece piece(byte[] message) {
        Piece piece = ModelFile.piece(new ProtoReader(message));
        int bytes = piece.text().getBytes(StandardCharsets.UTF_8).length;
        require(bytes > 0, "it has a piece without text");
        require(piece.text().indexOf('\0') < 0, "a piece holds the character U+0000");
        int most = piece.type() == PieceType.UNUSED ? MAX_UNUSED_BYTES : MAX_PIECE_BYTES;
        require(bytes <= most, "a piece has %d bytes instead of at most %d".formatted(bytes, most));
        require(Float.isFinite(piece.score()), "a score is not a number: " + piece.score());
        return piece;
    }

    private static byte[] nativeFields(ProtoReader trainer) {
        ProtoWriter fields = new ProtoWriter();
        while (trainer.next()) {
            if (TRAINER_NUMBERS.contains(trainer.field())) {
                fields.number(trainer.field(), trainer.number());
            } else {
                trainer.skip();
            }
        }
        return fields.bytes();
    }

    private static List<String> symbols(List<Piece> pieces) {
        return pieces.stream()
                .filter(piece -> piece.type() == PieceType.USER_DEFINED)
                .map(Piece::text)
                .toList();
    }

    /** The most symbols that can match at one position of a text: the longest chain of prefixes. */
    static int nested(List<String> symbols) {
        int most = 0;
        Deque<String> prefixes = new ArrayDeque<>();
        // In sorted order a symbol follows its own prefixes.
        List<String> sorted = new ArrayList<>(symbols);
        sorted.sort(null);
        for (String symbol : sorted) {
            while (!prefixes.isEmpty() && !symbol.startsWith(prefixes.getLast())) {
                prefixes.removeLast();
            }
            prefixes.addLast(symbol);
            most = Math.max(most, prefixes.size());
        }
        return most;
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
