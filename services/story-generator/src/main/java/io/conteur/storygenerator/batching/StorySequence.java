package io.conteur.storygenerator.batching;

import io.conteur.events.story.LikelyToken;
import io.conteur.events.story.StoryAlternative;
import io.conteur.events.story.StoryAlternativeBuilder;
import io.conteur.events.story.StoryWritten.Finish;
import io.conteur.events.story.WrittenToken;
import io.conteur.gpt.Generation;
import io.conteur.gpt.sampling.SampledToken;
import io.conteur.gpt.sampling.TokenProbability;
import io.conteur.storygenerator.models.StoryModel;
import io.conteur.storygenerator.request.GenerationRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One of a prompt's stories as it is told: tokens in, text out. */
public final class StorySequence {
    private final int index;
    private final GenerationRequest plan;
    private final StoryModel narrator;
    private final StoryModel.Speech speech;
    private final StopSequences stops;
    private final StringBuilder text = new StringBuilder();
    private final List<WrittenToken> written = new ArrayList<>();
    private int shown;
    private int tokens;
    private @Nullable Finish finish;

    public StorySequence(int index, GenerationRequest plan, StoryModel narrator) {
        this.index = index;
        this.plan = plan;
        this.narrator = narrator;
        this.speech = narrator.speech();
        this.stops = new StopSequences(plan.stop());
    }

    int index() {
        return index;
    }

    /** Takes the next token; false once the story has come to its end. */
    public boolean hear(SampledToken chosen) {
        note(chosen.probabilities());
        if (chosen.finish() == Generation.Finish.END) {
            return end(Finish.END);
        }
        tokens++;
        say(speech.add(chosen.id()));
        if (stops.stopped()) {
            finish = Finish.STOP;
            return false;
        }
        return chosen.finish() == null || end(Finish.LENGTH);
    }

    /** Stop sequences count from the token on that may be the last. */
    private void say(String piece) {
        text.append(tokens < plan.minTokens() ? piece : stops.add(piece));
    }

    private boolean end(Finish why) {
        finish = why;
        breakOff();
        if (stops.stopped()) {
            finish = Finish.STOP;
        }
        return false;
    }

    /** Nothing more comes: what was held back is text now. */
    void breakOff() {
        if (!stops.stopped()) {
            text.append(stops.add(speech.end())).append(stops.end());
        }
    }

    private void note(List<TokenProbability> probabilities) {
        if (probabilities.isEmpty()) {
            return;
        }
        List<LikelyToken> likely = probabilities.stream().map(this::likely).toList();
        LikelyToken token = likely.get(0);
        List<LikelyToken> others = likely.subList(1, likely.size());
        written.add(
                new WrittenToken(
                        token.token(),
                        token.piece(),
                        token.logProbability(),
                        others.isEmpty() ? null : others));
    }

    private LikelyToken likely(TokenProbability token) {
        // Rounding may lift a certain token above 0, and -infinity is no JSON number.
        double bounded = Math.max(Math.min(token.logProbability(), 0), -1e9);
        return new LikelyToken(token.id(), narrator.piece(token.id()), bounded);
    }

    /** The text that has come since the last call. */
    String news() {
        String news = text.substring(shown);
        shown = text.length();
        return news;
    }

    boolean hasNews() {
        return text.length() > shown;
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

    @Nullable List<WrittenToken> written() {
        return plan.sampling().logProbabilities() == null ? null : List.copyOf(written);
    }

    /** As the outcome names every story but the first. */
    StoryAlternative alternative() {
        return StoryAlternativeBuilder.builder()
                .index(index)
                .seed(plan.seed(index))
                .story(text())
                .storyTokens(tokens)
                .finish(finish)
                .logProbabilities(written())
                .build();
    }
}
