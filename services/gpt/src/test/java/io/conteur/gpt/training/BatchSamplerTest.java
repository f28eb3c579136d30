package io.conteur.gpt.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.conteur.gpt.data.ExampleSource;
import io.conteur.gpt.model.Architecture;
import io.conteur.gpt.model.Example;
import io.conteur.gpt.model.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchSamplerTest {
    private static final Architecture ARCHITECTURE = new Architecture(100, 8, 16, 1, 1, 8);
    private static final ExampleSource EXAMPLES =
            ExampleSource.of(
                    IntStream.range(0, 50)
                            .mapToObj(i -> new Example(new int[] {i, i + 1}, 1))
                            .toList());

    @Test
    void successiveBatchesAreOneLargerBatch() {
        BatchSampler large = sampler(EXAMPLES, 12);

        for (int step = 0; step < 9; step++) {
            List<Integer> parts = new ArrayList<>();
            for (int part = 0; part < 3; part++) {
                parts.addAll(ids(sampler(EXAMPLES, 4).batch(3L * step + part)));
            }

            assertEquals(ids(large.batch(step)), parts);
        }
    }

    @Test
    void anExampleThatTheModelCannotTakeIsRefusedInItsStep() {
        List<Example> examples = List.of(new Example(new int[] {1, 100}, 1));
        BatchSampler sampler = sampler(ExampleSource.of(examples), 1);

        assertThrows(IllegalArgumentException.class, () -> sampler.batch(0));
    }

    @Test
    void aTrainingWithoutExamplesIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> sampler(ExampleSource.of(List.of()), 1));
    }

    private static BatchSampler sampler(ExampleSource examples, int batch) {
        TrainingOptions options = TrainingOptions.defaults(10, batch, Precision.FP32).withSeed(3);
        return new BatchSampler(examples, options, ARCHITECTURE, 4);
    }

    private static List<Integer> ids(List<Example> batch) {
        return batch.stream().map(example -> example.ids()[0]).toList();
    }
}
