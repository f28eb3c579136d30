package io.conteur.gpt.diloco;

import io.conteur.gpt.checkpoint.CheckpointException;
import io.conteur.gpt.checkpoint.CheckpointFolder;
import io.conteur.gpt.checkpoint.Safetensors;
import io.conteur.gpt.model.Architecture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The weights that all workers share between rounds. One closes a round and publishes its update;
 * all others apply the same bytes and so have the same weights, bit for bit.
 */
public final class GlobalModel {
    /** The state of the outer optimizer and of the encoder, beside the weights of a checkpoint. */
    private static final String FILE = "rounds.safetensors";

    private final WeightVector weights;
    private final OuterOptimizer optimizer;
    private final UpdateCodec codec;
    private ErrorFeedbackEncoder encoder;

    public GlobalModel(WeightVector initial, OuterOptimizer optimizer, UpdateCodec codec) {
        this.weights = initial.copy();
        this.optimizer = optimizer;
        this.codec = codec;
        this.encoder = new ErrorFeedbackEncoder(codec);
    }

    /**
     * Goes on from the {@link #save}d state in the folder of a checkpoint, if there is one.
     *
     * @throws CheckpointException when its file is damaged
     */
    public void resume(Path folder, Architecture architecture) throws IOException {
        if (Files.exists(folder.resolve(FILE))) {
            List<float[]> all = Safetensors.arrays(folder.resolve(FILE), entries(architecture));
            optimizer.resume(new WeightVector(all.subList(0, all.size() / 2)));
            encoder =
                    new ErrorFeedbackEncoder(
                            codec, new WeightVector(all.subList(all.size() / 2, all.size())));
        }
    }

    /** Writes what a checkpoint needs beside the weights into its folder. */
    public void save(Path folder, Architecture architecture) throws IOException {
        List<float[]> all = new ArrayList<>(orZeros(optimizer.velocity()).tensors());
        all.addAll(orZeros(encoder.lost()).tensors());
        Safetensors.write(folder.resolve(FILE), entries(architecture), all);
    }

    private WeightVector orZeros(@Nullable WeightVector vector) {
        return vector == null ? weights.zeros() : vector;
    }

    private static List<Safetensors.Entry> entries(Architecture architecture) {
        List<Safetensors.Entry> entries =
                new ArrayList<>(CheckpointFolder.entries(architecture, "velocity."));
        entries.addAll(CheckpointFolder.entries(architecture, "lost."));
        return entries;
    }

    /**
     * What a worker contributes to a round.
     *
     * @param tokens that it trained on, at least 1
     * @param update its encoded pseudo-gradient
     */
    public record Contribution(long tokens, byte[] update) {
        public Contribution {
            if (tokens < 1) {
                throw new IllegalArgumentException("tokens must be at least 1, are " + tokens);
            }
        }
    }

    /**
     * Averages the workers' updates, weighted by their tokens, and applies the mean.
     *
     * @return the mean, encoded, for {@link #apply} elsewhere
     * @throws IllegalArgumentException when there is none, or one is no update of this model
     */
    public byte[] closeRound(List<Contribution> contributions) {
        if (contributions.isEmpty()) {
            throw new IllegalArgumentException("a round needs at least one contribution");
        }
        double tokens = contributions.stream().mapToDouble(Contribution::tokens).sum();
        WeightVector mean = weights.zeros();
        for (Contribution each : contributions) { // One at a time, which bounds the memory.
            mean.add(codec.decode(each.update()), (float) (each.tokens() / tokens));
        }
        byte[] update = encoder.encode(mean);
        optimizer.step(weights, codec.decode(update), contributions.size());
        return update;
    }

    /** Bytes of each update. */
    public int updateBytes() {
        return codec.bytes();
    }

    /** Whether these bytes are an update of this model. */
    public boolean accepts(byte[] update) {
        try {
            codec.decode(update);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * Applies the published update of the next round, which was closed elsewhere: what that lost is
     * not known here, and what was lost before is in it.
     *
     * @param workers that contributed to it
     * @throws IllegalArgumentException when it is no update of this model
     */
    public void apply(byte[] update, int workers) {
        encoder = new ErrorFeedbackEncoder(codec);
        optimizer.step(weights, codec.decode(update), workers);
    }

    /** The pseudo-gradient of a worker that has trained from these weights. */
    public WeightVector pseudoGradient(WeightVector trained) {
        return weights.minus(trained);
    }

    /** The SHA-256 of the weights; see {@link WeightVector#digest}. */
    public String digest() {
        return weights.digest();
    }

    /** A copy of the weights. */
    public WeightVector weights() {
        return weights.copy();
    }
}
