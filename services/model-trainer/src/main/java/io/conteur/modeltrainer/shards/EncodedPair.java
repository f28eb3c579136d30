package io.conteur.modeltrainer.shards;

/**
 * A pair as token ids, and what a shard keeps of its texts.
 *
 * @param promptText the prompt itself, for which stories may be sampled
 * @param bytes of both texts in UTF-8
 * @param unknownBytes of them, encoded as {@code <unk>}
 */
public record EncodedPair(
        int[] prompt,
        int[] story,
        String promptText,
        PairFacts facts,
        int bytes,
        int unknownBytes) {}
