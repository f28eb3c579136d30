package io.conteur.modeltrainer.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.artifacts.Artifact;
import io.conteur.artifacts.ArtifactStore;
import io.conteur.events.ArtifactReference;
import io.conteur.events.training.CheckpointPublished;
import io.conteur.events.training.Progressed;
import io.conteur.events.training.Progressed.State;
import io.conteur.events.training.RoundClosed;
import io.conteur.events.training.RoundClosed.Contribution;
import io.conteur.events.training.RoundClosed.Share;
import io.conteur.events.training.RoundClosedBuilder;
import io.conteur.events.training.WorkerReported.TrainedShare;
import io.conteur.events.training.WorkerReportedBuilder;
import io.conteur.events.training.WorkerReportedTrainedShareBuilder;
import io.conteur.gpt.path.ComputeOptions;
import io.conteur.modeltrainer.encoding.ShardBuilder;
import io.conteur.modeltrainer.helping.IdleWorker;
import io.conteur.modeltrainer.job.JobSpec;
import io.conteur.modeltrainer.job.TestCorpus;
import io.conteur.modeltrainer.job.TestRequests;
import io.conteur.modeltrainer.registry.JobKey;
import io.conteur.modeltrainer.session.GptTrainingSessionFactory;
import io.conteur.modeltrainer.session.TrainingSessionFactory;
import io.conteur.workersupport.JobControl;
import io.conteur.workersupport.JobExecutor.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Trainings with several workers: real models, and a broker in memory. */
@Timeout(240)
class SharedTrainingTest {
    private static final String SETTINGS =
            "\"steps\":24,\"settings\":{\"context\":32,\"batch\":2,\"width\":16,\"layers\":1,\"heads\":2,"
                    + "\"seed\":5,\"validateEverySteps\":100,\"sampleEverySteps\":100,"
                    + "\"checkpointEverySteps\":8,\"workers\":%d,\"roundSteps\":3},\"size\":\"tiny\",\"tokenizer\":\"tales\"";

    private final TrainingSessionFactory sessions =
            new GptTrainingSessionFactory(ComputeOptions.DEFAULT);

    @TempDir Path folder;
    private ArtifactStore store;
    private TestCorpus tales;
    private int stores;

    private TestTrainer trainer() throws IOException {
        store = ArtifactStore.at(folder.resolve("store-" + stores++));
        tales = TestCorpus.in(store, "tales");
        TestTrainer trainer = new TestTrainer();
        trainer.tokenizers.answers(tales.trained("t", "tales"));
        return trainer;
    }

    private Result run(TestTrainer trainer, int workers) {
        JobControl control =
                new JobControl(trainer.clock, Duration.ZERO, millis -> trainer.clock.pass(1));
        JobSpec job = JobSpec.of(TestRequests.of(tales.corpus(), SETTINGS.formatted(workers)));
        return trainer.runner(store, sessions, control).run(job);
    }

    private static List<State> ends(TestTrainer trainer) {
        return trainer.progress.events().stream()
                .map(Progressed::state)
                .filter(State::terminal)
                .toList();
    }

    private static List<Long> numbers(TestTrainer trainer) {
        return trainer.rounds.events().stream().map(RoundClosed::round).toList();
    }

    @Test
    void aCoordinatorWhomNobodyHelpsTrainsAlone() throws IOException {
        TestTrainer trainer = trainer();

        assertEquals(Result.ENDED, run(trainer, 4));

        assertEquals(List.of(State.COMPLETED), ends(trainer));
        List<RoundClosed> rounds = trainer.rounds.events();
        // Rounds of three steps end early at each checkpoint, after eight.
        assertEquals(
                List.of(0L, 3L, 6L, 8L, 11L, 14L, 16L, 19L, 22L, 24L),
                rounds.stream().map(RoundClosed::step).toList());
        RoundClosed last = rounds.get(rounds.size() - 1);
        assertEquals(List.of(), last.shares());
        assertEquals(0, rounds.get(0).checkpointRound());
        assertEquals(3, rounds.get(0).wanted());
        assertEquals(
                List.of(8L, 16L, 24L),
                trainer.checkpoints.events().stream()
                        .map(CheckpointPublished::step)
                        .distinct()
                        .toList());
        assertEquals(List.of(), store.list("rounds"));
    }

    @Test
    void twoWorkersTrainWhatSeedWorkersAndStepsOfARoundSay() throws IOException {
        List<List<String>> weights = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            TestTrainer trainer = trainer();
            trainer.waitsForWorkers = true;
            try (IdleWorker helper = trainer.helper(store, sessions)) {
                helper.start();
                assertEquals(Result.ENDED, run(trainer, 2));
            }
            List<RoundClosed> trained =
                    trainer.rounds.events().stream()
                            .filter(round -> !round.contributions().isEmpty())
                            .toList();
            assertTrue(
                    trained.stream()
                            .allMatch(
                                    round ->
                                            workers(round)
                                                    .equals(List.of("coordinator", "helper"))));
            assertTrue(
                    trainer.progress.events().stream()
                            .anyMatch(event -> Objects.equals(event.workers(), 2)));
            assertEquals(
                    24,
                    trained.stream()
                            .flatMap(round -> round.contributions().stream())
                            .mapToInt(Contribution::steps)
                            .sum());
            weights.add(trained.stream().map(RoundClosed::weights).toList());
        }

