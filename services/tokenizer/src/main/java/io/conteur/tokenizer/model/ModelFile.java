package io.conteur.tokenizer.model;

import io.conteur.tokenizer.piece.Piece;
import io.conteur.tokenizer.piece.PieceType;
import io.conteur.tokenizer.piece.Vocabulary;
import io.conteur.tokenizer.protobuf.ProtoReader;
import io.conteur.tokenizer.protobuf.ProtoWriter;
import io.conteur.tokenizer.text.Charsmap;
import io.conteur.tokenizer.text.Normalization;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.file.Path;

/**
 * SentencePiece's {@code .model} file: a protobuf {@code ModelProto}. Field numbers are those of <a
 * href="https://github.com/google/sentencepiece/blob/master/src/sentencepiece_model.proto">{@code
 * sentencepiece_model.proto}</a>.
 */
public final class ModelFile {
    public static final int PIECE = 1;
    static final int TRAINER_SPEC = 2;
    public static final int NORMALIZER_SPEC = 3;
    static final int DENORMALIZER_SPEC = 5;
    static final int MODEL_TYPE = 3;
    private static final int BPE = 2;

    private ModelFile() {}

    public static byte[] bytes(TokenizerParameters parameters, Vocabulary vocabulary) {
        ProtoWriter model = new ProtoWriter();
        vocabulary.pieces().forEach(piece -> model.message(PIECE, bytes(piece)));
        model.message(TRAINER_SPEC, trainerSpec(parameters, vocabulary.size()));
        model.message(NORMALIZER_SPEC, normalizerSpec());
        return model.bytes();
    }

    /** The pieces of a model file, in order. */
    public static Vocabulary vocabulary(Path source, byte[] model) throws IOException {
        try {
            return SanitizedModel.of(model).vocabulary();
        } catch (BufferUnderflowException | IllegalArgumentException broken) {
            throw new IOException(source + " is no SentencePiece model", broken);
        }
    }

    static Piece piece(ProtoReader reader) {
        String text = "";
        float score = 0;
        PieceType type = PieceType.NORMAL;
        while (reader.next()) {
            switch (reader.field()) {
                case 1 -> text = reader.text();
                case 2 -> score = reader.decimal();
                case 3 -> type = PieceType.of(reader.number());
                default -> reader.skip();
            }
        }
        return new Piece(text, score, type);
    }

    public static byte[] bytes(Piece piece) {
        ProtoWriter writer = new ProtoWriter().text(1, piece.text()).decimal(2, piece.score());
        if (piece.type() != PieceType.NORMAL) {
            writer.number(3, piece.type().number);
        }
        return writer.bytes();
    }

    private static byte[] trainerSpec(TokenizerParameters parameters, int vocabularySize) {
        ProtoWriter spec = new ProtoWriter().number(MODEL_TYPE, BPE).number(4, vocabularySize);
        spec.decimal(10, (float) parameters.characterCoverage());
        spec.number(18, parameters.maxSentenceLength()).number(20, parameters.maxPieceLength());
        spec.flag(21, parameters.split().byUnicodeScript());
        spec.flag(22, parameters.split().byWhitespace());
        spec.flag(23, parameters.split().byNumber()).flag(25, parameters.split().digits());
        parameters.controlSymbols().forEach(symbol -> spec.text(30, symbol));
        parameters.symbols().forEach(symbol -> spec.text(31, symbol));
        spec.flag(33, parameters.hardVocabularyLimit()).flag(35, parameters.byteFallback());
        spec.number(40, parameters.specialIds().unknown())
                .number(41, parameters.specialIds().start());
        spec.number(42, parameters.specialIds().end())
                .number(43, parameters.specialIds().padding());
        spec.text(44, TextRules.UNKNOWN_SURFACE);
        spec.text(45, Piece.UNKNOWN).text(46, Piece.START);
        return spec.text(47, Piece.END).text(48, Piece.PADDING).bytes();
    }

    private static byte[] normalizerSpec() {
        ProtoWriter spec = new ProtoWriter().text(1, "nmt_nfkc");
        return spec.message(Normalization.CHARSMAP, Charsmap.nmtNfkc().blob())
                .flag(3, true) // add_dummy_prefix
                .flag(4, true) // remove_extra_whitespaces
                .flag(5, true) // escape_whitespaces
                .bytes();
    }
}
