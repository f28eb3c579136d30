package io.conteur.modeltrainer.rounds;

import io.conteur.artifacts.Artifact;
import io.conteur.artifacts.ArtifactStore;
import io.conteur.artifacts.DamagedArtifactException;
import io.conteur.artifacts.FileSelection;
import io.conteur.events.ArtifactReference;
import io.conteur.events.training.RoundClosed;
import io.conteur.gpt.RoundTrainer;
import io.conteur.modeltrainer.job.JobSpec;
import io.conteur.modeltrainer.reporting.JobAttempt;
import io.conteur.workersupport.HandOverException;
import io.conteur.workersupport.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Locale;
import org.jboss.logging.Logger;

/**
 * The updates of workers and rounds, in the artifact store: {@code
 * rounds/<model>/<job>/00000012/<worker>-<hash>}, and {@code mean-<hash>} for the one that closed
 * the round.
 */
public record UpdateStore(ArtifactStore artifacts) {
    /** Takes the place of the worker's name. */
    public static final String MEAN = "mean";

    private static final String FILE = "update.bin";
    private static final int HASH_DIGITS = 16;
    private static final Logger LOG = Logger.getLogger(UpdateStore.class);

    /**
     * Saves an update, for as long as an outage of the store may last.
     *
     * @param round that it belongs to
     * @param worker of whom it is, or {@link #MEAN}
     * @throws HandOverException when the job has to stop
     */
    public ArtifactReference save(JobAttempt attempt, long round, String worker, byte[] update) {
        String hash = Sha256.hex(update).substring(0, HASH_DIGITS);
        String key =
                String.format(
                        Locale.ROOT, "%s/%08d/%s-%s", prefix(attempt.job()), round, worker, hash);
        Artifact saved =
                attempt.retrying(
                        "an update cannot be saved",
                        () ->
                                artifacts.publishOrKeep(
                                        key, folder -> Files.write(folder.resolve(FILE), update)));
        return new ArtifactReference(saved.key(), saved.sha256());
    }

    /** Whether the key of an update, which another process has named, is one of this round. */
    public boolean isOf(JobSpec job, long round, ArtifactReference update) {
        return update.key().startsWith(String.format(Locale.ROOT, "%s/%08d/", prefix(job), round));
    }

    /**
     * Reads an update.
     *
     * @throws DamagedArtifactException when it has more bytes than an update of the model
     */
    public byte[] read(ArtifactReference update, int bytes) throws IOException {
        FileSelection files = FileSelection.of(FILE).atMost(bytes);
        return Files.readAllBytes(
                artifacts.fetch(update.key(), update.sha256(), files).resolve(FILE));
    }

    /**
     * Applies the updates of consecutive rounds.
     *
     * @param beat called after each round; what it throws ends the replay
     * @return false when an update cannot be used, or the weights are not those of the last round;
     *     the trainer is of no more use then
     */
    public boolean replay(List<RoundClosed> rounds, RoundTrainer trainer, Runnable beat)
            throws IOException {
        try {
            for (RoundClosed round : rounds) {
                if (round.update() != null) {
                    byte[] update = read(round.update(), trainer.updateBytes());
                    trainer.apply(update, round.contributions().size());
                }
                beat.run();
            }
        } catch (NoSuchFileException | DamagedArtifactException | IllegalArgumentException e) {
            LOG.warnf("an update cannot be used: %s", e.getMessage());
            return false;
        }
        boolean same =
                rounds.isEmpty()
                        || trainer.digest().equals(rounds.get(rounds.size() - 1).weights());
        if (!same) {
            LOG.warn("the weights after a replay are not those of the last round");
        }
        return same;
    }

    /** Deletes an update that nobody needs. */
    public void delete(ArtifactReference update) throws IOException {
        artifacts.delete(update.key());
    }

    /** Deletes all updates of a job. */
    public void deleteAll(JobSpec job) throws IOException {
        for (Artifact artifact : artifacts.list(prefix(job))) {
            artifacts.delete(artifact.key());
        }
    }

    private static String prefix(JobSpec job) {
        return "rounds/" + job.model() + "/" + job.id();
    }
}
