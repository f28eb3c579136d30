package io.conteur.cli.remote;

import io.conteur.cli.common.Bounds;
import io.conteur.cli.common.UsageException;
import io.conteur.events.ArtifactReference;
import io.conteur.events.story.LogitBias;
import io.conteur.events.story.PromptSubmitted;
import io.conteur.events.story.PromptSubmitted.Priority;
import io.conteur.events.story.PromptSubmittedBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Sampling parameters, by the names that other inference servers use. */
final class SamplingOptions {
    /** A century. */
    private static final long MAX_WITHIN_SECONDS = 100L * 366 * 24 * 60 * 60;

    @Option(names = "--temperature", description = "0 is greedy.")
    private @Nullable Double temperature;

    @Option(names = "--top-k", description = "0 takes all tokens.")
    private @Nullable Integer topK;

    @Option(names = "--top-p", description = "From 0 to 1.")
    private @Nullable Double topP;

    @Option(names = "--min-p", description = "Share of the likeliest token's probability.")
    private @Nullable Double minP;

    @Option(names = "--repetition-penalty", description = "1 changes nothing.")
    private @Nullable Double repetitionPenalty;

    @Option(names = "--presence-penalty", description = "From -2 to 2.")
    private @Nullable Double presencePenalty;

    @Option(names = "--frequency-penalty", description = "From -2 to 2.")
    private @Nullable Double frequencyPenalty;

    @Option(names = "--seed", description = "Decides the story; default from the id.")
    private @Nullable Long seed;

    @Option(names = "--stop", paramLabel = "TEXT", description = "Ends the story; repeatable.")
    private @Nullable List<String> stop;

    @Option(names = "--max-tokens", description = "At most so many.")
    private @Nullable Integer maxTokens;

    @Option(names = "--min-tokens", description = "At least so many.")
    private @Nullable Integer minTokens;

    @Option(names = "--n", description = "So many stories, in one event.")
    private @Nullable Integer n;

    @Option(names = "--logit-bias", paramLabel = "ID=BIAS", description = "Repeatable.")
    private @Nullable Map<Integer, Double> logitBias;

    @Option(names = "--log-probabilities", description = "With so many others per token.")
    private @Nullable Integer logProbabilities;

    @Option(names = "--ignore-end", description = "Write on past the end.")
    private boolean ignoreEnd;

    @Option(names = "--within", paramLabel = "SECONDS", description = "Else it expires.")
    private @Nullable Long withinSeconds;

    @Option(names = "--bulk", description = "Let interactive prompts go first.")
    private boolean bulk;

    @Option(
            names = "--checkpoint",
            paramLabel = "KEY@SHA256",
            description = "The artifact that shall answer, as a story names it.")
    private @Nullable String checkpoint;

    PromptSubmitted prompt(String id, String prompt, @Nullable String model) {
        Bounds.require("--within", withinSeconds, 1, MAX_WITHIN_SECONDS);
        return PromptSubmittedBuilder.builder()
                .prompt(prompt)
                .id(id)
                .model(model)
                .temperature(temperature)
                .topK(topK)
                .topP(topP)
                .seed(seed)
                .maxTokens(maxTokens)
                .minP(minP)
                .repetitionPenalty(repetitionPenalty)
                .presencePenalty(presencePenalty)
                .frequencyPenalty(frequencyPenalty)
                .stop(stop)
                .minTokens(minTokens)
                .n(n)
                .logitBias(biases())
                .logProbabilities(logProbabilities)
                .ignoreEnd(ignoreEnd ? true : null)
                .deadline(deadline())
                .priority(bulk ? Priority.BULK : null)
                .checkpoint(checkpoint == null ? null : reference(checkpoint))
                .build();
    }

    private @Nullable List<LogitBias> biases() {
        return logitBias == null
                ? null
                : new TreeMap<>(logitBias)
                        .entrySet().stream()
                                .map(entry -> new LogitBias(entry.getKey(), entry.getValue()))
                                .toList();
    }

    private @Nullable String deadline() {
        return withinSeconds == null
                ? null
                : Instant.now()
                        .plus(Duration.ofSeconds(withinSeconds))
                        .truncatedTo(ChronoUnit.MILLIS)
                        .toString();
    }

    private static ArtifactReference reference(String text) {
        int at = text.lastIndexOf('@');
        if (at < 0) {
            throw new UsageException(
                    "--checkpoint must be KEY@SHA256, as a story's event names it, is " + text);
        }
        return new ArtifactReference(text.substring(0, at), text.substring(at + 1));
    }
}
