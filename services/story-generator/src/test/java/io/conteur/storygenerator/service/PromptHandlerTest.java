package io.conteur.storygenerator.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.events.InvalidEventException;
import io.conteur.events.wire.RecordKey;
import io.conteur.messaging.consumer.ReceivedRequest;
import io.conteur.storygenerator.GeneratorFixture;
import io.conteur.storygenerator.history.AnswerTopics;
import io.conteur.storygenerator.publish.OutcomePublisher;
import io.conteur.storygenerator.publish.PartRateLimiter;
import io.conteur.storygenerator.request.PendingPrompt;
import io.conteur.storygenerator.request.PromptQueue;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PromptHandlerTest {
    private final GeneratorFixture fixture = new GeneratorFixture();
    private final PromptQueue queue = new PromptQueue(8);
    private final AtomicBoolean preloaded = new AtomicBoolean();
    private final PromptHandler consumer =
            new PromptHandler(
                    queue, fixture.outcomes, fixture.history, new FakeTopics(), preloaded::get);
    private final Set<Integer> followed = new HashSet<>();
    private boolean caughtUp;

    private final class FakeTopics implements AnswerTopics {
        @Override
        public void assigned(Set<Integer> partitions) {
            followed.addAll(partitions);
        }

        @Override
        public void revoked(Set<Integer> partitions) {
            followed.removeAll(partitions);
        }

        @Override
        public boolean caughtUp(int partition) {
            return caughtUp && followed.contains(partition);
        }
    }

    @Test
    void joinsTheGroupOnceAModelIsLoaded() {
        assertFalse(consumer.mayJoin());
        preloaded.set(true);

        assertTrue(consumer.mayJoin());
    }

    @Test
    void aPartitionWaitsUntilItsPastIsKnownAndHoldsUpNoOther() {
        consumer.assigned(Set.of(1));
        boolean early = consumer.ready(1);
        caughtUp = true;

        assertFalse(early);
        assertTrue(consumer.ready());
        assertTrue(consumer.ready(1));
        assertFalse(consumer.ready(2));
    }

    @Test
    void onlyThePartitionsThatAreOwnedAreFollowed() {
        consumer.assigned(Set.of(1, 2, 3));
        consumer.revoked(Set.of(1));
        consumer.lost(Set.of(2));

        assertEquals(Set.of(3), followed);
    }

    @Test
    void takesAPlainLineAsAPromptUnderItsOwnText() {
        take((RecordKey) null, "conteur.prompts-0-1", "a dog\n");

        PendingPrompt prompt = GeneratorFixture.takeNext(queue).orElseThrow();
        assertEquals(RecordKey.of("a dog"), prompt.key());
        assertEquals("conteur.prompts-0-1", prompt.id());
        assertEquals(List.of(), fixture.acknowledged);
    }

    @Test
    void prefersTheKeyAndIdThatTheSenderGave() {
        take("dogs", "conteur.prompts-0-1", "{\"prompt\":\"a dog\",\"id\":\"mine\"}");

        PendingPrompt prompt = GeneratorFixture.takeNext(queue).orElseThrow();
        assertEquals(RecordKey.of("dogs"), prompt.key());
        assertEquals("mine", prompt.id());
    }

    @Test
    void cancelsThePromptsUnderATombstonesKeyAndNoOther() {
        take("dogs", "a", "a dog");
        take("cats", "b", "a cat");
        take("dogs", "c", "");

        assertEquals(List.of("c"), fixture.acknowledged);
        List<PendingPrompt> withdrawn = queue.withdraw(Instant.EPOCH);
        assertEquals(List.of("a"), withdrawn.stream().map(PendingPrompt::id).toList());
        assertEquals(1, queue.depth());
    }

    @Test
    void aTombstoneCancelsTheSameBytesAlone() {
        take(RecordKey.of(new byte[] {(byte) 0xff}), "a", "a dog");
        take(RecordKey.of(new byte[] {(byte) 0xfe}), "b", "");

        assertEquals(List.of(), queue.withdraw(Instant.EPOCH));
    }

    @Test
    void takesNothingWhileTheQueueIsFull() {
        for (int i = 0; i < 8; i++) {
            assertTrue(consumer.ready());
            take((RecordKey) null, "id-" + i, "a dog " + i);
        }

        assertFalse(consumer.ready());
    }

    @Test
    void takesNothingWhileMuchWaits() {
        take(
                (RecordKey) null,
                "a",
                "{\"prompt\":\"a dog\",\"more\":\"%s\"}".formatted("x".repeat(900_000)));
        PromptQueue large = new PromptQueue(1000);
        for (int i = 0; i < 36; i++) {
            large.put(GeneratorFixture.takeNext(queue).orElseThrow());
            take(
                    (RecordKey) null,
                    "a",
                    "{\"prompt\":\"a dog %d\",\"more\":\"%s\"}"
                            .formatted(i, "x".repeat(1_000_000)));
        }

        assertTrue(large.full());
    }

    @Test
    void takesNothingWhileManyOutcomesAreNotAtTheBroker() {
        OutcomePublisher held =
                new OutcomePublisher(
                        new OutcomePublisher.Output(
                                fixture.parts, fixture.stories, () -> false, () -> {}),
                        fixture.history,
                        fixture.metrics,
                        new PartRateLimiter(0, 4));
        PromptHandler handler =
                new PromptHandler(queue, held, fixture.history, new FakeTopics(), preloaded::get);
        assertTrue(handler.ready());

        for (int i = 0; i < 100; i++) {
            take((RecordKey) null, "id-" + i, i + "x".repeat(99_000));
            PendingPrompt prompt = GeneratorFixture.takeNext(queue).orElseThrow();
            held.publish(OutcomePublisher.cancelled(prompt), prompt);
        }

        assertFalse(handler.ready());
    }

    @Test
    void letsATombstoneForNothingKnownPass() {
        take("dogs", "a", "");
        take((RecordKey) null, "b", "");

        assertEquals(List.of("a", "b"), fixture.acknowledged);
        assertEquals(List.of(), fixture.stories.events());
    }

    @Test
    void refusesWhatIsNoPrompt() {
        assertThrows(
                InvalidEventException.class, () -> take((RecordKey) null, "a", "{\"prompt\":7}"));
        assertThrows(InvalidEventException.class, () -> take((RecordKey) null, "a", "{"));
        assertThrows(
                InvalidEventException.class, () -> take((RecordKey) null, "not an id", "a dog"));

        assertEquals(0, queue.depth());
    }

    private void take(@Nullable String key, String id, String value) {
        take(key == null ? null : RecordKey.of(key), id, value);
    }

    private void take(@Nullable RecordKey key, String id, String value) {
        consumer.take(
                new ReceivedRequest(
                        GeneratorFixture.requestUnder(key, id, value),
                        0,
                        0,
                        0,
                        () -> fixture.acknowledged.add(id)));
    }
}
