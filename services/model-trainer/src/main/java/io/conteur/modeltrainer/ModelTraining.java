package io.conteur.modeltrainer;

import io.conteur.artifacts.DamagedArtifactException;
import io.conteur.events.ArtifactReference;
import io.conteur.gpt.model.Architecture;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.jboss.logging.Logger;

/** One job from its request to its last checkpoint, or on from its newest one. */
final class ModelTraining {
    private static final Logger LOG = Logger.getLogger(ModelTraining.class);

    private final Assignment assignment;
    private final Job job;
    private final Studio studio;
    private final Recipe recipe;

    ModelTraining(Assignment assignment) {
        this.assignment = assignment;
        this.job = assignment.job();
        this.studio = assignment.studio();
        this.recipe = Recipe.of(job);
    }

    /**
     * Returns when the job's last checkpoint is published.
     *
     * @throws JobEndedException when it ends without one
     * @throws HandOverException when it shall stop here
     */
    Outcome run() throws IOException {
        job.requireShortId();
        recipe.options(Pace.MAX_STEPS);
        Origin origin = new Origins(assignment).find();
        Optional<Checkpoint> newest = origin.newest();
        if (newest.isEmpty()) {
            return train(origin);
        }
        requireSameRequest(newest.get());
        Outcome outcome = newest.get().saved().outcome();
        if (outcome != null && newest.get().saved().finished()) {
            return tellAgain(newest.get(), outcome);
        }
        if (assignment.pulse().cancelled()) {
            return tellAgain(newest.get(), Outcome.CANCELLED);
        }
        // Whoever kept it may have had no time to say so.
        Archive.publish(assignment, newest.get().saved().event(job, newest.get().artifact()));
        return train(origin);
    }

    private void requireSameRequest(Checkpoint checkpoint) {
        if (!checkpoint.saved().request().equals(job.digest())) {
            throw JobEndedException.rejected(
                    "another request for this model had the same id; take a new one");
        }
    }

    private Outcome tellAgain(Checkpoint checkpoint, Outcome outcome) throws IOException {
        assignment.journal().recall(checkpoint.saved());
        Archive.publishEnd(assignment, checkpoint.saved(), checkpoint.artifact());
        return outcome;
    }

    private Outcome train(Origin origin) throws IOException {
        assignment.pulse().beatOrStop();
        assignment.journal().running("reading the corpus");
        CorpusSource source = new CorpusSource(assignment);
        ArtifactReference artifact =
                origin.newest().isPresent()
                        ? origin.newest().get().saved().corpus()
                        : withinHeap(source::corpus);
        Corpus corpus = withinHeap(() -> read(source.folder(artifact)));
        try (ReadyTokenizer tokenizer = tokenizer(origin, artifact)) {
            assignment.journal().running("encoding the corpus");
            Preparation.Sources sources =
                    new Preparation.Sources(artifact, corpus, tokenizer, origin);
            Course course = withinHeap(() -> new Preparation(assignment, recipe).of(sources));
            announce(course, origin);
            try (Learner learner = learner(course, origin)) {
                return new TrainingLoop(assignment, course, learner).run();
            }
        }
    }

    private Corpus read(Path folder) throws IOException {
        return new CorpusReader(studio.limits().corpusBytes()).read(folder);
    }

    private interface Preparing<T> {
        T prepare() throws IOException;
    }

    /** A corpus that does not fit does not fit the next time either. */
    private static <T> T withinHeap(Preparing<T> preparing) throws IOException {
        try {
            return preparing.prepare();
        } catch (OutOfMemoryError e) {
            throw JobEndedException.rejected(
                    "the corpus takes more memory than this trainer's heap of %d MiB; use less of it, or a trainer with more"
                            .formatted(Runtime.getRuntime().maxMemory() >> 20));
        }
    }

    private ReadyTokenizer tokenizer(Origin origin, ArtifactReference corpus) throws IOException {
        ArtifactReference artifact =
                origin.tokenizer() == null ? newestTokenizer(corpus) : origin.tokenizer();
        try {
            Path folder = studio.store().fetch(artifact.key(), artifact.sha256());
            return ReadyTokenizer.load(artifact, folder.resolve("tokenizer.model"));
        } catch (DamagedArtifactException | NoSuchFileException e) {
            throw JobEndedException.failed("the tokenizer cannot be used: " + e.getMessage());
        }
    }

    private ArtifactReference newestTokenizer(ArtifactReference corpus) {
        return new Tokenizers(assignment).find(corpus, recipe.vocabularySize()).artifact();
    }

    private Learner learner(Course course, Origin origin) throws IOException {
        origin.newest().ifPresent(newest -> assignment.journal().recall(newest.saved()));
        if (origin.newest().isPresent()) {
            return studio.learners()
                    .resume(origin.newest().get().folder(), course.material().training());
        }
        return new Beginning(studio.learners(), origin)
                .learner(
                        course.architecture(),
                        recipe.options(course.steps()),
                        course.material().training());
    }

    private void announce(Course course, Origin origin) {
        Architecture architecture = course.architecture();
        LOG.infof(
                "job %s trains %s: %d parameters, %.1f MFLOP per token, about %d MiB, %d tokens in"
                        + " %d windows (%d to validate), %d steps of %d x %d tokens, from step %d",
                job.id(),
                job.model(),
                architecture.parameters(),
                architecture.trainingFlopsPerToken() / 1e6,
                MemoryEstimate.of(architecture, recipe.batch(), studio.limits().cores()).bytes()
                        >> 20,
                course.material().tokens(),
                course.material().training().size(),
                course.material().heldOut().windows().size(),
                course.steps(),
                recipe.batch(),
                architecture.context(),
                origin.step());
    }
}
