package io.conteur.gpt.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.conteur.gpt.data.ExampleSource;
import io.conteur.gpt.data.TrainingData;
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
    void theBatchesOfAllWorkersAreThoseOfOneWithLargerBatches() {
        BatchSampler one = sampler(new TrainingData(EXAMPLES, 0, 1), 12);

        for (int step = 0; step < 9; step++) {
            List<Integer> shared = new ArrayList<>();
            for (int worker = 0; worker < 3; worker++) {
                shared.addAll(ids(sampler(new TrainingData(EXAMPLES, worker, 3), 4).batch(step)));
            }

            assertEquals(ids(one.batch(step)), shared);
        }
    }

    @Test
    void anExampleThatTheModelCannotTakeIsRefusedInItsStep() {
        List<Example> examples = List.of(new Example(new int[] {1, 100}, 1));
        BatchSampler sampler = sampler(TrainingData.all(examples), 1);

        assertThrows(IllegalArgumentException.class, () -> sampler.batch(0));
    }

    @Test
    void noExamplesAndAWorkerTooManyAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> TrainingData.all(List.of()));
        assertThrows(IllegalArgumentException.class, () -> new TrainingData(EXAMPLES, 2, 2));
    }

    private static BatchSampler sampler(TrainingData data, int batch) {
        TrainingOptions options = TrainingOptions.defaults(10, batch, Precision.FP32).withSeed(3);
        return new BatchSampler(data, options, ARCHITECTURE, 4);
    }

    private static List<Integer> ids(List<Example> batch) {
        return batch.stream().map(example -> example.ids()[0]).toList();
    }
}
