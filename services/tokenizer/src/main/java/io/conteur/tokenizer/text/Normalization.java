package io.conteur.tokenizer.text;

import io.conteur.tokenizer.protobuf.ProtoReader;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How a model normalises text: SentencePiece's NormalizerSpec, with its names.
 *
 * @param charsmap replacement rules; null for none
 * @param addDummyPrefix add a space before the text, or after it
 * @param removeExtraWhitespaces strip leading and trailing spaces, and collapse runs of spaces
 * @param escapeWhitespaces replace spaces by U+2581; in the normalizer's buffer they stay spaces
 * @param whitespaceAsSuffix add the dummy space after the text
 */
public record Normalization(
        @Nullable Charsmap charsmap,
        boolean addDummyPrefix,
        boolean removeExtraWhitespaces,
        boolean escapeWhitespaces,
        boolean whitespaceAsSuffix) {
    /** The field of a NormalizerSpec that holds the charsmap. */
    public static final int CHARSMAP = 2;

    /** The normalisation of every model that is trained here. */
    public static final Normalization STANDARD =
            new Normalization(Charsmap.nmtNfkc(), true, true, true, false);

    /**
     * Reads the NormalizerSpec of a model file.
     *
     * @throws IllegalArgumentException when its charsmap cannot be used
     */
    public static Normalization of(byte[] spec, boolean whitespaceAsSuffix) {
        Charsmap charsmap = null;
        boolean addDummyPrefix = true;
        boolean removeExtraWhitespaces = true;
        boolean escapeWhitespaces = true;
        ProtoReader reader = new ProtoReader(spec);
        while (reader.next()) {
            switch (reader.field()) {
                case CHARSMAP -> charsmap = charsmap(reader.message());
                case 3 -> addDummyPrefix = reader.number() != 0;
                case 4 -> removeExtraWhitespaces = reader.number() != 0;
                case 5 -> escapeWhitespaces = reader.number() != 0;
                default -> reader.skip();
            }
        }
        return new Normalization(
                charsmap,
                addDummyPrefix,
                removeExtraWhitespaces,
                escapeWhitespaces,
                whitespaceAsSuffix);
    }

    /** Whether this equals {@link #STANDARD}. */
    public boolean isStandard() {
        return charsmap == Charsmap.nmtNfkc()
                && addDummyPrefix
                && removeExtraWhitespaces
                && escapeWhitespaces
                && !whitespaceAsSuffix;
    }

    private static @Nullable Charsmap charsmap(byte[] blob) {
        if (Arrays.equals(blob, Charsmap.nmtNfkc().blob())) {
            return Charsmap.nmtNfkc();
        }
        return blob.length == 0 ? null : new Charsmap(CharsmapValidator.validated(blob));
    }
}
