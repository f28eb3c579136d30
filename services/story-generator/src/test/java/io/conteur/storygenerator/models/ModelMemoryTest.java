package io.conteur.storygenerator.models;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.events.story.SamplingSettingsBuilder;
import io.conteur.events.training.CheckpointPublished;
import io.conteur.events.training.CheckpointPublishedBuilder;
import io.conteur.storygenerator.GeneratorFixture;
import io.conteur.storygenerator.request.GenerationRequest;
import io.conteur.storygenerator.request.PromptRefusedException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A model takes 2,000 bytes here, and 3,000 while it is loaded. */
class ModelMemoryTest {
    private static final GenerationRequest REQUEST =
            new GenerationRequest(
                    new int[1],
                    SamplingSettingsBuilder.builder()
                            .temperature(0)
                            .topK(0)
                            .topP(1)
                            .seed(1)
                            .maxTokens(5)
                            .build());

    private final GeneratorFixture fixture = new GeneratorFixture();
    private final List<FakeStoryModel> loaded = new ArrayList<>();
    private @Nullable Throwable failure;
    private int attempts;

    @BeforeEach
    void loadUnlessSomethingFails() {
        fixture.loader = this::load;
    }

    @Test
    void evictsUntilTheNextCheckpointHasRoom() throws PromptRefusedException {
        ModelCache two = within(6_000);
        publish("tales", 1);
        publish("fables", 1);
        publish("poems", 1);
        two.newest("tales", 0);
        two.newest("fables", 0);

        two.newest("poems", 0);
        Optional<StoryModel> third = two.newest("poems", 0);

        assertTrue(third.isPresent());
        assertEquals(
                List.of(true, false, false), loaded.stream().map(FakeStoryModel::closed).toList());
    }

    @Test
    void waitsUntilStoriesHaveEndedThatLeaveNoRoom() throws PromptRefusedException {
        ModelCache one = within(4_000);
        publish("tales", 1);
        publish("fables", 1);
        StoryModel old = one.newest("tales", 0).orElseThrow();
        int row = old.begin(REQUEST, 0);

        Optional<StoryModel> before = one.newest("fables", 0);
        Optional<StoryModel> back = one.newest("tales", 0);
        int attemptsBefore = attempts;
        old.remove(row);
        one.sweep();

        assertTrue(before.isEmpty());
        assertTrue(back.isEmpty(), "one that makes room does not come back before");
        assertEquals(1, attemptsBefore);
        one.newest("fables", 0);
        assertTrue(one.newest("fables", 0).isPresent());
        assertTrue(((FakeStoryModel) old).closed());
    }

    @Test
    void refusesACheckpointThatCannotFitWithBothNumbers() {
        ModelCache small = within(1 << 20);
        fixture.catalog.add(
                CheckpointPublishedBuilder.builder(FakeStoryModel.checkpoint("tales", 1))
                        .parameters(5 << 20)
                        .build());

        PromptRefusedException refusal =
                assertThrows(PromptRefusedException.class, () -> small.newest("tales", 0));

        assertTrue(refusal.reason().contains("needs 10 MiB"), refusal.reason());
        assertTrue(refusal.reason().contains("may take 1 MiB"), refusal.reason());
        assertEquals(0, attempts);
    }

    @Test
    void refusesACheckpointThatTurnsOutNotToFit() {
        ModelCache small = within(2_500);
        publish("tales", 1);

        assertThrows(PromptRefusedException.class, () -> small.newest("tales", 0));

        assertEquals(0, attempts);
        assertTrue(small.trouble().isEmpty());
    }

    @Test
    void takesALackOfMemoryForNoFaultOfTheCheckpoint() throws PromptRefusedException {
        ModelCache cache = within(Long.MAX_VALUE);
        publish("tales", 1);
        cache.newest("tales", 0);
        publish("fables", 1);
        failure = new OutOfMemoryError("Java heap space");

        Optional<StoryModel> lacking = cache.newest("fables", 0);
        Optional<String> trouble = cache.trouble();
        failure = null;
        fixture.nanos = Duration.ofSeconds(30).toNanos();
        cache.renew();

        assertTrue(lacking.isEmpty(), "its prompts wait");
        assertEquals(Optional.of("java.lang.OutOfMemoryError: Java heap space"), trouble);
        assertEquals(List.of(), fixture.progress.events());
        assertTrue(loaded.get(0).closed(), "there is less memory than was thought");
        assertTrue(cache.trouble().isEmpty());
        assertEquals(1, cache.newest("fables", 0).orElseThrow().checkpoint().step());
    }

    @Test
    void takesAnUnreadableStoreForNoFaultOfTheCheckpoint() throws PromptRefusedException {
        ModelCache cache = within(Long.MAX_VALUE);
        publish("tales", 1);
        cache.newest("tales", 0);
        publish("tales", 2);
        failure = new AccessDeniedException("/artifacts");

        StoryModel meanwhile =
                await().until(() -> cache.newest("tales", 0), Optional::isPresent).orElseThrow();

        assertEquals(1, meanwhile.checkpoint().step());
        assertEquals(
                Optional.of("java.nio.file.AccessDeniedException: /artifacts"), cache.trouble());
        assertEquals(List.of(), fixture.progress.events());
    }

    private ModelCache within(long bytes) {
        fixture.modelBytes = bytes;
        return fixture.cache(2);
    }

    private void publish(String model, long step) {
        fixture.catalog.add(FakeStoryModel.checkpoint(model, step));
    }

    private StoryModel load(CheckpointPublished checkpoint) throws IOException {
        attempts++;
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof IOException fault) {
            throw fault;
        }
        FakeStoryModel model = FakeStoryModel.of(checkpoint);
        loaded.add(model);
        return model;
    }
}
