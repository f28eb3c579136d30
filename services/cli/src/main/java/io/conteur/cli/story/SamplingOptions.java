package io.conteur.cli.story;

import io.conteur.cli.usage.NumberRange;
import io.conteur.events.story.LogitBias;
import io.conteur.events.story.PromptSubmitted;
import io.conteur.events.story.PromptSubmittedBuilder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Sampling parameters, by the names that other inference servers use. */
public final class SamplingOptions {
    public static final String HEADING = "%nSampling:%n";

    @Option(
            names = "--temperature",
            description = "From 0 to 100; 0 is greedy: the likeliest token, always. Default 0.8.")
    @NumberRange(min = 0, max = 100)
    private @Nullable Double temperature;

    @Option(
            names = "--top-k",
            description =
                    "Sample from this many of the likeliest tokens, from 0 to 1000000; 0, the"
                            + " default, takes all.")
    @NumberRange(min = 0, max = 1_000_000)
    private @Nullable Integer topK;

    @Option(
            names = "--top-p",
            description =
                    "Sample from the likeliest tokens that together have this probability, from 0"
                            + " to 1; default 0.95.")
    @NumberRange(min = 0, max = 1)
    private @Nullable Double topP;

    @Option(
            names = "--min-p",
            description =
                    "Sample from tokens of at least this share of the likeliest token's"
                            + " probability, from 0 to 1; default 0.")
    @NumberRange(min = 0, max = 1)
    private @Nullable Double minP;

    @Option(
            names = "--repetition-penalty",
            description =
                    "Against tokens of prompt and story, from 0.01 to 10; 1, the default, changes"
                            + " nothing.")
    @NumberRange(min = 0.01, max = 10)
    private @Nullable Double repetitionPenalty;

    @Option(
            names = "--presence-penalty",
            description = "Against tokens of the story, from -2 to 2; default 0.")
    @NumberRange(min = -2, max = 2)
    private @Nullable Double presencePenalty;

    @Option(
            names = "--frequency-penalty",
            description = "Against tokens of the story, for each time, from -2 to 2; default 0.")
    @NumberRange(min = -2, max = 2)
    private @Nullable Double frequencyPenalty;

    @Option(
            names = "--seed",
            description =
                    "A whole number that decides the story; default from the prompt's id, and 0"
                            + " without Kafka.")
    private @Nullable Long seed;

    @Option(
            names = "--stop",
            paramLabel = "TEXT",
            description = "The story ends before it; up to 16 times. Default the end token alone.")
    private @Nullable List<String> stop;

    @Option(
            names = "--max-tokens",
            description =
                    "Of the story, from 1 to 1000000, and at most what the generator allows (512"
                            + " by default); default what fits, and 256 without Kafka.")
    @NumberRange(min = 1, max = 1_000_000)
    private @Nullable Integer maxTokens;

    @Option(names = "--min-tokens", description = "Of the story, from 0 to 1000000; default 0.")
    @NumberRange(min = 0, max = 1_000_000)
    private @Nullable Integer minTokens;

    @Option(names = "--n", description = "Stories to write, from 1 to 16; default 1.")
    @NumberRange(min = 1, max = 16)
    private @Nullable Integer n;

    @Option(
            names = "--logit-bias",
            paramLabel = "ID=BIAS",
            description =
                    "Makes a token likelier or, below 0, rarer, from -100 to 100; repeatable."
                            + " Default none.")
    private @Nullable Map<Integer, Double> logitBias;

    @Option(
            names = "--log-probabilities",
            paramLabel = "OTHERS",
            description =
                    "Show each token's probability, and those of this many others, from 0 to 20;"
                            + " default not.")
    @NumberRange(min = 0, max = 20)
    private @Nullable Integer logProbabilities;

    @Option(
            names = "--ignore-end",
            description = "Write on past the end token, up to --max-tokens.")
    private boolean ignoreEnd;

    /** A prompt with these parameters and no others. */
    public PromptSubmitted prompt(String text) {
        return PromptSubmittedBuilder.builder()
                .prompt(text)
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
}
