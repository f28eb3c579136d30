package io.conteur.storygenerator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.events.ArtifactReference;
import io.conteur.events.CheckpointPublished;
import io.conteur.events.SamplingSettings;
import io.conteur.events.StoryWritten.Outcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NarratorsTest {
    private final Fixture fixture = new Fixture();
    private final Narrators narrators = fixture.narrators(2);
    private final List<FakeNarrator> loaded = new ArrayList<>();
    private final Set<Long> damagedSteps = new HashSet<>();
    private int attempts;

    @BeforeEach
    void loadUnlessDamaged() {
        fixture.loader = this::load;
    }

    @Test
    void loadsACheckpointOnce() throws UnansweredException {
        publish("tales", 1);

        assertSame(narrator("tales").orElseThrow(), narrator(null).orElseThrow());
        assertEquals(1, attempts);
    }

    @Test
    void closesTheOldCheckpointWhenTheNewOneIsThere() throws UnansweredException {
        publish("tales", 1);
        narrator("tales");

        publish("tales", 2);

        assertEquals(2, narrator("tales").orElseThrow().checkpoint().step());
        assertEquals(List.of(true, false), loaded.stream().map(FakeNarrator::closed).toList());
    }

    @Test
    void staysWithThePreviousCheckpointWhenTheNewestIsDamaged() throws UnansweredException {
        publish("tales", 1);
        Narrator before = narrator("tales").orElseThrow();

        damagedSteps.add(2L);
        publish("tales", 2);

        assertSame(before, narrator("tales").orElseThrow());
        assertSame(before, narrator("tales").orElseThrow());
        assertEquals(2, attempts, "a refused checkpoint is not tried again");
    }

    @Test
    void fallsBackToAnEarlierCheckpointAfterARestart() throws UnansweredException {
        damagedSteps.add(2L);
        publish("tales", 1);
        publish("tales", 2);

        assertEquals(1, narrator("tales").orElseThrow().checkpoint().step());
    }

    @Test
    void saysWhyAModelCannotBeUsed() {
        damagedSteps.add(1L);
        publish("tales", 1);

        UnansweredException failure =
                assertThrows(UnansweredException.class, () -> narrator("tales"));

        assertEquals(Outcome.FAILED, failure.outcome());
        assertEquals(
                "no checkpoint of model tales can be used: step 1 is damaged", failure.reason());
    }

    @Test
    void makesRoomByClosingTheModelNotUsedForLongest() throws UnansweredException {
        publish("tales", 1);
        publish("fables", 2);
        publish("poems", 3);
        narrator("tales");
        narrator("fables");
        narrator("tales");

        narrator("poems");

        assertEquals(
                List.of(false, true, false), loaded.stream().map(FakeNarrator::closed).toList());
    }

    @Test
    void keepsTheOldCheckpointAsLongAsItsStoriesAreTold() throws UnansweredException {
        publish("tales", 1);
        Narrator old = narrator("tales").orElseThrow();
        int row = old.begin(new StoryPlan(new int[1], new SamplingSettings(0, 0, 1, 1, 5)), 0);

        publish("tales", 2);
        narrator("tales");
        narrators.sweep();
        boolean closedEarly = loaded.get(0).closed();
        old.cancel(row);
        narrators.sweep();

        assertFalse(closedEarly);
        assertTrue(loaded.get(0).closed());
    }

    @Test
    void saysNothingUntilACheckpointIsLoaded() throws UnansweredException {
        List<Runnable> loads = new ArrayList<>();
        fixture.loading = loads::add;
        publish("tales", 1);

        assertTrue(narrator("tales").isEmpty());
        assertTrue(narrator("tales").isEmpty());
        loads.forEach(Runnable::run);

        assertEquals(1, loads.size());
        assertTrue(narrator("tales").isPresent());
    }

    @Test
    void rollsBackWhenAnOlderCheckpointIsPublishedAgain() throws UnansweredException {
        publish("tales", 1);
        publish("tales", 2);
        narrator("tales");

        publish("tales", 1);

        assertEquals(1, narrator("tales").orElseThrow().checkpoint().step());
    }

    @Test
    void answersWithAPinnedCheckpointWhateverCameSince() throws UnansweredException {
        publish("tales", 1);
        publish("tales", 2);

        ArtifactReference first = FakeNarrator.checkpoint("tales", 1).artifact();
        assertEquals(1, narrators.pinned(first, 0).orElseThrow().checkpoint().step());
    }

    private Optional<Narrator> narrator(@Nullable String model) throws UnansweredException {
        return narrators.narrator(model, 0);
    }

    private void publish(String model, long step) {
        fixture.models.add(FakeNarrator.checkpoint(model, step));
    }

    private Narrator load(CheckpointPublished checkpoint) throws IOException {
        attempts++;
        if (damagedSteps.contains(checkpoint.step())) {
            throw new IOException("step %d is damaged".formatted(checkpoint.step()));
        }
        FakeNarrator narrator = FakeNarrator.of(checkpoint);
        loaded.add(narrator);
        return narrator;
    }
}
