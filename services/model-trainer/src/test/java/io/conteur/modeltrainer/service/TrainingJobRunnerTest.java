package io.conteur.modeltrainer.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.artifacts.ArtifactStore;
import io.conteur.events.ArtifactReference;
import io.conteur.events.InvalidEventException;
import io.conteur.events.story.StoryWritten;
import io.conteur.events.training.CheckpointPublished;
import io.conteur.events.training.Progressed;
import io.conteur.events.training.Progressed.State;
import io.conteur.events.wire.RecordKey;
import io.conteur.messaging.consumer.ReceivedRequest;
import io.conteur.messaging.consumer.Request;
import io.conteur.modeltrainer.helping.IdleWorker;
import io.conteur.modeltrainer.job.JobSpec;
import io.conteur.modeltrainer.job.TestCorpus;
import io.conteur.modeltrainer.job.TestRequests;
import io.conteur.modeltrainer.registry.Cancellations;
import io.conteur.modeltrainer.reporting.RecordingPublisher;
import io.conteur.modeltrainer.session.FakeTrainingSession;
import io.conteur.modeltrainer.session.FakeTrainingSessionFactory;
import io.conteur.workersupport.JobControl;
import io.conteur.workersupport.JobExecutor;
import io.conteur.workersupport.JobExecutor.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingJobRunnerTest {
    private final TestTrainer trainer = new TestTrainer();
    private final FakeTrainingSessionFactory sessions =
            new FakeTrainingSessionFactory(trainer.clock);
    private final RecordingPublisher<Progressed> progress = trainer.progress;
    private final RecordingPublisher<CheckpointPublished> checkpoints = trainer.checkpoints;
    private final RecordingPublisher<StoryWritten> stories = trainer.stories;
    @TempDir Path root;
    private ArtifactStore store;
    private TestCorpus tales;
    private JobControl control;
    private TrainingJobRunner runner;

    @BeforeEach
    void open() throws IOException {
        store = ArtifactStore.at(root);
        tales = TestCorpus.in(store, "tales");
        trainer.tokenizers.answers(tales.trained("t", "tales"));
        restart();
    }

    @Test
    void aJobEndsInItsLastCheckpointAndOneTerminalEvent() {
        assertEquals(Result.ENDED, run("\"steps\":6"));

        CheckpointPublished last = checkpoints.last();
        assertTrue(last.last());
        assertEquals(6, last.step());
        assertEquals(tales.tokenizer(), last.tokenizer());
        assertEquals(10.0 / 7, last.validationLoss(), 1e-9);
        assertEquals(List.of(State.COMPLETED), terminalStates());
        assertEquals(1.0, progress.last().fraction());
        assertEquals("tales", progress.sent().get(0).key());
    }

    @Test
    void theLastCheckpointHoldsTheTokenizerToo() throws IOException {
        run("\"steps\":2");

        ArtifactReference artifact = checkpoints.last().artifact();
        Path folder = store.fetch(artifact.key(), artifact.sha256());

        assertEquals(2, FakeTrainingSession.savedStep(folder));
        assertTrue(Files.exists(folder.resolve("tokenizer.model")));
        assertTrue(Files.exists(folder.resolve("tokenizer_config.json")));
    }

    @Test
    void theLastCheckpointHoldsWhatHuggingFaceNeeds() throws IOException {
        run("\"steps\":2");

        Path folder = lastCheckpoint();

        assertTrue(Files.exists(folder.resolve("tokenizer.json")));
        String ids = Files.readString(folder.resolve("generation_config.json"));
        assertTrue(ids.contains("\"eos_token_id\": 3"), ids);
        String card = Files.readString(folder.resolve("README.md"));
        assertTrue(card.startsWith("---\nlibrary_name: transformers\n"), card);
        assertTrue(card.contains("license: "), card);
        assertTrue(card.contains("step 2 of 2 of the training `job-1`"), card);
        assertTrue(card.contains(tales.corpus().sha256()), card);
        assertTrue(card.contains("| validation loss (nats per token) | 3.3333 |"), card);
    }

    @Test
    void aValidationThatAHandOverInterruptedIsMadeUpFor() {
        sessions.afterStep = step -> stopAt(step, 4);
        String request = "\"steps\":6,\"settings\":{\"validateEverySteps\":2}";
        assertEquals(Result.HANDED_OVER, run(request));
        assertEquals(List.of(10.0, 10.0 / 3), validationLosses());

        restart();
        assertEquals(Result.ENDED, run(request));

        assertEquals(List.of(10.0, 10.0 / 3, 10.0 / 5, 10.0 / 7), validationLosses());
    }

    private List<Double> validationLosses() {
        return progress.events().stream()
                .map(Progressed::validationLoss)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    @Test
    void curvesReachFromTheFirstStepToTheCheckpointAlsoOfAResumedJob() throws IOException {
        sessions.afterStep = step -> stopAt(step, 3);
        assertEquals(Result.HANDED_OVER, run("\"steps\":6"));
        restart();
        assertEquals(Result.ENDED, run("\"steps\":6"));

        List<String> lines = Files.readAllLines(lastCheckpoint().resolve("metrics.jsonl"));

        List<String> training =
                lines.stream().filter(line -> line.contains("trainingLoss")).toList();
        assertEquals(6, training.size(), lines.toString());
        for (int step = 1; step <= 6; step++) {
            assertTrue(training.get(step - 1).contains("\"step\":%d,".formatted(step)));
        }
        assertTrue(lines.get(0).contains("\"step\":0,"), lines.get(0));
        assertTrue(lines.get(lines.size() - 1).contains("validationLoss"), lines.toString());
        assertTrue(Files.exists(lastCheckpoint().resolve("events.out.tfevents.0.conteur")));
    }

    private Path lastCheckpoint() throws IOException {
        ArtifactReference artifact = checkpoints.last().artifact();
        return store.fetch(artifact.key(), artifact.sha256());
    }

    @Test
    void samplesStoriesForHeldOutPromptsUnderTheirKeys() {
        run("\"steps\":2,\"settings\":{\"sampleEverySteps\":1}");

        assertEquals(
                List.of(
                        "job-1-sample-1-0",
                        "job-1-sample-1-1",
                        "job-1-sample-2-0",
                        "job-1-sample-2-1"),
                stories.events().stream().map(StoryWritten::id).toList());
        StoryWritten story = stories.last();
        assertEquals(StoryWritten.Origin.TRAINING, story.origin());
        assertEquals(story.prompt(), stories.sent().get(3).key());
        assertEquals(2, story.step());
        assertEquals(StoryWritten.Finish.LENGTH, story.finish());
    }

    @Test
    void samplesThePromptsAskedFor() {
        run("\"steps\":1,\"settings\":{\"samplePrompts\":[\"the moon\"]}");

        assertEquals("the moon", stories.last().prompt());
        assertEquals(1, stories.events().size());
    }

    @Test
    void checkpointsEveryNamedNumberOfStepsAndKeepsTheLastThree() throws IOException {
        run("\"steps\":5,\"settings\":{\"checkpointEverySteps\":1}");

        assertEquals(
                List.of(1L, 2L, 3L, 4L, 5L),
                checkpoints.events().stream().map(CheckpointPublished::step).toList());
        assertEquals(
                List.of(false, false, false, false, true),
                checkpoints.events().stream().map(CheckpointPublished::last).toList());
        assertEquals(3, store.list("checkpoints/tales/job-1").size());
    }

    @Test
    void checkpointsByTimeUnlessStepsAreNamed() {
        run("\"steps\":25,\"settings\":{\"validateEverySteps\":30}");

        assertEquals(
                List.of(10L, 20L, 25L),
                checkpoints.events().stream().map(CheckpointPublished::step).toList());
    }

    @Test
    void aStoppedJobIsSavedAndTheNextWorkerGoesOn() {
        sessions.afterStep = step -> stopAt(step, 3);
        assertEquals(Result.HANDED_OVER, run("\"steps\":6"));
        assertEquals(3, checkpoints.last().step());
        assertFalse(checkpoints.last().last());
        assertEquals(List.of(), terminalStates());

        restart();
        assertEquals(Result.ENDED, run("\"steps\":6"));

        assertEquals(List.of(0L, 3L), sessions.beganAt);
        assertEquals(6, checkpoints.last().step());
        assertEquals(List.of(State.COMPLETED), terminalStates());
    }

    @Test
    void aKilledWorkersSuccessorGoesOnFromTheLastCheckpoint() {
        sessions.afterStep = step -> dieAt(step, 4);
        assertThrows(InternalError.class, () -> run(SAVING_EVERY_OTHER));

        restart();
        run(SAVING_EVERY_OTHER);

        assertEquals(List.of(0L, 2L), sessions.beganAt);
        assertEquals(6, checkpoints.last().step());
    }

    @Test
    void aDamagedCheckpointLosesOneIntervalMore() throws IOException {
        sessions.afterStep = step -> dieAt(step, 5);
        assertThrows(InternalError.class, () -> run(SAVING_EVERY_OTHER));
        Files.writeString(root.resolve("checkpoints/tales/job-1/step-00000004/weights"), "9");

        restart();
        run(SAVING_EVERY_OTHER);

        assertEquals(List.of(0L, 2L), sessions.beganAt);
        assertTrue(
                progress.events().stream()
                        .anyMatch(p -> p.stage() != null && p.stage().contains("damaged")));
        assertEquals(List.of(State.COMPLETED), terminalStates());
    }

    @Test
    void aRequestThatComesAgainTrainsNothingAndTellsTheSame() {
        run("\"steps\":2");
        CheckpointPublished first = checkpoints.last();

        run("\"steps\":2");

        assertEquals(1, sessions.beganAt.size());
        assertEquals(first, checkpoints.last());
        assertEquals(
                List.of("job-1-step-00000001", "job-1-step-00000002", "job-1-step-00000002"),
                checkpoints.sent().stream().map(RecordingPublisher.Sent::eventId).toList());
        assertEquals(State.COMPLETED, progress.last().state());
        assertEquals(2, progress.last().step());
    }

    @Test
    void anotherRequestUnderTheSameIdIsRejectedAndEndsNothingOfTheFirst() throws IOException {
        run("\"steps\":2");
        store.publish(
                "rounds/tales/job-1/00000001/mean-0",
                folder -> Files.writeString(folder.resolve("update.bin"), "-"));

        run("\"steps\":3,\"settings\":{\"workers\":2}");

        assertEquals(1, store.list("rounds").size());

        assertEquals(State.REJECTED, progress.last().state());
        assertTrue(progress.last().reason().contains("same id"), progress.last().reason());
    }

    @Test
    void minutesBecomeStepsOnceAndStaySo() {
        sessions.afterStep = step -> stopAt(step, 20);
        run("\"minutes\":1");
        long steps = progress.last().steps();
        assertTrue(steps > 40 && steps < 60, "steps: " + steps);

        restart();
        run("\"minutes\":1");

        assertEquals(List.of(0L, 0L, 20L), sessions.beganAt);
        assertEquals(steps, checkpoints.last().step());
    }

    @Test
    void aLossThatIsNoNumberFailsTheJob() {
        sessions.lossOf = step -> Float.NaN;

        run("\"steps\":3");

        assertEquals(State.FAILED, progress.last().state());
        assertTrue(progress.last().reason().contains("step 1"), progress.last().reason());
    }

    @Test
    void aStepThatNeedsTooMuchMemoryIsRejectedBeforeItsFirst() {
        run("\"settings\":{\"batch\":4096,\"context\":65536,\"layers\":12}");

        assertEquals(State.REJECTED, progress.last().state());
        assertTrue(progress.last().reason().contains("MiB"), progress.last().reason());
        assertEquals(List.of(), sessions.beganAt);
    }

    @Test
    void aShapeThatCannotBeIsRejectedBeforeATokenizerIsTrainedForIt() {
        run("\"settings\":{\"width\":7,\"heads\":3}");

        assertEquals(State.REJECTED, progress.last().state());
        assertTrue(
                progress.last().reason().contains("multiple of twice the heads"),
                progress.last().reason());
        assertTrue(
                progress.events().stream()
                        .noneMatch(event -> "reading the corpus".equals(event.stage())));
    }

    @Test
    void aSamplePromptThatLeavesNoRoomIsRejected() {
        run("\"settings\":{\"context\":16,\"samplePrompts\":[\"" + "moon ".repeat(20) + "\"]}");

        assertEquals(State.REJECTED, progress.last().state());
        assertTrue(progress.last().reason().contains("at most 8"), progress.last().reason());
    }

    @Test
    void whatIsNoRequestIsThrownBack() {
        byte[] poison = "{".getBytes(StandardCharsets.UTF_8);

        assertThrows(InvalidEventException.class, () -> JobSpec.of(new Request(null, poison, "p")));

        assertEquals(List.of(), progress.events());
    }

    @Test
    void aTombstoneAsksForNothing() {
        JobExecutor executor = new JobExecutor(control);
        TrainingRequestHandler worker =
                new TrainingRequestHandler(
                        executor,
                        runner,
                        Cancellations.NONE,
                        new IdleWorker(List.of(), control),
                        Duration.ZERO);
        AtomicBoolean acknowledged = new AtomicBoolean();
        Request tombstone = new Request(RecordKey.of("tales"), new byte[0], "t");

        worker.take(new ReceivedRequest(tombstone, 0, 0, 0, () -> acknowledged.set(true)));

        assertTrue(acknowledged.get());
        assertFalse(executor.busy());
        assertEquals(List.of(), progress.events());
    }

    private static final String SAVING_EVERY_OTHER =
            "\"steps\":6,\"settings\":{\"checkpointEverySteps\":2}";

    private void stopAt(long step, long last) {
        if (step == last) {
            control.shutDown();
        }
    }

    private static void dieAt(long step, long last) {
        if (step == last) {
            throw new InternalError("killed");
        }
    }

    /** As after a restart of the process. */
    private void restart() {
        control = new JobControl(trainer.clock, Duration.ZERO);
        sessions.afterStep = step -> {};
        runner = trainer.runner(store, sessions, control);
    }

    private Result run(String fields) {
        return runner.run(
                JobSpec.of(
                        TestRequests.of(
                                tales.corpus(),
                                fields + ",\"size\":\"tiny\",\"tokenizer\":\"tales\"")));
    }

    private List<State> terminalStates() {
        return progress.events().stream().map(Progressed::state).filter(State::terminal).toList();
    }
}
