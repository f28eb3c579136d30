package io.conteur.gpt.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.conteur.gpt.Micro;
import io.conteur.gpt.diloco.WeightVector;
import io.conteur.gpt.model.Example;
import io.conteur.gpt.model.ParameterGroup;
import io.conteur.gpt.model.Precision;
import io.conteur.gpt.model.WeightLayout;
import io.conteur.gpt.torch.LaneExecutor;
import io.conteur.gpt.torch.TorchScriptModule;
import io.conteur.gpt.torch.WeightFolding;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Workers that average their gradients after every step, without a codec: what all cheaper ways to
 * train together are held against.
 */
class EveryStepAveragingTest {
    private static final int STEPS = 3;

    private static List<Example> batch(int step) {
        Random random = new Random(step);
        List<Example> batch = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            batch.add(new Example(random.ints(12 + 2 * i, 4, 40).toArray(), 1));
        }
        return batch;
    }

    /** One process or several workers, on weights of their own. */
    private static final class Training implements AutoCloseable {
        final NDManager manager = TorchScriptModule.manager();
        final TrainingOptions options = Micro.options(STEPS);
        final NDList weights = WeightLayout.initial(manager, Micro.ARCHITECTURE, 3);
        final TorchScriptModule script =
                TorchScriptModule.gpt(manager, Micro.ARCHITECTURE, Precision.FP32, 0);
        final BatchGradients.Settings settings =
                new BatchGradients.Settings(
                        512,
                        new LossScaler(Precision.FP32, LossScaler.State.NEW),
                        DropoutNoise.NONE);
        final Optimizer optimizer;

        Training() {
            OptimizerState state =
                    OptimizerState.zero(manager, Micro.ARCHITECTURE, options, new NDList());
            optimizer =
                    new Optimizer(
                            script,
                            new LaneExecutor(1),
                            new OptimizerRules(Micro.ARCHITECTURE, options),
                            weights,
                            state);
        }

        BatchGradients gradients(LaneExecutor lanes) {
            List<ParameterGroup> groups = ParameterGroup.of(Micro.ARCHITECTURE);
            return new BatchGradients(
                    script, lanes, new WeightFolding(script, lanes, groups, weights));
        }

        void update(List<NDList> byLane, double scale, long step) {
            optimizer.update(manager, optimizer.combine(manager, byLane), scale, step);
        }

        @Override
        public void close() {
            script.close();
            manager.close();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void workersOfOneLaneEqualOneProcessWithAsManyLanes(int workers) {
        try (Training process = new Training();
                Training shared = new Training();
                LaneExecutor lanes = new LaneExecutor(workers);
                LaneExecutor one = new LaneExecutor(1)) {
            String before = WeightVector.copyOf(process.weights).digest();
            for (int step = 0; step < STEPS; step++) {
                List<Example> batch = batch(step);
                BatchGradients.Result whole =
                        process.gradients(lanes).of(process.manager, batch, process.settings);
                process.update(whole.byLane(), whole.scale(), step);

                long targets = batch.stream().mapToLong(Example::targets).sum();
                List<NDList> gradients = new ArrayList<>();
                for (List<Example> part : lanes.partition(batch, Example::tokens)) {
                    gradients.addAll(
                            shared.gradients(one)
                                    .of(shared.manager, part, targets, shared.settings)
                                    .byLane());
                }
                shared.update(gradients, whole.scale(), step);
            }

            assertNotEquals(before, WeightVector.copyOf(process.weights).digest());
            assertEquals(
                    WeightVector.copyOf(process.weights).digest(),
                    WeightVector.copyOf(shared.weights).digest());
        }
    }
}
