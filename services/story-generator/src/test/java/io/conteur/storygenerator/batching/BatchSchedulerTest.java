package io.conteur.storygenerator.batching;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.events.story.SamplingSettingsBuilder;
import io.conteur.events.story.StoryAlternative;
import io.conteur.events.story.StoryPartWritten;
import io.conteur.events.story.StoryPartWrittenBuilder;
import io.conteur.events.story.StoryWritten;
import io.conteur.events.story.StoryWritten.Finish;
import io.conteur.events.story.StoryWritten.Outcome;
import io.conteur.storygenerator.GeneratorFixture;
import io.conteur.storygenerator.models.FakeStoryModel;
import io.conteur.storygenerator.request.PendingPrompt;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class BatchSchedulerTest {
    private final GeneratorFixture fixture = new GeneratorFixture();

    @Test
    void tellsAStoryInPartsThatMakeItUp() throws Exception {
        BatchScheduler scheduler = fixture.scheduler(FakeStoryModel.checkpoint("tales", 7));

        fixture.answer(scheduler, fixture.prompt("a", "count to three"));

        assertEquals("1 2 3 4 5 6 7 8 9 10 !", fixture.told());
        assertEquals(fixture.told(), fixture.story().story());
        fixture.assertNumberedWithOneLastPart();
        assertTrue(
                fixture.parts.published().stream().allMatch(p -> p.key().equals("count to three")));
        assertEquals(List.of("a"), fixture.acknowledged);
    }

    @Test
    void saysAllItTakesToWriteTheStoryAgain() throws Exception {
        BatchScheduler scheduler = fixture.scheduler(FakeStoryModel.checkpoint("tales", 7));

        fixture.answer(
                scheduler,
                fixture.prompt(
                        "a",
                        "{\"prompt\":\"a dog\",\"temperature\":0.5,\"topK\":3,\"topP\":0.9,"
                                + "\"seed\":11,\"maxTokens\":4}"));

        StoryWritten story = fixture.story();
        assertEquals(Outcome.COMPLETED, story.outcome());
        assertEquals(Finish.LENGTH, story.finish());
        assertEquals(FakeStoryModel.checkpoint("tales", 7).artifact(), story.checkpoint());
        assertEquals(7, story.step());
        assertEquals("tales", story.model());
        assertEquals(
                SamplingSettingsBuilder.builder()
                        .temperature(0.5)
                        .topK(3)
                        .topP(0.9)
                        .seed(11)
                        .maxTokens(4)
                        .build(),
                story.sampling());
        assertEquals(2, story.promptTokens());
        assertEquals(4, story.storyTokens());
    }

    @Test
    void answersWithTheModelWhoseCheckpointCameLast() throws Exception {
        BatchScheduler scheduler =
                fixture.scheduler(
                        FakeStoryModel.checkpoint("tales", 7),
                        FakeStoryModel.checkpoint("fables", 1),
                        FakeStoryModel.checkpoint("tales", 8));

        fixture.answer(scheduler, fixture.prompt("a", "a dog"));
        fixture.answer(scheduler, fixture.prompt("b", "{\"prompt\":\"a\",\"model\":\"fables\"}"));

        assertEquals(List.of(8L, 1L), steps());
    }

    @Test
    void partsAndOutcomeGoToThePartitionOfThePrompt() throws Exception {
        fixture.history.assigned(Set.of(5));
        BatchScheduler scheduler = fixture.scheduler(FakeStoryModel.checkpoint("tales", 7));

        fixture.answer(
                scheduler,
                PendingPrompt.of(
                        GeneratorFixture.request("dogs", "a", "a dog"),
                        new PendingPrompt.Delivery(5, () -> {}, 0)));

        assertTrue(fixture.parts.published().size() > 1);
        assertTrue(fixture.parts.published().stream().allMatch(each -> each.partition() == 5));
        assertEquals(5, fixture.stories.published().get(0).partition());
    }

    @Test
    void tellsARejectedPromptWhyWithOneLastPart() throws Exception {
        BatchScheduler scheduler = fixture.scheduler(FakeStoryModel.checkpoint("tales", 7));

        fixture.answer(scheduler, fixture.prompt("a", "{\"prompt\":\"a\",\"model\":\"poems\"}"));

        assertEquals(Outcome.REJECTED, fixture.story().outcome());
        assertEquals("there is no model poems; there are tales", fixture.story().reason());
        StoryPartWritten last = fixture.parts.events().get(0);
        assertEquals(
                List.of(
                        StoryPartWrittenBuilder.builder(StoryPartWritten.of("a", 0, "", true))
                                .attempt(1)
                                .attemptId(last.attemptId())
                                .build()),
                fixture.parts.events());
        assertEquals(List.of("a"), fixture.acknowledged);
    }

    @Test
    void saysHowToTrainAModelWhenThereIsNone() throws Exception {
        BatchScheduler scheduler = fixture.scheduler();

        fixture.answer(scheduler, fixture.prompt("a", "a dog"));

        assertEquals(Outcome.REJECTED, fixture.story().outcome());
        assertTrue(String.valueOf(fixture.story().reason()).contains("./conteur train"));
    }

    @Test
    void endsACancelledStoryWithWhatWasWritten() throws Exception {
        PendingPrompt prompt = fixture.prompt("a", "a dog");
        cancelAtToken(3, prompt);
        BatchScheduler scheduler = fixture.scheduler(FakeStoryModel.checkpoint("tales", 7));

        fixture.answer(scheduler, prompt);

        assertEquals(Outcome.CANCELLED, fixture.story().outcome());
        assertEquals("1 2 3 !", fixture.story().story());
        assertEquals("1 2 3 !", fixture.told());
        assertNull(fixture.story().finish());
        assertNotNull(fixture.story().sampling());
        fixture.assertNumberedWithOneLastPart();
    }

    @Test
    void leavesAnAbandonedPromptUnanswered() throws Exception {
        PendingPrompt prompt = fixture.prompt("a", "a dog");
        fixture.loader = checkpoint -> new FakeStoryModel(checkpoint, token -> prompt.abandon());
        BatchScheduler scheduler = fixture.scheduler(FakeStoryModel.checkpoint("tales", 7));

        fixture.answer(scheduler, prompt);

        assertEquals(List.of(), fixture.stories.events());
        assertEquals(List.of(), fixture.acknowledged);
    }

    @Test
    void givesAnOutcomeToAPromptThatTheModelCannotBear() throws Exception {
        fixture.loader =
                checkpoint ->
                        new FakeStoryModel(
                                checkpoint,
                                token -> {
                                    throw new IllegalStateException("not a number");
                                });
        BatchScheduler scheduler = fixture.scheduler(FakeStoryModel.checkpoint("tales", 7));

        fixture.answer(scheduler, fixture.prompt("a", "a dog"));

        assertEquals(Outcome.FAILED, fixture.story().outcome());
        assertTrue(String.valueOf(fixture.story().reason()).contains("not a number"));
        fixture.assertNumberedWithOneLastPart();
    }

    @Test
    void aPromptThatWaitsForRoomOutlivesTheModelThatFails() throws Exception {
        AtomicInteger loads = new AtomicInteger();
        fixture.loader =
                checkpoint -> {
                    boolean broken = loads.incrementAndGet() == 1;
                    return new FakeStoryModel(
                            checkpoint,
                            token -> {
                                if (broken) {
                                    throw new IllegalStateException("not a number");
                                }
                            });
                };
        BatchScheduler scheduler = fixture.scheduler(FakeStoryModel.checkpoint("tales", 7));
        for (String id : List.of("a", "b", "c", "d")) {
            fixture.queue.put(fixture.prompt(id, "a dog " + id));
        }

        fixture.work(scheduler);

        assertEquals(
                List.of(Outcome.FAILED, Outcome.FAILED, Outcome.FAILED, Outcome.COMPLETED),
                fixture.stories.events().stream().map(StoryWritten::outcome).toList());
        assertEquals(List.of("a", "b", "c", "d"), fixture.acknowledged);
    }

    @Test
    void acknowledgesNothingThatCannotBePublished() throws Exception {
        fixture.parts.breakDown();
        BatchScheduler scheduler = fixture.scheduler(FakeStoryModel.checkpoint("tales", 7));

        assertThrows(
                IllegalStateException.class,
                () -> fixture.answer(scheduler, fixture.prompt("a", "a dog")));

        assertEquals(List.of(), fixture.acknowledged);
    }

    @Test
    void measuresItsWork() throws Exception {
        BatchScheduler scheduler = fixture.scheduler(FakeStoryModel.checkpoint("tales", 7));

        fixture.answer(scheduler, fixture.prompt("a", "a dog"));

        assertEquals(
                1, fixture.registry.get("conteur.generator.time.to.first.token").timer().count());
        assertEquals(9, fixture.registry.get("conteur.generator.time.per.token").timer().count());
        assertEquals(
                1,
                fixture.registry
                        .get("conteur.generator.stories")
                        .tag("outcome", "completed")
                        .counter()
                        .count());
    }

    @Test
    void tellsManyStoriesAtOnceAndInterleavesTheirParts() throws Exception {
        BatchScheduler scheduler = fixture.scheduler(FakeStoryModel.checkpoint("tales", 7));
        for (String id : List.of("a", "b", "c", "d", "e")) {
            fixture.queue.put(fixture.prompt(id, "a dog " + id));
        }

        fixture.work(scheduler);

        assertEquals(5, fixture.stories.events().size());
        assertEquals("b", fixture.parts.events().get(1).id());
        assertEquals(
                Set.of("1 2 3 4 5 6 7 8 9 10 !"),
                fixture.stories.events().stream()
                        .map(StoryWritten::story)
                        .collect(Collectors.toSet()));
    }

    @Test
    void endsBeforeAStopTextAndNeverShowsHalfOfOne() throws Exception {
        BatchScheduler scheduler = fixture.scheduler(FakeStoryModel.checkpoint("tales", 7));

        fixture.answer(scheduler, fixture.prompt("a", "{\"prompt\":\"a\",\"stop\":[\"3 4 5\"]}"));

        assertEquals("1 2 ", fixture.told());
        assertEquals("1 2 ", fixture.story().story());
        assertEquals(Finish.STOP, fixture.story().finish());
        assertEquals(5, fixture.story().storyTokens());
    }

    @Test
    void putsAllStoriesOfAPromptIntoOneOutcome() throws Exception {
        BatchScheduler scheduler = fixture.scheduler(FakeStoryModel.checkpoint("tales", 7));

        fixture.answer(
                scheduler,
                fixture.prompt(
                        "a", "{\"prompt\":\"a\",\"n\":5,\"maxTokens\":2,\"logProbabilities\":0}"));

        List<StoryAlternative> others = Objects.requireNonNull(fixture.story().alternatives());
        assertEquals(List.of(1, 2, 3, 4), others.stream().map(StoryAlternative::index).toList());
        assertEquals(Set.of("1 2 !"), Set.copyOf(others.stream().map(s -> s.story()).toList()));
        assertEquals(2, Objects.requireNonNull(fixture.story().logProbabilities()).size());
        assertEquals("1 2 !", text(4));
        fixture.assertNumberedWithOneLastPart();
    }

    @Test
    void endsWhatIsTooLateWhetherItWaitsOrIsTold() throws Exception {
        String late = "{\"prompt\":\"%s\",\"deadline\":\"1970-01-01T00:00:01Z\"}";
        fixture.loader =
                checkpoint ->
                        new FakeStoryModel(
                                checkpoint,
                                token -> {
                                    if (token == 2) {
                                        fixture.now = Instant.EPOCH.plusSeconds(2);
                                    }
                                });
        BatchScheduler scheduler = fixture.scheduler(FakeStoryModel.checkpoint("tales", 7));
        fixture.queue.put(fixture.prompt("a", late.formatted("one")));
        fixture.queue.put(fixture.prompt("b", late.formatted("one")));

        fixture.work(scheduler);

        assertTrue(
                fixture.stories.events().stream()
                        .allMatch(story -> story.outcome() == Outcome.EXPIRED));
        assertEquals("1 2 !", fixture.stories.events().get(0).story());
        assertNull(fixture.stories.events().get(1).story());
    }

    @Test
    void goesOnWhileItLooksForAModelThatNobodyKnows() throws Exception {
        BatchScheduler scheduler = fixture.scheduler(FakeStoryModel.checkpoint("tales", 7));
        fixture.answer(scheduler, fixture.prompt("a", "a dog"));
        fixture.lookUp = new CompletableFuture<>();
        fixture.queue.put(waiting("b", "{\"prompt\":\"b\",\"model\":\"poems\"}"));
        fixture.queue.put(fixture.prompt("c", "a cat"));

        for (int i = 0; i < 10; i++) {
            scheduler.admit();
            scheduler.step();
        }
        List<String> before = ids();
        fixture.lookUp.complete(null);
        fixture.work(scheduler);

        assertEquals(List.of("a", "c"), before);
        assertEquals(List.of("a", "c", "b"), ids());
        assertEquals(Outcome.REJECTED, fixture.story().outcome());
    }

    @Test
    void tellsOtherModelsStoriesWhileOneIsLoaded() throws Exception {
        BatchScheduler scheduler =
                fixture.scheduler(
                        FakeStoryModel.checkpoint("poems", 1),
                        FakeStoryModel.checkpoint("tales", 7));
        fixture.answer(scheduler, fixture.prompt("a", "a dog"));
        List<Runnable> loads = fixture.deferLoads();
        fixture.queue.put(fixture.prompt("b", "{\"prompt\":\"b\",\"model\":\"poems\"}"));
        fixture.queue.put(fixture.prompt("c", "a cat"));

        for (int i = 0; i < 10; i++) {
            scheduler.admit();
            scheduler.step();
        }
        boolean idle = scheduler.idle();
        List<String> before = ids();
        GeneratorFixture.runAll(loads);
        fixture.work(scheduler);

        assertTrue(idle, "nothing is to do, so nothing is tried again and again");
        assertEquals(List.of("a", "c"), before);
        assertEquals(List.of("a", "c", "b"), ids());
    }

    /** A prompt that was received just now, after the latest look-up had begun. */
    private PendingPrompt waiting(String id, String value) {
        return PendingPrompt.of(
                GeneratorFixture.request(null, id, value),
                new PendingPrompt.Delivery(
                        0, () -> fixture.acknowledged.add(id), System.nanoTime()));
    }

    private List<String> ids() {
        return fixture.stories.events().stream().map(StoryWritten::id).toList();
    }

    private String text(int index) {
        return fixture.parts.events().stream()
                .filter(part -> Objects.equals(part.index(), index))
                .map(StoryPartWritten::text)
                .collect(Collectors.joining());
    }

    private void cancelAtToken(int when, PendingPrompt prompt) {
        fixture.loader =
                checkpoint ->
                        new FakeStoryModel(
                                checkpoint,
                                token -> {
                                    if (token == when) {
                                        prompt.cancel();
                                    }
                                });
    }

    private List<Long> steps() {
        return fixture.stories.events().stream().map(StoryWritten::step).toList();
    }
}
