package io.conteur.cli.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.cli.system.HealthProbe.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@EnabledOnOs({OS.LINUX, OS.MAC})
class SupervisedProcessTest {
    private static final Fault DOWN = new Fault("the channel is down", true);
    private static final Fault SILENT = new Fault("no answer", false);
    private static final String DIES = "echo last words; exit 3";
    private static final String STAYS = "echo begun; exec sleep 60";

    @TempDir Path directory;
    private final List<String> reports = new ArrayList<>();
    private final List<ChildProcess> started = new ArrayList<>();
    private final Deque<String> scripts = new ArrayDeque<>();
    private Optional<Fault> fault = Optional.empty();
    private long now;

    /** Starts the next script, or fails. */
    private final class Scripts implements SupervisedProcess.Lifecycle {
        @Override
        public ChildProcess start() throws IOException {
            String script = scripts.remove();
            if (script.isEmpty()) {
                throw new IOException("the disk is full");
            }
            ChildProcess child =
                    ChildProcess.start(
                            "teller",
                            directory.resolve("teller.log"),
                            List.of("sh", "-c", script),
                            Map.of());
            started.add(child);
            return child;
        }

        @Override
        public Optional<Fault> fault() {
            return fault;
        }
    }

    @AfterEach
    void leaveNoProcessBehind() {
        started.forEach(ChildProcess::terminate);
        started.forEach(ChildProcess::awaitEnd);
    }

    @Test
    void whatEndsIsStartedAgainAfterASecondAndItsLastWordsAreTold() throws Exception {
        SupervisedProcess teller = supervise(DIES, STAYS);
        awaitEnd();

        assertFalse(teller.check());
        pass(Duration.ofMillis(999));
        assertFalse(teller.check());
        pass(Duration.ofMillis(1));
        assertTrue(teller.check());

        assertEquals(2, started.size());
        assertNotEquals(started.get(0).pid(), teller.process().pid());
        assertTrue(reports.get(0).contains("teller ended with code 3"), reports.get(0));
        assertTrue(reports.get(0).contains("last words"), reports.get(0));
        assertTrue(reports.get(0).contains("started again in 1 s"), reports.get(0));
    }

    @Test
    void thePauseGrowsUpToAMinuteAndBeginsAnewAfterAWhileOfHealth() throws Exception {
        SupervisedProcess teller =
                supervise(DIES, DIES, DIES, DIES, DIES, DIES, DIES, DIES, STAYS, STAYS);
        for (int i = 0; i < 8; i++) {
            endAndStartAgain(teller);
        }
        assertEquals(List.of(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L), pauses());

        teller.check();
        pass(Duration.ofMinutes(1));
        teller.check();
        started.get(8).terminate();
        endAndStartAgain(teller);

        assertEquals(1L, pauses().get(8));
    }

    @Test
    void whatCannotBeStartedIsTriedAgain() throws Exception {
        SupervisedProcess teller = supervise(DIES, "", STAYS);
        awaitEnd();
        teller.check();
        pass(Duration.ofSeconds(1));

        assertFalse(teller.check());
        pass(Duration.ofSeconds(2));
        assertTrue(teller.check());

        assertTrue(reports.get(1).contains("cannot be started: the disk is full"));
    }

    @Test
    void whatCallsItselfDeadForAWhileIsStoppedAndStartedAgain() throws Exception {
        SupervisedProcess teller = supervise(STAYS, STAYS);
        teller.check();

        fault = Optional.of(DOWN);
        lookFor(teller, Duration.ofSeconds(30));
        boolean again = teller.check();

        assertTrue(again);
        assertFalse(started.get(0).alive());
        assertTrue(reports.get(0).contains("the channel is down"), reports.get(0));
        fault = Optional.empty();
        teller.check();
        assertEquals("teller is up again", reports.get(1));
    }

    @Test
    void oneLateAnswerIsNoReasonAndNeitherAreManyInAShortTime() throws Exception {
        SupervisedProcess teller = supervise(STAYS);
        teller.check();

        fault = Optional.of(SILENT);
        lookFor(teller, Duration.ofSeconds(59));
        fault = Optional.empty();
        teller.check();
        fault = Optional.of(DOWN);
        lookFor(teller, Duration.ofSeconds(29));

        assertTrue(teller.process().alive());
        assertEquals(List.of(), reports);
    }

    @Test
    void afterALongPauseOfTheMachineOneFaultIsNotEnough() throws Exception {
        SupervisedProcess teller = supervise(STAYS);
        teller.check();

        fault = Optional.of(SILENT);
        teller.check();
        pass(Duration.ofHours(1));
        teller.check();

        assertTrue(teller.process().alive());
    }

    @Test
    void whatIsSilentForAMinuteIsStartedAgain() throws Exception {
        SupervisedProcess teller = supervise(STAYS, STAYS);
        teller.check();

        fault = Optional.of(SILENT);
        lookFor(teller, Duration.ofSeconds(61));

        assertFalse(started.get(0).alive());
    }

    @Test
    void aLongStartIsWaitedForAndToldEveryMinute() throws Exception {
        SupervisedProcess teller = supervise(STAYS);

        fault = Optional.of(SILENT);
        lookFor(teller, Duration.ofSeconds(125));

        assertTrue(teller.process().alive());
        assertEquals(2, reports.size());
        assertTrue(reports.get(0).contains("teller is not up after 60 s"), reports.get(0));
    }

    private SupervisedProcess supervise(String... inOrder) throws IOException {
        scripts.addAll(List.of(inOrder));
        return new SupervisedProcess(new Scripts(), reports::add, () -> now);
    }

    private void endAndStartAgain(SupervisedProcess teller) throws Exception {
        awaitEnd();
        teller.check();
        pass(Duration.ofMinutes(1));
        assertTrue(teller.check());
    }

    /** One check each second. */
    private void lookFor(SupervisedProcess teller, Duration time) {
        for (int i = 0; i <= time.toSeconds(); i++) {
            teller.check();
            pass(Duration.ofSeconds(1));
        }
    }

    private void awaitEnd() {
        started.get(started.size() - 1).awaitEnd();
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private List<Long> pauses() {
        return reports.stream()
                .filter(report -> report.contains("started again in "))
                .map(report -> report.replaceAll("(?s).*started again in (\\d+) s", "$1"))
                .map(Long::valueOf)
                .toList();
    }
}
