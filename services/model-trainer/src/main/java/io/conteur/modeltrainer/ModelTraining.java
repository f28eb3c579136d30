package io.conteur.modeltrainer;

import io.conteur.artifacts.DamagedArtifactException;
import io.conteur.events.ArtifactReference;
import io.conteur.events.CheckpointPublished;
import io.conteur.events.TokenizerTrained;
import io.conteur.gpt.Architecture;
import io.conteur.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.jboss.logging.Logger;

/** One job from its request to its last checkpoint, or on from its newest one. */
final class ModelTraining {
    private static final Logger LOG = Logger.getLogger(ModelTraining.class);

    private final Studio studio;
    private final Job job;
    private final Journal journal;
    private final Recipe recipe;

    ModelTraining(Studio studio, Job job, Journal journal) {
        this.studio = studio;
        this.job = job;
        this.journal = journal;
        this.recipe = Recipe.of(job);
    }

    /** Publishes a checkpoint's event; a repeat has the same id. */
    static void publish(Studio studio, Job job, CheckpointPublished event) {
        studio.outboxes()
                .checkpoints()
                .publish(job.model(), event, "%s-step-%08d".formatted(job.id(), event.step()));
    }

    /**
     * Returns when the job's last checkpoint is published.
     *
     * @throws JobEndedException when it ends in another way
     * @throws HandOverException when it shall stop here
     */
    void run() throws IOException {
        job.requireShortId();
        recipe.options(Pace.MAX_STEPS);
        Optional<Checkpoint> newest = studio.shelf().newest(job, journal);
        newest.ifPresent(this::requireSameRequest);
        if (newest.isPresent() && newest.get().saved().finished()) {
            tellAgain(newest.get());
        } else {
            train(newest);
        }
    }

    private void requireSameRequest(Checkpoint checkpoint) {
        if (!checkpoint.saved().request().equals(job.digest())) {
            throw JobEndedException.rejected(
                    "another request for this model had the same id; take a new one");
        }
    }

    private void tellAgain(Checkpoint checkpoint) {
        journal.recall(checkpoint.saved());
        publish(studio, job, checkpoint.saved().event(job, checkpoint.artifact()));
    }

    private void train(Optional<Checkpoint> newest) throws IOException {
        journal.running("reading the corpus");
        Corpus corpus = new CorpusReader(studio.limits().corpusBytes()).read(corpusFolder());
        try (ReadyTokenizer tokenizer = tokenizer(newest)) {
            journal.running("encoding the corpus");
            Course course =
                    new Preparation(studio, job, recipe, journal).of(corpus, tokenizer, newest);
            try (Learner learner = learner(course, newest)) {
                new TrainingLoop(course, learner, journal, studio).run();
            }
        }
    }

    private Path corpusFolder() throws IOException {
        ArtifactReference corpus = job.request().corpus();
        try {
            return studio.store().fetch(corpus.key(), corpus.sha256());
        } catch (DamagedArtifactException | NoSuchFileException e) {
            throw JobEndedException.rejected("the corpus cannot be used: " + e.getMessage());
        }
    }

    private ReadyTokenizer tokenizer(Optional<Checkpoint> newest) throws IOException {
        ArtifactReference artifact =
                newest.isPresent() ? newest.get().saved().tokenizer() : newestTokenizer();
        try {
            Path folder = studio.store().fetch(artifact.key(), artifact.sha256());
            return new ReadyTokenizer(artifact, Tokenizer.load(folder.resolve("tokenizer.model")));
        } catch (DamagedArtifactException | NoSuchFileException e) {
            throw JobEndedException.failed("the tokenizer cannot be used: " + e.getMessage());
        }
    }

    private ArtifactReference newestTokenizer() {
        TokenizerTrained found =
                new Tokenizers(
                                studio.tokenizers(),
                                studio.outboxes().tokenizerRequests(),
                                studio.pulse())
                        .find(job, recipe.vocabularySize(), journal);
        return found.artifact();
    }

    private Learner learner(Course course, Optional<Checkpoint> newest) throws IOException {
        announce(course, newest);
        newest.ifPresent(checkpoint -> journal.recall(checkpoint.saved()));
        Learners learners = studio.learners();
        return newest.isPresent()
                ? learners.resume(newest.get().folder(), course.material().training())
                : learners.start(
                        course.architecture(),
                        recipe.options(course.steps()),
                        course.material().training());
    }

    private void announce(Course course, Optional<Checkpoint> newest) {
        Architecture architecture = course.architecture();
        LOG.infof(
                "job %s trains %s: %d parameters, about %d MiB, %d tokens in %d windows"
                        + " (%d to validate), %d steps of %d x %d tokens, from step %d",
                job.id(),
                job.model(),
                architecture.parameters(),
                MemoryEstimate.of(architecture, recipe.batch()).bytes() >> 20,
                course.material().tokens(),
                course.material().training().size(),
                course.material().validation().size(),
                course.steps(),
                recipe.batch(),
                recipe.context(),
                newest.map(checkpoint -> checkpoint.saved().step()).orElse(0L));
    }
}
