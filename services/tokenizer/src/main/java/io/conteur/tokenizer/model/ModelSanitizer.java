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
 * A model that SentencePiece's native code can be given. That code trusts what it reads: an index
 * out of range there, or an exception of its trie, ends the process. So the file is parsed here,
 * all that native code relies on is checked, and what it needs for splitting normalised text, and
 * nothing else, is written anew: the two parsers cannot read it differently.
 *
 * @param trainer what native code reads of the trainer's spec
 */
public record ModelSanitizer(Vocabulary vocabulary, TextRules rules, byte[] trainer) {
    private static final byte[] NOTHING = {};
    private static final int MAX_PIECES = 1_000_000;

    /** Far beyond the 512 characters that a learned piece can have. */
    private static final int MAX_PIECE_BYTES = 1 << 16;

    /** Native code takes unused pieces apart by recursion. */
    private static final int MAX_UNUSED_BYTES = 512;

    /** Native code has room for so many user-defined symbols that begin at one place of a text. */
    static final int MAX_NESTED_SYMBOLS = 64;

    /**
     * Model type, treatment of spaces, byte fallback: what encoding reads of the trainer's spec.
     */
    private static final Set<Integer> TRAINER_NUMBERS = Set.of(ModelFile.MODEL_TYPE, 24, 26, 35);

    private static final int UNIGRAM = 1;

    /**
     * @throws IllegalArgumentException when the file is no model, or one that cannot be used
     * @throws java.nio.BufferUnderflowException when it ends too early
     */
    public static ModelSanitizer of(byte[] file) {
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
        requireSound(pieces);
        byte[] trainer = specs.getOrDefault(ModelFile.TRAINER_SPEC, NOTHING);
        TextRules rules =
                TextRules.of(
                        trainer,
                        specs.getOrDefault(ModelFile.NORMALIZER_SPEC, NOTHING),
                        specs.getOrDefault(ModelFile.DENORMALIZER_SPEC, NOTHING));
        return new ModelSanitizer(new Vocabulary(pieces), rules, numbers(new ProtoReader(trainer)));
    }

    /** The pieces, as native code gets them. */
    public List<Piece> nativePieces(SpellablePieces spelling) {
        boolean unigram = modelType() == UNIGRAM;
        return vocabulary.pieces().stream()
                .map(piece -> spelling.nativePiece(piece, !unigram))
                .toList();
    }

    /** A model of these pieces for native code, which leaves the text as it is. */
    public byte[] bytes(List<Piece> nativePieces) {
        ProtoWriter sound = new ProtoWriter();
        sound.message(ModelFile.TRAINER_SPEC, trainer);
        ProtoWriter unchanged = new ProtoWriter().flag(3, false).flag(4, false).flag(5, false);
        sound.message(ModelFile.NORMALIZER_SPEC, unchanged.bytes());
        nativePieces.forEach(piece -> sound.message(ModelFile.PIECE, ModelFile.bytes(piece)));
        return sound.bytes();
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

    private static void requireSound(List<Piece> pieces) {
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

    private static byte[] numbers(ProtoReader trainer) {
        ProtoWriter kept = new ProtoWriter();
        while (trainer.next()) {
            if (TRAINER_NUMBERS.contains(trainer.field())) {
                kept.number(trainer.field(), trainer.number());
            } else {
                trainer.skip();
            }
        }
        return kept.bytes();
    }

    private static List<String> symbols(List<Piece> pieces) {
        return pieces.stream()
                .filter(piece -> piece.type() == PieceType.USER_DEFINED)
                .map(Piece::text)
                .toList();
    }

    /** The most symbols that begin at one place of a text. */
    static int nested(List<String> symbols) {
        int most = 0;
        Deque<String> nested = new ArrayDeque<>();
        // In order, a symbol follows those that it begins with.
        for (String symbol : symbols.stream().sorted().toList()) {
            while (!nested.isEmpty() && !symbol.startsWith(nested.getLast())) {
                nested.removeLast();
            }
            nested.addLast(symbol);
            most = Math.max(most, nested.size());
        }
        return most;
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
