package io.conteur.modeltrainer;

import io.conteur.events.ArtifactReference;
import io.conteur.gpt.model.Architecture;
import io.conteur.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jboss.logging.Logger;

/** Decides all that has to be decided before the first step of a job. */
record Preparation(Assignment assignment, Recipe recipe) {
    private static final Logger LOG = Logger.getLogger(Preparation.class);
    private static final double NOTEWORTHY_LOSS = 0.01;

    /** What a job is made from. */
    record Sources(
            ArtifactReference artifact, Corpus corpus, ReadyTokenizer tokenizer, Origin origin) {}

    /**
     * The course of a new job, or of one that goes on from a checkpoint.
     *
     * @throws JobEndedException when the corpus or the settings do not allow one
     * @throws HandOverException when the job shall stop here
     */
    Course of(Sources sources) throws IOException {
        Job job = assignment.job();
        Architecture architecture = architecture(sources);
        HoldOut holdOut = HoldOut.of(sources.corpus(), job.settings(), job.seed());
        List<String> samplePrompts = samplePrompts(sources, holdOut, architecture);
        Material material = material(sources, holdOut, architecture);
        int steps = steps(sources.origin(), architecture, material);
        return new Course(
                job,
                architecture,
                steps,
                Cadence.of(job.settings(), steps, studio().limits().checkpointInterval()),
                material,
                samplePrompts,
                sources.tokenizer(),
                sources.artifact(),
                sources.origin().best());
    }

    private Studio studio() {
        return assignment.studio();
    }

    private Architecture architecture(Sources sources) throws IOException {
        Path model = sources.origin().model();
        Architecture architecture =
                model == null
                        ? recipe.architecture(sources.tokenizer().tokenizer().vocabularySize())
                        : recipe.requireLike(studio().learners().architecture(model));
        MemoryEstimate.of(architecture, recipe.batch(), studio().limits().cores())
                .requireWithin(studio().limits().memoryBytes(), architecture, recipe.batch());
        return architecture;
    }

    private List<String> samplePrompts(
            Sources sources, HoldOut holdOut, Architecture architecture) {
        Tokenizer tokenizer = sources.tokenizer().tokenizer();
        SamplePrompts.Fit fit = new SamplePrompts.Fit(tokenizer, architecture.context());
        return SamplePrompts.of(
                assignment.job().settings().samplePrompts(), sources.corpus(), holdOut, fit);
    }

    private Material material(Sources sources, HoldOut holdOut, Architecture architecture) {
        CorpusEncoder encoder =
                new CorpusEncoder(sources.tokenizer().tokenizer(), architecture.context());
        Material material =
                new Material.Maker(encoder, studio().limits().validationWindows(), studio().pulse())
                        .make(sources.corpus(), holdOut);
        warn(encoder.requireSpelled());
        return material;
    }

    private void warn(double lost) {
        if (lost > NOTEWORTHY_LOSS) {
            String warning =
                    "%.1f %% of the corpus's bytes are characters that the tokenizer does not know"
                            .formatted(100 * lost);
            LOG.warnf("job %s: %s", assignment.job().id(), warning);
            assignment.journal().running(warning);
        }
    }

    private int steps(Origin origin, Architecture architecture, Material material)
            throws IOException {
        if (origin.newest().isPresent()) {
            return origin.newest().get().saved().steps();
        }
        Integer steps = assignment.job().request().steps();
        Double minutes = assignment.job().request().minutes();
        if (steps != null) {
            return steps;
        }
        return minutes == null
                ? recipe.defaultSteps()
                : stepsWithin(minutes * 60, architecture, material);
    }

    private int stepsWithin(double seconds, Architecture architecture, Material material) {
        assignment.journal().running("timing the first steps");
        try (Learner trial =
                studio().learners()
                        .start(architecture, recipe.options(Pace.MAX_STEPS), material.training())) {
            return Pace.of(trial, material.heldOut(), studio())
                    .stepsWithin(seconds - assignment.journal().elapsedSeconds());
        }
    }
}
