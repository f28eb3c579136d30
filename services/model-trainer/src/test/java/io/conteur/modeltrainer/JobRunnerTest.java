package io.conteur.modeltrainer;

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
import io.conteur.messaging.consumer.Request;
import io.conteur.modeltrainer.JobRunner.Ending;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobRunnerTest {
    private final Desk desk = new Desk();
    private final FakeLearners learners = new FakeLearners(desk.clock);
    private final RecordingOutbox<Progressed> progress = desk.progress;
    private final RecordingOutbox<CheckpointPublished> checkpoints = desk.checkpoints;
    private final RecordingOutbox<StoryWritten> stories = desk.stories;
    @TempDir Path root;
    private ArtifactStore store;
    private Tales tales;
    private Pulse pulse;
    private JobRunner runner;

    @BeforeEach
    void open() throws IOException {
        store = ArtifactStore.at(root);
        tales = Tales.in(store, "tales");
        desk.tokenizers.answers(tales.trained("t", "tales"));
        restart();
    }

    @Test
    void aJobEndsInItsLastCheckpointAndOneTerminalEvent() {
        assertEquals(Ending.ENDED, run("\"steps\":6"));

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

        assertEquals(2, FakeLearner.savedStep(folder));
        assertTrue(Files.exists(folder.resolve("tokenizer.model")));
        assertTrue(Files.exists(folder.resolve("tokenizer_config.json")));
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
        learners.afterStep = step -> stopAt(step, 3);
        assertEquals(Ending.HANDED_OVER, run("\"steps\":6"));
        assertEquals(3, checkpoints.last().step());
        assertFalse(checkpoints.last().last());
        assertEquals(List.of(), terminalStates());

        restart();
        assertEquals(Ending.ENDED, run("\"steps\":6"));

        assertEquals(List.of(0L, 3L), learners.beganAt);
        assertEquals(6, checkpoints.last().step());
        assertEquals(List.of(State.COMPLETED), terminalStates());
    }

    @Test
    void aKilledWorkersSuccessorGoesOnFromTheLastCheckpoint() {
        learners.afterStep = step -> dieAt(step, 4);
        assertThrows(InternalError.class, () -> run(SAVING_EVERY_OTHER));

        restart();
        run(SAVING_EVERY_OTHER);

        assertEquals(List.of(0L, 2L), learners.beganAt);
        assertEquals(6, checkpoints.last().step());
    }

    @Test
    void aDamagedCheckpointLosesOneIntervalMore() throws IOException {
        learners.afterStep = step -> dieAt(step, 5);
        assertThrows(InternalError.class, () -> run(SAVING_EVERY_OTHER));
        Files.writeString(root.resolve("checkpoints/tales/job-1/step-00000004/weights"), "9");

        restart();
        run(SAVING_EVERY_OTHER);

        assertEquals(List.of(0L, 2L), learners.beganAt);
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

        assertEquals(1, learners.beganAt.size());
        assertEquals(first, checkpoints.last());
        assertEquals(
                List.of("job-1-step-00000001", "job-1-step-00000002", "job-1-step-00000002"),
                checkpoints.sent().stream().map(RecordingOutbox.Sent::eventId).toList());
        assertEquals(State.COMPLETED, progress.last().state());
        assertEquals(2, progress.last().step());
    }

    @Test
    void anotherRequestUnderTheSameIdIsRejected() {
        run("\"steps\":2");

        run("\"steps\":3");

        assertEquals(State.REJECTED, progress.last().state());
        assertTrue(progress.last().reason().contains("same id"), progress.last().reason());
    }

    @Test
    void minutesBecomeStepsOnceAndStaySo() {
        learners.afterStep = step -> stopAt(step, 20);
        run("\"minutes\":1");
        long steps = progress.last().steps();
        assertTrue(steps > 40 && steps < 60, "steps: " + steps);

        restart();
        run("\"minutes\":1");

        assertEquals(List.of(0L, 0L, 20L), learners.beganAt);
        assertEquals(steps, checkpoints.last().step());
    }

    @Test
    void aLossThatIsNoNumberFailsTheJob() {
        learners.lossOf = step -> Float.NaN;

        run("\"steps\":3");

        assertEquals(State.FAILED, progress.last().state());
        assertTrue(progress.last().reason().contains("step 1"), progress.last().reason());
    }

    @Test
    void aStepThatNeedsTooMuchMemoryIsRejectedBeforeItsFirst() {
        run("\"settings\":{\"batch\":4096,\"context\":65536,\"layers\":12}");

        assertEquals(State.REJECTED, progress.last().state());
        assertTrue(progress.last().reason().contains("MiB"), progress.last().reason());
        assertEquals(List.of(), learners.beganAt);
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

        assertThrows(InvalidEventException.class, () -> delivery(new Request(null, poison, "p")));

        assertEquals(List.of(), progress.events());
    }

    @Test
    void aTombstoneAsksForNothing() {
        assertEquals(
                Ending.ENDED,
                runner.run(delivery(new Request(RecordKey.of("tales"), new byte[0], "t"))));

        assertEquals(List.of(), progress.events());
    }

    private static final String SAVING_EVERY_OTHER =
            "\"steps\":6,\"settings\":{\"checkpointEverySteps\":2}";

    private void stopAt(long step, long last) {
        if (step == last) {
            pulse.stop();
        }
    }

    private static void dieAt(long step, long last) {
        if (step == last) {
            throw new InternalError("killed");
        }
    }

    /** As after the process came up again. */
    private void restart() {
        pulse = new Pulse(desk.clock);
        learners.afterStep = step -> {};
        runner = new JobRunner(desk.studio(store, learners, pulse));
    }

    private Ending run(String fields) {
        return runner.run(
                delivery(
                        Requests.of(
                                tales.corpus(),
                                fields + ",\"size\":\"tiny\",\"tokenizer\":\"tales\"")));
    }

    private static Delivery delivery(Request request) {
        return Delivery.of(request, 0, 0, 0);
    }

    private List<State> terminalStates() {
        return progress.events().stream().map(Progressed::state).filter(State::terminal).toList();
    }
}
