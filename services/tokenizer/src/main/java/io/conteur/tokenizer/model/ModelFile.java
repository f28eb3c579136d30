package io.conteur.tokenizer.model;

import io.conteur.tokenizer.piece.Piece;
import io.conteur.tokenizer.piece.PieceType;
import io.conteur.tokenizer.piece.Vocabulary;
import io.conteur.tokenizer.protobuf.ProtoReader;
import io.conteur.tokenizer.protobuf.ProtoWriter;
import io.conteur.tokenizer.text.Charsmap;
import io.conteur.tokenizer.text.Normalization;
import java.util.ArrayList;
import java.util.List;

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
    static final int BPE = 2;

    private ModelFile() {}

    public static byte[] of(TokenizerParameters parameters, Vocabulary vocabulary) {
        ProtoWriter model = new ProtoWriter();
        vocabulary.pieces().forEach(piece -> model.message(PIECE, message(piece)));
        model.message(TRAINER_SPEC, trainerSpec(parameters, vocabulary.size()));
        model.message(NORMALIZER_SPEC, normalizerSpec());
        return model.bytes();
    }

    /**
     * A model of these texts in the order of their ids, as it is trained by default.
     *
     * @throws TokenizerTrainingException when there is no unknown piece
     */
    public static byte[] ofTexts(List<String> texts, boolean byteFallback) {
        TokenizerParameters defaults = TokenizerParameters.defaults(texts.size());
        List<Piece> pieces = new ArrayList<>();
        int rank = 0;
        for (String text : texts) {
            PieceType type = type(text, defaults, byteFallback);
            pieces.add(new Piece(text, type == PieceType.NORMAL ? -(float) rank++ : 0, type));
        }
        TokenizerParameters parameters =
                new TokenizerParameters(
                        texts.size(),
                        new TokenizerParameters.SpecialIds(
                                texts.indexOf(Piece.PADDING),
                                texts.indexOf(Piece.UNKNOWN),
                                texts.indexOf(Piece.START),
                                texts.indexOf(Piece.END)),
                        defaults.symbols(),
                        defaults.controlSymbols(),
                        defaults.characterCoverage(),
                        defaults.maxSentenceLength(),
                        defaults.maxPieceLength(),
                        defaults.split(),
                        byteFallback,
                        defaults.hardVocabularyLimit(),
                        defaults.sample());
        return of(parameters, new Vocabulary(pieces));
    }

    private static PieceType type(String text, TokenizerParameters defaults, boolean byteFallback) {
        if (text.equals(Piece.UNKNOWN)) {
            return PieceType.UNKNOWN;
        }
        if (List.of(Piece.START, Piece.END, Piece.PADDING).contains(text)) {
            return PieceType.CONTROL;
        }
        if (defaults.symbols().contains(text)) {
            return PieceType.USER_DEFINED;
        }
        return byteFallback && text.matches("<0x[0-9A-F]{2}>") ? PieceType.BYTE : PieceType.NORMAL;
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

    public static byte[] message(Piece piece) {
        ProtoWriter writer = new ProtoWriter().text(1, piece.text()).decimal(2, piece.score());
        if (piece.type() != PieceType.NORMAL) {
            writer.number(3, piece.type().number);
        }
        return writer.bytes();
    }

    private static byte[] trainerSpec(TokenizerParameters parameters, int vocabularySize) {
        TokenizerParameters.Split split = parameters.split();
        TokenizerParameters.SpecialIds ids = parameters.specialIds();
        ProtoWriter spec = new ProtoWriter().number(MODEL_TYPE, BPE);
        spec.number(4, vocabularySize); // vocab_size
        spec.decimal(10, (float) parameters.characterCoverage()); // character_coverage
        spec.number(18, parameters.maxSentenceLength()); // max_sentence_length
        spec.number(20, parameters.maxPieceLength()); // max_sentencepiece_length
        // split_by_unicode_script, split_by_whitespace, split_by_number, split_digits
        spec.flag(21, split.byUnicodeScript()).flag(22, split.byWhitespace());
        spec.flag(23, split.byNumber()).flag(25, split.digits());
        parameters.controlSymbols().forEach(symbol -> spec.text(30, symbol)); // control_symbols
        parameters.symbols().forEach(symbol -> spec.text(31, symbol)); // user_defined_symbols
        spec.flag(33, parameters.hardVocabularyLimit()); // hard_vocab_limit
        spec.flag(35, parameters.byteFallback()); // byte_fallback
        // unk_id, bos_id, eos_id, pad_id, unk_surface; then their pieces
        spec.number(40, ids.unknown()).number(41, ids.start());
        spec.number(42, ids.end()).number(43, ids.padding()).text(44, TextRules.UNKNOWN_SURFACE);
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
