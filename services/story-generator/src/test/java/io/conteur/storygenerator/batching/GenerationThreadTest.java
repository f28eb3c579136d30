package io.conteur.storygenerator.batching;

import static io.conteur.storygenerator.TestPatience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.storygenerator.GeneratorFixture;
import io.conteur.storygenerator.TestPatience;
import io.conteur.storygenerator.models.FakeStoryModel;
import io.conteur.storygenerator.request.PromptQueue;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class GenerationThreadTest {
    private final GeneratorFixture fixture = new GeneratorFixture();
    private final PromptQueue queue = fixture.queue;

    @Test
    void answersInTheOrderOfThePrompts() throws Exception {
        GenerationThread thread = start();

        queue.put(fixture.prompt("a", "a dog"));
        queue.put(fixture.prompt("b", "a cat"));

        await().until(() -> fixture.acknowledged.size() == 2);
        assertEquals(List.of("a", "b"), fixture.acknowledged);
        thread.stop(TestPatience.LIMIT);
    }

    @Test
    void abandonsTheStoryInHandWhenItStops() throws Exception {
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch stopping = new CountDownLatch(1);
        fixture.loader =
                checkpoint ->
                        new FakeStoryModel(
                                checkpoint,
                                token -> {
                                    writing.countDown();
                                    await().until(() -> stopping.getCount() == 0);
                                });
        GenerationThread thread = start();
        queue.put(fixture.prompt("a", "a dog"));
        writing.await();

        queue.close();
        stopping.countDown();
        thread.stop(TestPatience.LIMIT);

        assertEquals(List.of(), fixture.acknowledged);
        assertEquals(List.of(), fixture.stories.events());
        assertTrue(thread.breakdown().isEmpty());
    }

    @Test
    void endsTheStoryInHandWhenItFinishesButBeginsNoOther() throws Exception {
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch finishing = new CountDownLatch(1);
        fixture.loader =
                checkpoint ->
                        new FakeStoryModel(
                                checkpoint,
                                token -> {
                                    writing.countDown();
                                    await().until(() -> finishing.getCount() == 0);
                                });
        GenerationThread thread = start();
        queue.put(fixture.prompt("a", "a dog"));
        writing.await();
        queue.put(fixture.prompt("b", "a cat"));

        Thread stopper =
                new Thread(
                        () -> {
                            thread.finish(TestPatience.LIMIT);
                            thread.stop(TestPatience.LIMIT);
                        });
        stopper.start();
        await().until(() -> queue.depth() == 0);
        queue.put(fixture.prompt("c", "a hen"));
        finishing.countDown();
        stopper.join();

        assertEquals(List.of("a"), fixture.acknowledged);
        assertEquals(1, fixture.stories.events().size());
        assertTrue(thread.breakdown().isEmpty());
    }

    @Test
    void breaksDownForGoodWhenNothingCanBePublished() throws Exception {
        fixture.stories.breakDown();
        GenerationThread thread = start();

        queue.put(fixture.prompt("a", "a dog"));

        await().until(() -> thread.breakdown().isPresent());
        assertEquals(List.of(), fixture.acknowledged);
    }

    private GenerationThread start() {
        BatchScheduler scheduler = fixture.scheduler(FakeStoryModel.checkpoint("tales", 7));
        GenerationThread thread = new GenerationThread(queue, scheduler, fixture.heartbeat);
        thread.start();
        return thread;
    }
}
