package io.conteur.modeltrainer;

import io.conteur.gpt.model.Architecture;
import io.conteur.gpt.model.Example;
import io.conteur.gpt.training.TrainingOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The first step of a job: of a new model, or of one that another job has trained. */
record Beginning(Learners learners, Origin origin) {
    Learner learner(Architecture architecture, TrainingOptions options, List<Example> examples)
            throws IOException {
        Path model = origin.model();
        return model == null
                ? learners.start(architecture, options, examples)
                : learners.startFrom(model, options, examples);
    }
}
