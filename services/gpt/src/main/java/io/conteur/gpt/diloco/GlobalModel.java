package io.conteur.gpt.diloco;

import io.conteur.gpt.diloco.WeightVector.Weighted;
import java.util.List;

/**
 * The weights that all workers share between rounds. One closes a round and publishes its update;
 * all others apply the same bytes and so have the same weights, bit for bit.
 */
public final class GlobalModel {
    private final WeightVector weights;
    private final OuterOptimizer optimizer;
    private final UpdateCodec codec;
    private final ErrorFeedbackEncoder encoder;

    public GlobalModel(WeightVector initial, OuterOptimizer optimizer, UpdateCodec codec) {
        this.weights = initial.copy();
        this.optimizer = optimizer;
        this.codec = codec;
        this.encoder = new ErrorFeedbackEncoder(codec);
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
        List<Weighted> updates =
                contributions.stream()
                        .map(each -> new Weighted(codec.decode(each.update()), each.tokens()))
                        .toList();
        byte[] update = encoder.encode(WeightVector.mean(updates));
        apply(update);
        return update;
    }

    /**
     * Applies the published update of the next round.
     *
     * @throws IllegalArgumentException when it is no update of this model
     */
    public void apply(byte[] update) {
        optimizer.step(weights, codec.decode(update));
    }

    /** A copy of the weights. */
    public WeightVector weights() {
        return weights.copy();
    }
}
