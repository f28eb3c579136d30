package io.conteur.modeltrainer.shards;

/**
 * What is known of a pair without its tokens.
 *
 * @param promptHash equal for equal prompts: the first eight bytes of the text's SHA-256
 * @param words of the story, separated by white space
 * @param bytes of the story in UTF-8
 * @param unknownBytes of them, encoded as {@code <unk>}
 */
public record PairFacts(long promptHash, int words, int bytes, int unknownBytes) {
    static final int BYTES = Long.BYTES + 3 * Integer.BYTES;
}
