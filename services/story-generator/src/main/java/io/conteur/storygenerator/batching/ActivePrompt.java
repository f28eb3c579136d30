package io.conteur.storygenerator.batching;

import io.conteur.events.story.StoryAlternative;
import io.conteur.events.story.StoryTimings;
import io.conteur.events.story.StoryWritten;
import io.conteur.events.story.StoryWritten.Origin;
import io.conteur.events.story.StoryWritten.Outcome;
import io.conteur.events.story.StoryWrittenBuilder;
import io.conteur.gpt.sampling.SampledToken;
import io.conteur.storygenerator.models.StoryModel;
import io.conteur.storygenerator.publish.PartStream;
import io.conteur.storygenerator.request.GenerationRequest;
import io.conteur.storygenerator.request.PendingPrompt;
import io.conteur.storygenerator.telemetry.GeneratorMetrics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A prompt whose stories are being told, passed on in parts as they grow. For one thread. */
final class ActivePrompt {
    private final PendingPrompt prompt;
    private final GenerationRequest plan;
    private final StoryModel narrator;
    private final PartStream parts;
    private final List<StorySequence> voices = new ArrayList<>();
    private final Map<Integer, StorySequence> rows = new HashMap<>();
    private long startedNanos;
    private long firstTokenNanos;
    private long lastTokenNanos;

    ActivePrompt(
            PendingPrompt prompt, GenerationRequest plan, StoryModel narrator, PartStream parts) {
        this.prompt = prompt;
        this.plan = plan;
        this.narrator = narrator;
        this.parts = parts;
    }

    PendingPrompt prompt() {
        return prompt;
    }

    StoryModel narrator() {
        return narrator;
    }

    /** Lets as many of the prompt's stories join as there is room for; false when some wait. */
    boolean join() {
        while (voices.size() < plan.stories() && narrator.hasRoom(plan)) {
            StorySequence voice = new StorySequence(voices.size(), plan, narrator);
            voices.add(voice);
            rows.put(narrator.begin(plan, voice.index()), voice);
        }
        return voices.size() == plan.stories();
    }

    /** Some of its stories are in the batch. */
    boolean begun() {
        return !voices.isEmpty();
    }

    /** It was then that the first of its stories joined. */
    void started(long nanos) {
        startedNanos = nanos;
    }

    /** Takes the tokens that are its stories', of one step's by their rows. */
    void hear(Map<Integer, SampledToken> tokens, GeneratorMetrics.Model meters, long nanos) {
        for (Map.Entry<Integer, StorySequence> row : List.copyOf(rows.entrySet())) {
            SampledToken chosen = tokens.get(row.getKey());
            if (chosen != null) {
                measure(meters, nanos);
                if (!row.getValue().hear(chosen)) {
                    narrator.cancel(chosen.row());
                    rows.remove(chosen.row());
                }
            }
        }
    }

    private void measure(GeneratorMetrics.Model meters, long nanos) {
        if (firstTokenNanos == 0) {
            firstTokenNanos = nanos;
            meters.firstToken(prompt.sinceTaken(nanos));
        } else {
            meters.nextToken(nanos - lastTokenNanos);
        }
        lastTokenNanos = nanos;
    }

    /** Passes on what is new, unless it was only just done or the broker is behind. */
    void show(long nanos) {
        for (StorySequence voice : voices) {
            if (voice.hasNews() && parts.due(nanos)) {
                parts.send(voice.news(), voice.index(), nanos);
            }
        }
    }

    boolean finished() {
        return rows.isEmpty() && voices.size() == plan.stories();
    }

    /** Its stories leave the batch, whole or not. */
    void leave() {
        rows.keySet().forEach(narrator::cancel);
        rows.values().forEach(StorySequence::breakOff);
        rows.clear();
    }

    /** Tells the meters how fast it was. */
    void measured(GeneratorMetrics.Model meters) {
        meters.written(tokens(), lastTokenNanos - firstTokenNanos);
    }

    private int tokens() {
        return voices.stream().mapToInt(StorySequence::tokens).sum();
    }

    /** Its parts, to be ended with what nobody has been shown yet of the story that ends last. */
    PartStream parts() {
        return parts;
    }

    /** Passes on all that is left; the last text comes with the last part. */
    String rest(long nanos) {
        String rest = "";
        for (int i = voices.size() - 1; i >= 0; i--) {
            rest = voices.get(i).news();
            if (i > 0 && !rest.isEmpty()) {
                parts.send(rest, i, nanos);
            }
        }
        return rest;
    }

    /**
     * The outcome, with all it takes to write the stories again.
     *
     * @param reason of any outcome but {@code completed}
     */
    StoryWritten outcome(Outcome outcome, @Nullable String reason) {
        StorySequence first =
                voices.isEmpty() ? new StorySequence(0, plan, narrator) : voices.get(0);
        boolean nothing = outcome != Outcome.COMPLETED && first.text().isEmpty();
        return StoryWrittenBuilder.builder()
                .id(prompt.id())
                .outcome(outcome)
                .origin(Origin.PROMPT)
                .prompt(prompt.prompt().prompt())
                .story(nothing ? null : first.text())
                .reason(reason)
                .model(narrator.checkpoint().model())
                .checkpoint(narrator.checkpoint().artifact())
                .step(narrator.checkpoint().step())
                .sampling(plan.sampling())
                .finish(outcome == Outcome.COMPLETED ? first.finish() : null)
                .promptTokens(plan.prompt().length)
                .storyTokens(first.tokens())
                .logProbabilities(first.written())
                .alternatives(alternatives())
                .timings(timings())
                .build();
    }

    private @Nullable StoryTimings timings() {
        return firstTokenNanos == 0
                ? null
                : new StoryTimings(
                        millis(startedNanos), millis(firstTokenNanos), millis(lastTokenNanos));
    }

    /** Since the prompt was taken, to the microsecond. */
    private double millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMicros(prompt.sinceTaken(nanos)) / 1000.0;
    }

    private @Nullable List<StoryAlternative> alternatives() {
        return plan.stories() == 1
                ? null
                : voices.stream().skip(1).map(StorySequence::alternative).toList();
    }
}
