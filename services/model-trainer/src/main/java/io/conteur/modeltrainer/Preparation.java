package io.conteur.modeltrainer;

import io.conteur.gpt.Architecture;
import io.conteur.tokenizer.Tokenizer;
import java.util.List;
import java.util.Optional;

/** Decides all that has to be decided before the first step of a job. */
record Preparation(Studio studio, Job job, Recipe recipe, Journal journal) {
    /**
     * The course of a new job, or of one that goes on from a checkpoint.
     *
     * @throws JobEndedException when the corpus or the settings do not allow one
     * @throws HandOverException when the job shall stop here
     */
    Course of(Corpus corpus, ReadyTokenizer ready, Optional<Checkpoint> newest) {
        Tokenizer tokenizer = ready.tokenizer();
        Architecture architecture = architecture(tokenizer);
        HoldOut holdOut = HoldOut.of(corpus, job.settings().validationFraction(), job.seed());
        List<String> samplePrompts = samplePrompts(corpus, holdOut, tokenizer);
        Material material = material(corpus, holdOut, tokenizer);
        int steps =
                newest.isPresent() ? newest.get().saved().steps() : steps(architecture, material);
        Cadence cadence = Cadence.of(job.settings(), steps, studio.limits().checkpointInterval());
        return new Course(job, architecture, steps, cadence, material, samplePrompts, ready);
    }

    private Architecture architecture(Tokenizer tokenizer) {
        Architecture architecture = recipe.architecture(tokenizer.vocabularySize());
        MemoryEstimate.of(architecture, recipe.batch())
                .requireWithin(studio.limits().memoryBytes(), architecture, recipe.batch());
        return architecture;
    }

    private List<String> samplePrompts(Corpus corpus, HoldOut holdOut, Tokenizer tokenizer) {
        SamplePrompts.Fit fit = new SamplePrompts.Fit(tokenizer, recipe.context());
        return SamplePrompts.of(job.settings().samplePrompts(), corpus, holdOut, fit);
    }

    private Material material(Corpus corpus, HoldOut holdOut, Tokenizer tokenizer) {
        int windows = studio.limits().validationWindows();
        return new Material.Maker(tokenizer, recipe.context(), windows, studio.pulse())
                .make(corpus, holdOut);
    }

    private int steps(Architecture architecture, Material material) {
        Integer steps = job.request().steps();
        Double minutes = job.request().minutes();
        if (steps != null) {
            return steps;
        }
        return minutes == null
                ? recipe.defaultSteps()
                : stepsWithin(minutes * 60, architecture, material);
    }

    private int stepsWithin(double seconds, Architecture architecture, Material material) {
        journal.running("timing the first steps");
        try (Learner trial =
                studio.learners()
                        .start(architecture, recipe.options(Pace.MAX_STEPS), material.training())) {
            return Pace.of(trial, material.validation(), studio)
                    .stepsWithin(seconds - journal.elapsedSeconds());
        }
    }
}
