package io.conteur.tokenizer.model;

import io.conteur.tokenizer.protobuf.ProtoReader;
import io.conteur.tokenizer.text.Normalization;
import org.jspecify.annotations.Nullable;

/**
 * How a model's text becomes pieces and pieces become text.
 *
 * @param denormalization applied to decoded text; null for none
 * @param unknownSurface what an unknown piece decodes to
 */
public record TextRules(
        Normalization normalization,
        @Nullable Normalization denormalization,
        String unknownSurface) {
    /** SentencePiece's default. */
    static final String UNKNOWN_SURFACE = " \u2047 ";

    private static final int SPACE_BEHIND = 24;
    private static final int SURFACE = 44;

    /**
     * Reads the messages of a model file; empty ones stand for defaults.
     *
     * @throws IllegalArgumentException when a charsmap cannot be used
     */
    static TextRules of(byte[] trainer, byte[] normalizer, byte[] denormalizer) {
        boolean spaceBehind = false;
        String surface = UNKNOWN_SURFACE;
        ProtoReader reader = new ProtoReader(trainer);
        while (reader.next()) {
            switch (reader.field()) {
                case SPACE_BEHIND -> spaceBehind = reader.number() != 0;
                case SURFACE -> surface = reader.text();
                default -> reader.skip();
            }
        }
        Normalization denormalization = Normalization.of(denormalizer, false);
        return new TextRules(
                Normalization.of(normalizer, spaceBehind),
                denormalization.charsmap() == null ? null : denormalization,
                surface);
    }
}
