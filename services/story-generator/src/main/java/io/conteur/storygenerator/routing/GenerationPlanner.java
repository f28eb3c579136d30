package io.conteur.storygenerator.routing;

import static java.util.Objects.requireNonNullElse;

import io.conteur.events.story.LogitBias;
import io.conteur.events.story.PromptSubmitted;
import io.conteur.events.story.SamplingSettings;
import io.conteur.events.story.SamplingSettingsBuilder;
import io.conteur.storygenerator.models.StoryModel;
import io.conteur.storygenerator.request.GenerationRequest;
import io.conteur.storygenerator.request.PendingPrompt;
import io.conteur.storygenerator.request.PromptRefusedException;
import io.conteur.workersupport.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Turns a prompt into a generation request for a model: tokenizes it, fills in defaults and checks
 * limits.
 *
 * @param defaults of sampling settings that a prompt leaves out
 * @param maxTokens of a story that a prompt may ask for
 */
public record GenerationPlanner(Defaults defaults, int maxTokens) {
    /** Keeps an outcome below the maximum size of a record. */
    static final int MAX_LOG_PROBABILITIES = 10_000;

    /** Default sampling settings. */
    public record Defaults(double temperature, int topK, double topP) {}

    /**
     * The request of a prompt.
     *
     * @throws PromptRefusedException when prompt or story do not fit into the model's context or
     *     this service's limits
     */
    GenerationRequest plan(PendingPrompt pending, StoryModel model) throws PromptRefusedException {
        PromptSubmitted prompt = pending.prompt();
        int[] tokens = model.encode(prompt.prompt());
        int left = left(tokens.length, model);
        int most =
                prompt.maxTokens() == null
                        ? Math.min(maxTokens, left)
                        : allowed(prompt.maxTokens(), left);
        requireServable(prompt, most, model.checkpoint().vocabularySize());
        GenerationRequest request = new GenerationRequest(tokens, settings(pending, most));
        if (!model.fits(request)) {
            throw PromptRefusedException.rejected(
                    "prompt and story have %d tokens; this service keeps fewer at once"
                            .formatted(tokens.length + most));
        }
        return request;
    }

    private SamplingSettings settings(PendingPrompt pending, int most) {
        PromptSubmitted prompt = pending.prompt();
        return SamplingSettingsBuilder.builder()
                .temperature(requireNonNullElse(prompt.temperature(), defaults.temperature))
                .topK(requireNonNullElse(prompt.topK(), defaults.topK))
                .topP(requireNonNullElse(prompt.topP(), defaults.topP))
                .seed(prompt.seed() == null ? seedOf(pending.id()) : prompt.seed())
                .maxTokens(most)
                .minP(prompt.minP())
                .repetitionPenalty(prompt.repetitionPenalty())
                .presencePenalty(prompt.presencePenalty())
                .frequencyPenalty(prompt.frequencyPenalty())
                .stop(prompt.stop())
                .minTokens(prompt.minTokens())
                .n(prompt.n())
                .logitBias(prompt.logitBias())
                .logProbabilities(prompt.logProbabilities())
                .ignoreEnd(prompt.ignoreEnd())
                .build();
    }

    private static void requireServable(PromptSubmitted prompt, int most, int vocabulary)
            throws PromptRefusedException {
        int least = requireNonNullElse(prompt.minTokens(), 0);
        if (least > most) {
            throw PromptRefusedException.rejected(
                    "minTokens is %d; the story has at most %d".formatted(least, most));
        }
        for (LogitBias bias : requireNonNullElse(prompt.logitBias(), List.<LogitBias>of())) {
            if (bias.token() >= vocabulary) {
                throw PromptRefusedException.rejected(
                        "logitBias names token %d; the model has those below %d"
                                .formatted(bias.token(), vocabulary));
            }
        }
        if (prompt.logProbabilities() != null) {
            requireShort(requireNonNullElse(prompt.n(), 1), most, prompt.logProbabilities());
        }
    }

    private static void requireShort(int stories, int most, int others)
            throws PromptRefusedException {
        long numbers = (long) stories * most * (1 + others);
        if (numbers > MAX_LOG_PROBABILITIES) {
            throw PromptRefusedException.rejected(
                    "the outcome would hold %d log-probabilities; ask for at most %d"
                            .formatted(numbers, MAX_LOG_PROBABILITIES));
        }
    }

    private static int left(int promptTokens, StoryModel model) throws PromptRefusedException {
        int left = model.context() - promptTokens;
        if (left < 1) {
            throw PromptRefusedException.rejected(
                    "the prompt has %d tokens; model %s takes at most %d, for its context holds %d"
                            .formatted(
                                    promptTokens,
                                    model.checkpoint().model(),
                                    model.context() - 1,
                                    model.context()));
        }
        return left;
    }

    private int allowed(int asked, int left) throws PromptRefusedException {
        if (asked > maxTokens) {
            throw PromptRefusedException.rejected(
                    "maxTokens is %d; this service writes at most %d".formatted(asked, maxTokens));
        }
        if (asked > left) {
            throw PromptRefusedException.rejected(
                    "maxTokens is %d; the prompt leaves %d of the model's context"
                            .formatted(asked, left));
        }
        return asked;
    }

    /** The first eight bytes of the id's SHA-256, so that a redelivery has the same seed. */
    private static long seedOf(String id) {
        return ByteBuffer.wrap(Sha256.of(id.getBytes(StandardCharsets.UTF_8))).getLong();
    }
}
