package io.conteur.gpt.training;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.conteur.gpt.checkpoint.CheckpointFolder;
import io.conteur.gpt.checkpoint.Safetensors;
import io.conteur.gpt.model.Architecture;
import io.conteur.gpt.model.WeightLayout;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The state of the optimizer, one tensor per weight in each list.
 *
 * @param first moments: moving averages of the gradients
 * @param second moments: moving averages of their squares; a placeholder for weights under Muon
 * @param raw the weights themselves when the model is their moving average, else empty
 * @param entries names and shapes of all of them in the checkpoint
 */
public record OptimizerState(
        NDList first, NDList second, NDList raw, List<Safetensors.Entry> entries) {
    private static final String FIRST = "first.";
    private static final Shape PLACEHOLDER = new Shape(1);

    public static OptimizerState zero(
            NDManager manager, Architecture architecture, TrainingOptions options, NDList raw) {
        List<Safetensors.Entry> entries = entries(architecture, options);
        NDList all = new NDList();
        entries.stream()
                .limit(2L * WeightLayout.layout(architecture).size())
                .forEach(entry -> all.add(manager.zeros(entry.shape())));
        all.addAll(raw);
        return split(all, entries);
    }

    public static OptimizerState read(
            Path folder, Architecture architecture, TrainingOptions options, NDManager manager)
            throws IOException {
        List<Safetensors.Entry> entries = entries(architecture, options);
        return split(TrainingCheckpoint.optimizerState(folder, entries, manager), entries);
    }

    NDList all() {
        NDList all = new NDList(first);
        all.addAll(second);
        all.addAll(raw);
        return all;
    }

    private static OptimizerState split(NDList all, List<Safetensors.Entry> entries) {
        int count = (int) entries.stream().filter(e -> e.name().startsWith(FIRST)).count();
        return new OptimizerState(
                all.subNDList(0, count),
                all.subNDList(count, 2 * count),
                all.subNDList(2 * count),
                entries);
    }

    private static List<Safetensors.Entry> entries(
            Architecture architecture, TrainingOptions options) {
        List<Safetensors.Entry> entries =
                new ArrayList<>(CheckpointFolder.entries(architecture, FIRST));
        for (WeightLayout.Slot slot : WeightLayout.layout(architecture)) {
            Shape shape = OptimizerRules.usesMuon(slot, options) ? PLACEHOLDER : slot.shape();
            entries.add(new Safetensors.Entry("second." + slot.name(), shape));
        }
        if (options.averaging() > 0) {
            entries.addAll(CheckpointFolder.entries(architecture, "raw."));
        }
        return entries;
    }
}