        assertEquals(weights.get(0), weights.get(1));
    }

    private static List<String> workers(RoundClosed round) {
        return round.contributions().stream().map(Contribution::worker).toList();
    }

    @Test
    void anIdleTrainerHelpsToEncodeTheCorpus() throws IOException {
        TestTrainer trainer = trainer();
        trainer.shardLimits = new ShardBuilder.Limits(1 << 20, 1);
        trainer.waitsForClaims = true;
        try (IdleWorker helper = trainer.helper(store, sessions)) {
            helper.start();
            assertEquals(Result.ENDED, run(trainer, 2));
        }

        assertEquals(List.of(State.COMPLETED), ends(trainer));
        assertTrue(
                trainer.claims.stream()
                        .anyMatch(
                                claim -> claim.worker().equals("helper") && claim.shard() != null));
        assertTrue(
                trainer.claims.stream()
                        .anyMatch(
                                claim ->
                                        claim.worker().equals("coordinator")
                                                && claim.shard() == null));
        assertEquals(
                List.of(),
                trainer.knownClaims.all().stream().flatMap(c -> c.offer().stream()).toList());
    }

    @Test
    void aSuccessorGoesOnWithTheRoundThatIsOpen() throws IOException {
        TestTrainer trainer = trainer();
        AtomicInteger failures = new AtomicInteger(3);
        trainer.failsToClose = round -> round.step() == 14 && failures.getAndDecrement() > 0;
        trainer.failure = () -> new IllegalStateException("not taken", new TimeoutException("2"));

        assertEquals(Result.ENDED, run(trainer, 2));

        assertTrue(failures.get() <= 0);
        assertEquals(List.of(State.COMPLETED), ends(trainer));
        List<RoundClosed> rounds = trainer.rounds.events();
        assertEquals(LongStream.range(0, rounds.size()).boxed().toList(), numbers(trainer));
        assertEquals(
                24,
                rounds.stream()
                        .flatMap(round -> round.contributions().stream())
                        .mapToInt(Contribution::steps)
                        .sum());
        assertEquals(
                24,
                rounds.stream()
                        .flatMap(round -> round.shares().stream())
                        .mapToInt(Share::steps)
                        .sum());
    }

    @Test
    void withoutTheUpdatesASuccessorGoesOnFromTheCheckpoint() throws IOException {
        TestTrainer trainer = trainer();
        AtomicInteger failures = new AtomicInteger(1);
        trainer.failsToClose =
                round -> {
                    boolean fails = round.step() == 14 && failures.getAndDecrement() > 0;
                    if (fails) {
                        deleteUpdates();
                    }
                    return fails;
                };
        trainer.failure = () -> new IllegalStateException("not taken", new TimeoutException("2"));

        assertEquals(Result.ENDED, run(trainer, 2));

        assertEquals(List.of(State.COMPLETED), ends(trainer));
        List<RoundClosed> rounds = trainer.rounds.events();
        RoundClosed checkpoint =
                rounds.stream().filter(round -> round.step() == 8).findFirst().orElseThrow();
        RoundClosed anew =
                rounds.stream()
                        .filter(round -> round.round() > 0 && round.contributions().isEmpty())
                        .findFirst()
                        .orElseThrow();
        assertEquals(8, anew.step());
        assertEquals(checkpoint.weights(), anew.weights());
        assertEquals(anew.round(), anew.checkpointRound());
        assertEquals(LongStream.range(0, rounds.size()).boxed().toList(), numbers(trainer));
    }

    private void deleteUpdates() {
        try {
            for (Artifact update : store.list("rounds")) {
                store.delete(update.key());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theWorkersOfAFailedJobAreToldAndItsUpdatesDeleted() throws IOException {
        TestTrainer trainer = trainer();
        trainer.failsToClose = round -> round.step() == 14 && !round.shares().isEmpty();

        assertEquals(Result.ENDED, run(trainer, 2));

        assertEquals(List.of(State.FAILED), ends(trainer));
        assertEquals(List.of(), trainer.rounds.last().shares());
        assertEquals(List.of(), store.list("rounds"));
    }

    @Test
    void aReportThatNamesAnotherArtifactIsPassedOver() throws IOException {
        TestTrainer trainer = trainer();
        List<Artifact> before = store.list("corpora");
        trainer.failsToClose =
                round -> {
                    forge(trainer, round);
                    return false;
                };

        assertEquals(Result.ENDED, run(trainer, 2));

        assertEquals(List.of(State.COMPLETED), ends(trainer));
        assertTrue(
                trainer.rounds.events().stream()
                        .anyMatch(
                                round ->
                                        round.shares().stream()
                                                .anyMatch(s -> s.worker().equals("forger"))));
        assertTrue(
                trainer.rounds.events().stream()
                        .allMatch(round -> round.contributions().size() <= 1));
        assertEquals(before, store.list("corpora"));
    }

    private void forge(TestTrainer trainer, RoundClosed round) {
        TrainedShare share =
                WorkerReportedTrainedShareBuilder.builder()
                        .share(1)
                        .steps(3)
                        .tokens(100)
                        .trainingLoss(1.0)
                        .seconds(1.0)
                        .update(tales.corpus())
                        .build();
        trainer.known
                .of(JobKey.of(round))
                .add(
                        WorkerReportedBuilder.builder()
                                .id(round.id())
                                .model(round.model())
                                .worker("forger")
                                .round(round.round() + 1)
                                .share(round.shares().size() > 1 ? share : null)
                                .build());
    }

    @Test
    void aSuccessorAfterTheLastRoundWaitsForNobody() throws IOException {
        TestTrainer trainer = trainer();
        trainer.waitsForWorkers = true;
        AtomicInteger failures = new AtomicInteger(1);
        trainer.failsToPublish =
                event ->
                        !trainer.rounds.events().isEmpty()
                                && trainer.rounds.last().shares().isEmpty()
                                && failures.getAndDecrement() > 0;
        trainer.failure = () -> new IllegalStateException("not taken", new TimeoutException("2"));
        try (IdleWorker helper = trainer.helper(store, sessions)) {
            helper.start();
            assertEquals(Result.ENDED, run(trainer, 2));
        }

        assertTrue(failures.get() <= 0);
        assertEquals(List.of(State.COMPLETED), ends(trainer));
    }

    @Test
    void workersStayThroughARoundThatIsTooShortForAll() throws IOException {
        TestTrainer trainer = trainer();
        trainer.waitsForWorkers = true;
        JobControl control =
                new JobControl(trainer.clock, Duration.ZERO, millis -> trainer.clock.pass(1));
        String settings = SETTINGS.formatted(2).replace("EverySteps\":8", "EverySteps\":7");
        try (IdleWorker helper = trainer.helper(store, sessions)) {
            helper.start();
            trainer.runner(store, sessions, control)
                    .run(JobSpec.of(TestRequests.of(tales.corpus(), settings)));
        }

        assertEquals(List.of(State.COMPLETED), ends(trainer));
        List<RoundClosed> rounds =
                trainer.rounds.events().stream()
                        .filter(round -> !round.contributions().isEmpty())
                        .toList();
        // Six steps, then one up to the checkpoint after seven.
        assertEquals(
                List.of(6L, 7L, 13L, 14L, 20L, 21L, 24L),
                rounds.stream().map(RoundClosed::step).toList());
        assertEquals(
                List.of(1, 2, 1, 2, 1, 2, 0),
                rounds.stream().map(round -> round.shares().size()).toList());
    }

    @Test
    void aJobWhoseCheckpointIsGoneKeepsNobodyFromHelpingAnother() throws IOException {
        TestTrainer trainer = trainer();
        trainer.waitsForWorkers = true;
        RoundClosed gone =
                RoundClosedBuilder.builder()
                        .id("gone")
                        .model("tales")
                        .round(4)
                        .step(8)
                        .steps(24)
                        .checkpoint(new ArtifactReference("checkpoints/gone", "0".repeat(64)))
                        .checkpointRound(4)
                        .precision(RoundClosed.UpdatePrecision.INT4)
                        .weights("0".repeat(64))
                        .contributions(List.of())
                        .shares(List.of(new Share(0, "killed", 8, 3)))
                        .wanted(1)
                        .build();
        trainer.known.of(JobKey.of(gone)).add(gone);
        try (IdleWorker helper = trainer.helper(store, sessions)) {
            helper.start();
            assertEquals(Result.ENDED, run(trainer, 2));
        }

        assertEquals(List.of(State.COMPLETED), ends(trainer));
    }

    @Test
    void anAverageOfTheWeightsHasOneWorker() throws IOException {
        TestTrainer trainer = trainer();
        JobControl control = new JobControl(trainer.clock, Duration.ZERO);
        JobSpec job =
                JobSpec.of(
                        TestRequests.of(
                                tales.corpus(),
                                "\"steps\":2,\"settings\":{\"workers\":2,\"averaging\":0.9}"));

        assertEquals(Result.ENDED, trainer.runner(store, sessions, control).run(job));

        assertEquals(List.of(State.REJECTED), ends(trainer));
        assertTrue(trainer.progress.last().reason().contains("averaging"));
    }
}
