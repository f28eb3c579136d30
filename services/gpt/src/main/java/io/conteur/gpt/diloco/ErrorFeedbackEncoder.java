package io.conteur.gpt.diloco;

import org.jspecify.annotations.Nullable;

/**
 * Encodes the updates of successive rounds. What quantization loses of one is added to the next (<a
 * href="https://arxiv.org/abs/1901.09847">error feedback</a>), so the losses do not add up.
 */
public final class ErrorFeedbackEncoder {
    private final UpdateCodec codec;
    private @Nullable WeightVector lost;

    public ErrorFeedbackEncoder(UpdateCodec codec) {
        this(codec, null);
    }

    /** Goes on after an update of which this was lost. */
    ErrorFeedbackEncoder(UpdateCodec codec, @Nullable WeightVector lost) {
        this.codec = codec;
        this.lost = lost;
    }

    /** What quantization lost of the last update; null before the first. */
    @Nullable WeightVector lost() {
        return lost;
    }

    /**
     * Encodes the update of a round.
     *
     * @throws IllegalArgumentException when a value is infinite or no number; what was lost before
     *     is kept for the next update
     */
    public byte[] encode(WeightVector update) {
        WeightVector wanted = update.copy();
        if (lost != null) {
            wanted.add(lost, 1);
        }
        byte[] encoded = codec.encode(wanted);
        lost = wanted.minus(codec.decode(encoded));
        return encoded;
    }
}
