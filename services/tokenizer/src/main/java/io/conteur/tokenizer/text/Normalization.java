package io.conteur.tokenizer.text;

import io.conteur.tokenizer.protobuf.ProtoReader;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What normalising does to a text: SentencePiece's NormalizerSpec.
 *
 * @param charsmap replacements; null for none
 * @param addsSpace one in front of a text, or behind it
 * @param removesExtraSpaces at both ends, and all but one of those in a row
 * @param escapesSpaces as U+2581
 * @param spaceBehind the added space stands behind the text
 */
public record Normalization(
        @Nullable Charsmap charsmap,
        boolean addsSpace,
        boolean removesExtraSpaces,
        boolean escapesSpaces,
        boolean spaceBehind) {
    /** The field of a NormalizerSpec that holds the charsmap. */
    public static final int CHARSMAP = 2;

    /** That of every model that is trained here. */
    public static final Normalization STANDARD =
            new Normalization(Charsmap.nmtNfkc(), true, true, true, false);

    /**
     * Reads the message of a model file.
     *
     * @throws IllegalArgumentException when its charsmap cannot be used
     */
    public static Normalization of(byte[] spec, boolean spaceBehind) {
        Charsmap charsmap = null;
        boolean addsSpace = true;
        boolean removesExtraSpaces = true;
        boolean escapesSpaces = true;
        ProtoReader reader = new ProtoReader(spec);
        while (reader.next()) {
            switch (reader.field()) {
                case CHARSMAP -> charsmap = charsmap(reader.message());
                case 3 -> addsSpace = reader.number() != 0;
                case 4 -> removesExtraSpaces = reader.number() != 0;
                case 5 -> escapesSpaces = reader.number() != 0;
                default -> reader.skip();
            }
        }
        return new Normalization(
                charsmap, addsSpace, removesExtraSpaces, escapesSpaces, spaceBehind);
    }

    private static @Nullable Charsmap charsmap(byte[] blob) {
        if (Arrays.equals(blob, Charsmap.nmtNfkc().blob())) {
            return Charsmap.nmtNfkc();
        }
        return blob.length == 0 ? null : new Charsmap(CharsmapValidator.sound(blob));
    }
}
