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
import io.conteur.storygenerator.routing.ModelRouter;
import io.conteur.storygenerator.telemetry.GeneratorMetrics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A prompt that was taken from the queue, with the sequences that its model decodes for it. */
final class ActivePrompt {
    private final PendingPrompt prompt;
    private final GenerationRequest request;
    private final StoryModel model;
    private final PartStream parts;
    private final List<StorySequence> sequences = new ArrayList<>();

    /** Sequences that are still decoded, by their handle. */
    private final Map<Integer, StorySequence> unfinished = new HashMap<>();

    private State state = State.WAITING_FOR_ROOM;
    private long startedNanos;
    private long firstTokenNanos;
    private long lastTokenNanos;

    /** {@link BatchScheduler} has the diagram. */
    enum State {
        /** No sequence is in the batch yet. */
        WAITING_FOR_ROOM,
        /** Some sequences are or were in the batch, and others need room. */
        JOINING,
        /** No sequence needs room, and some are decoded. */
        GENERATING,
        /** All sequences have ended; the outcome is not published yet. */
        FINISHED
    }

    ActivePrompt(PendingPrompt prompt, ModelRouter.Route route, PartStream parts) {
        this.prompt = prompt;
        this.request = route.request();
        this.model = route.model();
        this.parts = parts;
    }

    PendingPrompt prompt() {
        return prompt;
    }

    StoryModel model() {
        return model;
    }

    State state() {
        return state;
    }

    /** Some of its sequences have yet to join. */
    boolean needsRoom() {
        return state == State.WAITING_FOR_ROOM || state == State.JOINING;
    }

    /** It has joined its model's batch, and not all of its sequences have ended. */
    boolean decoding() {
        return state == State.JOINING || state == State.GENERATING;
    }

    /** Adds as many sequences to the batch as there is room for. */
    void join() {
        while (sequences.size() < request.stories() && model.hasRoom(request)) {
            StorySequence sequence = new StorySequence(sequences.size(), request, model);
            sequences.add(sequence);
            unfinished.put(model.begin(request, sequence.index()), sequence);
            state = State.JOINING;
        }
        if (sequences.size() == request.stories()) {
            state = State.GENERATING;
        }
    }

    /** The first sequence joined then. */
    void started(long nanos) {
        startedNanos = nanos;
    }

    /** Takes its own tokens from those of one decoding step, which are by handle. */
    void accept(Map<Integer, SampledToken> tokens, GeneratorMetrics.Model metrics, long nanos) {
        for (Map.Entry<Integer, StorySequence> each : List.copyOf(unfinished.entrySet())) {
            SampledToken token = tokens.get(each.getKey());
            if (token != null) {
                measure(metrics, nanos);
                if (!each.getValue().accept(token)) {
                    model.remove(token.handle());
                    unfinished.remove(token.handle());
                }
            }
        }
        if (state == State.GENERATING && unfinished.isEmpty()) {
            state = State.FINISHED;
        }
    }

    private void measure(GeneratorMetrics.Model metrics, long nanos) {
        if (firstTokenNanos == 0) {
            firstTokenNanos = nanos;
            metrics.firstToken(prompt.nanosSinceReceived(nanos));
        } else {
            metrics.nextToken(nanos - lastTokenNanos);
        }
        lastTokenNanos = nanos;
    }

    /** Sends a part of each sequence that has new text, as far as the rate limit allows. */
    void sendParts(long nanos) {
        for (StorySequence sequence : sequences) {
            if (sequence.hasNewText() && parts.due(nanos)) {
                parts.send(sequence.takeNewText(), sequence.index(), nanos);
            }
        }
    }

    /** Removes its sequences from the batch, ended or not. */
    void leave() {
        unfinished.keySet().forEach(model::remove);
        unfinished.values().forEach(StorySequence::flush);
        unfinished.clear();
    }

    /** Records its tokens per second, after the first of each sequence. */
    void recordSpeed(GeneratorMetrics.Model metrics) {
        metrics.written(tokens() - sequences.size(), lastTokenNanos - firstTokenNanos);
    }

    private int tokens() {
        return sequences.stream().mapToInt(StorySequence::tokens).sum();
    }

    /** Its parts; the last one is still to be sent. */
    PartStream parts() {
        return parts;
    }

    /** Sends the rest of each sequence but one, whose rest is returned for the last part. */
    String unsentText(long nanos) {
        String rest = "";
        for (int i = sequences.size() - 1; i >= 0; i--) {
            rest = sequences.get(i).takeNewText();
            if (i > 0 && !rest.isEmpty()) {
                parts.send(rest, i, nanos);
            }
        }
        return rest;
    }

    /**
     * The outcome, with all that is needed to generate the same stories again.
     *
     * @param reason null when {@code completed}
     */
    StoryWritten outcome(Outcome outcome, @Nullable String reason) {
        StorySequence first = sequences.get(0);
        boolean empty = outcome != Outcome.COMPLETED && first.text().isEmpty();
        return StoryWrittenBuilder.builder()
                .id(prompt.id())
                .outcome(outcome)
                .origin(Origin.PROMPT)
                .prompt(prompt.prompt().prompt())
                .story(empty ? null : first.text())
                .reason(reason)
                .model(model.checkpoint().model())
                .checkpoint(model.checkpoint().artifact())
                .step(model.checkpoint().step())
                .sampling(request.sampling())
                .finish(outcome == Outcome.COMPLETED ? first.finish() : null)
                .promptTokens(request.prompt().length)
                .storyTokens(first.tokens())
                .logProbabilities(first.logProbabilities())
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

    /** Milliseconds since the prompt was received, with a resolution of 1 µs. */
    private double millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMicros(prompt.nanosSinceReceived(nanos)) / 1000.0;
    }

    private @Nullable List<StoryAlternative> alternatives() {
        return request.stories() == 1
                ? null
                : sequences.stream().skip(1).map(StorySequence::alternative).toList();
    }
}
