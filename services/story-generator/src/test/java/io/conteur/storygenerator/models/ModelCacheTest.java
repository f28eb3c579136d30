package io.conteur.storygenerator.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.events.ArtifactReference;
import io.conteur.events.story.SamplingSettings;
import io.conteur.events.story.SamplingSettingsBuilder;
import io.conteur.events.story.StoryWritten.Outcome;
import io.conteur.events.training.CheckpointPublished;
import io.conteur.events.training.Progressed;
import io.conteur.storygenerator.GeneratorFixture;
import io.conteur.storygenerator.request.GenerationRequest;
import io.conteur.storygenerator.request.PromptRefusedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ModelCacheTest {
    private final GeneratorFixture fixture = new GeneratorFixture();
    private final ModelCache cache = fixture.cache(2);
    private final List<FakeStoryModel> loaded = new ArrayList<>();
    private final Set<Long> damagedSteps = new HashSet<>();
    private int attempts;

    @BeforeEach
    void loadUnlessDamaged() {
        fixture.loader = this::load;
    }

    @Test
    void loadsACheckpointOnce() throws PromptRefusedException {
        publish("tales", 1);

        assertSame(model("tales").orElseThrow(), model(null).orElseThrow());
        assertEquals(1, attempts);
    }

    @Test
    void closesTheOldCheckpointWhenTheNewOneIsThere() throws PromptRefusedException {
        publish("tales", 1);
        model("tales");

        publish("tales", 2);

        assertEquals(2, model("tales").orElseThrow().checkpoint().step());
        assertEquals(List.of(true, false), loaded.stream().map(FakeStoryModel::closed).toList());
    }

    @Test
    void staysWithThePreviousCheckpointWhenTheNewestIsDamaged() throws PromptRefusedException {
        publish("tales", 1);
        StoryModel before = model("tales").orElseThrow();

        damagedSteps.add(2L);
        publish("tales", 2);

        assertSame(before, model("tales").orElseThrow());
        assertSame(before, model("tales").orElseThrow());
        assertEquals(2, attempts, "a refused checkpoint is not tried again");
    }

    @Test
    void fallsBackToAnEarlierCheckpointAfterARestart() throws PromptRefusedException {
        damagedSteps.add(2L);
        publish("tales", 1);
        publish("tales", 2);

        assertEquals(1, model("tales").orElseThrow().checkpoint().step());
    }

    @Test
    void saysWhyAModelCannotBeUsed() {
        damagedSteps.add(1L);
        publish("tales", 1);

        PromptRefusedException failure =
                assertThrows(PromptRefusedException.class, () -> model("tales"));

        assertEquals(Outcome.FAILED, failure.outcome());
        assertEquals(
                "no checkpoint of model tales can be used: step 1 is damaged", failure.reason());
    }

    @Test
    void makesRoomByClosingTheModelNotUsedForLongest() throws PromptRefusedException {
        publish("tales", 1);
        publish("fables", 2);
        publish("poems", 3);
        model("tales");
        model("fables");
        model("tales");

        model("poems");

        assertEquals(
                List.of(false, true, false), loaded.stream().map(FakeStoryModel::closed).toList());
    }

    @Test
    void keepsTheOldCheckpointAsLongAsItsStoriesAreTold() throws PromptRefusedException {
        publish("tales", 1);
        StoryModel old = model("tales").orElseThrow();
        int row = old.begin(request(), 0);

        publish("tales", 2);
        model("tales");
        cache.sweep();
        boolean closedEarly = loaded.get(0).closed();
        old.remove(row);
        cache.sweep();

        assertFalse(closedEarly);
        assertTrue(loaded.get(0).closed());
    }

    @Test
    void saysNothingUntilACheckpointIsLoaded() throws PromptRefusedException {
        List<Runnable> loads = fixture.deferLoads();
        publish("tales", 1);

        assertTrue(model("tales").isEmpty());
        assertTrue(model("tales").isEmpty());
        GeneratorFixture.runAll(loads);

        assertEquals(2, loads.size(), "verified and loaded once");
        assertTrue(model("tales").isPresent());
    }

    @Test
    void rollsBackWhenAnOlderCheckpointIsPublishedAgain() throws PromptRefusedException {
        publish("tales", 1);
        publish("tales", 2);
        model("tales");

        publish("tales", 1);

        assertEquals(1, model("tales").orElseThrow().checkpoint().step());
    }

    @Test
    void answersWithAPinnedCheckpointWhateverCameSince() throws PromptRefusedException {
        publish("tales", 1);
        publish("tales", 2);

        assertEquals(1, cache.pinned(first(), 0).orElseThrow().checkpoint().step());
    }

    @Test
    void tellsOfARefusedCheckpointOnce() throws PromptRefusedException {
        damagedSteps.add(2L);
        publish("tales", 1);
        publish("tales", 2);
        model("tales");
        fixture.nanos = Duration.ofSeconds(30).toNanos();
        model("tales");

        Progressed refused = fixture.progress.events().get(0);
        assertEquals(3, attempts);
        assertEquals(1, fixture.progress.events().size());
        assertEquals(
                2,
                fixture.registry
                        .get("conteur.generator.checkpoints.refused")
                        .functionCounter()
                        .count(),
                "a metric counts each attempt");
        assertEquals("tales", refused.subject());
        assertEquals(Progressed.State.REJECTED, refused.state());
        assertEquals(2, refused.step());
        assertEquals(
                "checkpoint checkpoints/tales/job/step-2 is refused: step 2 is damaged",
                refused.reason());
    }

    @Test
    void loadsTheNextCheckpointOfAModelInUseBeforeAnybodyAsks() throws PromptRefusedException {
        publish("tales", 1);
        publish("fables", 1);
        model("tales");
        publish("tales", 2);
        publish("fables", 2);

        cache.renew();

        assertEquals(2, attempts, "of the model in use alone");
        assertEquals(List.of(true, false), loaded.stream().map(FakeStoryModel::closed).toList());
    }

    @Test
    void loadsTheNewestOfAllBeforeAnybodyAsks() {
        publish("fables", 1);
        publish("tales", 1);
        boolean early = cache.preloaded();

        cache.renew();
        cache.renew();

        assertFalse(early);
        assertTrue(cache.preloaded());
        assertEquals(1, attempts);
        assertEquals("tales", loaded.get(0).checkpoint().model());
    }

    @Test
    void withoutACheckpointNothingIsPreloaded() {
        cache.renew();

        assertTrue(cache.preloaded());
        assertEquals(0, attempts);
    }

    @Test
    void makesRoomByTheCheckpointThatIsSucceededBeforeAnyOther() throws PromptRefusedException {
        publish("fables", 1);
        model("fables");
        publish("tales", 1);
        model("tales");

        publish("tales", 2);
        cache.renew();

        assertEquals(
                List.of(false, true, false), loaded.stream().map(FakeStoryModel::closed).toList());
    }

    @Test
    void looksAtARefusedCheckpointAgainAfterAWhile() throws PromptRefusedException {
        damagedSteps.add(2L);
        publish("tales", 1);
        publish("tales", 2);
        model("tales");

        damagedSteps.clear();
        long soon = model("tales").orElseThrow().checkpoint().step();
        fixture.nanos = Duration.ofSeconds(30).toNanos();
        long later = model("tales").orElseThrow().checkpoint().step();

        assertEquals(1, soon);
        assertEquals(2, later);
    }

    @Test
    void answersWithTheOldCheckpointWhileARefusedOneIsLookedAtAgain()
            throws PromptRefusedException {
        damagedSteps.add(2L);
        publish("tales", 1);
        publish("tales", 2);
        model("tales");

        fixture.loading = load -> {};
        fixture.nanos = Duration.ofSeconds(30).toNanos();

        assertEquals(1, model("tales").orElseThrow().checkpoint().step());
    }

    @Test
    void keepsAPinnedCheckpointBesideTheNewestOne() throws PromptRefusedException {
        publish("tales", 1);
        model("tales");
        publish("tales", 2);
        model("tales");

        for (int i = 0; i < 5; i++) {
            assertEquals(1, pinned(1).orElseThrow().checkpoint().step());
            assertEquals(2, model("tales").orElseThrow().checkpoint().step());
        }

        assertEquals(3, attempts, "once each, and the old one once more when it was pinned");
    }

    @Test
    void neverKeepsMoreThanOneBeyondTheLimitHoweverManyArePinned() throws PromptRefusedException {
        List<StoryModel> telling = new ArrayList<>();
        for (int step = 1; step <= 4; step++) {
            publish("tales", step);
        }
        int most = 0;

        for (int turn = 0; turn < 40; turn++) {
            Optional<StoryModel> model = pinned(1 + turn % 4);
            model.ifPresent(found -> telling.add(begin(found)));
            most = Math.max(most, open());
            if (turn % 3 == 0 && !telling.isEmpty()) {
                StoryModel ended = telling.remove(0);
                assertFalse(((FakeStoryModel) ended).closed(), "a story was being told with it");
                ended.remove(0);
                cache.sweep();
            }
        }
        cache.close();

        assertEquals(3, most);
        assertEquals(0, open());
        assertTrue(loaded.stream().allMatch(model -> model.timesClosed() == 1));
    }

    @Test
    void takesBackACheckpointWhoseLastStoryIsStillTold() throws PromptRefusedException {
        publish("tales", 1);
        StoryModel old = begin(model("tales").orElseThrow());
        publish("tales", 2);
        model("tales");

        assertSame(old, cache.pinned(first(), 0).orElseThrow());
        assertEquals(2, attempts);
    }

    @Test
    void letsGoOfACheckpointThatIsLoadedTooLate() throws PromptRefusedException {
        List<Runnable> loads = fixture.deferLoads();
        publish("tales", 1);
        model("tales");

        cache.close();
        GeneratorFixture.runAll(loads);

        assertEquals(0, open());
    }

    @Test
    void makesAPromptWaitForARefusedCheckpointThatIsLookedAtAgain() throws PromptRefusedException {
        damagedSteps.add(1L);
        publish("tales", 1);
        assertThrows(PromptRefusedException.class, () -> model("tales"));
        List<Runnable> loads = fixture.deferLoads();
        damagedSteps.clear();
        fixture.nanos = Duration.ofSeconds(30).toNanos();

        Optional<StoryModel> meanwhile = model("tales");
        Optional<StoryModel> pinned = pinned(1);
        GeneratorFixture.runAll(loads);

        assertTrue(meanwhile.isEmpty());
        assertTrue(pinned.isEmpty());
        assertEquals(1, model("tales").orElseThrow().checkpoint().step());
    }

    private static ArtifactReference first() {
        return FakeStoryModel.checkpoint("tales", 1).artifact();
    }

    private Optional<StoryModel> pinned(long step) throws PromptRefusedException {
        return cache.pinned(FakeStoryModel.checkpoint("tales", step).artifact(), 0);
    }

    /** Begins the one sequence of a model. */
    private static StoryModel begin(StoryModel model) {
        model.begin(request(), 0);
        return model;
    }

    private static GenerationRequest request() {
        SamplingSettings sampling =
                SamplingSettingsBuilder.builder()
                        .temperature(0)
                        .topK(0)
                        .topP(1)
                        .seed(1)
                        .maxTokens(5)
                        .build();
        return new GenerationRequest(new int[1], sampling);
    }

    private int open() {
        return (int) loaded.stream().filter(model -> !model.closed()).count();
    }

    private Optional<StoryModel> model(@Nullable String model) throws PromptRefusedException {
        return cache.newest(model, 0);
    }

    private void publish(String model, long step) {
        fixture.catalog.add(FakeStoryModel.checkpoint(model, step));
    }

    private StoryModel load(CheckpointPublished checkpoint) {
        attempts++;
        if (damagedSteps.contains(checkpoint.step())) {
            throw new IllegalStateException("step %d is damaged".formatted(checkpoint.step()));
        }
        FakeStoryModel model = FakeStoryModel.of(checkpoint);
        loaded.add(model);
        return model;
    }
}
