package io.conteur.storygenerator.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.events.story.StoryWritten.Outcome;
import io.conteur.events.training.CheckpointPublished;
import io.conteur.storygenerator.request.PromptRefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class CheckpointLookupTest {
    private final CheckpointCatalog catalog = new CheckpointCatalog();
    private final List<CompletableFuture<Void>> lookUps = new ArrayList<>();
    private long now = 1;
    private int news;
    private final CheckpointLookup lookup =
            new CheckpointLookup(
                    catalog, new CheckpointLookup.Broker(this::lookUp, () -> now, () -> news++));

    @Test
    void saysNothingBeforeTheBrokersCheckpointsAreKnown() throws Exception {
        catalog.add(FakeStoryModel.checkpoint("tales", 1));

        assertTrue(lookup.checkpoints("tales", 0).isEmpty());
        catalog.add(FakeStoryModel.checkpoint("tales", 2));
        lookUps.get(0).complete(null);

        assertEquals(1, news);
        assertEquals(2, lookup.checkpoints("tales", 0).orElseThrow().get(0).step());
    }

    @Test
    void looksAgainBeforeItSaysThatAModelDoesNotExist() throws Exception {
        open();

        now = 5;
        assertTrue(lookup.checkpoints("tales", 4).isEmpty());
        assertTrue(lookup.checkpoints("tales", 4).isEmpty());
        catalog.add(FakeStoryModel.checkpoint("tales", 1));
        lookUps.get(1).complete(null);

        assertEquals(1, lookup.checkpoints("tales", 4).orElseThrow().get(0).step());
        assertEquals(2, lookUps.size(), "those who wait share a look-up");
    }

    @Test
    void looksOnceMoreForWhoeverAsksAfterALookUpBegan() throws Exception {
        open();

        now = 5;
        assertTrue(lookup.checkpoints("poems", 4).isEmpty());
        now = 7;
        assertTrue(lookup.checkpoints("poems", 6).isEmpty());
        lookUps.get(1).complete(null);

        assertThrows(PromptRefusedException.class, () -> lookup.checkpoints("poems", 4));
        assertTrue(lookup.checkpoints("poems", 6).isEmpty());
        assertEquals(3, lookUps.size());
    }

    @Test
    void namesTheModelsThatExist() throws Exception {
        catalog.add(FakeStoryModel.checkpoint("tales", 1));
        catalog.add(FakeStoryModel.checkpoint("fables", 1));
        open();

        PromptRefusedException rejection =
                assertThrows(PromptRefusedException.class, () -> lookup.checkpoints("poems", 0));

        assertEquals("there is no model poems; there are tales, fables", rejection.reason());
    }

    @Test
    void looksForAPinnedCheckpointBeforeItRejectsIt() throws Exception {
        CheckpointPublished pinned = FakeStoryModel.checkpoint("tales", 1);
        open();

        now = 5;
        assertTrue(lookup.pinned(pinned.artifact(), 4).isEmpty());
        lookUps.get(1).complete(null);
        PromptRefusedException rejection =
                assertThrows(
                        PromptRefusedException.class, () -> lookup.pinned(pinned.artifact(), 4));

        assertEquals(Outcome.REJECTED, rejection.outcome());
    }

    @Test
    void doesNotTakeABrokerOutOfReachForOneWithoutCheckpoints() throws Exception {
        assertTrue(lookup.checkpoints("tales", 0).isEmpty());
        lookUps.get(0).completeExceptionally(new IllegalStateException("not read"));

        assertThrows(CompletionException.class, () -> lookup.checkpoints("tales", 0));
    }

    @Test
    void remembersAFewCheckpointsOfAModel() {
        for (int step = 1; step <= 10; step++) {
            catalog.add(FakeStoryModel.checkpoint("tales", step));
        }

        assertEquals(
                List.of(10L, 9L, 8L, 7L),
                catalog.checkpoints("tales").stream().map(c -> c.step()).toList());
    }

    @Test
    void forgetsAModelThatIsDeleted() {
        catalog.add(FakeStoryModel.checkpoint("tales", 1));
        catalog.add(FakeStoryModel.checkpoint("fables", 1));

        catalog.remove("fables");

        assertEquals("tales", catalog.newest().orElseThrow());
        assertTrue(catalog.checkpoints("fables").isEmpty());
    }

    private CompletableFuture<Void> lookUp() {
        CompletableFuture<Void> lookUp = new CompletableFuture<>();
        lookUps.add(lookUp);
        return lookUp;
    }

    /** Catches up with the broker for the first time. */
    private void open() throws PromptRefusedException {
        assertTrue(lookup.checkpoints(null, 0).isEmpty());
        lookUps.get(0).complete(null);
    }
}
