package io.conteur.gpt;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the optimiser remembers of each weight.
 *
 * @param first running mean of the gradients
 * @param second running mean of their squares; a placeholder for a weight that Muon moves
 */
record Moments(NDList first, NDList second, List<Safetensors.Entry> entries) {
    private static final Shape PLACEHOLDER = new Shape(1);

    static Moments zero(NDManager manager, Architecture architecture, TrainingOptions options) {
        List<Safetensors.Entry> entries = entries(architecture, options);
        NDList all = new NDList();
        entries.forEach(entry -> all.add(manager.zeros(entry.shape())));
        return split(all, entries);
    }

    static Moments read(
            Path folder, Architecture architecture, TrainingOptions options, NDManager manager)
            throws IOException {
        List<Safetensors.Entry> entries = entries(architecture, options);
        return split(Checkpoint.moments(folder, entries, manager), entries);
    }

    NDList all() {
        NDList all = new NDList(first);
        all.addAll(second);
        return all;
    }

    private static Moments split(NDList all, List<Safetensors.Entry> entries) {
        int half = all.size() / 2;
        return new Moments(all.subNDList(0, half), all.subNDList(half), entries);
    }

    private static List<Safetensors.Entry> entries(
            Architecture architecture, TrainingOptions options) {
        Stream<Safetensors.Entry> second =
                Weights.layout(architecture).stream()
                        .map(
                                slot ->
                                        new Safetensors.Entry(
                                                "second." + slot.name(),
                                                MovingRules.byMuon(slot, options)
                                                        ? PLACEHOLDER
                                                        : slot.shape()));
        return Stream.concat(Checkpoint.entries(architecture, "first.").stream(), second).toList();
    }
}
