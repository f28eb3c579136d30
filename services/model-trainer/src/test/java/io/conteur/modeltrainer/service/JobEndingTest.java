package io.conteur.modeltrainer.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.artifacts.Artifact;
import io.conteur.artifacts.ArtifactStore;
import io.conteur.events.ArtifactReference;
import io.conteur.events.story.StoryWritten;
import io.conteur.events.training.CheckpointPublished;
import io.conteur.events.training.Progressed;
import io.conteur.events.training.Progressed.State;
import io.conteur.events.training.TokenizerTrained;
import io.conteur.events.training.TokenizerTrainedBuilder;
import io.conteur.events.wire.RecordKey;
import io.conteur.messaging.consumer.Request;
import io.conteur.modeltrainer.job.JobSpec;
import io.conteur.modeltrainer.job.TestCorpus;
import io.conteur.modeltrainer.job.TestRequests;
import io.conteur.modeltrainer.reporting.RecordingPublisher;
import io.conteur.modeltrainer.session.FakeTrainingSession;
import io.conteur.modeltrainer.session.FakeTrainingSessionFactory;
import io.conteur.workersupport.JobControl;
import io.conteur.workersupport.JobExecutor.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobEndingTest {
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
    void theBestCheckpointIsPublishedLastSoThatItAnswers() {
        sessions.validationLossOf = step -> Math.abs(step - 4) + 1.0;

        run(SAVING_EVERY_OTHER);

        assertEquals(
                List.of("2-no", "4-no", "6-no", "4-last"),
                checkpoints.events().stream()
                        .map(c -> c.step() + (c.last() ? "-last" : "-no"))
                        .toList());
        CheckpointPublished last = checkpoints.last();
        assertEquals(true, last.best());
        assertEquals(1.0, last.validationLoss());
        assertEquals(Math.E, last.validation().perplexity(), 1e-9);
        assertEquals(4, savedStep(last.artifact()));
        assertEquals(State.COMPLETED, progress.last().state());
        assertEquals(6, progress.last().step());
    }

    @Test
    void aBetterModelThatComesTooSoonAfterACheckpointIsPassedOver() {
        sessions.secondsOfSave = 0.1;

        run("\"steps\":12,\"settings\":{\"validateEverySteps\":1}");

        assertEquals(
                List.of(1L, 6L, 11L, 12L),
                checkpoints.events().stream().map(CheckpointPublished::step).toList());
    }

    @Test
    void aBetterModelThatAJobEndsWithAnswersThoughItCameTooSoon() {
        sessions.secondsOfSave = 0.1;
        sessions.validationLossOf =
                step -> {
                    cancelAt(step, 3);
                    return 10.0 / (step + 1);
                };

        run("\"steps\":12,\"settings\":{\"validateEverySteps\":1}");

        assertEquals(3, checkpoints.last().step());
        assertTrue(checkpoints.last().best());
    }

    @Test
    void aJobThatNoLongerLearnsEndsEarlyWhenAskedTo() {
        sessions.validationLossOf = step -> Math.abs(step - 4) + 1.0;

        run("\"steps\":100,\"settings\":{\"validateEverySteps\":2,\"patience\":2}");

        assertEquals(8, progress.last().step());
        assertEquals(State.COMPLETED, progress.last().state());
        assertTrue(progress.last().reason().contains("ended early"), progress.last().reason());
        assertEquals(4, checkpoints.last().step());
        assertTrue(checkpoints.last().last());

        run("\"steps\":100,\"settings\":{\"validateEverySteps\":2,\"patience\":2}");

        assertEquals(1, sessions.beganAt.stream().filter(step -> step == 0).count());
    }

    @Test
    void aJobThatEndsEarlySamplesItsLastStepOnce() {
        sessions.validationLossOf = step -> Math.abs(step - 4) + 1.0;

        run(
                "\"steps\":100,\"settings\":{\"validateEverySteps\":2,\"sampleEverySteps\":2,"
                        + "\"patience\":2}");

        List<String> ids = stories.events().stream().map(StoryWritten::id).toList();
        assertEquals(8, ids.size(), ids.toString());
        assertEquals(8, new HashSet<>(ids).size(), ids.toString());
    }

    @Test
    void aRequestThatIsTakenBackEndsCancelledAndKeepsItsLastStep() {
        sessions.afterStep = step -> cancelAt(step, 3);

        assertEquals(Result.ENDED, run("\"steps\":60"));

        assertEquals(List.of(State.CANCELLED), terminalStates());
        assertEquals(3, checkpoints.last().step());
        assertTrue(checkpoints.last().last());
        assertEquals(0, stories.events().size());
    }

    @Test
    void aRequestThatWasTakenBackGoesOnWhenItIsSentAgain() {
        sessions.afterStep = step -> cancelAt(step, 3);
        run("\"steps\":6");

        restart();
        run("\"steps\":6");

        assertEquals(List.of(0L, 3L), sessions.beganAt);
        assertEquals(State.COMPLETED, progress.last().state());
    }

    @Test
    void aFullDiskHoldsTheTrainingUntilThereIsSpace() throws IOException {
        run(SAVING_EVERY_OTHER.replace("6", "2"));
        CheckpointPublished before = checkpoints.last();
        sessions.savesThatFail = 2;

        runner.run(
                JobSpec.of(
                        TestRequests.of(
                                tales.corpus(),
                                "\"size\":\"tiny\",\"tokenizer\":\"tales\",\"steps\":3",
                                "job-2")));

        assertTrue(
                progress.events().stream()
                        .anyMatch(
                                p ->
                                        p.state() == State.WAITING
                                                && p.stage().contains("No space left on device")));
        assertEquals(List.of(State.COMPLETED, State.COMPLETED), terminalStates());
        assertEquals(2, savedStep(before.artifact()));
    }

    @Test
    void aStepThatLacksMemoryIsMadeInSmallerParts() {
        sessions.memory = 16;

        run("\"steps\":3");

        assertEquals(State.COMPLETED, progress.last().state());
        assertTrue(
                progress.events().stream()
                        .anyMatch(p -> p.stage() != null && p.stage().contains("parts of 16")));
    }

    @Test
    void aStepThatNeverFitsFailsTheJob() {
        sessions.memory = 4;

        run("\"steps\":3");

        assertEquals(State.FAILED, progress.last().state());
        assertTrue(progress.last().reason().contains("too little memory"));
    }

    @Test
    void aCorpusIsFetchedIntoTheStore() throws IOException {
        String request =
                """
                {"id":"job-3","model":"tales","size":"tiny","tokenizer":"tales","steps":1,"corpusUrls":\
                {"prompts":"https://a.example/p","stories":"https://a.example/s"}}""";
        byte[] value = request.getBytes(StandardCharsets.UTF_8);

        runner.run(JobSpec.of(new Request(RecordKey.of("tales"), value, "topic-0-0")));

        assertEquals(State.COMPLETED, progress.last().state());
        assertTrue(
                store.list("corpora").stream()
                        .anyMatch(artifact -> artifact.key().startsWith("corpora/fetched-")));
    }

    @Test
    void aCleanedCorpusIsACorpusOfItsOwn() throws IOException {
        run("\"steps\":1,\"clean\":true");

        assertEquals(State.COMPLETED, progress.last().state());
        Path cleaned =
                root.resolve("corpora/clean-" + tales.corpus().sha256().substring(0, 16))
                        .resolve("stories.txt");
        assertTrue(Files.readString(cleaned).contains("the moon. <newline> then"));
    }

    @Test
    void aWorkerThatIsShutOutLeavesTheJobToTheOther() {
        runner = trainer.runnerFencedAfter(5, store, sessions, control);

        assertEquals(Result.HANDED_OVER, run(SAVING_EVERY_OTHER));

        assertEquals(List.of(), terminalStates());
    }

    @Test
    void aRequestCanGoOnFromTheNewestModel() {
        run("\"steps\":2");

        runner.run(
                JobSpec.of(
                        TestRequests.of(
                                tales.corpus(),
                                "\"steps\":3,\"continueFrom\":\"latest\"",
                                "job-2")));

        assertEquals(3, checkpoints.last().step());
        assertEquals("job-2", checkpoints.last().id());
        assertEquals(256, checkpoints.last().context());
        assertEquals(State.COMPLETED, progress.last().state());
    }

    @Test
    void aModelThatIsGoneOnWithKeepsItsTokenizer() {
        run("\"steps\":2");

        goOn("\"vocabularySize\":65");
        assertEquals(State.REJECTED, progress.last().state());
        assertTrue(
                progress.last().reason().contains("vocabularySize 64, not 65"),
                progress.last().reason());

        trainer.tokenizers.answers(another());
        goOn("\"tokenizer\":\"other\"");
        assertEquals(State.REJECTED, progress.last().state());
        assertTrue(progress.last().reason().contains("no version of other"));

        trainer.tokenizers.answers(tales.trained("t", "tales"));
        goOn("\"tokenizer\":\"tales\",\"vocabularySize\":64");
        assertEquals(State.COMPLETED, progress.last().state());
    }

    @Test
    void aRequestCanGoOnFromAnyCheckpointArtifact() throws IOException {
        run("\"steps\":2");
        Path folder =
                store.fetch(
                        checkpoints.last().artifact().key(),
                        checkpoints.last().artifact().sha256());
        Artifact imported =
                store.publish(
                        "imports/elsewhere",
                        copy -> {
                            for (String file : List.of("weights", "tokenizer.model")) {
                                Files.copy(folder.resolve(file), copy.resolve(file));
                            }
                        });
        String initial =
                "\"initialCheckpoint\":{\"key\":\"%s\",\"sha256\":\"%s\"}"
                        .formatted(imported.key(), imported.sha256());

        runner.run(JobSpec.of(TestRequests.of(tales.corpus(), "\"steps\":3," + initial, "job-2")));

        assertEquals(State.COMPLETED, progress.last().state(), progress.last().reason());
        assertEquals(3, checkpoints.last().step());
        assertEquals("imports/elsewhere", checkpoints.last().tokenizer().key());

        runner.run(
                JobSpec.of(
                        TestRequests.of(
                                tales.corpus(),
                                "\"steps\":3,\"tokenizer\":\"tales\"," + initial,
                                "job-3")));
        assertEquals(State.REJECTED, progress.last().state());
        assertTrue(progress.last().reason().contains("leave tokenizer"), progress.last().reason());
    }

    private TokenizerTrained another() {
        return TokenizerTrainedBuilder.builder(tales.trained("o", "other"))
                .artifact(new ArtifactReference("tokenizers/other", "c".repeat(64)))
                .build();
    }

    private void goOn(String fields) {
        String request = "\"steps\":3,\"continueFrom\":\"latest\"," + fields;
        runner.run(JobSpec.of(TestRequests.of(tales.corpus(), request, "job-2")));
    }

    @Test
    void whatCannotBeGoneOnFromIsRejected() {
        run("\"steps\":2,\"continueFrom\":\"latest\"");

        assertEquals(State.REJECTED, progress.last().state());
        assertTrue(progress.last().reason().contains("no model tales"), progress.last().reason());
    }

    private static final String SAVING_EVERY_OTHER =
            "\"steps\":6,\"settings\":{\"checkpointEverySteps\":2}";

    private void cancelAt(long step, long last) {
        if (step == last) {
            control.begin(() -> true);
        }
    }

    private long savedStep(ArtifactReference artifact) {
        try {
            return FakeTrainingSession.savedStep(store.fetch(artifact.key(), artifact.sha256()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
