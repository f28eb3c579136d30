package io.conteur.cli.offline;

import static java.util.Objects.requireNonNullElse;

import io.conteur.events.story.LikelyToken;
import io.conteur.events.story.LogitBias;
import io.conteur.events.story.PromptSubmitted;
import io.conteur.events.story.WrittenToken;
import io.conteur.gpt.sampling.Generation;
import io.conteur.gpt.sampling.SampledToken;
import io.conteur.gpt.sampling.SamplingParameters;
import io.conteur.gpt.sampling.SplitMix64;
import io.conteur.gpt.sampling.TokenProbability;
import io.conteur.tokenizer.StopSequences;
import io.conteur.tokenizer.TextStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One story of a prompt, generated as the story generator would, but in fp32. */
final class OfflineStory {
    private static final double TEMPERATURE = 0.8;
    private static final double TOP_P = 0.95;
    private static final int MAX_TOKENS = 256;

    private final OfflineModel model;
    private final PromptSubmitted prompt;
    private final long seed;
    private final Consumer<String> parts;
    private final TextStream decoder;
    private final StopSequences stops;
    private final StringBuilder text = new StringBuilder();
    private final List<WrittenToken> tokens = new ArrayList<>();
    private int count;

    /** A generated story; {@code logProbabilities} when they are asked for. */
    record Result(
            int[] ids,
            String text,
            String finish,
            long seed,
            @Nullable List<WrittenToken> logProbabilities) {}

    /**
     * @param index 0 for the first story of the prompt, whose seed is the prompt's
     * @param parts is given each part of the text as it is generated
     */
    OfflineStory(OfflineModel model, PromptSubmitted prompt, int index, Consumer<String> parts) {
        this.model = model;
        this.prompt = prompt;
        this.seed = SplitMix64.seed(requireNonNullElse(prompt.seed(), 0L), index);
        this.parts = parts;
        this.decoder = model.tokenizer().stream();
        this.stops = new StopSequences(requireNonNullElse(prompt.stop(), List.of()));
    }

    /** Most tokens of a story. */
    static int maxTokens(PromptSubmitted prompt) {
        return requireNonNullElse(prompt.maxTokens(), MAX_TOKENS);
    }

    Result generate() {
        Generation generation =
                model.generator()
                        .sample(
                                model.tokenizer().encodePrompt(prompt.prompt()),
                                sampling(),
                                this::accept);
        if (!stops.stopped()) {
            append(stops.add(decoder.end()) + stops.end());
        }
        return new Result(
                generation.ids(),
                text.toString(),
                stops.stopped() ? "stop" : generation.finish().name().toLowerCase(Locale.ROOT),
                seed,
                prompt.logProbabilities() == null ? null : List.copyOf(tokens));
    }

    private boolean accept(SampledToken token) {
        if (!token.probabilities().isEmpty()) {
            tokens.add(written(token.probabilities()));
        }
        if (token.finish() == Generation.Finish.END) {
            return false;
        }
        count++;
        String piece = decoder.add(token.id());
        // Before the minimum is reached, stop sequences are text like any other.
        append(count < requireNonNullElse(prompt.minTokens(), 0) ? piece : stops.add(piece));
        return !stops.stopped();
    }

    private void append(String piece) {
        text.append(piece);
        parts.accept(piece);
    }

    private WrittenToken written(List<TokenProbability> probabilities) {
        List<LikelyToken> likely = probabilities.stream().map(this::likely).toList();
        LikelyToken token = likely.get(0);
        List<LikelyToken> others = likely.subList(1, likely.size());
        return new WrittenToken(
                token.token(),
                token.piece(),
                token.logProbability(),
                others.isEmpty() ? null : others);
    }

    private LikelyToken likely(TokenProbability token) {
        // Rounding may give a certain token more than 0, and -infinity is no JSON number.
        double bounded = Math.max(Math.min(token.logProbability(), 0), -1e9);
        return new LikelyToken(token.id(), model.tokenizer().piece(token.id()), bounded);
    }

    private SamplingParameters sampling() {
        return new SamplingParameters(
                requireNonNullElse(prompt.temperature(), TEMPERATURE),
                requireNonNullElse(prompt.topK(), 0),
                requireNonNullElse(prompt.topP(), TOP_P),
                requireNonNullElse(prompt.minP(), 0.0),
                new SamplingParameters.Penalties(
                        requireNonNullElse(prompt.repetitionPenalty(), 1.0),
                        requireNonNullElse(prompt.presencePenalty(), 0.0),
                        requireNonNullElse(prompt.frequencyPenalty(), 0.0)),
                seed,
                maxTokens(prompt),
                requireNonNullElse(prompt.minTokens(), 0),
                model.tokenizer().endId(),
                Boolean.TRUE.equals(prompt.ignoreEnd()),
                biases(),
                requireNonNullElse(prompt.logProbabilities(), -1));
    }

    private Map<Integer, Double> biases() {
        Map<Integer, Double> biases = new HashMap<>();
        requireNonNullElse(prompt.logitBias(), List.<LogitBias>of())
                .forEach(bias -> biases.put(bias.token(), bias.bias()));
        return biases;
    }
}
