package io.conteur.tokenizer.model;

import io.conteur.tokenizer.protobuf.ProtoReader;
import io.conteur.tokenizer.text.Normalization;
import org.jspecify.annotations.Nullable;

/**
 * A model's normalisation before encoding, and its post-processing after decoding.
 *
 * @param denormalization applied to decoded text; null when the model has none
 * @param unknownSurface the text of a decoded unknown piece (SentencePiece's unk_surface)
 */
public record TextRules(
        Normalization normalization,
        @Nullable Normalization denormalization,
        String unknownSurface) {
    /** SentencePiece's default. */
    static final String UNKNOWN_SURFACE = " \u2047 ";

    private static final int WHITESPACE_AS_SUFFIX = 24;
    private static final int UNK_SURFACE = 44;

    /**
     * Reads the three specs of a model file; an empty one means defaults.
     *
     * @throws IllegalArgumentException when a charsmap cannot be used
     */
    static TextRules of(byte[] trainer, byte[] normalizer, byte[] denormalizer) {
        boolean whitespaceAsSuffix = false;
        String surface = UNKNOWN_SURFACE;
        ProtoReader reader = new ProtoReader(trainer);
        while (reader.next()) {
            switch (reader.field()) {
                case WHITESPACE_AS_SUFFIX -> whitespaceAsSuffix = reader.number() != 0;
                case UNK_SURFACE -> surface = reader.text();
                default -> reader.skip();
            }
        }
        Normalization denormalization = Normalization.of(denormalizer, false);
        return new TextRules(
                Normalization.of(normalizer, whitespaceAsSuffix),
                denormalization.charsmap() == null ? null : denormalization,
                surface);
    }
}
