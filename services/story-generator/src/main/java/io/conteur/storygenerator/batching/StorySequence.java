package io.conteur.storygenerator.batching;

import io.conteur.events.story.LikelyToken;
import io.conteur.events.story.StoryAlternative;
import io.conteur.events.story.StoryAlternativeBuilder;
import io.conteur.events.story.StoryWritten.Finish;
import io.conteur.events.story.WrittenToken;
import io.conteur.gpt.sampling.Generation;
import io.conteur.gpt.sampling.SampledToken;
import io.conteur.gpt.sampling.TokenProbability;
import io.conteur.storygenerator.models.StoryModel;
import io.conteur.storygenerator.request.GenerationRequest;
import io.conteur.tokenizer.StopSequences;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One story of a prompt, from sampled tokens to text; a prompt with n > 1 has several. */
public final class StorySequence {
    private final int index;
    private final GenerationRequest request;
    private final StoryModel model;
    private final StoryModel.TextDecoder decoder;
    private final StopSequences stops;
    private final StringBuilder text = new StringBuilder();
    private final List<WrittenToken> logProbabilities = new ArrayList<>();
    private int takenLength;
    private int tokens;
    private @Nullable Finish finish;

    public StorySequence(int index, GenerationRequest request, StoryModel model) {
        this.index = index;
        this.request = request;
        this.model = model;
        this.decoder = model.textDecoder();
        this.stops = new StopSequences(request.stop());
    }

    int index() {
        return index;
    }

    /** Takes the next token; false once the sequence has ended. */
    public boolean accept(SampledToken token) {
        addLogProbabilities(token.probabilities());
        if (token.finish() == Generation.Finish.END) {
            return end(Finish.END);
        }
        tokens++;
        append(decoder.add(token.id()));
        if (stops.stopped()) {
            finish = Finish.STOP;
            return false;
        }
        return token.finish() == null || end(Finish.LENGTH);
    }

    /** Before {@code minTokens} are there, stop sequences are text like any other. */
    private void append(String piece) {
        text.append(tokens < request.minTokens() ? piece : stops.add(piece));
    }

    private boolean end(Finish why) {
        finish = why;
        flush();
        if (stops.stopped()) {
            finish = Finish.STOP;
        }
        return false;
    }

    /** No token follows: appends incomplete characters and text held back for stop sequences. */
    void flush() {
        if (!stops.stopped()) {
            text.append(stops.add(decoder.end())).append(stops.end());
        }
    }

    private void addLogProbabilities(List<TokenProbability> probabilities) {
        if (probabilities.isEmpty()) {
            return;
        }
        List<LikelyToken> likely = probabilities.stream().map(this::likely).toList();
        LikelyToken token = likely.get(0);
        List<LikelyToken> others = likely.subList(1, likely.size());
        logProbabilities.add(
                new WrittenToken(
                        token.token(),
                        token.piece(),
                        token.logProbability(),
                        others.isEmpty() ? null : others));
    }

    private LikelyToken likely(TokenProbability token) {
        // Rounding may give a certain token more than 0, and -infinity is no JSON number.
        double bounded = Math.max(Math.min(token.logProbability(), 0), -1e9);
        return new LikelyToken(token.id(), model.piece(token.id()), bounded);
    }

    /** The text that was appended since the last call. */
    String takeNewText() {
        String newText = text.substring(takenLength);
        takenLength = text.length();
        return newText;
    }

    boolean hasNewText() {
        return text.length() > takenLength;
    }

    public String text() {
        return text.toString();
    }

    int tokens() {
        return tokens;
    }

    @Nullable Finish finish() {
        return finish;
    }

    /** Null when the prompt did not ask for them. */
    @Nullable List<WrittenToken> logProbabilities() {
        return request.sampling().logProbabilities() == null ? null : List.copyOf(logProbabilities);
    }

    /** The entry of {@code alternatives} in the outcome; the first sequence has none. */
    StoryAlternative alternative() {
        return StoryAlternativeBuilder.builder()
                .index(index)
                .seed(request.seed(index))
                .story(text())
                .storyTokens(tokens)
                .finish(finish)
                .logProbabilities(logProbabilities())
                .build();
    }
}
