package io.conteur.storygenerator;

import io.conteur.events.CheckpointPublished;
import io.conteur.events.StoryPartWritten;
import io.conteur.events.StoryWritten;
import io.conteur.messaging.Request;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A desk with its surroundings, all of them fakes. */
final class Fixture {
    final FakeOutbox<StoryPartWritten> parts = new FakeOutbox<>();
    final FakeOutbox<StoryWritten> stories = new FakeOutbox<>();
    final List<String> acknowledged = new ArrayList<>();
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final Meters meters = new Meters(registry);
    final Outcomes outcomes = new Outcomes(parts, stories, meters, 4);
    final KnownModels models = new KnownModels();
    final Pulse pulse = new Pulse(System::nanoTime);
    Narrators.Loader loader = FakeNarrator::of;

    /** A desk that knows these checkpoints, in this order. */
    Desk desk(CheckpointPublished... checkpoints) {
        List.of(checkpoints).forEach(models::add);
        return new Desk(narrators(2), planner(), outcomes, meters);
    }

    Narrators narrators(int limit) {
        Library library = new Library(models, () -> CompletableFuture.completedFuture(null));
        return new Narrators(library, checkpoint -> loader.load(checkpoint), limit);
    }

    static Planner planner() {
        return new Planner(new Planner.Defaults(0.8, 0, 0.95), 10);
    }

    /** A prompt that leaves its id in {@link #acknowledged}. */
    PendingPrompt prompt(String id, String value) {
        return PendingPrompt.of(request(null, id, value), () -> acknowledged.add(id), 0);
    }

    static Request request(@Nullable String key, String id, String value) {
        return new Request(key, value.getBytes(StandardCharsets.UTF_8), id);
    }

    /** The texts of all parts in order. */
    String told() {
        return parts.events().stream().map(StoryPartWritten::text).collect(Collectors.joining());
    }

    StoryWritten story() {
        return stories.events().get(stories.events().size() - 1);
    }
}
