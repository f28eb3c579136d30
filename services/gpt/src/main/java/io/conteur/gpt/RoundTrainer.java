package io.conteur.gpt;

import io.conteur.gpt.diloco.ErrorFeedbackEncoder;
import io.conteur.gpt.diloco.GlobalModel;
import io.conteur.gpt.diloco.GlobalModel.Contribution;
import io.conteur.gpt.diloco.OuterOptimizer;
import io.conteur.gpt.diloco.UpdateCodec;
import io.conteur.gpt.diloco.UpdatePrecision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * One of several workers on a model: it trains a share of each round, and applies the update that
 * closes the round. All workers that apply the same updates to the same checkpoint have the same
 * weights between rounds, bit for bit. For one thread at a time.
 */
public final class RoundTrainer {
    /** Of the outer optimizer. */
    public static final double OUTER_RATE = 1;

    /** Of the outer optimizer. */
    public static final double OUTER_MOMENTUM = 0.5;

    private final Trainer trainer;
    private final GlobalModel model;
    private final ErrorFeedbackEncoder encoder;

    /**
     * @param trainer with the weights that all workers begin with, a new one or a resumed one; it
     *     is closed by who opened it
     * @param precision of all updates
     */
    public RoundTrainer(Trainer trainer, UpdatePrecision precision) {
        if (trainer.options().averaging() > 0) {
            throw new IllegalArgumentException(
                    "an average of the weights cannot be trained in rounds");
        }
        UpdateCodec codec = new UpdateCodec(trainer.architecture(), precision);
        OuterOptimizer optimizer = new OuterOptimizer(OUTER_RATE, OUTER_MOMENTUM);
        this.trainer = trainer;
        this.model = new GlobalModel(trainer.weightVector(), optimizer, codec);
        this.encoder = new ErrorFeedbackEncoder(codec);
    }

    /** Goes on from a checkpoint that {@link #save} wrote, whose weights the trainer has. */
    public void resume(Path checkpoint) throws IOException {
        model.resume(checkpoint, trainer.architecture());
    }

    /**
     * Returns to the weights that all workers have, and to a place in the order of the examples.
     *
     * @param done batches before the next one
     */
    public void begin(long done) {
        trainer.setWeights(model.weights());
        trainer.seek(done);
    }

    /**
     * The change since {@link #begin}, to be sent to who closes the round. What its precision loses
     * is added to the next one.
     *
     * @throws IllegalArgumentException when a weight is not finite
     */
    public byte[] update() {
        return encoder.encode(model.pseudoGradient(trainer.weightVector()));
    }

    /** Bytes of each update. */
    public int updateBytes() {
        return model.updateBytes();
    }

    /** Whether these bytes are an update of this model. */
    public boolean accepts(byte[] update) {
        return model.accepts(update);
    }

    /**
     * Closes a round by the updates of its workers, in this order.
     *
     * @return their mean, for {@link #apply} elsewhere; it is applied here
     * @throws IllegalArgumentException when one of them is no update of this model
     */
    public byte[] close(List<Contribution> contributions) {
        return model.closeRound(contributions);
    }

    /**
     * Applies the mean of a round that was closed elsewhere.
     *
     * @param workers whose mean it is
     * @throws IllegalArgumentException when it is no update of this model
     */
    public void apply(byte[] mean, int workers) {
        model.apply(mean, workers);
    }

    /** The SHA-256 of the weights that all workers have. */
    public String digest() {
        return model.digest();
    }

    /** Writes what a checkpoint needs beside {@link Trainer#save}, between two rounds. */
    public void save(Path folder) throws IOException {
        model.save(folder, trainer.architecture());
    }
}
