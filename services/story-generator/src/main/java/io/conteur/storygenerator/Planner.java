package io.conteur.storygenerator;

import static java.util.Objects.requireNonNullElse;

import io.conteur.events.PromptSubmitted;
import io.conteur.events.SamplingSettings;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Turns what a prompt asks for into what its story will be, or says why not. The numbers of a
 * rejection are those of the model that would have answered.
 *
 * @param defaults where a prompt says nothing
 * @param maxTokens the most that a prompt may ask for
 */
record Planner(Defaults defaults, int maxTokens) {
    /** Sampling where a prompt says nothing. */
    record Defaults(double temperature, int topK, double topP) {}

    /**
     * The plan for a prompt.
     *
     * @throws UnansweredException when the prompt does not fit, or its story could not
     */
    StoryPlan plan(PendingPrompt pending, Narrator narrator) throws UnansweredException {
        PromptSubmitted prompt = pending.prompt();
        int[] tokens = narrator.encode(prompt.prompt());
        int left = left(tokens.length, narrator);
        return new StoryPlan(
                tokens,
                new SamplingSettings(
                        requireNonNullElse(prompt.temperature(), defaults.temperature),
                        requireNonNullElse(prompt.topK(), defaults.topK),
                        requireNonNullElse(prompt.topP(), defaults.topP),
                        prompt.seed() == null ? seedOf(pending.id()) : prompt.seed(),
                        prompt.maxTokens() == null
                                ? Math.min(maxTokens, left)
                                : allowed(prompt.maxTokens(), left)));
    }

    private static int left(int promptTokens, Narrator narrator) throws UnansweredException {
        int left = narrator.context() - promptTokens;
        if (left < 1) {
            throw UnansweredException.rejected(
                    "the prompt has %d tokens; model %s takes at most %d, for its context holds %d"
                            .formatted(
                                    promptTokens,
                                    narrator.checkpoint().model(),
                                    narrator.context() - 1,
                                    narrator.context()));
        }
        return left;
    }

    private int allowed(int asked, int left) throws UnansweredException {
        if (asked > maxTokens) {
            throw UnansweredException.rejected(
                    "maxTokens is %d; this service writes at most %d".formatted(asked, maxTokens));
        }
        if (asked > left) {
            throw UnansweredException.rejected(
                    "maxTokens is %d; the prompt leaves %d of the model's context"
                            .formatted(asked, left));
        }
        return asked;
    }

    /** The first eight bytes of the id's SHA-256: the same after every redelivery. */
    private static long seedOf(String id) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(id.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(hash).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
