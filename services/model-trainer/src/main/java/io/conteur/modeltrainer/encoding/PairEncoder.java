package io.conteur.modeltrainer.encoding;

import io.conteur.modeltrainer.corpus.PairReader.Pair;
import io.conteur.modeltrainer.shards.EncodedPair;
import io.conteur.modeltrainer.shards.PairFacts;
import io.conteur.tokenizer.Tokenizer;
import io.conteur.workersupport.JobEndedException;
import io.conteur.workersupport.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.StringTokenizer;
import java.util.function.Function;

/** Encodes pairs; rejects a text that the tokenizer fails on. Thread-safe. */
final class PairEncoder {
    private final Tokenizer tokenizer;
    private final UnknownByteCounter unknown;

    PairEncoder(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
        tokenizer.rememberWords();
        this.unknown = new UnknownByteCounter(tokenizer);
    }

    int vocabularySize() {
        return tokenizer.vocabularySize();
    }

    /**
     * Encodes a prompt, from the start token to the separator, and its story, to the end token.
     *
     * @throws JobEndedException when the tokenizer fails on one of them
     */
    EncodedPair encode(Pair pair) {
        int[] prompt = encode(pair.prompt(), tokenizer::encodePrompt);
        int[] story = encode(pair.story(), tokenizer::encodeStory);
        byte[] promptBytes = pair.prompt().getBytes(StandardCharsets.UTF_8);
        int storyBytes = pair.story().getBytes(StandardCharsets.UTF_8).length;
        int unknownOfStory = unknown.count(pair.story(), story);
        return new EncodedPair(
                prompt,
                story,
                pair.prompt(),
                new PairFacts(
                        ByteBuffer.wrap(Sha256.of(promptBytes)).getLong(),
                        new StringTokenizer(pair.story()).countTokens(),
                        storyBytes,
                        unknownOfStory),
                promptBytes.length + storyBytes,
                unknown.count(pair.prompt(), prompt) + unknownOfStory);
    }

    /**
     * Encodes a text.
     *
     * @throws JobEndedException when the tokenizer fails on it
     */
    static int[] encode(String text, Function<String, int[]> encoding) {
        try {
            return encoding.apply(text);
        } catch (RuntimeException e) {
            throw JobEndedException.rejected(
                    "the tokenizer cannot encode %s: %s"
                            .formatted(shortened(text), e.getMessage()));
        }
    }

    private static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
