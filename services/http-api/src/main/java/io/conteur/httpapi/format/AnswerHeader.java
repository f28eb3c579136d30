package io.conteur.httpapi.format;

import io.conteur.events.ArtifactReference;
import org.jspecify.annotations.Nullable;

/**
 * What all objects of a response have in common.
 *
 * @param created when the request came, in seconds of Unix time
 * @param checkpoint that generates the answer; with the seed it decides the text
 */
public record AnswerHeader(
        String id, long created, String model, @Nullable ArtifactReference checkpoint) {
    private static final int FINGERPRINT_DIGITS = 12;

    /** Names the weights, as {@code system_fingerprint} does in OpenAI's API. */
    @Nullable String fingerprint() {
        return checkpoint == null
                ? null
                : "fp_" + checkpoint.sha256().substring(0, FINGERPRINT_DIGITS);
    }
}
