package io.conteur.gpt.path;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.conteur.gpt.model.Architecture;
import io.conteur.gpt.model.Example;
import io.conteur.gpt.model.WeightLayout;
import io.conteur.gpt.model.WeightLayout.Role;
import io.conteur.gpt.model.WeightLayout.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A model of random weights and documents of random tokens, to compare devices with: a pure
 * function of the shape. No weight is zero, as those of a new model's projections are: they would
 * hide what precedes them.
 */
record ExampleBatch(Architecture architecture, List<Example> examples) {
    /** The shape in which devices are compared. */
    static final Architecture ARCHITECTURE = new Architecture(300, 64, 176, 3, 2, 192);

    private static final float PROJECTION_STANDARD_DEVIATION = 0.05f;

    /** Documents of several lengths. */
    static ExampleBatch of(Architecture architecture) {
        Random random = new Random(1);
        int longest = architecture.context();
        List<Example> examples = new ArrayList<>();
        for (int length : List.of(longest, longest / 3 + 1, 9, longest / 2, 2)) {
            int[] ids = random.ints(length + 1L, 0, architecture.vocabulary()).toArray();
            examples.add(new Example(ids, 1 + length / 5));
        }
        return new ExampleBatch(architecture, examples);
    }

    NDList weights(NDManager manager) {
        NDList weights = new NDList();
        NDList initial = WeightLayout.initial(manager, architecture, 1);
        List<Slot> slots = WeightLayout.layout(architecture);
        Random random = new Random(2);
        for (int i = 0; i < slots.size(); i++) {
            Slot slot = slots.get(i);
            weights.add(
                    slot.role() == Role.PROJECTION
                            ? WeightLayout.normal(
                                    manager, slot.shape(), PROJECTION_STANDARD_DEVIATION, random)
                            : initial.get(i));
        }
        return weights;
    }
}
