package io.conteur.modeltrainer;

import io.conteur.gpt.model.Architecture;
import io.conteur.gpt.model.Example;
import io.conteur.gpt.training.TrainingOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Where learners come from. */
interface Learners {
    /** A new model. */
    Learner start(Architecture architecture, TrainingOptions options, List<Example> examples);

    /**
     * The model that a learner saved in {@code folder}, at the step it had reached and with its
     * options.
     */
    Learner resume(Path folder, List<Example> examples) throws IOException;

    /** A new training of the model in {@code folder}. */
    Learner startFrom(Path folder, TrainingOptions options, List<Example> examples)
            throws IOException;

    /** The shape of the model in {@code folder}. */
    Architecture architecture(Path folder) throws IOException;
}
