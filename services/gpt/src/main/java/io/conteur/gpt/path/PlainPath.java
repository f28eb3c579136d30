package io.conteur.gpt.path;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.conteur.gpt.model.Example;
import io.conteur.gpt.model.Score;
import io.conteur.gpt.model.WeightLayout;
import io.conteur.gpt.torch.PackedBatch;
import io.conteur.gpt.torch.TorchScriptModule;
import io.conteur.gpt.training.BatchGradients;
import java.util.ArrayList;
import java.util.List;

/** {@code plain.py}: whole micro-batches in few large operations, with the engine's autograd. */
final class PlainPath implements TrainingPath {
    private final Trained trained;
    private final TorchScriptModule script;
    private final PlainOptimizer optimizer;
    private final int microBatchTokens;

    PlainPath(ComputeOptions options, Trained trained) {
        this.trained = trained;
        this.script =
                TorchScriptModule.plain(
                        trained.manager(),
                        trained.architecture(),
                        trained.options().precision(),
                        trained.options().dropout(),
                        options.recompute());
        this.optimizer = new PlainOptimizer(script, trained);
        this.microBatchTokens =
                StepMemory.of(trained.architecture(), options.recompute())
                        .microBatchTokens(
                                options.memoryBytes(), trained.manager().getDevice().isGpu());
    }

    @Override
    public PathKind kind() {
        return PathKind.PLAIN;
    }

    @Override
    public int microBatchTokens() {
        return microBatchTokens;
    }

    @Override
    public Gradients gradients(
            NDManager manager, List<Example> examples, BatchGradients.Settings settings) {
        long targets = examples.stream().mapToLong(Example::targets).sum();
        double scale = settings.lossScaler().ofNats(targets);
        NDArray nats = manager.zeros(new Shape());
        NDList sum = new NDList();
        for (List<Example> microBatch :
                PackedBatch.microBatches(examples, settings.microBatchTokens())) {
            try (NDManager part = manager.newSubManager()) {
                NDList result = gradients(part, microBatch, settings, (float) scale);
                nats.addi(result.head());
                if (sum.isEmpty()) {
                    sum.addAll(result.subNDList(1));
                    sum.attach(manager);
                } else {
                    add(part, sum, result.subNDList(1));
                }
            }
        }
        // The one place of a step that waits for the device.
        float norm = optimizer.norm(manager, sum);
        return new Gradients((float) (nats.getFloat() / targets), scale * targets, norm, sum);
    }

    private NDList gradients(
            NDManager part, List<Example> examples, BatchGradients.Settings settings, float scale) {
        List<NDArray> arguments = arguments(part, examples);
        arguments.add(part.create(settings.noise().of(examples)));
        arguments.add(part.create(scale));
        arguments.addAll(WeightLayout.asArgument("w", trained.weights()));
        return script.callWithAutograd(part, "gradients", arguments);
    }

    private void add(NDManager part, NDList sum, NDList more) {
        List<NDArray> arguments = new ArrayList<>(WeightLayout.asArgument("grads", sum));
        arguments.addAll(WeightLayout.asArgument("more", more));
        script.call(part, "accumulate", arguments);
    }

    /** Tokens, padded places, bounds, longest, places and targets. */
    private static List<NDArray> arguments(NDManager manager, List<Example> examples) {
        PackedBatch batch = PackedBatch.of(examples);
        int longest = examples.stream().mapToInt(Example::tokens).max().orElseThrow();
        List<NDArray> arguments = new ArrayList<>();
        arguments.add(manager.create(batch.tokens()));
        arguments.add(manager.create(batch.paddedPlaces(longest)));
        arguments.add(manager.create(batch.bounds()));
        arguments.add(TorchScriptModule.onHost(manager).create((long) longest));
        arguments.add(manager.create(batch.places()));
        arguments.add(manager.create(batch.targets()));
        return arguments;
    }

    @Override
    public void update(NDManager manager, Gradients computed, long done) {
        optimizer.update(manager, computed, done);
    }

    @Override
    public void updateAverage(NDManager manager, NDList average, double rate) {
        List<NDArray> arguments = new ArrayList<>(WeightLayout.asArgument("a", average));
        arguments.addAll(WeightLayout.asArgument("w", trained.weights()));
        arguments.add(TorchScriptModule.onHost(manager).create(rate));
        script.call(manager, "update_average", arguments);
    }

    @Override
    public Score score(NDList weights, List<Example> examples) {
        double nats = 0;
        long targets = 0;
        for (List<Example> batch : PackedBatch.microBatches(examples, microBatchTokens)) {
            try (NDManager part = trained.manager().newSubManager()) {
                List<NDArray> arguments = arguments(part, batch);
                arguments.addAll(WeightLayout.asArgument("w", weights));
                nats += script.call(part, "score", arguments).head().getFloat();
            }
            targets += batch.stream().mapToLong(Example::targets).sum();
        }
        return new Score(nats, targets);
    }

    @Override
    public void close() {
        script.close();
    }
}
