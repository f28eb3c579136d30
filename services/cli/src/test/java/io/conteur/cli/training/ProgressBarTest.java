package io.conteur.cli.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.events.training.Progressed;
import io.conteur.events.training.Progressed.State;
import io.conteur.events.training.Progressed.Work;
import io.conteur.events.training.ProgressedBuilder;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    void aTerminalShowsABarAndEverythingMeasuredOnOneLine() {
        ProgressBar bar = new ProgressBar(stream(), true);

        bar.show(running(90, 45.0));

        String line = printed.toString(StandardCharsets.UTF_8);
        assertTrue(line.startsWith("\r"));
        assertTrue(line.contains("[###########-------------]"), line);
        assertTrue(line.contains("step 90/200  loss 3.210"), line);
        assertTrue(line.contains("1,234 tokens/s  ETA 1:05"), line);
        assertEquals(-1, line.indexOf('\n'));
    }

    @Test
    void aPipeGetsALineEveryFewSecondsAndTheLastOne() {
        ProgressBar bar = new ProgressBar(stream(), false);

        bar.show(running(10, 1.0));
        bar.show(running(20, 2.0));
        bar.show(running(70, 7.0));
        bar.show(Progressed.of("job", "m", Work.MODEL, State.COMPLETED));

        assertEquals(3, printed.toString(StandardCharsets.UTF_8).lines().count());
    }

    @Test
    void severalTrainersAreCounted() {
        Progressed shared = ProgressedBuilder.builder(running(10, 1.0)).workers(3).build();
        Progressed alone = ProgressedBuilder.builder(shared).workers(1).build();

        assertTrue(ProgressBar.describe(shared).contains("1,234 tokens/s  3 trainers  ETA"));
        assertTrue(ProgressBar.describe(alone).contains("  1 trainer  "));
    }

    @Test
    void aFailureShowsItsReasonWithoutTerminalCommands() {
        String line =
                ProgressBar.describe(
                        Progressed.of("job", "m", Work.MODEL, State.FAILED)
                                .withReason("\u001b[2Jdisk full"));

        assertEquals("model m: failed  [2Jdisk full", line);
    }

    private PrintStream stream() {
        return new PrintStream(printed, true, StandardCharsets.UTF_8);
    }

    private static Progressed running(long step, double elapsed) {
        return ProgressedBuilder.builder()
                .id("job")
                .subject("m")
                .work(Work.MODEL)
                .state(State.RUNNING)
                .stage("training")
                .step(step)
                .steps(200L)
                .fraction(step / 200.0)
                .trainingLoss(3.21)
                .tokensPerSecond(1234.0)
                .elapsedSeconds(elapsed)
                .etaSeconds(65.0)
                .build();
    }
}
