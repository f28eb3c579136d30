package io.conteur.storygenerator;

import static io.conteur.storygenerator.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class WritingThreadTest {
    private final Fixture fixture = new Fixture();
    private final PromptQueue queue = fixture.queue;

    @Test
    void answersInTheOrderOfThePrompts() throws Exception {
        WritingThread thread = start();

        queue.put(fixture.prompt("a", "a dog"));
        queue.put(fixture.prompt("b", "a cat"));

        await().until(() -> fixture.acknowledged.size() == 2);
        assertEquals(List.of("a", "b"), fixture.acknowledged);
        thread.stop(Patience.LIMIT);
    }

    @Test
    void abandonsTheStoryInHandWhenItStops() throws Exception {
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch stopping = new CountDownLatch(1);
        fixture.loader =
                checkpoint ->
                        new FakeNarrator(
                                checkpoint,
                                token -> {
                                    writing.countDown();
                                    await().until(() -> stopping.getCount() == 0);
                                });
        WritingThread thread = start();
        queue.put(fixture.prompt("a", "a dog"));
        writing.await();

        queue.close();
        stopping.countDown();
        thread.stop(Patience.LIMIT);

        assertEquals(List.of(), fixture.acknowledged);
        assertEquals(List.of(), fixture.stories.events());
        assertTrue(thread.breakdown().isEmpty());
    }

    @Test
    void breaksDownForGoodWhenNothingCanBePublished() throws Exception {
        fixture.stories.breakDown();
        WritingThread thread = start();

        queue.put(fixture.prompt("a", "a dog"));

        await().until(() -> thread.breakdown().isPresent());
        assertEquals(List.of(), fixture.acknowledged);
    }

    private WritingThread start() {
        Desk desk = fixture.desk(FakeNarrator.checkpoint("tales", 7));
        WritingThread thread = new WritingThread(queue, desk, fixture.pulse);
        thread.start();
        return thread;
    }
}
