package io.conteur.gpt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.gpt.checkpoint.CheckpointException;
import io.conteur.gpt.diloco.GlobalModel.Contribution;
import io.conteur.gpt.diloco.UpdatePrecision;
import io.conteur.gpt.model.Example;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RoundTrainerTest {
    private static final List<Example> EXAMPLES = Micro.examples(40, 30);
    private static final int STEPS = 3;

    @TempDir Path folder;

    private static Trainer start() {
        return Trainer.start(Micro.ARCHITECTURE, Micro.options(60), EXAMPLES);
    }

    /** Trains a round of two workers; returns the update that closed it. */
    private static byte[] round(List<Trainer> trainers, List<RoundTrainer> workers, int round) {
        List<Contribution> contributions = new ArrayList<>();
        for (int worker = 0; worker < workers.size(); worker++) {
            workers.get(worker).begin((long) (round * workers.size() + worker) * STEPS);
            for (int step = 0; step < STEPS; step++) {
                trainers.get(worker).step();
            }
            contributions.add(new Contribution(100 + worker, workers.get(worker).update()));
        }
        byte[] mean = workers.get(0).close(contributions);
        workers.subList(1, workers.size()).forEach(worker -> worker.apply(mean, 2));
        return mean;
    }

    @ParameterizedTest
    @EnumSource(UpdatePrecision.class)
    void theLogOfRoundsGivesTheWeightsAgain(UpdatePrecision precision) throws IOException {
        try (Trainer first = start();
                Trainer second = start()) {
            List<Trainer> trainers = List.of(first, second);
            List<RoundTrainer> workers =
                    List.of(
                            new RoundTrainer(first, precision),
                            new RoundTrainer(second, precision));
            List<byte[]> log = new ArrayList<>();
            for (int round = 0; round < 6; round++) {
                if (round == 2) { // A checkpoint between two rounds.
                    workers.get(0).begin(12);
                    first.save(folder);
                    workers.get(0).save(folder);
                }
                log.add(round(trainers, workers, round));
            }

            try (Trainer resumed = Trainer.resume(folder, EXAMPLES)) {
                RoundTrainer replay = new RoundTrainer(resumed, precision);
                replay.resume(folder);
                log.subList(2, 6).forEach(mean -> replay.apply(mean, 2));

                assertEquals(workers.get(0).digest(), workers.get(1).digest());
                assertEquals(workers.get(0).digest(), replay.digest());
            }
        }
    }

    @Test
    void aRoundIsAFunctionOfSeedWorkersAndSteps() {
        List<String> digests = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            try (Trainer first = start();
                    Trainer second = start()) {
                List<RoundTrainer> workers =
                        List.of(
                                new RoundTrainer(first, UpdatePrecision.INT8),
                                new RoundTrainer(second, UpdatePrecision.INT8));
                for (int round = 0; round < 4; round++) {
                    round(List.of(first, second), workers, round);
                }
                digests.add(workers.get(1).digest());
            }
        }

        assertEquals(digests.get(0), digests.get(1));
    }

    @Test
    void anAbandonedShareLeavesNoTrace() {
        try (Trainer trainer = start();
                Trainer other = start()) {
            RoundTrainer rounds = new RoundTrainer(trainer, UpdatePrecision.FP32);
            String before = rounds.digest();
            rounds.begin(30);
            trainer.step();
            rounds.begin(0);

            assertEquals(before, rounds.digest());
            assertEquals(before, trainer.weightVector().digest());
            assertEquals(other.step().loss(), trainer.step().loss());
        }
    }

    @Test
    void otherBytesAreNoUpdate() {
        try (Trainer trainer = start()) {
            RoundTrainer rounds = new RoundTrainer(trainer, UpdatePrecision.INT4);
            rounds.begin(0);
            trainer.step();
            byte[] update = rounds.update();

            assertTrue(rounds.accepts(update));
            assertFalse(rounds.accepts(new byte[update.length - 1]));
            assertThrows(IllegalArgumentException.class, () -> rounds.apply(new byte[7], 2));
        }
    }

    @Test
    void aDamagedStateIsNoticed() throws IOException {
        try (Trainer trainer = start()) {
            RoundTrainer rounds = new RoundTrainer(trainer, UpdatePrecision.INT8);
            rounds.save(folder);
            Path file = folder.resolve("rounds.safetensors");
            Files.write(file, new byte[] {1, 2, 3});

            assertThrows(CheckpointException.class, () -> rounds.resume(folder));
        }
    }

    @Test
    void anAverageOfTheWeightsHasNoRounds() {
        try (Trainer trainer =
                Trainer.start(Micro.ARCHITECTURE, Micro.options(9).withAveraging(0.9), EXAMPLES)) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> new RoundTrainer(trainer, UpdatePrecision.INT8));
        }
    }
}
