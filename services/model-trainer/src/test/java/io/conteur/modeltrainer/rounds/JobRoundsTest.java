package io.conteur.modeltrainer.rounds;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.conteur.events.ArtifactReference;
import io.conteur.events.training.RoundClosed;
import io.conteur.events.training.RoundClosed.Share;
import io.conteur.events.training.RoundClosed.UpdatePrecision;
import io.conteur.events.training.RoundClosedBuilder;
import io.conteur.events.training.WorkerReported;
import io.conteur.events.training.WorkerReported.TrainedShare;
import io.conteur.modeltrainer.rounds.RoundPlanner.Worker;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JobRoundsTest {
    private static final ArtifactReference ARTIFACT =
            new ArtifactReference("rounds/tales/job/1", "0".repeat(64));

    private final JobRounds rounds = new JobRounds();
    private final RoundReports reports = new RoundReports(rounds);

    private RoundClosed close(long round, long checkpointRound, String... workers) {
        List<Share> shares =
                IntStream.range(0, workers.length)
                        .mapToObj(i -> new Share(i, workers[i], 10L * i, 10))
                        .toList();
        RoundClosed event =
                RoundClosedBuilder.builder()
                        .id("job")
                        .model("tales")
                        .round(round)
                        .step(0)
                        .steps(1000)
                        .checkpoint(ARTIFACT)
                        .checkpointRound(checkpointRound)
                        .precision(UpdatePrecision.INT8)
                        .weights("0".repeat(64))
                        .contributions(List.of())
                        .shares(shares)
                        .wanted(0)
                        .build();
        rounds.add(event);
        return event;
    }

    private void report(String worker, long round, @Nullable Integer share, boolean leaving) {
        TrainedShare trained =
                share == null ? null : new TrainedShare(share, 10, 1000, 2, 5, ARTIFACT);
        rounds.add(
                new WorkerReported("job", "tales", worker, round, trained, leaving ? true : null));
    }

    private Optional<List<Long>> after(long round) {
        return rounds.after(round).map(events -> events.stream().map(RoundClosed::round).toList());
    }

    @Test
    void roundsAfterOneAreKnownWithoutGaps() {
        close(4, 4);
        close(5, 4);
        close(6, 4);

        assertEquals(Optional.of(List.of(5L, 6L)), after(4));
        assertEquals(Optional.of(List.of()), after(6));
        assertEquals(Optional.empty(), after(2));
        assertEquals(Optional.empty(), after(7));
    }

    @Test
    void aRepeatedEventChangesNothing() {
        RoundClosed four = close(4, 4, "one");
        RoundClosed five = close(5, 4, "one");
        rounds.add(four);

        assertEquals(Optional.of(five), rounds.newest());
        assertEquals(Optional.of(List.of(5L)), after(4));
    }

    @Test
    void oldRoundsAreForgottenWhenACheckpointHasThem() {
        for (int round = 0; round <= 40; round++) {
            close(round, round < 30 ? 0 : 29);
        }

        assertEquals(Optional.empty(), after(23));
        assertEquals(16, after(24).orElseThrow().size());
    }

    @Test
    void aWorkerIsMissingUntilItReportsOrLeaves() {
        RoundClosed last = close(3, 0, "coordinator", "one", "two");
        assertEquals(2, reports.missing(last));

        report("two", 4, 2, false);
        assertEquals(1, reports.missing(last));

        report("one", 4, null, true);
        assertEquals(0, reports.missing(last));
        assertEquals(
                List.of("two"),
                reports.trained(last).stream().map(RoundReports.Trained::worker).toList());
    }

    @Test
    void reportsOfOtherRoundsSharesAndWorkersDoNotCount() {
        RoundClosed last = close(3, 0, "coordinator", "one");
        report("one", 3, 1, false);
        report("stranger", 4, 1, false);
        report("one", 5, 1, false);

        assertEquals(List.of(), reports.trained(last));
        assertEquals(1, reports.missing(last));
    }

    @Test
    void theNextRoundIsForThoseWhoAreThere() {
        close(3, 0, "coordinator", "two", "three");
        report("four", 4, null, false);
        report("two", 4, 1, false);
        report("three", 4, 2, false);
        report("three", 4, null, true);
        report("one", 4, null, false);

        assertEquals(
                List.of(new Worker("two", 2), new Worker("four", 0), new Worker("one", 0)),
                reports.ready(4));
    }

    @Test
    void aShareCountsAlsoWhenItsWorkerLeavesAfterIt() {
        RoundClosed last = close(3, 0, "coordinator", "one");
        report("one", 4, 1, false);
        report("one", 4, null, true);

        assertEquals(1, reports.trained(last).size());
        assertEquals(List.of(), reports.ready(4));
    }
}
